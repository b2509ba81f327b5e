"""The surplus of each year and where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from coopsim.plots.frame import Frame, Reals, Scale, frame_of, join, percent
from coopsim.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PINK,
    RED,
    SKY,
    SMALL,
    YELLOW,
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

USES = {
    "to_reserve": ("reserve", BLUE),
    "patronage_refund": ("members, by business", GREEN),
    "capital_refund": ("members, by shares", SKY),
    "to_board": ("board", ORANGE),
    "to_staff": ("staff", YELLOW),
    "to_education": ("education", PINK),
    "to_social": ("social purposes", BLACK),
    "tax": ("tax", GREY),
}
"""Flows that divide the surplus, with the words and the colour of each."""
LOSSES = ("loss_charged", "loss_charged_to_grants")


@attrs.frozen(eq=False)
class SurplusData:
    """All cooperatives together by whole year, in the currency's unit."""

    frame: Frame
    surpluses: Reals
    losses: Reals
    uses: dict[str, Reals]
    """By flow, shape (years,) each."""
    charged: Reals
    """Losses taken off reserve, grants and compulsory savings."""
    undivided: float
    missing: str
    sentence: str


def surplus_data(run: Run) -> SurplusData:
    """Read the closing of each year and its division off the cooperatives' accounts."""
    frame, accounts = frame_of(run), run.accounts
    names = accounts.flow_names
    flows = accounts.flows.sum(axis=2, dtype=np.int64) / run.scenario.minor

    def booked(name: str) -> Reals:
        return np.asarray(flows[:, names.index(name)], dtype=np.float64)

    surpluses, losses = booked("year_closed_surplus"), booked("year_closed_loss")
    uses = {name: booked(name) for name in USES}
    charged = np.sum([booked(name) for name in LOSSES], axis=0)
    place = accounts.account_names.index("undivided")
    waiting = accounts.balances[-1, place] / run.scenario.minor
    undivided, carried = (float(np.clip(side, 0, None).sum()) for side in (waiting, -waiting))
    missing = ""
    if not len(surpluses):
        missing = "This run has no whole year, so no year was closed."
    elif not (surpluses.any() or losses.any()):
        missing = "No cooperative made a surplus or a loss in this scenario."
    sentence = missing or _told(frame, (surpluses.sum(), losses.sum()), uses, (undivided, carried))
    return SurplusData(frame, surpluses, losses, uses, charged, undivided, missing, sentence)


def _told(
    frame: Frame, made: tuple[float, float], uses: dict[str, Reals], left: tuple[float, float]
) -> str:
    """``made``: surpluses and losses; ``left``: surpluses not divided and losses carried on."""
    years = f"In {frame.years} years" if frame.years > 1 else f"In {frame.first_year}"
    both = zip(("surpluses", "losses"), made, strict=True)
    parts = [f"{what} of {frame.money(value)}" for what, value in both if value > 0]
    text = f"{years} the cooperatives together made {join(parts)}."
    total = sum(float(one.sum()) for one in uses.values())
    if total > 0:
        reserve, tax = (float(uses[name].sum()) for name in ("to_reserve", "tax"))
        members = float(uses["patronage_refund"].sum() + uses["capital_refund"].sum())
        went = {
            "to the reserve": reserve,
            "to members": members,
            "to board, staff, education and social purposes": total - members - reserve - tax,
            "to tax": tax,
        }
        parts = [f"{percent(value / total)} {where}" for where, value in went.items() if value > 0]
        parts[0] = parts[0].replace(" to ", " went to ", 1)
        text += f" Of what was divided, {join(parts)}."
    else:
        text += " None of it was divided."
    ends = zip(("waited to be divided", "of losses were carried on"), left, strict=True)
    parts = [f"{frame.money(value)} {what}" for what, value in ends if value > 0]
    return f"{text} At the end {join(parts)}." if parts else text


def surplus_panels(box: Sheet, data: SurplusData) -> None:
    """Draw what each year brought on top, and what was divided in each year below."""
    inner = box.inset(left=0.5, right=1.95, bottom=0.2, top=0.3)
    top = inner.panel((0, 0.57, 1, 0.43))
    scale = data.frame.scale(data.surpluses, data.losses, *data.uses.values())
    result_bars(top, data, scale)
    _division(inner.panel((0, 0, 1, 0.43)), data, scale)


def result_bars(axes: Axes, data: SurplusData, scale: Scale, *, small: bool = False) -> None:
    """Draw surpluses upward and losses downward."""
    x = data.frame.year_middles
    axes.bar(x, data.surpluses, 0.7, color=BLUE)
    axes.bar(x, -data.losses, 0.7, color=RED)
    axes.axhline(0, color=GREY, linewidth=0.8)
    room_for(axes, data.surpluses, -data.losses)
    tidy(axes, scale.unit if small else f"Surplus or loss of the year, {scale.unit}")
    value_axis(axes, scale)
    year_axis(axes, data.frame, most=4 if small else 10)
    who = "" if small else "cooperatives\nwith a "
    labels = []
    if data.surpluses.any():
        labels.append(Label(float(data.surpluses[-1]) / 2, f"{who}surplus", BLUE))
    if data.losses.any():
        labels.append(Label(-float(data.losses[-1]) / 2, f"{who}loss", RED))
    label_ends(axes, labels, SMALL)


def _division(axes: Axes, data: SurplusData, scale: Scale) -> None:
    x = data.frame.year_middles
    bottom = np.zeros(len(x))
    total = sum(float(one.sum()) for one in data.uses.values())
    key = []
    for name, (words, colour) in USES.items():
        axes.bar(x, data.uses[name], 0.7, bottom=bottom, color=colour)
        bottom += data.uses[name]
        if data.uses[name].any():
            key.append((f"{words} {percent(float(data.uses[name].sum()) / total)}", colour))
    axes.bar(x, -data.charged, 0.7, color=RED)
    if data.charged.any():
        key.insert(0, ("losses charged", RED))
    axes.axhline(0, color=GREY, linewidth=0.8)
    room_for(axes, bottom, -data.charged)
    tidy(axes, f"Divided in the year, by its annual meetings, {scale.unit}")
    value_axis(axes, scale)
    year_axis(axes, data.frame)
    _legend(axes, key)


def _legend(axes: Axes, key: list[tuple[str, str]]) -> None:
    """Words beside the stacks, in their order, each with its colour."""
    for place, (words, colour) in enumerate(key, 1):
        where = (1, place / (len(key) + 1))
        for text, tone, gap in (("■", colour, 6), (words, BLACK, 18)):
            axes.annotate(
                text, where, xycoords="axes fraction", xytext=(gap, 0),
                textcoords="offset points", color=tone, va="center", fontsize=SMALL,
            )  # fmt: skip
