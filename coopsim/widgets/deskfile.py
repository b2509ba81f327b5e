"""The ministry's desk as data: the ``[desk]`` table of a lesson's file, read strictly."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import nearest
from coopsim.files.reader import Kind, Reader
from coopsim.metrics import BY_NAME
from coopsim.scenario import PARAMS, Policy, Scenario, value_fault
from coopsim.widgets.lessonparts import LessonError

TOP: dict[str, Kind] = {"budget": "whole", "step": "whole", "from": "whole", "metrics": "texts"}
LINE: dict[str, Kind] = {"key": "text", "words": "text", "note": "text"}
EFFECT: dict[str, Kind] = {"term": "text", "none": "number", "full": "number", "cost": "number"}
Split = dict[tuple[str, str], int]
"""Money a year by district and line."""


@attrs.frozen
class LineEffect:
    """What money does to a term: ``none`` without, ``full`` at ``cost`` a cooperative and year."""

    term: str
    none: float
    full: float
    cost: float

    def value(self, money: float) -> float:
        """The term at so much money a cooperative and year; more than ``cost`` adds nothing."""
        return round(self.none + (self.full - self.none) * min(money / self.cost, 1.0), 10)


@attrs.frozen
class DeskLine:
    """One line of the budget."""

    key: str
    words: str
    note: str
    effects: tuple[LineEffect, ...]

    def dearer(self, factor: float) -> DeskLine:
        """The same line at so many times its cost."""
        effects = tuple(attrs.evolve(one, cost=one.cost * factor) for one in self.effects)
        return attrs.evolve(self, effects=effects)


@attrs.frozen
class DeskFile:
    """One budget a year over districts and lines."""

    budget: int
    step: int
    start: int
    """Month from which it is paid."""
    metrics: tuple[str, ...]
    lines: tuple[DeskLine, ...]
    named: dict[str, str] = attrs.Factory(dict)
    """Metrics that have other words at this desk."""

    def words_of(self, metric: str) -> str:
        """English words of a metric: the desk's, or those of the metric."""
        return self.named.get(metric) or BY_NAME[metric].info.label

    def equal(self, districts: tuple[str, ...]) -> Split:
        """The same for every district and line."""
        share = self.budget // (len(districts) * len(self.lines)) // self.step * self.step
        return {(place, line.key): share for place in districts for line in self.lines}

    def at_costs(self, factors: dict[str, float]) -> DeskFile:
        """The same desk with each line so many times as dear."""
        return attrs.evolve(self, lines=tuple(one.dearer(factors[one.key]) for one in self.lines))

    def kept(self, rows: Any, usual: Split) -> Split:
        """A saved split, [place, line, money] a row; the usual one where it does not fit."""
        found = {
            (row[0], row[1]): row[2]
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, list) and len(row) == 3 and type(row[2]) is int
        }
        fits = set(found) == set(usual) and min(found.values()) >= 0
        return found if fits and sum(found.values()) <= self.budget else dict(usual)

    def policies(self, split: Split, counts: dict[str, int]) -> tuple[Policy, ...]:
        """A split as dated policies, one a district; ``counts`` are its cooperatives."""
        return tuple(
            Policy(
                self.start,
                tuple(
                    (effect.term, effect.value(split.get((place, line.key), 0) / max(count, 1)))
                    for line in self.lines
                    for effect in line.effects
                ),
                where=(("district", place),),
                why="the ministry's desk",
            )
            for place, count in counts.items()
        )


def read_desk(name: str, scenario: Scenario) -> DeskFile:
    """The desk of a lesson; ``LessonError`` with every fault at once."""
    path = Path(str(files("coopsim") / "data" / "lessons" / f"{name}.toml"))
    return desk_of(tomllib.loads(path.read_text(encoding="utf-8")), path.name, scenario)


def desk_of(data: dict[str, Any], file: str, scenario: Scenario) -> DeskFile:
    """The desk of parsed data; ``LessonError`` with every fault at once."""
    reader = Reader(file)
    table = reader.table("[desk]", data.get("desk", {}))
    top = reader.fields(table, TOP, "[desk]", "", ("line", "words"))
    reader.needed("[desk]", table, TOP)
    named = reader.table("[desk.words]", table.get("words", {}))
    for metric in (*top.get("metrics", ()), *named):
        if metric not in BY_NAME:
            what = f"there is no metric '{metric}'."
            reader.fault("[desk] metrics", what, nearest(metric, BY_NAME))
    lines = [
        _line(reader, row, f"[[desk.line]] {row.get('key', number)}", scenario)
        for number, row in enumerate(reader.rows("[[desk.line]]", table.get("line", [])), 1)
    ]
    if reader.faults:
        raise LessonError(reader.faults)
    return DeskFile(top["budget"], top["step"], top["from"], top["metrics"], tuple(lines), named)


def _line(reader: Reader, row: dict[str, Any], place: str, scenario: Scenario) -> DeskLine:
    fields = reader.fields(row, LINE, place, "", ("effect",))
    reader.needed(place, row, LINE)
    effects = []
    for number, one in enumerate(reader.rows(f"{place} effect", row.get("effect", [])), 1):
        here = f"{place} effect {number}"
        found = reader.fields(one, EFFECT, here, "")
        reader.needed(here, one, EFFECT)
        term = found.get("term", "")
        if term not in PARAMS:
            reader.fault(f"{here} term", f"there is no term '{term}'.", nearest(term, PARAMS))
            continue
        for key in ("none", "full"):
            wrong = value_fault(PARAMS[term], found.get(key, 0.0), scenario.per_dollar)
            if wrong:
                reader.fault(f"{here} {key}", wrong, PARAMS[term].allowed(scenario.per_dollar))
        if found.get("cost", 1.0) <= 0:
            reader.fault(f"{here} cost", "it is not above 0.", "Write the cost of the full effect.")
        if len(found) == len(EFFECT):
            effects.append(LineEffect(**found))
    return DeskLine(
        fields.get("key", ""), fields.get("words", ""), fields.get("note", ""), tuple(effects)
    )
