"""Watchers: pure functions that look into a village after a month and note a row of numbers.

They see what a run does not keep: single households. None notes nothing that month.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coopsim.model.village import Village
from coopsim.rules.market import delivered_share
from coopsim.state import ACTIVE, DORMANT

Row = NDArray[np.float64] | None
Watcher = Callable[[Village], Row]

MONTH_END = 1.0
"""Wait of somebody paid at the month's end instead of the same day, in months."""
TERCILES = 3
YOUNG = (3, 7)
"""Months after founding at which shells are counted."""


def incomes(v: Village) -> Row:
    """In December: the year's income of every household and whether it is a member."""
    if v.month % 12:
        return None
    h = v.households
    return np.stack([h.income_year / v.scenario.minor, h.member])


def cash_and_traders(v: Village) -> Row:
    """How short of cash members are against the share of crop they sell to traders.

    Only within a cooperative and month (there all meet the same prices) and only of members who
    owe no trader. Returns the count and the centred sums of squares and products, whose ratio
    is a correlation.
    """
    h, now, crops = v.households, v.now, v.crops
    home = h.home[crops]
    sells = h.member[crops] & (now.crop_value[crops] > 0) & (h.trader_debt[crops] == 0)
    sells &= (v.cooperatives.price > 0)[home]
    rows = np.flatnonzero(sells)
    if len(rows) == 0:
        return np.zeros(4)
    tight = now.tightness[rows]
    outside = now.to_trader[rows] / now.crop_value[rows]
    tight, outside = (_centred(values, home[rows]) for values in (tight, outside))
    return np.array([len(rows), tight @ tight, outside @ outside, tight @ outside])


def _centred(values: NDArray[np.float64], home: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Values less the mean of their cooperative."""
    count = np.maximum(np.bincount(home), 1)
    mean: NDArray[np.float64] = np.bincount(home, values) / count
    return np.asarray(values - mean[home])


def deferral(v: Village, discount: float = 0.125) -> Row:
    """Members with a crop, and how many would rather be paid at the month's end for less.

    A choice put to each member as it stands (trust, cash, debts): the share it would bring at
    the traders' price paid the same day, and at a price lower by 10 to 15 % paid at the end of
    the month.
    """
    h, rows = v.households, np.flatnonzero(v.now.crop_value[v.crops] > 0)
    rows = rows[h.member[rows]]
    if len(rows) == 0:
        return None
    market = v.terms_for("market", rows)

    def share(ratio: float, delay: float) -> NDArray[np.float64]:
        brought: NDArray[np.float64] = np.asarray(delivered_share(
            ratio, h.trust[rows], v.now.tightness[rows], delay=delay, member=True,
            owes=h.loan[rows] > 0, hours=h.hours[rows], draw=v.now.own_reasons[rows],
            terms=market, others=v.cooperatives.members[h.home[rows]],
        ))  # fmt: skip
        return brought

    accepts = share(1 - discount, MONTH_END) >= share(1.0, 0.0)
    return np.array([len(rows), np.sum(accepts)], dtype=float)


def marketed(v: Village) -> Row:
    """Harvest and what of it is still held, in kilograms, by tercile of land: six numbers."""
    h, rows = v.households, v.farms
    land = h.capacity[rows]
    edges = np.quantile(land, np.arange(1, TERCILES) / TERCILES)
    tercile = np.searchsorted(edges, land)
    gain = 1 + np.asarray(v.at_home("agriculture", "farms").processing_gain)
    parts = (v.now.output[rows], h.held[rows] / gain)
    return np.concatenate([np.bincount(tercile, part, TERCILES) for part in parts])


def shells(v: Village) -> Row:
    """Cooperatives founded from above three to seven months ago: number, members, in business.

    In business: it sold, bought or lent anything this month.
    """
    c = v.cooperatives
    age = v.month - c.founded
    young = c.from_above & (age >= YOUNG[0]) & (age <= YOUNG[1])
    young &= (c.status == ACTIVE) | (c.status == DORMANT)
    shop = np.bincount(v.households.home, v.now.at_shop, len(c.cash))
    busy = young & ((v.now.volume > 0) | (shop > 0) | (c.loans > 0))
    return np.array([young.sum(), (c.members * young).sum(), busy.sum()], dtype=float)


WATCHERS: dict[str, Watcher] = {
    watcher.__name__: watcher for watcher in (incomes, cash_and_traders, deferral, marketed, shells)
}
"""Every watcher by name."""
