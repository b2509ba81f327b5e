"""The price cooperatives paid against the price of traders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from coopsim.plots.frame import Frame, Reals, ends, frame_of, none_of, percent, yearly
from coopsim.plots.style import (
    BLUE,
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
class SectorPrices:
    """The two prices of one sector, by year."""

    sector: str
    paid: Reals
    trader: Reals


@attrs.frozen(eq=False)
class PricesData:
    """Prices by sector, for those where anything was bought."""

    frame: Frame
    sectors: tuple[SectorPrices, ...]
    per: str
    """What the price is for, as ``a kg``."""
    missing: str
    sentence: str


def prices_data(run: Run) -> PricesData:
    """Prices of every sector in which cooperatives or traders paid one."""
    frame = frame_of(run)
    scope = "sector" if "sector" in run.series else "nation"
    places = run.series[scope].places if scope == "sector" else ("all produce",)
    both = [yearly(run, name, scope) for name in ("price_paid", "trader_price")]
    columns = [one.reshape(-1, len(places)).T for one in both]
    found = [SectorPrices(name, *parts) for name, *parts in zip(places, *columns, strict=True)]
    sectors = tuple(one for one in found if not none_of(one.paid, one.trader))
    per = run.info("price_paid").unit.removeprefix("money").replace("/", "a ").strip()
    missing = "" if sectors else "No cooperative bought produce in this scenario."
    sentence = missing or " ".join(_told(one, frame, per) for one in sectors)
    return PricesData(frame, sectors, per, missing, sentence)


def _told(one: SectorPrices, frame: Frame, per: str) -> str:
    name = one.sector.capitalize()
    paid, trader = (f"{frame.money(ends(values)[1])} {per}" for values in (one.paid, one.trader))
    if none_of(one.paid):
        return f"{name}: no cooperative bought anything; traders paid {trader} in the last year."
    both = np.isfinite(one.paid) & np.isfinite(one.trader) & (one.trader > 0)
    if not both.any():
        return f"{name}: cooperatives paid {paid} in the last year; no trader's price is known."
    place = int(np.flatnonzero(both)[-1])
    gap = float(one.paid[place] / one.trader[place]) - 1
    how = "as much" if abs(gap) < 0.005 else f"{percent(abs(gap))} {'more' if gap > 0 else 'less'}"
    return (
        f"{name}: in {frame.first_year + place} cooperatives paid "
        f"{frame.money(one.paid[place])} {per} and traders {frame.money(one.trader[place])}: "
        f"cooperatives paid {how}."
    )


def prices_panels(box: Sheet, data: PricesData) -> None:
    """Draw one panel a sector, side by side."""
    count = len(data.sectors)
    for place, one in enumerate(data.sectors):
        cell = box.inset(bottom=0.2, top=0.5).cell(0, place, 1, count)
        cell.write(cell.left, cell.top + 0.32, one.sector.capitalize(), 10.5, weight="bold")
        axes = cell.inset(left=0.45, right=1.0).panel()
        price_lines(axes, data, one, most=10 if count == 1 else 4)


def price_lines(axes: Axes, data: PricesData, one: SectorPrices, *, most: int = 4) -> None:
    """Draw the two prices by year."""
    frame = data.frame
    labels = []
    for name, values, colour, marker in (
        ("cooperative", one.paid, BLUE, "o"),
        ("traders", one.trader, RED, "s"),
    ):
        axes.plot(
            frame.year_middles, values, color=colour, linewidth=2.0, marker=marker, markersize=4
        )
        labels.append(Label(ends(values)[1], name, colour))
    room_for(axes, one.paid, one.trader)
    scale = frame.scale(one.paid, one.trader)
    tidy(axes, f"{scale.unit} {data.per}")
    value_axis(axes, scale, most=5)
    year_axis(axes, frame, most=most)
    label_ends(axes, labels, SMALL)
    if none_of(one.paid):
        axes.text(
            0.03, 0.05, "no cooperative bought anything", transform=axes.transAxes, fontsize=SMALL
        )
