"""Governance: skill and transparency, trust, meetings and fraud."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Truth, param


@attrs.frozen
class GovernanceTerms:
    """How management learns and forgets, and how trust is won and lost."""

    skill: Number = param(0.4, 0.0, 1.0, "score", "management skill at the start")
    transparency: Number = param(0.5, 0.0, 1.0, "score", "transparency at the start")
    spread: Number = param(0.15, 0.0, 0.5, "score", "spread between cooperatives")
    forgetting: Number = param(0.10, 0.0, 1.0, "share a year", "skill lost as boards change")
    opacity: Number = param(0.06, 0.0, 1.0, "share a year", "transparency lost without effort")
    training_gain: Number = param(
        0.25, 0.0, 1.0, "share of what is missing", "skill a training gives"
    )
    training_trust: Number = param(
        0.05, 0.0, 0.5, "score", "trust a training gives members", source="SEN-RCT: sign"
    )
    spill_over: Number = param(
        0.3, 0.0, 1.0, "share", "part that reaches untrained neighbours", source="SEN-RCT: sign"
    )
    mentor_gain: Number = param(
        0.6, 0.0, 4.0, "share a year", "gap closed by one mentor's full time"
    )
    mentor_limit: Number = param(
        0.5, 0.01, 1.0, "mentors a cooperative", "attention beyond which little is gained"
    )
    visit_gain: Number = param(
        0.3, 0.0, 1.0, "share of gap", "gap to the best closed by a study visit"
    )
    manager_gain: Number = param(0.15, 0.0, 1.0, "share a year", "skill gap a paid manager closes")
    records_gain: Number = param(
        0.3, 0.0, 1.0, "share a year", "transparency gap digital records close"
    )
    promise_kept: Number = param(
        0.03,
        0.0,
        0.2,
        "score a year",
        "trust gained by a good year",
        source="0.02-0.05 a good year",
    )
    promise_broken: Number = param(
        0.10,
        0.0,
        1.0,
        "score",
        "trust lost in a month in which nothing due is paid",
        source="0.1-0.3 a broken promise",
    )
    meeting_trust: Number = param(0.03, 0.0, 0.3, "score", "trust gained by an annual meeting")
    news: Number = param(
        0.08, 0.0, 1.0, "share a month", "how fast trust spreads between neighbours"
    )
    no_meeting: Number = param(
        0.08, 0.0, 0.5, "score", "trust lost when there is no annual meeting"
    )
    fraud: Number = param(0.06, 0.0, 0.5, "chance a year", "embezzlement at zero transparency")
    fraud_share: Number = param(0.35, 0.0, 1.0, "share of cash", "cash lost to embezzlement")
    meeting_chance: Number = param(
        0.75,
        0.0,
        1.0,
        "chance a year",
        "annual meeting of a middling cooperative",
        source="REPRAT15, KONT24: 34-54 % nationally",
    )
    meeting_window: Number = param(
        4.0, 1.0, 11.0, "months", "months after the year's end in which it is held"
    )
    audit_gain: Number = param(
        0.06, 0.0, 0.5, "score", "transparency gained by a held annual meeting"
    )


def skill_after(
    skill: Number, trained: Number, mentors: Number, *, visit_gap: Number, manager: Number,
    terms: GovernanceTerms,
) -> Number:  # fmt: skip
    """Management skill after a month; ``trained`` is 1, or the part that spills over."""
    missing = 1 - np.asarray(skill)
    attention = mentors / (mentors + np.asarray(terms.mentor_limit))
    gain = missing * (
        terms.training_gain * np.asarray(trained)
        + terms.mentor_gain * attention / 12
        + terms.manager_gain * np.asarray(manager) / 12
    )
    lost = terms.forgetting / 12 * np.asarray(skill)
    return np.clip(skill + gain + terms.visit_gain * visit_gap - lost, 0.0, 1.0)


def transparency_after(
    transparency: Number, mentors: Number, digital: Number, *, met: Number, terms: GovernanceTerms
) -> Number:
    """Transparency after a month."""
    missing = 1 - np.asarray(transparency)
    attention = mentors / (mentors + np.asarray(terms.mentor_limit))
    gain = (
        missing
        * (terms.records_gain * np.asarray(digital) + 0.5 * terms.mentor_gain * attention)
        / 12
    )
    lost = terms.opacity / 12 * np.asarray(transparency)
    gain = gain + terms.audit_gain * np.asarray(met) * missing * 2
    return np.clip(transparency + gain - lost, 0.0, 1.0)


def trust_after(
    trust: Number, broken: Number, around: Number, *, felt: Number, event: Number,
    terms: GovernanceTerms,
) -> Number:  # fmt: skip
    """Trust of a household after a month: promises, news from neighbours, events.

    ``broken`` is the share of what was due that was not paid, ``felt`` how far the cooperative
    touches the household (0: not at all); trust is lost faster than won.
    """
    kept = terms.promise_kept / 12 * (1 - np.asarray(broken)) * felt * 2 * (1 - np.asarray(trust))
    lost = terms.promise_broken * np.asarray(broken) * felt
    news = terms.news * (np.asarray(around) - trust)
    return np.clip(trust + kept - lost + news + event, 0.0, 1.0)


def fraud_occurs(transparency: Number, draw: Number, terms: GovernanceTerms) -> Truth:
    """Whether cash is embezzled this month."""
    return np.asarray(draw) < terms.fraud / 12 * (1 - np.asarray(transparency)) ** 2


def meeting_held(
    skill: Number, transparency: Number, draw: Number, *, duty: Number, terms: GovernanceTerms
) -> Truth:
    """Whether last year's annual meeting (RAT) will be held."""
    score = 0.5 * (np.asarray(skill) + transparency)
    chance = np.clip(terms.meeting_chance * (0.4 + 1.2 * score) + 0.25 * np.asarray(duty), 0.0, 1.0)
    return np.asarray(draw) < chance
