"""Members among the households of the cooperatives' places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from coopsim.plots.frame import Frame, Reals, ends, frame_of, none_of, percent
from coopsim.plots.style import (
    BLUE,
    PINK,
    SMALL,
    Label,
    label_ends,
    room_for,
    tidy,
    value_axis,
    year_axis,
)
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@attrs.frozen(eq=False)
class MembersData:
    """Members by month."""

    frame: Frame
    share: Reals
    borrowers: Reals
    """Members with a loan, as a share of households."""
    missing: str
    sentence: str


def members_data(run: Run) -> MembersData:
    """Shares of households that are members, and that are members with a loan."""
    frame, share = frame_of(run), run.values("members_share")
    missing = "There are no members in this scenario." if none_of(share) else ""
    start, end = ends(share)
    told = (
        f"{percent(start)} of households were members at the start and {percent(end)} at the end."
    )
    borrowers = share * run.values("borrowers_share")
    return MembersData(frame, share, borrowers, missing, missing or told)


def member_lines(axes: Axes, data: MembersData) -> None:
    """Draw members as a share of households, and among them those with a loan."""
    x = data.frame.month_ends
    axes.plot(x, data.share, color=BLUE, linewidth=2.2)
    axes.plot(x, data.borrowers, color=PINK, linewidth=1.5, linestyle=(0, (4, 2)))
    room_for(axes, data.share, data.borrowers)
    tidy(axes, "share of households")
    value_axis(axes, None, most=4)
    year_axis(axes, data.frame, most=4)
    labels = [
        Label(ends(data.share)[1], "members", BLUE),
        Label(ends(data.borrowers)[1], "members\nwith a loan", PINK),
    ]
    label_ends(axes, labels, SMALL)
