"""What a plan may hold: the ``[plan]`` table of a lesson's file, read strictly."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import Fault, FaultsError
from coopsim.files.reader import Kind, Reader
from coopsim.scenario import PARAMS, as_declared, value_fault
from coopsim.scenario.parts import Pairs

TOP: dict[str, Kind] = {"basis": "text", "objective": "text", "scope": "text", "from": "whole"}
ACTION: dict[str, Kind] = {
    "key": "text", "output": "text", "activity": "text", "modality": "text", "place": "text",
    "indicator": "text", "baseline": "text", "target": "text", "means": "text", "cost": "number",
    "cost_source": "text", "risk": "text", "start": "whole", "end": "whole", "lasts": "flag",
}  # fmt: skip
OPTIONAL = {"lasts"}
GAP: dict[str, Kind] = {"key": "text", "topic": "text"}
QUARTERS = 8
"""Quarters a plan covers: two years."""


class WorkPlanError(FaultsError):
    """A plan that cannot be read."""

    undone = "nothing was opened"


@attrs.frozen
class ActionForm:
    """An action a plan may take up, as proposed; texts are English and keys of the catalogues."""

    key: str
    output: str
    activity: str
    modality: str
    place: str
    indicator: str
    baseline: str
    target: str
    means: str
    cost: float
    """In the currency of the plan's village."""
    cost_source: str
    risk: str
    start: int
    end: int
    """First and last quarter, counted from 1."""
    changes: Pairs
    """What it changes in the model: values by term."""
    lasts: bool = False
    """Whether the change stays when the plan has ended, as a decision of members does."""


@attrs.frozen
class PlanForm:
    """The proposed words of a plan and the actions there are to choose from."""

    basis: str
    objective: str
    scope: str
    start: int
    """Month of the model in which the first quarter begins."""
    actions: tuple[ActionForm, ...]
    gaps: tuple[tuple[str, str], ...] = ()
    """Key and topic of the rows of the country gap table."""


def read_form(path: Path) -> PlanForm:
    """The plan of a lesson's file; ``WorkPlanError`` with every fault at once."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WorkPlanError([Fault(path.name, f"this cannot be read: {error}.")]) from error
    reader = Reader(path.name)
    table = reader.table("[plan]", data.get("plan", {}))
    top = reader.fields(table, TOP, "[plan]", "", ("action", "gap"))
    reader.needed("[plan]", table, TOP)
    actions = [
        _action(reader, row, f"[[plan.action]] {row.get('key', number)}")
        for number, row in enumerate(reader.rows("[[plan.action]]", table.get("action", [])), 1)
    ]
    gaps = []
    for number, row in enumerate(reader.rows("[[plan.gap]]", table.get("gap", [])), 1):
        one = reader.fields(row, GAP, f"[[plan.gap]] {number}", "")
        if reader.needed(f"[[plan.gap]] {number}", row, GAP):
            gaps.append((one.get("key", ""), one.get("topic", "")))
    known = [one for one in actions if one is not None]
    _apart(reader, known)
    if reader.faults:
        raise WorkPlanError(reader.faults)
    return PlanForm(top["basis"], top["objective"], top["scope"], top["from"],
                    tuple(known), tuple(gaps))  # fmt: skip


def _action(reader: Reader, row: dict[str, Any], place: str) -> ActionForm | None:
    before = len(reader.faults)
    fields = reader.fields(row, ACTION, place, "", ("set",))
    reader.needed(place, row, [*(key for key in ACTION if key not in OPTIONAL), "set"])
    changes = reader.terms(row.get("set", {}), f"{place} set")
    for term, value in changes.items():
        declared = as_declared(PARAMS[term], value)
        if wrong := value_fault(PARAMS[term], declared, 1.0):
            reader.fault(f"{place} set {term}", wrong, PARAMS[term].allowed(1.0))
    start, end = fields.get("start", 1), fields.get("end", 1)
    if not 1 <= start <= end <= QUARTERS:
        what = f"quarters {start} to {end} are no part of the plan."
        reader.fault(place, what, f"Allowed: start and end from 1 to {QUARTERS}.")
    if len(reader.faults) > before:
        return None
    return ActionForm(**fields, changes=tuple(sorted(changes.items())))


def _apart(reader: Reader, actions: list[ActionForm]) -> None:
    """Keys are unique, and no two actions change the same term."""
    keys: set[str] = set()
    terms: dict[str, str] = {}
    for one in actions:
        if one.key in keys:
            reader.fault(f"[[plan.action]] {one.key}", "the key stands twice.", "Keys are unique.")
        keys.add(one.key)
        for term, _ in one.changes:
            if term in terms:
                what = f"{term} is changed by '{terms[term]}' too."
                reader.fault(f"[[plan.action]] {one.key} set", what, "One action for each term.")
            terms[term] = one.key
