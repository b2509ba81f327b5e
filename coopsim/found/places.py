"""Where cooperatives stand, how many a run keeps, and their character on the first day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from coopsim.policies import terms_in_force
from coopsim.rules.surplus import split_by_largest_remainder
from coopsim.scenario import KINDS, Scenario
from coopsim.state import (
    ACTIVE,
    WAITING,
    Cooperatives,
    empty,
)
from coopsim.streams import Streams

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


def cooperatives(scenario: Scenario, streams: Streams) -> Cooperatives:
    """Every cooperative on the first day, those yet to be founded included."""
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
    _character(scenario, c, streams)
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


def _character(scenario: Scenario, c: Cooperatives, streams: Streams) -> None:
    """Age, skill, transparency and tools of each cooperative."""
    terms = terms_in_force(scenario, 0, c)  # before any policy
    size = len(c.set)

    def draw(purpose: str) -> NDArray[np.float64]:
        return streams.uniforms(f"cooperative {purpose}", 0, size)

    sets = scenario.cooperatives
    g = terms.governance
    c.skill[:] = np.clip(g.skill + g.spread * ndtri(draw("skill")), 0.02, 0.98)
    c.transparency[:] = np.clip(g.transparency + g.spread * ndtri(draw("transparency")), 0.02, 0.98)
    c.quality[:] = 0.35 + 0.45 * draw("quality")
    c.digital[:] = draw("digital") < terms.digital.start
    age = np.array([one.age for one in sets], dtype=float)[c.set]
    c.founded[:] = -np.rint(age * (0.5 + draw("age"))).astype(np.int16)
    unfounded = np.array([one.unfounded for one in sets])[c.set]
    c.status[:] = np.where(draw("founding") < unfounded, WAITING, ACTIVE)
    c.good_record[:] = True
    c.application[:] = -1
    c.weather[:] = 1.0
    c.sea[:] = 1.0
    c.met[:] = c.status == ACTIVE
