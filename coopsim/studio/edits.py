"""Changes to a scenario: each gives a copy, and none is refused before it can be seen whole."""

from __future__ import annotations

import re
from typing import Any

import attrs

from coopsim.errors import Fault
from coopsim.files import with_values
from coopsim.params import Grade
from coopsim.scenario import SECTORS, Origin, Policy, Scenario, as_declared
from coopsim.scenario.terms import PARAMS

WHERE = "studio"
SAID_BY = "set in the studio"


NO_NATIONAL_FUND = "Timor-Leste"
"""The country that has no national revolving fund today: one that is added is a what-if."""


def marked(scenario: Scenario) -> Scenario:
    """A scenario that adds what does not exist, marked as a what-if."""
    changes = [change for policy in scenario.policies for change in policy.changes]
    money = [scenario.terms.national.capital, scenario.terms.national.budget]
    money += [value for name, value in changes if name in ("national.capital", "national.budget")]
    added = scenario.country == NO_NATIONAL_FUND and any(amount > 0 for amount in money)
    return attrs.evolve(scenario, what_if=True) if added else scenario


def with_value(
    scenario: Scenario, name: str, value: Any, grade: Grade = "C", source: str = SAID_BY
) -> tuple[Scenario, tuple[Fault, ...]]:
    """A copy with one value set by its full name, and what could not be set at all.

    ``grade`` and ``source`` say who says so. Bounds are left to ``faults_at``.
    """
    parts = name.rsplit(".sectors.", 1)
    if len(parts) == 2 and parts[1] in SECTORS:
        return _with_sector(scenario, parts[0].removeprefix("cooperatives."), parts[1], value), ()
    changed, faults = with_values(scenario, {name: value}, WHERE)
    if faults:
        return scenario, faults
    kept = dict(changed.origins)[name].value
    origins = dict(changed.origins) | {name: Origin(kept, grade, source, WHERE)}
    return attrs.evolve(changed, origins=tuple(origins.items())), ()


def _with_sector(scenario: Scenario, owner: str, sector: str, value: Any) -> Scenario:
    place = SECTORS.index(sector)

    def changed(shares: tuple[float, ...]) -> Any:
        return tuple(float(value) if at == place else one for at, one in enumerate(shares))

    sets = tuple(
        attrs.evolve(one, sectors=changed(one.sectors)) if one.name == owner else one
        for one in scenario.cooperatives
    )
    return attrs.evolve(scenario, cooperatives=sets)


def without_own_term(scenario: Scenario, owner: str, name: str) -> Scenario:
    """A copy in which a set of cooperatives has a term like everybody."""
    sets = tuple(
        attrs.evolve(one, terms=tuple(item for item in one.terms if item[0] != name))
        if one.name == owner else one
        for one in scenario.cooperatives
    )  # fmt: skip
    return attrs.evolve(scenario, cooperatives=sets)


def with_policy(scenario: Scenario, policy: Policy, number: int | None = None) -> Scenario:
    """A copy with a dated policy added, or put in the place of policy ``number`` (from 1)."""
    changes = tuple((name, as_declared(PARAMS[name], value)) for name, value in policy.changes)
    policy = attrs.evolve(policy, changes=changes)
    rows = list(scenario.policies)
    if number is None:
        rows.append(policy)
    else:
        rows[number - 1] = policy
    return attrs.evolve(scenario, policies=tuple(rows))


def without_policy(scenario: Scenario, number: int) -> Scenario:
    """A copy without policy ``number``; sources of the later ones move with them."""
    rows = [one for at, one in enumerate(scenario.policies, 1) if at != number]
    origins = {}
    for name, one in scenario.origins:
        found = re.fullmatch(r"policy\.(\d+)(\..*)?", name)
        at = int(found[1]) if found else 0
        if at == number:
            continue
        moved = f"policy.{at - 1}{found[2] or ''}" if found and at > number else name
        origins[moved] = one
    return attrs.evolve(scenario, policies=tuple(rows), origins=tuple(origins.items()))
