"""Run sheets: a page's script, with the minutes and marks that the lesson's file declares.

A page writes its script as a table after a line that names the lesson; the first cell of a row is
the number of a part of that lesson::

    % run-sheet 03_revolving_fund

    | Part | You say | Participants do | On the screen |
    |---|---|---|---|
    | 1 | "Read the story aloud." | read in turns | 1. A story |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coopsim.assessment.wording import told
from coopsim.curriculum.errors import CurriculumError
from coopsim.text import number, words
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import MARKS, LessonFile

SHEET = re.compile(r"^% run-sheet (?P<lesson>\S+)[ \t]*\n\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
MINUTE = words("Minute (untested)")


def with_minutes(page: str, lang: str, where: str = "a page") -> str:
    """A page in a language whose run sheets say when each part begins and whether it may fall.

    Raises ``CurriculumError`` for a part the lesson does not have, or one without a row.
    """

    def sheet(found: re.Match[str]) -> str:
        lesson = load_lesson(found["lesson"])
        rows = [_cells(row) for row in found["rows"].splitlines()]
        _check(lesson, rows[2:], where)
        table = "\n".join(_table(lesson, rows, lang))
        return f'<div class="run-sheet">\n\n{table}\n\n</div>\n'

    return SHEET.sub(sheet, page)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _check(lesson: LessonFile, rows: list[list[str]], where: str) -> None:
    named = [row[0] for row in rows]
    due = [str(place) for place in range(1, len(lesson.parts) + 1)]
    if list(dict.fromkeys(named)) != due:
        raise CurriculumError(
            f"{where}: the run sheet of '{lesson.name}' has rows for the parts "
            f"{', '.join(dict.fromkeys(named))}; the lesson has {', '.join(due)}. "
            "Write one row or more for each part, in their order."
        )


def _table(lesson: LessonFile, rows: list[list[str]], lang: str) -> Iterator[str]:
    """Each part's first row says when it begins, how long it is and whether it may fall."""
    yield f"| {told(MINUTE, lang)} | {' | '.join(rows[0][1:])} |"
    yield "|---" * len(rows[0]) + "|"
    minutes = iter(_minutes(lesson, lang))
    before = ""
    for part, say, *others in rows[2:]:
        if part == before:
            when, head = "", ""
        else:
            when = next(minutes)
            head = f"**{told(lesson.parts[int(part) - 1].words, lang)}**<br>"
        before = part
        yield f"| {when} | {head}{say} | {' | '.join(others)} |"


def _minutes(lesson: LessonFile, lang: str) -> Iterator[str]:
    """From which minute to which, and the mark; what could be done is no part of the clock."""
    clock = 0
    for part in lesson.parts:
        mark = told(MARKS[part.mark], lang)
        if part.mark == "could":
            yield f"+{number(part.minutes, lang)}<br>*{mark}*"
        else:
            yield f"{clock}–{clock + part.minutes}<br>*{mark}*"
            clock += part.minutes
