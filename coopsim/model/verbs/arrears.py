"""Loans of members: what falls due, what comes in, how arrears age, provisions and losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger.runs import summed
from coopsim.rules.lending import (
    GIVEN_NEW_DATES,
    interest_due,
    is_lost,
    months_behind,
    months_late,
    pays_instalment,
    principal_outstanding,
    provision_missing,
    provision_needed,
    recovered,
)

if TYPE_CHECKING:
    from coopsim.model.village import Village

Rows = NDArray[np.int64]
STOPS_ACCRUING = 3
"""Months late after which a loan earns no more interest in the books."""


def fall_due(v: Village) -> None:
    """A month passes on every loan: interest accrues, principal falls due."""
    h, now = v.households, v.now
    now.owing[:] = h.loan > 0
    rows = np.flatnonzero(now.owing)
    age = h.loan_age[rows] + 1
    h.loan_age[rows] = age
    interest = interest_due(
        h.loan[rows], h.loan_amount[rows], h.loan_rate[rows], contract=h.loan_contract[rows],
        within_tenor=age <= h.loan_tenor[rows],
    )  # fmt: skip
    accrued = v.ledger.move("interest_accrued", interest * (h.late[rows] < STOPS_ACCRUING), rows)
    principal = _principal_due(v, rows, age)
    now.principal_due[rows] = principal
    newly_due = principal - _principal_due(v, rows, age - 1) + accrued
    now.due += summed(newly_due, h.home[rows], len(now.due))


def _principal_due(v: Village, rows: Rows, age: Any) -> NDArray[np.int64]:
    """Principal due and unpaid at an age of each loan."""
    h = v.households
    scheduled = principal_outstanding(
        h.loan_amount[rows], age, tenor=h.loan_tenor[rows], grace=h.loan_grace[rows],
        bullet=h.loan_bullet[rows],
    )  # fmt: skip
    due: NDArray[np.int64] = np.maximum(h.loan[rows] - np.rint(scheduled), 0).astype(np.int64)
    return due


def check_off(v: Village, proceeds: NDArray[np.int64]) -> None:
    """Instalments are taken off what the cooperative pays, up to a share of it."""
    rows = np.flatnonzero(_owe(v) & (proceeds > 0))
    limit = np.floor(np.asarray(v.terms_for("market", rows).check_off) * proceeds[rows])
    _take(v, rows, np.minimum(limit, v.households.cash[rows]))


def collect(v: Village, willing: Any) -> None:
    """Who is willing pays the instalment from the purse."""
    rows = np.flatnonzero(_owe(v))
    _take(v, rows, v.households.cash[rows] * _pays(v, rows, willing))


def _owe(v: Village) -> NDArray[np.bool_]:
    """Households with principal or interest due and unpaid."""
    due: NDArray[np.bool_] = (v.now.principal_due > 0) | (v.households.interest > 0)
    return due


def _take(v: Village, rows: Rows, able: Any) -> None:
    """What debtors are able to pay goes to interest first, then to principal."""
    h, now = v.households, v.now
    if len(rows) == 0:
        return
    due = h.interest[rows]
    paid = np.minimum(now.principal_due[rows] + due, able).astype(np.int64)
    interest = v.ledger.move("interest_paid", np.minimum(due, paid), rows)
    principal = v.ledger.move("principal_paid", paid - interest, rows)
    now.principal_due[rows] -= principal
    now.service[rows] += paid
    h.patronage[rows] += interest
    now.collected += summed(paid, h.home[rows], len(now.due))


def _pays(v: Village, rows: Rows, willing: Any) -> Any:
    """Whether each debtor pays this month what the purse allows."""
    h, c = v.households, v.cooperatives
    home = h.home[rows]
    return pays_instalment(
        willing[rows], h.trust[rows], outside_share(v)[home], late_share=c.late_share[home],
        behind=months_behind(_late(v, rows), h.rescheduled[rows]),
        terms=v.terms_for("fund", rows),
    )  # fmt: skip


def outside_share(v: Village) -> NDArray[np.float64]:
    """Share of each cooperative's funds that is nobody's own savings: grants and state loans."""
    c = v.cooperatives
    outside = (c.grants - np.minimum(c.equipment, c.grants) + c.fund_debt).astype(float)
    own = (c.share + c.mandatory + c.voluntary + c.reserve).astype(float)
    return outside / np.maximum(outside + own, 1.0)


def age_loans(v: Village) -> None:
    """Arrears age; late loans are given new dates, provided for, written off, recovered."""
    h, c = v.households, v.cooperatives
    rows = np.flatnonzero(h.loan > 0)
    h.late[:] = 0
    h.late[rows] = _late(v, rows)
    if np.any(v.terms.fund.rescheduling):
        _reschedule(v, rows)
    rows = _write_off(v, rows)
    loan, late, home = h.loan[rows], h.late[rows], h.home[rows]
    behind = months_behind(late, h.rescheduled[rows])
    needed = provision_needed(loan, behind, terms=v.terms_for("fund", rows))
    target = summed(np.rint(needed).astype(np.int64), home, len(c.cash))
    v.ledger.move("provision_made", provision_missing(target, c.provision))
    v.ledger.move("provision_released", np.maximum(c.provision - target, 0))
    at_risk = summed(loan * (late >= 1), home, len(c.cash))
    c.late_share[:] = at_risk / np.maximum(c.loans, 1)
    _recover(v)


def _late(v: Village, rows: Rows) -> Any:
    h = v.households
    return months_late(
        h.loan_amount[rows], h.loan[rows], h.loan_age[rows], tenor=h.loan_tenor[rows],
        grace=h.loan_grace[rows], bullet=h.loan_bullet[rows],
    )  # fmt: skip


def _reschedule(v: Village, rows: Rows) -> None:
    """Some late loans are given new dates: a fresh tenor on what is still owed."""
    h, draw = v.households, v.draw("rescheduled")
    share = v.terms_for("fund", rows).rescheduling
    chosen = rows[(h.late[rows] >= GIVEN_NEW_DATES) & (draw[rows] < share)]
    h.loan_amount[chosen] = h.loan[chosen]
    h.loan_age[chosen], h.loan_grace[chosen] = 0, 0
    h.loan_tenor[chosen] = v.terms_for("fund", chosen).tenor
    h.loan_bullet[chosen], h.rescheduled[chosen] = False, True
    h.late[chosen] = 0


def _write_off(v: Village, rows: Rows) -> Rows:
    """Of loans, those late beyond the rule leave the books; the others are returned."""
    h = v.households
    lost = np.asarray(is_lost(h.late[rows], v.terms_for("fund", rows)))
    if lost.any():
        write_off(v, rows[lost])
        h.late[rows[lost]] = 0
        rows = rows[~lost]
    return rows


def write_off(v: Village, rows: Rows) -> None:
    """Take loans and their unpaid interest off the books; the claim on the member stays.

    What was not provided for is provided first.
    """
    h, c = v.households, v.cooperatives
    if len(rows) == 0:
        return
    lost = summed(h.loan[rows], h.home[rows], len(c.cash))
    v.ledger.move("provision_made", provision_missing(lost, c.provision))
    v.ledger.move("loan_written_off", h.loan[rows], rows)
    v.ledger.move("interest_given_up", h.interest[rows], rows)
    v.now.principal_due[rows] = 0


def _recover(v: Village) -> None:
    """Something comes in on a few loans written off earlier."""
    h = v.households
    rows = np.flatnonzero(h.written_off > 0)
    if len(rows) == 0:
        return
    draw = v.draw("recovered")
    terms = v.terms_for("fund", rows)
    amount = recovered(h.written_off[rows], h.cash[rows], draw[rows], terms=terms)
    paid = v.ledger.move("loan_recovered", amount, rows)
    v.now.service[rows] += paid
