"""Response curves: how an outcome goes with each factor, everything else varied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.plots.frame import Reals, finite
from coopsim.plots.many import key
from coopsim.plots.points import (
    Answers,
    Quantity,
    capital,
    comparable,
    groups_of,
    half_width,
    mean_of,
    number_axis,
)
from coopsim.plots.style import BLUE, GREY, PALE, SKY, SMALL, Sheet, tidy, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12
"""Factors that are drawn; of more, those whose curve moves most."""
FEWEST = 5
"""Points from which nine in ten of them are spoken of."""
COLUMNS = 3


@attrs.frozen(eq=False)
class Curve:
    """An outcome by the levels (or bins) of one factor."""

    factor: Quantity
    at: Reals
    mean: Reals
    half: Reals
    """Half width of the 95 % interval, luck only; NaN with one seed."""
    low: Reals
    high: Reals
    """Nine in ten points lie between these; NaN where nothing else is varied."""

    @property
    def swing(self) -> float:
        """From the lowest to the highest mean."""
        known = finite(self.mean)
        return float(np.ptp(known)) if len(known) else 0.0


@attrs.frozen(eq=False)
class ResponsesData:
    """A curve a factor, the one that moves most first."""

    outcome: Quantity
    curves: tuple[Curve, ...]
    missing: str
    sentence: str


def responses_data(answers: Answers) -> ResponsesData:
    """One curve for each factor that is varied, from complete points that may be compared."""
    fair = [(j, answers.at(comparable(answers, [j]))) for j in answers.varied()]
    made = [_curve(whole, j) for j, whole in fair if j in whole.varied()]
    curves = sorted(made, key=lambda one: -one.swing)[:MOST]
    missing = "" if curves else "No factor is varied among the complete points."
    sentence = missing or _told(answers.outcome, curves)
    return ResponsesData(answers.outcome, tuple(curves), missing, sentence)


def _curve(whole: Answers, j: int) -> Curve:
    at, place = groups_of(whole.values[:, j])
    others = len(whole.varied()) > 1
    means = whole.mean
    rows = [np.flatnonzero(place == one) for one in range(len(at))]
    band = np.full((len(at), 2), np.nan)
    for one, inside in enumerate(rows):
        if others and len(inside) >= FEWEST:
            band[one] = np.quantile(means[inside], [0.05, 0.95])
    return Curve(
        whole.factors[j], at, np.array([means[inside].mean() for inside in rows]),
        np.array([_luck(whole.runs, inside) for inside in rows]), band[:, 0], band[:, 1],
    )  # fmt: skip


def _luck(runs: Reals, inside: NDArray[np.int64]) -> float:
    """Half width over the seeds that all points of a bin met: they meet the same luck."""
    part = runs[inside]
    shared = np.isfinite(part).all(axis=0)
    return float(half_width(mean_of(part[:, shared].T)[None])[0]) if shared.sum() > 1 else np.nan


def _told(outcome: Quantity, curves: list[Curve]) -> str:
    first = curves[0]
    low, high = int(np.argmin(first.mean)), int(np.argmax(first.mean))
    return capital(
        f"{outcome.title} moves most with {first.factor.title}: on average from "
        f"{outcome.told(first.mean[low], unit=True)} at {first.factor.told(first.at[low])} to "
        f"{outcome.told(first.mean[high], unit=True)} at {first.factor.told(first.at[high])}."
    )


def responses_size(count: int) -> tuple[float, float]:
    """Inches for so many curves."""
    rows = -(-max(count, 1) // COLUMNS)
    return (10.2, 1.9 + 2.3 * rows)


def responses_panels(box: Sheet, data: ResponsesData) -> None:
    """Draw a panel a factor, on one scale."""
    entries = [("━", BLUE, "mean"), ("■", SKY, "luck only, 95 %")]
    if any(len(finite(one.low)) for one in data.curves):
        entries.append(("■", PALE, "nine in ten points, other factors varied"))
    box = key(box, entries)
    columns = min(COLUMNS, len(data.curves))
    rows = -(-len(data.curves) // columns)
    low, high = _range(data.curves)
    for place, one in enumerate(data.curves):
        cell = box.cell(place // columns, place % columns, rows, columns)
        axes = cell.inset(left=0.62, right=0.22, bottom=0.32, top=0.42).panel()
        curve_lines(axes, one)
        axes.set_ylim(low, high)
        number_axis(axes.yaxis, data.outcome)
        width = cell.right - cell.left - 0.5
        cell.write(
            cell.left + 0.3, cell.top - 0.38, wrapped(one.factor.axis, width, SMALL), SMALL,
            GREY, va="bottom", linespacing=1.1,
        )  # fmt: skip


def _range(curves: tuple[Curve, ...]) -> tuple[float, float]:
    sides = [one.mean for one in curves]
    for one in curves:
        sides += [one.low, one.high, one.mean - one.half, one.mean + one.half]
    known = np.concatenate([finite(one) for one in sides])
    room = 0.06 * (np.ptp(known) or abs(float(known[0])) or 1.0)
    return float(known.min() - room), float(known.max() + room)


def curve_lines(axes: Axes, one: Curve) -> None:
    """Draw one curve with its bands; words as dots with bars."""
    if one.factor.words:
        width = 9
        axes.vlines(one.at, one.low, one.high, color=PALE, linewidth=width)
        axes.vlines(one.at, one.mean - one.half, one.mean + one.half, color=SKY, linewidth=4)
        axes.plot(one.at, one.mean, "o", color=BLUE, markersize=5)
        axes.set_xlim(-0.5, len(one.factor.words) - 0.5)
    else:
        axes.fill_between(one.at, one.low, one.high, color=PALE, linewidth=0)
        axes.fill_between(
            one.at, one.mean - one.half, one.mean + one.half, color=SKY, alpha=0.7, linewidth=0
        )
        axes.plot(one.at, one.mean, "o-", color=BLUE, linewidth=1.8, markersize=3.5)
    tidy(axes)
    number_axis(axes.xaxis, one.factor, most=4)
