"""What a case sees of its worlds: a run's series and books, and what watchers noted inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.metrics import METRICS
from coopsim.model.record import Recorder
from coopsim.model.village import Village
from coopsim.results import Run
from coopsim.scenario import Scenario
from coopsim.validation.watchers import WATCHERS
from coopsim.version import __version__

Reals = NDArray[np.float64]


@attrs.frozen(eq=False)
class Seen:
    """One world: its run, and what each watcher noted, by watcher's name."""

    run: Run
    noted: dict[str, Reals]
    district: NDArray[np.int64]
    """District of each cooperative."""

    def booked(self, *flows: str, years: slice = slice(None)) -> float:
        """What was booked under some flows in some years, minor units, all cooperatives."""
        places = [self.run.accounts.flow_names.index(name) for name in flows]
        return float(self.run.accounts.flows[years][:, places].sum())

    def fact(self, name: str) -> Reals:
        """A yearly fact of the books, shape (years, cooperatives)."""
        return self.run.accounts.facts[:, self.run.accounts.fact_names.index(name)]


def look(scenario: Scenario, seed: int, watch: Sequence[str] = ()) -> Seen:
    """Simulate a world month by month, watched by some watchers."""
    village = Village(scenario, seed)
    recorder = Recorder(village, ("nation",), 1)
    noted: dict[str, list[Any]] = {name: [] for name in watch}
    while village.month < scenario.months:
        village.step()
        recorder.record(village)
        for name in watch:
            row = WATCHERS[name](village)
            if row is not None:
                noted[name].append(row)
    series, accounts, panel = recorder.results()
    run = Run(
        scenario=scenario, seed=seed, version=__version__,
        metrics=tuple(metric.info for metric in METRICS), series=series, accounts=accounts,
        panel=panel, cooperatives=recorder.places["cooperative"],
    )  # fmt: skip
    rows = {name: np.array(kept, dtype=float) for name, kept in noted.items()}
    return Seen(run, rows, village.cooperatives.district.astype(np.int64))


@attrs.frozen(eq=False)
class Worlds:
    """The worlds of a case: for every variant one a seed, in the same order of seeds."""

    seen: Mapping[str, tuple[Seen, ...]]

    def values(self, metric: str, variant: str = "base") -> Reals:
        """A metric by month, shape (seeds, months)."""
        return np.stack([one.run.values(metric) for one in self.seen[variant]])

    def by_year(self, metric: str, variant: str = "base") -> Reals:
        """A metric by whole year, shape (seeds, years)."""
        return np.stack([one.run.by_year(metric) for one in self.seen[variant]])
