"""What every picture of a study shares: one outcome at every point, run by run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from coopsim.plots.frame import Reals

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axis import Axis

DONE = "done"
LEVELS, BINS = 8, 12
"""Values of a factor up to which each is shown by itself, and bins that more are put into."""
LUCK = "luck only"
"""What an interval over paired seeds speaks of; it stands beside every one of them."""


@attrs.frozen
class Quantity:
    """A factor or an outcome as pictures and pages write it."""

    name: str
    """Its column in the table of runs."""
    label: str = ""
    unit: str = ""
    log: bool = False
    words: tuple[str, ...] = ()
    """Of a choice, in order; its values are their places."""

    @property
    def title(self) -> str:
        """The words, or the name where there are none."""
        return self.label or self.name

    @property
    def is_share(self) -> bool:
        """Whether it is written in per cent."""
        return self.unit.startswith(("share", "chance")) or self.unit == "a year"

    @property
    def shown_unit(self) -> str:
        """The unit as it is written: per cent for shares, chances and rates a year."""
        if not self.is_share:
            return self.unit
        return "% a year" if self.unit == "a year" else re.sub("^(share|chance)", "%", self.unit)

    @property
    def axis(self) -> str:
        """The title with its unit, as it stands beside an axis."""
        return f"{self.title}, {self.shown_unit}" if self.shown_unit else self.title

    def told(self, value: float, *, unit: bool = False) -> str:
        """A value in words: ``12 %``, ``1,230``, ``flat``; four figures."""
        if not np.isfinite(value):
            return "not known"
        if self.words:
            return self.words[min(max(round(value), 0), len(self.words) - 1)]
        if self.is_share:
            number = float(f"{value * 100:.3g}")
            return f"{number:,.10g} %"
        number = float(f"{value:.4g}")
        text = f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.10g}"
        return f"{text} {self.unit}" if unit and self.unit else text

    def change(self, value: float) -> str:
        """A difference between two values in words: shares differ by percentage points."""
        if not self.is_share or not np.isfinite(value):
            return self.told(value)
        number = float(f"{value * 100:.3g}")
        return f"{number:,.10g} {'point' if number == 1 else 'points'}"


@attrs.frozen(eq=False)
class Answers:
    """One outcome of a study: shape (points,) or (points, seeds), NaN where a run gave nothing."""

    factors: tuple[Quantity, ...]
    outcome: Quantity
    points: NDArray[np.int64]
    values: Reals
    """Of the factors, shape (points, factors)."""
    seeds: NDArray[np.int64]
    runs: Reals
    """Shape (points, seeds)."""
    failed: NDArray[np.int64]
    """Runs of the point that did not end well."""
    empty: NDArray[np.int64]
    """Runs of the point that ended well and have no value of this outcome."""

    @property
    def count(self) -> NDArray[np.int64]:
        """Runs with a value, by point."""
        return np.asarray(np.isfinite(self.runs).sum(axis=1))

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Points of which every run that was asked for has a value."""
        return np.asarray((self.failed == 0) & (self.empty == 0) & (self.count > 0))

    @property
    def mean(self) -> Reals:
        """Mean over the runs of each point; NaN where there is none."""
        return mean_of(self.runs)

    @property
    def half(self) -> Reals:
        """Half width of the 95 % interval of each mean, luck only; NaN below two runs."""
        return half_width(self.runs)

    def at(self, chosen: NDArray[np.bool_]) -> Answers:
        """Some of the points."""
        parts = ("points", "values", "runs", "failed", "empty")
        return attrs.evolve(self, **{name: getattr(self, name)[chosen] for name in parts})

    def column(self, name: str) -> int:
        """The place of a factor among the columns of ``values``."""
        return [one.name for one in self.factors].index(name)

    def varied(self) -> list[int]:
        """Places of the factors that take more than one value."""
        return [j for j in range(len(self.factors)) if len(np.unique(self.values[:, j])) > 1]


def answers(table: pd.DataFrame, factors: Sequence[Quantity], outcome: Quantity) -> Answers:
    """Read one outcome off a table with a row a run: point, seed, status, factors, outcomes."""
    points, at = np.unique(table["point"].to_numpy(np.int64), return_inverse=True)
    seeds, seed_at = np.unique(table["seed"].to_numpy(np.int64), return_inverse=True)
    good = (table["status"] == DONE).to_numpy()
    value = table[outcome.name].to_numpy(np.float64, na_value=np.nan)
    value = np.where(good & np.isfinite(value), value, np.nan)
    runs = np.full((len(points), len(seeds)), np.nan)
    runs[at, seed_at] = value
    values = np.empty((len(points), len(factors)))
    for place, one in enumerate(factors):
        values[at, place] = _numbers(table[one.name], one)
    none = np.isnan(value)
    failed, empty = (
        np.bincount(at, weights=which, minlength=len(points)).astype(np.int64)
        for which in (~good, good & none)
    )
    return Answers(tuple(factors), outcome, points, values, seeds, runs, failed, empty)


def _numbers(column: pd.Series, one: Quantity) -> Reals:
    """A factor's column as numbers; a word is its place among the factor's words."""
    if one.words:
        places = {word: float(place) for place, word in enumerate(one.words)}
        return np.array([places.get(_word(value), np.nan) for value in column])
    return column.to_numpy(np.float64)


def _word(value: object) -> str:
    """A yes or no as the words of a switch, anything else as it is."""
    return {"True": "yes", "False": "no"}.get(str(value), str(value))


def mean_of(runs: Reals) -> Reals:
    """Mean of each row without its gaps; NaN for a row of gaps."""
    known = np.isfinite(runs)
    count = known.sum(axis=-1)
    total = np.where(known, runs, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def half_width(runs: Reals) -> Reals:
    """Half width of the 95 % t interval of each row's mean; NaN below two values."""
    known = np.isfinite(runs)
    count = known.sum(axis=-1)
    gaps = np.where(known, runs - mean_of(runs)[..., None], 0.0)
    free = np.maximum(count - 1, 1)
    error = np.sqrt((gaps**2).sum(axis=-1) / free / np.maximum(count, 1))
    return np.where(count > 1, stdtrit(free, 0.975) * error, np.nan)


def comparable(answers: Answers, columns: Sequence[int]) -> NDArray[np.bool_]:
    """Complete points that may be compared by some factors.

    In a design that tries every setting of these factors in the same worlds (values of all the
    others), only worlds that are complete at every setting; else every complete point.
    """
    others = np.delete(answers.values, columns, axis=1)
    if not others.shape[1] or not len(others):
        return answers.whole
    _, setting = np.unique(answers.values[:, columns], axis=0, return_inverse=True)
    _, world = np.unique(others, axis=0, return_inverse=True)
    settings, worlds = int(setting.max()) + 1, int(world.max()) + 1
    held = np.zeros((2, worlds, settings), dtype=bool)
    held[0, world.ravel(), setting.ravel()] = True
    held[1, world.ravel()[answers.whole], setting.ravel()[answers.whole]] = True
    crossed, complete = (np.all(one, axis=1) for one in held)
    if settings < 2 or not crossed.any():
        return answers.whole
    return np.asarray(answers.whole & complete[world.ravel()])


def groups_of(values: Reals, bins: int = BINS) -> tuple[Reals, NDArray[np.int64]]:
    """Middles of levels or of bins with about as many points each, and each value's place."""
    levels, place = np.unique(values, return_inverse=True)
    if len(levels) <= LEVELS:
        return levels, place.astype(np.int64)
    count = int(np.clip(len(values) // 15, 4, bins))
    edges = np.quantile(values, np.linspace(0, 1, count + 1)[1:-1])
    place = np.searchsorted(edges, values, side="right")
    kept, place = np.unique(place, return_inverse=True)
    middles = np.array([np.median(values[place == one]) for one in range(len(kept))])
    return middles, place.astype(np.int64)


def number_axis(axis: Axis, one: Quantity, *, most: int = 5) -> None:
    """Scale an axis and give it few round ticks, written as the quantity is told."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    if one.words:
        axis.set_ticks(range(len(one.words)), list(one.words))
        return
    if one.log:
        across = axis is axis.axes.xaxis
        (axis.axes.set_xscale if across else axis.axes.set_yscale)("log")
        low, high = axis.get_view_interval()
        decades = np.log10(high / low)
        axis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 2.5 else (1,)))
        axis.set_minor_locator(NullLocator())
    else:
        axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: one.told(value) if value else "0"))


def capital(text: str) -> str:
    """A sentence with its first letter as a capital."""
    return text[:1].upper() + text[1:]
