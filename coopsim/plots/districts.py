"""One small panel a district: members, late loans and income."""

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
    percent,
    prices_by_year,
    yearly,
)
from coopsim.plots.style import (
    BLUE,
    GREY,
    RED,
    SMALL,
    Sheet,
    ink,
    room_for,
    say_missing,
    tidy,
    value_axis,
    year_axis,
)
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = 7
"""Panels in a row, at most."""
SOLID, DASHED = (0, ()), (0, (2, 1))


@attrs.frozen(eq=False)
class DistrictsData:
    """Members and late loans by month, income by year; the last axis is districts."""

    frame: Frame
    places: tuple[str, ...]
    members: Reals
    late: Reals
    income: Reals
    """Mean income of a household a month, members and others together by their number."""
    missing: str
    sentence: str


def districts_data(run: Run) -> DistrictsData:
    """Read the districts' series; those where nobody lives stay unknown."""
    frame = frame_of(run)
    if "district" not in run.series or not run.series["district"].places:
        empty, why = np.zeros((0, 0)), "Districts were not recorded in this run."
        return DistrictsData(frame, (), empty, empty, empty, why, why)
    places = run.series["district"].places
    members, late = run.values("members_share", "district"), run.values("par30", "district")
    share = yearly(run, "members_share", "district")
    parts = [
        np.where(weight > 0, np.nan_to_num(weight) * yearly(run, name, "district"), 0.0)
        for weight, name in ((share, "income_members"), (1 - share, "income_others"))
    ]
    prices = prices_by_year(run)[:, None]
    income = np.where(np.isfinite(share), parts[0] + parts[1], np.nan) / prices
    missing = (
        "There are no members and no loans in this scenario."
        if none_of(members) and none_of(late)
        else ""
    )
    sentence = missing or _told(places, members, late)
    return DistrictsData(frame, places, members, late, income, missing, sentence)


def _told(places: tuple[str, ...], members: Reals, late: Reals) -> str:
    share = np.array([ends(members[:, i])[1] for i in range(len(places))])
    risk = np.array([ends(late[:, i])[1] for i in range(len(places))])
    if len(places) == 1:
        late_too = (
            f", and {percent(risk[0])} of the money lent is late" if np.isfinite(risk[0]) else ""
        )
        return f"In {places[0]} {percent(share[0])} of households are members at the end{late_too}."
    text = ""
    if len(finite(share)):
        high, low = int(np.nanargmax(share)), int(np.nanargmin(share))
        text = (
            f"At the end members are {percent(share[high])} of households in {places[high]}, "
            f"the most of {len(places)} districts, and {percent(share[low])} in {places[low]}, "
            "the fewest."
        )
    if len(finite(risk)):
        worst = int(np.nanargmax(risk))
        text += f" Most money is late in {places[worst]}, {percent(risk[worst])} of what is lent."
    return text


def districts_size(count: int) -> tuple[float, float]:
    """Inches of the page for a number of districts."""
    if count <= 1:
        return 8.0, 5.0
    columns = columns_of(count)
    return max(1.75 * columns + 0.9, 8.0), 1.55 * -(-count // columns) + 2.0


def columns_of(count: int) -> int:
    """Panels in a row: a page a little wider than high."""
    return int(min(np.ceil(np.sqrt(count * 1.2)), COLUMNS, max(count, 1)))


def districts_panels(box: Sheet, data: DistrictsData) -> None:
    """Draw the panels on one scale, and the key above them."""
    count = len(data.places)
    columns = columns_of(count)
    rows = -(-count // columns)
    _key(box, data)
    inner = box.inset(left=0.35, right=0.1, top=0.5, bottom=0.2)
    for place in range(count):
        row, column = divmod(place, columns)
        axes = inner.cell(row, column, rows, columns).inset(right=0.2, top=0.3, bottom=0.2).panel()
        _panel(axes, data, place, first=column == 0, last=place + columns >= count)


def _key(box: Sheet, data: DistrictsData) -> None:
    from matplotlib.lines import Line2D

    frame = data.frame
    words = (
        (BLUE, SOLID, "members among households"),
        (RED, DASHED, "money lent that is late"),
    )
    width, height = box.figure.get_size_inches()
    x = box.left
    for colour, style, text in words:
        y = (box.top - 0.07) / height
        ends_at = [x / width, (x + 0.25) / width]
        line = Line2D(ends_at, [y, y], color=colour, linestyle=style, linewidth=1.8)
        box.figure.add_artist(line)
        box.write(x + 0.3, box.top, text, SMALL, ink(colour), va="top")
        x += 0.3 + len(text) * SMALL * 0.56 / 72 + 0.35
    unit = frame.scale(data.income).unit
    told = (
        f"grey: income of a household a month, first and last year, in {unit} "
        f"at prices of {frame.first_year}"
    )
    box.write(box.left, box.top - 0.2, told, SMALL, GREY, va="top")


def _panel(axes: Axes, data: DistrictsData, place: int, *, first: bool, last: bool) -> None:
    frame = data.frame
    members, late = data.members[:, place], data.late[:, place]
    if none_of(members) and none_of(late):
        unknown = not np.isfinite(members).any()
        say_missing(axes, "no cooperative here" if unknown else "no members and no loans", SMALL)
    else:
        axes.plot(frame.month_ends, members, color=BLUE, linewidth=1.8)
        axes.plot(frame.month_ends, late, color=RED, linewidth=1.5, linestyle=DASHED)
        room_for(axes, data.members, data.late)
        tidy(axes, size=7.5)
        value_axis(axes, None, most=4)
        year_axis(axes, frame, most=3)
        if not first:
            axes.tick_params(axis="y", labelleft=False)
        if not last:
            axes.tick_params(axis="x", labelbottom=False)
    start, end = ends(data.income[:, place])
    if np.isfinite(end):
        size = frame.scale(data.income).divisor
        told = (
            f"{end / size:,.3g}"
            if len(data.income) == 1
            else f"{start / size:,.3g} → {end / size:,.3g}"
        )
        axes.text(0.0, 1.02, told, transform=axes.transAxes, fontsize=7.5, color=GREY, va="bottom")
    axes.annotate(
        data.places[place],
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 12),
        textcoords="offset points",
        fontsize=SMALL,
        weight="bold",
        va="bottom",
    )
