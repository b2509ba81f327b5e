"""Six small pictures on one page: what a run says at a glance."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import attrs

from coopsim.plots.arrears import ArrearsData, arrears_data, late_lines
from coopsim.plots.funds import FundsData, fund_lines, funds_data
from coopsim.plots.income import IncomeData, income_data, income_lines
from coopsim.plots.members import MembersData, member_lines, members_data
from coopsim.plots.prices import PricesData, price_lines, prices_data
from coopsim.plots.style import Sheet, say_missing
from coopsim.plots.surplus import SurplusData, result_bars, surplus_data
from coopsim.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@attrs.frozen(eq=False)
class OverviewData:
    """The data of the six small pictures."""

    members: MembersData
    income: IncomeData
    prices: PricesData
    funds: FundsData
    arrears: ArrearsData
    surplus: SurplusData
    sentence: str
    missing: str = ""


def overview_data(run: Run) -> OverviewData:
    """The data of six pictures, and the sentences on members and on the funds."""
    members, funds, arrears = members_data(run), funds_data(run), arrears_data(run)
    own = funds.funds[0].told if funds.funds else funds.sentence
    parts = (members.sentence, own, funds.lost, arrears.sentence)
    sentence = " ".join(one for one in parts if one)
    return OverviewData(
        members, income_data(run), prices_data(run), funds, arrears, surplus_data(run), sentence
    )


def overview_panels(box: Sheet, data: OverviewData) -> None:
    """Draw the six panels in two rows."""
    price = f"Price in {data.prices.sectors[0].sector}" if data.prices.sectors else "Price"
    fund = data.funds.funds[0].name if data.funds.funds else "Funds"
    panels: list[tuple[str, str, Callable[[Axes], None]]] = [
        ("Who is a member", data.members.missing, partial(member_lines, data=data.members)),
        ("Income of a household", data.income.missing, partial(_income, data=data.income)),
        (price, data.prices.missing, partial(_prices, data=data.prices)),
        (fund, data.funds.missing, partial(_fund, data=data.funds)),
        ("Loans in arrears", data.arrears.missing, partial(late_lines, data=data.arrears)),
        ("Surplus and loss of the year", data.surplus.missing, partial(_bars, data=data.surplus)),
    ]  # fmt: skip
    for place, (title, missing, drawn) in enumerate(panels):
        row, column = divmod(place, 3)
        cell = box.cell(row, column, 2, 3).inset(bottom=0.3, top=0.5)
        cell.write(cell.left, cell.top + 0.25, title, 10.0, weight="bold")
        axes = cell.inset(left=0.45, right=0.92).panel()
        if missing:
            say_missing(axes, missing)
        else:
            drawn(axes)


def _income(axes: Axes, data: IncomeData) -> None:
    income_lines(axes, data, small=True)


def _prices(axes: Axes, data: PricesData) -> None:
    price_lines(axes, data, data.sectors[0])


def _fund(axes: Axes, data: FundsData) -> None:
    fund_lines(axes, data, data.funds[0], small=True)


def _bars(axes: Axes, data: SurplusData) -> None:
    result_bars(axes, data, data.frame.scale(data.surpluses, data.losses), small=True)
