"""Lesson files: ``coopsim/data/lessons/NAME.toml``, read strictly, every fault at once."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from coopsim.errors import Fault, ScenarioError, nearest
from coopsim.files import load_scenario
from coopsim.files.reader import MISSING, Kind, Reader
from coopsim.scenario import PARAMS, Scenario, as_declared, value_fault
from coopsim.widgets.lessonparts import (
    MARKS,
    Control,
    LessonError,
    LessonFile,
    LessonPart,
    Talk,
    Trial,
    base_of,
    differing,
    in_money_of,
    same,
    taking_in,
)
from coopsim.widgets.trialparts import opening, outcomes, prediction

TOP: dict[str, Kind] = {
    "title": "text", "scenario": "text", "households": "whole", "months": "whole",
    "seed": "whole", "items": "texts", "goals": "texts", "written_for": "text",
}  # fmt: skip
NEEDED = ("title", "scenario", "households", "months", "seed")
PART: dict[str, Kind] = {"words": "text", "mark": "text", "minutes": "whole"}
TRIAL: dict[str, Kind] = {
    "title": "text", "from": "whole", "chain": "texts", "explain": "text", "recommends": "flag",
}  # fmt: skip
CONTROL: dict[str, Kind] = {
    "term": "text", "low": "number", "high": "number", "step": "number", "task": "text",
    "words": "text", "rest": "text",
}  # fmt: skip
MOST_DECISIONS, MOST_POSITIONS = 4, 41


def lesson_names() -> list[str]:
    """Names of the lessons that come with coopsim."""
    return sorted(
        one.name.removesuffix(".toml") for one in _folder().iterdir() if one.name.endswith(".toml")
    )


def load_lesson(name: str | Path) -> LessonFile:
    """A lesson by its name or its file (.toml); ``LessonError`` with every fault at once."""
    own = isinstance(name, Path) or name.endswith(".toml")
    path = Path(name) if own else _folder() / f"{name}.toml"
    if not path.is_file():
        advice = nearest(str(name), lesson_names()) or f"Known: {', '.join(lesson_names())}."
        raise LessonError([Fault(str(name), "there is no such lesson.", advice)])
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # TOML or UTF-8
        raise LessonError([Fault(path.name, f"this is not TOML: {error}.")]) from error
    reader = Reader(path.name)
    lesson = _lesson(reader, data, path)
    if reader.faults or lesson is None:
        raise LessonError(reader.faults)
    return lesson


def _folder() -> Path:
    return Path(str(files("coopsim") / "data" / "lessons"))


def _lesson(reader: Reader, data: dict[str, Any], path: Path) -> LessonFile | None:
    top = reader.fields(data, TOP, "", "", ("trial", "talk", "plan", "desk", "parts"))
    reader.needed("", data, NEEDED)
    scenario = _scenario(reader, top, path.parent)
    if scenario is None:
        return None
    first = _first(reader, top.get("written_for", ""))
    own = None if first is None else differing(scenario, first)
    tables = reader.table("[trial]", data.get("trial", {}))
    if first is not None:
        tables = in_money_of(tables, scenario.per_dollar / first.per_dollar)
    trials = {
        key: _trial(reader, key, reader.table(f"[trial.{key}]", table), scenario, own)
        for key, table in tables.items()
    }
    talk = []
    for number, row in enumerate(reader.rows("[[talk]]", data.get("talk", [])), 1):
        one = reader.fields(row, {"key": "text", "question": "text"}, f"[[talk]] {number}", "")
        if reader.needed(f"[[talk]] {number}", row, ("key", "question")):
            talk.append(Talk(one.get("key", ""), one.get("question", "")))
    return LessonFile(
        name=path.stem, title=top.get("title", ""), scenario=scenario,
        seed=top.get("seed", 1), trials={key: one for key, one in trials.items() if one},
        items=top.get("items", ()), talk=tuple(talk), goals=top.get("goals", ()),
        parts=_parts(reader, data.get("parts", [])), written_for=top.get("written_for", ""),
    )  # fmt: skip


def _first(reader: Reader, written_for: str) -> Scenario | None:
    """The village of the lesson that this one is a copy of; None where it is no copy."""
    try:
        return load_lesson(written_for).scenario if written_for else None
    except LessonError as error:
        reader.faults.extend(error.faults)
        return None


def _parts(reader: Reader, rows: Any) -> tuple[LessonPart, ...]:
    """What is done in the room, in order, with its mark and its minutes."""
    found = []
    for number, row in enumerate(reader.rows("parts", rows), 1):
        here = f"parts {number}"
        one = reader.fields(row, PART, here, "")
        if not reader.needed(here, row, tuple(PART)) or len(one) < len(PART):
            continue
        if one["mark"] not in MARKS:
            what = f"there is no mark '{one['mark']}'."
            reader.fault(f"{here} mark", what, f"Allowed: {', '.join(MARKS)}.")
        if one["minutes"] < 1:
            reader.fault(
                f"{here} minutes", f"{one['minutes']} is too short.", "Allowed: 1 or more."
            )
        found.append(LessonPart(**one))
    return tuple(found)


def _scenario(reader: Reader, top: dict[str, Any], folder: Path) -> Scenario | None:
    """The village: a preset, or a scenario file beside the lessons."""
    named = top.get("scenario")
    if named is None:
        return None
    try:
        base = load_scenario(folder / named if named.endswith(".toml") else named)
        return base.sized(top.get("households"), top.get("months"))
    except ScenarioError as error:
        reader.faults.extend(error.faults)
        return None


def _trial(
    reader: Reader, key: str, data: dict[str, Any], scenario: Scenario,
    own: frozenset[str] | None,
) -> Trial | None:  # fmt: skip
    """A trial; in another village than the lesson's first, A has what that village sets itself."""
    place = f"[trial.{key}]"
    before = len(reader.faults)
    others = ("a", "b", "decision", "assumption", "outcome", "predict", "books")
    top = reader.fields(data, TRIAL, place, "", others)
    reader.needed(place, data, ("title", "decision", "outcome"))
    decisions = _controls(reader, f"{place} decision", data.get("decision", []), scenario)
    assumptions = _controls(reader, f"{place} assumption", data.get("assumption", []), scenario)
    if len(decisions) > MOST_DECISIONS:
        reader.fault(place, f"there are {len(decisions)} decisions.", "Allowed: 4 or fewer.")
    for one in decisions:
        if one.param.role != "decision":
            what = f"{one.term} is an assumption, not a decision of a cooperative."
            reader.fault(f"{place} decision", what, "Write it as [[assumption]].")
    start = top.get("from", 1)
    if not 1 <= start <= scenario.months:
        reader.fault(f"{place} from", f"{start} is no month of the run.")
    shown = outcomes(reader, place, data.get("outcome", []))
    controls = (*decisions, *assumptions)
    a = _settings(reader, f"{place} a", data.get("a", {}), controls, scenario)
    b = _settings(reader, f"{place} b", data.get("b", {}), controls, scenario)
    predict = prediction(reader, f"{place} predict", data["predict"]) if "predict" in data else None
    if own is not None:
        a = {one: value for one, value in a.items() if one.partition("@")[0] not in own}
    if len(reader.faults) > before:
        return None
    base = {one.key: base_of(scenario, one.term) for one in controls}
    trial = Trial(
        key=key, title=top["title"], start=start, a=base | a, b=base | a | b,
        decisions=decisions, assumptions=assumptions, outcomes=shown, predict=predict,
        chain=top.get("chain", ()), explain=top.get("explain", ""),
        recommends=top.get("recommends", False),
        books=opening(reader, f"{place} books", data.get("books", {}), scenario),
    )  # fmt: skip
    return trial if own is None else trial.of_any_village


def _controls(reader: Reader, place: str, rows: Any, scenario: Scenario) -> tuple[Control, ...]:
    found = []
    for number, row in enumerate(reader.rows(place, rows), 1):
        here = f"{place} {number}"
        one = reader.fields(row, CONTROL, here, "", ("where",))
        term = one.get("term", "")
        if term not in PARAMS:
            reader.fault(f"{here} term", f"there is no term '{term}'.", nearest(term, PARAMS))
            continue
        if one.get("rest") and one["rest"] not in PARAMS:
            reader.fault(f"{here} rest", "there is no such term.", nearest(one["rest"], PARAMS))
        where = tuple(reader.table(f"{here} where", row.get("where", {})).items())
        positions = taking_in(_positions(reader, here, one, scenario), base_of(scenario, term))
        found.append(
            Control(term, positions, one.get("task", ""), one.get("words", ""),
                    one.get("rest", ""), where)
        )  # fmt: skip
    return tuple(found)


def _positions(
    reader: Reader, here: str, one: dict[str, Any], scenario: Scenario
) -> tuple[Any, ...]:
    """The values a control can take: a narrowed range, never one beyond the declaration."""
    param = PARAMS[one["term"]]
    if param.kind == "yes/no":
        return (False, True)
    if param.kind == "choice":
        return param.choices
    if not reader.needed(here, one, ("low", "high", "step")):
        return ()
    low, high, step = one["low"], one["high"], one["step"]
    count = round((high - low) / step) + 1 if step > 0 else 0
    if not 2 <= count <= MOST_POSITIONS or abs(low + (count - 1) * step - high) > 1e-9 * abs(high):
        what = f"from {low:g} to {high:g} in steps of {step:g} is no row of positions."
        reader.fault(here, what, f"Allowed: 2 to {MOST_POSITIONS} whole steps.")
        return ()
    for key, value in (("low", low), ("high", high)):
        wrong = value_fault(param, as_declared(param, value), scenario.per_dollar)
        if wrong:
            reader.fault(f"{here} {key}", wrong, param.allowed(scenario.per_dollar))
    return tuple(as_declared(param, round(low + place * step, 10)) for place in range(count))


def _settings(
    reader: Reader, place: str, data: Any, controls: tuple[Control, ...], scenario: Scenario
) -> dict[str, Any]:
    """Values by control key, written as in a scenario file or by a control's full key."""
    table = reader.table(place, data)
    keyed = {key: value for key, value in table.items() if "@" in key}
    given = keyed | reader.terms(
        {key: value for key, value in table.items() if key not in keyed}, place
    )
    known = {one.key: one for one in controls}
    for key in given:
        if key not in known:
            reader.fault(f"{place} {key}", "nothing in this trial moves it.", nearest(key, known))
    for key, one in known.items():
        value = given.get(key, base_of(scenario, one.term))
        if one.positions and not any(same(value, other) for other in one.positions):
            what = f"{key} = {value} is no position of its control."
            reader.fault(place, what, "Choose low, high and step so that it is.")
    return {key: value for key, value in given.items() if value is not MISSING}
