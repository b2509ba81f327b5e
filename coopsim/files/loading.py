"""From a preset's name or a file to a scenario, or to everything that is wrong with it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import Fault, ScenarioError
from coopsim.files.finding import Document, documents
from coopsim.files.parts import Part, laid_over, read_part
from coopsim.scenario import (
    CURRENCIES,
    PARAMS,
    CooperativeSet,
    District,
    Origin,
    Policy,
    Scenario,
    Terms,
    as_declared,
    default_of,
    replaced,
    scenario_faults,
)
from coopsim.scenario.bounds import SIZE_BOUNDS

EVERYTHING = frozenset({"district", "cooperatives", "policy", "surplus"})


def load_scenario(name_or_path: str | Path | Scenario) -> Scenario:
    """The scenario of a preset's name or of a TOML file; a ``Scenario`` passes through.

    Raises ``ScenarioError`` with every fault at once.
    """
    if isinstance(name_or_path, Scenario):
        return name_or_path
    scenario, faults = _read(name_or_path)
    if faults or scenario is None:
        raise ScenarioError(faults)
    return scenario


def check_scenario(name_or_path: str | Path | Scenario) -> tuple[Fault, ...]:
    """Everything that is wrong with a scenario file; never raises for what stands in it."""
    if isinstance(name_or_path, Scenario):
        return tuple(scenario_faults(name_or_path, name_or_path.name))
    return _read(name_or_path)[1]


def _read(asked: str | Path) -> tuple[Scenario | None, tuple[Fault, ...]]:
    chain, faults = documents(asked)
    if not chain:
        return None, tuple(faults)
    part = Part(damaged=set(EVERYTHING) if faults else set())
    for document in chain:
        part = laid_over(part, read_part(document, faults), document.file, faults)
    head = chain[-1]
    faults += _currency_faults(chain, part)
    faults += _missing_faults(head, part)
    scenario = _built(part, head.name)
    faults += scenario_faults(scenario, head.file, part.damaged)
    return scenario, tuple(dict.fromkeys(faults))


def _currency_faults(chain: list[Document], part: Part) -> list[Fault]:
    """One currency along what is extended, and its rate wherever it is not the dollar."""
    faults = []
    stated = [(one.file, one.data["currency"]) for one in chain if "currency" in one.data]
    for (before, old), (file, new) in itertools.pairwise(stated):
        if old != new and {old, new} <= set(CURRENCIES):
            what = f"'{new}' is not the currency of {before}, in which its amounts are written."
            faults.append(Fault(f"{file}: currency", what, f"Allowed: {old}."))
    currency = part.top.get("currency", "USD")
    if currency in CURRENCIES and currency != "USD" and "per_dollar" not in part.origins:
        place = f"{chain[-1].file}: per_dollar"
        what = "it is missing, and the terms left out are declared in dollars."
        faults.append(Fault(place, what, f"Add how many {currency} a dollar is worth."))
    return faults


def _missing_faults(head: Document, part: Part) -> list[Fault]:
    """A set of cooperatives states its kind and its sectors, here or in what is extended."""
    faults = []
    for name, one in part.sets.items():
        for key in ("kind", "sectors"):
            stated = one is None or key in one or f"cooperatives.{name}.{key}" in part.origins
            if not stated and part.damaged != EVERYTHING:
                place = f"{head.file}: [cooperatives.{name}] {key}"
                faults.append(Fault(place, "it is missing.", f"Add {key} = …"))
                part.damaged.add("cooperatives")
    return faults


def _built(part: Part, name: str) -> Scenario:
    """A scenario of what was read; what could not be read is replaced by something harmless."""
    scale = part.top.get("per_dollar", 1.0)
    low, high = SIZE_BOUNDS["per_dollar"]
    scale = scale if low <= scale <= high else 1.0
    top = {key: value for key, value in part.top.items() if key != "extends"}
    scenario = Scenario(
        **({"name": name, "title": top.get("name", name)} | top),
        districts=tuple(_district(one) for one in part.districts or () if "name" in one),
        cooperatives=tuple(_set(key, one or {}, scale) for key, one in part.sets.items()),
        policies=tuple(_policy(one) for one in part.policies),
        words=tuple(part.words.items()),
        expect=tuple(part.expect.items()),
    )
    converted = _converted(scenario.currency, scale) if scale != 1 else {}
    converted = {key: one for key, one in converted.items() if key not in part.terms}
    values = {key: one.value for key, one in converted.items()} | part.terms
    origins = converted | part.origins
    return attrs.evolve(scenario, terms=replaced(Terms(), values), origins=tuple(origins.items()))


def _converted(currency: str, per_dollar: float) -> dict[str, Origin]:
    """Defaults in money, declared in dollars, in the scenario's currency."""
    return {
        name: Origin(
            default_of(param, per_dollar),
            "C",
            f"default of {param.default:,g} USD at {per_dollar:,g} {currency} a dollar",
        )
        for name, param in PARAMS.items()
        if param.is_money
    }


def _district(one: dict[str, Any]) -> District:
    return District(**({"share": 1.0} | one))


def _set(name: str, one: dict[str, Any], scale: float) -> CooperativeSet:
    default = attrs.fields(CooperativeSet).voluntary.default or 0.0
    usual: dict[str, Any] = {"kind": "producer", "sectors": (1.0, 0.0, 0.0)}
    usual["voluntary"] = default * scale
    return CooperativeSet(name, **(usual | one | {"terms": _declared(one.get("terms", {}))}))


def _policy(one: dict[str, Any]) -> Policy:
    return Policy(
        start=one.get("from", 1),
        changes=_declared(one["set"]),
        until=one.get("until"),
        where=tuple(one["where"].items()),
        why=one.get("why", ""),
    )


def _declared(terms: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, as_declared(PARAMS[name], value)) for name, value in terms.items())
