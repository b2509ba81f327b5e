"""Numbers read off the state: measures that add up, and the metrics made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.results import MetricInfo

Values = NDArray[np.float64]
Sums = Mapping[str, Values]


@attrs.frozen
class Metric:
    """A number of a place and month: declared once, recorded, drawn and swept by its name."""

    name: str
    unit: str
    label: str
    over_time: str
    formula: Callable[[Sums], Values]
    group: str = ""
    """The heading it stands under in a summary; empty where a summary leaves it out."""

    @property
    def info(self) -> MetricInfo:
        """The words of the metric, as a run keeps them."""
        return MetricInfo(self.name, self.unit, self.label, self.over_time, self.group)


def ratio(top: Any, bottom: Any) -> Values:
    """A ratio; NaN where the bottom is zero or less."""
    bottom = np.asarray(bottom, dtype=float)
    safe = np.where(bottom > 0, bottom, 1.0)
    found: Values = np.where(bottom > 0, np.asarray(top, dtype=float) / safe, np.nan)
    return found


def _of(name: str) -> Callable[[Sums], Values]:
    return lambda m: m[name]


def _share(top: str, bottom: str) -> Callable[[Sums], Values]:
    return lambda m: ratio(m[top], m[bottom])


def year_to_date(values: Values) -> Values:
    """Sum of the last twelve months, fewer at the start: shape (months, places).

    >>> year_to_date(np.ones((14, 1)))[[0, 13], 0].tolist()
    [1.0, 12.0]
    """
    running = np.cumsum(np.asarray(values, dtype=float), axis=0)
    found = running.copy()
    found[12:] -= running[:-12]
    return found


def _yearly(top: str, bottom: str) -> Callable[[Sums], Values]:
    """A ratio of twelve months' sums: a season does not bend it."""
    return lambda m: ratio(year_to_date(m[top]), year_to_date(m[bottom]))


def _oss(m: Sums) -> Values:
    """Income of twelve months over cost, loss and interest; released provisions lower the loss."""
    return ratio(
        year_to_date(m["income_now"]), year_to_date(m["cost_booked"]) - year_to_date(m["released"])
    )


def _own(m: Sums) -> Values:
    return (
        m["share"] + m["mandatory"] + m["grants"] + m["reserve"] + m["surplus_now"] + m["undivided"]
    )


MONEY, SHARE = "money", "share"
METRICS: tuple[Metric, ...] = (
    Metric("households", "households", "households", "last", _of("households"), "people"),
    Metric("members", "members", "members", "last", _of("members"), "people"),
    Metric("members_share", SHARE, "members among households", "last", _share("members", "households"), "people"),
    Metric("joins", "households", "households that joined", "sum", _of("joins")),
    Metric("leaves", "households", "members that left", "sum", _of("leaves")),
    Metric("exit_rate", SHARE, "members who left within a year", "last", lambda m: ratio(year_to_date(m["leaves"]), m["members"] + year_to_date(m["leaves"]))),
    Metric("active", "cooperatives", "active cooperatives", "last", _of("active"), "governance"),
    Metric("dormant", "cooperatives", "dormant cooperatives", "last", _of("dormant")),
    Metric("dissolved", "cooperatives", "dissolved cooperatives", "last", _of("dissolved")),
    Metric("informal", "cooperatives", "active groups below the legal minimum", "last", _of("informal")),
    Metric("women_share", SHARE, "women among members", "last", _share("women", "members"), "people"),
    Metric("remote_members_share", SHARE, "members among households over an hour away", "last", _share("remote_members", "remote")),
    Metric("borrowers", "members", "members with a loan", "last", _of("borrowers")),
    Metric("borrowers_share", SHARE, "borrowers among members of lending cooperatives", "last", _share("borrowers", "lending_members")),
    Metric("women_borrowers_share", SHARE, "women among borrowers", "last", _share("women_borrowers", "borrowers")),
    Metric("used_share", SHARE, "members who used a service this year", "last", _share("used", "members")),
    Metric("delivered_share", SHARE, "members' crop and purchases brought to the cooperative", "last", _yearly("members_delivered", "members_crop"), "market"),
    Metric("traders_used", SHARE, "members who also sold to a trader", "last", _yearly("members_to_trader", "members_selling")),
    Metric("outsiders_volume", SHARE, "cooperative volume from non-members", "last", _yearly("outsiders_kg", "volume_kg")),
    Metric("volume", "kg", "crop and fish through cooperatives", "sum", _of("volume_kg")),
    Metric("price_paid", "money/kg", "price the cooperatives promise", "last", _yearly("price_kg", "price_weight"), "market"),
    Metric("trader_price", "money/kg", "price traders pay nearby", "last", _yearly("trader_kg", "price_weight"), "market"),
    Metric("price_gap", SHARE, "cooperative price above the traders'", "last", lambda m: ratio(year_to_date(m["price_kg"]), year_to_date(m["trader_kg"])) - 1, "market"),
    Metric("unit_cost", "money/kg", "handling and transport a kilogram", "last", _yearly("unit_cost_kg", "price_weight")),
    Metric("world_price_coffee", "money/kg", "world price of the crop", "mean", _share("world_crop", "cooperatives")),
    Metric("income_members", "money a month", "mean income of members", "mean", _share("members_income", "members"), "people"),
    Metric("income_others", "money a month", "mean income of others", "mean", _share("others_income", "others"), "people"),
    Metric("income_median_members", "money a month", "median income of members", "last", _of("median_members")),
    Metric("income_median_others", "money a month", "median income of others", "last", _of("median_others")),
    Metric("gini", "index", "Gini of income a person", "last", _of("gini")),
    Metric("poverty", SHARE, "persons below the poverty line", "last", _share("poor", "persons"), "people"),
    Metric("short_share", SHARE, "households whose needs were not met", "last", _yearly("short", "households")),
    Metric("trust", "0 to 1", "trust in the cooperative", "last", _share("trust", "households"), "governance"),
    Metric("savings", MONEY, "members' savings and shares", "last", _of("saved"), "savings and loans"),
    Metric("voluntary", MONEY, "voluntary savings", "last", _of("voluntary")),
    Metric("savings_per_member", MONEY, "savings and shares a member", "last", _share("saved", "members")),
    Metric("loans", MONEY, "loans out", "last", _of("borrowed"), "savings and loans"),
    Metric("lent", MONEY, "loans paid out", "sum", _of("lent")),
    Metric("unserved", "money a month", "loans refused for want of cash, smoothed", "mean", _of("unserved")),
    Metric("refused", "members", "members refused a loan for want of cash, in a month", "mean", _of("refused")),
    Metric("par30", SHARE, "portfolio at risk (PAR30)", "last", _share("late_1", "borrowed"), "savings and loans"),
    Metric("par90", SHARE, "portfolio three months late (PAR90)", "last", _share("late_3", "borrowed")),
    Metric("late_portfolio_1_3", SHARE, "portfolio 1-3 months late", "last", lambda m: ratio(m["late_1"] - m["late_4"], m["borrowed"])),
    Metric("late_portfolio_4_12", SHARE, "portfolio over 3 months late", "last", _share("late_4", "borrowed")),
    Metric("rescheduled_share", SHARE, "portfolio given new dates", "last", _share("rescheduled", "borrowed")),
    Metric("topped_up_share", SHARE, "portfolio of topped-up loans", "last", _share("topped_up", "loans")),
    Metric("repayment", SHARE, "loan money collected of what fell due", "last", lambda m: np.minimum(ratio(year_to_date(m["collected"]), year_to_date(m["due"])), 1.0), "savings and loans"),
    Metric("loss_rate", SHARE, "written off in a year, of the loans out", "last", lambda m: 12 * ratio(year_to_date(m["written_off_now"]), year_to_date(m["loans"])) * np.minimum(np.arange(1, len(m["loans"]) + 1), 12)[:, None] / 12, "savings and loans"),
    Metric("write_offs", MONEY, "loans written off", "sum", _of("written_off_now")),
    Metric("fund_nominal", MONEY, "money in the funds, deposits included", "last", _of("fund_money"), "fund and surplus"),
    Metric("fund_real", MONEY, "money in the funds, first month's prices", "last", lambda m: m["fund_money"] / m["index"], "fund and surplus"),
    Metric("own_capital", MONEY, "own capital of cooperatives", "last", _own),
    Metric("own_capital_real", MONEY, "own capital, first month's prices", "last", lambda m: _own(m) / m["index"], "fund and surplus"),
    Metric("cash", MONEY, "cash of cooperatives", "last", _of("cash")),
    Metric("liquidity", SHARE, "cash against voluntary savings", "last", _share("cash", "voluntary"), "fund and surplus"),
    Metric("unpaid_claims", MONEY, "due to members and not paid", "last", _of("claims")),
    Metric("unpaid_bills", MONEY, "bills not paid", "last", _of("bills")),
    Metric("oss", "ratio", "income against cost, loss and interest (OSS)", "last", _oss, "fund and surplus"),
    Metric("surplus", MONEY, "surplus of the last closed year", "last", _of("last_surplus"), "fund and surplus"),
    Metric("refunds", MONEY, "surplus given back to members", "sum", _of("refunds"), "fund and surplus"),
    Metric("refund_per_member", MONEY, "surplus given back a member in a year", "last", lambda m: ratio(year_to_date(m["refunds"]), m["coop_members"])),
    Metric("meetings_held", SHARE, "active cooperatives that met this year", "last", _share("met", "active"), "governance"),
    Metric("skill", "0 to 1", "management skill", "last", _share("skill", "active")),
    Metric("transparency", "0 to 1", "transparency", "last", _share("transparency", "active"), "governance"),
    Metric("digital_share", SHARE, "active cooperatives with digital records", "last", _share("digital", "active")),
    Metric("health", "points", "health score (training simulation)", "last", _share("health", "active"), "health, and what debt does"),
    Metric("embezzled", MONEY, "cash embezzled", "sum", _of("embezzled")),
    Metric("savings_lost", MONEY, "money members lost when cooperatives ended", "sum", _of("members_lost"), "health, and what debt does"),
    Metric("bank_debt", MONEY, "owed to banks", "last", _of("bank_debt")),
    Metric("fund_debt", MONEY, "owed to the national fund", "last", _of("fund_debt")),
    Metric("national_late", SHARE, "national fund loans in arrears", "last", _share("fund_late", "fund_debt")),
    Metric("national_capital", MONEY, "capital of the national fund", "last", _of("national_capital")),
    Metric("national_real", MONEY, "capital of the national fund, first month's prices", "last", lambda m: m["national_capital"] / m["index"]),
    Metric("national_borrowers", "cooperatives", "cooperatives that borrow from the national fund", "last", _of("fund_borrowers")),
    Metric("debt_service", SHARE, "debt service of borrowers against income", "last", _share("service_share", "borrowers"), "health, and what debt does"),
    Metric("over_indebted", SHARE, "borrowers who pay over 40 % of income", "mean", _share("heavy", "owing"), "health, and what debt does"),
    Metric("trader_debt", MONEY, "owed to traders", "last", _of("trader_debt")),
    Metric("other_debt", MONEY, "owed to other lenders", "last", _of("other_debt")),
    Metric("harvest", "kg", "crop picked", "sum", _of("harvest")),
    Metric("catch", "kg", "fish landed", "sum", _of("catch")),
    Metric("fish_stock", SHARE, "fish stock against an unfished one", "last", _share("fish", "fishing_places")),
    Metric("cost_per_member", "money a year", "running cost a member", "last", lambda m: ratio(year_to_date(m["office_now"]), m["coop_members"])),
    Metric("grants", MONEY, "grants held", "last", _of("grants")),
    Metric("effective_rate", "share a year", "lending rate as a declining rate", "last", _share("effective_rate", "lending"), "savings and loans"),
    Metric("flat_equivalent", "share a year", "the same rate as a flat rate", "last", _share("flat_rate", "lending"), "savings and loans"),
    Metric("price_index", "first month = 1", "price level", "last", lambda m: np.asarray(m["index"], dtype=float)),
)  # fmt: skip
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}


def gini(values: Values, weights: Values) -> float:
    """Gini index of values with weights, 0 to 1; NaN if there is nothing.

    >>> gini(np.array([1.0, 1.0, 1.0]), np.ones(3))
    0.0
    """
    if values.sum() <= 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    held = np.cumsum((values * weights)[order])
    people = np.cumsum(weights[order])
    area = np.sum((held + np.r_[0.0, held[:-1]]) * weights[order]) / (held[-1] * people[-1])
    return float(1 - area)


def measured(sums: Sums, minor: int) -> Values:
    """Every metric from sums of shape (months, places): shape (metrics, months, places).

    Money comes in minor units and goes out in units.
    """
    rows = np.empty((len(METRICS), *np.shape(sums["households"])))
    for place, metric in enumerate(METRICS):
        value = metric.formula(sums)
        rows[place] = value / minor if metric.unit.startswith(MONEY) else value
    return rows
