"""One metric of two runs in one picture: A broken, B thick, each named at its end."""

from __future__ import annotations

import attrs

from coopsim.plots.frame import Frame, Reals, ends, frame_of
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
    year_axis,
)
from coopsim.results import Run


@attrs.frozen(eq=False)
class PairData:
    """A metric by month in A and in B, and the words at the ends of the lines."""

    frame: Frame
    a: Reals
    b: Reals
    names: tuple[str, str]
    money: bool
    sentence: str
    missing: str = ""


def pair_picture(
    runs: tuple[Run, Run], metric: str, title: str, names: tuple[str, str], sentence: str
) -> StudyPicture:
    """The picture of a metric in two runs of one length.

    ``names`` are written at the ends of the lines, ``sentence`` says what is seen.
    """
    a, b = runs
    money = a.info(metric).unit.startswith("money")
    data = PairData(frame_of(a), a.values(metric), b.values(metric), names, money, sentence)
    return StudyPicture(title, data, _panels, (9.0, 4.6))


def _panels(box: Sheet, data: PairData) -> None:
    axes = box.inset(left=0.5, right=1.9, bottom=0.25, top=0.25).panel()
    scale = data.frame.scale(data.a, data.b) if data.money else None
    months = data.frame.month_ends
    axes.plot(months, data.a, color=ORANGE, linewidth=1.8, linestyle=(0, (4, 2)))
    axes.plot(months, data.b, color=BLUE, linewidth=2.6)
    room_for(axes, data.a, data.b)
    tidy(axes, scale.unit if scale else "")
    value_axis(axes, scale)
    year_axis(axes, data.frame)
    lines = zip((data.a, data.b), data.names, (ORANGE, BLUE), strict=True)
    label_ends(axes, [Label(ends(line)[1], name, colour) for line, name, colour in lines], BODY)
