"""What a study is made of: factors, design, replicates, outcomes and when it has enough."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from coopsim.scenario import Scenario
from coopsim.scenario.parts import Pairs
from coopsim.study.factors import Factor

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.study.running import StudyRun
    from coopsim.sweep import Execution

Kind = Literal["grid", "latin", "sobol", "morris", "one-at-a-time", "list"]
DESIGNS: dict[str, str] = {
    "grid": "every combination of the factors' levels",
    "latin": "a Latin hypercube of 'points' points",
    "sobol": "Saltelli's design for Sobol indices, of 'points' base rows (a power of two)",
    "morris": "'points' trajectories for elementary effects",
    "one-at-a-time": "the base, then each factor alone at its levels",
    "list": "the rows of the CSV file 'file'",
}
STATISTICS: dict[str, str] = {
    "mean": "mean of the years",
    "last": "the last year",
    "first": "the first year",
    "lowest": "the lowest month",
    "highest": "the highest month",
    "sum": "sum of the years",
    "change": "the last year less the first",
    "growth": "growth a year from the first year to the last",
}
RESERVED = ("point", "group", "seed", "status", "seconds", "error", "key")
"""Columns of every table of runs; no factor and no outcome may be called so."""


@attrs.frozen
class Design:
    """Which points of the factors' space are tried."""

    kind: Kind = "grid"
    points: int = 100
    seed: int = 1
    second_order: bool = False
    """Sobol only: whether pairs of factors are estimated too."""
    levels: int = 4
    """Morris only: places a factor may take in a trajectory."""
    rows: tuple[tuple[float, ...], ...] = ()
    """List only: one number a factor in each row."""


@attrs.frozen
class Outcome:
    """A number read off a run: a metric, a window of whole years and a statistic of them."""

    name: str
    metric: str
    years: tuple[int, int] = (-1, -1)
    """First and last year, from 1; -1 is the run's last."""
    statistic: str = "mean"
    label: str = ""
    good: str = ""
    """Which way is better: ``high``, ``low`` or not said."""

    @property
    def words(self) -> str:
        """What is measured and when."""
        first, last = self.years
        when = "the last year" if last == -1 else f"years {first} to {last}"
        when = f"year {last}" if first == last != -1 else when
        return self.label or f"{self.metric}, {STATISTICS[self.statistic]}, {when}"


@attrs.frozen
class Replicates:
    """How many lucks every point meets; every point meets the same."""

    count: int = 5
    first_seed: int = 20001

    def seeds(self, count: int | None = None) -> range:
        """The first ``count`` seeds, all unless told."""
        return range(self.first_seed, self.first_seed + (self.count if count is None else count))


@attrs.frozen
class StopRule:
    """Go on with a point until its mean, or its difference to another, is known well enough.

    ``half_width`` is half of the 95 % interval (luck only); with ``relative`` it is a share of
    the size of the mean (of the other point's mean, for a difference).
    """

    outcome: str
    half_width: float
    relative: bool = False
    against: int | None = None
    """The point that differences are taken from, ``BASE`` for the base itself; None for none."""
    least: int = 5
    most: int = 60


BASE = -1
"""The number of the point at which nothing is changed."""


@attrs.frozen
class Study:
    """A question put to many runs; a variant is a copy (``attrs.evolve``).

    ``base`` holds the study's fixed changes, months and households already.
    """

    title: str
    base: Scenario
    factors: tuple[Factor, ...]
    outcomes: tuple[Outcome, ...]
    design: Design = Design()
    crossed: Design | None = None
    """A design of the uncertainties of its own: then ``design`` is of the levers alone."""
    replicates: Replicates = Replicates()
    stop: StopRule | None = None
    name: str = "study"
    note: str = ""
    fixed: Pairs = ()
    """What the study changed in its base, for readers."""

    @property
    def levers(self) -> tuple[Factor, ...]:
        """What may be chosen."""
        return tuple(one for one in self.factors if one.role == "lever")

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """What is not known."""
        return tuple(one for one in self.factors if one.role == "uncertainty")

    @property
    def varied(self) -> tuple[Factor, ...]:
        """The factors that a design moves: all that do not follow another."""
        return tuple(one for one in self.factors if not one.follows)

    @property
    def months(self) -> int:
        """Months of each run."""
        return self.base.months

    @property
    def households(self) -> int:
        """Households of each run."""
        return self.base.households

    @property
    def seed(self) -> int:
        """The seed of the design, not of any run."""
        return self.design.seed

    def run(
        self, folder: str | Path, how: Execution | None = None, *, live: bool | None = None
    ) -> StudyRun:
        """Check the whole design, begin to run it in the background, and return at once.

        Called again, or in another session, it goes on where it stopped. ``live`` shows the
        progress in a notebook's cell; there it does so unless told otherwise. Raises
        ``StudyError`` with every fault of the design, ``StudyFolderError`` and ``StoreError``
        for a folder that cannot be used.
        """
        from coopsim.study.running import started

        return started(self, folder, how, live)

    def table(self, folder: str | Path) -> pd.DataFrame:
        """One row a run that has ended: point, seed, status, seconds, factors, outcomes."""
        from coopsim.study.tables import run_table

        return run_table(self, folder)

    def by_point(self, folder: str | Path) -> pd.DataFrame:
        """One row a point and outcome: factors, mean, sd, 95 % interval (luck only), n, failed."""
        from coopsim.study.tables import point_table

        return point_table(self, folder)

    def factor(self, name: str) -> Factor:
        """A factor by name; ``KeyError`` if there is none."""
        return next(one for one in self.factors if one.name == name)

    def outcome(self, name: str) -> Outcome:
        """An outcome by name."""
        return next(one for one in self.outcomes if one.name == name)
