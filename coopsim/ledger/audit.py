"""The monthly proof, exact and in integers, that money was neither made nor lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.errors import AuditError
from coopsim.ledger.flows import ASSETS, CAPITAL, CODE, DEBTS, FLOWS, MAY_BE_NEGATIVE

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


_HOUSEHOLD, _COOPERATIVE = _names("h"), _names("c")
_SIGNS = np.zeros((len(_COOPERATIVE), len(FLOWS)), dtype=np.int64)
"""What each flow does to each account of a cooperative."""
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
            _SIGNS[_COOPERATIVE.index(_leg.account), CODE[_flow.name]] = _leg.sign
        elif _leg.table != "@":
            _TOTALS[_leg.table, _leg.account][CODE[_flow.name]] = _leg.sign


def audit(ledger: Ledger, month: int) -> None:
    """Raise ``AuditError``, naming the flows, the month and the row, unless all of this holds.

    Every cooperative account moved by what was booked; its books balance; what it owes members
    and what they owe it are the sums of theirs; households together and the national fund hold
    what was booked for them; the fund's claims are the cooperatives' debts; inside cash is what
    crossed the border; nothing is below zero.
    """
    h, c, fund = ledger.households, ledger.cooperatives, ledger.fund
    booked = _SIGNS @ ledger.booked
    for place, name in enumerate(_COOPERATIVE):
        gap = getattr(c, name) - ledger.opening[name] - booked[place]
        _check(ledger, gap, month, "moved without a booking", name)
    assets = sum(getattr(c, name) for name in ASSETS)
    claims = sum(getattr(c, name) for name in DEBTS + CAPITAL)
    _check(ledger, np.asarray(assets - claims), month, "the books do not balance", "balance")
    for account, parts in MIRRORS:
        members: Any = sum(getattr(h, part) for part in parts)
        gap = _by_home(members, h.home, ledger.size) - getattr(c, account)
        _check(ledger, gap, month, "members' sums differ", account)
    for (letter, name), signs in _TOTALS.items():
        table: Any = h if letter == "h" else fund
        gap = np.array([int(getattr(table, name).sum()) - int(signs @ ledger.totals)])
        _check(ledger, gap, month, "moved without a booking", name, whole=table.table)
    for account, held in (("fund_debt", fund.loans), ("fund_interest", fund.interest)):
        gap = np.array([int(getattr(c, account).sum())]) - held
        _check(ledger, gap, month, "the national fund's claims differ", account)
    inside = int(h.cash.sum()) + int(c.cash.sum()) + int(fund.cash.sum())
    crossed = -int(_BORDER @ ledger.totals)
    _check(ledger, np.array([inside - crossed]), month, "cash was made or lost", "cash")
    for letter, table, names in (("h", h, _HOUSEHOLD), ("c", c, _COOPERATIVE)):
        for name in names:
            values = getattr(table, name)
            if (letter, name) not in MAY_BE_NEGATIVE and values.min(initial=0) < 0:
                _check(ledger, np.minimum(values, 0), month, "below zero", name)


def _by_home(values: Money, home: Any, size: int) -> Money:
    """Sums by cooperative, exact even beyond what a float64 can hold."""
    sums = np.bincount(home, values, size).astype(np.int64)
    if len(sums) and np.abs(sums).max() >= 2**53:
        sums = np.zeros(size, dtype=np.int64)
        np.add.at(sums, home, values)
    return sums


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
