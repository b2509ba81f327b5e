"""The assessment on the page: saved as the report reads it, kept over a change of language."""

from __future__ import annotations

from pathlib import Path

import pytest

from coopsim.assessment import assessment, read_sheets, report
from coopsim.widgets.assess import LONGEST
from coopsim.widgets.lesson import Lesson


@pytest.mark.parametrize(("form", "when"), [("A", "before"), ("B", "after")])
def test_the_report_reads_what_the_page_saves(
    lesson: Lesson, folder: Path, form: str, when: str
) -> None:
    lesson.assess(form)
    lesson.parts["assess.code"].line.value = " ma07 "
    for item in assessment().form(form):
        lesson.parts[f"assess.{item.id}"].choice.value = item.right.key
    lesson.parts["assess.confidence.rate"].choice.value = "4"
    (sheet,) = read_sheets(folder)
    assert (sheet.code, sheet.when, sheet.form) == ("ma07", when, form)
    assert sheet.confidence == {"rate": 4}
    assert all(sheet.answers[one.id] == one.right.key for one in assessment().form(form))
    assert getattr(report([sheet]), when) == 1


def test_an_answer_may_be_changed_and_survives_another_language(lesson: Lesson) -> None:
    lesson.assess("A")
    first = assessment().form("A")[0]
    part = lesson.parts[f"assess.{first.id}"]
    for option in first.options:
        part.choice.value = option.key
    lesson.speak("id")
    assert part.choice.value == part.result == first.options[-1].key
    assert lesson.answers[part.name] == {"choice": first.options[-1].key}


def test_no_answer_is_told(lesson: Lesson) -> None:
    box = lesson.assess("A")
    for item in assessment().form("A"):
        lesson.parts[f"assess.{item.id}"].choice.value = item.right.key
    shown = " ".join(str(child.value) for one in box.children for child in one.children)
    for item in assessment().form("A"):
        assert not any(option.feedback in shown for option in item.options)
    assert "10 of 13 are answered" in shown


def test_a_code_is_short_and_one_the_page_was_opened_with_is_taken_over(lesson: Lesson) -> None:
    lesson.open_code("team-3")
    lesson.assess("A")
    assert lesson.answers["assess.code"]["text"] == "team-3"
    lesson.parts["assess.code"].line.value = "x" * 100
    assert lesson.answers["assess.code"]["text"] == "x" * LONGEST
