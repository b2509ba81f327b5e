"""Members and non-members choose between the cooperative and the traders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.model.verbs.produce import served
from coopsim.rules.agriculture import parchment_share
from coopsim.rules.fisheries import fish_spoilage
from coopsim.rules.market import (
    channel_open,
    crop_spoilage,
    delivered_share,
    paid_by_month,
    payout_price,
    sale_price,
    tied_share,
    trader_price,
    unit_cost,
)
from coopsim.rules.trade import bulk_saving
from coopsim.state import ACTIVE, RING

if TYPE_CHECKING:
    from coopsim.model.village import Village


def deliver(v: Village) -> None:
    """Offers are made, crops and goods find their way."""
    _offer(v)
    h, live = v.households, v.at_home("livelihood")
    month_need = h.need * v.index * (1 - np.asarray(live.subsistence))
    v.now.tightness = np.clip(1 - h.cash / np.maximum(month_need, 1.0), 0.0, 1.0)
    v.now.own_reasons = v.draw("own reasons")
    if v.now.output[: v.boats.stop].any() or h.held[v.farms].any():
        _sell_crop(v)
    if v.kiosks.stop > v.kiosks.start:
        _restock(v)


def _offer(v: Village) -> None:
    """Prices of cooperatives and traders this month, minor units a kilogram."""
    c, market, now = v.cooperatives, v.terms.market, v.now
    own_crop = np.minimum(c.sector, 1), np.arange(len(c.sector))
    world = now.world[own_crop]
    spoiled = np.where(
        c.sector == 1, fish_spoilage(c.ice, v.terms.fisheries), crop_spoilage(c.storage, market)
    )
    quality = c.quality * (0.7 + 0.6 * c.skill)
    is_open = channel_open(c.last_volume, quality, market)
    now.sale_price[:] = sale_price(
        world, is_open, c.certified & (c.sector == 0), premium_scale=v.index, terms=market
    )
    now.unit_cost[:] = unit_cost(c.last_volume, c.hours, v.index, terms=market)
    now.spoiled[:] = spoiled
    trades = c.trades & (c.status == ACTIVE)
    offered = payout_price(now.sale_price, now.unit_cost, spoiled, terms=market)
    saved = bulk_saving(c.last_volume, v.index, v.terms.trade)
    net = np.clip(saved - np.asarray(v.terms.trade.wholesale_margin), -0.3, 0.6)
    c.price[:] = np.where(c.sector < 2, offered, net) * trades
    for sector in (0, 1):
        own = np.where(c.sector == sector, c.price, 0.0)
        now.traders[sector] = trader_price(
            now.world[sector], c.hours, own, traders=market.traders, terms=market
        )
    c.trader_price[:] = now.traders[own_crop]


def _sell_crop(v: Village) -> None:
    h, c, now = v.households, v.cooperatives, v.now
    rows = slice(0, v.boats.stop)
    home = h.home[rows]
    quantity = _process(v)
    market = v.at_home("market", "crops")
    paid_outside = now.traders[h.sector[rows], home] * (
        1 - np.asarray(market.advance_discount) * (h.trader_debt[rows] > 0)
    )
    member = h.member[rows]
    own = (c.trades & (c.status == ACTIVE))[home] & (c.sector[home] == h.sector[rows])
    discount = np.where(member, 0.0, market.outsider_discount)
    price = np.where(own, c.price[home], 0.0) * (1 - discount)
    share = _share(v, rows, price / np.maximum(paid_outside, 1e-9), market)
    share *= 1 - tied_share(h.trader_debt[rows], quantity * paid_outside, market)
    share = np.where(own & (member | np.asarray(market.buy_from_all)) & (price > 0), share, 0.0)
    kilograms = quantity * share
    value = np.rint(kilograms * price)
    _book_delivery(v, rows, value)
    size = len(c.cash)
    now.volume[:] = np.bincount(home, kilograms, size)
    c.pooled += now.volume
    now.outsiders_kg[:] = np.bincount(home, kilograms * ~member, size)
    sold = v.ledger.move("trader_sale", (quantity - kilograms) * paid_outside, rows)
    repaid = v.ledger.move("trader_repaid", np.minimum(h.trader_debt[rows], sold), rows)
    now.service[rows] += repaid
    now.to_cooperative[rows], now.to_trader[rows] = value, sold
    now.crop_value[rows] = value + sold
    now.income[rows] += value + sold


def _process(v: Village) -> Any:
    """Kilograms ready for sale: fish, cherry, and the parchment of last month."""
    h, rows = v.households, v.farms
    quantity = v.now.output[: v.boats.stop].copy()
    if rows.stop == rows.start:
        return quantity
    crop, home = v.at_home("agriculture", "farms"), h.home[rows]
    local = v.now.traders[0][home]
    share = parchment_share(local / v.index, v.now.tightness[rows], crop)
    kept = v.now.output[rows] * share
    labour = kept * crop.parchment_per_green * crop.processing_cost * v.index
    paid = v.ledger.move("processing_paid", np.minimum(labour, h.cash[rows]), rows)
    v.now.income[rows] -= paid
    quantity[rows] = v.now.output[rows] - kept + h.held[rows]
    h.held[rows] = kept * (1 + np.asarray(crop.processing_gain))
    return quantity


def _share(v: Village, rows: slice, ratio: Any, market: Any) -> Any:
    """Share of the crop each household would bring to its cooperative."""
    h, c = v.households, v.cooperatives
    home = h.home[rows]
    terms = v.terms.market
    first = np.asarray(terms.payment_delay) * (
        1 - np.asarray(v.terms.digital.delay_saved) * c.digital
    )
    first_part = np.asarray(terms.advance_share)
    wait = (first_part * first + (1 - first_part) * np.asarray(terms.buyer_delay)) / 30
    return delivered_share(
        ratio, h.trust[rows], v.now.tightness[rows], delay=wait[home], member=h.member[rows],
        owes=h.loan[rows] > 0, hours=h.hours[rows],
        draw=v.now.own_reasons[rows], terms=market, others=c.members[home],
    )  # fmt: skip


def _book_delivery(v: Village, rows: slice, value: Any) -> None:
    """What is due now becomes a claim, the rest a promise for a later month."""
    h, c, market = v.households, v.cooperatives, v.terms.market
    weights = np.zeros((len(c.cash), RING))
    days = np.asarray(market.payment_delay) * (
        1 - np.asarray(v.terms.digital.delay_saved) * c.digital
    )
    advance = np.broadcast_to(market.advance_share, days.shape)
    waits = np.broadcast_to(market.buyer_delay, days.shape)
    for part, delay in ((advance, days), (1 - advance, waits)):
        months, later = paid_by_month(delay)
        months = np.minimum(months, RING - 2)
        at = np.arange(len(days))
        weights[at, months] += part * (1 - later)
        weights[at, months + 1] += part * later
    now_due = np.rint(value * weights[:, 0][h.home[rows]])
    v.ledger.move("delivered_due", now_due, rows)
    v.ledger.move("delivered", value - now_due, rows)
    totals = np.bincount(h.home[rows], value, len(c.cash))
    weights[:, 0] = 0.0
    c.members_due += weights * totals[:, None]


def _restock(v: Village) -> None:
    """Kiosks buy goods from the cooperative or from wholesalers, for cash or on credit."""
    h, c, rows = v.households, v.cooperatives, v.kiosks
    market, shop = v.at_home("market", "kiosks"), v.at_home("trade", "kiosks")
    home = h.home[rows]
    wanted = v.now.output[rows]
    net = np.where(c.sector == 2, c.price, 0.0)[home]
    share = delivered_share(
        1 / (1 - net), h.trust[rows], v.now.tightness[rows], delay=0.0, member=h.member[rows],
        owes=h.supplies[rows] > 0, hours=h.hours[rows],
        draw=v.now.own_reasons[rows], terms=market, others=c.members[home],
    ) * served(v, rows)  # fmt: skip
    mine = wanted * share * (1 - net)
    on_credit = np.rint(mine * market.supplies_on_credit * (h.supplies[rows] == 0))
    in_cash = np.minimum(np.rint(mine) - on_credit, 0.5 * h.cash[rows]).clip(0)
    lent = v.ledger.move("goods_sold_on_credit", on_credit, rows)
    sold = v.ledger.move("goods_sold", in_cash, rows)
    bought = (lent + sold) / (1 - net)
    _buy_in_bulk(v, bought, rows)
    outside = wanted * (1 - share)
    owed = v.ledger.move(
        "restock_owed", outside * shop.supplier_credit * (h.trader_debt[rows] == 0), rows
    )
    paid = v.ledger.move(
        "restock_paid", np.minimum(outside - owed, 0.5 * h.cash[rows]).clip(0), rows
    )
    _pay_wholesalers(v, rows)
    total = bought + owed + paid
    h.held[rows] = np.where(
        total > 0, np.maximum(net, 0.0) * bought / np.maximum(total, 1.0), h.held[rows]
    )
    v.now.to_cooperative[rows], v.now.to_trader[rows] = lent + sold, owed + paid
    v.now.crop_value[rows] = lent + sold + owed + paid


def _pay_wholesalers(v: Village, rows: slice) -> None:
    h = v.households
    due = np.minimum(h.trader_debt[rows], h.cash[rows] // 3)
    v.ledger.move("trader_repaid", due, rows)


def _buy_in_bulk(v: Village, bought: Any, rows: slice) -> None:
    """The cooperative pays its suppliers from cash, or owes them."""
    h, c, shop = v.households, v.cooperatives, v.terms.trade
    size = len(c.cash)
    standard = np.bincount(h.home[rows], bought, size)
    cost = np.rint(standard * (1 - np.asarray(bulk_saving(c.last_volume, v.index, shop))))
    paid = np.minimum(cost, c.cash)
    v.ledger.move("goods_bought", paid)
    v.ledger.move("goods_owed", cost - paid)
    v.now.volume += standard
