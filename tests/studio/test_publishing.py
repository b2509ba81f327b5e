"""A kept scenario in a lesson: its trial runs in the trainer's village."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from coopsim.serve import find_lessons, find_workshops
from coopsim.studio import Draft, StudioError, keep, publish, with_value
from coopsim.widgets.lesson import open_lesson
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import LessonError

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
