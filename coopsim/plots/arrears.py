"""The loans by the age of their arrears, and what the debt takes from borrowers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from coopsim.plots.frame import Frame, Reals, ends, frame_of, none_of, percent
from coopsim.plots.style import (
    BLACK,
    ORANGE,
    RED,
    SKY,
    SMALL,
    YELLOW,
    Label,
    Sheet,
    room_for,
    label_ends,
    tidy,
    value_axis,
    year_axis,
)
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AGES = ("on time", "1-3 months late", "4-12 months late", "over 12 months late")
COLOURS = (SKY, YELLOW, ORANGE, RED)


@attrs.frozen(eq=False)
class ArrearsData:
    """The portfolio by age, by month: shape (months, 4), money and shares."""

    frame: Frame
    money: Reals
    shares: Reals
    heavy: Reals
    """Share of borrowers whose debts take more than 40 % of their income."""
    missing: str
    sentence: str


def arrears_data(run: Run) -> ArrearsData:
    """Split the loans outstanding into on time and three ages of arrears."""
    frame, loans = frame_of(run), run.values("loans")
    late, young, middle = (run.values(name) for name in ("par30", "late_portfolio_1_3", "late_portfolio_4_12"))
    lent = np.where(np.isfinite(loans), loans, 0.0)
    late, young, middle = (np.where(lent > 0, one, np.nan) for one in (late, young, middle))
    shares = np.stack([1 - late, young, middle, np.clip(late - young - middle, 0, None)], axis=1)
    money = lent[:, None] * np.where(np.isfinite(shares), shares, 0.0)
    heavy = run.values("over_indebted")
    missing = "There are no loans in this scenario." if none_of(loans) or none_of(shares) else ""
    sentence = missing or _told(shares, heavy, run.values("debt_service"))
    return ArrearsData(frame, money, shares, heavy, missing, sentence)


def _told(shares: Reals, heavy: Reals, service: Reals) -> str:
    start, end = ends(1 - shares[:, 0])
    text = (
        f"At the start {percent(start)} of the money lent was a month or more late, at the end "
        f"{percent(end)}; {percent(ends(shares[:, 3])[1])} was over a year late."
    )
    if np.isfinite(ends(service)[1]) and np.isfinite(ends(heavy)[1]):
        text += (
            f" At the end debts took {percent(ends(service)[1])} of borrowers' income, and "
            f"{percent(ends(heavy)[1])} of borrowers paid more than 40 % of theirs."
        )
    return text


def arrears_panels(box: Sheet, data: ArrearsData) -> None:
    """Draw the money on top; below it the late shares, and what debts take from borrowers."""
    inner = box.inset(left=0.5, right=1.75, bottom=0.2, top=0.3)
    _stack(inner.panel((0, 0.56, 1, 0.44)), data)
    late_shares(inner.panel((0, 0, 1, 0.42)), data)


def _stack(axes: Axes, data: ArrearsData) -> None:
    frame = data.frame
    axes.stackplot(frame.month_ends, *data.money.T, colors=COLOURS, linewidth=0.3, edgecolor="white")
    room_for(axes, data.money.sum(axis=1))
    scale = frame.scale(data.money.sum(axis=1))
    tidy(axes, f"Loans outstanding, {scale.unit}")
    value_axis(axes, scale, most=4)
    year_axis(axes, frame)
    last = data.money[-1]
    middles = np.cumsum(last) - last / 2
    shown = [(i, COLOURS[i]) for i in range(4) if data.money[:, i].any()]
    label_ends(axes, [Label(float(middles[i]), AGES[i], colour) for i, colour in shown], SMALL)


def late_shares(axes: Axes, data: ArrearsData, *, small: bool = False) -> None:
    """Draw the late shares stacked, and the share of borrowers with heavy debts as a line."""
    frame = data.frame
    late = np.where(np.isfinite(data.shares), data.shares, 0.0)[:, 1:]
    if small:
        late = late.sum(axis=1, keepdims=True)
    colours = (ORANGE,) if small else COLOURS[1:]
    axes.stackplot(frame.month_ends, *late.T, colors=colours, linewidth=0.3, edgecolor="white")
    axes.plot(frame.month_ends, data.heavy, color=BLACK, linewidth=1.6, linestyle=(0, (4, 2)))
    room_for(axes, late.sum(axis=1), data.heavy, np.array([0.05]))
    tidy(axes, "Share of the money lent that is late; dashed: share of borrowers who pay over 40 % of income" if not small else "")
    value_axis(axes, None, most=4)
    year_axis(axes, frame, most=5 if small else 10)
    words = "money lent\nthat is late" if small else "money lent that is late"
    heavy = "borrowers who\npay over 40 %\nof income"
    labels = [Label(float(late[-1].sum()) / 2, words, ORANGE), Label(ends(data.heavy)[1], heavy, BLACK)]
    label_ends(axes, labels, SMALL)
