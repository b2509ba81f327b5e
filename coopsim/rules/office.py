"""Office: what it costs to run a cooperative, and what a programme adds."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Truth, param, switch


@attrs.frozen
class OfficeTerms:
    """Payroll, rent and meetings."""

    fixed_cost: Number = param(
        90.0, 0.0, 20000.0, "money a month", "rent, books and honoraria", role="decision"
    )
    member_cost: Number = param(
        0.15, 0.0, 10.0, "money a member-month", "cost that grows with members"
    )
    asset_cost: Number = param(
        0.03,
        0.0,
        0.2,
        "share a year",
        "cost that grows with loans out",
        source="PEARLS R9: 5 % of assets in all",
    )
    meeting_cost: Number = param(8.0, 0.0, 500.0, "money a meeting", "cost of a group meeting")
    annual_meeting_cost: Number = param(
        1.0, 0.0, 30.0, "money a member", "cost of the annual meeting"
    )
    paid_manager: bool = switch(False, "a paid manager beside the honoraria")
    manager_cost: Number = param(150.0, 0.0, 10000.0, "money a month", "pay of a manager")
    tax: Number = param(0.0, 0.0, 0.3, "share of surplus", "tax on the surplus")
    depreciation: Number = param(0.1, 0.0, 0.5, "share a year", "wear of equipment")
    budget_share: Number = param(
        0.5,
        0.1,
        1.0,
        "share of cash",
        "most of the cash that may go on bills in a month",
        role="decision",
    )


@attrs.frozen
class DigitalTerms:
    """Digital records and payments."""

    start: Number = param(
        0.01,
        0.0,
        1.0,
        "share",
        "cooperatives digital at the start",
        grade="A",
        source="TRIB20: 0.73 %",
    )
    uptake: Number = param(
        0.008, 0.0, 0.3, "chance a year", "a cooperative goes digital unaided", source="TRIB20"
    )
    push: Number = param(
        0.0, 0.0, 1.0, "share", "cooperatives reached by a digital programme", role="decision"
    )
    push_effect: Number = param(
        0.10,
        0.0,
        1.0,
        "chance a year",
        "a reached cooperative adopts",
        grade="A",
        source="CEGA: 10 % adopted",
    )
    cost: Number = param(20.0, 0.0, 2000.0, "money a month", "connection, device and fees")
    delay_saved: Number = param(0.5, 0.0, 1.0, "share", "payment delay saved")
    cost_saved: Number = param(0.10, 0.0, 0.8, "share of fixed cost", "office cost saved")
    lapse: Number = param(0.05, 0.0, 1.0, "chance a year", "a weak cooperative falls back on paper")


@attrs.frozen
class ProgrammeTerms:
    """What a ministry or donor pays for."""

    training: Number = param(
        0.05, 0.0, 1.0, "share a year", "cooperatives trained in a year", role="decision"
    )
    mentors: Number = param(
        0.0,
        0.0,
        1.0,
        "mentors a cooperative",
        "mentoring (pendampingan)",
        role="decision",
        source="ISATU: one for ten cooperatives",
    )
    study_visits: Number = param(
        0.0, 0.0, 1.0, "share a year", "cooperatives sent on a study visit", role="decision"
    )
    entry_subsidy: Number = param(
        0.0, 0.0, 1.0, "share of entry share", "entry share the state pays", role="decision"
    )
    ice: Number = param(
        0.0, 0.0, 1.0, "share a year", "fisher cooperatives given ice", role="decision"
    )
    storage: Number = param(
        0.0, 0.0, 1.0, "share a year", "producer cooperatives given storage", role="decision"
    )
    certification: Number = param(
        0.0, 0.0, 1.0, "share a year", "producer cooperatives certified", role="decision"
    )
    rehabilitation: Number = param(
        0.0,
        0.0,
        0.5,
        "share a year",
        "members' trees pruned or replanted",
        role="decision",
        source="EOC: yield x 3",
    )
    equipment: Number = param(3000.0, 0.0, 500000.0, "money", "value of an ice plant or store")
    grant: Number = param(
        0.0, 0.0, 500000.0, "money a year", "grant to each active cooperative", role="decision"
    )
    grant_asks_meeting: bool = switch(False, "the grant asks for an annual meeting")
    founding: Number = param(
        0.0,
        0.0,
        1.0,
        "share a month",
        "cooperatives founded from above each month",
        role="decision",
        source="BUNGKO",
    )
    refounding: Number = param(
        0.0,
        0.0,
        1.0,
        "share a month",
        "dissolved cooperatives founded anew each month",
        role="decision",
    )


def office_cost(
    members: Number,
    loans: Number,
    index: float,
    *,
    digital: Number,
    saved: Number,
    terms: OfficeTerms,
) -> Number:
    """Running cost of a month, before meetings and the manager."""
    fixed = terms.fixed_cost * (1 - saved * np.asarray(digital))
    grows = terms.member_cost * np.asarray(members)
    return (fixed + grows) * index + terms.asset_cost / 12 * np.asarray(loans)


def adopts(digital: Number, skill: Number, draw: Number, *, terms: DigitalTerms) -> Truth:
    """Whether a cooperative is digital after this month; skilled ones adopt sooner."""
    yearly = (terms.uptake + terms.push * np.asarray(terms.push_effect)) * (0.5 + np.asarray(skill))
    falls = np.asarray(draw) < terms.lapse / 12 * (1 - np.asarray(skill))
    return np.where(digital, ~falls, np.asarray(draw) < yearly / 12)
