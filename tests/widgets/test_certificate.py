"""A certificate names what a person took part in, by their code, and saves no name."""

from __future__ import annotations

import base64
import datetime
import html
import re
from pathlib import Path

from coopsim.widgets.lesson import Lesson
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.saving import Saved


def made(lesson: Lesson, name: str) -> str:
    lesson.certificate()
    part = lesson.parts["certificate"]
    part.who.value = name
    part.made()
    (data,) = re.findall(r"base64,([^\"]+)", part._links.value)
    return base64.b64decode(data).decode()


def test_it_names_every_lesson_that_was_done_with_the_code(lesson: Lesson, folder: Path) -> None:
    for name, code, progress in (
        ("03_revolving_fund", "ana", (6, 8)), ("04_governance", "ana", (5, 8)),
        ("08_shocks", "", (8, 8)),
    ):  # fmt: skip
        Saved(folder, name, "d", code).write({}, "en", progress)
    lesson.open_code("ana")
    page = html.unescape(made(lesson, "Ana"))
    assert load_lesson("03_revolving_fund").title in page and lesson.data.title in page
    assert load_lesson("04_governance").title not in page
    assert load_lesson("08_shocks").title not in page
    assert lesson.data.scenario.digest in page
    begun = html.unescape(lesson.parts["certificate"]._lessons.value)
    assert f"{load_lesson('04_governance').title}, 5 of 8 done." in begun


def test_it_names_each_day_once(lesson: Lesson, folder: Path) -> None:
    Saved(folder, "03_revolving_fund", "d").write({}, "en", (1, 1))
    assert made(lesson, "Ana").count(str(datetime.date.today().year)) == 2  # the day and the stamp


def test_a_name_is_escaped_and_never_saved(lesson: Lesson, folder: Path) -> None:
    page = made(lesson, "<script>alert(1)</script>")
    assert "<script" not in page and "&lt;script&gt;" in page
    lesson.changed()
    assert not any("script" in path.read_text() for path in folder.glob("*.json"))


def test_without_a_name_there_is_none(lesson: Lesson) -> None:
    lesson.certificate()
    lesson.parts["certificate"].made()
    assert "Write a name first." in lesson.parts["certificate"]._links.value
