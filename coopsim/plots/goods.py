"""Goods the cooperatives sold, in shops and to kiosks, and what those goods cost them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from coopsim.ledger.flows import BY_NAME
from coopsim.plots.frame import Frame, Reals, ends, frame_of
from coopsim.plots.style import (
    BLUE,
    ORANGE,
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
class GoodsData:
    """All cooperatives together by whole year, in the currency's unit as counted."""

    frame: Frame
    sold: Reals
    bought: Reals
    missing: str


def goods_data(run: Run) -> GoodsData:
    """Add up the bookings of the statement's lines on goods."""
    sold, bought = (_booked(run, line) for line in ("sales of goods", "cost of goods"))
    missing = "" if sold.any() else "No cooperative sold goods in this scenario."
    return GoodsData(frame_of(run), sold, bought, missing)


def _booked(run: Run, line: str) -> Reals:
    names = run.accounts.flow_names
    rows = [place for place, name in enumerate(names) if BY_NAME[name].line == line]
    total = run.accounts.flows[:, rows].sum(axis=(1, 2), dtype=np.int64)
    return np.asarray(total / run.scenario.minor, dtype=np.float64)


def goods_lines(axes: Axes, data: GoodsData) -> None:
    """Draw, small, what the goods brought and what they cost."""
    frame = data.frame
    labels = []
    for words, values, colour, marker in (
        ("goods sold", data.sold, BLUE, "o"),
        ("their cost", data.bought, ORANGE, "s"),
    ):
        axes.plot(frame.year_middles, values, color=colour, linewidth=2, marker=marker, ms=4)
        labels.append(Label(ends(values)[1], words, colour))
    room_for(axes, data.sold, data.bought)
    scale = frame.scale(data.sold, data.bought)
    tidy(axes, f"{scale.unit} a year")
    value_axis(axes, scale, most=4)
    year_axis(axes, frame, most=4)
    label_ends(axes, labels, SMALL)
