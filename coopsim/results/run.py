"""A run: frozen, savable, unable to draw."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.errors import nearest
from coopsim.results.parts import Accounts, MetricInfo, Panel, Scope, Series, grouped
from coopsim.results.storage import read_run, write_run
from coopsim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@attrs.frozen(eq=False)
class Run:
    """One simulated world: series, yearly books, sampled households, and where they came from."""

    scenario: Scenario
    seed: int
    version: str
    metrics: tuple[MetricInfo, ...]
    series: dict[Scope, Series]
    accounts: Accounts
    panel: Panel
    cooperatives: tuple[str, ...]
    """Names of the cooperatives, by row."""

    @property
    def months(self) -> int:
        """Months simulated."""
        return int(self.series["nation"].values.shape[0])

    def info(self, metric: str) -> MetricInfo:
        """The declaration of a metric; ``KeyError`` with the nearest name if there is none."""
        for one in self.metrics:
            if one.name == metric:
                return one
        known = [one.name for one in self.metrics]
        raise KeyError(f"there is no metric '{metric}'. {nearest(metric, known)}")

    def values(self, metric: str, scope: Scope = "nation") -> NDArray[np.float64]:
        """A metric by month: shape (months,) for the nation, (months, places) otherwise."""
        place = self.metrics.index(self.info(metric))
        found = self.series[scope].values[:, place, :]
        return found[:, 0] if scope == "nation" else found

    def by_year(self, metric: str, scope: Scope = "nation") -> NDArray[np.float64]:
        """A metric by whole year: the last month, sum or mean, as the metric declares."""
        monthly = self.values(metric, scope)
        years = len(monthly) // 12
        shaped = monthly[: years * 12].reshape(years, 12, *monthly.shape[1:])
        how = self.info(metric).over_time
        if how == "last":
            return shaped[:, -1]
        return np.nansum(shaped, axis=1) if how == "sum" else _nanmean(shaped)

    def table(self, scope: Scope = "nation") -> pd.DataFrame:
        """The series of a scope as a long table: month, place, and a column a metric."""
        import pandas as pd

        series = self.series[scope]
        months, _, places = series.values.shape
        table = pd.DataFrame(
            series.values.transpose(0, 2, 1).reshape(months * places, -1),
            columns=[one.name for one in self.metrics],
        )
        table.insert(0, "place", list(series.places) * months)
        table.insert(0, "month", np.repeat(np.arange(1, months + 1), places))
        return table

    def summary(self) -> str:
        """The run on a page: title, size, and the main metrics in the first and last year."""
        size = f"{self.scenario.households:,} households · {self.months} months · seed {self.seed}"
        lines = [f"{self.scenario.title} · {size}", f"{'':48}{'first year':>18}{'last year':>18}"]
        for group, metrics in grouped(self.metrics):
            lines.append(group)
            for one in metrics:
                yearly = (self.by_year if self.months >= 12 else self.values)(one.name)
                ends = (float(yearly[0]), float(yearly[-1]))
                if not np.isnan(ends).all():
                    told = [f"{_shown(end, one.unit, self.scenario.currency):>18}" for end in ends]
                    lines.append(f"  {one.label[:46]:46}{''.join(told)}")
        lines.append("A training simulation: no advice, and nothing about any real cooperative.")
        return "\n".join(lines)

    def save(self, folder: str | Path) -> Path:
        """Write the run to a folder as Parquet with JSON beside it; returns the folder.

        Files are written whole or not at all.
        """
        return write_run(self, Path(folder))

    @classmethod
    def load(cls, folder: str | Path) -> Run:
        """Read a run saved by ``save``; raises ``RunFileError`` if it is damaged or missing."""
        return cls(**read_run(Path(folder)))

    @property
    def numbers_digest(self) -> str:
        """Hash of every number of the run: equal for equal runs."""
        found = hashlib.sha256()
        parts: list[NDArray[Any]] = [series.values for series in self.series.values()]
        parts += [
            self.accounts.balances,
            self.accounts.flows,
            self.accounts.facts,
            self.panel.values,
        ]
        for part in parts:
            found.update(np.ascontiguousarray(part).tobytes())
        return found.hexdigest()[:16]


def _nanmean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    count = np.sum(~np.isnan(values), axis=1)
    total = np.nansum(values, axis=1)
    mean: NDArray[np.float64] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean


def _shown(value: float, unit: str, currency: str) -> str:
    if np.isnan(value):
        return "-"
    if unit == "share":
        return f"{value * 100:,.1f} %"
    if unit.startswith("money"):
        return f"{value:,.0f} {currency}" if abs(value) >= 100 else f"{value:,.2f} {currency}"
    return f"{value:,.2f}" if abs(value) < 10 and value != int(value) else f"{value:,.0f}"
