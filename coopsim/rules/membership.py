"""Membership: who joins, who leaves, and what is paid back."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Truth, Whole, param, switch


@attrs.frozen
class MembershipTerms:
    """Entry, exit and what moves people."""

    entry_share: Number = param(
        10.0, 0.0, 500.0, "money", "entry share (simpanan pokok)", role="decision",
    )  # fmt: skip
    joining: Number = param(0.0012, 0.0, 0.2, "chance a month", "a neutral household joins")
    gain_pull: Number = param(4.0, 0.0, 20.0, "log odds", "pull of a tenth of income gained")
    credit_worth: Number = param(
        0.08, 0.0, 1.0, "share of need", "borrowing a member would shift to the cooperative"
    )
    savings_worth: Number = param(
        0.5, 0.0, 5.0, "share of need", "savings a member expects to hold"
    )
    peer_pull: Number = param(
        1.6, 0.0, 8.0, "log odds", "pull of neighbours who are members", source="KIPK24: sign"
    )
    trust_pull: Number = param(
        2.5, 0.0, 8.0, "log odds", "pull of a trusted cooperative", source="HAO-TR: sign"
    )
    distance_push: Number = param(0.5, 0.0, 4.0, "log odds an hour", "push of distance")
    share_burden: Number = param(
        1.5, 0.0, 8.0, "log odds a month of need", "push of the entry share"
    )
    means_push: Number = param(
        2.0, 0.0, 8.0, "log odds", "push of an empty purse on those who might join",
        source="BERN-DP: sign",
    )  # fmt: skip
    leaving: Number = param(
        0.006,
        0.0,
        0.2,
        "chance a month",
        "a neutral member leaves",
        source="5-15 % a year in a sound cooperative",
    )
    gain_hold: Number = param(
        0.4, 0.0, 10.0, "log odds", "hold of a tenth of income gained on members"
    )
    liability_push: Number = param(
        3.0, 0.0, 20.0, "log odds", "push of answering for others' arrears under joint liability",
        source="GK: sign",
    )  # fmt: skip
    doubt_push: Number = param(2.0, 0.0, 12.0, "log odds", "push of lost trust on members")
    refund_share: bool = switch(True, "the entry share is paid back on exit")
    first_trust: Number = param(0.5, 0.0, 1.0, "score", "trust of households at the start")
    trust_spread: Number = param(0.15, 0.0, 0.5, "score", "spread of trust at the start")
    women: Number = param(
        0.47, 0.0, 1.0, "share", "women among those who are or would be members", grade="A",
        source="EIN25",
    )  # fmt: skip
    far: Number = param(0.5, 0.0, 5.0, "hours", "mean way to the cooperative")
    shell_members: Whole = param(
        3, 0, 100, "members", "members below which a cooperative is dissolved"
    )


LARGEST_PULL = float(np.exp(4.0))
"""The most that pulls and pushes multiply a chance by."""


def expected_gain(
    trade: Number, rate_gap: Number, liquid: Number, *, real_rate: Number, terms: MembershipTerms
) -> Number:
    """Share of a usual household's need that membership would add, as neighbours see it.

    ``trade`` is what better prices would bring, ``rate_gap`` how much dearer other lenders are,
    ``liquid`` 0 to 1 whether the till can lend, ``real_rate`` what savings earn above inflation.
    """
    credit = terms.credit_worth * np.clip(rate_gap, 0.0, 1.0) * liquid
    return trade + credit + terms.savings_worth * np.clip(real_rate, -0.05, 0.1)


def joins(
    gain: Number, peers: Number, trust: Number, *, hours: Number, burden: Number,
    tightness: Number, draw: Number, terms: MembershipTerms, answers_for: Number = 0.0,
) -> Truth:  # fmt: skip
    """Whether a household joins this month.

    ``gain`` is the share of income membership would add, ``peers`` the share of neighbours who
    are members, ``burden`` the entry share in months of need, ``tightness`` 0 to 1 how short of
    cash it is, ``answers_for`` the late share of the loans it would answer for.
    """
    pull = (
        terms.gain_pull * 10 * np.clip(gain, -0.2, 0.2)
        + terms.peer_pull * (np.asarray(peers) - 0.2)
        + terms.trust_pull * (np.asarray(trust) - 0.5)
        - terms.distance_push * np.asarray(hours)
        - terms.share_burden * np.asarray(burden)
        - terms.means_push * np.asarray(tightness)
        - terms.liability_push * np.asarray(answers_for)
    )
    return np.asarray(draw) < np.minimum(terms.joining * np.exp(np.clip(pull, -6.0, 4.0)), 1.0)


def leaves(gain: Number, trust: Number, draw: Number, *, terms: MembershipTerms) -> Truth:
    """Whether a member without debts leaves this month."""
    doubt = terms.doubt_push * (0.5 - np.asarray(trust)) * 2
    push = doubt - terms.gain_hold * 10 * np.clip(gain, -0.2, 0.2)
    return np.asarray(draw) < np.minimum(terms.leaving * np.exp(np.clip(push, -4.0, 4.0)), 1.0)


def owned_on_exit(
    share: Number, mandatory: Number, voluntary: Number, *, terms: MembershipTerms
) -> Number:
    """What a leaver is to get back before debts: savings, and the entry share if the rule says."""
    return np.asarray(mandatory) + voluntary + np.asarray(share) * terms.refund_share


def set_off(
    owned: Number, *, interest: Number, loan: Number, supplies: Number, written_off: Number
) -> tuple[Number, ...]:
    """What of each debt, in this order, a leaver's own money pays, and what is left to pay out."""
    parts, left = [], np.asarray(owned)
    for debt in (interest, loan, supplies, written_off):
        part = np.minimum(debt, left)
        parts.append(part)
        left = left - part
    return *parts, left
