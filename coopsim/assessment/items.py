"""The item bank: concept questions as data, each wrong answer with the idea behind it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import Fault, FaultsError, nearest
from coopsim.files.reader import Kind, Reader

ITEM: dict[str, Kind] = {
    "id": "text", "lesson": "text", "concept": "text", "form": "text", "pair": "text",
    "stem": "text",
}  # fmt: skip
NEEDED = ("id", "lesson", "concept", "stem", "option")
OPTION: dict[str, Kind] = {
    "key": "text", "text": "text", "right": "flag", "idea": "text", "feedback": "text",
}  # fmt: skip


class AssessmentError(FaultsError):
    """Items, forms or answers that cannot be used."""

    undone = "nothing was read"


@attrs.frozen
class Answer:
    """One option; ``idea`` is the wrong idea behind a wrong one, for trainers."""

    key: str
    text: str
    feedback: str
    right: bool = False
    idea: str = ""


@attrs.frozen
class Item:
    """One concept item; ``pair`` is the item of the parallel form."""

    id: str
    lesson: str
    concept: str
    stem: str
    options: tuple[Answer, ...]
    form: str = ""
    pair: str = ""

    @property
    def right(self) -> Answer:
        """The right option."""
        return next(one for one in self.options if one.right)

    def option(self, key: str) -> Answer | None:
        """The option of a key, or of a letter as on paper (a is the first one)."""
        letters = dict(zip("abcdefgh", self.options, strict=False))
        named = {one.key: one for one in self.options}
        return named.get(key) or letters.get(key.lower())


@cache
def items() -> dict[str, Item]:
    """Every item of the bank by id; ``AssessmentError`` with every fault at once."""
    return load_items(data_file("items.toml"))


def data_file(name: str) -> Path:
    """A file of the assessment that comes with coopsim."""
    return Path(str(files("coopsim") / "data" / "assessment" / name))


def parsed(path: Path) -> dict[str, Any]:
    """A TOML file; ``AssessmentError`` if it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AssessmentError([Fault(path.name, f"this cannot be read: {error}.")]) from error


def load_items(path: Path) -> dict[str, Item]:
    """The items of a file by id; ``AssessmentError`` with every fault at once."""
    data = parsed(path)
    reader = Reader(path.name)
    reader.fields(data, {}, "", "", ("item",))
    found: dict[str, Item] = {}
    for number, row in enumerate(reader.rows("[[item]]", data.get("item", [])), 1):
        item = _item(reader, row, f"[[item]] {row.get('id', number)}")
        if item is not None and item.id in found:
            reader.fault(f"[[item]] {item.id}", "the id stands twice.", "Ids are unique.")
        if item is not None:
            found[item.id] = item
    reader.faults.extend(_pair_faults(path.name, found))
    if reader.faults:
        raise AssessmentError(reader.faults)
    return found


def _item(reader: Reader, row: dict[str, Any], place: str) -> Item | None:
    before = len(reader.faults)
    fields = reader.fields(row, ITEM, place, "", ("option",))
    reader.needed(place, row, NEEDED)
    options = []
    for number, one in enumerate(reader.rows(f"{place} option", row.get("option", [])), 1):
        here = f"{place} option {number}"
        option = reader.fields(one, OPTION, here, "")
        wrong = () if one.get("right") else ("idea",)
        reader.needed(here, one, ("key", "text", "feedback", *wrong))
        if len(reader.faults) == before:
            options.append(Answer(**option))
    if len(reader.faults) > before:
        return None
    keys = [one.key for one in options]
    rights = sum(one.right for one in options)
    if len(set(keys)) != len(keys) or len(keys) < 2:
        reader.fault(f"{place} option", "keys are two or more, each once.")
    if rights != 1:
        reader.fault(f"{place} option", f"{rights} are right.", "Exactly one is right = true.")
    if fields.get("form", "") not in ("", "A", "B"):
        reader.fault(f"{place} form", f"'{fields['form']}' is unknown.", "Allowed: A or B.")
    return Item(**fields, options=tuple(options)) if len(reader.faults) == before else None


def _pair_faults(file: str, found: dict[str, Item]) -> Iterator[Fault]:
    """A pair is mutual, of one concept and as many options, and of the other form."""
    for item in found.values():
        if not item.pair:
            continue
        other = found.get(item.pair)
        place = f"{file}: [[item]] {item.id} pair"
        if other is None:
            yield Fault(place, f"there is no item '{item.pair}'.", nearest(item.pair, found))
        elif other.pair != item.id or other.concept != item.concept or other.form == item.form:
            what = f"'{other.id}' is not its parallel: same concept, other form, naming this one."
            yield Fault(place, what)
