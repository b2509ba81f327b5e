"""Write a scenario as a file that reads well and loads back the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from coopsim.params import Param
from coopsim.results import write_whole
from coopsim.scenario import (
    PARAMS,
    SECTORS,
    TABLES,
    CooperativeSet,
    Origin,
    Policy,
    Scenario,
    default_of,
)

TOP = (
    "country", "currency", "per_dollar", "months", "households", "smallest", "whole",
    "first_year", "what_if", "note", "without",
)  # fmt: skip


def save_scenario(scenario: Scenario, path: str | Path) -> Path:
    """Write a scenario as TOML, whole or not at all; returns the path.

    Only what differs from the defaults is written, with grades and sources where known.
    Raises ``ScenarioError`` for a scenario that would not load.
    """
    target = Path(path)
    scenario.checked()
    target.parent.mkdir(parents=True, exist_ok=True)
    name = target.name.removesuffix(".toml")
    write_whole(target, scenario_text(scenario, name).encode("utf-8"))
    return target


def scenario_text(scenario: Scenario, file_name: str = "") -> str:
    """A scenario as TOML; its name is written unless it is the file's."""
    origins = dict(scenario.origins)
    blocks = [list(_top(scenario, file_name, origins))]
    if scenario.words:
        blocks.append(["[words]", *(_line(key, text) for key, text in scenario.words)])
    blocks += _districts(scenario, origins)
    for one in scenario.cooperatives:
        blocks += _cooperatives(scenario, one, origins)
    blocks += _terms(scenario, origins)
    for number, policy in enumerate(scenario.policies, 1):
        blocks.append(list(policy_lines(number, policy, origins)))
    if scenario.expect:
        blocks.append(["[expect]", *(
            f"{toml_key(key)} = {sourced(list(limits), origins.get(f'expect.{key}'))}"
            for key, limits in scenario.expect
        )])  # fmt: skip
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _top(scenario: Scenario, file_name: str, origins: dict[str, Origin]) -> Iterator[str]:
    if scenario.name != file_name:
        yield _line("name", scenario.name)
    yield _line("title", scenario.title)
    defaults = {field.name: field.default for field in attrs.fields(Scenario)}
    for key in TOP:
        value = getattr(scenario, key)
        rate = key == "per_dollar" and scenario.currency != "USD"
        if value != defaults[key] or rate:
            yield f"{key} = {sourced(value, origins.get(key))}"


def _districts(scenario: Scenario, origins: dict[str, Origin]) -> Iterator[list[str]]:
    for one in scenario.districts:
        prefix = f"district.{one.name}."
        lines = ["[[district]]", _line("name", one.name)]
        lines.append(f"share = {sourced(one.share, origins.get(f'{prefix}share'))}")
        if one.hours != 1.0 or f"{prefix}hours" in origins:
            lines.append(f"hours = {sourced(one.hours, origins.get(f'{prefix}hours'))}")
        yield lines


def _cooperatives(
    scenario: Scenario, one: CooperativeSet, origins: dict[str, Origin]
) -> Iterator[list[str]]:
    prefix = f"cooperatives.{one.name}."
    lines = [f"[cooperatives.{toml_key(one.name)}]", _line("kind", one.kind)]
    shares = zip(SECTORS, one.sectors, strict=True)
    sectors = ((s, share, origins.get(f"{prefix}sectors.{s}")) for s, share in shares if share)
    lines.append(f"sectors = {sourced(_Inline(sectors), origins.get(f'{prefix}sectors'))}")
    for field in attrs.fields(CooperativeSet):
        if field.name in ("name", "kind", "sectors", "terms"):
            continue
        value = getattr(one, field.name)
        usual = field.default
        if field.name == "voluntary":
            usual = float(usual or 0) * scenario.per_dollar
        origin = origins.get(prefix + field.name)
        if value != usual or origin is not None:
            lines.append(f"{field.name} = {sourced(value, origin)}")
    yield lines
    if one.terms:
        terms = (f"{name} = {sourced(v, origins.get(prefix + name))}" for name, v in one.terms)
        yield [f"[cooperatives.{toml_key(one.name)}.terms]", *terms]


def _terms(scenario: Scenario, origins: dict[str, Origin]) -> Iterator[list[str]]:
    for table in TABLES:
        lines = [f"[{table}]"]
        for name, param in PARAMS.items():
            value = getattr(getattr(scenario.terms, param.table), param.key)
            origin = origins.get(name)
            if param.table == table and _stated(param, value, origin, scenario.per_dollar):
                lines.append(f"{param.key} = {sourced(value, origin)}")
        if len(lines) > 1:
            yield lines


def _stated(param: Param, value: Any, origin: Origin | None, per_dollar: float) -> bool:
    """Whether a term must be written: it differs from its default, or somebody stated it."""
    return value != default_of(param, per_dollar) or (origin is not None and bool(origin.file))


def policy_lines(number: int, policy: Policy, origins: dict[str, Origin]) -> Iterator[str]:
    """A dated policy as TOML; ``number`` is its place in the scenario whose origins these are."""
    yield "[[policy]]"
    yield _line("from", policy.start)
    if policy.until is not None:
        yield _line("until", policy.until)
    if policy.where:
        yield f"where = {_Inline((key, value, None) for key, value in policy.where)}"
    changes = (
        (name, value, origins.get(f"policy.{number}.{name}")) for name, value in policy.changes
    )
    yield f"set = {_Inline(changes, dotted=True)}"
    if policy.why:
        yield _line("why", policy.why)


class _Inline(str):
    """An inline table as it is written."""

    def __new__(
        cls, rows: Iterable[tuple[str, Any, Origin | None]], *, dotted: bool = False
    ) -> _Inline:
        """Of (key, value, origin); a dotted key is written as it is."""
        parts = [
            f"{key if dotted else toml_key(key)} = {sourced(value, origin)}"
            for key, value, origin in rows
        ]
        return super().__new__(cls, f"{{ {', '.join(parts)} }}" if parts else "{}")


def _line(key: str, value: Any) -> str:
    return f"{toml_key(key)} = {_written(value)}"


def sourced(value: Any, origin: Origin | None) -> str:
    """A value as TOML, plain if it is assumed, else with its grade and source."""
    text = _written(value)
    if origin is None or (origin.grade, origin.source) == ("C", "assumed"):
        return text
    if isinstance(value, bool | int | float) and origin.value != value:
        return text  # changed since, and nobody said from where
    source = _written(origin.source)
    return f"{{ value = {text}, grade = {_written(origin.grade)}, source = {source} }}"


def _written(value: Any) -> str:
    if isinstance(value, _Inline):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return repr(value)


def toml_key(key: str) -> str:
    """A key, in quotation marks where TOML asks for them."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _written(key)
