"""Study files, designs, outcomes: what needs no run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from coopsim.study import (
    BASE,
    Design,
    Factor,
    Outcome,
    StopRule,
    Study,
    StudyError,
    load_study,
    points,
    study_names,
)
from coopsim.study.cells import Cells
from coopsim.study.outcomes import outcome_values
from coopsim.study.saving import save_study
from coopsim.study.stopping import wanted

FILE = """
title = "A try"
base = "hamlet"
months = 24
[set]
"fund.tenor" = 6
[levers."fund.loan_rate"]
low = 0.06
high = 0.24
steps = 4
[levers.fund.bullet]
[uncertainties.willing]
parameter = "fund.discipline"
low = 0.9
high = 0.99
[[outcome]]
name = "real"
metric = "fund_real"
years = [1, 2]
statistic = "growth"
[[outcome]]
metric = "members"
"""


def written(folder: Path, text: str = FILE, name: str = "try.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return load_study(written(tmp_path))


# ------------------------------------------------------------------------------------- the file


def test_file_is_read(study: Study) -> None:
    assert [one.name for one in study.levers] == ["fund.loan_rate", "fund.bullet"]
    assert [one.parameter for one in study.uncertainties] == ["fund.discipline"]
    assert study.base.terms.fund.tenor == 6
    assert (study.months, study.base.months) == (24, 24)
    assert study.outcomes[1] == Outcome("members", "members")


WRONG = {
    "title": ('title = "A try"', "", "title: it is missing."),
    "top": ("months = 24", "montsh = 24", "montsh: there is no such name. Did you mean 'months'?"),
    "base": ('"hamlet"', '"hamlett"', "there is no preset 'hamlett'. Did you mean 'hamlet'?"),
    "size": ("months = 24", "months = 0", "try.toml: months: 0 is out of bounds."),
    "set": ('"fund.tenor" = 6', '"fund.tenor" = 600', "600 is out of bounds."),
    "factor": ('."fund.loan_rate"', '."fund.loan_rat"', "Did you mean 'fund.loan_rate'?"),
    "key": ("steps = 4", "step = 4", "step: there is no such name. Did you mean 'steps'?"),
    "range": ("high = 0.24", "high = 0.04", "Low is below high."),
    "bounds": ("high = 0.24", "high = 0.7", "Allowed: a number from 0 to 0.6"),
    "log": ("low = 0.06", "log = true\nlow = 0.0", "equal ratios begin above 0."),
    "switch": ("[levers.fund.bullet]", "[levers.fund.bullet]\nlow = 0.0", "it is yes/no"),
    "levels": ("steps = 4", 'levels = [0.1, "x"]', "'x' is not a number."),
    "level": ("steps = 4", "levels = [0.1, 0.1]", "a level stands twice."),
    "metric": ('"fund_real"', '"fund_reel"', "Did you mean 'fund_real'?"),
    "statistic": ('"growth"', '"grow"', "Did you mean 'growth'?"),
    "years": ("years = [1, 2]", "years = [1, 3]", "Allowed: [first, last], from 1 to 2."),
    "change": ("years = [1, 2]", "", "a change needs two years."),
    "twice": ('metric = "members"', 'name = "real"\nmetric = "members"', "'real' is taken."),
    "reserved": ('name = "real"', 'name = "seed"', "the name 'seed' is taken."),
    "until": ("steps = 4", "until = 3", "from: it is missing."),
    "month": ("steps = 4", "from = 30", "month 30 is not in a run of 24."),
    "follows": ("steps = 4", 'follows = "willing"', "no free factor of numbers 'willing'"),
    "design": ("months = 24", '[design]\nkind = "latn"', "Did you mean 'latin'?"),
    "points": ("months = 24", '[design]\nkind = "latin"', "points: it is missing."),
    "sobol": ("months = 24", '[design]\nkind = "sobol"\npoints = 12', "Allowed: 8 or 16."),
    "list": ("months = 24", '[design]\nkind = "list"', 'Add file = "points.csv".'),
    "cross": (
        "[uncertainties.willing]", "[design.uncertainties]\n[levers.willing]",
        "there is no uncertainty to cross."),
    "replicates": ("months = 24", "[replicates]\ncount = 0", "0 is out of bounds."),
    "stop": ("months = 24", '[stop]\noutcome = "rael"\nhalf_width = 1.0', "Did you mean 'real'?"),
    "least": (
        "months = 24", '[stop]\noutcome = "real"\nhalf_width = 1.0\nleast = 1', "2 or more"),
    "toml": ("months = 24", "months = ", "this is not TOML"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_fault_is_told(case: str, tmp_path: Path) -> None:
    old, new, told = WRONG[case]
    text = FILE.replace(old, new) if not new.startswith("[") or old[0] == "[" else FILE + new
    assert text != FILE
    with pytest.raises(StudyError) as raised:
        load_study(written(tmp_path, text))
    message = str(raised.value)
    assert told in message
    assert "try.toml" in message and "nothing was run" in message


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = FILE.replace("tenor", "tenr").replace("high = 0.24", "high = 0.9").replace("_real", "")
    with pytest.raises(StudyError) as raised:
        load_study(written(tmp_path, text))
    assert len(raised.value.faults) == 3


def test_a_wrong_base_hides_no_wrong_months(tmp_path: Path) -> None:
    text = FILE.replace('"hamlet"', '"hamlte"').replace("months = 24", "months = 5000")
    assert text.count("hamlte") == text.count("5000") == 1
    with pytest.raises(StudyError) as raised:
        load_study(written(tmp_path, text))
    message = str(raised.value)
    assert "Did you mean 'hamlet'?" in message and "5000 is out of bounds" in message


def test_a_stop_rule_begins_with_the_replicates(tmp_path: Path) -> None:
    rule = '[stop]\noutcome = "real"\nhalf_width = 1.0\n'
    for lines, least in (
        (rule, 5), ("[replicates]\ncount = 4\n" + rule, 4),
        ("[replicates]\ncount = 4\n" + rule + "least = 3\n", 3),
    ):  # fmt: skip
        stop = load_study(written(tmp_path, FILE + "\n" + lines)).stop
        assert stop is not None and stop.least == least


def test_unknown_study_names_the_nearest() -> None:
    with pytest.raises(StudyError, match="Did you mean 'reach-or-resilience'"):
        load_study("reach-or-resilence")


def test_own_copy_asks_for_the_same_runs(study: Study, tmp_path: Path) -> None:
    """Saved and read again, whatever it holds."""
    rate, bullet, _ = study.factors
    full = attrs.evolve(
        study,
        factors=(
            attrs.evolve(rate, levels=(0.06, 0.12), steps=0),
            bullet,
            Factor("fee", "fund.loan_fee", follows=rate.name, times=0.1, high=0.1),
            Factor("fall", "luck.price_shift", "uncertainty", -0.5, -0.1, log=False, start=4,
                   until=9, where=(("sector", "agriculture"),)),
        ),
        design=Design("list", rows=((0.06, 1.0), (0.12, 0.0))),
        crossed=Design("latin", 3, seed=5),
        stop=StopRule("members", 0.5, against=BASE, least=2, most=8),
        note='Words with "marks" and ünïcode.',
    )  # fmt: skip
    copy = load_study(save_study(full, tmp_path / "copy"))
    assert copy.base.digest == full.base.digest
    assert attrs.evolve(copy, base=full.base) == full
    keys = [[one.cell.key for one in Cells.of(s).planned()] for s in (full, copy)]
    assert keys[0] == keys[1] and len(keys[0]) == (6 + 1) * 2


@pytest.mark.parametrize("name", study_names())
def test_shipped_study_is_valid_at_every_point(name: str, tmp_path: Path) -> None:
    study = load_study(name)
    Cells.of(study).checked()
    assert study.note and all(one.label and one.good for one in study.outcomes)
    assert attrs.evolve(load_study(save_study(study, tmp_path)), base=study.base) == study


# -------------------------------------------------------------------------------------- factors


def factor(parameter: str, **parts: Any) -> Factor:
    return Factor(parameter, parameter, **parts)


def test_each_of_several_choices_has_an_equal_part() -> None:
    tenor = factor("fund.tenor", low=6.0, high=9.0)
    found = [tenor.at(place) for place in np.linspace(0, 1, 401)[:-1]]
    assert {value: found.count(value) for value in found} == {6: 100, 7: 100, 8: 100, 9: 100}
    contract = factor("fund.contract")
    assert [contract.at(place) for place in (0.0, 0.34, 1.0)] == ["declining", "flat", "murabahah"]
    assert factor("fund.bullet").at(0.49) is False
    assert factor("fund.tenor", levels=(6, 12, 24)).at(1.0) == 24


def test_grid_of_a_factor() -> None:
    assert factor("fund.loan_rate", low=0.06, high=0.18, steps=3).grid() == (0.06, 0.12, 0.18)
    rates = factor("fund.loan_rate", low=0.01, high=0.16, steps=5, log=True).grid()
    assert rates == pytest.approx((0.01, 0.02, 0.04, 0.08, 0.16))
    assert factor("fund.tenor", low=1.0, high=5.0, steps=3).grid() == (1, 3, 5)
    assert factor("fund.bullet").grid() == (False, True)


def test_number_and_value_are_ways_back() -> None:
    for one, value in (
        (factor("fund.contract"), "flat"), (factor("fund.bullet"), True),
        (factor("fund.tenor", low=1.0, high=60.0), 12), (factor("fund.loan_rate"), 0.12),
    ):  # fmt: skip
        assert one.value(one.number(value)) == value
        assert one.at(one.place(value)) == value


# -------------------------------------------------------------------------------------- designs


def designed(study: Study, design: Design, **parts: Any) -> Any:
    return points(attrs.evolve(study, design=design, **parts))


def test_grid_is_every_combination(study: Study) -> None:
    found = designed(study, Design("grid"))
    assert len(found) == 4 * 2 * 5 == len({tuple(row) for row in found.values})


def test_latin_hypercube_puts_one_point_into_each_row_and_column(study: Study) -> None:
    found = designed(study, Design("latin", 20))
    for column in found.unit.T:
        assert sorted((column * 20).astype(int)) == list(range(20))
    assert np.array_equal(found.values, designed(study, Design("latin", 20)).values)
    assert not np.array_equal(found.values, designed(study, Design("latin", 20, seed=2)).values)


def test_sobol_and_morris_have_their_blocks(study: Study) -> None:
    assert len(designed(study, Design("sobol", 8))) == 8 * (3 + 2)
    assert len(designed(study, Design("sobol", 8, second_order=True))) == 8 * (2 * 3 + 2)
    morris = designed(study, Design("morris", 5))
    steps = np.diff(morris.unit.reshape(5, 4, 3), axis=1)
    assert (np.count_nonzero(steps, axis=2) == 1).all()


def test_a_wider_sobol_design_holds_the_narrower(study: Study) -> None:
    few, many = (designed(study, Design("sobol", n)).values for n in (8, 16))
    assert np.array_equal(few, many[: len(few)])


def test_one_at_a_time_begins_at_the_base(study: Study) -> None:
    found = designed(study, Design("one-at-a-time"))
    base = found.values[0]
    assert found.settings(0)["fund.loan_rate"] == study.base.terms.fund.loan_rate
    assert all(np.count_nonzero(row != base) == 1 for row in found.values[1:])


def test_crossed_uncertainties_meet_every_lever(study: Study) -> None:
    found = designed(study, Design("grid"), crossed=Design("latin", 3))
    assert len(found) == 8 * 3
    levers = found.values[:, :2].reshape(3, 8, 2)
    assert (levers == levers[0]).all()
    assert found.groups.tolist() == [0] * 8 + [1] * 8 + [2] * 8
    assert len(set(found.values[:, 2])) == 3


def test_a_factor_that_follows_adds_no_dimension(study: Study) -> None:
    rate = study.factors[0]
    fee = Factor("fee", "fund.loan_fee", high=0.1, follows=rate.name, times=-0.1, plus=0.03)
    found = points(attrs.evolve(study, factors=(rate, fee)))
    assert found.names == (rate.name,)
    assert found.settings(0) == {rate.name: 0.06, "fee": 0.024}


def test_list_comes_from_a_csv_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        "fund.bullet,willing,fund.loan_rate\ntrue,0.95,0.1\nfalse,0.9,0.2\n"
    )
    text = FILE + '[design]\nkind = "list"\nfile = "points.csv"\n'
    found = points(load_study(written(tmp_path, text)))
    assert found.settings(0) == {"fund.loan_rate": 0.1, "fund.bullet": True, "willing": 0.95}
    (tmp_path / "points.csv").write_text("fund.bullet,willing\nyes,0.95\n")
    with pytest.raises(StudyError, match=r"there is no column fund\.loan_rate"):
        load_study(written(tmp_path, text))


def test_every_wrong_value_of_a_list_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        "fund.bullet,willing,fund.loan_rate\ntrue,0.95,9\nfalse,much,0.2\n"
    )
    text = FILE + '[design]\nkind = "list"\nfile = "points.csv"\n'
    with pytest.raises(StudyError) as raised:
        load_study(written(tmp_path, text))
    told = str(raised.value)
    assert "points.csv: line 2: fund.loan_rate: '9' is no value of it. Allowed: a number" in told
    assert "points.csv: line 3: willing: 'much' is no value of it." in told


def test_every_point_is_checked_before_the_first_run(study: Study) -> None:
    """Two shares of the surplus that do not sum to one with the others."""
    shares = (Factor("surplus.reserve", "surplus.reserve", low=0.1, high=0.9, steps=3),)
    with pytest.raises(StudyError) as raised:
        Cells.of(attrs.evolve(study, factors=shares)).checked()
    assert "point 0" in str(raised.value) and "must sum to 100 %" in str(raised.value)


# ------------------------------------------------------------------------------------- outcomes

YEARS = np.array([[2.0, 4.0, 8.0], [1.0, np.nan, 3.0], [np.nan, np.nan, np.nan], [4.0, 2.0, -1.0]])
EXPECTED = {
    "mean": [14 / 3, 2.0, np.nan, 5 / 3], "last": [8, 3, np.nan, -1], "first": [2, 1, np.nan, 4],
    "lowest": [2, 1, np.nan, -1], "highest": [8, 3, np.nan, 4], "sum": [14, 4, np.nan, 5],
    "change": [6, 2, np.nan, -5], "growth": [1.0, 3**0.5 - 1, np.nan, -1.0],
}  # fmt: skip


@pytest.mark.parametrize("statistic", EXPECTED)
def test_outcome(statistic: str) -> None:
    found = outcome_values(Outcome("x", "members", (1, 3), statistic), YEARS)
    assert found == pytest.approx(EXPECTED[statistic], nan_ok=True)


def test_window_of_years() -> None:
    assert outcome_values(Outcome("x", "members"), YEARS)[0] == 8
    assert outcome_values(Outcome("x", "members", (2, 3)), YEARS)[0] == 6


# ------------------------------------------------------------------------------------- stopping


def test_runs_wanted() -> None:
    rule = StopRule("x", half_width=1.0, least=4, most=100)
    spread = np.tile([0.0, 10.0], 10)
    zeros = np.zeros(20)
    assert wanted(np.full(20, 3.0) + np.tile([0, 0.1], 10), zeros, rule) == 20
    assert wanted(spread, zeros, rule) == 40  # doubled, not the 110 that it would take
    assert wanted(spread, spread - 1.0, rule) == 20  # the difference has no spread
    assert wanted(spread, zeros, attrs.evolve(rule, most=30)) == 30
    assert wanted(spread, zeros, attrs.evolve(rule, half_width=0.5, relative=True)) == 20


def test_file_of_the_page_is_valid(tmp_path: Path) -> None:
    """What docs/studies/README.md shows can be run as it stands."""
    page = (Path(__file__).parents[1] / "docs" / "studies" / "README.md").read_text("utf-8")
    shown = page.split("```toml\n")[1].split("```")[0]
    study = load_study(written(tmp_path, shown))
    Cells.of(study).checked()
    assert len(points(study)) == 3 * 10
