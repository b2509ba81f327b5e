"""What one file states, and how a file is laid over the one it extends."""

from __future__ import annotations

from typing import Any

import attrs

from coopsim.errors import Fault, nearest
from coopsim.files.finding import Document
from coopsim.files.reader import MISSING, Kind, Reader
from coopsim.scenario import SECTORS, TABLES, Origin

TOP: dict[str, Kind] = {
    "name": "text", "title": "text", "extends": "text", "country": "text", "currency": "text",
    "per_dollar": "number", "months": "whole", "households": "whole", "smallest": "whole",
    "whole": "whole", "first_year": "whole", "what_if": "flag", "note": "text",
    "without": "texts",
}  # fmt: skip
DISTRICT: dict[str, Kind] = {"name": "text", "share": "number", "hours": "number"}
SET: dict[str, Kind] = {
    "kind": "text", "sectors": "any", "count": "whole", "households": "whole",
    "members": "whole", "districts": "texts", "lends": "flag", "age": "whole",
    "voluntary": "number", "borrowers": "number", "late": "number", "on_loan": "number",
    "reserve": "number", "grants": "number", "unfounded": "number", "alike": "flag",
}  # fmt: skip
POLICY: dict[str, Kind] = {"from": "whole", "until": "whole", "why": "text"}
MOST_POLICIES = 300


@attrs.define
class Part:
    """What a file states, or several files laid over each other."""

    top: dict[str, Any] = attrs.field(factory=dict)
    districts: list[dict[str, Any]] | None = None
    sets: dict[str, dict[str, Any] | None] = attrs.field(factory=dict)
    """Sets of cooperatives by name; None takes an inherited one away."""
    terms: dict[str, Any] = attrs.field(factory=dict)
    policies: list[dict[str, Any]] = attrs.field(factory=list)
    words: dict[str, str] = attrs.field(factory=dict)
    expect: dict[str, tuple[float, float]] = attrs.field(factory=dict)
    origins: dict[str, Origin] = attrs.field(factory=dict)
    damaged: set[str] = attrs.field(factory=set)
    """Tables that could not be read whole."""


def read_part(document: Document, faults: list[Fault]) -> Part:
    """What a file states; everything wrong in itself is added to ``faults``."""
    reader = Reader(document.file, faults)
    part = Part(origins=reader.origins)
    tables = ("words", "district", "cooperatives", "policy", "expect")
    part.top = reader.fields(document.data, TOP, "", "", (*tables, *TABLES))
    for key, value in document.data.items():
        before = len(faults)
        if key in TABLES:
            part.terms |= reader.table_of_terms(key, value)
        elif key == "district":
            part.districts = _districts(reader, value)
        elif key == "cooperatives":
            part.sets = _sets(reader, value)
        elif key == "policy":
            part.policies = _policies(reader, value)
        elif key == "words":
            part.words = _words(reader, value)
        elif key == "expect":
            part.expect = _expect(reader, value)
        if len(faults) > before:
            part.damaged.add(key)
    return part


def _districts(reader: Reader, value: Any) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(reader.rows("[[district]]", value), 1):
        name = row.get("name") if isinstance(row.get("name"), str) else number
        place = f"[[district]] {name}"
        one = reader.fields(row, DISTRICT, place, f"district.{name}.")
        for key in ("name", "share"):
            if key not in row:
                reader.fault(f"{place} {key}", "it is missing.", f"Add {key} = …")
        found.append(one)
    return found


def _sets(reader: Reader, value: Any) -> dict[str, dict[str, Any] | None]:
    found: dict[str, dict[str, Any] | None] = {}
    for name, table in reader.table("[cooperatives]", value).items():
        place, prefix = f"[cooperatives.{name}]", f"cooperatives.{name}."
        if table is False:
            found[name] = None
            continue
        if not name.strip():
            reader.fault("[cooperatives]", "a set of cooperatives has no name.", "Give it one.")
        table = reader.table(place, table)
        one = reader.fields(table, SET, place, prefix, ("terms",))
        if "sectors" in one:
            one["sectors"] = _sectors(
                reader, one["sectors"], f"{place} sectors", f"{prefix}sectors."
            )
        one["terms"] = reader.terms(table.get("terms", {}), f"{place} terms", prefix)
        found[name] = one
    return found


def _sectors(reader: Reader, value: Any, place: str, prefix: str) -> tuple[float, ...]:
    kinds: dict[str, Kind] = dict.fromkeys(SECTORS, "number")
    shares = reader.fields(reader.table(place, value), kinds, place, prefix)
    return tuple(shares.get(sector, 0.0) for sector in SECTORS)


def _policies(reader: Reader, value: Any) -> list[dict[str, Any]]:
    rows = reader.rows("[[policy]]", value)
    if len(rows) > MOST_POLICIES:
        reader.fault(
            "[[policy]]", f"there are {len(rows):,}.", f"Allowed: {MOST_POLICIES} or fewer."
        )
    found = []
    for number, row in enumerate(rows[:MOST_POLICIES], 1):
        place, prefix = f"[[policy]] {number}", f"policy.{number}."
        one = reader.fields(row, POLICY, place, prefix, ("where", "set"))
        for key in ("from", "set"):
            if key not in row:
                reader.fault(f"{place} {key}", "it is missing.", f"Add {key} = …")
        one["where"] = {}
        for key, target in reader.table(f"{place} where", row.get("where", {})).items():
            kind: Kind = "whole" if key == "cooperative" else "text"
            typed = reader.typed(f"{place} where {key}", kind, target)
            if typed is not MISSING:
                one["where"][key] = typed
        one["set"] = reader.terms(row.get("set", {}), f"{place} set", prefix)
        reader.origins[f"policy.{number}"] = Origin(number, "C", "assumed", reader.file)
        found.append(one)
    return found


def _words(reader: Reader, value: Any) -> dict[str, str]:
    table = reader.table("[words]", value)
    typed = {key: reader.typed(f"[words] {key}", "text", one) for key, one in table.items()}
    return {key: one for key, one in typed.items() if one is not MISSING}


def _expect(reader: Reader, value: Any) -> dict[str, tuple[float, float]]:
    found = {}
    for key, given in reader.table("[expect]", value).items():
        place = f"[expect] {key}"
        limits = reader.given(place, f"expect.{key}", given)
        if limits is MISSING:
            continue
        if not isinstance(limits, list) or len(limits) != 2:
            reader.fault(place, "this is not a range.", "Allowed: [lowest, highest].")
            continue
        low, high = (reader.typed(place, "number", one) for one in limits)
        if MISSING not in (low, high) and not low <= high:
            reader.fault(place, f"{low:g} is not below {high:g}.", "Allowed: [lowest, highest].")
        found[key] = (low, high)
    return found


def laid_over(below: Part, above: Part, file: str, faults: list[Fault]) -> Part:
    """A file laid over what it extends.

    Districts replace, policies add, sets of cooperatives merge by name; a term for everybody
    takes that term from the inherited sets.
    """
    origins = dict(below.origins)
    sets = {name: dict(one) for name, one in below.sets.items() if one is not None}
    for name, one in sets.items():
        one["terms"] = {key: v for key, v in one["terms"].items() if key not in above.terms}
        for key in above.terms:
            origins.pop(f"cooperatives.{name}.{key}", None)
    for name, changed in above.sets.items():
        if changed is not None:
            base = sets.get(name, {"terms": {}})
            sets[name] = base | changed | {"terms": base["terms"] | changed["terms"]}
        elif name in sets:
            del sets[name]
            origins = _without(origins, f"cooperatives.{name}.")
        else:
            place = f"{file}: [cooperatives] {name}"
            faults.append(Fault(place, "there is no such set to take away.", nearest(name, sets)))
    if above.districts is not None:
        origins = _without(origins, "district.")
    return Part(
        top=below.top | above.top,
        districts=below.districts if above.districts is None else above.districts,
        sets=dict(sets),
        terms=below.terms | above.terms,
        policies=[*below.policies, *above.policies],
        words=below.words | above.words,
        expect=below.expect | above.expect,
        origins=origins | _renumbered(above.origins, len(below.policies)),
        damaged=below.damaged | above.damaged,
    )


def _without(origins: dict[str, Origin], prefix: str) -> dict[str, Origin]:
    return {name: one for name, one in origins.items() if not name.startswith(prefix)}


def _renumbered(origins: dict[str, Origin], before: int) -> dict[str, Origin]:
    """Origins of a file whose policies come after ``before`` inherited ones."""
    found = {}
    for name, one in origins.items():
        if name.startswith("policy."):
            _, number, *rest = name.split(".", 2)
            name = ".".join(("policy", str(int(number) + before), *rest))
        found[name] = one
    return found
