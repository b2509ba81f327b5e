"""Money in each fund, as counted and in money of the first year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from coopsim.plots.frame import Frame, Reals, change, ends, frame_of, none_of
from coopsim.plots.style import (
    BLUE,
    GREEN,
    GREY,
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
class Fund:
    """One fund by month, nominal and in money of the first month."""

    name: str
    nominal: Reals
    real: Reals
    told: str
    own: bool


@attrs.frozen(eq=False)
class FundsData:
    """The cooperatives' own funds and, where there is one, the national fund."""

    frame: Frame
    funds: tuple[Fund, ...]
    missing: str
    note: str
    lost: str
    """What members lost where cooperatives were wound up, in words; empty if nothing."""
    sentence: str


def funds_data(run: Run) -> FundsData:
    """Members' money in the funds of cooperatives that lend, and the national fund's capital."""
    frame = frame_of(run)
    own = _fund(
        frame, "Cooperatives' own funds", run.values("fund_nominal"), run.values("fund_real")
    )
    national = _fund(
        frame, "National fund", run.values("national_capital"), run.values("national_real")
    )
    funds = tuple(one for one in (own, national) if not none_of(one.nominal))
    missing = "" if funds else "There is no fund in this scenario."
    has_national = any(one is national for one in funds)
    note = "" if has_national or missing else "There is no national fund in this scenario."
    told = " ".join(one.told for one in funds)
    lost = lost_words(run) if funds else ""
    return FundsData(frame, funds, missing, note, lost, f"{told} {lost}".strip() or missing)


def lost_words(run: Run) -> str:
    """What members lost with cooperatives that ended; empty if nothing."""
    money = float(np.nansum(run.values("savings_lost")))
    told = f"Members lost {frame_of(run).money(money)} where cooperatives were wound up."
    return told if money > 0 else ""


def savings_data(run: Run) -> FundsData:
    """Savings and shares a member, drawn as a fund is: as counted and without inflation."""
    frame, saved, index = frame_of(run), run.values("savings_per_member"), run.values("price_index")
    real = saved / np.where(index > 0, index, np.nan)
    one = Fund("Savings and shares a member", saved, real, "", True)
    missing = "There are no savings in this scenario." if none_of(saved) else ""
    return FundsData(frame, () if missing else (one,), missing, "", "", missing)


def _fund(frame: Frame, name: str, nominal: Reals, real: Reals) -> Fund:
    start, end = ends(real)
    one = name.startswith("National")
    told = (
        f"{'The national fund' if one else 'The funds of the cooperatives'} held "
        f"{frame.money(start)} at the start and {frame.money(end, unit=False)} at the end in money "
        f"of {frame.first_year}: {'it' if one else 'they'} "
        f"{change(start, end, 'its real value' if one else 'their real value')}."
    )
    return Fund(name, nominal, real, told, not one)


def funds_panels(box: Sheet, data: FundsData) -> None:
    """Draw one panel a fund, on one scale each."""
    inner = box.inset(
        left=0.35, bottom=0.45 if data.note else 0.2, top=0.5 if len(data.funds) > 1 else 0.3
    )
    if data.note:
        box.write(box.left, box.bottom, data.note, SMALL, GREY, style="italic", va="bottom")
    for place, fund in enumerate(data.funds):
        cell = inner.cell(0, place, 1, len(data.funds))
        axes = cell.inset(left=0.15, right=1.45).panel()
        if len(data.funds) > 1:
            cell.write(cell.left, cell.top + 0.32, fund.name, 10.5, weight="bold")
        fund_lines(axes, data, fund)


def fund_lines(axes: Axes, data: FundsData, fund: Fund, *, small: bool = False) -> None:
    """Draw a fund's two lines on axes, with their labels."""
    frame = data.frame
    scale = frame.scale(fund.nominal, fund.real)
    axes.plot(frame.month_ends, fund.nominal, color=BLUE, linewidth=1.6, linestyle=(0, (4, 2)))
    axes.plot(frame.month_ends, fund.real, color=GREEN, linewidth=2.4)
    room_for(axes, fund.nominal, fund.real)
    tidy(axes, f"{scale.unit}, cash and loans" if fund.own and not small else scale.unit)
    value_axis(axes, scale, most=4 if small else 6)
    year_axis(axes, frame, most=4 if small or len(data.funds) > 1 else 10)
    words = ("as counted", f"in money\nof {frame.first_year}") if small else (
        f"as counted\n{frame.money(ends(fund.nominal)[1])}",
        f"in money of {frame.first_year}\n{frame.money(ends(fund.real)[1])}",
    )  # fmt: skip
    labels = [
        Label(ends(fund.nominal)[1], words[0], BLUE),
        Label(ends(fund.real)[1], words[1], GREEN),
    ]
    label_ends(axes, labels, SMALL)
