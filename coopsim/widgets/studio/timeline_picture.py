"""The picture of dated policies: a bar each, over the months of the run."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import attrs

from coopsim.text import say
from coopsim.widgets import svg
from coopsim.widgets.telling import years_axis

WIDE, ROW, EDGE, FOOT = 900, 44, 12, 40


@attrs.frozen
class Line:
    """One policy: its words, its months, whether it is faulty and whether it is chosen."""

    words: str
    start: int
    until: int | None
    faulty: bool = False
    chosen: bool = False


def timeline(lines: Sequence[Line], months: int, title: str, lang: str) -> str:
    """Bars from the first month of each policy to its last, years along the foot."""
    high = ROW * len(lines) + FOOT

    def x(month: float) -> float:
        return EDGE + (WIDE - 2 * EDGE) * min(max(month, 0), months) / months

    axis = years_axis(months, lang)
    parts = [
        f'<path d="M{x(mark):.1f} 0V{high - FOOT}" stroke="#ddd"/>'
        f'<text x="{x(mark):.1f}" y="{high - 22}" text-anchor="middle" fill="#333">'
        f"{escape(axis.form(mark))}</text>"
        for mark in axis.ticks
    ]
    parts.append(f'<text x="{WIDE / 2}" y="{high - 4}" text-anchor="middle" fill="#333">'
                 f"{escape(axis.words)}</text>")  # fmt: skip
    for place, one in enumerate(lines):
        left, right = x(one.start - 1), x(months if one.until is None else one.until)
        top = ROW * place
        colour = svg.ORANGE if one.faulty else svg.BLUE
        line = ' stroke-dasharray="5 3"' if one.faulty else ""
        strength = 0.9 if one.chosen else 0.45
        wide = max(right - left, 4)
        parts.append(
            f'<rect x="{left:.1f}" y="{top + 22}" width="{wide:.1f}" height="14" rx="3" '
            f'fill="{colour}" fill-opacity="{strength}" stroke="{colour}"{line}/>'
        )
        weight = ' font-weight="bold"' if one.chosen else ""
        parts.append(
            f'<text x="{EDGE}" y="{top + 16}" fill="#1a1a1a"{weight}>{escape(one.words)}</text>'
        )
    told = "; ".join(
        one.words + (f" ({say('faulty', lang)})" if one.faulty else "") for one in lines
    )
    name, words = escape(title, quote=True), escape(told, quote=True)
    return (
        f'<svg viewBox="0 0 {WIDE} {high}" role="img" aria-label="{name}. {words}" '
        f'font-family="sans-serif" font-size="15"><title>{name}</title>{"".join(parts)}</svg>'
    )
