"""Where the values of a lesson come from, as its reader is told it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coopsim.files import load_scenario
from coopsim.params import GRADES
from coopsim.scenario import PARAMS
from coopsim.text.citing import beyond
from coopsim.translation.entries import Entry

NOTE = "where a value comes from; capital letters are the key of a source and stay"


def of_lesson(path: Path, where: str) -> Iterator[Entry]:
    """Sources of what a lesson moves: those its village gives, else of the declarations."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    named = data.get("scenario", "")
    scenario = load_scenario(path.parent / named if named.endswith(".toml") else named)
    found = dict(scenario.origins)
    for term in dict.fromkeys(_terms(data)):
        if term in PARAMS:
            one = found.get(term, PARAMS[term])
            yield from _entry(one.source, one.grade, where)


def _terms(data: Any) -> Iterator[str]:
    """Every ``term`` of a lesson file, at whatever depth."""
    for value in data.values() if isinstance(data, dict) else data:
        if isinstance(value, dict | list):
            yield from _terms(value)
    if isinstance(data, dict) and isinstance(data.get("term"), str):
        yield data["term"]


def _entry(source: str, grade: str, where: str) -> Iterator[Entry]:
    """The text to translate, if it is more than keys and numbers."""
    text = beyond(source, GRADES[grade])
    if any(letter.islower() for letter in text):
        yield Entry(text, (where,), note=NOTE)
