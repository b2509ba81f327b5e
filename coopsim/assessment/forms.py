"""The assessment before and after: ten concepts in two parallel forms, three on confidence."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import attrs

from coopsim.assessment.items import AssessmentError, Item, data_file, items, parsed
from coopsim.errors import nearest
from coopsim.files.reader import Reader

FORMS = ("A", "B")


@attrs.frozen
class Concept:
    """What an item asks for, and its item in each form."""

    title: str
    a: Item
    b: Item


@attrs.frozen
class Said:
    """A statement on confidence, or a step of its scale."""

    key: str
    text: str


@attrs.frozen
class Assessment:
    """Concepts, statements on confidence, and the steps of their scale from least to most."""

    concepts: tuple[Concept, ...]
    confidence: tuple[Said, ...]
    scale: tuple[Said, ...]

    def form(self, name: str) -> tuple[Item, ...]:
        """The items of form A or B, in the order of the concepts.

        >>> len(assessment().form("A"))
        10
        """
        if name not in FORMS:
            raise ValueError(f"form: '{name}' is unknown. Allowed: A or B.")
        return tuple(one.a if name == "A" else one.b for one in self.concepts)


@cache
def assessment() -> Assessment:
    """The assessment that comes with coopsim; ``AssessmentError`` with every fault at once."""
    return load_assessment(data_file("forms.toml"), items())


def load_assessment(path: Path, bank: dict[str, Item]) -> Assessment:
    """The assessment of a file over a bank; ``AssessmentError`` with every fault at once."""
    data = parsed(path)
    reader = Reader(path.name)
    reader.fields(data, {}, "", "", ("concept", "confidence", "scale"))
    concepts = [
        _concept(reader, row, f"[[concept]] {number}", bank)
        for number, row in enumerate(reader.rows("[[concept]]", data.get("concept", [])), 1)
    ]
    confidence = _said(reader, "confidence", "question", data)
    scale = _said(reader, "scale", "text", data)
    if not concepts or len(scale) < 2:
        reader.fault("[[concept]]", "there are no concepts, or a scale of less than two steps.")
    if reader.faults:
        raise AssessmentError(reader.faults)
    return Assessment(tuple(one for one in concepts if one), confidence, scale)


def _concept(
    reader: Reader, row: dict[str, Any], place: str, bank: dict[str, Item]
) -> Concept | None:
    fields = reader.fields(row, {"title": "text", "items": "texts"}, place, "")
    reader.needed(place, row, ("title", "items"))
    named = fields.get("items", ())
    for one in named:
        if one not in bank:
            reader.fault(f"{place} items", f"there is no item '{one}'.", nearest(one, bank))
    found = [bank[one] for one in named if one in bank]
    if len(found) != 2 or found[0].pair != found[1].id or found[0].form != "A":
        reader.fault(f"{place} items", "these are no pair.", "Name the item of A, then that of B.")
        return None
    return Concept(fields.get("title", ""), found[0], found[1])


def _said(reader: Reader, table: str, words: str, data: dict[str, Any]) -> tuple[Said, ...]:
    found = []
    for number, row in enumerate(reader.rows(f"[[{table}]]", data.get(table, [])), 1):
        place = f"[[{table}]] {number}"
        one = reader.fields(row, {"key": "text", words: "text"}, place, "")
        reader.needed(place, row, ("key", words))
        found.append(Said(one.get("key", ""), one.get(words, "")))
    return tuple(found)
