"""Loans of members: what falls due, what comes in, how arrears age, provisions and losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.rules.lending import (
    interest_due,
    months_late,
    pays_instalment,
    principal_outstanding,
    provision_needed,
)

if TYPE_CHECKING:
    from coopsim.model.village import Village

Rows = NDArray[np.int64]
STOPS_ACCRUING = 3
"""Months late after which a loan earns no more interest in the books."""


def fall_due(v: Village) -> None:
    """A month passes on every loan: interest accrues, principal falls due."""
    h, now = v.households, v.now
    rows = np.flatnonzero(h.loan)
    h.loan_age[rows] += 1
    within = h.loan_age[rows] <= h.loan_tenor[rows]
    interest = interest_due(
        h.loan[rows], h.loan_amount[rows], h.loan_rate[rows], contract=h.loan_contract[rows],
        within_tenor=within,
    )  # fmt: skip
    accrued = v.ledger.move("interest_accrued", interest * (h.late[rows] < STOPS_ACCRUING), rows)
    before = _principal_due(v, rows, h.loan_age[rows] - 1)
    now.principal_due[rows] = _principal_due(v, rows, h.loan_age[rows])
    newly_due = now.principal_due[rows] - before + accrued
    now.due += np.bincount(h.home[rows], newly_due, len(now.due))


def _principal_due(v: Village, rows: Rows, age: Any) -> NDArray[np.int64]:
    """Principal due and unpaid at an age of each loan."""
    h = v.households
    scheduled = principal_outstanding(
        h.loan_amount[rows], age, tenor=h.loan_tenor[rows], grace=h.loan_grace[rows],
        bullet=h.loan_bullet[rows],
    )  # fmt: skip
    due: NDArray[np.int64] = np.maximum(h.loan[rows] - np.rint(scheduled), 0).astype(np.int64)
    return due


def collect(v: Village, limit: Any, willing: Any) -> None:
    """Take instalments: by check-off up to ``limit``, or from the purse of who is willing."""
    h, now = v.households, v.now
    rows = np.flatnonzero((now.principal_due > 0) | (h.interest > 0))
    if len(rows) == 0:
        return
    owed = now.principal_due[rows] + h.interest[rows]
    if limit is not None:
        able = np.minimum(np.floor(np.broadcast_to(limit, h.cash.shape)[rows]), h.cash[rows])
    else:
        able = h.cash[rows] * _pays(v, rows, willing)
    paid = np.minimum(owed, able).astype(np.int64)
    interest = v.ledger.move("interest_paid", np.minimum(h.interest[rows], paid), rows)
    principal = v.ledger.move("principal_paid", paid - interest, rows)
    now.principal_due[rows] -= principal
    h.service_year[rows] += paid
    h.patronage[rows] += interest
    now.collected += np.bincount(h.home[rows], paid, len(now.due))


def _pays(v: Village, rows: Rows, willing: Any) -> Any:
    """Whether each debtor pays this month what the purse allows."""
    h, c = v.households, v.cooperatives
    home = h.home[rows]
    return pays_instalment(
        willing[rows], h.trust[rows], outside_share(v)[home], late_share=c.late_share[home],
        behind=_late(v, rows), terms=v.terms_for("fund", rows),
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
    draw = v.draw("rescheduled")
    rows = np.flatnonzero(h.loan)
    h.late[:] = 0
    h.late[rows] = _late(v, rows)
    _reschedule(v, rows, draw)
    _write_off(v)
    rows = np.flatnonzero(h.loan)
    home = h.home[rows]
    needed = provision_needed(h.loan[rows], h.late[rows], terms=v.terms_for("fund", rows))
    target = np.rint(np.bincount(home, np.rint(needed), len(c.cash))).astype(np.int64)
    v.ledger.move("provision_made", np.maximum(target - c.provision, 0))
    v.ledger.move("provision_released", np.maximum(c.provision - target, 0))
    at_risk = np.bincount(home, h.loan[rows] * (h.late[rows] >= 1), len(c.cash))
    c.late_share[:] = at_risk / np.maximum(c.loans, 1)
    _recover(v)


def _late(v: Village, rows: Rows) -> Any:
    h = v.households
    return months_late(
        h.loan_amount[rows], h.loan[rows], h.loan_age[rows], tenor=h.loan_tenor[rows],
        grace=h.loan_grace[rows], bullet=h.loan_bullet[rows],
    )  # fmt: skip


def _reschedule(v: Village, rows: Rows, draw: Any) -> None:
    """Some late loans are given new dates: a fresh tenor on what is still owed."""
    h = v.households
    chosen = rows[(h.late[rows] >= 2) & (draw[rows] < v.terms_for("fund", rows).rescheduling)]
    h.loan_amount[chosen] = h.loan[chosen]
    h.loan_age[chosen], h.loan_grace[chosen] = 0, 0
    h.loan_tenor[chosen] = v.terms_for("fund", chosen).tenor
    h.loan_bullet[chosen], h.rescheduled[chosen] = False, True
    h.late[chosen] = 0


def _write_off(v: Village) -> None:
    """Loans late beyond the rule leave the books; what was not provided for is provided first."""
    h = v.households
    rows = np.flatnonzero((h.late > v.at_home("fund").write_off) & (h.loan > 0))
    write_off(v, rows)
    h.late[rows] = 0


def write_off(v: Village, rows: Rows) -> None:
    """Take loans and their unpaid interest off the books; the claim on the member stays."""
    h, c = v.households, v.cooperatives
    if len(rows) == 0:
        return
    lost = np.bincount(h.home[rows], h.loan[rows], len(c.cash)).astype(np.int64)
    v.ledger.move("provision_made", np.maximum(lost - c.provision, 0))
    v.ledger.move("loan_written_off", h.loan[rows], rows)
    v.ledger.move("interest_given_up", h.interest[rows], rows)
    v.now.principal_due[rows] = 0


def _recover(v: Village) -> None:
    """Something comes in on a few loans written off earlier."""
    h = v.households
    draw = v.draw("recovered")
    rows = np.flatnonzero(h.written_off)
    chance = v.terms_for("fund", rows).recovery
    amount = np.minimum(h.written_off[rows], h.cash[rows] // 3) * (draw[rows] < chance)
    paid = v.ledger.move("loan_recovered", amount, rows)
    h.service_year[rows] += paid
