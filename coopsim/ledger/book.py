"""One ``move`` for every flow, in integers."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.errors import LedgerError
from coopsim.ledger.audit import audit
from coopsim.ledger.flows import BOOKS, CODE, FLOWS, MAY_BE_NEGATIVE, PARTIES, Flow
from coopsim.ledger.runs import Runs, runs_of, summed
from coopsim.state import Cooperatives, Households, NationalFund

Rows = slice | NDArray[np.int64]
Money = NDArray[np.int64]
ALL = slice(None)


def whole(amount: Any) -> Money:
    """Minor units, rounded half to even."""
    values = np.asarray(amount)
    return values if values.dtype == np.int64 else np.rint(values).astype(np.int64)


@attrs.frozen(eq=False)
class _Account:
    """A leg of a flow with the column it moves."""

    name: str
    values: Money
    table: str
    rises: bool
    is_guarded: bool
    """Whether a fall must be checked: the account may not go below zero."""


class Ledger:
    """The books of one world.

    Writes the money columns of households, cooperatives and the national fund; nothing else
    does. ``booked`` holds what was booked in the open month, minor units, shape (flow,
    cooperative); ``year`` the same since the year began; ``totals`` since the world began.
    """

    def __init__(
        self, households: Households, cooperatives: Cooperatives, fund: NationalFund
    ) -> None:
        self.households, self.cooperatives, self.fund = households, cooperatives, fund
        self.size = len(cooperatives.cash)
        self.booked = np.zeros((len(FLOWS), self.size), dtype=np.int64)
        self.month_totals = np.zeros(len(FLOWS), dtype=np.int64)
        self.year = np.zeros((len(FLOWS), self.size), dtype=np.int64)
        self.totals = np.zeros(len(FLOWS), dtype=np.int64)
        tables = {"h": households, "c": cooperatives, "f": fund}
        starts = runs_of(households.home, households.sector)
        self.runs = Runs(starts, households.home[starts], households.sector[starts])
        self._accounts = {flow.name: _accounts(flow, tables) for flow in FLOWS}
        self.opening = self.balances()

    def open_month(self) -> None:
        """Begin a month: what was booked before is closed."""
        self.booked[:] = 0
        self.month_totals[:] = 0
        self.opening = self.balances()

    def balances(self) -> Money:
        """Every account of every cooperative now, shape (account of ``BOOKS``, cooperative)."""
        return np.array([getattr(self.cooperatives, name) for name in BOOKS])

    def move(self, name: str, amount: Any, rows: Rows = ALL) -> Money:
        """Book a flow for some rows and return what was booked, in minor units.

        ``rows`` are rows of the flow's actor (households or cooperatives), each at most once;
        ``amount`` is rounded half to even. Raises ``LedgerError``, booking nothing, for a
        negative amount or an account that would fall below zero.
        """
        booked = whole(amount)
        if len(booked) == 0:
            return booked
        lowest = np.minimum.reduce(booked)
        if lowest < 0:
            raise LedgerError(f"{name}: a negative amount, {lowest} minor units")
        total = int(np.add.reduce(booked))
        if total == 0:
            return booked
        accounts, actor, code = self._accounts[name]
        by_cooperative = self._by_cooperative(actor, booked, rows) if actor else None
        changes: dict[str, Any] = {"h": booked, "c": by_cooperative, "f": total}
        changed = []
        for account in accounts:
            target = rows if account.table == "h" else ALL
            change = changes[account.table]
            old = account.values[target]
            new = old + change if account.rises else old - change
            if account.is_guarded and np.minimum.reduce(new) < 0:
                raise _overdrawn(name, account, new, rows)
            changed.append((account.values, target, new))
        for values, target, new in changed:
            values[target] = new
        self.month_totals[code] += total
        if by_cooperative is not None:
            self.booked[code] += by_cooperative
        return booked

    def _by_cooperative(self, actor: str, booked: Money, rows: Rows) -> Money:
        """The amounts summed by cooperative, exactly."""
        if actor == "household":
            if isinstance(rows, slice) and rows == ALL:
                return self.runs.by_cooperative(booked, self.size)
            return summed(booked, self.households.home[rows], self.size)
        if isinstance(rows, slice) and rows == ALL and len(booked) == self.size:
            return booked
        spread = np.zeros(self.size, dtype=np.int64)
        spread[rows] = booked
        return spread

    def close_month(self) -> None:
        """Add the month to the year and to the totals."""
        self.year += self.booked
        self.totals += self.month_totals

    def outside(self) -> dict[str, int]:
        """Net money each outside party has received since the world began, minor units."""
        net = dict.fromkeys(PARTIES, 0)
        for flow in FLOWS:
            for leg in flow.legs:
                if leg.table == "@":
                    net[leg.account] += leg.sign * int(self.totals[CODE[flow.name]])
        return net

    def audit(self, month: int) -> None:
        """Prove that nothing was made or lost this month; raise ``AuditError`` if it was."""
        audit(self, month)


def _accounts(flow: Flow, tables: dict[str, Any]) -> tuple[tuple[_Account, ...], str, int]:
    """The columns a flow moves, who it is booked for (empty: no cooperative), and its code."""
    accounts = tuple(
        _Account(
            leg.account,
            getattr(tables[leg.table], leg.account),
            leg.table,
            leg.sign > 0,
            leg.sign < 0 and (leg.table, leg.account) not in MAY_BE_NEGATIVE,
        )
        for leg in flow.legs
        if leg.table != "@"
    )
    touches = any(leg.table == "c" for leg in flow.legs)
    return accounts, flow.actor if touches else "", CODE[flow.name]


def _overdrawn(name: str, account: _Account, new: Money, rows: Rows) -> LedgerError:
    worst = int(new.argmin())
    everyone = np.arange(len(account.values))
    row = int(everyone[rows][worst]) if account.table == "h" else worst
    return LedgerError(
        f"{name}: {account.table}.{account.name} of row {row} would be overdrawn "
        f"by {-int(new.min())} minor units"
    )
