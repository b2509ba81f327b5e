"""Lessons and tests on paper: what a room without power needs, made from the same data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from coopsim.assessment import Item, assessment, items
from coopsim.assessment.wording import told
from coopsim.curriculum.signs import BOX, LETTERS, LINE
from coopsim.curriculum.trials import trial_table
from coopsim.text import words
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import LessonFile

OPENED = re.compile(r'(?P<name>\w+) *= *open_lesson\("(?P<lesson>[^"]+)"\)')
CALL = re.compile(r'(?P<name>\w+)\.(?P<part>\w+)\((?:"(?P<given>[^"]*)")?')
OVERLEAF = '<div class="overleaf"></div>'
"""What the model answers stands on another sheet than the guess."""
HOW = (
    words(
        "Code (the first two letters of your mother's name and the day of your birth): ____________"
    ),
    words(
        "This is no examination. Nobody is told your result, and your code is no name. Mark one "
        "answer to each question. If you do not know, leave it open."
    ),
)
TESTS = {"before": "A", "after": "B"}
"""Pages of the tests on paper, and their forms."""
PLAN = (
    words("What we do"),
    words("Who answers for it"),
    words("Until when"),
    words("How others see that it is done"),
    words("What it costs, and who pays"),
)
PLAN_ROWS = 4
FOR = {"A": words("Before: form A"), "B": words("After: form B")}


def opened(notebook: Any) -> dict[str, str]:
    """The lessons a notebook opens, by the name it gives them."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return {found["name"]: found["lesson"] for found in OPENED.finditer(code)}


def paper_lesson(notebook: Any, lang: str, *, runs: bool = True) -> Any:
    """A notebook as a sheet of paper: its prose, and a paper form of each of its widgets.

    ``notebook`` is in the language already. With ``runs`` the model answers each trial with a
    table; without, the table is left out.
    """
    from copy import deepcopy

    from nbformat.v4 import new_markdown_cell

    lessons = {name: load_lesson(lesson) for name, lesson in opened(notebook).items()}
    paper = deepcopy(notebook)
    paper.cells = []
    for cell in notebook.cells:
        source = cell.source.replace("<details>", "<details open>")
        if cell.cell_type == "code":
            source = "\n".join(_on_paper(cell.source, lessons, lang, runs=runs))
        if source:
            paper.cells.append(new_markdown_cell(source))  # type: ignore[no-untyped-call]
    return paper


def _on_paper(code: str, lessons: dict[str, LessonFile], lang: str, *, runs: bool) -> Iterator[str]:
    for call in CALL.finditer(code):
        name, part, given = call["name"], call["part"], call["given"] or ""
        if name not in lessons:
            continue
        if part == "trial":
            yield from _trial(lessons[name], given, lang, runs=runs)
        elif part == "start":
            yield from _start(lessons[name], lang, first=name == next(iter(lessons)))
        elif part in SHEETS:
            yield from SHEETS[part](lessons[name], given, lang)


def _start(lesson: LessonFile, lang: str, *, first: bool) -> Iterator[str]:
    yield f"{'#' if first else '##'} {told(lesson.title, lang)}\n"
    if first:
        yield told("Group: ____________________   Day: ____________", lang) + "\n"


def _predict(lesson: LessonFile, given: str, lang: str) -> Iterator[str]:
    predict = lesson.trial(given).predict
    if predict is not None:
        yield f"**{told(predict.question, lang)}**\n"
        yield _boxes([told(one.text, lang) for one in predict.options])


def _trial(lesson: LessonFile, given: str, lang: str, *, runs: bool) -> Iterator[str]:
    trial = lesson.trial(given)
    yield f"**{told(trial.title, lang)}**\n"
    yield from (f"1. {told(one.task, lang)}" for one in trial.decisions if one.task)
    yield ""
    if runs:
        yield f"{OVERLEAF}\n"
        yield from trial_table(lesson, trial, lang)


def _explain(_: LessonFile, __: str, lang: str) -> Iterator[str]:
    yield f"{told('Why do you think this happened?', lang)}\n\n{LINE}\n{LINE}"


def _check(lesson: LessonFile, _: str, lang: str) -> Iterator[str]:
    for one in lesson.items:
        yield from question(items()[one], lang)


def _talk(lesson: LessonFile, _: str, lang: str) -> Iterator[str]:
    for talk in lesson.talk:
        yield f"**{told(talk.question, lang)}**\n\n{LINE}\n{LINE}\n"


def _assess(_: LessonFile, form: str, lang: str) -> Iterator[str]:
    page = next(name for name, other in TESTS.items() if other == form)
    yield f"[{told(FOR[form], lang)}]({page}.md)\n"


def _plan(_: LessonFile, __: str, lang: str) -> Iterator[str]:
    """Empty lines to plan on."""
    yield f"| {' | '.join(told(one, lang) for one in PLAN)} |"
    yield "|---" * len(PLAN) + "|"
    yield from ["| &nbsp;<br>&nbsp; " + "| " * len(PLAN)] * PLAN_ROWS
    yield ""


SHEETS: dict[str, Callable[[LessonFile, str, str], Iterator[str]]] = {
    "predict": _predict,
    "explain": _explain,
    "check": _check,
    "talk": _talk,
    "assess": _assess,
    "plan": _plan,
}
"""How a method of a lesson looks on paper; others need a screen and leave no trace."""


def question(item: Item, lang: str, place: int = 0) -> Iterator[str]:
    """An item to be answered on paper."""
    head = f"{place}. " if place else ""
    yield f"**{head}{told(item.stem, lang)}**\n"
    rows = zip(LETTERS, item.options, strict=False)
    yield _boxes([f"{letter}) {told(option.text, lang)}" for letter, option in rows])


def _boxes(answers: list[str]) -> str:
    """Answers, each with a box to mark."""
    rows = "\n".join(f"<li>{BOX} {one}</li>" for one in answers)
    return f'<ul class="boxes">\n{rows}\n</ul>\n'


def paper_test(form: str, lang: str) -> str:
    """The test of a form on paper, as Markdown."""
    return "\n".join(_test(form, lang))


def _test(form: str, lang: str) -> Iterator[str]:
    whole = assessment()
    yield f"# {told(FOR[form], lang)}\n"
    yield from (f"{told(one, lang)}\n" for one in HOW)
    for place, item in enumerate(whole.form(form), 1):
        yield from question(item, lang, place)
    yield f"**{told('How sure are you? Mark one box in each line.', lang)}**\n"
    yield "| | " + " | ".join(told(step.text, lang) for step in whole.scale) + " |"
    yield "|---" * (len(whole.scale) + 1) + "|"
    for one in whole.confidence:
        yield f"| {told(one.text, lang)} " + f"| {BOX} " * len(whole.scale) + "|"
