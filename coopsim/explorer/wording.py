"""The words of an explorer in every language, and how each writes a number."""

from __future__ import annotations

from collections.abc import Mapping

from coopsim.text import LANGUAGES, NAMES, NO_HARM, spoken, words
from coopsim.text.numbers import COMMA_POINT
from coopsim.text.units import unit_message

Said = str | list[str]
"""A text, or a text and the language it is in where that is not the one asked for."""

WORDS: Mapping[str, str] = {
    "language": words("Language"),
    "decide": words("What you decide"),
    "unknown": words("What nobody knows"),
    "world": words("World"),
    "all_worlds": words("All {count} worlds together"),
    "one_world": words("World {number}"),
    "world_is": words("In this world: {what}."),
    "worlds_are": words(
        "Each setting was tried in {count} worlds that differ in what nobody knows: {what}."
    ),
    "look_at": words("What to look at"),
    "keep": words("Keep B as A"),
    "back": words("Set B back to A"),
    "with_it": words("With it: {what}."),
    "same": words(
        "{outcome}: {value}. A and B are the same. Move a slider to change B; A stays where it is."
    ),
    "more": words("{outcome}: {b} with B, {a} with A. B is {difference} higher."),
    "less": words("{outcome}: {b} with B, {a} with A. B is {difference} lower."),
    "equal": words("{outcome}: {b} with B, {a} with A. There is no difference."),
    "luck": words("The difference, luck only: {low} to {high}."),
    "no_luck": words("One run each: nobody knows how much of this is luck."),
    "band": words("The difference in nine of ten worlds: {low} to {high}."),
    "to": words("{low} to {high}"),
    "cannot": words("The model cannot tell which of the two is higher."),
    "no_value": words("At one of the two settings no run gave a value."),
    "points": words("{value} percentage points"),
    "up": words("A higher number is better here."),
    "down": words("A lower number is better here."),
    "legend_b": words("B: solid line, filled circle"),
    "legend_a": words("A: dashed line, open square"),
    "legend_band": words("Shaded: nine of ten worlds, with B"),
    "legend_luck": words("Thin bars: 95 % interval, luck only"),
    "all_outcomes": words("All results, A against B"),
    "every_level": words("The picture as a table, with B"),
    "result": words("Result"),
    "difference": words("B less A (luck only)"),
    "luck_head": words("luck only"),
    "mean": words("mean"),
    "worlds_head": words("nine of ten worlds"),
    "where_from": words("Where the numbers come from"),
    "from": words(
        "Simulated by coopsim {version}, study {study}, seeds {first} to {last}, "
        "{households} households, {months} months, starting from the scenario {base}."
    ),
    "how_sure": words(
        "Every setting met the same luck. Intervals marked 'luck only' say nothing of how sure the "
        "assumptions are. Cooperatives and villages are invented."
    ),
    "what_if": words("This is a what-if: it holds something that does not exist there today."),
    "none": words("no value"),
    "no_harm": NO_HARM,
}  # fmt: skip


def said(message: str, lang: str) -> Said:
    """An English message in a language, its placeholders left for the page to fill."""
    blanks = {name: f"{{{name}}}" for name in _blanks(message)}
    text, heard = spoken(message, lang, **blanks)
    return text if heard == lang else [text, heard]


def everywhere(message: str) -> dict[str, Said]:
    """An English message in every language."""
    return {lang: said(message, lang) if message else "" for lang in LANGUAGES}


def languages() -> dict[str, dict[str, object]]:
    """For each language its name, its marks for thousands and decimals, and all words."""
    return {
        lang: {
            "name": NAMES[lang],
            "marks": COMMA_POINT[lang],
            "words": {key: said(message, lang) for key, message in WORDS.items()},
        }
        for lang in LANGUAGES
    }


def after(unit: str) -> dict[str, Said]:
    """What follows a number of a declared unit, in every language.

    >>> after("money a month")["en"], after("chance a month")["en"]
    ('a month', '(chance a month)')
    """
    said_in = everywhere(unit_message(unit))
    return {lang: _bracketed(one) for lang, one in said_in.items()} if _is_chance(unit) else said_in


def _is_chance(unit: str) -> bool:
    return unit.startswith("chance")


def _bracketed(one: Said) -> Said:
    return f"({one})" if isinstance(one, str) else [f"({one[0]})", one[1]]


def _blanks(message: str) -> list[str]:
    from coopsim.errors import PLACEHOLDER

    return PLACEHOLDER.findall(message)
