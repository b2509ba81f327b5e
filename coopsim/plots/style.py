"""How every picture looks: a sheet with head and foot, thin grids, words beside their lines.

Colours are Okabe and Ito's, told apart by everybody.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from coopsim.plots.frame import Frame, Reals, Scale, finite
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PINK, YELLOW, BLACK = "#56B4E9", "#CC79A7", "#F0E442", "#1a1a1a"
GREY, PALE = "#595959", "#d9d9d9"

DPI = 120
TITLE, BODY, SMALL, TINY = 13.0, 9.5, 8.5, 7.0
"""Sizes of letters in points."""
MARGIN = 0.25
"""Inches of white around a sheet."""


@attrs.frozen
class Sheet:
    """A figure and the box of it that is left for panels, in inches from the lower left."""

    figure: Figure
    left: float
    right: float
    bottom: float
    top: float

    def panel(self, box: tuple[float, float, float, float] = (0, 0, 1, 1)) -> Axes:
        """Axes in a part of the box: left, bottom, width and height as shares of it."""
        width, height = self.figure.get_size_inches()
        wide, tall = self.right - self.left, self.top - self.bottom
        left, bottom, share_wide, share_tall = box
        return self.figure.add_axes(
            (
                (self.left + left * wide) / width,
                (self.bottom + bottom * tall) / height,
                share_wide * wide / width,
                share_tall * tall / height,
            )
        )

    def inset(self, left: float = 0, right: float = 0, bottom: float = 0, top: float = 0) -> Sheet:
        """The same sheet with a smaller box; inches taken off each side."""
        return Sheet(
            self.figure, self.left + left, self.right - right, self.bottom + bottom, self.top - top
        )

    def cell(self, row: int, column: int, rows: int, columns: int) -> Sheet:
        """One cell of a table laid over the box; row 0 is on top."""
        wide, tall = (self.right - self.left) / columns, (self.top - self.bottom) / rows
        left, top = self.left + column * wide, self.top - row * tall
        return Sheet(self.figure, left, left + wide, top - tall, top)

    def write(
        self, x: float, y: float, text: str, size: float, colour: str = BLACK, **how: Any
    ) -> None:
        """Write at a place in inches; a dollar is a dollar and begins no formula."""
        width, height = self.figure.get_size_inches()
        how = {"parse_math": False} | how
        self.figure.text(x / width, y / height, text, fontsize=size, color=colour, **how)


def sheet(run: Run, title: str, sentence: str, size: tuple[float, float]) -> Sheet:
    """An empty sheet for a picture of a run, with its ``source`` at the foot."""
    return paper(title, sentence, source(run), size)


def paper(title: str, sentence: str, foot: str, size: tuple[float, float]) -> Sheet:
    """An empty sheet: the title, what the picture says, and at the foot where it comes from."""
    from matplotlib.figure import Figure

    width, height = size
    whole = Sheet(Figure(figsize=size, dpi=DPI, facecolor="white"), 0, width, 0, height)
    top = height - MARGIN
    whole.write(MARGIN, top, title, TITLE, va="top", weight="bold")
    said = wrapped(sentence, width - 2 * MARGIN, BODY)
    top -= TITLE * 1.6 / 72
    whole.write(MARGIN, top, said, BODY, GREY, va="top", linespacing=1.3)
    top -= (said.count("\n") + 1) * BODY * 1.3 * 1.18 / 72
    note = wrapped(foot, width - 2 * MARGIN, TINY)
    whole.write(MARGIN, MARGIN / 2, note, TINY, GREY, va="bottom")
    bottom = MARGIN / 2 + (note.count("\n") + 1) * TINY * 1.3 / 72
    return Sheet(whole.figure, MARGIN, width - MARGIN, bottom + 0.1, top - 0.1)


def source(run: Run) -> str:
    """The line at the foot: version, scenario, size, seed, and what a picture is not."""
    scenario = run.scenario
    size = f"{scenario.households:,} households"
    if scenario.whole > scenario.households:
        weight = scenario.whole / scenario.households
        size += f" (about 1 in {weight:,.0f})" if weight >= 5 else f" (about 1 in {weight:.2g})"
    said = scenario.title.lower().replace("-", " ").startswith("what if")
    what_if = " · a what-if" if scenario.what_if and not said else ""
    return (
        f"coopsim {run.version} · {scenario.title}{what_if} · {size} · seed {run.seed} · "
        "training simulation, no advice; says nothing about any real cooperative"
    )


def wrapped(text: str, inches: float, size: float) -> str:
    """A text broken into lines that fit a width; a number keeps its unit beside it."""
    kept = re.sub(r"(?<=\d) (?=%|USD|[a-z]*illion)|(?<=Rp) (?=\d)", "\u00a0", text)
    return "\n".join(textwrap.wrap(kept, max(int(inches * 72 / (size * 0.53)), 8))) or " "


def tidy(axes: Axes, label: str = "", size: float = SMALL) -> None:
    """Thin horizontal grid, no box, small ticks, and the unit on top of the vertical axis."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.grid(axis="y", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="both", length=0, labelsize=size, labelcolor=GREY)
    if label:
        axes.annotate(
            label, (0, 1), xycoords="axes fraction", xytext=(0, 4), textcoords="offset points",
            fontsize=size, color=GREY, va="bottom", ha="left",
        )  # fmt: skip


def value_axis(axes: Axes, scale: Scale | None = None, *, most: int = 6) -> None:
    """Few round ticks; thousands with commas, or percent where there is no money."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    def told(value: float, _: int | None) -> str:
        if scale is None:
            return f"{value * 100:.3g} %"
        return f"{value / scale.divisor:,.10g}"

    steps = [1, 2, 2.5, 5, 10]
    axes.yaxis.set_major_locator(MaxNLocator(most, steps=steps))
    axes.yaxis.set_major_formatter(FuncFormatter(told))


def year_axis(axes: Axes, frame: Frame, *, most: int = 10) -> None:
    """Years named under their middle, with a thin line where a year begins."""
    years = max(int(np.ceil(frame.months / 12)), 1)
    step = next(s for s in (1, 2, 3, 5, 10, 20, 25, 50, 100) if years <= s * most)
    named = [frame.first_year + y for y in range(0, years, step)]
    end = frame.first_year + frame.months / 12
    axes.set_xlim(frame.first_year, end)
    axes.set_xticks(
        [(year + min(year + 1, end)) / 2 for year in named], [str(year) for year in named]
    )
    if step == 1:
        axes.set_xticks([frame.first_year + y for y in range(1, years)], minor=True)
        axes.grid(axis="x", which="minor", color=PALE, linewidth=0.4)
    axes.tick_params(axis="x", which="minor", length=0)


def room_for(axes: Axes, *values: Reals, zero: bool = True) -> None:
    """Room for these values, from 0 where they are all above it."""
    known = np.concatenate([finite(one) for one in values] or [np.zeros(1)])
    low, high = float(known.min(initial=0.0)), float(known.max(initial=0.0))
    if not zero and len(known) and known.min() > 0:
        low = float(known.min())
    room = (high - low) or 1.0
    axes.set_ylim(low - 0.06 * room if low < 0 else low, high + 0.08 * room)


@attrs.frozen
class Label:
    """Words beside the end of a line."""

    y: float
    text: str
    colour: str


def label_ends(axes: Axes, labels: Sequence[Label], size: float = BODY, gap: float = 6) -> None:
    """Write each label to the right of the axes at its height, moved apart where they meet."""
    known = sorted((one for one in labels if np.isfinite(one.y)), key=lambda one: one.y)
    low, high = axes.get_ylim()
    tall = inches_of(axes)[1] * 72
    places = [(one.y - low) / (high - low) * tall for one in known]
    sizes = [(one.text.count("\n") + 1) * size * 1.25 for one in known]
    for middle, one in zip(spread(places, sizes, tall), known, strict=True):
        axes.annotate(
            one.text, (1, middle / tall), xycoords="axes fraction", xytext=(gap, 0),
            textcoords="offset points", fontsize=size, color=ink(one.colour), va="center",
            linespacing=1.2, annotation_clip=False, parse_math=False,
        )  # fmt: skip


def spread(middles: Sequence[float], sizes: Sequence[float], room: float) -> list[float]:
    """Middles of labels moved apart so that none covers another, inside ``room`` if they fit.

    >>> spread([10, 12], [8, 8], 100)
    [7.0, 15.0]
    """
    if not middles:
        return []
    blocks: list[list[float]] = []  # labels that touch, by the place the first of them wants
    total = 0.0
    for middle, size in zip(middles, sizes, strict=True):
        blocks.append([middle - size / 2 - total])
        total += size
        while len(blocks) > 1 and np.mean(blocks[-1]) < np.mean(blocks[-2]):
            last = blocks.pop()
            blocks[-1] += last
    starts = [float(np.mean(block)) for block in blocks for _ in block]
    limit = max(room - total, 0.0)
    below, found = 0.0, []
    for start, size in zip(starts, sizes, strict=True):
        found.append(min(max(start, 0.0), limit) + below + size / 2)
        below += size
    return found


def ink(colour: str) -> str:
    """The colour dark enough to be read as letters on white."""
    from matplotlib.colors import to_hex, to_rgb

    rgb = np.array(to_rgb(colour))
    while rgb @ [0.2126, 0.7152, 0.0722] > 0.33:
        rgb = rgb * 0.9
    return str(to_hex(tuple(rgb)))


def inches_of(axes: Axes) -> tuple[float, float]:
    """Width and height of axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches()
    place = axes.get_position()
    return float(place.width * width), float(place.height * height)


def say_missing(axes: Axes, text: str, size: float = BODY) -> None:
    """Say in the panel why it is empty."""
    axes.set_axis_off()
    axes.text(
        0.5, 0.5, wrapped(text, inches_of(axes)[0] * 0.9, size), transform=axes.transAxes,
        ha="center", va="center", fontsize=size, color=GREY, style="italic",
    )  # fmt: skip
