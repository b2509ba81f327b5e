"""The design of a study file, and the points of a list."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coopsim.errors import nearest
from coopsim.files.reader import Kind, Reader
from coopsim.scenario import value_fault
from coopsim.study.factors import Factor
from coopsim.study.parts import DESIGNS, Design

KINDS: dict[str, Kind] = {
    "kind": "text", "points": "whole", "seed": "whole", "second_order": "flag",
    "levels": "whole", "file": "text",
}  # fmt: skip
MOST_POINTS = 1_000_000
LARGEST_SEED = 2**32 - 1


def read_designs(
    reader: Reader, value: Any, factors: tuple[Factor, ...], folder: Path, scale: float
) -> tuple[Design, Design | None]:
    """The design, and the one of the uncertainties if they have their own.

    A list's file lies in ``folder``; ``scale`` is what bounds of money are multiplied by.
    """
    table = reader.table("[design]", value) if value is not None else {}
    free = [one for one in factors if not one.follows]
    if "uncertainties" not in table:
        return _design(reader, "[design]", table, free, folder, scale), None
    by_role = {role: [one for one in free if one.role == role] for role in ("lever", "uncertainty")}
    for role, names in by_role.items():
        if not names and factors:
            what = f"there is no {role} to cross."
            reader.fault("[design.uncertainties]", what, "Remove it, or add one.")
    outer = {key: one for key, one in table.items() if key != "uncertainties"}
    inner = reader.table("[design.uncertainties]", table["uncertainties"])
    return (
        _design(reader, "[design]", outer, by_role["lever"], folder, scale),
        _design(reader, "[design.uncertainties]", inner, by_role["uncertainty"], folder, scale),
    )


def _design(
    reader: Reader, place: str, table: dict[str, Any], factors: list[Factor], folder: Path,
    scale: float,
) -> Design:  # fmt: skip
    one = reader.fields(table, KINDS, place, "design.")
    kind = one.get("kind", "grid")
    if kind not in DESIGNS:
        known = nearest(kind, DESIGNS) or f"Known: {', '.join(DESIGNS)}."
        reader.fault(f"{place} kind", f"there is no design '{kind}'.", known)
        return Design()
    for key, what, allowed in _number_faults(kind, one):
        reader.fault(f"{place} {key}", what, allowed)
    file = one.pop("file", None)
    if (file is None) == (kind == "list"):
        advice = 'Add file = "points.csv".' if kind == "list" else "Only a list has one."
        reader.fault(f"{place} file", f"kind is '{kind}'.", advice)
    rows: tuple[tuple[float, ...], ...] = ()
    if kind == "list" and file is not None:
        rows = tuple(_listed(reader, folder / file, factors, scale))
    return Design(**one, rows=rows)


def _number_faults(kind: str, one: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    count = one.get("points", 2)
    if not 1 <= count <= MOST_POINTS:
        yield "points", f"{count:,} is out of bounds.", f"Allowed: 1 to {MOST_POINTS:,}."
    elif kind == "sobol" and count & (count - 1):
        near = 2 ** (count.bit_length() - 1)
        what = f"{count} is no power of two, and a Sobol design is balanced only with one."
        yield "points", what, f"Allowed: {near} or {2 * near}."
    if kind in ("latin", "sobol", "morris") and "points" not in one:
        yield "points", "it is missing.", "Add points = …"
    if kind in ("grid", "one-at-a-time", "list") and "points" in one:
        yield "points", f"kind '{kind}' has no number of points.", "Remove it."
    if not 0 <= one.get("seed", 1) <= LARGEST_SEED:
        yield "seed", f"{one['seed']} is out of bounds.", f"Allowed: 0 to {LARGEST_SEED:,}."
    if "second_order" in one and kind != "sobol":
        yield "second_order", f"kind is '{kind}'.", "Only 'sobol' has pairs of factors."
    if "levels" in one and (kind != "morris" or one["levels"] < 2 or one["levels"] % 2):
        yield "levels", "only 'morris' has levels here.", "Allowed: an even number from 2."


def _listed(
    reader: Reader, path: Path, factors: list[Factor], scale: float
) -> Iterator[tuple[float, ...]]:
    """The rows of a CSV file, one column a factor."""
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, ValueError) as error:
        what = f"'{path.name}' cannot be read ({getattr(error, 'strerror', error)})."
        reader.fault("[design] file", what, "Write a CSV file beside the study.")
        return
    head = [name.strip() for name in lines[0]] if lines else []
    names = [one.name for one in factors]
    for name in head:
        if name not in names:
            reader.fault(f"{path.name}: {name}", "there is no such factor.", nearest(name, names))
    if missing := [name for name in names if name not in head]:
        what = f"there is no column {', '.join(missing)}."
        reader.fault(path.name, what, "The first line names every factor.")
    if set(head) != set(names):
        return
    for number, line in enumerate(lines[1:], 2):
        if not any(map(str.strip, line)):
            continue
        if len(line) != len(head):
            what = f"{len(line)} values stand under {len(head)} names."
            reader.fault(f"{path.name}: line {number}", what, "Give each name one value.")
            continue
        written = dict(zip(head, line, strict=True))
        yield tuple(
            _number(
                reader, f"{path.name}: line {number}: {one.name}", one, written[one.name], scale
            )
            for one in factors
        )


def _number(reader: Reader, place: str, one: Factor, text: str, scale: float) -> float:
    """A written value as a number within bounds; words of a choice, true and false are known."""
    text = text.strip()
    words: dict[str, Any] = {"true": True, "false": False}
    if one.param.kind == "choice":
        words = {word: word for word in one.param.choices}
    try:
        if one.param.kind in ("yes/no", "choice"):
            return one.number(words[text])
        value = one.value(float(text))
        if value == float(text) and not value_fault(one.param, value, scale):
            return float(text)
    except (KeyError, ValueError, OverflowError):
        pass
    reader.fault(place, f"'{text}' is no value of it.", one.param.allowed(scale))
    return 0.0
