"""Pictures of the game: a line a team over the years, told apart by number, colour and dash."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np
import segno

from coopsim.text import number, say
from coopsim.widgets import svg

COLOURS = (svg.BLUE, svg.ORANGE, svg.GREEN, svg.PINK)
"""Readable by the colour-blind on white; beyond four teams the same, dashed."""


Forms = tuple[Callable[[float], str], Callable[[float], str]]
"""How a level of the axis is written, and how a value is said."""
MOST_YEARS = 10
"""Years that are all written below a picture; of more, every second one."""


@attrs.frozen
class Picture:
    """A drawing with its title, and what it is made of where that is no plain number."""

    title: str
    svg: str
    meaning: str = ""


def teams_chart(
    title: str, names: Sequence[str], values: Sequence[Sequence[float]],
    forms: Forms, lang: str,
) -> str:  # fmt: skip
    """A line a team: ``values[team][year]``; lines end in the team's number."""
    curves = [
        _curve(str(place + 1), line, COLOURS[place % len(COLOURS)], place >= len(COLOURS))
        for place, line in enumerate(values)
    ]
    return _drawn(title, curves, forms[0], in_words(names, values, forms[1], lang), lang)


def pair_chart(
    title: str, names: Sequence[str], values: Sequence[Sequence[float]],
    forms: Forms, lang: str,
) -> str:  # fmt: skip
    """What was, dashed as in the lessons, and what would have been; lines end in A and B."""
    a, b = values
    curves = [_curve("A", a, svg.ORANGE, True), _curve("B", b, svg.BLUE, False)]
    return _drawn(title, curves, forms[0], in_words(names, values, forms[1], lang), lang)


def _curve(name: str, values: Sequence[float], colour: str, dashed: bool) -> svg.Curve:
    return svg.Curve(name, np.asarray(values, dtype=float), colour, dashed)


def _drawn(
    title: str, curves: Sequence[svg.Curve], form: Callable[[float], str], told: str, lang: str
) -> str:
    years = max((len(curve.values) for curve in curves), default=1)
    step = 1 if years <= MOST_YEARS else 2
    across = svg.Axis(
        say("year", lang), lambda year: number(year, lang), tuple(range(1, years + 1, step))
    )
    return svg.line_chart(curves, across, svg.Axis("", form), title=title, told=told)


def in_words(
    names: Sequence[str], values: Sequence[Sequence[float]], form: Callable[[float], str], lang: str
) -> str:
    """What the lines say: where each begins and ends."""
    return " ".join(
        say(
            "{team}: from {first} to {last}.", lang,
            team=name, first=form(line[0]), last=form(line[-1]),
        )
        for name, line in zip(names, values, strict=True)
        if len(line)
    )  # fmt: skip


def square(address: str) -> str:
    """An address as a square to photograph, as SVG."""
    return str(segno.make(address, error="m", micro=False).svg_inline(scale=4, omitsize=True))
