"""Tornado: what each factor alone does, at its ends, against the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from coopsim.plots.frame import Reals, join
from coopsim.plots.many import key
from coopsim.plots.points import Answers, Quantity, capital, half_width, mean_of, number_axis
from coopsim.plots.style import BLACK, BLUE, GREY, ORANGE, SMALL, TINY, Sheet, tidy, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 16
"""Factors that are drawn, those that move most."""


@attrs.frozen(eq=False)
class Bar:
    """What one factor does at its lower and its higher end, as differences from the base."""

    factor: Quantity
    base: float
    """The factor's own value at the base."""
    ends: tuple[float, float]
    change: Reals
    """Shape (2,); NaN for an end that is the base itself or has failed runs."""
    half: Reals
    """Half widths of the 95 % intervals of paired differences, luck only; shape (2,)."""

    @property
    def size(self) -> float:
        """The larger of the two differences."""
        known = np.abs(self.change[np.isfinite(self.change)])
        return float(known.max()) if len(known) else 0.0

    @property
    def seen(self) -> bool:
        """Whether a difference stands out of luck."""
        return bool(np.any(np.abs(self.change) > self.half))


@attrs.frozen(eq=False)
class TornadoData:
    """A bar a factor, the longest first."""

    outcome: Quantity
    base: float
    bars: tuple[Bar, ...]
    missing: str
    sentence: str


def tornado_data(answers: Answers, base: int = 0) -> TornadoData:
    """Differences of each point that moves one factor alone from the base, paired by seed."""
    bars: tuple[Bar, ...] = ()
    place = np.flatnonzero((answers.points == base) & (answers.count > 0))
    middle = float("nan")
    if len(place):
        at = int(place[0])
        middle = float(answers.mean[at])
        moved = answers.values != answers.values[at]
        alone = moved.sum(axis=1) == 1
        made = [_bar(answers, at, j, alone & moved[:, j]) for j in range(len(answers.factors))]
        known = [one for one in made if np.isfinite(one.change).any()]
        bars = tuple(sorted(known, key=lambda one: -one.size)[:MOST])
    missing = "" if bars else "No point moves one factor alone from a base that has runs."
    sentence = missing or _told(answers.outcome, middle, bars)
    return TornadoData(answers.outcome, middle, bars, missing, sentence)


def _bar(answers: Answers, at: int, j: int, rows: Reals) -> Bar:
    """The lowest and the highest value of one factor on either side of the base."""
    own = float(answers.values[at, j])
    values, change, half = [own, own], np.full(2, np.nan), np.full(2, np.nan)
    known = np.flatnonzero(rows & (answers.failed == 0) & (answers.empty == 0))
    for side, sign in enumerate((-1, 1)):
        there = known[sign * (answers.values[known, j] - own) > 0]
        if len(there):
            row = there[np.argmax(sign * answers.values[there, j])]
            gap = (answers.runs[row] - answers.runs[at])[None]
            values[side] = float(answers.values[row, j])
            change[side], half[side] = mean_of(gap)[0], half_width(gap)[0]
    return Bar(answers.factors[j], own, (values[0], values[1]), change, half)


def _told(outcome: Quantity, base: float, bars: tuple[Bar, ...]) -> str:
    parts = [f"{one.factor.title} (up to {outcome.change(one.size)})" for one in bars if one.seen]
    text = f"At the base {outcome.title} is {outcome.told(base, unit=True)}."
    if not parts:
        return f"{text} No factor alone moves it by more than luck."
    return f"{text} Moved alone, what matters most is {join(parts[:3])}. Whiskers: 95 %, luck only."


def tornado_size(count: int) -> tuple[float, float]:
    """Inches for so many bars."""
    return (9.6, 2.3 + 0.46 * max(count, 3))


def tornado_panels(box: Sheet, data: TornadoData) -> None:
    """Draw the bars from the base to both sides."""
    entries = [("■", ORANGE, "factor at its lower end"), ("■", BLUE, "at its higher end")]
    box = key(box, entries)
    axes = box.inset(left=2.9, right=0.3, bottom=0.5, top=0.05).panel()
    _bars(axes, data)
    names = [
        wrapped(f"{one.factor.title} ({one.factor.told(one.base)})", 2.75, SMALL)
        for one in data.bars
    ]
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel(
        wrapped(_difference(data.outcome), 6, SMALL), fontsize=SMALL,
        color=GREY,
    )  # fmt: skip


def _difference(outcome: Quantity) -> str:
    """Words beside the axis of differences."""
    unit = "percentage points" if outcome.is_share else outcome.unit
    return f"{capital(outcome.title)}: difference from the base{', ' if unit else ''}{unit}"


def _bars(axes: Axes, data: TornadoData) -> None:
    reach = max(float(np.nanmax(np.abs(one.change) + np.nan_to_num(one.half))) for one in data.bars)
    axes.set_xlim(-1.3 * reach or -1, 1.3 * reach or 1)
    for place, one in enumerate(data.bars):
        for side, colour in enumerate((ORANGE, BLUE)):
            change, half = float(one.change[side]), float(np.nan_to_num(one.half[side]))
            if not np.isfinite(change):
                continue
            same = np.all(np.isfinite(one.change)) and np.prod(one.change) > 0
            lift = (0.2 if side else -0.2) if same else 0.0
            height = 0.36 if same else 0.6
            axes.barh(place + lift, change, height, color=colour)
            axes.plot([change - half, change + half], [place + lift] * 2, color=BLACK, linewidth=1)
            out = 1 if change >= 0 else -1
            axes.annotate(
                one.factor.told(one.ends[side]), (change + out * half, place + lift),
                xytext=(out * 4, 0), textcoords="offset points", va="center",
                ha="left" if out > 0 else "right", fontsize=TINY if same else SMALL, color=GREY,
            )  # fmt: skip
    axes.axvline(0, color=GREY, linewidth=0.9)
    tidy(axes)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color="#d9d9d9", linewidth=0.6)
    number_axis(axes.xaxis, data.outcome, most=6)
    axes.tick_params(axis="y", labelcolor=BLACK)
    axes.set_ylim(len(data.bars) - 0.4, -0.6)
