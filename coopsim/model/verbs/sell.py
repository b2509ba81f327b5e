"""The cooperative sells its pool, and buyers pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coopsim.rules.market import paid_by_month
from coopsim.state import ACTIVE, RING

if TYPE_CHECKING:
    from coopsim.model.village import Village


def sell_and_pay(v: Village) -> None:
    """Grade, transport and sell the month's crop; what buyers owe falls due in time."""
    c, now, market = v.cooperatives, v.now, v.terms.market
    v.ledger.move("spoilage", c.stock * now.spoiled)
    v.ledger.move("cost_of_produce", c.stock.copy())
    revenue = v.ledger.move("sale", c.pooled * (1 - now.spoiled) * now.sale_price)
    v.ledger.move("handling", c.pooled * now.unit_cost)
    months, later = paid_by_month(np.broadcast_to(np.asarray(market.buyer_delay), revenue.shape))
    months = np.minimum(months, RING - 2)
    at = np.arange(len(revenue))
    waiting = np.rint(revenue * later).astype(np.int64)
    c.buyers_due[at, months] += revenue - waiting
    c.buyers_due[at, months + 1] += waiting
    v.ledger.move("buyer_paid", c.buyers_due[:, 0].copy())
    c.buyers_due[:, :-1] = c.buyers_due[:, 1:]
    c.buyers_due[:, -1] = 0
    fee = np.asarray(market.certification_fee) * v.index / 12
    v.ledger.move("certification_fee", fee * (c.certified & (c.status == ACTIVE)))
    traded = now.volume > 0
    c.last_volume[:] = np.where(traded, 0.75 * c.last_volume + 0.25 * now.volume, c.last_volume)
    c.pooled[:] = 0.0
