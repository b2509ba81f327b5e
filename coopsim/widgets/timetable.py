"""The parts of a lesson with their minutes, and what to drop when time is short."""

from __future__ import annotations

from coopsim.text import number, words
from coopsim.widgets.lessonparts import MARKS, LessonFile
from coopsim.widgets.wording import told

HEADS = (words("Part"), words("Mark"), words("Minutes (untested until piloted)"))


def rows(lesson: LessonFile, lang: str) -> list[tuple[str, str, str]]:
    """Part, mark and minutes of each part in its order, as HTML in a language."""
    return [
        (told(one.words, lang), told(MARKS[one.mark], lang), number(one.minutes, lang))
        for one in lesson.parts
    ]


def timetable(lesson: LessonFile, lang: str) -> str:
    """The parts as a table behind a click, as HTML; nothing for a lesson without parts."""
    if not lesson.parts:
        return ""
    summary = told(
        "The parts of this lesson: {count} minutes, {least} if time is short", lang,
        count=number(lesson.minutes, lang), least=number(lesson.least_minutes, lang),
    )  # fmt: skip
    advice = told("If time is short, drop what a lesson could do, then what it should.", lang)
    heads = "".join(f"<th scope='col'>{told(one, lang)}</th>" for one in HEADS)
    lines = "".join(
        f"<tr><th scope='row'>{part}</th><td>{mark}</td><td>{minutes}</td></tr>"
        for part, mark, minutes in rows(lesson, lang)
    )
    return (
        f"<details data-key='timetable'><summary>{summary}</summary><p>{advice}</p>"
        f"<table class='cs-timetable'><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
        "</details>"
    )
