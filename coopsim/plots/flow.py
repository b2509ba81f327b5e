"""Where the cooperatives' money of one year came from and where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.ledger.flows import BY_NAME, Flow
from coopsim.plots.frame import Frame, PictureError, Reals, frame_of, percent
from coopsim.plots.style import (
    BLACK,
    BLUE,
    BODY,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PINK,
    SKY,
    SMALL,
    Sheet,
    spread,
    wrapped,
)
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = {
    "members' shares and compulsory savings": BLUE,
    "voluntary savings paid in": BLUE,
    "voluntary savings paid out": BLUE,
    "loans repaid": GREEN,
    "interest and fees received": GREEN,
    "loans paid out": GREEN,
    "received from buyers": ORANGE,
    "sales of goods": ORANGE,
    "supplies repaid by members": ORANGE,
    "paid to members for produce, refunds and exits": ORANGE,
    "supplies bought for members": ORANGE,
    "goods bought": ORANGE,
    "borrowed from bank and fund": SKY,
    "repaid to bank and fund": SKY,
    "interest paid to bank and fund": SKY,
    "grants received": PINK,
}
"""Colour of a line of the cash flow: savings, lending, trade, outside lenders, grants; the rest
(costs) is grey."""
LEAST = 0.02
"""Lines below this share of the money are drawn together."""
BAR, GAP, LINE, NAME = 0.72, 0.07, 0.145, 2.1
"""Inches: half the bar in the middle, least white between streams, a line of a label, its width."""


@attrs.frozen
class Stream:
    """One line of the money of a year."""

    name: str
    amount: float
    colour: str


@attrs.frozen
class FlowData:
    """One year's money of all cooperatives; what came in and what went out add up to the same."""

    frame: Frame
    year: int
    came: tuple[Stream, ...]
    went: tuple[Stream, ...]
    missing: str
    sentence: str


def flow_data(run: Run, year: int | None = None) -> FlowData:
    """The cash flow of a calendar year (the last whole one unless told), cash in hand included.

    Raises ``PictureError`` for a year the run does not have.
    """
    frame, accounts, minor = frame_of(run), run.accounts, run.scenario.minor
    years = len(accounts.flows)
    last = frame.first_year + max(years - 1, 0)
    year = last if year is None else year
    if years == 0:
        why = "This run has no whole year, so there is no yearly flow of money."
        return FlowData(frame, year, (), (), why, why)
    if not frame.first_year <= year <= last:
        raise PictureError(f"year {year} is not in the run. Allowed: {frame.first_year} to {last}.")
    place = year - frame.first_year
    booked = accounts.flows[place].sum(axis=1)
    cash = accounts.balances[:, accounts.account_names.index("cash")].sum(axis=1)
    came, went = _lines(accounts.flow_names, booked, minor)
    came["cash in hand on 1 January"] = float(cash[place]) / minor
    went["cash in hand on 31 December"] = float(cash[place + 1]) / minor
    sources, uses = _streams(came), _streams(went)
    missing = "" if sources and uses else f"No money moved through cooperatives in {year}."
    sentence = missing or _told(frame, year, sources, uses)
    return FlowData(frame, year, sources, uses, missing, sentence)


def cash_sign(flow: Flow) -> int:
    """1 where a flow brings cash to the cooperative, -1 where it takes it, else 0."""
    return sum(leg.sign for leg in flow.legs if (leg.table, leg.account) == ("c", "cash"))


def _lines(
    names: tuple[str, ...], booked: NDArray[np.int64], minor: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Sum the year's bookings by line of the cash flow statement: what came, what went."""
    came: dict[str, float] = {}
    went: dict[str, float] = {}
    for name, amount in zip(names, booked.tolist(), strict=True):
        flow = BY_NAME[name]
        if flow.cash_line:
            side = came if cash_sign(flow) > 0 else went
            side[flow.cash_line] = side.get(flow.cash_line, 0.0) + amount / minor
    return came, went


def _streams(lines: dict[str, float]) -> tuple[Stream, ...]:
    """Largest first; small ones together, cash in hand last."""
    total = sum(lines.values())
    large = {name: value for name, value in lines.items() if value > 0 and value >= LEAST * total}
    small = [name for name, value in lines.items() if value > 0 and name not in large]
    if len(small) == 1:
        large[small[0]] = lines[small[0]]
    ordered = sorted(large, key=lambda name: (name.startswith("cash in hand"), -large[name]))
    found = [Stream(name, large[name], _colour(name)) for name in ordered]
    if len(small) > 1:
        rest = Stream(
            f"other ({len(small)} smaller lines)", sum(lines[name] for name in small), GREY
        )
        found.insert(len([one for one in found if not one.name.startswith("cash")]), rest)
    return tuple(found)


def _colour(name: str) -> str:
    return "#a6a6a6" if name.startswith("cash in hand") else KINDS.get(name, GREY)


def _told(frame: Frame, year: int, came: tuple[Stream, ...], went: tuple[Stream, ...]) -> str:
    total = sum(one.amount for one in went)
    text = f"In {year} the cooperatives had {frame.money(total)} to work with"
    held = [one.amount for one in came if one.name.startswith("cash in hand")]
    text += f", {frame.money(held[0])} of it in hand since the year before." if held else "."
    for side, what in ((came, "source"), (went, "use")):
        moved = [one for one in side if not one.name.startswith(("cash in hand", "other"))]
        if moved:
            share = percent(moved[0].amount / total)
            text += f" The largest {what} was '{moved[0].name}' ({share})."
    return text


@attrs.frozen
class Ground:
    """Measures of the drawing in inches: its size, room for words, inches a unit of money."""

    wide: float
    tall: float
    words: float
    per: float
    body: float


def flow_panels(box: Sheet, data: FlowData) -> None:
    """Draw streams from the left into the cooperatives and out to the right."""
    from matplotlib.patches import Rectangle

    box = box.inset(top=0.3)
    axes = box.panel()
    axes.set_axis_off()
    ground = _ground(box, data)
    axes.set_xlim(0, ground.wide)
    axes.set_ylim(0, ground.tall)
    middle = ground.wide / 2
    for streams, side in ((data.came, -1), (data.went, 1)):
        _side(axes, data, streams, ground, side)
        head, edge = (
            ("What came in", ground.words)
            if side < 0
            else ("What went out", ground.wide - ground.words)
        )
        axes.text(
            edge, ground.tall + 0.08, head, ha="right" if side < 0 else "left", va="bottom",
            fontsize=BODY, weight="bold",
        )  # fmt: skip
    foot = (ground.tall - ground.body) / 2
    axes.add_patch(Rectangle((middle - BAR, foot), 2 * BAR, ground.body, color=PALE, linewidth=0))
    total = data.frame.money(sum(one.amount for one in data.went))
    told = f"the\ncooperatives\n{data.year}\n\n{total}"
    axes.text(middle, ground.tall / 2, told, ha="center", va="center", fontsize=BODY, weight="bold")


def _ground(box: Sheet, data: FlowData) -> Ground:
    """The largest streams whose labels still fit one above another."""
    wide, tall = box.right - box.left, box.top - box.bottom
    total = max(sum(one.amount for one in side) for side in (data.came, data.went))
    body = 0.85 * tall
    while body > 0.2 * tall and any(
        _rooms(side, body / total).sum() > tall for side in (data.came, data.went)
    ):
        body *= 0.95
    return Ground(wide, tall, 2.75, body / total, body)


def _rooms(streams: tuple[Stream, ...], per: float) -> Reals:
    """Inches each stream needs at its outer end, for itself or for its label."""
    lines = [wrapped(one.name, NAME, SMALL).count("\n") + 2 for one in streams]
    sizes = np.array([one.amount * per for one in streams])
    return np.asarray(np.maximum(sizes, np.array(lines) * LINE) + GAP)


def _side(
    axes: Axes, data: FlowData, streams: tuple[Stream, ...], ground: Ground, side: int
) -> None:
    """Draw one side from the bottom up: -1 what came, 1 what went."""
    rising = streams[::-1]
    sizes = np.array([one.amount * ground.per for one in rising])
    inner = (ground.tall - ground.body) / 2 + np.cumsum(sizes) - sizes / 2
    rooms = _rooms(rising, ground.per)
    wanted = ground.tall / 2 + (inner - ground.tall / 2) * 1.15
    outer = spread(wanted.tolist(), rooms.tolist(), ground.tall)
    near = ground.wide / 2 + side * BAR
    far = ground.words + 0.08 if side < 0 else ground.wide - ground.words - 0.08
    total = sum(one.amount for one in streams)
    for one, size, start, end in zip(rising, sizes, inner, outer, strict=True):
        _band(axes, (near, start), (far, end), size / 2, one.colour)
        name = wrapped(one.name, NAME, SMALL)
        told = f"{name}\n{data.frame.money(one.amount)} ({percent(one.amount / total)})"
        axes.text(
            far + side * 0.08, end, told, ha="right" if side < 0 else "left", va="center",
            fontsize=SMALL, color=BLACK, linespacing=1.15,
        )  # fmt: skip


def _band(
    axes: Axes, near: tuple[float, float], far: tuple[float, float], half: float, colour: str
) -> None:
    """A band that swings from one place to another, as thick at both ends."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    (x0, y0), (x1, y1) = near, far
    turn = (x0 + x1) / 2
    corners = [
        (x0, y0 + half), (turn, y0 + half), (turn, y1 + half), (x1, y1 + half),
        (x1, y1 - half), (turn, y1 - half), (turn, y0 - half), (x0, y0 - half), (x0, y0 + half),
    ]  # fmt: skip
    curve, line = Path.CURVE4, Path.LINETO
    codes = [Path.MOVETO, curve, curve, curve, line, curve, curve, curve, Path.CLOSEPOLY]
    axes.add_patch(
        PathPatch(
            Path(corners, codes), facecolor=colour, alpha=0.75, linewidth=0.3, edgecolor=colour
        )
    )
