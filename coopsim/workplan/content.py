"""What stands in a draft joint work plan, in the order officials expect, in two languages."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from coopsim.text import NAMES, NO_HARM, money, words
from coopsim.workplan.annexes import annexes
from coopsim.workplan.blocks import Block, Both, Fields, Heading, Languages, NewPage, Table, Words
from coopsim.workplan.plan import Action, Plan

BLANK = "…………………………"
DRAFT = "DRAFT / USULAN"
IS_DRAFT = words("A proposal written in a training. Nobody has agreed to it, and it binds nobody.")
CLAUSES = (
    (words("Review"), words(
        "The joint technical working group of both sides reviews this plan every six months: what "
        "was done, what it cost, what the indicators say, and what is changed.")),
    (words("Amendment"), words(
        "The plan can be changed at any time if both sides agree in writing. Changes are numbered "
        "and dated, and attached to the plan.")),
    (words("No obligation"), words(
        "This plan states intentions only. It creates no rights and no duties under national or "
        "international law, and it commits no money. Each activity depends on the laws, the "
        "budget and the approval of each side.")),
)  # fmt: skip
LEADS = {
    "first": words("first side"),
    "second": words("second side"),
    "both": words("both sides together"),
}
FIELDS = (
    ("output", words("Output")), ("activity", words("Activity")),
    ("modality", words("Modality")), ("place", words("Place")),
    ("lead", words("Lead")), ("focal", words("Focal points")),
    ("quarter", words("Quarter")), ("indicator", words("Indicator")),
    ("baseline", words("Baseline")), ("target", words("Target")),
    ("means", words("Means of verification")), ("cost", words("Cost")),
    ("cost_source", words("Source of the cost and of the money")), ("risk", words("Risks")),
)  # fmt: skip
"""What is said of an activity."""
IN_MATRIX = ("output", "activity", "lead", "quarter", "indicator", "target", "cost")
"""The columns of the matrix; the rest stands below it, activity by activity."""


def content(plan: Plan, first: str = "en", second: str = "") -> tuple[Block, ...]:
    """The plan as blocks, in one language or two side by side."""
    say = Languages(first, "" if second == first else second)
    return (
        *_head(plan, say), *_matrix(plan, say), *_clauses(plan, say), *_signatures(plan, say),
        NewPage(), *annexes(plan, say), *_foot(plan, say),
    )  # fmt: skip


def _head(plan: Plan, say: Languages) -> Iterator[Block]:
    yield Heading(say("Draft joint work plan on cooperatives"), 1)
    yield Words(say(IS_DRAFT), mark=True)
    yield Heading(say("1. Basis and meeting"))
    names = [typed(one) for one in plan.sides]
    yield Fields((
        (say("Basis"), say(plan.form.basis)),
        (say("First side"), names[0]), (say("Second side"), names[1]),
        (say("Place of the meeting"), typed(plan.place)),
        (say("Day of the meeting"), typed(plan.day)),
    ))  # fmt: skip
    yield Heading(say("2. Objective"))
    yield Words(Both(plan.objective) if plan.objective else say(plan.form.objective))
    yield Heading(say("3. Scope"))
    yield Words(say(plan.form.scope))


def _matrix(plan: Plan, say: Languages) -> Iterator[Block]:
    yield Heading(say("4. Matrix of activities"))
    if not plan.actions:
        yield Words(say("No activity was chosen yet."))
        return
    labels = dict(FIELDS)
    rows = [
        (Both(str(place)), *(value(one, key, plan, say) for key in IN_MATRIX))
        for place, one in enumerate(plan.actions, 1)
    ]
    total = _amount(plan.cost, plan, say)
    blank = Both("")
    rows.append((blank, say("Sum"), *([blank] * (len(IN_MATRIX) - 2)), total))
    head = (Both("No."), *(say(labels[key]) for key in IN_MATRIX))
    yield Table(say("Matrix"), head, tuple(rows), long=True, total=True)
    for place, one in enumerate(plan.actions, 1):
        yield Heading(numbered(f"4.{place}", value(one, "activity", plan, say)), 3)
        yield Fields(tuple(
            (say(label), value(one, key, plan, say))
            for key, label in FIELDS if key not in IN_MATRIX
        ))  # fmt: skip


def _clauses(plan: Plan, say: Languages) -> Iterator[Block]:
    for place, (title, text) in enumerate(CLAUSES, 5):
        heading = say(title)
        yield Heading(numbered(place, heading))
        yield Words(say(text))
    yield Heading(numbered(8, say("Prevailing language")))
    if plan.prevailing:
        name = NAMES[plan.prevailing]
        yield Words(say("If the texts differ, the {language} text prevails.", language=name))
    else:
        yield Words(say("Which text prevails if they differ is still to be agreed."))


def _signatures(plan: Plan, say: Languages) -> Iterator[Block]:
    yield Heading(say("9. Signatures"))
    yield Words(say(
        "Not to be signed in the training. The responsible institutions sign, if they agree, on "
        "their own paper."))  # fmt: skip
    blank = Both(BLANK)
    rows = tuple(
        (say(label), blank, blank)
        for label in (words("Name"), words("Office"), words("Place and day"), words("Signature"))
    )
    head = (Both(""), *(typed(one) if one else say(label) for one, label in zip(
        plan.sides, (words("First side"), words("Second side")), strict=True)))  # fmt: skip
    yield Table(say("Signatures"), head, rows)


def _foot(plan: Plan, say: Languages) -> Iterator[Block]:
    yield Words(say(NO_HARM), mark=True)
    digest = plan.effects.digest if plan.effects else ""
    stamp = " · ".join(filter(None, (plan.stamp, digest)))
    if stamp:
        yield Words(Both(stamp))


def typed(text: str) -> Both:
    """What somebody typed, or a line to fill in."""
    return Both(text.strip() or BLANK)


def numbered(place: int | str, heading: Both) -> Both:
    """A heading with its number."""
    second = f"{place}. {heading.second}" if heading.second else ""
    return Both(f"{place}. {heading.first}", second)


def value(action: Action, key: str, plan: Plan, say: Languages) -> Both:
    """What stands in a field of the matrix."""
    if action.typed.get(key, "").strip():
        return typed(action.typed[key])
    if key == "lead":
        return say(LEADS[action.lead])
    if key == "focal":
        return Both(" / ".join(one.strip() or BLANK for one in action.focal))
    if key == "quarter":
        quarters = dict.fromkeys((action.start, action.end))
        return Both("–".join(f"Q{one}" for one in quarters))
    if key == "cost":
        return _amount(action.cost, plan, say)
    return say(getattr(action.form, key))


def _amount(amount: float, plan: Plan, say: Languages) -> Both:
    told = say.each(lambda lang: money(amount, plan.currency, lang, 0))
    return attrs.evolve(told, amount=amount)
