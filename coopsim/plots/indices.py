"""How much an outcome depends on each factor: points with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.plots.frame import Reals, finite
from coopsim.plots.many import key
from coopsim.plots.points import Quantity, number_axis
from coopsim.plots.style import BLACK, BLUE, GREY, ORANGE, PALE, SMALL, Sheet, tidy, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 20
"""Factors that are drawn, those with the largest effects."""
SIGNS = (("●", "o", BLUE), ("■", "s", ORANGE))


@attrs.frozen(eq=False)
class Measure:
    """One number a factor, with its 95 % interval (NaN where it has none)."""

    label: str
    values: Reals
    low: Reals
    high: Reals


@attrs.frozen(eq=False)
class IndicesData:
    """Up to two measures a factor; the first is the one to rank by."""

    factors: tuple[Quantity, ...]
    measures: tuple[Measure, ...]
    unit: Quantity
    """How the measures are written."""
    sentence: str
    missing: str = ""


def indices_size(count: int) -> tuple[float, float]:
    """Inches for so many factors."""
    return (9.6, 2.2 + 0.42 * max(min(count, MOST), 3))


def indices_panels(box: Sheet, data: IndicesData) -> None:
    """Draw a line a factor, the largest effect on top."""
    drawn = list(zip(SIGNS, data.measures, strict=False))
    box = key(box, [(sign, colour, one.label) for (sign, _, colour), one in drawn])
    axes = box.inset(left=2.9, right=0.3, bottom=0.5, top=0.05).panel()
    order = np.argsort(-np.abs(data.measures[0].values), kind="stable")[:MOST]
    for side, ((_, marker, colour), one) in enumerate(drawn):
        lift = (side - (len(drawn) - 1) / 2) * 0.3
        _dots(axes, one, order, lift, (marker, colour))
    names = [wrapped(data.factors[j].title, 2.75, SMALL) for j in order]
    axes.axvline(0, color=GREY, linewidth=0.9)
    tidy(axes)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color=PALE, linewidth=0.6)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", labelcolor=BLACK)
    axes.set_ylim(len(names) - 0.4, -0.6)
    known = np.concatenate(
        [finite(part) for _, one in drawn for part in (one.values, one.low, one.high)]
    )
    low, high = min(float(known.min()), 0.0), max(float(known.max()), 0.0)
    room = 0.05 * (high - low) or 1.0
    axes.set_xlim(low - room * (low < 0), high + room)
    number_axis(axes.xaxis, data.unit, most=6)
    axes.set_xlabel(wrapped(data.unit.title, 6, SMALL), fontsize=SMALL, color=GREY)


def _dots(
    axes: Axes, one: Measure, places: NDArray[np.int64], lift: float, look: tuple[str, str]
) -> None:
    marker, colour = look
    at = np.arange(len(places)) + lift
    axes.hlines(at, one.low[places], one.high[places], color=colour, linewidth=2)
    axes.plot(one.values[places], at, marker, color=colour, markersize=6)
