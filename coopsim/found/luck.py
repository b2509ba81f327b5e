"""Whose draws a row meets: its own, or those of its like in the cooperative it is a copy of."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.found.places import homes_by_sector
from coopsim.scenario import Scenario
from coopsim.state import Cooperatives
from coopsim.streams import Draws, Streams

Ints = NDArray[np.int64]


@attrs.frozen(eq=False)
class Luck:
    """The draws of the households and cooperatives of one world.

    ``like`` holds for each row of the two tables the row whose draws it meets; None where no
    cooperatives are copies of one another, and every row meets its own.
    """

    streams: Streams
    households: int
    cooperatives: int
    like: tuple[Ints, Ints] | None = None

    @classmethod
    def of(cls, scenario: Scenario, c: Cooperatives, streams: Streams) -> Luck:
        """The luck of a scenario whose cooperatives stand, before anything was drawn."""
        alike = np.array([one.alike for one in scenario.cooperatives])[c.set]
        like = _like(scenario, c, alike) if alike.any() else None
        return cls(streams, scenario.households, len(c.set), like)

    def draws(self, purpose: str, month: int, of: int | str) -> Draws:
        """Uniforms for a purpose: so many, or one for each row of a table, ``h`` or ``c``."""
        if isinstance(of, int):
            return self.streams.uniforms(purpose, month, of)
        return (
            self.of_households(purpose, month)
            if of == "h"
            else self.of_cooperatives(purpose, month)
        )

    def of_households(self, purpose: str, month: int) -> Draws:
        """Uniforms for a purpose, one a household."""
        draws = self.streams.uniforms(purpose, month, self.households)
        return draws if self.like is None else draws[self.like[0]]

    def of_rows(self, purpose: str, month: int, rows: slice) -> Draws:
        """Uniforms for a purpose, one for each household of some rows."""
        if self.like is not None:
            return self.of_households(purpose, month)[rows]
        return self.streams.uniforms(purpose, month, rows.stop - rows.start, rows.start)

    def of_cooperatives(self, purpose: str, month: int) -> Draws:
        """Uniforms for a purpose, one a cooperative."""
        draws = self.streams.uniforms(purpose, month, self.cooperatives)
        return draws if self.like is None else draws[self.like[1]]


def _like(scenario: Scenario, c: Cooperatives, alike: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Rows of the first of each set; a household that has none of its place there is itself."""
    own = np.arange(len(c.set))
    first = np.where(alike, np.searchsorted(c.set, c.set), own)
    sector, home = homes_by_sector(scenario, c)
    rows = np.arange(len(home))
    number = np.zeros((int(sector.max()) + 1, len(own)), dtype=np.int64)
    np.add.at(number, (sector, home), 1)
    start = np.cumsum(number).reshape(number.shape) - number
    place = rows - start[sector, home]
    there = place < number[sector, first[home]]
    return np.where(there, start[sector, first[home]] + place, rows), first
