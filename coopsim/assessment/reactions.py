"""What a questionnaire's answers say: counts, means, what was written; as data and as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import attrs

from coopsim.assessment.pages import page
from coopsim.assessment.questionnaire import Asking, Filled, Form, Questionnaire, questionnaire
from coopsim.assessment.scoring import ENOUGH
from coopsim.assessment.wording import told
from coopsim.text import NO_HARM, number, say, words

TOO_FEW = words(
    "That is too few to say anything about the course: read them as notes about this room."
)
OWN_WORDS = words(
    "People tell how they see it themselves. What was learned is measured by the ten questions "
    "before and after; what is done, by records others can read."
)
LEVELS = {
    1: words("Level 1: how it was"),
    2: words("Level 2: what was learned, as people see it"),
    3: words("Level 3: what is done with it"),
}
CAME_BACK = words("{count} of {all} people who answered on the last day answered again later.")


@attrs.frozen
class Reaction:
    """One question: who answered it, and how."""

    question: Asking
    count: int
    mean: float
    """Of the steps of a scale; NaN where there is none, or nobody answered."""
    marks: tuple[int, ...]
    """How often each answer was marked, in their order; empty for an open question."""
    written: tuple[str, ...]
    """What was written, as typed."""


@attrs.frozen
class FormReport:
    """A form: how many sheets came back, and each of its questions."""

    form: Form
    count: int
    reactions: tuple[Reaction, ...]

    @property
    def few(self) -> bool:
        """Whether these are too few sheets."""
        return 0 < self.count < ENOUGH


@attrs.frozen
class Reactions:
    """Every form, and how many people answered the last one again."""

    forms: tuple[FormReport, ...]
    both: int
    """Codes that stand on a sheet of the first form and on one of the last."""


def reactions(sheets: Iterable[Filled], whole: Questionnaire | None = None) -> Reactions:
    """What sheets say, form by form."""
    whole = whole or questionnaire()
    found = list(sheets)
    forms = []
    for form in whole.forms:
        own = [one for one in found if one.form == form.key]
        asked = tuple(_reaction(one, own, whole) for one in whole.of(form.key))
        forms.append(FormReport(form, len(own), asked))
    first, last = (
        {one.code for one in found if one.form == form.key}
        for form in (whole.forms[0], whole.forms[-1])
    )
    return Reactions(tuple(forms), len(first & last))


def _reaction(question: Asking, sheets: list[Filled], whole: Questionnaire) -> Reaction:
    answers = [one.answers[question.key] for one in sheets if question.key in one.answers]
    if question.kind == "open":
        return Reaction(question, len(answers), float("nan"), (), tuple(answers))
    keys = [one.key for one in whole.answers(question.kind)]
    marks = tuple(answers.count(key) for key in keys)
    mean = float("nan")
    if question.kind == "scale" and answers:
        mean = sum(step * count for step, count in enumerate(marks, 1)) / len(answers)
    return Reaction(question, len(answers), mean, marks, ())


def reactions_data(found: Reactions) -> dict[str, Any]:
    """The same as plain data, for other programs; a mean that is not there is None."""
    forms = {
        one.form.key: {
            "count": one.count, "few": one.few,
            "questions": [
                {
                    "key": row.question.key, "level": row.question.level, "answers": row.count,
                    "mean": row.mean if row.mean == row.mean else None,
                    "marks": list(row.marks), "written": list(row.written),
                }
                for row in one.reactions
            ],
        }
        for one in found.forms
    }  # fmt: skip
    return {"forms": forms, "both": found.both}


def reactions_page(found: Reactions, lang: str, whole: Questionnaire | None = None) -> str:
    """The report of a questionnaire for its trainer, as a page; all that was typed is escaped."""
    whole = whole or questionnaire()
    title = say("What participants say of the training", lang)
    body = [f"<h1>{escape(title)}</h1>", f"<p class='mark'>{told(NO_HARM, lang)}</p>"]
    body.append(f"<p>{told(OWN_WORDS, lang)}</p>")
    for one in found.forms:
        body += _form(one, whole, lang)
    counts = {"count": number(found.both, lang), "all": number(found.forms[0].count, lang)}
    body.append(f"<p>{told(CAME_BACK, lang, **counts)}</p>")
    return page(title, "".join(body), lang)


def _form(one: FormReport, whole: Questionnaire, lang: str) -> Iterator[str]:
    count = number(one.count, lang)
    yield f"<h2>{told(one.form.title, lang)}</h2>"
    yield f"<p>{told('Sheets that came back: {count}', lang, count=count)}</p>"
    if one.few:
        yield f"<p class='warn'>{told(TOO_FEW, lang)}</p>"
    if not one.count:
        return
    for level, heading in LEVELS.items():
        own = [reaction for reaction in one.reactions if reaction.question.level == level]
        if own:
            yield f"<h3>{told(heading, lang)}</h3>"
        for kind in ("scale", "done"):
            marked = [reaction for reaction in own if reaction.question.kind == kind]
            if marked:
                yield from _marked(marked, kind, whole, lang)
        for reaction in own:
            if reaction.question.kind == "open":
                yield from _written(reaction, lang)


def _marked(rows: list[Reaction], kind: str, whole: Questionnaire, lang: str) -> Iterator[str]:
    heads = [told("Question", lang), told("answers", lang)]
    heads += [told("on average, of {most}", lang, most=number(len(whole.scale), lang))] * (
        kind == "scale"
    )
    heads += [told(one.text, lang) for one in whole.answers(kind)]
    yield f"<table><tr>{''.join(f'<th>{one}</th>' for one in heads)}</tr>"
    for row in rows:
        cells = [number(row.count, lang)]
        cells += [number(row.mean, lang, 1)] * (kind == "scale")
        cells += [number(count, lang) for count in row.marks]
        numbers = "".join(f"<td class='number'>{one}</td>" for one in cells)
        yield f"<tr><td>{told(row.question.text, lang)}</td>{numbers}</tr>"
    yield "</table>"


def _written(row: Reaction, lang: str) -> Iterator[str]:
    yield f"<p><b>{told(row.question.text, lang)}</b> ({number(row.count, lang)})</p>"
    yield f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in row.written)}</ul>"
