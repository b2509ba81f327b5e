"""Trade-off between two outcomes: every setting, and those that nothing beats in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.plots.frame import Reals
from coopsim.plots.many import key
from coopsim.plots.points import Quantity, number_axis
from coopsim.plots.style import BLACK, BLUE, GREY, ORANGE, PALE, SKY, SMALL, Sheet, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NUMBERED = 15
"""Settings of a front that are numbered; a longer front is too dense for it."""


@attrs.frozen(eq=False)
class FrontData:
    """Settings by two outcomes: shape (settings, 2), spread (settings, 2, 2)."""

    outcomes: tuple[Quantity, Quantity]
    good: tuple[str, str]
    mean: Reals
    half: Reals
    spread: Reals
    front: NDArray[np.int64]
    """Places of the front, by the first outcome; numbered from 1 in this order."""
    near: NDArray[np.bool_]
    sentence: str
    missing: str = ""


def front_panels(box: Sheet, data: FrontData) -> None:
    """Draw the settings, and the front with crosses as wide as luck and as the other factors."""
    entries = [("●", BLUE, "nothing beats it"), ("●", SKY, "not beaten by more than luck")]
    entries.append(("●", GREY, "beaten"))
    if np.isfinite(data.spread).any():
        entries.append(("━", ORANGE, "nine in ten worlds"))
    entries.append(("━", BLACK, "luck only, 95 %"))
    box = key(box, entries)
    axes = box.inset(left=0.75, right=0.35, bottom=0.55, top=0.35).panel()
    tidy(axes, f"{data.outcomes[1].axis} ({_better(data.good[1], '↑', '↓')})")
    axes.grid(visible=True, axis="x", color=PALE, linewidth=0.6)
    beaten = ~data.near
    axes.plot(*data.mean[beaten].T, "o", color=GREY, alpha=0.45, markersize=3.5, linewidth=0)
    near = data.near.copy()
    near[data.front] = False
    axes.plot(*data.mean[near].T, "o", color=SKY, markersize=5)
    _crosses(axes, data)
    axes.plot(*data.mean[data.front].T, "o-", color=BLUE, markersize=6.5, linewidth=1.2, zorder=4)
    if len(data.front) <= NUMBERED:
        for number, place in enumerate(data.front, 1):
            axes.annotate(
                str(number), data.mean[place], xytext=(6, 6), textcoords="offset points",
                fontsize=SMALL, color=BLACK, weight="bold", zorder=5,
            )  # fmt: skip
    axes.margins(0.07)
    for axis, one in ((axes.xaxis, data.outcomes[0]), (axes.yaxis, data.outcomes[1])):
        number_axis(axis, one)
    words = f"{data.outcomes[0].axis} ({_better(data.good[0], '→', '←')})"
    axes.set_xlabel(words, fontsize=SMALL, color=GREY)


def _better(good: str, high: str, low: str) -> str:
    return f"better {high if good == 'high' else low}"


def _crosses(axes: Axes, data: FrontData) -> None:
    """What is not varied or not known has no line."""
    for place in data.front:
        (x, y), (wide, tall) = data.mean[place], np.nan_to_num(data.half[place])
        across, up = data.spread[place]
        axes.plot(across, [y, y], color=ORANGE, linewidth=1.2, alpha=0.8)
        axes.plot([x, x], up, color=ORANGE, linewidth=1.2, alpha=0.8)
        axes.plot([x - wide, x + wide], [y, y], color=BLACK, linewidth=1.6, zorder=3)
        axes.plot([x, x], [y - tall, y + tall], color=BLACK, linewidth=1.6, zorder=3)
