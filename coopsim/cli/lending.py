"""The lending rate of each set of cooperatives beside the rate that would keep its fund whole."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from coopsim.cli import output
from coopsim.results import Run
from coopsim.rules.indicators import break_even_rate, half_life, real_growth
from coopsim.scenario import Scenario

SEED = 1
LARGEST = 2000
"""Households of the measuring run, unless the scenario needs more to mean anything."""
COSTS = ("office_cost", "manager_pay", "meeting_cost", "digital_cost", "certification_fee")


@attrs.frozen
class Fund:
    """A set's fund over the years of a run: shares and rates, a year.

    ``rate`` is the lending rate as a declining rate, without fees; ``lent`` the share of the
    fund (cash and loans less provision) out on loan; ``loss`` what is written off and not
    recovered, of the loans out; ``cost`` running costs, of the fund.
    """

    name: str
    trades: bool
    rate: float
    lent: float
    loss: float
    cost: float
    inflation: float

    @property
    def break_even(self) -> float:
        """Lending rate at which the fund would just keep its real value."""
        return float(break_even_rate(self.lent, self.loss, self.cost, inflation=self.inflation))

    @property
    def growth(self) -> float:
        """Growth of the fund's real value a year at its own rate, without new money."""
        found = real_growth(
            self.lent, self.rate, self.loss, cost=self.cost, inflation=self.inflation
        )
        return float(found)


@attrs.frozen
class Measured:
    """What a run measured, and which run it was."""

    scenario: Scenario
    funds: tuple[Fund, ...]


def measure(scenario: Scenario) -> Measured:
    """Run the scenario once, small, and measure each lending set's fund."""
    from coopsim.run import simulate

    households = max(scenario.smallest, min(scenario.households, LARGEST))
    months = max(12, scenario.months // 12 * 12)
    small = scenario.sized(households, months)
    with output.progress("measuring the fund") as progress:
        run = simulate(small, SEED, scopes=("nation", "cooperative"), panel=1, progress=progress)
    return Measured(small, tuple(funds(run)))


def funds(run: Run) -> list[Fund]:
    """The fund of every lending set of a run that has its cooperatives by month."""
    from coopsim.found.places import counts

    of_set = np.repeat(np.arange(len(run.scenario.cooperatives)), counts(run.scenario))
    index = run.values("price_index")
    inflation = float((index[-1] / index[0]) ** (12 / max(run.months - 1, 1)) - 1)
    found = []
    for place, one in enumerate(run.scenario.cooperatives):
        if not one.lends:
            continue
        rows = of_set == place
        money = sum(_mean(run, name, rows) for name in ("cash", "loans"))
        money = money - _mean(run, "provision", rows)
        loans = _mean(run, "loans", rows)
        lost = _booked(run, ("loan_written_off",), rows) - _booked(run, ("loan_recovered",), rows)
        rates = run.values("effective_rate", "cooperative")[:, rows]
        known = rates[np.isfinite(rates)]
        found.append(Fund(
            one.name, one.trades, float(known.mean()) if known.size else float("nan"),
            _share(loans, money), max(_share(lost, loans), 0.0),
            _share(_booked(run, COSTS, rows), money), inflation,
        ))  # fmt: skip
    return found


def _mean(run: Run, account: str, rows: NDArray[np.bool_]) -> float:
    """An account over the year ends, the opening day included."""
    books = run.accounts
    balances = books.balances[:, books.account_names.index(account), rows]
    return float(balances.sum(axis=1).mean())


def _booked(run: Run, flows: tuple[str, ...], rows: NDArray[np.bool_]) -> float:
    """What is booked under some flows in a year, on average."""
    books = run.accounts
    places = [books.flow_names.index(name) for name in flows]
    return float(books.flows[:, places][:, :, rows].sum(axis=(1, 2)).mean())


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def as_data(measured: Measured) -> dict[str, Any]:
    """What was measured, for machines."""
    sets = [
        attrs.asdict(one)
        | {"break_even": one.break_even, "real_growth": one.growth}
        | {"half_life": float(half_life(one.growth))}
        for one in measured.funds
    ]
    size = measured.scenario
    return {"seed": SEED, "households": size.households, "months": size.months, "sets": sets}


def as_words(measured: Measured) -> list[Table | str]:
    """What was measured, for people."""
    columns = (
        "set", "lends at", "break-even", "real growth", "lent out", "lost", "costs", "inflation",
    )  # fmt: skip
    rows = []
    for one in measured.funds:
        earned = (one.rate, one.break_even, one.growth)
        shares = (*earned, one.lent, one.loss, one.cost, one.inflation)
        rows.append((one.name, *(output.number(share, "share") for share in shares)))
    size = measured.scenario
    run = f"{size.households:,} households, {size.months} months"
    made: list[Table | str] = [
        output.table("What the fund earns and what it needs, % a year", columns, rows, right=1)
        if rows
        else "No cooperative of this scenario lends.",
        "Break-even: the lending rate at which the fund would just keep its real value. Real "
        "growth: what its own rate does to that value. Lent out and costs are shares of the fund "
        "(cash and loans), lost a share of the loans. Rates are on the declining balance, without "
        "fees and before interest to savers.",
        f"Measured in a run with seed {SEED} ({run}).",
    ]
    if any(one.trades for one in measured.funds):
        made.append("Where a cooperative also trades, the margin on trade bears part of the costs.")
    return made
