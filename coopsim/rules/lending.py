"""Lending: contracts, schedules, demand, ceilings, arrears, provisions and recoveries."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Truth, Whole, choice, param, switch

CONTRACTS = ("declining", "flat", "murabahah")
GIVEN_NEW_DATES = 2
"""Months late from which a loan may be given new dates."""


@attrs.frozen
class FundTerms:
    """The cooperative's own revolving fund."""

    loan_rate: Number = param(0.15, 0.0, 0.6, "a year", "lending rate", role="decision")
    contract: Whole = choice("declining", CONTRACTS, "how interest is reckoned")
    bullet: bool = switch(False, "the principal falls due once, at the end")
    tenor: Whole = param(12, 1, 60, "months", "months to repay", role="decision")
    grace: Whole = param(0, 0, 12, "months", "months before the first principal", role="decision")
    loan_fee: Number = param(0.01, 0.0, 0.1, "share of loan", "fee taken at once", role="decision")
    multiple: Number = param(
        3.0, 0.5, 20.0, "times savings", "loan ceiling against own savings", role="decision"
    )
    service_cap: Number = param(
        0.35, 0.05, 1.0, "share of income", "ceiling on debt service", role="decision"
    )
    largest: Number = param(1500.0, 10.0, 20000.0, "money", "largest loan", role="decision")
    waiting: Whole = param(3, 0, 24, "months", "membership before a first loan", role="decision")
    liquidity_floor: Number = param(
        0.15, 0.0, 1.0, "share of deposits", "cash kept back", grade="A", source="PEARLS L1",
        role="decision",
    )  # fmt: skip
    share_lent: Number = param(
        0.85, 0.0, 1.0, "share of funds", "most that may be out on loan", role="decision",
        source="PEARLS E1 70-80 %; NTT 88 %",
    )  # fmt: skip
    insiders_first: bool = switch(False, "board families are served first (a vice)")
    joint_liability: bool = switch(False, "groups answer for each other's loans")
    meetings: Number = param(1.0, 0.0, 4.0, "a month", "group meetings", role="decision")
    rescheduling: Number = param(
        0.0, 0.0, 1.0, "share of late loans a month", "late loans given new dates",
        role="decision",
    )  # fmt: skip
    top_up: bool = switch(False, "half-repaid loans may be topped up")
    write_off: Whole = param(
        12, 3, 36, "months late", "lateness at which a loan is written off", grade="A",
        source="PEARLS P3", role="decision",
    )  # fmt: skip
    provision_early: Number = param(
        0.35, 0.0, 1.0, "share", "provision for loans 1-12 months late", grade="A",
        source="PEARLS P2", role="decision",
    )  # fmt: skip
    demand: Number = param(0.09, 0.0, 0.5, "chance a month", "a member without a loan asks for one")
    loan_size: Number = param(
        2.6, 0.1, 20.0, "months of need", "loan wanted", source="TEMPO20: about 380 USD"
    )
    reference_rate: Number = param(0.15, 0.01, 0.6, "a year", "rate at which demand is as declared")
    asking_elasticity: Number = param(
        3.2, 0.0, 6.0, "elasticity", "fall of applications with the rate once it is known",
        source="KZ13: -2.9 in all in the third year",
    )  # fmt: skip
    rate_news: Number = param(
        0.09, 0.0, 1.0, "share a month", "how fast a new rate becomes known",
        source="KZ13: -1.1 after a year, -1.9 after 29 months, -2.9 in the third year",
    )  # fmt: skip
    size_elasticity: Number = param(
        0.5, 0.0, 4.0, "elasticity", "fall of loan size with the rate",
        source="KZ13: -1.1 in all after a year",
    )  # fmt: skip
    tenor_pull: Number = param(
        0.5, 0.0, 2.0, "elasticity", "rise of loan size with tenor", source="KZSA: sign"
    )
    discipline: Number = param(
        0.987, 0.3, 1.0, "chance a month", "a borrower who can pay does pay",
        source="set so that a sound credit union loses near 3 % a year in calm times",
    )  # fmt: skip
    meeting_effect: Number = param(
        0.75, 0.0, 4.0, "log odds a doubling", "discipline gained by meetings",
        source="FGP: a third to a quarter of the default, weekly against monthly",
    )  # fmt: skip
    liability_effect: Number = param(
        0.05, 0.0, 2.0, "log odds", "discipline gained by joint liability", source="GK: about 0"
    )
    trust_effect: Number = param(1.5, 0.0, 6.0, "log odds", "discipline lost when trust is lost")
    outside_money_effect: Number = param(
        4.0, 0.0, 8.0, "log odds", "discipline lost when the money is nobody's own",
        source="CGAP36b: most of 20 such funds repaid below 70 %, one did well",
    )  # fmt: skip
    contagion: Number = param(
        2.0, 0.0, 10.0, "log odds", "discipline lost when others do not pay", source="MFCR15: sign"
    )
    habit: Number = param(
        2.2, 0.0, 4.0, "log odds a month behind", "discipline lost by who has fallen behind",
        source="arrears roll on: most of what is two months late is never brought up to date",
    )  # fmt: skip
    recovery: Number = param(
        0.02, 0.0, 0.3, "chance a month", "a written-off debtor pays something"
    )


def principal_outstanding(
    amount: Number, age: Number, *, tenor: Number, grace: Number, bullet: Number
) -> Number:
    """Principal a loan should still owe after ``age`` months if paid to the day.

    >>> float(principal_outstanding(1200.0, 3, tenor=12, grace=0, bullet=False))
    900.0
    """
    steps = np.maximum(np.asarray(tenor) - grace, 1)
    paid = np.clip((np.asarray(age, dtype=float) - grace) / steps, 0.0, 1.0)
    at_end = (np.asarray(age) >= np.asarray(tenor)).astype(float)
    return amount * (1 - np.where(bullet, at_end, paid))


def interest_due(
    balance: Number, amount: Number, rate: Number, *, contract: Number, within_tenor: Number
) -> Number:
    """Interest of a month.

    Declining runs on the balance for as long as it is owed; flat and murabahah on the first
    amount, and end with the tenor (a murabahah margin never grows).
    """
    declining = np.asarray(balance) * rate / 12
    fixed = np.asarray(amount) * rate / 12 * within_tenor
    return np.where(np.asarray(contract) == 0, declining, fixed)


def flat_rate(declining: Number, months: Number) -> Number:
    """Flat rate that costs the same as a declining one: ``r (n + 1) / 2n``, equal principal.

    >>> round(flat_rate(0.18, 48), 4)
    0.0919
    """
    return declining * (months + 1) / (2 * months)


def declining_rate(flat: Number, months: Number) -> Number:
    """Declining rate that costs the same as a flat one: the inverse of ``flat_rate``."""
    return flat * 2 * months / (months + 1)


def months_late(
    amount: Number, balance: Number, age: Number, *, tenor: Number, grace: Number, bullet: Number
) -> Number:
    """Months the oldest unpaid instalment has waited; 1 or more is PAR30.

    A cent of rounding is no arrears.
    """
    tenor_, grace_ = np.asarray(tenor, dtype=float), np.asarray(grace, dtype=float)
    steps = np.maximum(tenor_ - grace_, 1)
    amount_ = np.maximum(np.asarray(amount, dtype=float), 1.0)
    paid_steps = np.floor((amount_ - balance) / amount_ * steps + 1e-2)
    first_unpaid = np.where(bullet, tenor_, grace_ + paid_steps + 1)
    late = np.maximum(np.asarray(age) - first_unpaid, 0.0)
    return np.where(np.asarray(balance) > 0, late, 0.0)


def rate_known(known: Number, rate: Number, terms: FundTerms) -> Number:
    """Lending rate as people know it after a month: news of a new rate takes its time."""
    return known + terms.rate_news * (np.asarray(rate) - known)


def applies(rate: Number, draw: Number, terms: FundTerms) -> Truth:
    """Whether a member without a loan asks for one at the effective rate it knows of."""
    dear = np.maximum(rate, 0.005) / terms.reference_rate
    return np.asarray(draw) < terms.demand * dear ** -np.asarray(terms.asking_elasticity)


def loan_wanted(need: Number, rate: Number, terms: FundTerms) -> Number:
    """Loan a member asks for: larger when cheap and long."""
    dear = np.maximum(rate, 0.005) / terms.reference_rate
    long = np.asarray(terms.tenor) / 12
    return (
        need
        * terms.loan_size
        * dear ** -np.asarray(terms.size_elasticity)
        * long ** np.asarray(terms.tenor_pull)
    )


def loan_ceiling(savings: Number, income: Number, rate: Number, *, terms: FundTerms) -> Number:
    """Largest loan by savings, by debt service against monthly income, and by the rules."""
    months = np.maximum(np.asarray(terms.tenor) - np.asarray(terms.grace), 1)
    service = 1 / months + np.asarray(rate) / 12
    by_income = terms.service_cap * np.asarray(income) / service
    return np.minimum(np.minimum(np.asarray(savings) * terms.multiple, by_income), terms.largest)


def pays_instalment(
    draw: Number, trust: Number, outside: Number, *, late_share: Number, terms: FundTerms,
    behind: Number = 0.0,
) -> Truth:  # fmt: skip
    """Whether a borrower pays what the purse allows.

    ``outside`` is the share of the fund that is nobody's own savings, ``late_share`` the share
    of the portfolio that is late: who sees others not pay pays less. ``behind`` is the months
    this borrower is late already: not paying becomes a habit, within three months.
    """
    base = np.clip(terms.discipline, 1e-6, 1 - 1e-6)
    meetings = np.log2(np.maximum(terms.meetings, 0.25))
    odds = (
        np.log(base / (1 - base))
        + terms.meeting_effect * meetings
        + terms.liability_effect * np.asarray(terms.joint_liability)
        + terms.trust_effect * np.minimum(np.asarray(trust) - 0.5, 0.25)
        - terms.outside_money_effect * np.maximum(np.asarray(outside) - 0.3, 0.0)
        - terms.contagion * np.asarray(late_share)
        - terms.habit * np.minimum(behind, 3.0)
    )
    return np.asarray(draw) < 1 / (1 + np.exp(-odds))


def provision_needed(balance: Number, late: Number, terms: FundTerms) -> Number:
    """Provision for a loan by months late: none, 35 % from 1 to 12 months, all beyond."""
    late_ = np.asarray(late)
    share = np.where(late_ > 12, 1.0, np.where(late_ >= 1, terms.provision_early, 0.0))
    return np.asarray(balance) * share


def months_behind(late: Number, rescheduled: Truth) -> Number:
    """Months a borrower is behind: new dates hide the arrears from the books, not the habit.

    Neither does the provision go: whoever was given new dates counts as late until it has repaid.
    """
    return np.maximum(late, GIVEN_NEW_DATES * np.asarray(rescheduled))


def is_lost(late: Number, terms: FundTerms) -> Truth:
    """Whether a loan so many months late is written off."""
    return np.asarray(late) >= terms.write_off


def provision_missing(needed: Number, provision: Number) -> Number:
    """What must still be provided for: it costs this year's surplus, the provision did before."""
    return np.maximum(np.asarray(needed) - provision, 0)


def recovered(written_off: Number, cash: Number, draw: Number, *, terms: FundTerms) -> Number:
    """What a written-off debtor pays this month: at most a third of the purse, minor units."""
    pays = np.asarray(draw) < terms.recovery
    return np.minimum(written_off, np.asarray(cash) // 3) * pays


def lendable(
    cash: Number, deposits: Number, loans: Number, *, claims: Number, terms: FundTerms
) -> Number:
    """Cash a cooperative may lend: above the liquidity floor and below the share lent."""
    above_floor = np.asarray(cash) - claims - terms.liquidity_floor * np.asarray(deposits)
    room = terms.share_lent * (np.asarray(cash) + loans) - loans
    return np.maximum(np.minimum(above_floor, room), 0.0)
