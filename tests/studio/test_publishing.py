"""A kept scenario in a lesson: its trial runs in the trainer's village."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from coopsim.scenario import Policy
from coopsim.serve import find_lessons, find_workshops
from coopsim.studio import Draft, StudioError, keep, publish, with_policy, with_value
from coopsim.widgets.lesson import open_lesson
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import LessonError
from coopsim.widgets.studio.our_village import fits, our_village

ROOT = Path(__file__).parents[2]
LESSON = "03_revolving_fund"


@pytest.fixture
def notebooks(folder: Path) -> Path:
    for name in (LESSON, "10_scenario_design"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder)
    return folder


def kept(notebooks: Path, **changes: object) -> Path:
    draft = Draft.begun(load_lesson(LESSON).scenario.name).titled("A village of ours", "")
    scenario = draft.scenario.sized(households=300, months=48)
    for name, value in changes.items():
        scenario, _ = with_value(scenario, name.replace("__", "."), value)
    return keep(draft.changed(scenario), "ours", notebooks / "scenarios", "trainer")


def test_a_lesson_s_trial_runs_in_the_kept_village(
    notebooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kept(notebooks, membership__women=0.61)
    made = publish(path, LESSON, notebooks, load_lesson)
    monkeypatch.chdir(notebooks)  # where a notebook's kernel stands
    lesson = open_lesson(f"lessons/{LESSON}-ours.toml", folder=None)
    village = lesson.data.scenario
    assert (village.terms.membership.women, village.households, village.months) == (0.61, 300, 48)
    trial = lesson.trial(next(iter(lesson.data.trials)))
    a, b = trial.result["a"], trial.result["b"]
    assert a and b and a != b
    text = made.read_text(encoding="utf-8")
    assert f'open_lesson(\\"lessons/{LESSON}-ours.toml\\")' in text
    assert not any(
        "test-only" in one["metadata"].get("tags", ()) for one in json.loads(text)["cells"]
    )


def test_it_stands_in_the_list_of_lessons_by_its_village(notebooks: Path) -> None:
    publish(kept(notebooks), LESSON, notebooks, load_lesson)
    titles = {one.file: one.title for one in find_lessons(notebooks)}
    assert titles[f"{LESSON}-ours.ipynb"] == f"{titles[f'{LESSON}.ipynb']} (A village of ours)"
    assert [one.file for one in find_workshops(notebooks)] == ["10_scenario_design.ipynb"]


def test_a_village_that_does_not_fit_the_lesson_is_told_and_nothing_stands_there(
    notebooks: Path,
) -> None:
    path = kept(notebooks, months=6)  # over before the lesson's decision
    with pytest.raises(LessonError, match="is no month of the run"):
        publish(path, LESSON, notebooks, load_lesson)
    assert not (notebooks / f"{LESSON}-ours.ipynb").exists()
    assert list((notebooks / "lessons").iterdir()) == []


def test_a_copy_is_replaced_only_when_told(notebooks: Path) -> None:
    path = kept(notebooks)
    publish(path, LESSON, notebooks, load_lesson)
    with pytest.raises(StudioError, match="is there already"):
        publish(path, LESSON, notebooks, load_lesson)
    publish(path, LESSON, notebooks, load_lesson, replace=True)


def test_no_such_lesson(notebooks: Path) -> None:
    with pytest.raises(StudioError, match="there is no such file"):
        publish(kept(notebooks), "99_nothing", notebooks, load_lesson)


def test_a_slider_takes_the_village_s_own_value_in_and_a_begins_there(notebooks: Path) -> None:
    path = kept(notebooks, fund__loan_rate=0.155, fund__multiple=8.19)
    publish(path, LESSON, notebooks, fits)
    first = load_lesson(LESSON).trial("rate")
    trial = load_lesson(notebooks / "lessons" / f"{LESSON}-ours.toml").trial("rate")
    rates = trial.controls["fund.loan_rate"].positions
    assert set(rates) == {*first.controls["fund.loan_rate"].positions, 0.155}
    assert list(rates) == sorted(rates)
    assert trial.controls["fund.multiple"].positions[-1] == 8.19  # beyond the lesson's range
    assert (first.a["fund.loan_rate"], trial.a["fund.loan_rate"]) == (0.18, 0.155)
    assert (trial.a["fund.multiple"], trial.b["fund.multiple"]) == (8.19, 8.19)
    assert trial.b["fund.loan_rate"] == first.b["fund.loan_rate"] == 0.06
    assert trial.a["fund.tenor"] == first.a["fund.tenor"]  # as in the lesson's village


def test_what_tells_of_the_lesson_s_first_village_is_left_out_and_said(notebooks: Path) -> None:
    path = kept(notebooks, fund__loan_rate=0.15)
    made = publish(path, LESSON, notebooks, fits)
    cells = json.loads(made.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(one["source"]) for one in cells)
    assert "Railoro" not in text and "A** is the village with 18%" not in text
    assert "## 3. Try it" in text and "## 6. Talk, and take home" in text
    assert text.count("our_village(lesson)") == 1
    lesson = open_lesson(notebooks / "lessons" / f"{LESSON}-ours.toml", folder=None)
    said = our_village(lesson).box.value
    assert "A village of ours" in said and "<td>15% a year</td><td><b>6% a year</b>" in said
    question = lesson.data.trial("rate").predict
    assert question is not None and "18%" not in question.question
    assert [one.when for one in question.options] == ["more", "same", "less"]
    trial, first = lesson.data.trial("rate"), load_lesson(LESSON).trial("rate")
    assert any(one.task for one in first.decisions)
    assert not any(one.task for one in trial.decisions)


def test_loans_refused_are_no_picture_of_a_village_of_ones_own(notebooks: Path) -> None:
    """What is asked for again each month is counted again: the sum is larger than the union."""
    shutil.copy(ROOT / "notebooks" / "04_governance.ipynb", notebooks)
    publish(kept(notebooks, months=120), "04_governance", notebooks, fits)
    copy = load_lesson(notebooks / "lessons" / "04_governance-ours.toml").trials
    for key, trial in load_lesson("04_governance").trials.items():
        shown = [one.metric for one in trial.outcomes]
        assert [one.metric for one in copy[key].outcomes] == [
            one for one in shown if one != "unserved"
        ]
    assert any(
        one.metric == "unserved"
        for trial in load_lesson("04_governance").trials.values()
        for one in trial.outcomes
    )


def test_amounts_are_in_the_village_s_money(notebooks: Path) -> None:
    draft = Draft.begun("indonesia-savings-and-loan").titled("Desa kami", "")
    path = keep(draft, "desa", notebooks / "scenarios", "trainer")
    shutil.copy(ROOT / "notebooks" / "01_membership.ipynb", notebooks)
    publish(path, "01_membership", notebooks, fits)
    trial = load_lesson(notebooks / "lessons" / "01_membership-desa.toml").trial("join")
    assert trial.b["membership.entry_share"] == 200_000  # 20 dollars, at ten thousand
    assert trial.a["membership.entry_share"] == draft.scenario.terms.membership.entry_share


def test_a_dated_policy_that_stands_in_the_lesson_s_way_is_told(notebooks: Path) -> None:
    draft = Draft.begun(load_lesson(LESSON).scenario.name).titled("A village of ours", "")
    scenario = with_policy(draft.scenario, Policy(25, (("fund.loan_rate", 0.1),), 30))
    path = keep(draft.changed(scenario), "ours", notebooks / "scenarios", "trainer")
    with pytest.raises(LessonError, match="loan_rate"):
        publish(path, LESSON, notebooks, fits)
    assert not (notebooks / f"{LESSON}-ours.ipynb").exists()
