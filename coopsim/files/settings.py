"""Changes written as ``fund.loan_rate=0.06`` on a command line or in a form."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from coopsim.errors import Fault, ScenarioError, nearest
from coopsim.files.parts import DISTRICT, SET, TOP
from coopsim.files.reader import MISSING, Kind, Reader
from coopsim.scenario import PARAMS, Origin, Scenario, as_declared, scenario_faults

WHERE = "--set"
SIZES: dict[str, Kind] = {
    key: TOP[key] for key in ("months", "households", "first_year", "what_if", "without", "title")
}
GROUPS = {"district": ("districts", DISTRICT), "cooperatives": ("cooperatives", SET)}


def with_settings(scenario: Scenario, settings: Iterable[str], where: str = WHERE) -> Scenario:
    """A copy with settings written ``name=value``, the value as in a file.

    Names are those of terms (``fund.loan_rate``), of the scenario (``months``, ``without``), of
    districts (``district.Ermera.hours``) and of sets of cooperatives
    (``cooperatives.credit-unions.members``, ``cooperatives.credit-unions.fund.loan_rate``).
    Raises ``ScenarioError`` with every fault at once.
    """
    reader = Reader(where)
    for_all: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        if not equals or not name:
            reader.fault(
                setting, "this is no setting.", "Write name=value, as fund.loan_rate=0.06."
            )
        elif name in for_all or name in others:
            reader.fault(name, "it is set twice.", "Set it once.")
        else:
            (for_all if name in PARAMS else others)[name] = _value(text)
    terms = scenario.unchecked(for_all, where)  # before the others: they clear those of sets
    reader.faults.extend(scenario_faults(terms, where))
    changed, faults = with_values(terms, others, where)
    found = (*reader.faults, *faults, *scenario_faults(changed, where))
    if found:
        raise ScenarioError(dict.fromkeys(found))
    return changed


def with_values(
    scenario: Scenario, values: Mapping[str, Any], where: str = WHERE
) -> tuple[Scenario, tuple[Fault, ...]]:
    """A copy with values set by full name, one after the other, and what could not be set.

    Whether the values agree with each other is not checked: ``scenario_faults`` does that.
    """
    reader = Reader(where)
    for name, value in values.items():
        if name in PARAMS:
            scenario = scenario.unchecked({name: value}, where)
        else:
            scenario = _set(scenario, name, value, reader)
    return scenario, tuple(reader.faults)


def _value(text: str) -> Any:
    """A value as TOML reads it; a word without quotation marks is that word."""
    try:
        data = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return data["value"] if len(data) == 1 else text


def _set(scenario: Scenario, name: str, value: Any, reader: Reader) -> Scenario:
    """A copy with something that is no term for everybody set."""
    group = name.split(".", 1)[0]
    if name in SIZES:
        if name == "without" and isinstance(value, str):
            value = [word.strip() for word in value.split(",") if word.strip()]
        typed = reader.typed(name, SIZES[name], value)
        if typed is MISSING:
            return scenario
        return _noted(attrs.evolve(scenario, **{name: typed}), name, typed, reader.file)
    if group in GROUPS and name.count(".") >= 2:
        return _set_in_group(scenario, group, name, value, reader)
    known = [*SIZES, *PARAMS]
    reader.fault(name, "there is no such term.", nearest(name, known))
    return scenario


def _set_in_group(
    scenario: Scenario, group: str, name: str, value: Any, reader: Reader
) -> Scenario:
    """A copy with a value of one district or one set of cooperatives set."""
    field, kinds = GROUPS[group]
    members = {one.name: one for one in getattr(scenario, field)}
    rest = name.split(".", 1)[1]
    owner = next((key for key in members if rest.startswith(f"{key}.")), "")
    if not owner:
        asked = rest.rsplit(".", 1)[0]
        reader.fault(name, f"there is no '{asked}'.", nearest(asked, members))
        return scenario
    key = rest.removeprefix(f"{owner}.")
    old = members[owner]
    if key in PARAMS and group == "cooperatives":
        terms = dict(old.terms) | {key: as_declared(PARAMS[key], value)}
        members[owner] = attrs.evolve(old, terms=tuple(terms.items()))
    elif key in kinds and key not in ("name", "sectors"):
        value = reader.typed(name, kinds[key], value)
        if value is MISSING:
            return scenario
        members[owner] = attrs.evolve(old, **{key: value})
    else:
        reader.fault(name, f"there is no '{key}' to set here.", nearest(key, kinds))
        return scenario
    changes: dict[str, Any] = {field: tuple(members.values())}
    changed = attrs.evolve(scenario, **changes)
    return _noted(changed, name, value, reader.file)


def _noted(scenario: Scenario, name: str, value: Any, where: str) -> Scenario:
    origins = dict(scenario.origins) | {name: Origin(value, "C", "set by the user", where)}
    return attrs.evolve(scenario, origins=tuple(origins.items()))
