"""Savings: compulsory and voluntary saving, withdrawals and runs."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Truth, param


@attrs.frozen
class SavingsTerms:
    """Simpanan wajib and sukarela."""

    mandatory: Number = param(
        2.0, 0.0, 50.0, "money a month", "compulsory saving (simpanan wajib)", role="decision",
    )  # fmt: skip
    mandatory_of_sales: Number = param(
        0.0, 0.0, 0.2, "share of proceeds", "compulsory saving kept from deliveries",
        role="decision",
    )  # fmt: skip
    rate: Number = param(0.03, 0.0, 0.2, "a year", "interest on voluntary savings", role="decision")
    propensity: Number = param(
        0.25, 0.0, 1.0, "share of spare cash", "voluntary saving of a member who trusts"
    )
    goal: Number = param(
        0.8, 0.0, 24.0, "months of need", "savings at which a member saves no more"
    )
    rate_pull: Number = param(0.03, 0.0, 0.2, "a year", "real rate that doubles voluntary saving")
    panic: Number = param(
        0.15, 0.0, 1.0, "chance a month", "a member who has lost trust empties the account"
    )
    panic_trust: Number = param(0.3, 0.0, 0.8, "score", "trust below which members panic")


def voluntary_saving(
    spare: Number, balance_months: Number, trust: Number, *, real_rate: Number,
    terms: SavingsTerms,
) -> Number:  # fmt: skip
    """Cash put on the voluntary account out of the cash above a household's buffer.

    ``balance_months`` is what is on the account, in months of need: keenness falls to nothing
    at the goal, which the real rate moves.
    """
    pull = np.exp2(np.clip(real_rate / np.maximum(terms.rate_pull, 1e-6), -3.0, 3.0))
    goal = np.maximum(terms.goal * pull, 1e-9)
    keen = terms.propensity * np.asarray(trust) * 2 * np.clip(1 - balance_months / goal, 0.0, 1.0)
    return np.maximum(spare, 0.0) * np.clip(keen, 0.0, 1.0)


def panics(trust: Number, bad_news: Number, draw: Number, *, terms: SavingsTerms) -> Truth:
    """Whether a member asks for the whole voluntary account.

    ``bad_news`` is the share of the cooperative's promises broken lately: doubt spreads.
    """
    doubt = np.clip(
        (terms.panic_trust - np.asarray(trust)) / np.maximum(terms.panic_trust, 1e-6), 0, 1
    )
    chance = terms.panic * np.minimum(doubt * (1 + 3 * np.asarray(bad_news)), 1.0)
    return np.asarray(draw) < chance


def monthly_interest(balance: Number, rate: Number) -> Number:
    """Interest of a month on a balance."""
    return np.asarray(balance) * np.asarray(rate) / 12
