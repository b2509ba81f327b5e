"""Worked cases a cooperative officer can check by hand: tests/cases/*.toml, one runner.

A case names a rule, what is given (and terms that differ from their defaults), what should come
out, and why. A list is a row a household or cooperative; nan is 'has no meaning'.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import attrs
import numpy as np
import pytest

import coopsim.rules
from coopsim.params import Number, declared

FOLDER = Path(__file__).parent / "cases"
KEYS = {"rule", "given", "terms", "ramp", "parts", "expect", "tolerance", "because"}
EXACT = 1e-9


def _cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for place, case in enumerate(cases, 1):
            found.append(pytest.param(case, id=f"{path.stem}-{place}-{case['rule']}"))
    return found


CASES = _cases()


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS, f"unknown: {sorted(set(case) - KEYS)}"
    assert case["because"].strip()
    rule = rule_named(case["rule"])
    arguments = {name: _value(value) for name, value in case["given"].items()}
    arguments |= _settings(rule, case)
    _agrees(rule(**arguments), case)
    if _all_single(case["given"]) and not isinstance(case["expect"], list):
        _agrees_in_rows(rule, arguments, case)


def _agrees(found: Any, case: dict[str, Any]) -> None:
    expected = np.asarray(case["expect"], dtype=float)
    got = np.asarray(found, dtype=float)
    assert got.shape == expected.shape, f"{got} against {expected}"
    size = np.where(np.isfinite(expected), np.abs(expected), 0.0)
    tolerance = case.get("tolerance", EXACT * np.maximum(1.0, size))
    same = np.isclose(got, expected, rtol=0.0, atol=tolerance, equal_nan=True)
    assert same.all(), f"{case['because']}\n  expected {expected}\n  found    {got}"


def _agrees_in_rows(
    rule: Callable[..., Any], arguments: dict[str, Any], case: dict[str, Any]
) -> None:
    """A rule says the same of a thousand households as of one."""
    hints = get_type_hints(rule)
    rows = {
        name: np.array([value, value]) if hints[name] == Number else value
        for name, value in arguments.items()
    }
    if any(isinstance(value, np.ndarray) for value in rows.values()):
        _agrees(rule(**rows), case | {"expect": [case["expect"]] * 2})


def _all_single(given: dict[str, Any]) -> bool:
    return not any(isinstance(value, list) for value in given.values())


def rule_named(name: str) -> Callable[..., Any]:
    """The rule ``file.function``."""
    module, _, function = name.partition(".")
    found: Callable[..., Any] = getattr(
        importlib.import_module(f"coopsim.rules.{module}"), function
    )
    return found


def _settings(rule: Callable[..., Any], case: dict[str, Any]) -> dict[str, Any]:
    """The objects a case describes in words: terms, a ramp, parts of a scheme."""
    hints = get_type_hints(rule)
    found: dict[str, Any] = {}
    if "terms" in hints:
        found["terms"] = _terms(hints["terms"], case.get("terms", {}))
    if "ramp" in case:
        found["ramp"] = hints["ramp"](**case["ramp"], why="")
    if "parts" in case:
        found["parts"] = getattr(inspect.getmodule(rule), case["parts"])
    return found


def _terms(kind: type, changes: dict[str, Any]) -> Any:
    """Terms in force: the defaults and a case's changes, a choice as its word's place."""
    values = {field.name: field.default for field in attrs.fields(kind)} | changes
    for key, param in declared("", kind).items():
        if param.kind == "choice":
            values[key] = param.choices.index(values[key])
    return kind(**values)


def _value(value: Any) -> Any:
    return np.array(value) if isinstance(value, list) else value


def _public_rules() -> set[str]:
    found = set()
    for module in pkgutil.iter_modules(coopsim.rules.__path__):
        loaded = importlib.import_module(f"coopsim.rules.{module.name}")
        for name, rule in vars(loaded).items():
            own = inspect.isfunction(rule) and rule.__module__ == loaded.__name__
            if own and not name.startswith("_"):
                found.add(f"{module.name}.{name}")
    return found


def test_every_rule_has_a_case() -> None:
    assert not _public_rules() - {case.values[0]["rule"] for case in CASES}


def test_every_rule_file_has_its_cases() -> None:
    files = {rule.partition(".")[0] for rule in _public_rules()}
    assert {path.stem for path in FOLDER.glob("*.toml")} == files
    for path in FOLDER.glob("*.toml"):
        cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        assert {case["rule"].partition(".")[0] for case in cases} == {path.stem}


def test_a_wrong_expectation_is_caught() -> None:
    case = {"rule": "lending.flat_rate", "given": {"declining": 0.18, "months": 48},
            "expect": 0.0920, "because": "wrong"}  # fmt: skip
    with pytest.raises(AssertionError, match="wrong"):
        test_case(case)


def test_the_scheme_and_the_goals_are_whole() -> None:
    from coopsim.rules.health import ASPECTS, COMPONENTS
    from coopsim.rules.pearls import PEARLS

    assert sum(one.weight for one in ASPECTS) == 100
    assert sum(one.weight for one in COMPONENTS) == 100
    codes = " ".join(one.code for one in PEARLS)
    assert codes == "P1 P2 P3 P5 P6 A1 A2 A3 E1 E5 E6 E7 E8 E9 R1 R5 R8 R9 R12 L1 L2 L3 S10 S11"
    assert all(one.floor or np.isfinite(one.low) or np.isfinite(one.high) for one in PEARLS)
