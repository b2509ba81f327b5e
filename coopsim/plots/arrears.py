"""The loans by the age of their arrears, and what the debt takes from borrowers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from coopsim.plots.frame import Frame, Reals, ends, frame_of, none_of, percent, yearly
from coopsim.plots.style import (
    BLACK,
    ORANGE,
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

AGES = ("on time", "1-3 months late", "over 3 months late")
COLOURS = (SKY, ORANGE, RED)


@attrs.frozen(eq=False)
class ArrearsData:
    """The portfolio by age, by month: shape (months, 3), money and shares."""

    frame: Frame
    money: Reals
    shares: Reals
    heavy: Reals
    """By year, share of borrowers whose debts take more than 40 % of their income."""
    missing: str
    sentence: str


def arrears_data(run: Run) -> ArrearsData:
    """Split the loans outstanding into on time and two ages of arrears."""
    frame, loans = frame_of(run), run.values("loans")
    lent = np.where(np.isfinite(loans), loans, 0.0)
    late, young = (
        np.where(lent > 0, run.values(name), np.nan) for name in ("par30", "late_portfolio_1_3")
    )
    shares = np.stack([1 - late, young, np.clip(late - young, 0, None)], axis=1)
    money = lent[:, None] * np.where(np.isfinite(shares), shares, 0.0)
    heavy = yearly(run, "over_indebted")
    missing = "There are no loans in this scenario." if none_of(loans) or none_of(shares) else ""
    sentence = missing or _told(shares, heavy, yearly(run, "debt_service"))
    return ArrearsData(frame, money, shares, heavy, missing, sentence)


def _told(shares: Reals, heavy: Reals, service: Reals) -> str:
    start, end = ends(1 - shares[:, 0])
    text = (
        f"At the start {percent(start)} of the money lent was a month or more late, at the end "
        f"{percent(end)}; {percent(ends(shares[:, 2])[1])} was over three months late."
    )
    if np.isfinite(ends(service)[1]) and np.isfinite(ends(heavy)[1]):
        text += (
            f" In the last year debts took {percent(ends(service)[1])} of borrowers' income, and "
            f"{percent(ends(heavy)[1])} of borrowers paid more than 40 % of theirs."
        )
    return text


def arrears_panels(box: Sheet, data: ArrearsData) -> None:
    """Draw the money, the late shares of it, and what debts take from borrowers."""
    inner = box.inset(left=0.5, right=1.75, bottom=0.2, top=0.3)
    _stack(inner.panel((0, 0.63, 1, 0.37)), data)
    _late(inner.panel((0, 0.26, 1, 0.27)), data)
    _heavy(inner.panel((0, 0, 1, 0.16)), data)


def _stack(axes: Axes, data: ArrearsData) -> None:
    frame = data.frame
    axes.stackplot(
        frame.month_ends, *data.money.T, colors=COLOURS, linewidth=0.3, edgecolor="white"
    )
    room_for(axes, data.money.sum(axis=1))
    scale = frame.scale(data.money.sum(axis=1))
    tidy(axes, f"Loans outstanding, {scale.unit}")
    value_axis(axes, scale, most=4)
    year_axis(axes, frame)
    last = data.money[-1]
    middles = np.cumsum(last) - last / 2
    shown = [(i, COLOURS[i]) for i in range(len(AGES)) if data.money[:, i].any()]
    label_ends(axes, [Label(float(middles[i]), AGES[i], colour) for i, colour in shown], SMALL)


def _late(axes: Axes, data: ArrearsData) -> None:
    late = np.where(np.isfinite(data.shares), data.shares, 0.0)[:, 1:]
    x = data.frame.month_ends
    axes.stackplot(x, *late.T, colors=COLOURS[1:], linewidth=0.3, edgecolor="white")
    total = late.sum(axis=1)
    room_for(axes, total, np.array([0.05]))
    tidy(axes, "Share of the money lent that is late")
    value_axis(axes, None, most=4)
    year_axis(axes, data.frame)
    label_ends(axes, [Label(float(total[-1]), f"{percent(float(total[-1]))} late", RED)], SMALL)


def _heavy(axes: Axes, data: ArrearsData) -> None:
    if none_of(data.heavy):
        say_missing(axes, "No borrower pays more than 40 % of income for debts.", SMALL)
        return
    axes.plot(data.frame.year_middles, data.heavy, "o-", color=BLACK, linewidth=1.6, markersize=4)
    room_for(axes, data.heavy, np.array([0.05]))
    tidy(axes, "Share of borrowers whose debts take over 40 % of their income")
    value_axis(axes, None, most=3)
    year_axis(axes, data.frame)
    last = ends(data.heavy)[1]
    label_ends(axes, [Label(last, f"{percent(last)} of borrowers", BLACK)], SMALL)


def late_lines(axes: Axes, data: ArrearsData) -> None:
    """Draw, small, the late share of the money and the share of borrowers with heavy debts."""
    x, late = data.frame.month_ends, 1 - data.shares[:, 0]
    axes.plot(x, late, color=RED, linewidth=2.2)
    room_for(axes, late, data.heavy, np.array([0.05]))
    tidy(axes, "share of money lent; of borrowers")
    value_axis(axes, None, most=4)
    year_axis(axes, data.frame, most=4)
    end, heavy = ends(late)[1], ends(data.heavy)[1]
    labels = [Label(end, f"{percent(end)} late", RED)]
    if none_of(data.heavy):  # said on top, where no line would lie on the axis
        words = "no borrower\npays over\n40 % of\nincome"
        labels.append(Label(axes.get_ylim()[1], words, BLACK))
    else:
        axes.plot(
            data.frame.year_middles, data.heavy, "o-", color=BLACK, linewidth=1.3, markersize=3
        )
        words = f"{percent(heavy)} of\nborrowers\npay over\n40 %"
        labels.append(Label(heavy, words, BLACK))
    label_ends(axes, labels, SMALL)
