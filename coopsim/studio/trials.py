"""A test run: the same scenario under many lucks, one world after the other, and its fan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.results import Run
from coopsim.run import simulate
from coopsim.scenario import Scenario

SEEDS = 30
LOW, HIGH = 0.05, 0.95
"""Edges of a fan: nine of ten worlds lie inside."""


class _Stopped(Exception):
    """Somebody asked for something else."""


@attrs.define
class Trials:
    """Worlds of one scenario, lived one by one; ``runs`` are those that are done."""

    scenario: Scenario
    seeds: tuple[int, ...] = tuple(range(1, SEEDS + 1))
    runs: list[Run] = attrs.field(factory=list)

    @property
    def done(self) -> bool:
        """Whether every world has been lived."""
        return len(self.runs) == len(self.seeds)

    def live(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """Live the next world; False if it was let go within a month of ``stop``."""

        def heard(*_: int) -> None:
            if stop():
                raise _Stopped

        seed = self.seeds[len(self.runs)]
        try:
            run = simulate(self.scenario, seed, scopes=("nation",), panel=0, progress=heard)
        except _Stopped:
            return False
        self.runs.append(run)
        return True


@attrs.frozen(eq=False)
class Fan:
    """A metric by month over several worlds: the middle one, and where nine of ten lie."""

    middle: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def fan(runs: Sequence[Run], metric: str) -> Fan:
    """The fan of a metric; NaN in months in which no world has a value."""
    found = np.array([run.values(metric) for run in runs])
    edges = np.full((3, found.shape[1]), np.nan)
    known = np.isfinite(found).any(axis=0)
    if known.any():
        edges[:, known] = np.nanquantile(found[:, known], [0.5, LOW, HIGH], axis=0)
    return Fan(*edges)


def yearly(run: Run, metric: str) -> NDArray[Any]:
    """A metric by whole year; by month where the run is shorter than a year."""
    return run.by_year(metric) if run.months >= 12 else run.values(metric)
