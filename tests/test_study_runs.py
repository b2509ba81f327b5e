"""Studies that run: nothing twice, the same luck, stopping, failing, going on; others' tools."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from interrupting import started
from SALib import ProblemSpec
from scipy.optimize import differential_evolution, minimize_scalar
from typer.testing import CliRunner

import coopsim
from coopsim.cli.app import app
from coopsim.cli.studied import results, stop_words
from coopsim.errors import ComparisonError, CoopsimError, ScenarioError
from coopsim.results import Run
from coopsim.run import Progress, simulate
from coopsim.scenario import Scenario
from coopsim.study import (
    BASE,
    Design,
    Execution,
    Factor,
    Outcome,
    Replicates,
    StopRule,
    Study,
    StudyError,
    StudyFolderError,
    as_function,
    check,
    compare_points,
    provenance_of,
    study_in,
)
from coopsim.study.live import bar, picture
from coopsim.study.progress import Progress as Now
from coopsim.study.stopping import verdicts
from coopsim.study.tables import state
from coopsim.sweep import Base

HERE = Execution("threads")
RATES = (0.06, 0.24)


def small(**parts: Any) -> Study:
    """Two rates in the hamlet's first year, under two lucks."""
    base = coopsim.load_scenario("hamlet").sized(months=12)
    rate = Factor("fund.loan_rate", "fund.loan_rate", low=0.0, high=0.6, levels=RATES)
    outcomes = (Outcome("real", "fund_real"), Outcome("lowest", "cash", statistic="lowest"))
    study = Study("Small", base, (rate,), outcomes, replicates=Replicates(2, 11))
    return attrs.evolve(study, **parts)


def done(study: Study, folder: Path, how: Execution = HERE) -> Now:
    return study.run(folder, how).wait()


# --------------------------------------------------------------------------------------- running


def test_table_holds_what_single_runs_give(tmp_path: Path) -> None:
    study = small()
    assert done(study, tmp_path).done == 4
    table = study.table(tmp_path)
    assert table["point"].tolist() == [0, 0, 1, 1]
    assert table["seed"].tolist() == [11, 12, 11, 12]
    for row in table.to_dict("records"):
        run = simulate(study.base.with_terms(fund__loan_rate=row["fund.loan_rate"]), row["seed"])
        assert row["real"] == run.by_year("fund_real")[-1]
        assert row["lowest"] == run.values("cash").min()
    by_point = study.by_point(tmp_path)
    real = by_point[by_point["outcome"] == "real"]
    assert real["mean"].tolist() == pytest.approx(table.groupby("point")["real"].mean().tolist())
    assert real["n"].tolist() == [2, 2]


def test_finished_points_are_not_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = small()
    done(study, tmp_path)
    built: list[dict[str, Any]] = []
    scenario = Base.scenario

    def noting(base: Base, values: dict[str, Any]) -> Scenario:
        built.append(values)
        return scenario(base, values)

    monkeypatch.setattr(Base, "scenario", noting)
    assert done(study, tmp_path).done == 4
    assert not built
    rate = attrs.evolve(study.factors[0], levels=(*RATES, 0.12))
    done(attrs.evolve(study, factors=(rate,)), tmp_path)
    assert {values["fund.loan_rate"] for values in built} == {0.12}


def test_run_returns_at_once_and_ends(tmp_path: Path) -> None:
    told: list[Now] = []
    run = small(replicates=Replicates(6)).run(tmp_path, HERE)
    run.watch(told.append)
    assert run.running and "running" in repr(run)
    assert run.wait().done == 12
    assert run.finished and told[-1].over and told[-1].left == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_interrupt_while_waiting_does_not_pass_for_the_end(tmp_path: Path) -> None:
    run = small(replicates=Replicates(200)).run(tmp_path, HERE)
    usual = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            run.wait()
    finally:
        signal.signal(signal.SIGALRM, usual)
    assert run.running
    run.cancel()
    assert run.wait().over and not run.running


def test_stopped_and_resumed_is_the_same_as_undisturbed(tmp_path: Path) -> None:
    study = small(replicates=Replicates(12))
    run = study.run(tmp_path / "a", HERE)
    while run.progress.done < 3:
        time.sleep(0.01)
    run.cancel()
    stopped = run.wait()
    assert 3 <= stopped.done < 24 and not run.finished and "stopped" in repr(run)
    assert len(run.table()) == stopped.done
    assert state(study, tmp_path / "a")["left"] == 24 - stopped.done
    again = study_in(tmp_path / "a").run(tmp_path / "a", HERE)
    assert again.wait().done == 24
    done(study, tmp_path / "b")
    tables = [study.table(tmp_path / name).drop(columns="seconds") for name in ("a", "b")]
    assert tables[0].equals(tables[1])


COUNTED: list[int] = []


def counting(scenario: Scenario, seed: int, progress: Progress) -> Run:
    """A simulator that counts its runs."""
    COUNTED.append(seed)
    return simulate(scenario, seed, scopes=("nation",), panel=1)


def failing(scenario: Scenario, seed: int, progress: Progress) -> Run:
    """A simulator that fails under one luck."""
    if seed == 12:
        raise ZeroDivisionError("a rule is broken")
    return counting(scenario, seed, progress)


def test_widened_study_runs_only_what_is_new(tmp_path: Path) -> None:
    how = Execution("threads", simulator=f"{__name__}:counting")
    study = small()
    COUNTED.clear()
    done(study, tmp_path, how)
    rate = attrs.evolve(study.factors[0], levels=(0.06, 0.12, 0.24))
    wider = attrs.evolve(study, factors=(rate,), replicates=Replicates(3, 11))
    assert done(wider, tmp_path, how).done == 9
    assert len(COUNTED) == 9
    assert study_in(tmp_path).factors == wider.factors
    other = attrs.evolve(study, factors=(attrs.evolve(rate, name="price of money"),))
    assert done(other, tmp_path, how).done == 6
    assert len(COUNTED) == 9  # the same worlds by another name


def test_failed_run_is_a_row_and_can_be_retried(tmp_path: Path) -> None:
    study = small()
    now = done(study, tmp_path, Execution("threads", simulator=f"{__name__}:failing"))
    assert (now.done, now.failed) == (2, 2)
    table = study.table(tmp_path)
    bad = table[table["status"] != "done"]
    assert bad["seed"].tolist() == [12, 12] and bad["real"].isna().all()
    assert bad["error"].str.contains("a rule is broken").all()
    assert study.by_point(tmp_path)["failed"].tolist() == [1] * 4
    assert state(study, tmp_path)["errors"] == {"failed: ZeroDivisionError: a rule is broken": 2}
    assert done(study, tmp_path).failed == 2  # not run again unless asked
    assert done(study, tmp_path, attrs.evolve(HERE, again=True)).done == 4


def test_nothing_runs_if_a_point_is_invalid(tmp_path: Path) -> None:
    share = Factor("surplus.reserve", "surplus.reserve", low=0.1, high=0.9, levels=(0.1, 0.9))
    with pytest.raises(StudyError, match="must sum to 100 %"):
        small(factors=(share,)).run(tmp_path / "out", HERE)
    assert not (tmp_path / "out").exists()


def test_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(StudyFolderError, match="something that is no study"):
        small().run(tmp_path, HERE)
    with pytest.raises(StudyFolderError, match=r"study.toml is missing"):
        study_in(tmp_path)


def test_provenance_is_kept(tmp_path: Path) -> None:
    study = small()
    done(study, tmp_path)
    kept = provenance_of(tmp_path)
    assert kept["scenario_digest"] == study.base.digest
    assert kept["libraries"]["numpy"] == np.__version__


# ----------------------------------------------------------------------- same luck, enough of it


def test_points_are_compared_under_the_same_luck(tmp_path: Path) -> None:
    study = small(replicates=Replicates(6))
    done(study, tmp_path)
    found = compare_points(study, tmp_path, 0, 1).set_index("outcome")
    runs = study.table(tmp_path).pivot(index="seed", columns="point", values="real")
    gaps = runs[1] - runs[0]
    assert found.loc["real", "difference"] == pytest.approx(gaps.mean())
    half = 2.5706 * gaps.std() / 6**0.5
    assert found.loc["real", "high"] - found.loc["real", "low"] == pytest.approx(2 * half, rel=1e-4)
    assert found.loc["real", "fewer"] == pytest.approx((runs.var().sum()) / gaps.var())
    assert found.loc["real", "fewer"] > 2
    assert compare_points(study, tmp_path, 0)["point"].unique().tolist() == [1]
    with pytest.raises(ComparisonError, match="point 7 has no run"):
        compare_points(study, tmp_path, 0, 7)


def test_point_gets_runs_until_it_is_known_well_enough(tmp_path: Path) -> None:
    loose = StopRule("real", half_width=0.3, relative=True, least=3, most=12)
    study = small(stop=loose, replicates=Replicates(1, 1))
    done(study, tmp_path)
    first = study.by_point(tmp_path).query("outcome == 'real'")
    half = (first["high"] - first["low"]) / 2
    assert ((half <= 0.3 * first["mean"].abs()) | (first["n"] == 12)).all()
    tight = attrs.evolve(study, stop=attrs.evolve(loose, half_width=0.15))
    done(tight, tmp_path)
    more = tight.by_point(tmp_path).query("outcome == 'real'")
    assert more["n"].sum() > first["n"].sum()


def test_a_rule_that_is_never_met_is_told(tmp_path: Path) -> None:
    easy = StopRule("real", half_width=1e9, least=2, most=3)
    study = small(stop=easy, replicates=Replicates(2, 11))
    done(study, tmp_path / "easy")
    assert verdicts(study, tmp_path / "easy") == {0: "met", 1: "met"}
    hard = attrs.evolve(study, stop=attrs.evolve(easy, half_width=1e-9))
    assert verdicts(hard, tmp_path / "easy") == {0: "open", 1: "open"}
    done(hard, tmp_path / "hard")
    assert verdicts(hard, tmp_path / "hard") == {0: "never", 1: "never"}
    assert verdicts(small(), tmp_path / "hard") == {}
    found = {"stop": {"met": [], "open": [], "never": [0, 1]}}
    words = " ".join(stop_words(hard, found))
    assert "met at 0 of 2 points" in words
    assert "not met at points 0, 1: 3 runs, the most it allows" in words


def test_the_table_shows_the_differences_that_the_rule_judged(tmp_path: Path) -> None:
    rule = StopRule("real", half_width=1e6, against=BASE, least=3, most=3)
    study = small(stop=rule, replicates=Replicates(3, 1))
    done(study, tmp_path)
    [table] = results(study, tmp_path)
    assert [column.header for column in table.columns][2:] == [
        "less the base", "95 % (luck only)", "pairs"]  # fmt: skip
    gaps = compare_points(study, tmp_path, BASE).query("outcome == 'real'")
    best = f"{gaps['difference'].max():,.4g}"
    assert next(iter(table.columns[2].cells)) == best


def test_differences_are_taken_from_the_base(tmp_path: Path) -> None:
    """The base runs under the same seeds, and is no point of the table."""
    rule = StopRule("real", half_width=1e6, against=BASE, least=3, most=8)
    study = small(stop=rule, replicates=Replicates(1, 1))
    assert done(study, tmp_path).done == 9
    assert study.table(tmp_path)["point"].unique().tolist() == [0, 1]
    found = compare_points(study, tmp_path, BASE, 0).query("outcome == 'real'")
    base = np.mean([simulate(study.base, seed).by_year("fund_real")[-1] for seed in (1, 2, 3)])
    mean = study.by_point(tmp_path).query("outcome == 'real' and point == 0")["mean"].iloc[0]
    assert found["difference"].iloc[0] == pytest.approx(mean - base)


def test_estimate_counts_what_is_done(tmp_path: Path) -> None:
    study = small(stop=StopRule("real", 0.1, least=2, most=10))
    found = check(study, tmp_path / "none")
    assert (found.points, found.cells, found.most, found.done) == (2, 4, 20, 0)
    assert found.seconds_a_run > 0 and found.memory > 0 and found.disk > 0
    assert not (tmp_path / "none").exists()
    done(small(), tmp_path / "some")
    assert check(small(), tmp_path / "some").left == 0


# ----------------------------------------------------------------------------------- what is seen


def test_live_picture_shows_each_point_once() -> None:
    study = small()
    rows = [
        {"fund.loan_rate": 0.06, "mean": 3.0, "low": 2.0, "high": 4.0},
        {"fund.loan_rate": 0.24, "mean": 5.0, "low": float("nan"), "high": float("nan")},
    ]
    drawn = picture(study, rows)
    assert drawn.count("<circle") == 2 and "fund.loan_rate" in drawn and "luck only" in drawn
    assert picture(study, [rows[0] | {"mean": float("nan")}]) == ""
    assert "3 of 9 runs done, 1 failed, about 2.0 minutes left" in bar(Now(3, 1, 9, 5.0, 120.0))
    assert "Stopped" in bar(Now(3, 0, 9, over=True)) and "Ended" in bar(Now(9, 0, 9, over=True))
    assert "&lt;b&gt;" in bar(Now(3, 0, 9, over=True, trouble="<b>"))


# ----------------------------------------------------------------------------------- as a function

HAMLET = coopsim.load_scenario("hamlet").sized(months=12)


def test_function_is_the_mean_over_the_same_seeds() -> None:
    members = as_function(HAMLET, {"fund.loan_rate": (0.06, 0.24)}, "fund_real", seeds=[3, 4])
    runs = [simulate(HAMLET.with_terms(fund__loan_rate=0.2), seed) for seed in (3, 4)]
    expected = np.mean([run.by_year("fund_real")[-1] for run in runs])
    assert members([0.2]) == members({"fund.loan_rate": 0.2}) == pytest.approx(expected)
    assert members.bounds == [(0.06, 0.24)]
    assert pickle.loads(pickle.dumps(members))([0.2]) == members([0.2])


def test_function_takes_rows_names_and_keywords() -> None:
    names = ["fund.loan_rate", "fund.tenor", "fund.bullet", "fund.contract"]
    both = as_function(HAMLET, names, ["loans", "members"], seeds=1)
    rows = np.array([[0.1, 6.4, 0.4, 1.0], [0.2, 9.0, 0.9, 0.0]])
    found = both(rows)
    assert found.shape == (2, 2) and np.array_equal(found[1], both(rows[1]))
    values = {"fund.loan_rate": 0.1, "fund.tenor": 6, "fund.bullet": False, "fund.contract": "flat"}
    assert np.array_equal(both(values), found[0])
    assert both.bounds[1:] == [(1, 60), (0.0, 1.0), (0.0, 2.0)]
    named = as_function(HAMLET, [Factor("rate", "fund.loan_rate")], "loans", seeds=1,
                        returns="dict")  # fmt: skip
    assert set(named(rate=0.1)) == {"loans"}


def test_function_refuses_with_words() -> None:
    rate = as_function(HAMLET, ["fund.loan_rate"], "loans", seeds=1)
    with pytest.raises(ScenarioError, match="out of bounds"):
        rate([0.9])
    with pytest.raises(CoopsimError, match=r"Did you mean 'fund\.loan_rate'"):
        rate({"fund.loan_rat": 0.1})
    with pytest.raises(CoopsimError, match="one number for each of"):
        rate([0.1, 0.2])
    for point in (["x", 1], [[0.1], [0.1, 0.2]], {"fund.loan_rate": [0.1]}):
        with pytest.raises(CoopsimError, match=r"is no (point|value)"):
            rate(point)
    with pytest.raises(CoopsimError, match="is no range of"):
        as_function(HAMLET, {"fund.loan_rate": ("x", 1)}, "loans", seeds=1)
    with pytest.raises(CoopsimError, match="there is no term '1'"):
        as_function(HAMLET, [1], "loans", seeds=1)
    with pytest.raises(CoopsimError, match="Did you mean 'loans'"):
        as_function(HAMLET, ["fund.loan_rate"], "loan", seeds=1)
    for ends in ((0.2, 0.1), (0.1, 0.1), (0.1, 0.9)):
        with pytest.raises(CoopsimError, match=r"is no range of fund\.loan_rate\. .* to 0\.6"):
            as_function(HAMLET, {"fund.loan_rate": ends}, "loans", seeds=1)


def test_function_serves_scipy() -> None:
    missed = as_function(HAMLET, {"fund.loan_rate": (0.03, 0.3)}, "fund_real", seeds=1)
    found = minimize_scalar(
        lambda rate: -missed([rate]), bounds=(0.03, 0.3), method="bounded", options={"maxiter": 3}
    )
    assert -found.fun >= missed([0.03])
    wide = differential_evolution(
        lambda x: -missed(x), missed.bounds, maxiter=0, popsize=4, seed=1, polish=False
    )
    assert 0.03 <= wide.x[0] <= 0.3


def test_function_serves_salib() -> None:
    names = {"fund.loan_rate": (0.03, 0.3), "luck.weather_sd": (0.0, 0.4)}
    loans = as_function(HAMLET, names, ["loans"], seeds=1)
    problem = ProblemSpec(loans.problem)
    problem.sample_sobol(2, calc_second_order=False, seed=1).evaluate(loans)
    problem.analyze_sobol(calc_second_order=False, seed=1)
    assert problem.results.shape == (2 * 4,)
    assert set(problem.analysis) == {"S1", "S1_conf", "ST", "ST_conf"}


# -------------------------------------------------------------------------------- the command line

FILE = """
title = "Small"
base = "hamlet"
months = 12
[levers."fund.loan_rate"]
levels = [0.06, 0.24]
[replicates]
count = 2
[[outcome]]
name = "real"
metric = "fund_real"
"""


def told(*words: str) -> Any:
    return CliRunner().invoke(app, ["study", *words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study run from the command line, in processes."""
    home = tmp_path_factory.mktemp("cli")
    (home / "small.toml").write_text(FILE)
    made = told("run", str(home / "small.toml"), "--out", str(home / "out"), "--workers", "1")
    assert made.exit_code == 0, made.output
    assert "4 of 4 runs done" in made.output and "luck only" in made.output
    assert "A training simulation" in made.output
    return home


def test_best_point_stands_first(folder: Path, tmp_path: Path) -> None:
    """As the first outcome says what is good."""
    for good, reverse in (("high", True), ("low", False)):
        text = FILE.replace('metric = "fund_real"', f'metric = "fund_real"\ngood = "{good}"', 1)
        (tmp_path / f"{good}.toml").write_text(text)
        made = told("run", str(tmp_path / f"{good}.toml"), "--out", str(folder / "out"))
        lines = [line.split() for line in made.output.splitlines() if line[:5].strip().isdigit()]
        means = [float(line[2].replace(",", "")) for line in lines]
        assert len(means) > 1 and means == sorted(means, reverse=reverse)


def test_check_and_status(folder: Path) -> None:
    checked = told("check", str(folder / "small.toml"), "--out", str(folder / "out"))
    assert checked.exit_code == 0 and "4 of them are done already" in checked.output
    asked = told("status", str(folder / "out"), "--json")
    assert json.loads(asked.output)["done"] == 4
    assert "4 done, 0 failed, 0 left" in told("status", str(folder / "out")).output


def test_export_and_cell(folder: Path, tmp_path: Path) -> None:
    made = told("export", str(folder / "out"), "--csv", "--out", str(tmp_path))
    assert made.exit_code == 0
    lines = (tmp_path / "table.csv").read_text().splitlines()
    assert len(lines) == 5
    key = lines[1].rsplit(",", 1)[1]
    again = told("cell", key[:10], "--in", str(folder / "out"))
    assert again.exit_code == 0 and "the same to the last bit" in again.output
    assert told("cell", "zzz", "--in", str(folder / "out")).exit_code == 2


def test_report_is_written(folder: Path, tmp_path: Path) -> None:
    made = told("report", str(folder / "out"), "--out", str(tmp_path / "page.html"))
    assert made.exit_code == 0, made.output
    assert "<html" in (tmp_path / "page.html").read_text()


def test_names_and_faults(folder: Path, tmp_path: Path) -> None:
    assert "lending-rate-and-losses" in told("list").output
    (tmp_path / "wrong.toml").write_text(FILE.replace("hamlet", "hamlett"))
    assert told("run", str(tmp_path / "wrong.toml"), "--out", str(tmp_path / "x")).exit_code == 2
    assert told("retry", str(folder / "out")).exit_code == 2
    assert told("status", str(tmp_path)).exit_code == 2


def _begun(out: Path) -> bool:
    """Whether a study that was started has a run done."""
    try:
        return bool(state(study_in(out), out)["done"])
    except CoopsimError:  # its folder is being made
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_keeps_what_is_done_and_tells_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(FILE.replace("count = 2", "count = 2000"))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "coopsim", "study", "run", str(tmp_path / "long.toml")]
    quiet = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    with started([*command, "--out", str(out), "--workers", "1"], **quiet) as runner:
        limit = time.monotonic() + 180
        while not _begun(out):
            assert runner.poll() is None and time.monotonic() < limit
            time.sleep(0.2)
        os.killpg(runner.pid, signal.SIGINT)  # as a terminal does: to the workers too
        words = runner.communicate(timeout=60)[1]
    assert runner.returncode == 130, words
    assert f"coopsim study resume {out}" in words and "Traceback" not in words
    assert state(study_in(out), out)["done"] > 0


def test_design_that_needs_no_levels_runs(tmp_path: Path) -> None:
    study = small(design=Design("latin", 3), replicates=Replicates(1))
    assert done(study, tmp_path).done <= 3
    assert len(study.table(tmp_path)) == 3  # two points of one world share its run
