"""One ``move`` for every flow; integers; an audit that names what it finds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coopsim.errors import AuditError, LedgerError
from coopsim.ledger.flows import (
    ASSETS,
    BY_NAME,
    CAPITAL,
    CODE,
    DEBTS,
    FLOWS,
    MAY_BE_NEGATIVE,
    PARTIES,
    Flow,
)
from coopsim.state import Cooperatives, Households, NationalFund

Rows = slice | NDArray[np.int64]
Money = NDArray[np.int64]
ALL = slice(None)

MIRRORS = (
    ("share", ("share",)), ("mandatory", ("mandatory",)), ("voluntary", ("voluntary",)),
    ("payable", ("claim", "promised")), ("loans", ("loan",)), ("interest", ("interest",)),
    ("supplies", ("supplies",)), ("written_off", ("written_off",)),
)  # fmt: skip
"""What a cooperative's account must equal: the sum of its households' columns."""
_HOUSEHOLD = sorted({leg.account for flow in FLOWS for leg in flow.legs if leg.table == "h"})
_COOPERATIVE = sorted({leg.account for flow in FLOWS for leg in flow.legs if leg.table == "c"})


def whole(amount: Any) -> Money:
    """Minor units, rounded half to even."""
    values = np.asarray(amount)
    return values if values.dtype == np.int64 else np.rint(values).astype(np.int64)


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
        self._tables = {"h": households, "c": cooperatives, "f": fund}
        self._opening: dict[str, Money] = {}
        self.open_month()

    def open_month(self) -> None:
        """Begin a month: what was booked before is closed."""
        self.booked[:] = 0
        self.month_totals[:] = 0
        self._opening = {name: getattr(self.cooperatives, name).copy() for name in _COOPERATIVE}

    def move(self, name: str, amount: Any, rows: Rows = ALL) -> Money:
        """Book a flow for some rows and return what was booked, in minor units.

        ``rows`` are rows of the flow's actor (households or cooperatives), each at most once;
        ``amount`` is rounded half to even. Raises ``LedgerError``, booking nothing, for a
        negative amount or an account that would fall below zero.
        """
        flow = BY_NAME[name]
        booked = whole(amount)
        if booked.size == 0:
            return booked
        if booked.min() < 0:
            raise LedgerError(f"{name}: a negative amount, {int(booked.min())} minor units")
        total = int(booked.sum())
        if total == 0:
            return booked
        by_cooperative = self._by_cooperative(flow, booked, rows, total)
        changes = self._changes(flow, booked, rows, by_cooperative, total)
        for values, target, changed in changes:
            values[target] = changed
        code = CODE[name]
        self.month_totals[code] += total
        if by_cooperative is not None:
            self.booked[code] += by_cooperative
        return booked

    def _by_cooperative(self, flow: Flow, booked: Money, rows: Rows, total: int) -> Money | None:
        """The amounts summed by cooperative; None where the flow touches none."""
        if not any(leg.table == "c" for leg in flow.legs):
            return None
        if flow.actor == "cooperative":
            spread = np.zeros(self.size, dtype=np.int64)
            spread[rows] = booked
            return spread
        home = self.households.home[rows]
        if total < 2**53:
            return np.bincount(home, booked, self.size).astype(np.int64)
        spread = np.zeros(self.size, dtype=np.int64)
        np.add.at(spread, home, booked)
        return spread

    def _changes(
        self, flow: Flow, booked: Money, rows: Rows, by_cooperative: Money | None, total: int
    ) -> list[tuple[Money, Any, Money]]:
        """New values of every account the flow touches, refused if one would be overdrawn."""
        changes: list[tuple[Money, Any, Money]] = []
        for leg in flow.legs:
            if leg.table == "@":
                continue
            values: Money = getattr(self._tables[leg.table], leg.account)
            target: Any = rows if leg.table == "h" else ALL
            amount: Any = {"h": booked, "c": by_cooperative, "f": total}[leg.table]
            old = values[target]
            new = old + amount if leg.sign > 0 else old - amount
            if leg.sign < 0 and new.min() < 0 and (leg.table, leg.account) not in MAY_BE_NEGATIVE:
                worst = int(new.argmin())
                row = worst if target == ALL else int(np.arange(len(values))[rows][worst])
                raise LedgerError(
                    f"{flow.name}: {leg.table}.{leg.account} of row {row} would be overdrawn "
                    f"by {-int(new.min())} minor units"
                )
            changes.append((values, target, new))
        return changes

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
        """Prove that nothing was made or lost this month; raise ``AuditError`` if it was.

        Exact, in integers: every cooperative account moved by what was booked; its books
        balance; what it owes members and what they owe it are the sums of theirs; the national
        fund's claims are the cooperatives' debts; inside cash is what crossed the border.
        """
        for name in _COOPERATIVE:
            self._check_booked(name, month)
        c = self.cooperatives
        sides = sum(getattr(c, name) for name in ASSETS) - sum(getattr(c, name) for name in DEBTS + CAPITAL)  # fmt: skip
        self._check(np.asarray(sides), month, "the books do not balance", "balance")
        for account, parts in MIRRORS:
            members = sum(getattr(self.households, part) for part in parts)
            sums = np.bincount(self.households.home, members, self.size).astype(np.int64)
            self._check(sums - getattr(c, account), month, "members' sums differ", account)
        self._check(np.array([int(c.fund_debt.sum())]) - self.fund.loans, month, "fund loans differ", "fund_debt")  # fmt: skip
        self._check(np.array([int(c.fund_interest.sum())]) - self.fund.interest, month, "fund interest differs", "fund_interest")  # fmt: skip
        inside = int(self.households.cash.sum()) + int(c.cash.sum()) + int(self.fund.cash.sum())
        crossed = -sum(self.outside().values())
        self._check(np.array([inside - crossed]), month, "cash was made or lost", "cash")
        self._check_signs(month)

    def _check_booked(self, name: str, month: int) -> None:
        expected = self._opening[name].copy()
        for flow in FLOWS:
            for leg in flow.legs:
                if leg.table == "c" and leg.account == name:
                    expected += leg.sign * self.booked[CODE[flow.name]]
        gap = getattr(self.cooperatives, name) - expected
        self._check(gap, month, "moved without a booking", name)

    def _check_signs(self, month: int) -> None:
        for letter, names in (("h", _HOUSEHOLD), ("c", _COOPERATIVE)):
            for name in names:
                values = getattr(self._tables[letter], name)
                if (letter, name) not in MAY_BE_NEGATIVE and values.min(initial=0) < 0:
                    self._check(np.minimum(values, 0), month, "below zero", name)

    def _check(self, gap: Money, month: int, what: str, account: str) -> None:
        if not gap.any():
            return
        row = int(np.flatnonzero(gap)[0])
        flows = ", ".join(
            flow.name
            for flow in FLOWS
            if self.month_totals[CODE[flow.name]]
            and any(leg.account == account for leg in flow.legs)
        )
        raise AuditError(
            f"month {month}, {account}, row {row}: {what} by {int(gap[row])} minor units; "
            f"flows that touched it: {flows or 'none'}"
        )
