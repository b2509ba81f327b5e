"""Cooperatives by status, the meetings they held, their health and what debts take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.plots.frame import Frame, Reals, Scale, ends, frame_of, join, none_of, percent, yearly
from coopsim.plots.funds import lost_words
from coopsim.plots.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    RED,
    SKY,
    SMALL,
    Label,
    Sheet,
    label_ends,
    room_for,
    say_missing,
    tidy,
    value_axis,
    year_axis,
)
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STATUSES = {"active": SKY, "dormant": ORANGE, "dissolved": RED, "not yet founded": PALE}
"""Each status with its colour, from the bottom of the stack to its top."""
SIMULATED = "training simulation, no rating"


@attrs.frozen(eq=False)
class CooperativesData:
    """Cooperatives by month and status, shape (months, 4), and how they are run."""

    frame: Frame
    counts: Reals
    meetings: Reals
    """By year, share of the active ones that held their annual meeting."""
    trust: Reals
    """By month, 0 to 1."""
    health: Reals
    """By year, points; unknown before the first whole year is closed."""
    service: Reals
    """By year, share of borrowers' income that debts take."""
    missing: str
    sentence: str

    @property
    def meetings_missing(self) -> str:
        """Why there is nothing to say about meetings; empty if there is."""
        return "There are no annual meetings in this scenario." if none_of(self.meetings) else ""


def cooperatives_data(run: Run) -> CooperativesData:
    """Count cooperatives by status; what is not counted in any is not yet founded."""
    frame = frame_of(run)
    told = np.stack([run.values(name) for name in ("active", "dormant", "dissolved")], axis=1)
    known = np.where(np.isfinite(told), told, 0.0)
    waiting = np.clip(len(run.cooperatives) - known.sum(axis=1), 0, None)
    counts = np.column_stack([known, np.rint(waiting)])
    missing = "There are no cooperatives in this scenario." if none_of(told) else ""
    health = yearly(run, "health") if run.months >= 12 else np.full(1, np.nan)
    meetings, service = yearly(run, "meetings_held"), yearly(run, "debt_service")
    parts = (
        _status_told(counts),
        _meetings_told(meetings),
        lost_words(run),
        _health_told(health, service),
    )
    sentence = missing or " ".join(one for one in parts if one)
    return CooperativesData(
        frame, counts, meetings, run.values("trust"), health, service, missing, sentence
    )


def status_sentence(data: CooperativesData) -> str:
    """What became of the cooperatives, in one sentence; empty if there are none."""
    return "" if data.missing else _status_told(data.counts)


def _status_told(counts: Reals) -> str:
    first, last = np.rint(counts[0]).astype(int).tolist(), np.rint(counts[-1]).astype(int).tolist()
    if first == last == [1, 0, 0, 0]:
        return "The one cooperative was active at the start and at the end."
    whole = "cooperative was" if last[0] == 1 else "cooperatives were"
    later = f", {first[3] - last[3]} founded later" if first[3] > last[3] else ""
    same = first[0] == last[0] and not later
    start = "as at the start" if same else f"({first[0]} at the start{later})"
    text = f"{last[0] or 'No'} {whole} active at the end {start}"
    parts = [
        f"{count} {'was' if count == 1 else 'were'} {name}"
        for name, count in zip(list(STATUSES)[1:], last[1:], strict=True)
        if count
    ]
    return f"{text}; {join(parts)}." if parts else f"{text}; none was dormant or dissolved."


def _meetings_told(meetings: Reals) -> str:
    held = ends(meetings)[1]
    told = f"In the last year {percent(held)} of those active held their annual meeting."
    return told if np.isfinite(held) else ""


def _health_told(health: Reals, service: Reals) -> str:
    if none_of(health):
        return ""
    text = f"The mean health score ({SIMULATED}) was {ends(health)[1]:.0f} of 100"
    debts = f"debts took {percent(ends(service)[1])} of borrowers' income"
    return f"{text}; {'no member had a loan' if none_of(service) else debts}."


def cooperatives_panels(box: Sheet, data: CooperativesData) -> None:
    """Draw the status over the whole width, and three small panels below."""
    top = box.inset(left=0.45, right=1.3, top=0.3)
    status_area(top.panel((0, 0.52, 1, 0.48)), data, most=10)
    drawn = (
        ("Annual meetings, and trust", meeting_lines),
        ("Health score", _health_line),
        ("What debts take of income", _debt_line),
    )
    lower = box.inset(top=(box.top - box.bottom) * 0.57, bottom=0.2)
    for place, (title, draw) in enumerate(drawn):
        cell = lower.cell(0, place, 1, 3).inset(top=0.45)
        cell.write(cell.left, cell.top + 0.25, title, 10.0, weight="bold")
        draw(cell.inset(left=0.45, right=0.92).panel(), data)


def status_area(axes: Axes, data: CooperativesData, *, most: int = 4) -> None:
    """Draw the counts of each status one upon the other, each with its number at the end."""
    from matplotlib.ticker import MaxNLocator

    frame, counts = data.frame, data.counts
    # each month as a step, from the month's beginning
    x = np.concatenate([[frame.first_year], frame.month_ends])
    stack = np.vstack([counts[:1], counts])
    axes.stackplot(x, *stack.T, colors=list(STATUSES.values()), step="pre", linewidth=0)
    room_for(axes, counts.sum(axis=1))
    tidy(axes, "number of cooperatives")
    value_axis(axes, Scale(1.0, ""))
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10], integer=True))
    year_axis(axes, frame, most=most)
    axes.set_ylim(0, float(counts.sum(axis=1).max(initial=1.0)))
    last = counts[-1]
    middles: NDArray[np.float64] = np.cumsum(last) - last / 2
    labels = [
        Label(float(middles[i]), f"{last[i]:.0f} {name}".replace("yet ", "yet\n"), colour)
        for i, (name, colour) in enumerate(STATUSES.items())
        if counts[:, i].any()
    ]
    label_ends(axes, labels, SMALL)


def meeting_lines(axes: Axes, data: CooperativesData) -> None:
    """Draw the share that held its annual meeting, and trust, on one scale to 100 %."""
    if data.meetings_missing:
        say_missing(axes, data.meetings_missing, SMALL)
        return
    axes.plot(data.frame.month_ends, data.trust, color=GREEN, linewidth=2.2)
    axes.plot(data.frame.year_middles, data.meetings, "o-", color=BLUE, linewidth=1.3, markersize=4)
    _to_hundred(axes, data, "of active cooperatives; of full trust", None)
    held, trust = ends(data.meetings)[1], ends(data.trust)[1]
    labels = [
        Label(held, f"{percent(held)} held\na meeting", BLUE),
        Label(trust, f"trust {percent(trust)}", GREEN),
    ]
    label_ends(axes, labels, SMALL)


def _health_line(axes: Axes, data: CooperativesData) -> None:
    if none_of(data.health):
        say_missing(axes, "No whole year was closed, so there is no score.", SMALL)
        return
    points = data.health / 100
    axes.plot(data.frame.year_middles, points, "o-", color=GREY, linewidth=1.8, markersize=4)
    _to_hundred(axes, data, SIMULATED, Scale(0.01, ""))
    last = ends(points)[1]
    label_ends(axes, [Label(last, f"{last * 100:.0f} points\nof 100", GREY)], SMALL)


def _debt_line(axes: Axes, data: CooperativesData) -> None:
    if none_of(data.service):
        say_missing(axes, "No member had a loan.", SMALL)
        return
    axes.plot(data.frame.year_middles, data.service, "o-", color=RED, linewidth=1.8, markersize=4)
    room_for(axes, data.service, np.array([0.05]))
    tidy(axes, "share of borrowers' income")
    value_axis(axes, None, most=4)
    year_axis(axes, data.frame, most=4)
    last = ends(data.service)[1]
    label_ends(axes, [Label(last, f"{percent(last)}\nof income", RED)], SMALL)


def _to_hundred(axes: Axes, data: CooperativesData, label: str, scale: Scale | None) -> None:
    axes.set_ylim(0, 1.03)
    tidy(axes, label)
    value_axis(axes, scale, most=4)
    year_axis(axes, data.frame, most=4)
