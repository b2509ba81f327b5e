"""What a surplus or a loss is made of, in the words and amounts of the accounts themselves."""

from __future__ import annotations

from collections.abc import Sequence

from coopsim.accounts import Line, Statement
from coopsim.text import listed, money, say, words

MOST, MOVED = 3, 2
"""Lines that are told of a year, and of what changed against the year before."""
OTHERS = words("all other lines")


def made_of(statement: Statement, lang: str) -> list[str]:
    """The largest lines of a statement of surplus, all others as one; what changed most."""
    lines = [line for line in statement.lines if line.kind == "line"]
    lines.sort(key=lambda line: -abs(line.amount or 0))
    total = _shown(statement["surplus of the year"], statement)
    parts = [(line.label, _shown(line.amount or 0, statement)) for line in lines[:MOST]]
    parts = [part for part in parts if part[1]]
    if not parts:
        return []
    rest = total - sum(amount for _, amount in parts)
    told = _told([*parts, *([(OTHERS, rest)] if rest else [])], statement, lang)
    whole = money(total, statement.currency, lang, 0)
    sentence = (
        say("The loss of the year, {amount}: {lines}.", lang, amount=whole, lines=told)
        if total < 0
        else say("The surplus of the year, {amount}: {lines}.", lang, amount=whole, lines=told)
    )
    return [sentence, *_moved(lines, statement, lang)]


def _moved(lines: Sequence[Line], statement: Statement, lang: str) -> list[str]:
    """The lines that made the surplus another than the year before's."""
    changes = [
        (line.label, _shown(line.amount or 0, statement) - _shown(line.before, statement))
        for line in lines
        if line.before is not None
    ]
    changes.sort(key=lambda change: -abs(change[1]))
    most = [change for change in changes[:MOVED] if change[1]]
    if not most:
        return []
    told = _told(most, statement, lang)
    return [say("What moved it most against the year before: {lines}.", lang, lines=told)]


def _shown(amount: int, statement: Statement) -> int:
    """An amount as it is told, in whole units: parts that are told add up to what is told."""
    return round(amount / statement.minor)


def _told(parts: Sequence[tuple[str, int]], statement: Statement, lang: str) -> str:
    """Labels with their signed amounts, as one enumeration."""
    return listed([
        f"{line_words(label, lang)} {_signed(amount, statement, lang)}" for label, amount in parts
    ], lang)  # fmt: skip


def _signed(amount: int, statement: Statement, lang: str) -> str:
    words = money(amount, statement.currency, lang, 0)
    return f"+{words}" if amount > 0 else words


def line_words(label: str, lang: str) -> str:
    """A line's words; a total is said as such."""
    if not label.startswith("total "):
        return say(label, lang)
    return say("total: {part}", lang, part=say(label.removeprefix("total "), lang))
