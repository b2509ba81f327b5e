"""Study files: read with every fault at once; the shipped ones by name."""

from __future__ import annotations

import importlib.resources
import json
import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from coopsim.errors import Fault, ScenarioError, nearest
from coopsim.files import load_scenario, with_settings
from coopsim.files.reader import MISSING, Kind, Reader
from coopsim.scenario import Scenario, example
from coopsim.study.errors import StudyError
from coopsim.study.factors import Factor
from coopsim.study.parts import BASE, RESERVED, STATISTICS, Outcome, Replicates, StopRule, Study
from coopsim.study.reading_designs import read_designs
from coopsim.study.reading_factors import read_factors

TOP: dict[str, Kind] = {
    "title": "text", "name": "text", "note": "text", "base": "text", "months": "whole",
    "households": "whole",
}  # fmt: skip
TABLES = ("set", "levers", "uncertainties", "design", "replicates", "outcome", "stop")
OUTCOME: dict[str, Kind] = {
    "name": "text", "metric": "text", "statistic": "text", "label": "text", "good": "text",
}  # fmt: skip
STOP: dict[str, Kind] = {
    "outcome": "text", "half_width": "number", "relative": "flag", "least": "whole",
    "most": "whole",
}  # fmt: skip
LARGEST_SEED = 2**63 - 1


def study_names() -> list[str]:
    """Names of the studies that come with coopsim."""
    names = (one.name for one in _shipped().iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def load_study(name_or_path: str | Path) -> Study:
    """The study of a shipped name or of a TOML file.

    Raises ``StudyError`` with every fault at once, those of its base scenario too.
    """
    name = str(name_or_path)
    if isinstance(name_or_path, str) and name in study_names():
        source: Traversable = _shipped() / f"{name}.toml"
        return _study(source, f"{name}.toml", name, Path(str(_shipped())))
    path = Path(name_or_path)
    if not path.is_file():
        known = study_names()
        advice = nearest(path.name.removesuffix(".toml"), known) or f"Known: {', '.join(known)}."
        what = "this is a folder." if path.is_dir() else "there is no such file or shipped study."
        raise StudyError([Fault(name, what, advice)])
    return _study(path, path.name, path.name.removesuffix(".toml"), path.parent)


def _shipped() -> Traversable:
    return importlib.resources.files("coopsim") / "data" / "studies"


def _study(source: Traversable, file: str, name: str, folder: Path) -> Study:
    reader = Reader(file)
    data = _parsed(source, file)
    top = reader.fields(data, TOP, "", "", TABLES)
    for key in ("title", "base"):
        if key not in data:
            reader.fault(key, "it is missing.", f"Add {key} = …")
    fixed = reader.terms(data["set"], "[set]") if "set" in data else {}
    base = _base(reader, top, fixed, folder)
    varied = [role for role in ("levers", "uncertainties") if role in data]
    factors = tuple(
        one for role in varied for one in read_factors(reader, role, data[role], base)
    )  # fmt: skip
    if not varied:
        reader.fault("[levers]", "nothing is varied.", 'Add [levers."fund.loan_rate"].')
    months = base.months if base else top.get("months", 1200)
    outcomes = tuple(_outcomes(reader, data.get("outcome"), months // 12))
    scale = base.per_dollar if base else 1.0
    design, crossed = read_designs(reader, data.get("design"), factors, folder, scale)
    _name_faults(reader, factors, outcomes)
    replicates = _replicates(reader, data.get("replicates", {}))
    stop = _stop(reader, data["stop"], outcomes, replicates) if "stop" in data else None
    if reader.faults or base is None:
        raise StudyError(dict.fromkeys(reader.faults))
    return Study(
        title=top["title"], base=base, factors=factors, outcomes=outcomes, design=design,
        crossed=crossed, replicates=replicates, stop=stop, name=top.get("name", name),
        note=top.get("note", ""), fixed=tuple(fixed.items()),
    )  # fmt: skip


def _parsed(source: Traversable, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise StudyError([Fault(file, f"it cannot be read ({error.strerror}).")]) from error
    except (ValueError, RecursionError) as error:
        advice = "Look for a missing quotation mark, bracket or equals sign."
        raise StudyError([Fault(file, f"this is not TOML: {error}.", advice)]) from error


def _base(
    reader: Reader, top: dict[str, Any], fixed: dict[str, Any], folder: Path
) -> Scenario | None:
    """The base with the study's fixed changes and size; None if there is none to be had."""
    if "base" not in top:
        return None
    asked: str | Path = top["base"]
    if (folder / asked).is_file():
        asked = folder / asked
    sizes: dict[str, Any] = {key: top[key] for key in ("months", "households") if key in top}
    try:
        base = load_scenario(asked)
    except ScenarioError as error:
        reader.faults += [
            Fault(f"{reader.file}: base: {one.where}", one.what, one.allowed)
            for one in error.faults
        ]  # fmt: skip
        months = {key: value for key, value in sizes.items() if key != "households"}
        _changed(reader, example(), reader.file, months)  # what is wrong with it needs no base
        return None
    base = _changed(reader, base, reader.file, sizes)
    return _changed(reader, base, f"{reader.file}: [set]", fixed)


def _changed(reader: Reader, base: Scenario, where: str, values: dict[str, Any]) -> Scenario:
    """The base with some values; as it was, and what is wrong noted, where they do not fit."""
    settings = [f"{name}={json.dumps(value)}" for name, value in values.items()]
    try:
        return with_settings(base, settings, where) if settings else base
    except ScenarioError as error:
        reader.faults += error.faults
        return base


def _outcomes(reader: Reader, value: Any, years: int) -> list[Outcome]:
    rows = reader.rows("[[outcome]]", value) if value is not None else []
    if not rows and value is None:
        reader.fault("[[outcome]]", "nothing is measured.", 'Add [[outcome]] with metric = "…".')
    found: list[Outcome] = []
    for number, row in enumerate(rows, 1):
        place = f"[[outcome]] {row.get('name', number)}"
        one = reader.fields(row, OUTCOME, place, f"outcome.{number}.", ("years",))
        if "metric" not in row:
            reader.fault(f"{place} metric", "it is missing.", "Add metric = …")
        outcome = _outcome(reader, place, one, _years(reader, place, row.get("years"), years))
        found.append(outcome)
    return found


def _outcome(
    reader: Reader, place: str, one: dict[str, Any], years: tuple[int, int]
) -> Outcome:  # fmt: skip
    from coopsim.metrics import BY_NAME

    for key, known in (("metric", BY_NAME), ("statistic", STATISTICS), ("good", ("high", "low"))):
        if key in one and one[key] not in known:
            reader.fault(f"{place} {key}", f"there is no {one[key]!r}.", nearest(one[key], known))
    metric = one.get("metric", "")
    if one.get("statistic") in ("change", "growth") and years == (-1, -1):
        what = "a change needs two years."
        reader.fault(f"{place} years", what, "Allowed: [first, last], as [1, 10].")
    return Outcome(**{"name": metric, "metric": metric, **one, "years": years})


def _years(reader: Reader, place: str, value: Any, most: int) -> tuple[int, int]:
    """A window of years; a run shorter than a year has one."""
    if value is None:
        return -1, -1
    given = [value, value] if isinstance(value, int) else value
    whole = isinstance(given, list) and len(given) == 2
    pair = [reader.typed(f"{place} years", "whole", one) for one in given] if whole else []
    if MISSING in pair:
        return -1, -1
    if not pair or not 1 <= pair[0] <= pair[1] <= max(most, 1):
        what = f"{value} are no years of a run of {max(most, 1)}."
        reader.fault(f"{place} years", what, f"Allowed: [first, last], from 1 to {max(most, 1)}.")
        return -1, -1
    return pair[0], pair[1]


def _name_faults(
    reader: Reader, factors: tuple[Factor, ...], outcomes: tuple[Outcome, ...]
) -> None:
    """Factors and outcomes are columns of one table."""
    places = {"factors": [one.name for one in factors], "[[outcome]]": [o.name for o in outcomes]}
    seen: list[str] = []
    for place, names in places.items():
        for name in names:
            if name in (*RESERVED, *seen):
                allowed = f"Each column has its own name; not {', '.join(RESERVED)}."
                reader.fault(place, f"the name '{name}' is taken.", allowed)
            seen.append(name)


def _replicates(reader: Reader, value: Any) -> Replicates:
    kinds: dict[str, Kind] = {"count": "whole", "first_seed": "whole"}
    table = reader.table("[replicates]", value)
    one = reader.fields(table, kinds, "[replicates]", "replicates.")
    if not 1 <= one.get("count", 1) <= 100_000:
        allowed = "Allowed: a whole number from 1 to 100,000."
        reader.fault("[replicates] count", f"{one['count']} is out of bounds.", allowed)
    if not 0 <= one.get("first_seed", 0) <= LARGEST_SEED - 100_000:
        what = f"{one['first_seed']} is out of bounds."
        reader.fault("[replicates] first_seed", what, "Allowed: a whole number from 0.")
    return Replicates(**one)


def _stop(
    reader: Reader, value: Any, outcomes: tuple[Outcome, ...], replicates: Replicates
) -> StopRule | None:
    """The stop rule; it begins with the replicates, unless it says with how many."""
    table = reader.table("[stop]", value)
    before = len(reader.faults)
    one = reader.fields(table, STOP, "[stop]", "stop.", ("against",))
    names = [outcome.name for outcome in outcomes]
    for key in ("outcome", "half_width"):
        if key not in table:
            reader.fault(f"[stop] {key}", "it is missing.", f"Add {key} = …")
    if "outcome" in one and one["outcome"] not in names:
        what = f"there is no outcome {one['outcome']!r}."
        reader.fault("[stop] outcome", what, nearest(one["outcome"], names))
    if not one.get("half_width", 1) > 0:
        reader.fault("[stop] half_width", "it must be above 0.", "Allowed: a number above 0.")
    one = {"least": replicates.count} | one
    least, most = one["least"], one.get("most", 60)
    if not 2 <= least <= most <= 100_000:
        what = f"least = {least} and most = {most} do not fit."
        reader.fault("[stop] least", what, "Allowed: 2 or more, and most not below least.")
    against = table.get("against")
    if against == "base":
        against = BASE
    elif against is not None and (not isinstance(against, int) or against < 0):
        what = f"{against!r} is no point."
        reader.fault("[stop] against", what, 'Allowed: a point\'s number from 0, or "base".')
    if len(reader.faults) > before:
        return None
    return StopRule(**one, against=against)
