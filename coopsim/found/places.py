"""Where cooperatives and households stand, and how many a run keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coopsim.rules.surplus import split_by_largest_remainder
from coopsim.scenario import KINDS, SECTORS, Scenario
from coopsim.state import (
    Cooperatives,
    empty,
)

Ints = NDArray[np.int64]


def counts(scenario: Scenario) -> Ints:
    """Cooperatives of each set: kept at their real size, scaled in number, at least one."""
    sizes = np.array([one.count * one.households for one in scenario.cooperatives], dtype=float)
    number = np.array([one.count for one in scenario.cooperatives], dtype=float)
    scaled = np.rint(number * scenario.households / sizes.sum()).astype(np.int64)
    return np.maximum(scaled, 1)


def weight(scenario: Scenario) -> float:
    """Real households one simulated household stands for; 1 where the scenario is a place."""
    return scenario.whole / scenario.households if scenario.whole else 1.0


def cooperatives(scenario: Scenario) -> Cooperatives:
    """Where every cooperative stands, those yet to be founded included; nothing is drawn."""
    number = counts(scenario)
    c = empty(Cooperatives, int(number.sum()))
    c.set[:] = np.repeat(np.arange(len(number)), number)
    start = 0
    for place, (one, count) in enumerate(zip(scenario.cooperatives, number, strict=True)):
        rows = slice(start, start + int(count))
        start += int(count)
        c.kind[rows] = KINDS.index(one.kind)
        c.sector[rows] = int(np.argmax(one.sectors))
        c.lends[rows], c.trades[rows] = one.lends, one.trades
        c.district[rows] = _spread_over_districts(scenario, place, np.arange(len(c.set))[rows])
    hours = np.array([district.hours for district in scenario.districts])
    c.hours[:] = hours[c.district]
    size = np.array([one.households for one in scenario.cooperatives], dtype=float)[c.set]
    c.households[:] = split_by_largest_remainder(scenario.households, size)
    return c


def _spread_over_districts(scenario: Scenario, place: int, rows: Ints) -> Ints:
    """Districts of a set's cooperatives, by where households live.

    Steps of the golden ratio spread few points evenly, over all sets together.
    """
    allowed = scenario.cooperatives[place].districts
    shares = np.array(
        [d.share if not allowed or d.name in allowed else 0.0 for d in scenario.districts]
    )
    bounds = np.cumsum(shares) / shares.sum()
    points = (0.5 + rows * 0.618033988749895) % 1.0
    return np.minimum(np.searchsorted(bounds, points, side="right"), len(shares) - 1)


def homes_by_sector(scenario: Scenario, c: Cooperatives) -> tuple[Ints, Ints]:
    """Sector and home of every household, in the order sector, cooperative."""
    shares = np.array([one.sectors for one in scenario.cooperatives])[c.set]
    parts = np.array(
        [
            split_by_largest_remainder(int(n), share)
            for n, share in zip(c.households, shares, strict=True)
        ]
    )
    rows = np.arange(len(c.set))
    sector = np.repeat(np.arange(len(SECTORS)), parts.sum(axis=0))
    home = np.concatenate([np.repeat(rows, parts[:, s]) for s in range(len(SECTORS))])
    return sector, home
