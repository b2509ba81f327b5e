"""Six small pictures on one page: what a run says at a glance."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from coopsim.plots.arrears import ArrearsData, arrears_data, late_shares
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
    sentence = f"{members.sentence} {own} {arrears.sentence}"
    return OverviewData(
        members, income_data(run), prices_data(run), funds, arrears, surplus_data(run), sentence
    )


def overview_panels(box: Sheet, data: OverviewData) -> None:
    """Draw the six panels in two rows."""
    first = data.prices.sectors[0] if data.prices.sectors else None
    price = f"Price in {first.sector}" if first else "Price"
    fund = data.funds.funds[0] if data.funds.funds else None
    panels: list[tuple[str, str, Callable[[Axes], None]]] = [
        ("Who is a member", data.members.missing, lambda axes: member_lines(axes, data.members)),
        ("Income of a household", data.income.missing, lambda axes: income_lines(axes, data.income, small=True)),
        (price, data.prices.missing, lambda axes: first and price_lines(axes, data.prices, first)),
        (fund.name if fund else "Funds", data.funds.missing, lambda axes: fund and fund_lines(axes, data.funds, fund, small=True)),
        ("Loans in arrears", data.arrears.missing, lambda axes: late_shares(axes, data.arrears, small=True)),
        ("Surplus and loss of the year", data.surplus.missing, lambda axes: _bars(axes, data.surplus)),
    ]  # fmt: skip
    for place, (title, missing, drawn) in enumerate(panels):
        row, column = divmod(place, 3)
        cell = box.cell(row, column, 2, 3).inset(bottom=0.3, top=0.5)
        cell.write(cell.left, cell.top + 0.25, title, 10.0, weight="bold")
        axes = cell.inset(left=0.45, right=0.95).panel()
        if missing:
            say_missing(axes, missing)
        else:
            drawn(axes)


def _bars(axes: Axes, data: SurplusData) -> None:
    result_bars(axes, data, data.frame.scale(data.surpluses, data.losses), small=True)
