"""Cooperatives borrow from the national revolving fund and from banks, and repay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.found import weight
from coopsim.ledger import CODE
from coopsim.model.verbs.lend import effective_rate
from coopsim.policies import mean_of
from coopsim.rules.lending import principal_outstanding
from coopsim.rules.refinance import (
    bank_ceiling,
    financing_cost,
    fund_ceiling,
    may_borrow,
    rank_key,
)
from coopsim.state import ACTIVE

if TYPE_CHECKING:
    from coopsim.model.village import Village

Money = NDArray[np.int64]
GIVEN_UP = 12
"""Months late after which the national fund writes a loan off."""


def refinance(v: Village) -> None:
    """Repay first, then apply; the national fund pays what was approved."""
    c = v.cooperatives
    c.fund_age += c.fund_debt > 0
    c.bank_age += c.bank_debt > 0
    _accrue(v)
    _repay(v, "fund")
    _repay(v, "bank")
    _give_up(v)
    _endow(v)
    _apply(v)
    _pay_out(v)
    _borrow_from_bank(v)


def own_capital(v: Village) -> Money:
    """Own capital: shares, compulsory savings, grants, reserve and results, minor units."""
    c = v.cooperatives
    total: Money = c.share + c.mandatory + c.grants + c.reserve + c.surplus + c.undivided
    return total


def _accrue(v: Village) -> None:
    c, national, bank = v.cooperatives, v.terms.national, v.terms.bank
    income = v.ledger.booked[CODE["interest_accrued"]]
    funds = np.maximum(c.loans + c.cash, 1)
    part = np.minimum(c.fund_debt / funds, 1.0)
    cost = financing_cost(c.fund_debt, c.fund_rate, income, share_of_funds=part, terms=national)
    v.ledger.move("fund_interest", cost * (c.fund_debt > 0))
    v.ledger.move("bank_interest", c.bank_debt * np.asarray(bank.rate) / 12)


def _repay(v: Village, lender: str) -> None:
    """Interest and the principal that has fallen due, as far as cash goes."""
    c = v.cooperatives
    fund = lender == "fund"
    terms: Any = v.terms.national if fund else v.terms.bank
    grace = terms.grace if fund else 0
    debt, amount = (c.fund_debt, c.fund_amount) if fund else (c.bank_debt, c.bank_amount)
    age = c.fund_age if fund else c.bank_age
    interest = c.fund_interest if fund else c.bank_interest
    if not (debt.any() or interest.any()):
        if fund:
            c.fund_late[:] = 0
        return
    v.ledger.move(f"{lender}_interest_paid", np.minimum(interest, c.cash))
    scheduled = principal_outstanding(
        amount,
        age,
        tenor=terms.tenor,
        grace=np.minimum(grace, np.asarray(terms.tenor) - 1),
        bullet=False,
    )
    due = np.maximum(debt - np.rint(scheduled), 0).astype(np.int64) * (debt > 0)
    paid = v.ledger.move(f"{lender}_repaid", np.minimum(due, c.cash))
    if fund:
        c.fund_late[:] = np.where((due > paid) | (c.fund_interest > 0), c.fund_late + 1, 0) * (
            debt > 0
        )


def _give_up(v: Village) -> None:
    """Loans a year late are written off; channelled losses are the fund's own."""
    c, national = v.cooperatives, v.terms.national
    lost = c.fund_late > GIVEN_UP
    if lost.any():
        forgive_fund_debt(v, lost)
    channelling = np.asarray(national.mode) == 1
    if np.any(channelling):
        gone = v.ledger.booked[CODE["loan_written_off"]]
        part = np.minimum(c.fund_debt / np.maximum(c.loans + gone, 1), 1.0)
        v.ledger.move(
            "fund_written_off", np.minimum(np.rint(gone * part), c.fund_debt) * channelling
        )


def forgive_fund_debt(v: Village, which: NDArray[np.bool_]) -> None:
    """The national fund gives up what some cooperatives owe; their record is spoilt."""
    c = v.cooperatives
    guarantee = np.broadcast_to(np.asarray(v.terms.national.guarantee, dtype=float), c.cash.shape)
    v.ledger.move("guarantee_paid", c.fund_debt * guarantee * which)
    v.ledger.move("fund_written_off", c.fund_debt * which)
    v.ledger.move("fund_interest_lost", c.fund_interest * which)
    c.good_record &= ~which
    c.fund_late[which], c.fund_coming[which] = 0, 0


def _endow(v: Village) -> None:
    """The yearly budget comes in; the fund pays its own running cost."""
    national = v.terms.national
    first = np.array([0])
    if (v.month - 1) % 12 == 0:
        budget = mean_of(national.budget) * v.index / weight(v.scenario)
        v.ledger.move("fund_capital", np.array([budget]), first)
    cost = mean_of(national.cost) / 12 * float(v.fund.loans[0])
    v.ledger.move("fund_cost", np.array([min(cost, float(v.fund.cash[0]))]), first)


def _apply(v: Village) -> None:
    """Eligible cooperatives that have lent most of their money apply; it takes its months."""
    c, national = v.cooperatives, v.terms.national
    applied = c.application > 0
    c.application[applied] -= 1
    if not (v.fund.capital[0] > 0 or v.fund.cash[0] > 0):
        return
    eligible = may_borrow(
        v.month - c.founded, c.unmet_months < 15, c.last_surplus, health=c.health,
        clean=c.good_record & (c.fund_debt == 0), rate=effective_rate(v), terms=national,
    )  # fmt: skip
    may_lend = np.asarray(v.terms.fund.share_lent) * (c.loans + c.cash)
    lent_out = (c.loans > national.lent_before * may_lend) | (c.unserved > 0.05 * c.loans)
    lends = (c.status == ACTIVE) & c.lends
    draw = v.draw_cooperatives("applies to the national fund")
    applies = eligible & lends & lent_out & (c.application < 0) & (draw < national.applications)
    c.application[:] = np.where(applies, national.processing, c.application)


def _pay_out(v: Village) -> None:
    """Approved loans are paid in the order of the ranking, as far as the fund's cash goes.

    Equals draw lots.
    """
    c, national = v.cooperatives, v.terms.national
    ready = (c.application == 0) & (c.status == ACTIVE)
    if not (ready.any() or c.fund_coming.any()):
        return
    lot = v.draw("national fund queue", len(c.health))  # its own, of copies too
    key = np.asarray(rank_key(c.health, own_capital(v), lot, terms=national))
    ceiling = np.floor(fund_ceiling(own_capital(v), terms=national)).astype(np.int64)
    parts = np.broadcast_to(national.tranches, ready.shape).astype(np.int64)
    first = np.where(ready, ceiling // parts, 0)
    later = np.where((c.fund_coming > 0) & (c.fund_age % 6 == 0), c.fund_coming, 0)
    approved = c.fund_amount + c.fund_coming
    wanted = first + np.minimum(later, np.maximum(approved // parts, 1))
    order = np.lexsort((lot, key))
    left = int(v.fund.cash[0])
    fits = np.zeros(len(key), dtype=bool)
    running = np.cumsum(wanted[order])
    fits[order] = running <= left
    paid = v.ledger.move("fund_drawdown", wanted * fits)
    new = ready & fits & (paid > 0)
    c.fund_amount[new], c.fund_age[new] = 0, 0
    c.fund_rate[new] = np.broadcast_to(national.rate, c.fund_rate.shape)[new]
    c.fund_coming[:] = np.where(new, ceiling - first, np.maximum(c.fund_coming - paid, 0))
    c.fund_amount += paid
    c.application[ready] = -1


def _borrow_from_bank(v: Village) -> None:
    """A cooperative whose till cannot meet what it owes its members asks a bank."""
    c, bank = v.cooperatives, v.terms.bank
    draw = v.draw_cooperatives("bank serves")
    floor = np.asarray(v.terms.fund.liquidity_floor) * c.voluntary
    short = np.maximum(c.payable + c.bills + floor - c.cash, 0.0)
    room = bank_ceiling(own_capital(v), c.bank_debt, terms=bank)
    served = (draw < bank.access) & (c.status == ACTIVE) & (c.bank_debt == 0)
    got = v.ledger.move("bank_drawdown", np.floor(np.minimum(short, room)) * served)
    c.bank_amount[:] = np.where(got > 0, got, c.bank_amount)
    c.bank_age[:] = np.where(got > 0, 0, c.bank_age)
