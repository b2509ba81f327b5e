"""Typed values out of a parsed file; what is wrong is noted and read on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import attrs

from coopsim.errors import Fault, nearest
from coopsim.params import GRADES
from coopsim.scenario import PARAMS, TABLES, Origin, is_number
from coopsim.scenario.terms import shown

Kind = Literal["number", "whole", "flag", "text", "texts", "any"]
MISSING: Any = object()
"""What stands for a value that could not be read."""
DUE = {
    "number": ("a number", "Allowed: a number."),
    "whole": ("a whole number", "Allowed: a whole number."),
    "flag": ("true or false", "Allowed: true or false."),
    "text": ("text", 'Allowed: words in quotation marks, as "Ermera".'),
    "texts": ("a list of names", 'Allowed: a list of names, as ["Ermera", "Dili"].'),
}
WITH_SOURCE = ("value", "grade", "source")


@attrs.define
class Reader:
    """Reads values of one file and keeps its faults and where its values come from."""

    file: str
    faults: list[Fault] = attrs.field(factory=list)
    origins: dict[str, Origin] = attrs.field(factory=dict)

    def fault(self, place: str, what: str, allowed: str = "") -> None:
        """Note one thing that is wrong."""
        self.faults.append(Fault(f"{self.file}: {place}", what, allowed))

    def needed(self, place: str, table: Mapping[str, Any], keys: Iterable[str]) -> bool:
        """Whether every key is there; each that is missing is noted."""
        missing = [key for key in keys if key not in table]
        for key in missing:
            self.fault(f"{place} {key}".strip(), "it is missing.", f"Add {key} = …")
        return not missing

    def fields(
        self, table: Mapping[str, Any], kinds: Mapping[str, Kind], place: str, name: str,
        others: Iterable[str] = (),
    ) -> dict[str, Any]:  # fmt: skip
        """The values of a table, each of its kind; a name in ``others`` is read elsewhere."""
        found = {}
        known = (*kinds, *others)
        for key, value in table.items():
            here = f"{place} {key}".strip()
            if key in kinds:
                typed = self.typed(here, kinds[key], self.given(here, f"{name}{key}", value))
                if typed is not MISSING:
                    found[key] = typed
            elif key not in known:
                self.fault(here, "there is no such name.", _advice(key, known))
        return found

    def given(self, place: str, name: str, value: Any) -> Any:
        """The value itself, plain or out of ``{ value, grade, source }``, noting its origin."""
        grade, source = "C", "assumed"
        if isinstance(value, dict) and set(value) & set(WITH_SOURCE):
            for key in value:
                if key not in WITH_SOURCE:
                    self.fault(place, f"there is no '{key}' here.", nearest(key, WITH_SOURCE))
            grade = self._word(place, "grade", value, grade)
            source = self._word(place, "source", value, source)
            if grade not in GRADES:
                words = ", ".join(f"{key} ({what})" for key, what in GRADES.items())
                self.fault(f"{place} grade", f"{shown(grade)} is unknown.", f"Allowed: {words}.")
            elif grade == "A" and "source" not in value:
                self.fault(place, "a value of grade A needs its source.", 'Add source = "…".')
            if "value" not in value:
                if set(value) <= set(WITH_SOURCE):  # else the misspelt name is told already
                    self.fault(place, "the value is missing.", "Add value = …")
                return MISSING
            value = value["value"]
        self.origins[name] = Origin(value, grade, source, self.file)  # type: ignore[arg-type]
        return value

    def typed(self, place: str, kind: Kind, value: Any) -> Any:
        """A value of a kind, or ``MISSING`` and a fault."""
        if kind == "any" or value is MISSING:
            return value
        if kind == "number" and is_number(value):
            return float(value)
        if kind == "whole" and is_number(value) and float(value).is_integer():
            if is_number(int(value)):
                return int(value)
            self.fault(place, f"{shown(value)} is out of bounds.", DUE[kind][1])
            return MISSING
        if kind == "flag" and isinstance(value, bool):
            return value
        if kind == "text" and isinstance(value, str):
            if value.strip():
                return value
            self.fault(place, "the text is empty.", DUE["text"][1])
            return MISSING
        if kind == "texts" and isinstance(value, list):
            words = [self.typed(place, "text", one) for one in value]
            return MISSING if MISSING in words else tuple(words)
        due, allowed = DUE[kind]
        self.fault(place, f"{shown(value)} is not {due}.", allowed)
        return MISSING

    def table(self, place: str, value: Any) -> dict[str, Any]:
        """A table, or an empty one and a fault."""
        if isinstance(value, dict):
            return value
        self.fault(place, f"{shown(value)} is not a table.", "Write its names below, or in { }.")
        return {}

    def rows(self, place: str, value: Any) -> list[dict[str, Any]]:
        """A list of tables."""
        if isinstance(value, list):
            return [self.table(place, one) for one in value]
        self.fault(place, f"{shown(value)} is not a list of tables.", f"Write {place} above each.")
        return []

    def terms(self, value: Any, place: str, name: str = "") -> dict[str, Any]:
        """Terms by full name out of tables: ``{ fund = { loan_rate = 0.12 } }``.

        Values are whatever stands there: their bounds are checked with the whole scenario.
        """
        found: dict[str, Any] = {}
        for table, inner in self.table(place, value).items():
            if table in TABLES:
                found |= self.table_of_terms(table, inner, place, name)
            elif table in PARAMS:  # the full name in quotation marks
                found[table] = self.given(f"{place} {table}", name + table, inner)
            else:
                self.fault(
                    f"{place} {table}".strip(), "there is no such name.", _advice(table, TABLES)
                )
        return {key: one for key, one in found.items() if one is not MISSING}

    def table_of_terms(
        self, table: str, value: Any, place: str = "", name: str = ""
    ) -> dict[str, Any]:
        """Terms of one table, by full name."""
        found = {}
        here = f"{place} {table}" if place else f"[{table}]"
        known = [param.key for param in PARAMS.values() if param.table == table]
        for key, one in self.table(here, value).items():
            full = f"{table}.{key}"
            term = f"{place} {full}" if place else f"[{table}] {key}"
            if full in PARAMS:
                found[full] = self.given(term, name + full, one)
            else:
                self.fault(term, "there is no such term.", _advice(key, known))
        return {key: one for key, one in found.items() if one is not MISSING}

    def _word(self, place: str, key: str, table: dict[str, Any], default: str) -> str:
        if key not in table:
            return default
        word = self.typed(f"{place} {key}", "text", table[key])
        return default if word is MISSING else word


def _advice(name: str, known: Iterable[str]) -> str:
    """The nearest name here, else the table where a term of this name stands."""
    known = list(known)
    tables = [param.table for param in PARAMS.values() if param.key == name]
    if tables:
        return f"'{name}' stands in {' and '.join(f'[{table}]' for table in tables)}."
    return nearest(name, known)
