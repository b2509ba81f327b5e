"""The annexes: who does what in 30 and 90 days, notes, gaps, and the model, which nobody signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from coopsim.metrics import BY_NAME
from coopsim.text import money, number, percent, words
from coopsim.workplan.blocks import Block, Both, Heading, Languages, NewPage, Table, Words
from coopsim.workplan.effects import Effect
from coopsim.workplan.plan import Plan

BLANK_ROWS = 3
MARK = "0 to 1"
"""Unit of what is told as so many of ten."""
MODEL = words(
    "This annex is not part of the plan and is not signed. It shows what the activities did in an "
    "invented village of a training model, as an illustration. It is no forecast, no target and "
    "no basis for a budget. Many values of the model are assumed."
)
DIRECTIONS = {
    1: words("more, in every world tried"),
    -1: words("less, in every world tried"),
    0: words("the model cannot tell"),
}


def annexes(plan: Plan, say: Languages) -> Iterator[Block]:
    """The four annexes."""
    yield Heading(say("Annex A. Individual action plans"))
    yield Words(say("One line a person: what I do, with whom, and how others see that it is done."))
    sheet = say("Individual action plans, and notes")
    yield _lines(sheet, say("Within 30 days"), plan.days30, say)
    yield _lines(sheet, say("Within 90 days"), plan.days90, say)
    yield Heading(say("Annex B. Meeting notes"))
    yield _lines(sheet, say("Notes"), plan.notes, say)
    yield Heading(say("Annex C. Country gap table"))
    yield _gaps(plan, say)
    yield NewPage()
    yield Heading(say("Annex D. What a model showed (not signed)"))
    yield from shown_by_model(plan, say)


def _lines(sheet: Both, title: Both, lines: tuple[str, ...], say: Languages) -> Block:
    head = (Both("No."), title, say("Who"), say("By when"), say("Done"))
    written = [one for one in lines if one.strip()]
    texts = [*written, *([""] * max(0, BLANK_ROWS - len(written)))]
    blank = Both("")
    rows = tuple(
        (Both(str(place)), Both(text), blank, blank, blank) for place, text in enumerate(texts, 1)
    )
    return Table(sheet, head, rows, long=True)


def _gaps(plan: Plan, say: Languages) -> Block:
    names = [Both(one) if one else say(label) for one, label in zip(
        plan.sides, (words("First side"), words("Second side")), strict=True)]  # fmt: skip
    head = (say("Topic"), *names, say("What we do about it"))
    rows = tuple(
        (say(one.topic), Both(one.first), Both(one.second), Both(one.todo)) for one in plan.gaps
    )
    return Table(say("Gaps"), head, rows)


def shown_by_model(plan: Plan, say: Languages) -> Iterator[Block]:
    """The annex nobody signs: an illustration, with both bands."""
    effects = plan.effects
    yield Words(say(MODEL), mark=True)
    if effects is None:
        yield Words(say("The plan was not tried in the model."))
        return
    yield Words(say(
        "The same village with the activities and without them, under {lucks} lucks, after {years} "
        "years. Each activity is a dated change: it begins with its first quarter and ends with "
        "its last one; only what members voted stays. The numbers are those of the last year, when "
        "the activities have ended. Costs are not paid by the village. Under 'luck only' stand "
        "the least and the most of all lucks; under 'assumptions varied', the same with other "
        "assumed values.",
        lucks=effects.lucks, years=effects.years))  # fmt: skip
    head = (
        say("What was counted"), say("Without"), say("With"), say("Difference, luck only"),
        say("Difference, assumptions varied"), say("What can be said"),
    )  # fmt: skip
    yield Table(say("Model"), head, tuple(_effect(one, plan, say) for one in effects.rows))


def _effect(one: Effect, plan: Plan, say: Languages) -> tuple[Both, ...]:
    info = BY_NAME[one.metric].info
    written, of_ten = _number(info.unit, plan.currency), info.unit == MARK

    def scaled(text: str, lang: str) -> str:
        return Languages(lang)("{value} of 10", value=text).first if of_ten else text

    def shown(*values: float) -> Both:
        return say.each(
            lambda lang: scaled(" … ".join(written(value, lang) for value in values), lang)
        )

    return (say(info.label), shown(one.without), shown(one.with_plan),
            shown(*one.luck), shown(*one.wide), say(DIRECTIONS[one.direction]))  # fmt: skip


def _number(unit: str, currency: str) -> Callable[[float, str], str]:
    """How a value of a unit is written."""
    if unit.split(" ")[0] == "share":
        return lambda value, lang: percent(value, lang, 1)
    if unit.startswith("money"):
        return lambda value, lang: money(value, currency, lang, 0)
    if unit == MARK:
        return lambda value, lang: number(10 * value, lang, 1)
    return lambda value, lang: number(value, lang, 0)
