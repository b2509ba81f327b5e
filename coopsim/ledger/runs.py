"""Sums of whole numbers by cooperative, whose households lie side by side."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
FEW = 2000
"""Rows below which looking for runs costs more than it saves."""


@attrs.frozen(eq=False)
class Runs:
    """Where, in an order of rows, another cooperative or sector begins, and which they are."""

    starts: Whole
    home: Whole
    sector: NDArray[np.int8]

    def by_cooperative(self, values: NDArray[Any], size: int) -> Whole:
        """Whole numbers, one a row, summed for each of ``size`` cooperatives; exact."""
        if len(self.starts) == 0:
            return np.zeros(size, dtype=np.int64)
        return by_home(np.add.reduceat(values, self.starts), self.home, size)

    def among(self, rows: Whole) -> Runs:
        """The runs some rows make, in rising order, when the others are left out."""
        starts = np.searchsorted(rows, self.starts)
        ends = np.append(starts[1:], len(rows))
        some = ends > starts
        return Runs(starts[some], self.home[some], self.sector[some])


def runs_of(*labels: NDArray[np.integer]) -> Whole:
    """First row of each run of rows that share all labels."""
    if len(labels[0]) == 0:
        return np.zeros(0, dtype=np.int64)
    new = np.zeros(len(labels[0]), dtype=bool)
    new[0] = True
    for label in labels:
        new[1:] |= label[1:] != label[:-1]
    return np.flatnonzero(new)


def summed(values: Whole, home: Whole, size: int) -> Whole:
    """Whole numbers summed by cooperative, exact whatever the order of the rows."""
    if len(home) < FEW:
        return by_home(values, home, size)
    starts = runs_of(home)
    return by_home(np.add.reduceat(values, starts), home[starts], size)


def by_home(values: Whole, home: Whole, size: int) -> Whole:
    """Sums by cooperative, one addition a row, exact even beyond what a float64 can hold."""
    sums = np.bincount(home, values, size)
    if len(sums) and np.maximum.reduce(np.abs(sums)) >= 2**53:
        exact = np.zeros(size, dtype=np.int64)
        np.add.at(exact, home, values)
        return exact
    return sums.astype(np.int64)
