"""Small pictures as SVG text: lines, bars, a fan; no library, well under a millisecond each.

Colours are of Okabe and Ito, readable by the colour-blind; lines differ by dashes as well, and
each carries its name at its end. Every picture has a title, a description and a text
equivalent for a screen reader.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

import attrs
import numpy as np
from numpy.typing import NDArray

Form = Callable[[float], str]
"""A number in the words of the reader's language."""
WIDTH, HEIGHT = 400, 250
LEFT, RIGHT, TOP, BOTTOM = 56, 60, 14, 34
ORANGE, BLUE, GREEN, SKY, YELLOW, PINK = (
    "#D55E00", "#0072B2", "#009E73", "#56B4E9", "#F0E442", "#CC79A7",
)  # fmt: skip
INK = {ORANGE: "#994400", BLUE: "#00548A", GREEN: "#00664B"}
"""Darker shades of the same colours for words."""
LINE_HEIGHT = 15
CLEAR = 'stroke="none"'


@attrs.frozen
class Curve:
    """One line of a chart: its name, its values (one a month) and how it is drawn."""

    name: str
    values: NDArray[np.float64]
    colour: str = BLUE
    dashed: bool = False
    low: NDArray[np.float64] | None = None
    """Lower edge of a fan around the line; with ``high``."""
    high: NDArray[np.float64] | None = None


@attrs.frozen
class Axis:
    """What an axis says: its words, and how its numbers are written."""

    words: str
    form: Form
    ticks: tuple[float, ...] = ()


@attrs.frozen
class Bar:
    """One bar; ``parts`` stack from the bottom, each with its colour."""

    name: str
    parts: tuple[tuple[float, str], ...]

    @property
    def total(self) -> float:
        """The height of the whole bar."""
        return sum(value for value, _ in self.parts)


def ticks(low: float, high: float, about: int = 4) -> tuple[float, ...]:
    """Round numbers that span a range.

    >>> ticks(0, 97)
    (0.0, 25.0, 50.0, 75.0, 100.0)
    """
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return (0.0, 1.0) if not math.isfinite(low) else (low, low + (abs(low) or 1.0))
    step = 10.0 ** math.floor(math.log10(span / about))
    step *= next(m for m in (1, 2, 2.5, 5, 10) if span / (step * m) <= about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(number * step, 12) for number in range(first, last + 1))


def levels(*rows: Sequence[float] | NDArray[np.float64]) -> tuple[float, ...]:
    """Round numbers that span these values and zero.

    >>> levels([0.01, 0.07], [float("nan")])
    (0.0, 0.02, 0.04, 0.06, 0.08)
    """
    found = np.concatenate([np.asarray(row, dtype=float) for row in rows] or [np.zeros(0)])
    found = found[np.isfinite(found)]
    if not found.size:
        return ticks(0.0, 1.0)
    return ticks(float(min(0.0, found.min())), float(max(0.0, found.max())))


def line_chart(
    curves: Sequence[Curve], across: Axis, up: Axis, *, title: str, told: str, mark: float = 0.0
) -> str:
    """Lines over months; ``told`` is the text equivalent, ``mark`` a month to point out."""
    months = max((len(curve.values) for curve in curves), default=1)
    edges = [edge for curve in curves for edge in (curve.values, curve.low, curve.high)
             if edge is not None]  # fmt: skip
    heights = up.ticks or levels(*edges)

    def x(month: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * month / months

    def y(value: float) -> float:
        share = (value - heights[0]) / (heights[-1] - heights[0])
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    parts = _frame(across, up, x, y, heights)
    if mark:
        parts.append(f'<path d="M{x(mark):.1f} {TOP}V{HEIGHT - BOTTOM}" class="cs-mark"/>')
    for curve in curves:
        if curve.low is not None and curve.high is not None:
            parts.append(_fan(curve.low, curve.high, x, y, curve.colour))
    parts += [_stroke(curve, x, y) for curve in curves]
    parts += _end_labels(curves, x, y)
    return picture(parts, title=title, told=told)


def bar_chart(bars: Sequence[Bar], up: Axis, *, title: str, told: str) -> str:
    """Bars side by side, each with its number on top; stacked where a bar has parts."""
    heights = up.ticks or levels([bar.total for bar in bars])
    wide = (WIDTH - LEFT - 10) / max(len(bars), 1)

    def y(value: float) -> float:
        share = (value - heights[0]) / (heights[-1] - heights[0])
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    parts = _frame(Axis("", up.form), up, lambda _: LEFT, y, heights, WIDTH - 10)
    for place, bar in enumerate(bars):
        left, base = LEFT + wide * (place + 0.15), 0.0
        for value, colour in bar.parts:
            top, bottom = y(max(base, base + value)), y(min(base, base + value))
            parts.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide * 0.7:.1f}" '
                f'height="{max(bottom - top, 0.5):.1f}" fill="{colour}" stroke="#fff"/>'
            )
            base += value
        middle = left + wide * 0.35
        parts.append(_word(middle, y(max(bar.total, 0)) - 4, up.form(bar.total), "middle"))
        name = _word(middle, HEIGHT - BOTTOM + 16, bar.name, "middle")
        parts.append(name.replace("<text ", '<text font-size="11" '))
    return picture(parts, title=title, told=told)


def picture(parts: Sequence[str], *, title: str, told: str) -> str:
    """Parts as one SVG with its title, its description and its text equivalent."""
    name, words = escape(title, quote=True), escape(told, quote=True)
    return (
        f'<svg class="cs-picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{name}. {words}" font-family="sans-serif" font-size="13">'
        f"<title>{name}</title><desc>{words}</desc>{''.join(parts)}</svg>"
    )


def _frame(
    across: Axis, up: Axis, x: Form | Callable[[float], float], y: Callable[[float], float],
    levels: Sequence[float], right: float = WIDTH - RIGHT,
) -> list[str]:  # fmt: skip
    parts = []
    for level in levels:
        height = y(level)
        parts.append(
            f'<path d="M{LEFT} {height:.1f}H{right}" stroke="{"#666" if level == 0 else "#ddd"}"/>'
        )
        parts.append(_word(LEFT - 6, height + 4, up.form(level), "end"))
    for month in across.ticks:
        parts.append(_word(float(x(month)), HEIGHT - BOTTOM + 16, across.form(month), "middle"))
    parts.append(_word((LEFT + right) / 2, HEIGHT - 3, across.words, "middle"))
    return parts


def _stroke(curve: Curve, x: Callable[[float], float], y: Callable[[float], float]) -> str:
    """The path of a line, broken where there is no number."""
    points, pen = [], "M"
    for month, value in enumerate(curve.values.tolist(), 1):
        if not math.isfinite(value):
            pen = "M"
            continue
        points.append(f"{pen}{x(month):.1f} {y(value):.1f}")
        pen = "L"
    dash = ' stroke-dasharray="6 4"' if curve.dashed else ""
    return (
        f'<path d="{"".join(points)}" fill="none" stroke="{curve.colour}" '
        f'stroke-width="2.5" stroke-linejoin="round"{dash}/>'
    )


def _fan(
    low: NDArray[np.float64], high: NDArray[np.float64],
    x: Callable[[float], float], y: Callable[[float], float], colour: str,
) -> str:  # fmt: skip
    rows = [(m, a, b) for m, (a, b) in enumerate(zip(low, high, strict=True), 1)
            if math.isfinite(a) and math.isfinite(b)]  # fmt: skip
    there = [f"{x(month):.1f} {y(above):.1f}" for month, _, above in rows]
    back = [f"{x(month):.1f} {y(below):.1f}" for month, below, _ in reversed(rows)]
    return f'<polygon points="{" ".join(there + back)}" fill="{colour}" opacity="0.18"/>'


def _end_labels(
    curves: Sequence[Curve], x: Callable[[float], float], y: Callable[[float], float]
) -> list[str]:
    """The name of each line beside its end, moved apart where they would overlap."""
    ends = []
    for curve in curves:
        known = np.flatnonzero(np.isfinite(curve.values))
        if known.size:
            ends.append((y(float(curve.values[known[-1]])), x(known[-1] + 1), curve))
    ends.sort(key=lambda end: end[0])
    heights = spread([height for height, _, _ in ends], LINE_HEIGHT, TOP, HEIGHT - BOTTOM)
    return [
        _word(right + 6, height + 4, curve.name, "start", INK.get(curve.colour, "#222"), bold=True)
        for height, (_, right, curve) in zip(heights, ends, strict=True)
    ]


def spread(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Ascending heights moved apart to ``gap`` by as little as it takes, between two bounds.

    What is too close moves up and down alike, around its middle.

    >>> spread([50.0, 52.0, 120.0], 15, 14, 216)
    [43.5, 58.5, 120.0]
    """
    groups: list[list[float]] = []  # of each its lowest place, and how many are in it
    for place, height in enumerate(heights):
        groups.append([height - gap * place, 1])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (last, many), (before, few) = groups.pop(), groups.pop()
            groups.append([(last * many + before * few) / (many + few), many + few])
    top = high - gap * (len(heights) - 1)
    flat = [max(min(base, top), low) for base, many in groups for _ in range(int(many))]
    return [base + gap * place for place, base in enumerate(flat)]


def _word(
    x: float, y: float, words: str, anchor: str, colour: str = "#333", *, bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>'
        f"{escape(words)}</text>"
    )
