"""What pages of the curriculum take from data, as Markdown: never copied by hand, never stale.

A page asks for a part by an empty fenced block, as in::

    ```{answer-key} 03_revolving_fund
    ```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

import attrs

from coopsim.assessment import Answer, Item, assessment, items
from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.curriculum.cards import event_cards
from coopsim.curriculum.charts import debrief
from coopsim.curriculum.errors import CurriculumError
from coopsim.curriculum.forms import questionnaire_form
from coopsim.curriculum.gamesheets import accounts_sheet, decision_sheet, desk_sheet, years_sheet
from coopsim.curriculum.outcomes import paper_beaten, paper_tables
from coopsim.curriculum.papersheets import paper_sheet
from coopsim.curriculum.runsheets import with_minutes
from coopsim.curriculum.signs import LETTERS
from coopsim.curriculum.trials import truth
from coopsim.errors import nearest
from coopsim.text import NAMES, glossary, listed, number, words
from coopsim.widgets import timetable
from coopsim.widgets.lessonfile import lesson_names, load_lesson
from coopsim.widgets.lessonparts import LessonFile, Prediction

PART = re.compile(r"^```\{(?P<name>[a-z-]+)\}[ \t]*(?P<given>\S*)[ \t]*\n```[ \t]*$", re.MULTILINE)
WITHOUT_VILLAGE = {
    "09": words("The team game: run your cooperative for ten years"),
    "10": words("Scenario design, for trainers"),
}
"""Lessons that have no lesson file, by number."""


def filled(page: str, asked: Asked, where: str = "a page") -> str:
    """A page with its parts in a language; ``CurriculumError`` for a part that is unknown."""

    def part(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in PARTS:
            what = f"{where}: there is no part '{name}'."
            raise CurriculumError(f"{what} {nearest(name, PARTS)}".strip())
        return "\n".join(PARTS[name](attrs.evolve(asked, given=found["given"])))

    return PART.sub(part, with_minutes(page, asked.lang, where))


def _lesson(asked: Asked) -> Iterator[str]:
    """The head of a trainer's page: title, goals, minutes and village of a lesson's file."""
    lesson, lang = load_lesson(asked.given), asked.lang
    yield f"**{told(lesson.title, lang)}**\n"
    yield told("Afterwards participants can:", lang) + "\n"
    yield from (f"- {told(goal, lang)}" for goal in lesson.goals)
    yield ""
    if lesson.minutes:
        count, least = number(lesson.minutes, lang), number(lesson.least_minutes, lang)
        yield told("{count} minutes, {least} if time is short (untested until piloted)", lang,
                   count=count, least=least) + "\n"  # fmt: skip
    yield _village(lesson, lang) + "\n"
    if sheet := asked.sheets.get(lesson.name):
        yield f"[{told('The lesson on paper', lang)}](../paper/{sheet}.ipynb)\n"


def _village(lesson: LessonFile, lang: str) -> str:
    scenario = lesson.scenario
    return told(
        "An invented village of {households} households, {months} months, luck {seed}; scenario "
        "{name}, {digest}.", lang,
        households=number(scenario.households, lang), months=number(scenario.months, lang),
        seed=lesson.seed, name=scenario.name, digest=scenario.digest,
    )  # fmt: skip


def _timetable(asked: Asked) -> Iterator[str]:
    """The parts of a lesson: which must, should or could be done, and in how many minutes."""
    yield "| " + " | ".join(told(one, asked.lang) for one in timetable.HEADS) + " |"
    yield "|---" * len(timetable.HEADS) + "|"
    for row in timetable.rows(load_lesson(asked.given), asked.lang):
        yield f"| {' | '.join(row)} |"
    yield ""


def _answer_key(asked: Asked) -> Iterator[str]:
    """Predictions and items of a lesson, each wrong answer with the idea behind it."""
    lesson = load_lesson(asked.given)
    for trial in lesson.trials.values():
        if trial.predict is not None:
            yield from _prediction_key(lesson, trial.key, trial.predict, asked)
    for one in lesson.items:
        yield from item_key(items()[one], asked.lang)


def _prediction_key(
    lesson: LessonFile, trial: str, predict: Prediction, asked: Asked
) -> Iterator[str]:
    lang = asked.lang
    right = truth(lesson.name, trial) if asked.runs else None
    yield f"**{told('Guess', lang)}.** {told(predict.question, lang)}\n"
    yield f"| {told('Guess', lang)} | | {told('What to say about it', lang)} |"
    yield "|---|---|---|"
    for one in predict.options:
        mark = f"**{told('happens here', lang)}**" if one.when == right else ""
        yield f"| {told(one.text, lang)} | {mark} | {told(one.why, lang)} |"
    yield ""


def item_key(item: Item, lang: str) -> Iterator[str]:
    """One item with its right answer, the ideas behind the wrong ones and what to say."""
    yield f"**{told(item.stem, lang)}**\n"
    yield "| " + " | ".join(told(one, lang) for one in HEADS) + " |"
    yield "|---" * len(HEADS) + "|"
    for letter, option in zip(LETTERS, item.options, strict=False):
        yield f"| {letter}) {told(option.text, lang)} | {_idea(option, lang)} | " + (
            f"{told(option.feedback, lang)} |"
        )
    yield ""


HEADS = (words("Answer"), words("The idea behind it"), words("What to say about it"))


def _idea(option: Answer, lang: str) -> str:
    return f"**{told('right', lang)}**" if option.right else told(option.idea, lang)


def _concept_key(asked: Asked) -> Iterator[str]:
    """Every concept of the assessment with its items in both forms."""
    lang = asked.lang
    for place, concept in enumerate(assessment().concepts, 1):
        yield f"### {place}. {told(concept.title, lang)}\n"
        for form, item in (("A", concept.a), ("B", concept.b)):
            yield f"{told('Form {form}', lang, form=form)}\n"
            yield from item_key(item, lang)


def _lessons(asked: Asked) -> Iterator[str]:
    """A table of the lessons, each with a link to its page."""
    lang = asked.lang
    yield f"| | {told('Lesson', lang)} | {told('Minutes, untested', lang)} |"
    yield "|---|---|---|"
    rows = {name: _lesson_row(name, lang, asked.pages.get(name)) for name in lesson_names()}
    for key, text in WITHOUT_VILLAGE.items():
        if page := asked.pages.get(key):
            rows[key] = f"| {key} | [{told(text, lang)}](lessons/{page}.md) | – |"
    yield from (rows[key] for key in sorted(rows))
    yield ""


def _lesson_row(name: str, lang: str, page: str | None) -> str:
    lesson = load_lesson(name)
    minutes = number(lesson.minutes, lang) if lesson.minutes else "–"
    title = told(lesson.title, lang)
    return f"| {name[:2]} | {f'[{title}](lessons/{page}.md)' if page else title} | {minutes} |"


def _glossary(asked: Asked) -> Iterator[str]:
    """Every term in four languages; an asterisk where no speaker has confirmed the word."""
    lang = asked.lang
    yield "| " + " | ".join(NAMES.values()) + f" | {told('Meaning', lang)} | |"
    yield "|---" * (len(NAMES) + 2) + "|"
    for term in glossary():
        spelt = [
            f'<span lang="{one}">{escape(term.word(one))}</span>'
            + ("\\*" if one in term.unverified else "")
            for one in NAMES
        ]
        yield f"| {' | '.join(spelt)} | {told(term.meaning, lang)} | {term.grade} |"
    yield ""
    unsure = listed([NAMES[one] for one in ("pt", "tet")], lang)
    yield told("\\* not yet confirmed by a speaker ({languages})", lang, languages=unsure)


PARTS: dict[str, Callable[[Asked], Iterator[str]]] = {
    "accounts-sheet": accounts_sheet,
    "debrief": debrief,
    "decision-sheet": decision_sheet,
    "desk-sheet": desk_sheet,
    "event-cards": event_cards,
    "paper-beaten": paper_beaten,
    "paper-sheet": paper_sheet,
    "paper-tables": paper_tables,
    "questionnaire": questionnaire_form,
    "years-sheet": years_sheet,
    "lesson": _lesson,
    "timetable": _timetable,
    "answer-key": _answer_key,
    "concept-key": _concept_key,
    "lessons": _lessons,
    "glossary": _glossary,
}
"""Parts by the name a page asks for."""
