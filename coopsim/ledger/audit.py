"""The monthly proof, exact and in integers, that money was neither made nor lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.errors import AuditError
from coopsim.ledger.flows import ASSETS, BOOKS, CAPITAL, CODE, DEBTS, FLOWS, MAY_BE_NEGATIVE

if TYPE_CHECKING:
    from coopsim.ledger.book import Ledger

Money = NDArray[np.int64]
MIRRORS = (
    ("share", ("share",)), ("mandatory", ("mandatory",)), ("voluntary", ("voluntary",)),
    ("payable", ("claim", "promised")), ("loans", ("loan",)), ("interest", ("interest",)),
    ("supplies", ("supplies",)), ("written_off", ("written_off",)),
)  # fmt: skip
"""What a cooperative's account must equal: the sum of its households' columns."""


def _names(table: str) -> tuple[str, ...]:
    return tuple(sorted({leg.account for f in FLOWS for leg in f.legs if leg.table == table}))


_HOUSEHOLD = _names("h")
_SIGNS = np.zeros((len(BOOKS), len(FLOWS)), dtype=np.int64)
"""What each flow does to each account of a cooperative."""
_SIDES = np.array([(name in ASSETS) - (name in DEBTS + CAPITAL) for name in BOOKS])
"""Which side of the balance sheet an account stands on; 0: neither."""
_TOTALS = {
    (letter, name): np.zeros(len(FLOWS), dtype=np.int64)
    for letter in ("h", "f")
    for name in _names(letter)
}
"""What each flow does to each account of all households together, and of the national fund."""
_BORDER = np.zeros(len(FLOWS), dtype=np.int64)
"""What each flow sends outside."""
for _flow in FLOWS:
    _BORDER[CODE[_flow.name]] = _flow.outside
    for _leg in _flow.legs:
        if _leg.table == "c":
            _SIGNS[BOOKS.index(_leg.account), CODE[_flow.name]] = _leg.sign
        elif _leg.table != "@":
            _TOTALS[_leg.table, _leg.account][CODE[_flow.name]] = _leg.sign
_TOTAL_SIGNS = np.array(list(_TOTALS.values()))


def audit(ledger: Ledger, month: int) -> None:
    """Raise ``AuditError``, naming the flows, the month and the row, unless all of this holds.

    Every cooperative account moved by what was booked; its books balance; what it owes members
    and what they owe it are the sums of theirs; households together and the national fund hold
    what was booked for them; the fund's claims are the cooperatives' debts; inside cash is what
    crossed the border; nothing is below zero.
    """
    h, c, fund = ledger.households, ledger.cooperatives, ledger.fund
    books = ledger.balances()
    moved = books - ledger.opening
    moved -= _SIGNS @ ledger.booked
    if moved.any():
        for gap, name in zip(moved, BOOKS, strict=True):
            _check(ledger, gap, month, "moved without a booking", name)
    balance = (_SIDES[:, None] * books).sum(axis=0)
    _check(ledger, balance, month, "the books do not balance", "balance")
    for account, parts in MIRRORS:
        members: Any = getattr(h, parts[0])
        for part in parts[1:]:
            members = members + getattr(h, part)
        gap = ledger.runs.by_cooperative(members, ledger.size) - getattr(c, account)
        _check(ledger, gap, month, "members' sums differ", account)
    for (letter, name), due in zip(_TOTALS, (_TOTAL_SIGNS @ ledger.totals).tolist(), strict=True):
        table: Any = h if letter == "h" else fund
        gap = int(np.add.reduce(getattr(table, name))) - due
        _check(ledger, np.array([gap]), month, "moved without a booking", name, whole=table.table)
    for account, held in (("fund_debt", fund.loans), ("fund_interest", fund.interest)):
        gap = np.add.reduce(getattr(c, account)) - held
        _check(ledger, gap, month, "the national fund's claims differ", account)
    inside = int(h.cash.sum()) + int(c.cash.sum()) + int(fund.cash.sum())
    crossed = -int(_BORDER @ ledger.totals)
    _check(ledger, np.array([inside - crossed]), month, "cash was made or lost", "cash")
    for letter, table, names in (("h", h, _HOUSEHOLD), ("c", c, BOOKS)):
        for name in names:
            values = getattr(table, name)
            lowest = np.minimum.reduce(values) if len(values) else 0
            if lowest < 0 and (letter, name) not in MAY_BE_NEGATIVE:
                _check(ledger, np.minimum(values, 0), month, "below zero", name)


def _check(
    ledger: Ledger, gap: Money, month: int, what: str, account: str, *, whole: str = ""
) -> None:
    """Raise if there is a gap; ``whole`` names a table of which only the sum is known."""
    if not gap.any():
        return
    row = int(np.flatnonzero(gap)[0])
    where = f"{whole} {account}, all rows" if whole else f"{account}, row {row}"
    flows = ", ".join(
        flow.name
        for flow in FLOWS
        if ledger.month_totals[CODE[flow.name]] and any(leg.account == account for leg in flow.legs)
    )
    raise AuditError(
        f"month {month}, {where}: {what} by {int(gap[row])} minor units; "
        f"flows that touched it: {flows or 'none'}"
    )
