"""Where an outcome is good: the points over two factors, and the boxes that were found."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.plots.frame import Reals
from coopsim.plots.many import key
from coopsim.plots.points import Quantity, number_axis
from coopsim.plots.style import BLUE, GREY, ORANGE, SMALL, Sheet, tidy

Rectangle = tuple[float, float, float, float]


@attrs.frozen(eq=False)
class BoxesData:
    """Points over two factors, shape (points, 2), good or not, and rectangles."""

    across: Quantity
    up: Quantity
    values: Reals
    good: NDArray[np.bool_]
    rectangles: tuple[tuple[Rectangle, bool], ...]
    """Low and high across, low and high up (may be infinite); whether it is one of good points."""
    sentence: str
    missing: str = ""
    names: tuple[str, str] = ("good", "bad")


def boxes_panels(box: Sheet, data: BoxesData) -> None:
    """Draw good points as discs, bad ones as crosses, and the boxes around them."""
    good, bad = data.names
    entries = [("●", BLUE, good), ("×", ORANGE, bad)]
    fills = {True: ("#d6e6f1", f"fullest box of {good} ones"), False: ("#fbf0d6", f"of {bad} ones")}
    entries += [("■", *fills[kind]) for _, kind in data.rectangles]
    box = key(box, entries)
    axes = box.inset(left=0.85, right=0.35, bottom=0.55, top=0.35).panel()
    shown = _apart(data)
    axes.plot(*shown[data.good].T, "o", color=BLUE, markersize=4.5, alpha=0.8)
    axes.plot(*shown[~data.good].T, "x", color=ORANGE, markersize=5.5, markeredgewidth=1.5)
    axes.margins(0.06)
    for axis, one in ((axes.xaxis, data.across), (axes.yaxis, data.up)):
        number_axis(axis, one)
    wide, tall = axes.get_xlim(), axes.get_ylim()
    for corners, kind in data.rectangles:
        left, right = np.clip(corners[:2], *wide)
        low, high = np.clip(corners[2:], *tall)
        colour = BLUE if kind else ORANGE
        axes.fill([left, right, right, left], [low, low, high, high], color=colour, alpha=0.16)
    axes.set_xlim(*wide)
    axes.set_ylim(*tall)
    tidy(axes, data.up.axis)
    axes.set_xlabel(data.across.axis, fontsize=SMALL, color=GREY)


def _apart(data: BoxesData) -> Reals:
    """Points of words moved a little apart, always in the same way, so that none hides another."""
    shown = data.values.copy()
    for side, one in enumerate((data.across, data.up)):
        if one.words:
            turn = np.arange(len(shown)) * 0.618 % 1 - 0.5
            shown[:, side] += 0.5 * turn
    return shown
