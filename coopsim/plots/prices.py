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
    room_for,
    label_ends,
    tidy,
    value_axis,
    year_axis,
)
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@attrs.frozen(eq=False)
class SectorPrices:
    """The two prices of one sector, by month and by year."""

    sector: str
    paid: Reals
    trader: Reals
    paid_yearly: Reals
    trader_yearly: Reals


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
    months, years = (
        [np.reshape(take(name), (-1, len(places))) for name in ("price_paid", "trader_price")]
        for take in (lambda name: run.values(name, scope), lambda name: yearly(run, name, scope))
    )
    found = [
        SectorPrices(name, months[0][:, i], months[1][:, i], years[0][:, i], years[1][:, i])
        for i, name in enumerate(places)
    ]
    sectors = tuple(one for one in found if not none_of(one.paid, one.trader))
    per = run.info("price_paid").unit.removeprefix("money").strip()
    missing = "" if sectors else "Nobody sold produce in this scenario."
    sentence = missing or " ".join(_told(one, frame, per) for one in sectors)
    return PricesData(frame, sectors, per, missing, sentence)


def _told(one: SectorPrices, frame: Frame, per: str) -> str:
    name = one.sector.capitalize()
    if none_of(one.paid):
        return f"{name}: no cooperative bought anything; traders paid {frame.money(ends(one.trader_yearly)[1])} {per} in the last year."
    both = np.isfinite(one.paid_yearly) & np.isfinite(one.trader_yearly)
    paid, trader = (ends(values[both])[1] for values in (one.paid_yearly, one.trader_yearly))
    if not np.isfinite(trader) or trader <= 0:
        return f"{name}: cooperatives paid {frame.money(ends(one.paid_yearly)[1])} {per} in the last year; traders bought nothing."
    gap = paid / trader - 1
    how = "as much" if abs(gap) < 0.005 else f"{percent(abs(gap))} {'more' if gap > 0 else 'less'}"
    last = frame.first_year + int(np.flatnonzero(both)[-1])
    return f"{name}: in {last} cooperatives paid {frame.money(paid)} {per} and traders {frame.money(trader)}, so cooperatives paid {how}."


def prices_panels(box: Sheet, data: PricesData) -> None:
    """Draw one panel a sector, side by side."""
    count = len(data.sectors)
    for place, one in enumerate(data.sectors):
        cell = box.inset(bottom=0.2, top=0.5).cell(0, place, 1, count)
        cell.write(cell.left, cell.top + 0.32, one.sector.capitalize(), 10.5, weight="bold")
        axes = cell.inset(left=0.45, right=1.0).panel()
        price_lines(axes, data, one, most=10 if count == 1 else 4)


def price_lines(axes: Axes, data: PricesData, one: SectorPrices, *, most: int = 5) -> None:
    """Draw the yearly means as lines and the months as dots."""
    frame = data.frame
    pairs = (("cooperative", one.paid, one.paid_yearly, BLUE, "o"), ("traders", one.trader, one.trader_yearly, RED, "s"))
    labels = []
    for name, monthly, by_year, colour, marker in pairs:
        axes.plot(frame.month_ends - 1 / 24, monthly, marker, color=colour, markersize=1.8, alpha=0.35, markeredgewidth=0)
        axes.plot(frame.year_middles, by_year, color=colour, linewidth=2.0, marker=marker, markersize=4)
        labels.append(Label(ends(by_year)[1], name, colour))
    room_for(axes, one.paid, one.trader)
    scale = frame.scale(one.paid, one.trader)
    tidy(axes, f"{scale.unit} {data.per}")
    value_axis(axes, scale, most=4)
    year_axis(axes, frame, most=most)
    label_ends(axes, labels, SMALL)
    if none_of(one.paid):
        axes.text(0.03, 0.05, "no cooperative bought anything", transform=axes.transAxes, fontsize=SMALL, style="italic")
