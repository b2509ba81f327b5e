"""One metric of two runs in one picture: A broken, B thick, each named at its end."""

from __future__ import annotations

import attrs

from coopsim.plots.frame import Frame, Reals, Scale, ends, frame_of
from coopsim.plots.many import StudyPicture
from coopsim.plots.style import (
    BLUE,
    BODY,
    ORANGE,
    Label,
    Sheet,
    label_ends,
    room_for,
    tidy,
    value_axis,
    wrapped,
    year_axis,
)
from coopsim.results import Run
from coopsim.text.units import is_share

BESIDE = 1.7
"""Inches for the words at the ends of the lines."""


@attrs.frozen(eq=False)
class PairData:
    """A metric by month in A and in B, and the words at the ends of the lines."""

    frame: Frame
    a: Reals
    b: Reals
    names: tuple[tuple[str, ...], tuple[str, ...]]
    scale: Scale | None
    """How amounts and scores are written; None for shares, in per cent."""
    sentence: str
    missing: str = ""


def pair_picture(
    runs: tuple[Run, Run],
    metric: str,
    title: str,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    sentence: str,
) -> StudyPicture:
    """The picture of a metric in two runs of one length.

    ``names`` are the lines of words at the end of A and of B, ``sentence`` says what is seen.
    """
    a, b = (run.values(metric) for run in runs)
    frame, unit = frame_of(runs[0]), runs[0].info(metric).unit
    scale = frame.scale(a, b) if unit.startswith("money") else Scale(1.0, "")
    data = PairData(frame, a, b, names, None if is_share(unit) else scale, sentence)
    return StudyPicture(title, data, _panels, (9.0, 4.6))


def _panels(box: Sheet, data: PairData) -> None:
    axes = box.inset(left=0.5, right=BESIDE, bottom=0.25, top=0.25).panel()
    months = data.frame.month_ends
    axes.plot(months, data.a, color=ORANGE, linewidth=1.8, linestyle=(0, (4, 2)))
    axes.plot(months, data.b, color=BLUE, linewidth=2.6)
    room_for(axes, data.a, data.b)
    tidy(axes, data.scale.unit if data.scale else "")
    value_axis(axes, data.scale)
    year_axis(axes, data.frame)
    lines = zip((data.a, data.b), data.names, (ORANGE, BLUE), strict=True)
    labels = [
        Label(ends(line)[1], "\n".join(wrapped(one, BESIDE, BODY) for one in name), colour)
        for line, name, colour in lines
    ]
    label_ends(axes, labels, BODY)
