"""Where every number of a scenario comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from coopsim.params import Grade, Param, Role
from coopsim.scenario import PARAMS, SECTORS, CooperativeSet, Origin, Policy, Scenario, default_of

UNITS = {
    "per_dollar": "a dollar", "whole": "households", "share": "of the households",
    "hours": "hours to the market", "count": "cooperatives", "households": "households",
    "members": "members", "age": "months", "voluntary": "money a member",
    "borrowers": "share", "late": "share", "on_loan": "share", "reserve": "share",
    "grants": "money", "unfounded": "share",
}  # fmt: skip
UNSAID = "not said"


@attrs.frozen
class SourceRow:
    """A number of a scenario and where it comes from."""

    name: str
    """Its full name: ``fund.loan_rate``, ``cooperatives.credit-unions.members``."""
    value: Any
    unit: str
    grade: Grade
    source: str
    file: str
    """The file that states it; empty for a default."""
    role: Role


def sources(scenario: Scenario) -> list[SourceRow]:
    """Every value the scenario states, then every term left at its default."""
    origins = dict(scenario.origins)
    rows = [*_top(scenario, origins), *_districts(scenario, origins)]
    for one in scenario.cooperatives:
        rows += _cooperatives(scenario, one, origins)
    for name, param in PARAMS.items():
        value = getattr(getattr(scenario.terms, param.table), param.key)
        rows.append(_term(scenario, name, value, param, origins.get(name)))
    for number, policy in enumerate(scenario.policies, 1):
        rows += _policy(scenario, number, policy, origins)
    stated = [row for row in rows if row.file]
    return stated + [row for row in rows if not row.file]


def _top(scenario: Scenario, origins: dict[str, Origin]) -> Iterator[SourceRow]:
    said = {"per_dollar": scenario.currency != "USD", "whole": scenario.whole > 0}
    for key, matters in said.items():
        if matters:
            yield _row(scenario, key, getattr(scenario, key), UNITS[key], origins)


def _districts(scenario: Scenario, origins: dict[str, Origin]) -> Iterator[SourceRow]:
    for one in scenario.districts:
        for key in ("share", "hours"):
            name = f"district.{one.name}.{key}"
            if key == "share" or name in origins:
                yield _row(scenario, name, getattr(one, key), UNITS[key], origins)


def _cooperatives(
    scenario: Scenario, one: CooperativeSet, origins: dict[str, Origin]
) -> Iterator[SourceRow]:
    prefix = f"cooperatives.{one.name}."
    together = origins.get(f"{prefix}sectors")
    for sector, share in zip(SECTORS, one.sectors, strict=True):
        name = f"{prefix}sectors.{sector}"
        if share:
            found = origins.get(name)
            if together and (together.grade, together.source) != ("C", "assumed"):
                found = attrs.evolve(together, value=share)
            known = {name: found} if found else {}
            yield _row(scenario, name, share, "of the households", known)
    for field in attrs.fields(CooperativeSet):
        name = prefix + field.name
        value = getattr(one, field.name)
        if field.name in UNITS and (name in origins or value != field.default):
            yield _row(scenario, name, value, UNITS[field.name], origins)
    for term, value in one.terms:
        name = prefix + term
        yield _term(scenario, name, value, PARAMS[term], origins.get(name), own=True)


def _policy(
    scenario: Scenario, number: int, policy: Policy, origins: dict[str, Origin]
) -> Iterator[SourceRow]:
    for term, value in policy.changes:
        name = f"policy.{number}.{term}"
        row = _term(scenario, name, value, PARAMS[term], origins.get(name), own=True)
        yield attrs.evolve(row, role="decision")


def _term(
    scenario: Scenario, name: str, value: Any, param: Param, origin: Origin | None,
    *, own: bool = False,
) -> SourceRow:  # fmt: skip
    """A term's row; left at its default, the declaration's own grade and source hold."""
    known = {name: origin} if origin is not None else {}
    row = _row(scenario, name, value, param.unit, known)
    if row.source == UNSAID and not own and value == default_of(param, scenario.per_dollar):
        row = attrs.evolve(row, grade=param.grade, source=param.source)
    return attrs.evolve(row, role=param.role)


def _row(
    scenario: Scenario, name: str, value: Any, unit: str, origins: dict[str, Origin]
) -> SourceRow:
    """A row; an origin holds only for the value it was noted with."""
    origin = origins.get(name)
    if unit.startswith("money"):
        unit = unit.replace("money", scenario.currency, 1)
    elif name == "per_dollar":
        unit = f"{scenario.currency} {unit}"
    if origin is None or origin.value != value:
        return SourceRow(name, value, unit, "C", UNSAID, "", "assumption")
    return SourceRow(name, value, unit, origin.grade, origin.source, origin.file, "assumption")
