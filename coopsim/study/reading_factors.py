"""The factors of a study file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coopsim.errors import nearest
from coopsim.files.reader import MISSING, Kind, Reader
from coopsim.params import Param
from coopsim.scenario import PARAMS, TABLES, Scenario, as_declared, value_fault
from coopsim.study.factors import Factor, Role, bounds

KINDS: dict[str, Kind] = {
    "parameter": "text", "low": "number", "high": "number", "steps": "whole", "log": "flag",
    "from": "whole", "until": "whole", "follows": "text", "times": "number", "plus": "number",
}  # fmt: skip
ROLES: dict[str, Role] = {"levers": "lever", "uncertainties": "uncertainty"}


def read_factors(
    reader: Reader, role: str, value: Any, base: Scenario | None
) -> list[Factor]:  # fmt: skip
    """The factors of one role; what is wrong with them is noted in the reader."""
    found: list[Factor] = []
    for name, table in _named(reader, role, value):
        place = f'[{role}."{name}"]'
        one = reader.fields(table, KINDS, place, f"{role}.{name}.", ("levels", "where"))
        parameter = one.pop("parameter", name)
        if parameter not in PARAMS:
            what = f"there is no term '{parameter}'."
            reader.fault(place, what, nearest(str(parameter), PARAMS))
            continue
        scale = base.per_dollar if base else 1.0
        factor = _factor(reader, place, (name, parameter, ROLES[role]), one, table, scale)
        _date_faults(reader, place, factor, base)
        found.append(factor)
    _following_faults(reader, role, found)
    return found


def _named(reader: Reader, role: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Factors by name: ``[levers."fund.loan_rate"]``, or ``[levers.fund.loan_rate]``."""
    for name, inner in reader.table(f"[{role}]", value).items():
        if name in TABLES and isinstance(inner, dict):
            for key, one in inner.items():
                yield f"{name}.{key}", reader.table(f"[{role}.{name}.{key}]", one)
        else:
            yield name, reader.table(f'[{role}."{name}"]', inner)


def _factor(
    reader: Reader, place: str, names: tuple[str, str, Role], one: dict[str, Any],
    table: dict[str, Any], scale: float,
) -> Factor:  # fmt: skip
    param = PARAMS[names[1]]
    lowest, highest = bounds(param, scale)
    numeric = param.kind in ("number", "whole")
    one = {{"from": "start"}.get(key, key): value for key, value in one.items()}
    one = {"low": lowest, "high": highest} | one
    if not numeric and (table.keys() & {"low", "high", "steps", "log", "follows"}):
        reader.fault(place, f"it is {param.kind}: no number.", "Write levels = [ … ], or nothing.")
    elif not lowest <= one["low"] < one["high"] <= highest:
        what = f"low = {one['low']:g} and high = {one['high']:g} are no range of it."
        reader.fault(place, what, f"{param.allowed(scale)} Low is below high.")
    elif one.get("log") and one["low"] <= 0:
        reader.fault(f"{place} log", "equal ratios begin above 0.", "Add low = …, above 0.")
    if "steps" in one and not 2 <= one["steps"] <= 10_000:
        what = f"{one['steps']} is out of bounds."
        reader.fault(f"{place} steps", what, "Allowed: 2 or more.")
    where = _where(reader, place, table.get("where", {}))
    levels = _levels(reader, place, param, table.get("levels"), scale)
    parts: dict[str, Any] = {"levels": levels, "where": tuple(sorted(where.items()))}
    return Factor(names[0], names[1], names[2], **one, **parts)


def _levels(
    reader: Reader, place: str, param: Param, value: Any, scale: float
) -> tuple[Any, ...]:  # fmt: skip
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) < 2:
        reader.fault(f"{place} levels", "two or more are needed.", "Allowed: [ …, … ].")
        return ()
    wrong = {str(one): value_fault(param, one, scale) for one in value}
    for what in filter(None, wrong.values()):
        reader.fault(f"{place} levels", what, param.allowed(scale))
    if len(wrong) < len(value):
        reader.fault(f"{place} levels", "a level stands twice.", "Write each once.")
    return () if any(wrong.values()) else tuple(as_declared(param, one) for one in value)


def _where(reader: Reader, place: str, value: Any) -> dict[str, Any]:
    found = {}
    for key, target in reader.table(f"{place} where", value).items():
        kind: Kind = "whole" if key == "cooperative" else "text"
        typed = reader.typed(f"{place} where {key}", kind, target)
        if typed is not MISSING:
            found[key] = typed
    return found


def _date_faults(reader: Reader, place: str, one: Factor, base: Scenario | None) -> None:
    if (one.until is not None or one.where) and one.start is None:
        reader.fault(f"{place} from", "it is missing.", "Add from = the first month.")
    if one.start is not None and base is not None and not 1 <= one.start <= base.months:
        what = f"month {one.start} is not in a run of {base.months}."
        reader.fault(f"{place} from", what, "Allowed: a month of the run.")
    if one.start is not None and one.until is not None and one.until < one.start:
        what = f"{one.until} is before from = {one.start}."
        reader.fault(f"{place} until", what, "Allowed: the same month or later.")


def _following_faults(reader: Reader, role: str, found: list[Factor]) -> None:
    numbers = ("number", "whole")
    leaders = [one.name for one in found if not one.follows and one.param.kind in numbers]
    for one in found:
        if one.follows and one.follows not in leaders:
            place = f'[{role}."{one.name}"] follows'
            what = f"there is no free factor of numbers '{one.follows}' among the {role}."
            reader.fault(place, what, nearest(one.follows, leaders))
