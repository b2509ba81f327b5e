"""Words, numbers and values for a page, in the reader's language and safe to show."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from coopsim.params import GRADES, Param
from coopsim.results import MetricInfo
from coopsim.text import (
    NAMES,
    Source,
    cited,
    money,
    number,
    percent,
    say,
    spoken,
    words,
)  # fmt: skip
from coopsim.text.citing import beyond
from coopsim.text.units import is_share as is_share
from coopsim.text.units import unit_message

SCALES = ((1e9, words("billion")), (1e6, words("million")), (1e3, words("thousand")))
"""Above 10,000 an axis counts in thousands, millions, billions."""
MOST_DECIMALS = 4
"""Decimals of an axis whose levels lie very close."""
MARK, SCORE, TEN = "0 to 1", "score", 10
"""Units of trust, skill and openness, as counted and as declared: told as so many of ten."""
COUNTED = {"members", "households", "cooperatives"}
"""Units of what is counted: a mean of them is told with one decimal."""
WEIGHT = ("logit", "elasticity")
"""Units of what weighs in a choice begin so: only statisticians say them, a bare number is told."""
AFTER_MONEY = (
    words("a month"), words("a year"), words("a trip"), words("a meeting"), words("a member"),
    words("a member-month"), words("a person-month"),
)  # fmt: skip
"""What may follow an amount in a unit that begins with ``money``."""


def told(message: str, lang: str, **values: object) -> str:
    """A sentence as HTML, its values escaped; another language than asked carries its mark."""
    text, heard = spoken(message, lang, **values)
    return marked(text, heard, lang)


def marked(text: str, heard: str, lang: str) -> str:
    """Text as HTML; marked with its language where that is not the reader's."""
    if heard == lang:
        return escape(text)
    mark = f'<sup class="cs-other" title="{escape(NAMES[heard], quote=True)}">{heard}</sup>'
    return f'<span lang="{heard}">{escape(text)}{mark}</span>'


def plain(message: str, lang: str, **values: object) -> str:
    """A sentence for a label; another language than asked is named in brackets."""
    text, heard = spoken(message, lang, **values)
    return text if heard == lang else f"{text} [{heard}]"


def capital(text: str) -> str:
    """The same, beginning with a capital letter."""
    return text[:1].upper() + text[1:]


def value_of(param: Param, value: Any, lang: str, currency: str) -> str:
    """A parameter's value with its unit, as a reader says it."""
    if param.kind == "yes/no":
        return say("yes", lang) if value else say("no", lang)
    if param.kind == "choice":
        return say(str(value), lang)
    if is_share(param.unit):
        shown = percent(value, lang, _digits(float(value) * 100))
        if param.unit in ("a year", "share a year", "chance a year"):
            return f"{shown} {say('a year', lang)}"
        if param.unit.startswith("share"):
            of_what = unit_message(param.unit)
            return f"{shown} {say(of_what, lang)}" if of_what else shown
        return f"{shown} ({say(param.unit, lang)})"
    if param.is_money:
        return _with_unit(money(value, currency, lang, _cents(value)), param.unit[5:], lang)
    if param.unit == SCORE:
        marks = float(value) * TEN
        return say("{value} of 10", lang, value=number(marks, lang, _digits(marks)))
    shown = number(value, lang, _digits(float(value)))
    return shown if param.unit.startswith(WEIGHT) else f"{shown} {say(param.unit, lang)}".strip()


def number_of(info: MetricInfo, value: float, lang: str, currency: str) -> str:
    """A metric's value with its unit, as a reader says it."""
    if not math.isfinite(value):
        return say("no value", lang)
    scale, digits = _form(info.unit, value)
    if is_share(info.unit):
        return percent(value, lang, digits)
    if info.unit == MARK:
        return say("{value} of 10", lang, value=number(value * scale, lang, digits))
    if info.unit.startswith("money"):
        return _with_unit(money(value, currency, lang, digits), info.unit[5:], lang)
    shown = number(value, lang, digits)
    return f"{shown} kg" if info.unit == "kg" else shown


def as_shown(info: MetricInfo, value: float) -> float:
    """The value a reader sees: rounded as it is told, so that differences can be checked."""
    if not math.isfinite(value):
        return value
    scale, digits = _form(info.unit, value)
    return round(value * scale, digits) / scale


def _form(unit: str, value: float) -> tuple[int, int]:
    """By how much a metric's value is multiplied to be told, and its decimals."""
    if is_share(unit):
        return 100, 1 if abs(value) < 0.1 else 0
    if unit == MARK:
        return TEN, 1
    if unit.startswith("money"):
        return 1, _cents(value)
    few = abs(value) < 10 and value != int(value)
    return 1, (1 if unit in COUNTED else 2) if few else 0


def difference_of(info: MetricInfo, value: float, lang: str, currency: str) -> str:
    """A difference of two values of a metric: of shares, in percentage points."""
    if math.isfinite(value) and is_share(info.unit):
        points, digits = value * 100, max(_digits(value * 100, 1), _form(info.unit, value)[1])
        return say("{points} percentage points", lang, points=number(points, lang, digits))
    if math.isfinite(value) and info.unit == MARK:
        return say("{points} points of 10", lang, points=number(value * TEN, lang, 1))
    return number_of(info, value, lang, currency)


def _with_unit(amount: str, rest: str, lang: str) -> str:
    """An amount and what follows ``money`` in its unit: ``/kg``, ``a month``."""
    if not rest.strip():
        return amount
    return f"{amount}{rest}" if rest.startswith("/") else f"{amount} {say(rest.strip(), lang)}"


def _digits(value: float, most: int = 2) -> int:
    """Decimals at which a value is told exactly, at most so many."""
    told = (digits for digits in range(most) if abs(value - round(value, digits)) < 1e-9)
    return next(told, most)


def _cents(value: float) -> int:
    return 0 if abs(value) >= 100 or value == int(value) else 2


def axis_form(
    unit: str, levels: Sequence[float], lang: str, currency: str
) -> tuple[Callable[[float], str], str]:
    """How an axis writes its numbers, each of its levels exactly; words for what it counts."""
    if is_share(unit):
        decimals = _most_digits(level * 100 for level in levels)
        return lambda value: percent(value, lang, decimals), ""
    if unit == MARK:
        decimals = _most_digits(level * TEN for level in levels)
        return lambda value: number(value * TEN, lang, decimals), say("of 10", lang)
    largest = max(map(abs, levels))
    words = currency if unit.startswith("money") else "kg" if unit == "kg" else ""
    words += unit[5:] if unit.startswith("money/") else ""
    scale, name = next(
        ((factor, said) for factor, said in SCALES if largest >= 10 * factor), (1.0, "")
    )
    digits = _most_digits(level / scale for level in levels)
    label = f"{say(name, lang)} {words}".strip() if name else words
    return lambda value: number(value / scale, lang, digits), label


def _most_digits(values: Iterable[float]) -> int:
    return max(_digits(value, MOST_DECIMALS) for value in values)


def evidence(param: Param, lang: str, origin: tuple[str, str] | None = None) -> str:
    """Where a value comes from and how good it is, as HTML behind a click."""
    grade, source = origin or (param.grade, param.source)
    meaning = say(GRADES[grade], lang)
    return (
        f"<details class='cs-source' data-key='source-{escape(param.name, quote=True)}'>"
        f"<summary>{told('Source', lang)}</summary>"
        f"<p>{told('Grade {grade}: {meaning}.', lang, grade=grade, meaning=meaning)}"
        f"{_cited(source, GRADES[grade], lang)}</p></details>"
    )


def _cited(source: str, meaning: str, lang: str) -> str:
    """What a source says beyond the meaning of its grade, as HTML: no word stands twice.

    A key of the list of sources is followed by what it stands for.
    """
    more = beyond(source, meaning)
    keys = "".join(f"<br><b>{escape(one.key)}</b>: {_linked(one)}" for one in cited(more))
    return f" {told(more, lang)}{keys}" if more else ""


def _linked(source: Source) -> str:
    """The title of a source, and its address to open where there is a network."""
    title = f"<cite>{escape(source.title)}</cite>"
    return title + "".join(
        f" <a href='{escape(link, quote=True)}' target='_blank' rel='noreferrer'>"
        f"{escape(link.split('/')[2])}</a>"
        for link in source.links
    )
