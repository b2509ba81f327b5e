"""How a scenario lies in a workbook: which sheets there are, their columns, a cell's value."""

from __future__ import annotations

from typing import Any

import attrs

from coopsim.errors import Sentence
from coopsim.scenario import KINDS, SECTORS, CooperativeSet, Scenario
from coopsim.studio.values import FLAGS, Value
from coopsim.text import words
from coopsim.text.units import is_share

SOURCE = "coopsim"
"""The hidden sheet that carries the scenario as it went out, line by line."""
READ_ME, DISTRICTS, SETS, OWN_TERMS, POLICIES = (
    "read me", "districts", "cooperatives", "own terms", "policies",
)  # fmt: skip
VALUE = 3
"""The column to fill in on a sheet of values, counted from 1."""
COLUMNS = (
    words("name"), words("what it is"), words("value"), words("unit"), words("allowed"),
    words("grade"), words("source"), words("decision or assumption"),
)  # fmt: skip
DISTRICT = ("name", "share", "hours")
SET = (
    "name", "kind", *SECTORS,
    *(field.name for field in attrs.fields(CooperativeSet)
      if field.name not in ("name", "kind", "sectors", "terms")),
)  # fmt: skip
OWN = ("cooperatives", "term", "value")
WHERE = ("district", "sector", "kind", "set", "cooperative")
POLICY = ("policy", "from", "until", *WHERE, "term", "value", "why")
LISTED = "; "
"""What stands between names in one cell."""
YES, NO = "yes", "no"
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def cell(value: Any) -> Any:
    """A value as a cell holds it; nothing for None."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list | tuple):
        return LISTED.join(map(str, value))
    return value


def read(given: Any, kind: str) -> Any:
    """What a cell says for a value of a kind; as it stands where it cannot be that kind."""
    if isinstance(given, str):
        given = given.strip()
    if kind == "yes/no" and not isinstance(given, bool):
        return TRUTHS.get(str(given).casefold(), given)
    if kind == "texts":
        return tuple(part.strip() for part in str(given or "").split(";") if part.strip())
    if kind in ("number", "whole") and isinstance(given, str):
        try:
            given = float(given.replace(" ", ""))
        except ValueError:
            return given
    if (
        kind in ("number", "whole")
        and not isinstance(given, bool)
        and isinstance(given, int | float)
    ):
        return int(given) if kind == "whole" and float(given).is_integer() else float(given)
    return given


def same(given: Any, before: Any) -> bool:
    """Whether a cell still says what went out: programs keep fifteen digits of a number."""
    numbers = (int, float)
    if isinstance(given, numbers) and isinstance(before, numbers) and not isinstance(before, bool):
        return abs(given - before) <= 1e-12 * max(abs(given), abs(before))
    return bool(given == before)


def allowed(one: Value) -> str:
    """What may be written, in a few words."""
    if one.kind == "choice":
        return ", ".join(one.choices)
    if one.kind == "yes/no":
        return f"{YES}, {NO}"
    if one.fixed:
        return "-"
    if is_share(one.unit):
        return Sentence(
            "{low} to {high}", low=f"{one.low * 100:,.10g}%", high=f"{one.high * 100:,.10g}%"
        )
    return Sentence("{low} to {high}", low=f"{one.low:,.10g}", high=f"{one.high:,.10g}")


def set_row(one: CooperativeSet) -> list[Any]:
    """A set of cooperatives as a row of its sheet."""
    sectors = dict(zip(SECTORS, one.sectors, strict=True))
    return [cell(sectors.get(key, getattr(one, key, None))) for key in SET]


def policy_rows(scenario: Scenario) -> list[list[Any]]:
    """Dated policies as rows, one a changed term, in the order of the scenario."""
    rows: list[list[Any]] = []
    for number, one in enumerate(scenario.policies, 1):
        where = dict(one.where)
        head = [number, one.start, one.until, *(where.get(key) for key in WHERE)]
        for name, value in one.changes or (("", None),):
            rows.append([*head, name or None, cell(value), one.why or None])
    return rows


CHOICES = {"kind": KINDS, "sector": SECTORS} | dict.fromkeys(FLAGS, (YES, NO))
"""Words a column of a list may hold."""
