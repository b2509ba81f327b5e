"""Stylised facts: the data are whole, the judge is one, and a broken fact is told as broken."""

from __future__ import annotations

import json
import math
import signal
import sys
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from coopsim import load_scenario
from coopsim.calibration import CalibrationError, load_plan, planned
from coopsim.cli.app import app
from coopsim.metrics import BY_NAME
from coopsim.scenario import PARAMS
from coopsim.validation import (
    FIRST_SEED,
    Fact,
    FactError,
    Part,
    judge,
    load_facts,
    load_fitted,
    validate,
)  # fmt: skip
from coopsim.validation.cases import ASKS, TYPES
from coopsim.validation.judging import interval
from coopsim.validation.measures import MEASURES
from coopsim.validation.page import page
from coopsim.validation.table import markdown
from coopsim.validation.watchers import WATCHERS

FACTS = load_facts()
NEEDED = {1, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 15, 17, 18, 19, 20, 21, 22, 23, 25, 29, 30}
SMALL = """
[T1]
title = "The hamlet has twelve households"
statement = "It has twelve."
target = "twelve"
type = "I"
source = "the preset"
grade = "C"
preset = "hamlet"
households = 12
months = 24
seeds = 2
quick = 2
variants = {{ base = [], dear = [{{ from = 13, set = {{ "fund.loan_rate" = 0.24 }} }}] }}
explanation = "told only where it does not hold"
[[T1.part]]
name = "households"
measure = "level"
metric = "households"
low = {low}
high = {high}
[[T1.part]]
name = "the rate from the second year on"
measure = "gap"
metric = "effective_rate"
variant = "dear"
years = [2, 2]
unit = "points"
low = 11.999
high = 12.001
"""
DOCS = Path(__file__).parents[1] / "docs"
RATE = """
[[T1.part]]
name = "the rate"
measure = "level"
metric = "effective_rate"
years = [1, 1]
above = 0.0
"""
HELD, BROKEN = SMALL.format(low=12, high=12), SMALL.format(low=13, high=20)


def fits(preset: str) -> bool:
    """Whether a preset has anything to fit."""
    try:
        load_plan(preset)
    except CalibrationError:
        return False
    return True


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


# ------------------------------------------------------------------------------------ the data


def test_every_fact_asked_for_is_there() -> None:
    assert {int(fact.id.removeprefix("SF")) for fact in FACTS} == NEEDED


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_case_is_complete(fact: Fact) -> None:
    assert fact.source and fact.grade[0] in "AB" and fact.type in TYPES
    assert fact.statement.endswith(".") and fact.target and fact.parts
    assert fact.seeds >= fact.quick >= 2
    assert set(fact.watch) <= set(WATCHERS)
    for part in fact.parts:
        assert part.measure in MEASURES
        options = dict(part.options)
        assert options.get("metric", "members") in BY_NAME
        named = {options.get(key, "") for key in ("variant", "against", "dear", "cheap")} - {""}
        assert named <= {name for name, _ in fact.variants}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_case_can_be_run(fact: Fact) -> None:
    preset = load_scenario(fact.preset)
    assert ASKS[fact.asks](preset)
    scenarios = fact.scenarios(preset)
    digests = {scenario.digest for scenario in scenarios.values()}
    assert len(digests) == len(scenarios)  # every variant differs
    for _, changes in fact.variants:
        for change in changes:
            assert {name for name, _ in (*change.set, *change.times)} <= set(PARAMS)


def test_distributions_take_a_hundred_seeds() -> None:
    assert all(fact.seeds >= 100 for fact in FACTS if fact.type == "D")


def test_seeds_are_not_those_of_calibration() -> None:
    assert FIRST_SEED > 999


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HELD.replace('source = "the preset"\n', ""), "no source"),
        (HELD.replace('grade = "C"\n', ""), "no grade"),
        (HELD.replace('type = "I"', 'type = "X"'), "not known"),
        (HELD.replace("low = 12\nhigh = 12\n", ""), "without a bound"),
    ],
)
def test_incomplete_case_is_refused(text: str, words: str) -> None:
    with pytest.raises(FactError, match=words):
        load_facts(text=text)


def test_unknown_fact_is_refused_with_the_nearest() -> None:
    with pytest.raises(FactError, match="Did you mean 'SF1"):
        load_facts(["SF100"])


# ----------------------------------------------------------------------------------- the judge


@pytest.mark.parametrize(
    ("sample", "bounds", "holds"),
    [
        ([1.0, 1.1, 0.9, 1.0], {"low": 0.5, "high": 1.5}, True),
        ([1.0, 1.1, 0.9, 1.0], {"low": 2.0}, False),
        ([1.0, 1.1, 0.9, 1.0], {"low": 1.0}, None),
        ([0.0, 0.0], {"low": 0.0}, True),
        ([0.0, 0.0], {"low": 0.0, "strict": True}, False),  # no effect is no positive effect
        ([0.0, 0.0], {"high": 0.0, "strict": True}, False),
        ([1.0], {"low": 0.0}, None),  # one run has no interval
        ([math.nan, math.nan], {"low": 0.0}, None),
        ([0.02, 0.02], {"low": 1.9, "high": 2.1, "unit": "points"}, True),
    ],
)
def test_judge(sample: list[float], bounds: dict[str, Any], holds: bool | None) -> None:
    assert judge(Part("a part", "level", **bounds), np.array(sample)).holds is holds


def test_interval_is_students() -> None:
    mean, low, high, count = interval(np.array([1.0, 2.0, 3.0]))
    assert (mean, count) == (2.0, 3)
    assert high - mean == pytest.approx(4.302652729911275 / math.sqrt(3))
    assert mean - low == pytest.approx(high - mean)


# --------------------------------------------------------------------------------- what is told


def test_fact_that_holds_and_one_that_is_broken_on_purpose() -> None:
    (held,), (broken,) = (validate(load_facts(text=text), workers=1) for text in (HELD, BROKEN))
    assert held.holds is True and not held.explanation
    assert broken.holds is False and broken.explanation
    assert [one.holds for one in broken.measured] == [False, True]
    assert broken.measured[0].mean == 12.0


def test_worlds_are_run_once_and_shared() -> None:
    facts = load_facts(text=HELD)
    counted: list[tuple[int, int]] = []
    twice = (*facts, attrs.evolve(facts[0], id="T2"))
    found = validate(twice, workers=1, progress=lambda done, total: counted.append((done, total)))
    assert counted[-1] == (4, 4)  # two variants, two seeds, whoever asks
    assert [one.as_data()["measured"] for one in found] == [12.0, 12.0]


def test_processes_give_what_one_process_gives() -> None:
    facts = load_facts(text=HELD)
    alone, many = (validate(facts, workers=number) for number in (1, 2))
    assert [one.as_data() for one in alone] == [one.as_data() for one in many]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_who_stops_does_not_wait_for_the_worlds_that_are_being_lived() -> None:
    ended: list[BaseProcess] = []

    def stop(done: int, total: int) -> None:
        if done:
            ended.extend(set(active_children()) - others)
            raise KeyboardInterrupt

    others = set(active_children())
    with pytest.raises(KeyboardInterrupt):
        validate(load_facts(text=HELD), workers=2, progress=stop)
    for worker in ended:
        worker.join(60)
    assert [worker.exitcode for worker in ended] == [-signal.SIGTERM] * 2


def test_page_stands_alone() -> None:
    text = page(validate(load_facts(text=BROKEN), workers=1))
    assert text.count("<svg") == 2 and "told only where" in text
    assert "http" not in text.replace("http-equiv", "") and "<script" not in text


@pytest.fixture
def fitted(tmp_path: Path) -> Path:
    """A folder with a fitted hamlet: of eleven per cent, and nothing else changed."""
    text = 'title = "Fitted"\nextends = "hamlet"\nhouseholds = 14\n[fund]\nloan_rate = 0.11\n'
    (tmp_path / "hamlet-fitted.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_fact_is_measured_on_fitted_values_as_well(fitted: Path) -> None:
    text = HELD.split('[[T1.part]]\nname = "the rate')[0] + RATE
    facts = load_facts(text=text)
    (found,) = validate(facts, fitted=load_fitted(fitted), workers=1)
    plain = validate(facts, workers=1)[0].as_data()
    data = found.as_data()
    assert plain["fitted"] is None and data["measured"] == plain["measured"]
    before, after = data["parts"][1]["measured"], data["parts"][1]["fitted"]["measured"]
    rate = float(load_scenario("hamlet").terms.fund.loan_rate)
    assert before - after == pytest.approx((rate - 0.11) * 100, abs=1.0)
    assert data["fitted"]["holds"] is found.holds_fitted
    assert "With fitted values" in page([found])
    assert "| the same facts, fitted |" in markdown([found], "coopsim validate")


def test_fitted_values_are_tried_over_few_seeds(fitted: Path) -> None:
    facts = [attrs.evolve(load_facts(text=HELD)[0], seeds=15)]
    (found,) = validate(facts, fitted=load_fitted(fitted), workers=1)
    assert [one.seeds for one in (found.measured[0], found.fitted[0])] == [15, 12]


def test_a_fact_that_fails_on_fitted_values_is_told(fitted: Path) -> None:
    (found,) = validate(load_facts(text=BROKEN), fitted=load_fitted(fitted), workers=1)
    assert found.holds_fitted is False
    rows = [line for line in markdown([found], "x").splitlines() if line.startswith("| - house")]
    assert rows == ["| - households | 13 to 20 | 12 (12 to 12) | no | 12 (12 to 12) | no | | 2 |"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no fitted preset"),
        ({"a": "hamlet", "b": "hamlet"}, "both extend 'hamlet'"),
        ({"a": "hamlet", "c": "a.toml"}, "extends a preset"),
    ],
)
def test_wrong_folder_of_fitted_presets_is_refused(
    tmp_path: Path, files: dict[str, str], words: str
) -> None:
    for name, parent in files.items():
        (tmp_path / f"{name}.toml").write_text(f'title = "x"\nextends = "{parent}"\n')
    with pytest.raises(FactError, match=words):
        load_fitted(tmp_path)


def test_fitted_presets_of_the_documents_can_be_read() -> None:
    assert set(load_fitted(DOCS / "fitted")) == {name for name in planned() if fits(name)}


def test_table_is_written_with_the_command_that_makes_it(tmp_path: Path, fitted: Path) -> None:
    out = tmp_path / "facts" / "table.md"
    result = call(
        "validate", "--quick", "--facts", "SF4", "--workers", 1, "--fitted", fitted, "--out", out
    )
    assert result.exit_code == 0, result.stderr
    text = out.read_text(encoding="utf-8")
    assert f"coopsim validate --facts SF4 --fitted {fitted} --quick --out {out}" in text
    assert "SF4 The collection rate" in text and "A training simulation" in text


def test_identities_hold_quickly(tmp_path: Path) -> None:
    result = call(
        "validate", "--quick", "--facts", "SF4", "--json", "--workers", 1, "--out", tmp_path
    )
    assert result.exit_code == 0, result.stderr
    (fact,) = json.loads(result.stdout)
    assert {"id", "holds", "measured", "target", "low", "high", "seeds", "grade", "source",
            "preset", "explanation", "given", "fitted", "parts"} <= set(fact)  # fmt: skip
    rule = fact["parts"][1]
    assert rule["holds"] is True and rule["measured"] == pytest.approx(0.0, abs=1e-12)
    assert isinstance(fact["measured"], float) and fact["target"] == [0.95, 1.05]
    assert abs(fact["measured"] - 1) < 0.1
    assert (tmp_path / "validation.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_table_for_people() -> None:
    result = call("validate", "--quick", "--facts", "SF25", "--workers", 1)
    assert result.exit_code == 0, result.stderr
    assert "loss without ice" in result.stdout and "COMCEC" not in result.stderr


def test_wrong_requests_end_with_two() -> None:
    assert call("validate", "--facts", "SF99").exit_code == 2
    refused = call("validate", "--facts", "SF25", "--preset", "hamlet")
    assert refused.exit_code == 2 and "nothing that SF25" in refused.stderr
