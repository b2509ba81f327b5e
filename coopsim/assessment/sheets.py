"""Answers as they come in: a table typed from paper, or the files lessons save."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from coopsim.assessment.forms import FORMS, Assessment, assessment
from coopsim.assessment.items import AssessmentError
from coopsim.errors import Fault, nearest

WHEN = {"A": "before", "B": "after"}
"""Which form is for which moment, where a saved lesson does not say."""
PREFIX, CODE = "assess.", "assess.code"
"""How a lesson's save file names its answers, and the code of whoever gave them."""


@attrs.frozen
class Sheet:
    """One person's answers at one moment; what is left open stands nowhere."""

    code: str
    when: str
    form: str
    answers: dict[str, str]
    """Option key by item id."""
    confidence: dict[str, int]
    """Step of the scale, from 1, by the key of the statement."""


def columns(whole: Assessment | None = None) -> list[str]:
    """The head of the table to type into."""
    whole = whole or assessment()
    concepts = [str(place) for place in range(1, len(whole.concepts) + 1)]
    return ["code", "when", "form", *concepts, *(one.key for one in whole.confidence)]


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of a table (CSV) or of a folder of saved lessons.

    In a table an answer is a letter as on paper, or the key of an option. Raises
    ``AssessmentError`` with every fault at once.
    """
    if path.is_dir():
        found = [sheet for one in sorted(path.glob("*.json")) for sheet in _saved(one)]
        faults: list[Fault] = []
    else:
        found, faults = _table(path)
    if not found and not faults:
        advice = (
            f"A table needs the columns {', '.join(columns())}; 'coopsim assess table' makes it."
        )
        faults = [Fault(str(path), "there are no answers in it.", advice)]
    faults.extend(_twice(path, found))
    if faults:
        raise AssessmentError(faults)
    return found


def _table(path: Path) -> tuple[list[Sheet], list[Fault]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            sample = stream.readline()
            stream.seek(0)
            rows = list(csv.DictReader(stream, delimiter=";" if ";" in sample else ","))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AssessmentError([Fault(str(path), f"this is no table (CSV): {error}.")]) from error
    due = columns()
    given = list(rows[0]) if rows else []
    faults = [
        Fault(f"{path.name}: column '{one}'", "there is no such column.", nearest(str(one), due))
        for one in given
        if one not in due
    ] + [Fault(f"{path.name}: column '{one}'", "it is missing.") for one in due if one not in given]
    if faults and rows:
        return [], faults
    found = []
    for number, row in enumerate(rows, 2):
        sheet = _row(f"{path.name}: line {number}", row, faults)
        if sheet is not None:
            found.append(sheet)
    return found, faults


def _row(place: str, row: dict[str, Any], faults: list[Fault]) -> Sheet | None:
    before = len(faults)
    said = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    form, when = said["form"].upper(), said["when"].lower()
    if not said["code"]:
        faults.append(Fault(f"{place} code", "it is empty.", "Write the code of the sheet."))
    if form not in FORMS:
        faults.append(Fault(f"{place} form", f"'{form}' is unknown.", "Allowed: A or B."))
    if when not in WHEN.values():
        faults.append(Fault(f"{place} when", f"'{when}' is unknown.", "Allowed: before or after."))
    whole = assessment()
    answers = {}
    for number, item in enumerate(whole.form(form) if form in FORMS else (), 1):
        answer = said[str(number)]
        option = item.option(answer) if answer else None
        if option is not None:
            answers[item.id] = option.key
        elif answer:
            allowed = f"Allowed: {', '.join('abcdefgh'[: len(item.options)])}, or nothing."
            faults.append(Fault(f"{place} {number}", f"'{answer}' is no answer.", allowed))
    confidence = {}
    for one in whole.confidence:
        if step := said[one.key]:
            if step in {other.key for other in whole.scale}:
                confidence[one.key] = int(step)
            else:
                allowed = f"Allowed: 1 to {len(whole.scale)}, or nothing."
                faults.append(Fault(f"{place} {one.key}", f"'{step}' is no step.", allowed))
    if len(faults) > before:
        return None
    return Sheet(said["code"], when, form, answers, confidence)


def _saved(path: Path) -> Iterator[Sheet]:
    """The sheet in a saved lesson, one for each form that was answered."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        kept = {key: value for key, value in data["answers"].items() if key.startswith(PREFIX)}
        code = str(kept.get(CODE, {}).get("text", "")) or path.stem.partition(".")[2] or path.stem
        choices = {key[len(PREFIX) :]: str(value.get("choice")) for key, value in kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return  # another file, or one a lesson has put aside as damaged
    whole = assessment()
    for form in FORMS:
        answers = {
            item.id: choices[item.id] for item in whole.form(form) if item.option(
                choices.get(item.id, "-")) is not None
        }  # fmt: skip
        if answers:
            confidence = {
                one.key: int(choices[f"confidence.{one.key}"])
                for one in whole.confidence
                if choices.get(f"confidence.{one.key}", "").isdigit()
            }
            yield Sheet(code, WHEN[form], form, answers, confidence)


def _twice(path: Path, found: Iterable[Sheet]) -> Iterator[Fault]:
    seen = set()
    for one in found:
        if (one.code, one.when) in seen:
            what = f"there are two sheets '{one.when}' with the code '{one.code}'."
            yield Fault(path.name, what, "Give one of them a letter more.")
        seen.add((one.code, one.when))
