"""The questionnaire about a training: forms as data, and the answers typed from paper."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from coopsim.assessment.forms import Said
from coopsim.assessment.items import AssessmentError, data_file, parsed
from coopsim.errors import Fault, nearest
from coopsim.files.reader import Kind, Reader

KINDS = ("scale", "done", "open")
LEVELS = (1, 2, 3)
QUESTION: dict[str, Kind] = {
    "key": "text", "form": "text", "level": "whole", "kind": "text", "text": "text",
}  # fmt: skip
LONGEST = 2000
"""Letters of an open answer that are read; the rest is cut."""


@attrs.frozen
class Form:
    """A sheet: when it is handed out, and what stands on top."""

    key: str
    title: str
    text: str


@attrs.frozen
class Asking:
    """One question of a form."""

    key: str
    form: str
    level: int
    """After Kirkpatrick: 1 how it was, 2 what was learned, 3 what is done with it."""
    kind: str
    """``scale``, ``done`` or ``open``."""
    text: str


@attrs.frozen
class Questionnaire:
    """Forms, questions, and the answers that may be marked."""

    forms: tuple[Form, ...]
    questions: tuple[Asking, ...]
    scale: tuple[Said, ...]
    done: tuple[Said, ...]

    def of(self, form: str) -> tuple[Asking, ...]:
        """The questions of a form, in their order."""
        return tuple(one for one in self.questions if one.form == form)

    def answers(self, kind: str) -> tuple[Said, ...]:
        """What may be marked; nothing for an open question."""
        return {"scale": self.scale, "done": self.done}.get(kind, ())

    @property
    def columns(self) -> list[str]:
        """The head of the table to type into."""
        return ["code", "form", *(one.key for one in self.questions)]


@attrs.frozen
class Filled:
    """One sheet that came back; what was left open stands nowhere."""

    code: str
    form: str
    answers: dict[str, str]
    """By the key of the question: the key of an answer, or what was written."""


@cache
def questionnaire() -> Questionnaire:
    """The questionnaire that comes with coopsim; ``AssessmentError`` with every fault at once."""
    return load_questionnaire(data_file("questionnaire.toml"))


def load_questionnaire(path: Path) -> Questionnaire:
    """The questionnaire of a file; ``AssessmentError`` with every fault at once."""
    data = parsed(path)
    reader = Reader(path.name)
    reader.fields(data, {}, "", "", ("form", "question", "scale", "done"))
    texts: dict[str, Kind] = {"key": "text", "text": "text"}
    forms = _rows(reader, data, "form", texts | {"title": "text"})
    scale, done = (_rows(reader, data, name, texts) for name in ("scale", "done"))
    questions = _rows(reader, data, "question", QUESTION)
    keys = [one.get("key") for one in questions]
    allowed = {
        "form": {one.get("key", "") for one in forms}, "kind": set(KINDS), "level": set(LEVELS),
    }  # fmt: skip
    for number, one in enumerate(questions, 1):
        place = f"[[question]] {one.get('key', number)}"
        if keys.count(one.get("key")) > 1 or one.get("key") in ("code", "form"):
            reader.fault(f"{place} key", "this name is taken.", "Each question has its own.")
        for field, known in allowed.items():
            if one.get(field) not in known:
                listed = ", ".join(str(value) for value in sorted(known, key=str))
                reader.fault(f"{place} {field}", f"'{one.get(field)}' is unknown.",
                             f"Allowed: {listed}.")  # fmt: skip
    if reader.faults:
        raise AssessmentError(reader.faults)
    return Questionnaire(
        tuple(Form(**one) for one in forms), tuple(Asking(**one) for one in questions),
        tuple(Said(**one) for one in scale), tuple(Said(**one) for one in done),
    )  # fmt: skip


def _rows(
    reader: Reader, data: dict[str, Any], table: str, kinds: dict[str, Kind]
) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(reader.rows(f"[[{table}]]", data.get(table, [])), 1):
        place = f"[[{table}]] {row.get('key', number)}"
        fields = reader.fields(row, kinds, place, "")
        reader.needed(place, row, tuple(kinds))
        found.append(fields)
    return found


def read_filled(path: Path, whole: Questionnaire | None = None) -> list[Filled]:
    """Every sheet of a table (CSV, comma or semicolon).

    A mark is the key of an answer: 1 to 5, or yes, partly, no. Raises ``AssessmentError`` with
    every fault at once.
    """
    whole = whole or questionnaire()
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            stream.seek(0)
            rows = list(csv.DictReader(stream, delimiter=";" if ";" in head else ","))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AssessmentError([Fault(str(path), f"this is no table (CSV): {error}.")]) from error
    faults = list(_head_faults(path.name, list(rows[0]) if rows else [], whole.columns))
    if not rows:
        advice = "'coopsim assess table FILE.csv --questionnaire' makes an empty table."
        faults = [Fault(str(path), "there are no answers in it.", advice)]
    found = []
    if not faults:
        for number, row in enumerate(rows, 2):
            found.append(_filled(f"{path.name}: line {number}", row, whole, faults))
        faults += _twice(path.name, found)
    if faults:
        raise AssessmentError(faults)
    return found


def _head_faults(file: str, given: list[Any], due: list[str]) -> Iterator[Fault]:
    for one in given:
        if one not in due:
            place = f"{file}: column '{one}'" if one else f"{file}: beside the last column"
            yield Fault(place, "there is no such column.", nearest(str(one), due))
    for one in due:
        if one not in given:
            yield Fault(f"{file}: column '{one}'", "it is missing.")


def _filled(place: str, row: dict[str, Any], whole: Questionnaire, faults: list[Fault]) -> Filled:
    said = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    forms = [one.key for one in whole.forms]
    if not said["code"]:
        faults.append(Fault(f"{place} code", "it is empty.", "Write the code of the sheet."))
    if said["form"] not in forms:
        what = f"'{said['form']}' is unknown."
        faults.append(Fault(f"{place} form", what, f"Allowed: {', '.join(forms)}."))
    answers = {}
    for one in whole.questions:
        answer = said[one.key]
        known = [mark.key for mark in whole.answers(one.kind)]
        if not answer:
            continue
        if one.form != said["form"] and said["form"] in forms:
            what = f"the form '{said['form']}' does not ask this."
            faults.append(Fault(f"{place} {one.key}", what, "Leave it empty, or mend the form."))
        elif known and answer.lower() not in known:
            allowed = f"Allowed: {', '.join(known)}, or nothing."
            faults.append(Fault(f"{place} {one.key}", f"'{answer}' is no answer.", allowed))
        else:
            answers[one.key] = answer.lower() if known else answer[:LONGEST]
    return Filled(said["code"], said["form"], answers)


def _twice(file: str, found: list[Filled]) -> Iterator[Fault]:
    seen = set()
    for one in found:
        if one.code and (one.code, one.form) in seen:
            what = f"there are two sheets '{one.form}' with the code '{one.code}'."
            yield Fault(file, what, "Give one of them a letter more.")
        seen.add((one.code, one.form))
