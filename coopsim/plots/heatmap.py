"""Heat map: an outcome over two factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from coopsim.plots.frame import Reals, finite
from coopsim.plots.points import Answers, Quantity, capital, groups_of, number_axis
from coopsim.plots.style import BLUE, GREY, ORANGE, PALE, SMALL, Sheet, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS = 8
"""Levels or bins along a side at most."""


@attrs.frozen(eq=False)
class HeatmapData:
    """Means over two factors: shape (values of the second, values of the first)."""

    outcome: Quantity
    across: Quantity
    up: Quantity
    columns: Reals
    rows: Reals
    mean: Reals
    """NaN where no complete point lies."""
    mixed: Reals
    """1 where points of one cell differ in sign, because other factors do."""
    missing: str
    sentence: str


def heatmap_data(answers: Answers, across: str, up: str) -> HeatmapData:
    """Mean of the complete points by two factors, in levels or in bins."""
    whole = answers.at(answers.whole)
    j, k = whole.column(across), whole.column(up)
    (columns, at), (rows, high) = (groups_of(whole.values[:, one], BINS) for one in (j, k))
    shape = (len(rows), len(columns))
    total, count, above, below = (np.zeros(shape) for _ in range(4))
    means = whole.mean
    for table, weight in ((total, means), (count, 1.0), (above, means > 0), (below, means < 0)):
        np.add.at(table, (high, at), weight)
    mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    mixed = ((above > 0) & (below > 0)).astype(float)
    missing = "" if min(shape, default=0) > 1 else "Two factors with two values each are needed."
    names = whole.factors[j], whole.factors[k]
    sentence = missing or _told(whole.outcome, names, (columns, rows), mean, mixed)
    return HeatmapData(whole.outcome, *names, columns, rows, mean, mixed, missing, sentence)


def _told(
    outcome: Quantity, names: tuple[Quantity, Quantity], at: tuple[Reals, Reals], mean: Reals,
    mixed: Reals,
) -> str:  # fmt: skip
    def where(flat: int) -> str:
        row, column = np.unravel_index(flat, mean.shape)
        return (
            f"{outcome.told(mean[row, column], unit=True)} with {names[0].title} at "
            f"{names[0].told(at[0][column])} and {names[1].title} at {names[1].told(at[1][row])}"
        )

    text = capital(
        f"{outcome.title} is highest, {where(int(np.nanargmax(mean)))}, and lowest, "
        f"{where(int(np.nanargmin(mean)))}."
    )
    if np.isnan(mean).any():
        text += " None: no complete point lies there."
    if mixed.any():
        text += " ±: points differ in sign there, so the model cannot tell it."
    return text


def heatmap_panels(box: Sheet, data: HeatmapData) -> None:
    """Draw the cells with their numbers, and the scale beside them."""
    inner = box.inset(left=1.15, right=1.2, bottom=0.6, top=0.3)
    axes = inner.panel()
    colours, low, high = _colours(data.mean)
    shown = axes.imshow(
        np.ma.masked_invalid(data.mean), cmap=colours, vmin=low, vmax=high, aspect="auto",
        origin="lower",
    )  # fmt: skip
    axes.set_facecolor(PALE)
    _numbers(axes, data, colours, (low, high))
    tidy(axes, data.up.axis)
    axes.grid(visible=False)
    axes.set_xticks(range(len(data.columns)), [data.across.told(one) for one in data.columns])
    axes.set_yticks(range(len(data.rows)), [data.up.told(one) for one in data.rows])
    axes.set_xlabel(data.across.axis, fontsize=SMALL, color=GREY)
    scale = Sheet(box.figure, inner.right + 0.15, inner.right + 0.35, inner.bottom, inner.top)
    bar = box.figure.colorbar(shown, cax=scale.panel())
    bar.outline.set_visible(False)
    number_axis(bar.ax.yaxis, data.outcome)
    bar.ax.tick_params(length=0, labelsize=SMALL, labelcolor=GREY)


def _colours(mean: Reals) -> tuple[Any, float, float]:
    """From orange over white at zero to blue where signs differ; light to dark blue elsewhere."""
    from matplotlib.colors import LinearSegmentedColormap

    known = finite(mean)
    low, high = float(known.min()), float(known.max())
    if low < 0 < high:
        reach = max(-low, high)
        both = LinearSegmentedColormap.from_list("signs", [ORANGE, "#ffffff", BLUE])
        return both, -reach, reach
    one = LinearSegmentedColormap.from_list("size", ["#f2f7fb", "#56B4E9", "#003f63"])
    return one, low, high if high > low else low + 1.0


def _numbers(axes: Axes, data: HeatmapData, colours: Any, bounds: tuple[float, float]) -> None:
    low, high = bounds
    for (row, column), value in np.ndenumerate(data.mean):
        if np.isfinite(value):
            red, green, blue, _ = colours((value - low) / (high - low))
            dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.45
            text = data.outcome.told(float(f"{value:.2g}")) + " ±" * bool(data.mixed[row, column])
        else:
            dark, text = False, "none"
        axes.text(
            column, row, text, ha="center", va="center", fontsize=SMALL,
            color="white" if dark else "#1a1a1a",
        )  # fmt: skip
