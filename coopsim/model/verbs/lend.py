"""The cooperative's own revolving fund lends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger.runs import summed
from coopsim.model.order import served_in_order
from coopsim.model.verbs.pay import crop_value_of_year
from coopsim.rules.lending import (
    applies,
    declining_rate,
    lendable,
    loan_ceiling,
    loan_wanted,
    rate_known,
)
from coopsim.rules.surplus import is_legal
from coopsim.state import ACTIVE

if TYPE_CHECKING:
    from coopsim.model.village import Village


def effective_rate(v: Village) -> NDArray[np.float64]:
    """Lending rate of each cooperative as a declining rate, after the legal cap."""
    fund = v.terms.fund
    stated = np.minimum(fund.loan_rate, v.terms.regulation.rate_cap)
    flat = (np.asarray(fund.contract) > 0) & ~np.asarray(fund.bullet, dtype=bool)
    rate: NDArray[np.float64] = np.where(flat, declining_rate(stated, fund.tenor), stated)
    return np.broadcast_to(rate, v.cooperatives.cash.shape)


def may_lend(v: Village) -> NDArray[np.bool_]:
    """Cooperatives that may lend: active, with a fund, and legal or allowed without."""
    c, law = v.cooperatives, v.terms.regulation
    legal = is_legal(c.members, c.share + c.mandatory + c.grants + c.reserve, terms=law)
    found: NDArray[np.bool_] = (
        (c.status == ACTIVE) & c.lends & (legal | np.asarray(law.informal_lends, dtype=bool))
    )
    return found


def lend(v: Village) -> None:
    """Members apply; the queue is served whole until the first that does not fit."""
    h, c = v.households, v.cooperatives
    rate = effective_rate(v)
    c.known_rate[:] = rate_known(c.known_rate, rate, v.terms.fund) if v.month > 1 else rate
    rows = _may_ask(v)
    asks = v.draw("asks for a loan")[rows]
    rows = rows[applies(c.known_rate[h.home[rows]], asks, terms=v.terms_for("fund", rows))]
    rows = rows[~_goes_elsewhere(v, rows, rate[h.home[rows]])]
    amount = _amount(v, rows, rate[h.home[rows]])
    enough = amount > 0
    rows, amount = rows[enough], amount[enough]
    available = lendable(
        c.cash, c.voluntary, c.loans, claims=c.payable + c.bills, terms=v.terms.fund
    )
    home = h.home[rows]
    insiders = np.broadcast_to(v.terms.fund.insiders_first, c.cash.shape)[home] & h.insider[rows]
    key = v.draw("lending queue")[rows] - 2.0 * insiders
    served = served_in_order(amount, home, available, key)
    _sign(v, rows[served], amount[served])
    v.now.refused += np.bincount(home[~served], minlength=len(c.cash))
    turned_away = summed(amount[~served], home[~served], len(c.cash))
    c.unserved[:] = np.rint(0.75 * c.unserved + 0.25 * turned_away)


def _may_ask(v: Village) -> NDArray[np.int64]:
    """Members without a loan, or with one half repaid where it may be topped up."""
    h, fund = v.households, v.at_home("fund")
    free = h.loan == 0
    if np.any(fund.top_up):
        free |= (h.late == 0) & (2 * h.loan <= h.loan_amount) & np.asarray(fund.top_up)
    free &= h.member & (h.written_off == 0)
    rows = np.flatnonzero(free & (v.month - h.joined >= np.asarray(fund.waiting)))
    return rows[may_lend(v)[h.home[rows]]]


def _goes_elsewhere(v: Village, rows: Any, rate: Any) -> Any:
    """Members a cheaper lender would take, and whose cooperative is dearer."""
    bank = v.terms_for("bank", rows)
    draw = v.draw("soft lender")[rows]
    return (rate > np.asarray(bank.soft_rate)) & (draw < np.asarray(bank.soft_share))


def _amount(v: Village, rows: Any, rate: Any) -> NDArray[np.int64]:
    """Money asked within the ceilings, less what is still owed on a loan to be topped up.

    Nobody bothers for less than a fifth of the wish.
    """
    h = v.households
    fund = v.terms_for("fund", rows)
    wanted = loan_wanted(h.need[rows] * v.index, rate, terms=fund)
    income = h.other_income[rows] * v.index + crop_value_of_year(v, rows) / 12
    savings = h.share[rows] + h.mandatory[rows] + h.voluntary[rows]
    board = np.asarray(fund.insiders_first) & h.insider[rows]
    ceiling = loan_ceiling(savings, income, rate, terms=fund) * np.where(board, 2.0, 1.0)
    amount = np.minimum(wanted, ceiling) - h.loan[rows]
    unit = v.scenario.minor
    amount = np.floor(amount / unit) * unit
    found: NDArray[np.int64] = np.where(amount >= 0.2 * wanted, amount, 0.0).astype(np.int64)
    return found


def _sign(v: Village, rows: Any, amount: Any) -> None:
    """Write the contract and pay the loan out, less the fee."""
    h, fund = v.households, v.terms_for("fund", rows)
    cap = v.terms_for("regulation", rows).rate_cap
    h.topped_up[rows] = h.loan[rows] > 0
    h.loan_amount[rows], h.loan_age[rows] = h.loan[rows] + amount, 0
    h.loan_rate[rows] = np.minimum(fund.loan_rate, cap)
    h.loan_tenor[rows], h.loan_grace[rows] = (
        fund.tenor,
        np.minimum(fund.grace, np.asarray(fund.tenor) - 1),
    )
    h.loan_contract[rows], h.loan_bullet[rows] = fund.contract, fund.bullet
    h.rescheduled[rows] = False
    v.ledger.move("loan_disbursed", amount, rows)
    v.ledger.move("loan_fee", amount * np.asarray(fund.loan_fee), rows)
    h.used[rows] = True
    h.patronage[rows] += np.rint(amount * np.asarray(fund.loan_fee)).astype(np.int64)
