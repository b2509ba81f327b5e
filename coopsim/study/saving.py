"""A study as the file it would be read from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from coopsim.files import save_scenario
from coopsim.results import write_whole
from coopsim.study.factors import Factor
from coopsim.study.parts import BASE, Design, Study

STUDY, BASE_FILE = "study.toml", "base.toml"


def save_study(study: Study, folder: Path) -> Path:
    """Write a study's own copy into a folder: ``study.toml``, its base and its lists of points.

    Read again it asks for the same runs. Files are written whole or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save_scenario(study.base, folder / BASE_FILE)
    for design, factors, file in _lists(study):
        write_whole(folder / file, _csv(design, factors).encode())
    path = folder / STUDY
    write_whole(path, study_text(study).encode())
    return path


def study_text(study: Study) -> str:
    """A study as TOML, its base in a file of its own beside it."""
    head = {"title": study.title, "name": study.name, "base": BASE_FILE, "note": study.note}
    blocks = [_table("", {key: value for key, value in head.items() if value})]
    if study.fixed:
        blocks.append(_table("[set]", dict(study.fixed)))
    blocks += [_factor(one) for one in study.factors]
    blocks.append(_table("[design]", _design(study.design, "points.csv")))
    if study.crossed is not None:
        inner = _design(study.crossed, "worlds.csv")
        blocks.append(_table("[design.uncertainties]", inner))
    blocks.append(_table("[replicates]", attrs.asdict(study.replicates)))
    blocks += [_table("[[outcome]]", _stated(one)) for one in study.outcomes]
    if study.stop is not None:
        against = "base" if study.stop.against == BASE else study.stop.against
        blocks.append(_table("[stop]", attrs.asdict(study.stop) | {"against": against}))
    return "\n".join(blocks)


def _factor(one: Factor) -> str:
    role = "levers" if one.role == "lever" else "uncertainties"
    table = {key: value for key, value in _stated(one).items() if key != "role"}
    if one.param.kind in ("number", "whole"):
        table |= {"low": one.low, "high": one.high}
    else:
        table = {key: value for key, value in table.items() if key not in ("low", "high")}
    if "start" in table:
        table["from"] = table.pop("start")
    if "where" in table:
        table["where"] = dict(one.where)
    return _table(f"[{role}.{json.dumps(one.name, ensure_ascii=False)}]", table)


def _stated(one: Any) -> dict[str, Any]:
    """The fields of a part that differ from what they are when nothing is said."""
    return {
        field.name: getattr(one, field.name)
        for field in attrs.fields(type(one))
        if field.name != "name" and getattr(one, field.name) != field.default
    } | ({"name": one.name} if not isinstance(one, Factor) else {})


def _design(design: Design, file: str) -> dict[str, Any]:
    keys = {
        "latin": ("points", "seed"), "sobol": ("points", "seed", "second_order"),
        "morris": ("points", "seed", "levels"),
    }.get(design.kind, ())  # fmt: skip
    table = {"kind": design.kind} | {key: getattr(design, key) for key in keys}
    return table | ({"file": file} if design.kind == "list" else {})


def _lists(study: Study) -> Iterator[tuple[Design, list[Factor], str]]:
    if study.crossed is None:
        sides = [(study.design, list(study.varied), "points.csv")]
    else:
        by = {r: [f for f in study.varied if f.role == r] for r in ("lever", "uncertainty")}
        sides = [
            (study.design, by["lever"], "points.csv"),
            (study.crossed, by["uncertainty"], "worlds.csv"),
        ]
    return (side for side in sides if side[0].kind == "list")


def _csv(design: Design, factors: list[Factor]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([one.name for one in factors])
    for row in design.rows:
        writer.writerow([_cell(one.value(x)) for one, x in zip(factors, row, strict=True)])
    return text.getvalue()


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _table(head: str, values: Mapping[str, Any]) -> str:
    lines = [head] if head else []
    lines += [f"{_key(key)} = {_written(one)}" for key, one in values.items() if one is not None]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if key.replace("_", "").isalnum() and key.isascii() else json.dumps(key)


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_written(one)}" for key, one in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
