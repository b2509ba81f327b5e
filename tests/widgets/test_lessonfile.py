"""Lesson files and the item bank: every shipped one opens; every fault is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from coopsim.assessment import items
from coopsim.widgets.lessonfile import lesson_names, load_lesson
from coopsim.widgets.lessonparts import LessonError
from widgets.little import LITTLE


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_opens_and_its_items_are_in_the_bank(name: str) -> None:
    lesson = load_lesson(name)
    assert set(lesson.items) <= set(items())
    assert lesson.title and lesson.trials | {"": lesson.talk}


@pytest.mark.parametrize("name", lesson_names())
def test_every_moved_parameter_has_a_task(name: str) -> None:
    for trial in load_lesson(name).trials.values():
        assert [one.key for one in trial.decisions if not one.task] == []


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_says_what_to_drop_when_time_is_short(name: str) -> None:
    lesson = load_lesson(name)
    assert {"must", "should"} <= {one.mark for one in lesson.parts}
    assert 20 <= lesson.least_minutes < lesson.minutes <= 120


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    text = LITTLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "wrong.toml").write_text(text, encoding="utf-8")
    return folder / "wrong.toml"


def told(path: Path) -> str:
    with pytest.raises(LessonError) as caught:
        load_lesson(path)
    return str(caught.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    message = told(
        written(
            tmp_path,
            ("fund.tenor", "fund.tenour"),
            ('metric = "borrowers"', 'metric = "borowers"'),
            ("high = 0.36", "high = 0.90"),
            ('title = "A little lesson"', 'titel = "A little lesson"'),
        )
    )
    for part in ("6 faults", "Did you mean 'fund.tenor'?", "Did you mean 'borrowers'?",
                 "from 0 to 0.6 (a year)", "titel"):  # fmt: skip
        assert part in message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("step = 0.06", "step = 0.07", "no row of positions"),
        ("loan_rate = 0.24", "loan_rate = 0.25", "no position of its control"),
        ("loan_rate = 0.24", "demand = 0.24", "nothing in this trial moves it"),
        ("from = 13", "from = 99", "no month of the run"),
        ('metric = "over_indebted"', 'metric = "members"', "what debt does to borrowers"),
        ("[[trial.rate.assumption]]", "[[trial.rate.decision]]", "not a decision of a cooperative"),
        ('when = "more"', 'when = "often"', "this is unknown"),
        ('scenario = "hamlet"', 'scenario = "hamelt"', "Did you mean 'hamlet'?"),
        ('mark = "must"', 'mark = "may"', "Allowed: must, should, could."),
        ("minutes = 5 ", "minutes = 0 ", "Allowed: 1 or more."),
    ],
)
def test_a_fault_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in told(written(tmp_path, (old, new)))


def test_an_unknown_lesson_names_the_nearest() -> None:
    with pytest.raises(LessonError, match="Did you mean '03_revolving_fund'"):
        load_lesson("03_revolving_found")
