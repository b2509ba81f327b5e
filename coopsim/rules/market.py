"""Market: what traders and the cooperative offer, who gets the crop, and by which channel."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Truth, Whole, choice, param, switch

CHANNELS = ("local", "wholesale", "contract", "export", "digital")


@attrs.frozen
class MarketTerms:
    """Prices, traders, delivery and channels."""

    coffee_price: Number = param(
        4.2, 0.5, 20.0, "money/kg green", "mean world price of the crop",
        source="ICO13-ICO25 and FT23: 2.4-7.8 USD/kg",
    )  # fmt: skip
    fish_price: Number = param(3.0, 0.3, 30.0, "money/kg", "mean price of fish in town")
    traders: Number = param(3.0, 1.0, 20.0, "traders", "traders who compete in a district")
    trader_share: Number = param(
        0.49, 0.1, 0.95, "share of world price", "what a lone trader pays nearby",
        grade="A", source="A->calc: cherry x 6 against the Fairtrade minimum, 2021",
    )  # fmt: skip
    competition: Number = param(0.06, 0.0, 0.5, "share", "price gained when traders double")
    yardstick: Number = param(
        0.3, 0.0, 1.0, "share of gap", "how far traders follow a cooperative's price",
        source="HRM13: sign only",
    )  # fmt: skip
    road_cost: Number = param(
        0.04, 0.0, 0.4, "share an hour", "price lost for each hour to the market"
    )
    enforcement: Number = param(
        0.7, 0.0, 1.0, "share", "how firmly debts to traders tie deliveries",
        source="MM21: make enforcement a parameter",
    )  # fmt: skip
    advances: Number = param(0.5, 0.0, 1.0, "share", "households short of cash whom a trader helps")
    advance_size: Number = param(
        0.2, 0.0, 1.0, "share of a year's sales", "the most a trader advances"
    )
    advance_discount: Number = param(
        0.10, 0.0, 0.5, "share of price", "price a trader takes off when owed"
    )
    payout: Number = param(
        0.85, 0.3, 1.0, "share of net price", "share of its net price a cooperative pays members",
        role="decision",
    )  # fmt: skip
    advance_share: Number = param(
        0.75, 0.0, 1.0, "share of payout", "paid first; the balance when the buyer pays",
        role="decision",
    )  # fmt: skip
    payment_delay: Number = param(
        14.0, 0.0, 120.0, "days", "wait for the first payment", role="decision",
    )  # fmt: skip
    buyer_delay: Number = param(30.0, 0.0, 150.0, "days", "wait until buyers pay")
    buy_from_all: bool = switch(
        True, "the cooperative also buys from non-members", grade="A", source="SIDAMA, MUJ"
    )
    outsider_discount: Number = param(
        0.05, 0.0, 0.5, "share", "price taken off for non-members", role="decision"
    )
    check_off: Number = param(
        0.5, 0.0, 1.0, "share of proceeds", "most that is kept for a loan instalment",
        role="decision",
    )  # fmt: skip
    supplies_on_credit: Number = param(
        0.3, 0.0, 1.0, "share of cost", "inputs, fuel and goods lent to members",
        role="decision",
    )  # fmt: skip
    price_choice: Number = param(
        4.0, 0.0, 20.0, "logit a unit of price ratio", "how strongly price decides delivery"
    )
    trust_choice: Number = param(2.5, 0.0, 10.0, "logit", "how strongly trust decides delivery")
    cash_choice: Number = param(
        2.5,
        0.0,
        10.0,
        "logit a month of delay",
        "how strongly a household short of cash avoids waiting",
    )
    deferral_choice: Number = param(
        1.2, 0.0, 6.0, "logit a month", "how far trusted, predictable deferral is welcome",
        source="CM18: sign and size in dairy, for pay at the month's end",
    )  # fmt: skip
    lateness_choice: Number = param(
        2.4, 0.0, 8.0, "logit a month", "how strongly each month of waiting after the first repels",
        source="FQ: late payment, sign; size assumed: twice what trust gives the first month",
    )  # fmt: skip
    check_off_choice: Number = param(
        0.8, 0.0, 6.0, "logit", "how strongly borrowers avoid check-off"
    )
    distance_choice: Number = param(
        0.4, 0.0, 4.0, "logit an hour", "how strongly distance keeps deliveries away"
    )
    crowd_choice: Number = param(
        0.5, 0.0, 3.0, "logit a tenfold", "how far members of a large cooperative count on others",
        source="FQ: free riding rises with group size",
    )  # fmt: skip
    taste: Number = param(
        4.5, 0.0, 8.0, "logit", "spread of households' own reasons from month to month"
    )
    member_choice: Number = param(5.0, -2.0, 6.0, "logit", "loyalty of members")
    channel: Whole = choice("wholesale", CHANNELS, "where the cooperative sells")
    local_price: Number = param(0.68, 0.1, 1.0, "share of world price", "local buyers pay")
    wholesale_price: Number = param(0.76, 0.1, 1.0, "share of world price", "wholesalers pay")
    contract_price: Number = param(0.82, 0.1, 1.2, "share of world price", "contract buyers pay")
    export_price: Number = param(0.95, 0.1, 1.5, "share of world price", "exporters pay")
    digital_price: Number = param(0.84, 0.1, 1.2, "share of world price", "digital orders pay")
    minimum_volume: Number = param(
        1500.0, 0.0, 100000.0, "kg a month", "volume contract and export buyers ask for"
    )
    minimum_quality: Number = param(
        0.5, 0.0, 1.0, "score", "quality contract and export buyers ask for"
    )
    certified_premium: Number = param(
        0.6, 0.0, 5.0, "money/kg", "certified organic and Fairtrade premium",
        grade="A", source="FT23: 0.20 USD/lb premium + half of 0.40 differential",
    )  # fmt: skip
    certified_share: Number = param(
        0.5, 0.0, 1.0, "share", "certified volume that finds a certified buyer"
    )
    certification_fee: Number = param(2000.0, 0.0, 50000.0, "money a year", "cost of certification")
    platform_fee: Number = param(0.05, 0.0, 0.5, "share", "fee of the digital market")
    handling_cost: Number = param(0.25, 0.0, 5.0, "money/kg", "grading, bags and labour")
    transport_cost: Number = param(0.05, 0.0, 2.0, "money/kg an hour", "transport to the buyer")
    volume_saving: Number = param(
        0.35, 0.0, 0.9, "share", "handling and transport saved at large volumes",
        source="GEZ19, KENKEL: sign",
    )  # fmt: skip
    spoilage: Number = param(0.03, 0.0, 0.5, "share", "crop lost before sale")
    storage_saves: Number = param(0.6, 0.0, 1.0, "share", "part of that loss storage prevents")


def trader_price(
    world: Number, hours: Number, cooperative_price: Number, *, traders: Number,
    terms: MarketTerms,
) -> Number:  # fmt: skip
    """Price a trader pays at the farm gate; rises with rivals and a cooperative's yardstick."""
    alone = world * terms.trader_share * (1 + terms.competition * np.log2(traders))
    near = alone * np.maximum(1 - terms.road_cost * np.asarray(hours), 0.2)
    return near + terms.yardstick * np.maximum(cooperative_price - near, 0.0)


def channel_open(volume: Number, quality: Number, terms: MarketTerms) -> Truth:
    """Whether the chosen channel takes the crop; contract and export ask volume and quality."""
    asks = (np.asarray(terms.channel) == 2) | (np.asarray(terms.channel) == 3)
    meets = (np.asarray(volume) >= terms.minimum_volume) & (
        np.asarray(quality) >= terms.minimum_quality
    )
    digital = np.asarray(terms.channel) == 4
    return np.where(
        asks, meets, np.where(digital, volume >= 0.1 * np.asarray(terms.minimum_volume), True)
    )


def sale_price(
    world: Number, is_open: Truth, certified: Number, *, premium_scale: float,
    terms: MarketTerms,
) -> Number:  # fmt: skip
    """Price the cooperative gets a kilogram, fees taken off; local when its channel is shut."""
    by_channel = (
        terms.local_price, terms.wholesale_price, terms.contract_price, terms.export_price,
        terms.digital_price * (1 - np.asarray(terms.platform_fee)),
    )  # fmt: skip
    channel = np.where(is_open, terms.channel, 0)
    share = np.choose(channel, [np.asarray(value) for value in by_channel])
    premium = terms.certified_premium * terms.certified_share * premium_scale
    return world * share + premium * np.asarray(certified) * (channel >= 1)


def unit_cost(volume: Number, hours: Number, index: float, *, terms: MarketTerms) -> Number:
    """Handling and transport a kilogram; falls with volume, halfway at ``minimum_volume``."""
    full = (terms.handling_cost + terms.transport_cost * np.asarray(hours)) * index
    large = np.asarray(volume) / (np.asarray(volume) + np.maximum(terms.minimum_volume, 1.0))
    return full * (1 - terms.volume_saving * large)


def payout_price(sale: Number, cost: Number, spoiled: Number, *, terms: MarketTerms) -> Number:
    """Price a cooperative promises members a kilogram, first payment and balance together."""
    return terms.payout * np.maximum(sale * (1 - np.asarray(spoiled)) - cost, 0.0)


def delivered_share(
    price_ratio: Number, trust: Number, tightness: Number, *, delay: Number, member: Number,
    owes: Number, hours: Number, draw: Number, terms: MarketTerms, others: Number = 100.0,
) -> Number:  # fmt: skip
    """Share of the crop a household brings to the cooperative.

    ``price_ratio`` is the cooperative's price over the trader's; ``delay`` in months;
    ``tightness`` 0 to 1; ``owes`` whether an instalment would be checked off; ``draw`` uniform:
    the household's own reasons this month; ``others`` the members of its
    cooperative: in a crowd each counts on the rest. A month's wait saves up for who trusts;
    what is later is only late, and who is short of cash minds every day.
    """
    need = terms.cash_choice * np.asarray(tightness)
    saving = (terms.deferral_choice * np.asarray(trust) - need) * np.minimum(delay, 1.0)
    late = (terms.lateness_choice + need) * np.maximum(np.asarray(delay) - 1.0, 0.0)
    logit = (
        terms.price_choice * (np.asarray(price_ratio) - 1)
        + terms.trust_choice * (np.asarray(trust) - 0.5)
        + (saving - late)
        + terms.member_choice * (np.asarray(member) - 0.5)
        - terms.check_off_choice * terms.check_off * np.asarray(owes)
        - terms.distance_choice * np.asarray(hours)
        - terms.crowd_choice * np.log10(np.maximum(others, 1.0) / 100)
        + terms.taste * np.log(np.asarray(draw) / (1 - np.asarray(draw)))
    )
    return 1 / (1 + np.exp(-logit))


def tied_share(trader_debt: Number, crop_value: Number, terms: MarketTerms) -> Number:
    """Share of the crop that must go to the trader who is owed."""
    owed = np.asarray(trader_debt) / np.maximum(crop_value, 1e-9)
    return terms.enforcement * np.minimum(owed, 1.0)


def crop_spoilage(has_storage: Number, terms: MarketTerms) -> Number:
    """Share of the crop lost before sale."""
    return terms.spoilage * (1 - terms.storage_saves * np.asarray(has_storage))


def paid_by_month(days: Number) -> tuple[Number, Number]:
    """Whole months of a delay, and the share that waits one month more.

    >>> months, later = paid_by_month(45.0)
    >>> int(months), float(later)
    (1, 0.5)
    """
    months = np.floor_divide(days, 30)
    return months.astype(np.int64) if hasattr(months, "astype") else int(months), np.mod(
        days, 30
    ) / 30
