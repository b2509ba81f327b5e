"""Refinance: the national revolving fund, banks and other lenders."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Truth, Whole, choice, param, switch

MODES = ("executing", "channelling")
FUND_CONTRACTS = ("interest", "profit share")
RANKINGS = ("health", "size", "queue")


@attrs.frozen
class NationalTerms:
    """The national revolving fund: what it asks and what it gives."""

    capital: Number = param(
        0.0, 0.0, 5e9, "money", "capital at the start (0: there is none)", role="decision"
    )
    budget: Number = param(0.0, 0.0, 1e9, "money a year", "new money each year", role="decision")
    rate: Number = param(
        0.06, 0.0, 0.24, "a year", "rate to cooperatives", role="decision",
        source="MNEWS, TIRTO20: 3-7 %",
    )  # fmt: skip
    tenor: Whole = param(36, 6, 120, "months", "months to repay", role="decision")
    grace: Whole = param(3, 0, 24, "months", "months before the first principal", role="decision")
    ceiling: Number = param(
        100000.0, 100.0, 5e6, "money", "largest loan to a cooperative", role="decision"
    )
    of_capital: Number = param(
        1.0, 0.1, 10.0, "times own capital", "ceiling against own capital", role="decision"
    )
    age: Whole = param(
        24, 0, 60, "months", "age asked of a cooperative", role="decision", grade="A",
        source="SINDO13: 2 years, eased to 1",
    )  # fmt: skip
    asks_meeting: bool = switch(
        True, "asks for last year's annual meeting", grade="A", source="MNEWS"
    )
    asks_surplus: bool = switch(True, "asks for a positive surplus", grade="A", source="MNEWS")
    health: Number = param(51.0, 0.0, 100.0, "points", "health score asked", role="decision")
    lent_before: Number = param(
        0.75, 0.0, 1.0, "share", "part of what it may lend that is out before a cooperative applies"
    )
    applications: Number = param(
        0.06, 0.0, 1.0, "chance a month", "an eligible cooperative applies"
    )
    processing: Whole = param(
        4, 0, 24, "months", "months from application to payment", role="decision"
    )
    tranches: Whole = param(1, 1, 4, "payments", "parts a loan is paid out in", role="decision")
    ranking: Whole = choice("health", RANKINGS, "who is served first")
    mode: Whole = choice("executing", MODES, "who bears members' defaults")
    contract: Whole = choice("interest", FUND_CONTRACTS, "conventional or sharia")
    profit_share: Number = param(
        0.4, 0.0, 0.9, "share of loan income", "the fund's part under a profit share",
        source="MNEWS: at most 60:40", role="decision",
    )  # fmt: skip
    guarantee: Number = param(
        0.0, 0.0, 1.0, "share of loss", "loss a guarantor repays", role="decision",
        source="BABELPOS",
    )  # fmt: skip
    on_lending_cap: Number = param(
        0.24, 0.03, 0.6, "a year", "most a borrowing cooperative may charge", role="decision",
        source="DETIK16, JAMK18: 15-18 %",
    )  # fmt: skip
    cost: Number = param(0.02, 0.0, 0.2, "share a year", "running cost of the fund")


@attrs.frozen
class BankTerms:
    """Banks and other lenders outside the cooperative."""

    rate: Number = param(
        0.11, 0.0, 0.4, "a year", "bank rate to cooperatives", grade="A",
        source="RTP24: 10.65 % (mean bank lending rate)",
    )  # fmt: skip
    tenor: Whole = param(36, 6, 120, "months", "months to repay a bank")
    of_capital: Number = param(0.5, 0.0, 5.0, "times own capital", "the most a bank lends")
    access: Number = param(0.1, 0.0, 1.0, "chance a month", "a cooperative short of cash is served")
    lender_rate: Number = param(0.6, 0.05, 3.0, "a year", "rate of other lenders to households")
    lender_access: Number = param(
        0.5, 0.0, 1.0, "chance a month", "a household in need is served by another lender"
    )
    lender_size: Number = param(1.0, 0.1, 12.0, "months of need", "the most another lender lends")
    soft_share: Number = param(
        0.05, 0.0, 1.0, "share", "members a cheaper lender (KUR, microfinance) would take"
    )
    soft_rate: Number = param(0.12, 0.0, 0.5, "a year", "rate of that cheaper lender")


def may_borrow(
    age: Number, met: Number, surplus: Number, *, health: Number, clean: Number, rate: Number,
    terms: NationalTerms,
) -> Truth:  # fmt: skip
    """Whether a cooperative meets what the national fund asks."""
    meeting = np.asarray(met) | ~np.asarray(terms.asks_meeting, dtype=bool)
    positive = (np.asarray(surplus) > 0) | ~np.asarray(terms.asks_surplus, dtype=bool)
    return (
        (np.asarray(age) >= terms.age) & meeting & positive & (np.asarray(health) >= terms.health)
        & np.asarray(clean) & (np.asarray(rate) <= np.asarray(terms.on_lending_cap) + 1e-12)
    )  # fmt: skip


def fund_ceiling(own_capital: Number, terms: NationalTerms) -> Number:
    """Largest loan of the national fund to a cooperative."""
    return np.clip(terms.of_capital * np.asarray(own_capital), 0.0, terms.ceiling)


def bank_ceiling(own_capital: Number, debt: Number, terms: BankTerms) -> Number:
    """What a bank would still lend to a cooperative."""
    return np.maximum(terms.of_capital * np.maximum(own_capital, 0.0) - debt, 0.0)


def rank_key(health: Number, size: Number, queue: Number, *, terms: NationalTerms) -> Number:
    """Order in which applications are served; the lowest first."""
    return np.choose(
        np.asarray(terms.ranking), [-np.asarray(health), -np.asarray(size), np.asarray(queue)]
    )


def financing_cost(
    debt: Number, rate: Number, loan_income: Number, *, share_of_funds: Number, terms: NationalTerms
) -> Number:
    """What the national fund earns in a month: interest, or a share of the loan income."""
    interest = np.asarray(debt) * rate / 12
    shared = terms.profit_share * np.asarray(loan_income) * share_of_funds
    return np.where(np.asarray(terms.contract) == 1, shared, interest)
