"""Income of members' households and of the others, against the poverty line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from coopsim.plots.frame import (
    Frame,
    Reals,
    ends,
    finite,
    frame_of,
    none_of,
    prices_by_year,
    yearly,
)
from coopsim.plots.style import (
    BLUE,
    GREY,
    RED,
    SMALL,
    Label,
    Sheet,
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
class IncomeData:
    """Income of a household a month by year, in prices of the first year."""

    frame: Frame
    members: Reals
    others: Reals
    median_members: Reals
    median_others: Reals
    line: float
    """Poverty line for a household of mean size; NaN where there is none."""
    missing: str
    sentence: str


def income_data(run: Run) -> IncomeData:
    """Mean and median income by year, own produce included, without inflation."""
    frame = frame_of(run)
    names = ("income_members", "income_others", "income_median_members", "income_median_others")
    index = prices_by_year(run)
    members, others, median_members, median_others = (yearly(run, name) / index for name in names)
    live = run.scenario.terms.livelihood
    line = float(np.mean(live.poverty_line) * np.mean(live.household_size))
    missing = "There is no income in this scenario." if none_of(members, others) else ""
    sentence = missing or (
        f"{_told(frame, members, others)} The poverty line of a household of "
        f"{np.mean(live.household_size):.3g} is {frame.money(line)} a month."
    )
    return IncomeData(
        frame, members, others, median_members, median_others, line, missing, sentence
    )


def _told(frame: Frame, members: Reals, others: Reals) -> str:
    parts = []
    for name, values in (("Member households", members), ("other households", others)):
        start, end = ends(values)
        if np.isfinite(start):
            last = f" and {frame.money(end, unit=False)} in {frame.first_year + frame.years - 1}"
            later = last if len(finite(values)) > 1 else ""
            parts.append(f"{name} had {frame.money(start)} a month in {frame.first_year}{later}")
    text = "; ".join(parts) + f", in prices of {frame.first_year}, own produce included."
    if none_of(members) or none_of(others):
        text += " Nobody was a member." if none_of(members) else " Everybody was a member."
    return text[0].upper() + text[1:]


def income_panels(box: Sheet, data: IncomeData) -> None:
    """Draw means as thick and medians as thin lines."""
    income_lines(box.inset(left=0.5, right=1.75, bottom=0.2, top=0.3).panel(), data)


def income_lines(axes: Axes, data: IncomeData, *, small: bool = False) -> None:
    """Draw the lines on axes; a small panel leaves out the medians."""
    frame = data.frame
    x = frame.year_middles
    shown = [
        ("members", "mean", data.members, BLUE, "o"),
        ("others", "mean", data.others, RED, "s"),
    ]
    medians = [
        ("members", "median", data.median_members, BLUE, ""),
        ("others", "median", data.median_others, RED, ""),
    ]
    labels = []
    for who, what, values, colour, marker in shown if small else shown + medians:
        style = "-" if what == "mean" else (0, (2, 2))
        axes.plot(
            x,
            values,
            color=colour,
            linewidth=2.2 if what == "mean" else 1.3,
            linestyle=style,
            marker=marker,
            markersize=4,
        )
        labels.append(Label(ends(values)[1], who if small else f"{who}, {what}", colour))
    top = np.concatenate([data.members, data.others, data.median_members, data.median_others])
    if np.isfinite(data.line):
        axes.axhline(data.line, color=GREY, linewidth=1.1, linestyle=(0, (1, 2)))
        labels.append(
            Label(data.line, "poverty line" if small else "poverty line\nof a household", GREY)
        )
    room_for(axes, top, np.array([data.line]))
    scale = frame.scale(top, np.array([data.line]))
    tidy(axes, f"{scale.unit} a month, prices of {frame.first_year}")
    value_axis(axes, scale, most=4 if small else 6)
    year_axis(axes, frame, most=4 if small else 10)
    label_ends(axes, labels, SMALL)
