"""Values and differences in the reader's words."""

from __future__ import annotations

from html import escape
from typing import Any

from coopsim.params import bounds_in_words
from coopsim.scenario import Policy, Scenario
from coopsim.studio import GROUPS, Difference, Placed, Value
from coopsim.text import month, said, say
from coopsim.text.units import is_share, unit_message
from coopsim.widgets.studio.fields import numbered, unit
from coopsim.widgets.wording import plain, told


def value_words(value: Any, kind: str, declared: str, lang: str, currency: str) -> str:
    """A value with its unit, as a reader says it; a dash where there is none."""
    if value is None or value == () or value == "":
        return "–"
    if isinstance(value, bool):
        return say("yes", lang) if value else say("no", lang)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, str):
        return say(value, lang) if kind == "choice" else value
    said = unit(declared, lang, currency)
    if is_share(declared):
        return f"{numbered(round(value * 100, 8), lang)}{said}"
    return f"{numbered(value, lang)} {said}".strip()


def fault_words(one: Placed, value: Value | None, lang: str, currency: str) -> str:
    """What is wrong with a value, in the unit in which the page shows it: 25 %, not 0.25."""
    if value is None or value.kind != "number" or not is_share(value.unit):
        return one.words(lang)
    if value.low <= value.value <= value.high:
        return one.words(lang)
    given = value_words(value.value, value.kind, value.unit, lang, currency)
    low, high = (f"{numbered(end * 100, lang)}%" for end in (value.low, value.high))
    wrong = plain("{value} is out of bounds.", lang, value=given)
    allowed = said(bounds_in_words(low, high, whole=False, unit=unit_message(value.unit)), lang)
    return f"{wrong} {allowed}"


def calendar(number: int, first_year: int, lang: str) -> str:
    """A month of the run as a calendar has it: January 2028."""
    year, place = divmod(max(number, 1) - 1, 12)
    return f"{month(place + 1, lang)} {first_year + year}"


def when(policy: Policy, lang: str, first_year: int) -> str:
    """When and for whom a policy holds."""
    start = calendar(policy.start, first_year, lang)
    if policy.until is None:
        time = plain("from month {start}, {date}, to the end", lang, start=policy.start, date=start)
    else:
        until = calendar(policy.until, first_year, lang)
        time = plain("months {start} to {until}, {first} to {last}", lang, start=policy.start,
                     until=policy.until, first=start, last=until)  # fmt: skip
    return f"{time}, {whom(policy, lang)}"


WHOM = {
    "district": lambda value, lang: plain("district {name}", lang, name=value),
    "sector": lambda value, lang: plain("sector {name}", lang, name=say(value, lang)),
    "kind": lambda value, lang: plain("kind {name}", lang, name=say(value, lang)),
    "set": lambda value, lang: plain("set {name}", lang, name=value),
    "cooperative": lambda value, lang: plain("cooperative {name}", lang, name=value + 1),
}


def whom(policy: Policy, lang: str) -> str:
    """For whom a policy is."""
    known = [WHOM[key](value, lang) for key, value in policy.where if key in WHOM]
    return ", ".join(known) or plain("for all", lang)


def heading(one: Difference, lang: str, first_year: int) -> str:
    """Under which heading a difference stands."""
    if one.policy is not None:
        number = one.owner.rpartition(".")[2]
        return f"{plain('dated policy', lang)} {number}: {when(one.policy, lang, first_year)}"
    text = plain(GROUPS.get(one.group, one.group), lang)
    return f"{text}: {one.owner}" if one.owner else text


def differences_table(found: tuple[Difference, ...], scenario: Scenario, lang: str) -> str:
    """Differences as a table under their headings: the parent's value, this one's, who says so."""
    currency = scenario.currency
    heads = "".join(
        f"<th scope='col'>{text}</th>"
        for text in (told("value", lang), told("parent", lang), told("here", lang),
                     told("who says so", lang))
    )  # fmt: skip
    rows, last = [], ""
    for one in found:
        text = heading(one, lang, scenario.first_year)
        if text != last:
            rows.append(f"<tr><th colspan='4' scope='rowgroup'>{escape(text)}</th></tr>")
            last = text
        sides = (value_words(side, one.kind, one.unit, lang, currency) for side in (one.a, one.b))
        cells = "".join(f"<td class='cs-number'>{escape(side)}</td>" for side in sides)
        said = escape(f"{one.grade}: {one.source}" if one.source else one.grade)
        rows.append(f"<tr><th scope='row'>{told(one.label, lang)}</th>{cells}"
                    f"<td lang='en'>{said}</td></tr>")  # fmt: skip
    body = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f"<table class='cs-left'>{body}</table>"
