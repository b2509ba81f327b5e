"""Six small pictures on one page: what a run says at a glance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from coopsim.plots.arrears import arrears_data, late_lines
from coopsim.plots.cooperatives import (
    cooperatives_data,
    meeting_lines,
    status_area,
    status_sentence,
)
from coopsim.plots.funds import FundsData, fund_lines, funds_data, lost_words, savings_data
from coopsim.plots.goods import goods_data, goods_lines
from coopsim.plots.income import income_data, income_lines
from coopsim.plots.members import member_lines, members_data
from coopsim.plots.prices import price_lines, prices_data
from coopsim.plots.style import Sheet
from coopsim.plots.surplus import result_bars, surplus_data
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS, MOST = 3, 6


@attrs.frozen(eq=False)
class Small:
    """One small picture: its heading, and how it is drawn."""

    title: str
    draw: Callable[[Axes], None]


@attrs.frozen(eq=False)
class OverviewData:
    """The small pictures for which the run has numbers, six at most."""

    panels: tuple[Small, ...]
    missing: str
    sentence: str


def overview_data(run: Run) -> OverviewData:
    """The first six pictures that have something to show, and what a run says in words."""
    panels = tuple(islice(_available(run), MOST))
    members, funds, arrears = members_data(run), funds_data(run), arrears_data(run)
    parts = (
        "" if members.missing else members.sentence,
        status_sentence(cooperatives_data(run)),
        funds.funds[0].told if funds.funds else "",
        lost_words(run),
        "" if arrears.missing else arrears.sentence,
    )
    missing = "" if panels else "There are no members and no money in this scenario."
    sentence = " ".join(one for one in parts if one) or members.sentence
    return OverviewData(panels, missing, missing or sentence)


def _available(run: Run) -> Iterable[Small]:
    """The small pictures of a run, in the order in which they are wanted."""
    for found in (_members, _income, _price, _funds, _arrears, _surplus, _cooperatives, _savings):
        yield from found(run)
    goods = goods_data(run)
    yield from _if(goods.missing, "Goods and shop business", partial(goods_lines, data=goods))


def _if(missing: str, title: str, draw: Callable[[Axes], None]) -> list[Small]:
    return [] if missing else [Small(title, draw)]


def _members(run: Run) -> list[Small]:
    data = members_data(run)
    return _if(data.missing, "Who is a member", partial(member_lines, data=data))


def _income(run: Run) -> list[Small]:
    data = income_data(run)
    return _if(data.missing, "Income of a household", partial(income_lines, data=data, small=True))


def _price(run: Run) -> list[Small]:
    data = prices_data(run)
    return [
        Small(f"Price in {one.sector}", partial(price_lines, data=data, one=one))
        for one in data.sectors[:1]
    ]


def _funds(run: Run) -> list[Small]:
    return _fund(funds_data(run))


def _savings(run: Run) -> list[Small]:
    return _fund(savings_data(run))


def _fund(data: FundsData) -> list[Small]:
    return [
        Small(one.name, partial(fund_lines, data=data, fund=one, small=True))
        for one in data.funds[:1]
    ]


def _arrears(run: Run) -> list[Small]:
    data = arrears_data(run)
    return _if(data.missing, "Loans in arrears", partial(late_lines, data=data))


def _surplus(run: Run) -> list[Small]:
    data = surplus_data(run)
    scale = data.frame.scale(data.surpluses, data.losses)
    draw = partial(result_bars, data=data, scale=scale, small=True)
    return _if(data.missing, "Surplus and loss of the year", draw)


def _cooperatives(run: Run) -> list[Small]:
    data = cooperatives_data(run)
    return [
        *_if(data.missing, "Cooperatives by status", partial(status_area, data=data)),
        *_if(data.meetings_missing, "Annual meetings and trust", partial(meeting_lines, data=data)),
    ]


def overview_panels(box: Sheet, data: OverviewData) -> None:
    """Draw the panels in rows of three."""
    rows = -(-len(data.panels) // COLUMNS)
    for place, one in enumerate(data.panels):
        row, column = divmod(place, COLUMNS)
        cell = box.cell(row, column, rows, COLUMNS).inset(bottom=0.3, top=0.5)
        cell.write(cell.left, cell.top + 0.25, one.title, 10.0, weight="bold")
        one.draw(cell.inset(left=0.45, right=0.92).panel())
