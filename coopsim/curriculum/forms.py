"""The questionnaire on paper."""

from __future__ import annotations

from collections.abc import Iterator

from coopsim.assessment import questionnaire
from coopsim.assessment.questionnaire import Asking
from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.curriculum.signs import BOX, LINE
from coopsim.text import words

CODE = words("Code: ____________   Day: ____________")


def questionnaire_form(asked: Asked) -> Iterator[str]:
    """A form, as in ``{questionnaire} exit``: boxes to mark, lines to write on."""
    whole, lang = questionnaire(), asked.lang
    form = next(one for one in whole.forms if one.key == asked.given)
    yield f'<div class="sheet fill">\n\n<h3>{told(form.title, lang)}</h3>\n'
    yield f"{told(form.text, lang)}\n\n{told(CODE, lang)}\n"
    for kind in ("scale", "done"):
        rows = [one for one in whole.of(form.key) if one.kind == kind]
        if rows:
            yield from _marks(rows, [told(one.text, lang) for one in whole.answers(kind)], lang)
    for one in whole.of(form.key):
        if one.kind == "open":
            yield f"**{told(one.text, lang)}**\n\n{LINE}\n{LINE}\n"
    yield "</div>\n"


def _marks(rows: list[Asking], marks: list[str], lang: str) -> Iterator[str]:
    yield f"| | {' | '.join(marks)} |"
    yield "|---" * (len(marks) + 1) + "|"
    for one in rows:
        yield f"| {told(one.text, lang)} " + f"| {BOX} " * len(marks) + "|"
    yield ""
