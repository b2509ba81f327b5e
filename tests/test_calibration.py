"""Calibration finds what is known, refuses what is not to be fitted, says what is not told."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import attrs
import numpy as np
import pytest
from typer.testing import CliRunner

from coopsim import load_scenario, simulate
from coopsim.calibration import (
    CalibrationError,
    Fit,
    Moment,
    Plan,
    fit,
    fitting,
    load_plan,
    planned,
    refuse_target,
    write_fitted,
)
from coopsim.calibration.measures import KNOWN, observed
from coopsim.calibration.parameters import Parameter, fitted_parameters
from coopsim.calibration.plan import Asked, reserved
from coopsim.cli.app import app
from coopsim.files import preset_names, sources

HAMLET = load_scenario("hamlet")
NUMBERS = """
months = 24
test = ["SF17"]
[[moment]]
name = "crop"
metric = "harvest"
years = [1, 2]
target = {target}
tolerance = 40.0
source = "a known hamlet"
grade = "C"
[[parameter]]
name = "{parameter}"
range = [100.0, 400.0]
"""


def plan_of(moments: dict[str, float], parameters: dict[str, tuple[float, float]]) -> Plan:
    """A plan for the hamlet: targets by metric, ranges by parameter."""
    return Plan(
        "hamlet", 12, 24,
        tuple(
            Moment(one, one, (1, 2), target, abs(target) / 50, "known", "C")
            for one, target in moments.items()
        ),
        tuple(Asked(name, limits) for name, limits in parameters.items()),
        (),
    )  # fmt: skip


def levels(metrics: list[str], **terms: float) -> dict[str, float]:
    """What the hamlet gives with some terms: the synthetic target."""
    run = simulate(HAMLET.with_terms(**terms).sized(months=24), 1)
    return {one: float(np.mean(run.by_year(one))) for one in metrics}


@pytest.fixture(scope="module")
def known() -> Fit:
    targets = levels(["harvest", "loans"], agriculture__full_yield=260.0, fund__loan_size=1.6)
    ranges = {"agriculture.full_yield": (120.0, 400.0), "fund.loan_size": (0.8, 4.0)}
    return fit(plan_of(targets, ranges), HAMLET, trials=40, seeds=1)


def test_known_parameters_are_recovered(known: Fit) -> None:
    full_yield, loan_size = known.after.values
    assert full_yield == pytest.approx(260.0, rel=0.02)
    assert loan_size == pytest.approx(1.6, rel=0.1)
    assert known.after.misfit < 1 < known.before.misfit
    assert known.identified is not None
    assert not known.identified.weak and not known.identified.alike
    assert "tell the parameters apart" in known.identified.words()[0]


def test_same_arguments_give_the_same_fit() -> None:
    plan = plan_of(
        levels(["harvest"], agriculture__full_yield=260.0), {"agriculture.full_yield": (120, 400)}
    )
    first, second = (fit(plan, HAMLET, trials=8, seeds=2) for _ in range(2))
    assert first.after.values == second.after.values
    assert first.trials == second.trials
    assert np.array_equal(first.after.moments, second.after.moments)


def test_redundant_pair_is_found() -> None:
    # land and yield matter only by their product: no moment can move one without the other
    targets = levels(["income_members"]) | {"price_paid": 2.4}
    ranges = {
        "agriculture.land": (0.5, 2.0), "agriculture.full_yield": (120.0, 400.0),
        "market.coffee_price": (3.0, 6.0), "digital.cost": (20.0, 50.0),
    }  # fmt: skip
    found = fit(plan_of(targets, ranges), HAMLET, trials=1, seeds=1).identified
    assert found is not None
    assert [pair[:2] for pair in found.alike] == [("agriculture.land", "agriculture.full_yield")]
    assert found.alike[0][2] > 0.99
    assert found.weak == ["digital.cost"]
    words = " ".join(found.words())
    assert "agriculture.land and agriculture.full_yield cannot be told apart" in words
    assert "digital.cost: over its whole range" in words
    assert found.singular_values[-1] < 1e-9
    low, high = found.band()[3]
    assert found.at_edge == ["digital.cost"]
    assert high - low > 8  # nothing was learnt of it: the range is left


def test_flat_direction_of_three_is_found() -> None:
    target = levels(["income_members"])
    ranges = {
        "agriculture.land": (0.5, 2.0), "market.coffee_price": (3.0, 6.0),
        "livelihood.other_income": (0.5, 1.5),
    }  # fmt: skip
    found = fit(plan_of(target, ranges), HAMLET, trials=1, seeds=1).identified
    assert found is not None and len(found.alike) == 3  # one moment: every two are alike
    moments = np.array([[4.0, 0.0, 4.0], [0.0, 4.0, 4.0]])
    apart = attrs.evolve(found, jacobian=moments)
    assert not apart.alike and not apart.weak
    assert len(apart.flat) == 1 and len(apart.flat[0][1]) == 3
    assert "together: hardly any moment moves" in apart.words()[0]


# ------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("parameter", "limits", "words"),
    [
        ("regulation.minimum_capital", (500.0, 2000.0), "grade A"),
        ("cooperatives.credit-unions.members", (100.0, 300.0), "may have decimals"),
        ("fund.tenor", (6.0, 36.0), "may have decimals"),
        ("fund.bullet", (0.0, 1.0), "may have decimals"),
        ("fund.deman", (0.0, 1.0), "Did you mean 'fund.demand'?"),
        ("fund.demand", (0.01, 0.9), "Allowed: 0 to 0.5"),
        ("fund.demand", (0.1, 0.2), "outside the range"),
        ("cooperatives.credit-unions.voluntary", None, "Add range"),
    ],
)
def test_what_is_not_to_be_fitted_is_refused(
    parameter: str, limits: tuple[float, float] | None, words: str
) -> None:
    plan = Plan("x", 100, 24, (), (Asked(parameter, limits),), ())
    with pytest.raises(CalibrationError, match=parameter) as told:
        fitted_parameters(plan, load_scenario("timor-leste-credit-union"))
    assert words in str(told.value)


def test_term_that_a_set_has_of_its_own_is_refused_for_all() -> None:
    nation = load_scenario("timor-leste")
    with pytest.raises(CalibrationError, match=r"Fit cooperatives\.coffee\.market\.payout"):
        fitted_parameters(Plan("x", 1, 24, (), (Asked("market.payout"),), ()), nation)
    own = Asked("cooperatives.coffee.market.payout")
    assert fitted_parameters(Plan("x", 1, 24, (), (own,), ()), nation)[0].high == 1.0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('metric = "harvest"', 'metric = "borrowers_share"'), "reserved as test SF17"),
        (('name = "crop"', 'name = "crop"\nfact = "SF29"'), "reserved as test SF29"),
        (('metric = "harvest"', 'metric = "harvest"\nover = "members"'), "reserved as test SF29"),
        (('metric = "harvest"', 'metric = "harvets"'), "Did you mean 'harvest'?"),
        (("[1, 2]", "[1, 3]"), "not in a run of 24 months"),
        (("tolerance = 40.0", "tolerance = 0.0"), "above 0"),
        (('grade = "C"', 'grade = "D"'), "grade is unknown"),
        (('source = "a known hamlet"', ""), "source is missing"),
        (("SF17", "SF99"), "there is no fact 'SF99'"),
        (("[[parameter]]", "[[paramter]]"), "there is nothing to fit"),
    ],
)
def test_wrong_plan_is_refused(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    file = tmp_path / "moments.toml"
    text = NUMBERS.format(target=2600.0, parameter="agriculture.full_yield")
    file.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(CalibrationError) as told:
        load_plan("hamlet", file)
    assert words in str(told.value)


def test_presets_are_not_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "mine.toml"
    there.write_text("", encoding="utf-8")
    for path, words in (
        (tmp_path / "hamlet.toml", "is a preset"), (there, "exists"), (tmp_path / "x", ".toml"),
    ):  # fmt: skip
        with pytest.raises(CalibrationError, match=words):
            refuse_target(path)


# ------------------------------------------------------------------------- the shipped plans


@pytest.mark.parametrize("preset", planned())
def test_shipped_plan_holds(preset: str) -> None:
    if preset == "indonesia-desa-merah-putih":
        with pytest.raises(CalibrationError, match="Too few moments"):
            load_plan(preset)
        return
    plan, scenario = load_plan(preset), load_scenario(preset)
    assert plan.preset == preset in preset_names()
    parameters = fitted_parameters(plan, scenario)
    assert len(parameters) <= len(plan.moments)
    assert all(one.grade[0] == "A" for one in plan.moments), "only what was read is fitted to"
    assert all(one.why for one in plan.moments + plan.parameters)
    assert plan.tests


def test_everything_validation_judges_by_its_level_is_reserved() -> None:
    text = files("coopsim.validation").joinpath("facts.toml").read_text(encoding="utf-8")
    facts = tomllib.loads(text)
    kept = reserved()
    for name, fact in facts.items():
        for part in fact.get("part", ()):
            if part["measure"] in ("level", "growth", "runs_below"):
                assert part["metric"] in kept[name].metrics, f"{name}: {part['metric']}"
    assert {metric for one in kept.values() for metric in one.metrics} <= set(KNOWN)


def test_measures_that_are_no_metric() -> None:
    small = load_scenario("timor-leste-fisheries").sized(120, 24)
    seen = observed(small, 1, ["assets", "cooperatives", "fishing_households", "own_capital"])
    assert all(len(values) == 2 for values in seen.values())
    assert np.all(seen["assets"] > seen["own_capital"])
    assert 80 < seen["fishing_households"][0] <= 120
    land = observed(HAMLET.sized(months=24), 1, ["hectares", "harvest"])
    assert np.allclose(land["harvest"] / land["hectares"], 200)  # the hamlet's yield


# ------------------------------------------------------------------------- what comes of it


def test_fitted_preset_loads_with_provenance(known: Fit, tmp_path: Path) -> None:
    path = write_fitted(known, "hamlet", tmp_path / "fitted.toml")
    text = path.read_text(encoding="utf-8")
    assert 'extends = "hamlet"' in text
    made = load_scenario(path)
    assert made.digest == known.fitted.digest != HAMLET.digest
    rows = {row.name: row for row in sources(made)}
    for one, value in zip(known.parameters, known.after.values, strict=True):
        row = rows[one.name]
        assert (row.value, row.grade, row.file) == (value, "C", "fitted.toml")
        assert row.source.startswith("fitted to harvest (known), loans (known); coopsim ")
        assert "seed 1" in row.source
    with pytest.raises(CalibrationError, match="exists"):
        write_fitted(known, "hamlet", path)


def test_values_of_sets_are_written_where_they_stand(tmp_path: Path) -> None:
    preset = load_scenario("timor-leste-credit-union")
    wanted = {
        "cooperatives.credit-unions.voluntary": (20.0, 90.0),
        "savings.propensity": (0.005, 0.05),
    }
    asked = tuple(Asked(name, limits) for name, limits in wanted.items())
    target = Moment("savings", "savings", (1, 1), 20000.0, 1000.0, "x", "C")
    plan = Plan(preset.name, 100, 12, (target,), asked, ())
    found = fit(plan, preset, trials=3, seeds=1)
    parent = tmp_path / "parent.toml"
    parent.write_text('extends = "timor-leste-credit-union"\n', encoding="utf-8")
    path = write_fitted(found, str(parent), tmp_path / "deep" / "child.toml")
    made = load_scenario(path)
    assert made.cooperatives[0].voluntary == found.after.values[0]
    assert made.cooperatives[0].members == preset.cooperatives[0].members


def test_stopped_fit_keeps_the_best(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plan = plan_of({"harvest": 2600.0}, {"agriculture.full_yield": (120.0, 400.0)})
    calls: list[int] = []

    def interrupted(*arguments: object) -> dict[str, object]:
        calls.append(1)
        if len(calls) > 6:
            raise KeyboardInterrupt
        return observed(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(fitting, "observed", interrupted)
    found = fit(plan, HAMLET, trials=40, seeds=1)
    assert found.stopped and found.trials == 6
    assert found.after.misfit <= found.before.misfit
    assert load_scenario(write_fitted(found, "hamlet", tmp_path / "best.toml"))


def test_ratio_scale_and_digits() -> None:
    one = Parameter("x", 2.0, 1.0, 100.0, True, "")
    assert one.value(0.5) == 10.0
    assert one.place(10.0) == pytest.approx(0.5)
    assert (one.value(-1), one.value(2)) == (1.0, 100.0)
    assert one.value(0.123456) == 1.766


# ------------------------------------------------------------------------- the command


def test_command(tmp_path: Path) -> None:
    moments, out = tmp_path / "moments.toml", tmp_path / "fitted.toml"
    moments.write_text(
        NUMBERS.format(target=2600.0, parameter="agriculture.full_yield"), encoding="utf-8"
    )
    asked = ["calibrate", "hamlet", "--moments", str(moments), "--trials", "18", "--seeds", "1"]
    result = CliRunner().invoke(app, [*asked, "--out", str(out), "--json"])
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["moments"][0]["within"]
    assert told["tests"][0]["fact"] == "SF17"
    assert told["identifiability"]["words"]
    assert load_scenario(told["file"]).terms.agriculture.full_yield == pytest.approx(
        216.7, rel=0.02
    )
    printed = CliRunner().invoke(app, asked).stdout
    for words in ("Fitting moments", "Fitted parameters", "Kept back as tests", "Singular values"):
        assert words in printed
    again = CliRunner().invoke(app, [*asked, "--out", str(out)])
    assert (again.exit_code, again.stdout) == (2, "")
    unknown = CliRunner().invoke(app, ["calibrate", "hamlet"])
    assert unknown.exit_code == 2 and "--moments" in unknown.stderr
