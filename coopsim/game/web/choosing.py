"""A lever as a page shows it: its positions in words, and a position read back from a form."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from coopsim.errors import Sentence
from coopsim.game import Decision, GameError, Lever, Value
from coopsim.text import say, words

MOST_POSITIONS = 61
GROUPS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("members", words("Members and savings"),
     frozenset({"entry_share", "compulsory", "savings_rate"})),
    ("loans", words("Loans"),
     frozenset({"loan_rate", "ceiling", "share_lent", "rescheduling", "meetings", "apply"})),
    ("market", words("Market"), frozenset({"payout", "payment_delay", "channel"})),
    ("office", words("Office and support"),
     frozenset({"manager", "digital", "meeting", "support"})),
    ("surplus", words("Surplus"), frozenset({"reserve", "to_members", "by_business"})),
)  # fmt: skip
"""Where a lever stands on a sheet; one that stands nowhere is under the last heading."""
OTHER = words("Other decisions")
VOTED = words("The members vote on a change. If they say no, last year's split stays.")


@attrs.frozen
class Control:
    """A lever on a page: ``before`` is last year's position, ``value`` the one that stands."""

    key: str
    words: str
    meaning: str
    before: str
    before_words: str
    value: str
    options: tuple[tuple[str, str], ...]


@attrs.frozen
class Group:
    """Levers under one heading."""

    words: str
    meaning: str
    levers: tuple[Control, ...]

    @property
    def now(self) -> str:
        """What is in it, for who has it folded."""
        return " · ".join(lever.words for lever in self.levers)


def written(value: Value) -> str:
    """A position as a form carries it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:.10g}"


def read(lever: Lever, text: str) -> Value:
    """A position that a form carried; ``GameError`` where it is none of this lever's."""
    if lever.kind == "choice":
        return text
    if lever.kind == "yes/no" and text in ("yes", "no"):
        return text == "yes"
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if lever.kind == "yes/no" or not math.isfinite(value):
        wrong = lever.fault(text)
        raise GameError(Sentence(
            "{lever}: '{position}' cannot be chosen. {wrong}",
            lever=lever.title, position=text[:40], wrong=wrong,
        ))  # fmt: skip
    return value


def decision_of(levers: Sequence[Lever], fields: Mapping[str, str], known: Decision) -> Decision:
    """The decision a form carries; a lever it does not name stays as ``known`` has it."""
    return {
        lever.key: read(lever, fields[lever.key]) if lever.key in fields else known[lever.key]
        for lever in levers
        if lever.key in fields or lever.key in known
    }


def groups(
    levers: Sequence[Lever],
    before: Mapping[str, Value],
    lang: str,
    *,
    first: bool = False,
    other: str = OTHER,
) -> list[Group]:
    """All levers under their headings, each as it was before; ``first``: before was no year.

    ``other`` is the heading of those that stand under no other.
    """
    found = []
    for _, heading, keys in GROUPS:
        inside = tuple(control(one, before, lang, first) for one in levers if one.key in keys)
        meaning = say(VOTED, lang) if any(one.voted for one in levers if one.key in keys) else ""
        if inside:
            found.append(Group(say(heading, lang), meaning, inside))
    placed = frozenset().union(*(keys for _, _, keys in GROUPS))
    rest = tuple(control(one, before, lang, first) for one in levers if one.key not in placed)
    return [*found, Group(say(other, lang), "", rest)] if rest else found


def control(lever: Lever, before: Mapping[str, Value], lang: str, first: bool) -> Control:
    """One lever as a page shows it."""
    value = before.get(lever.key, lever.default)
    shown = lever.shown(value, lang)
    told = (
        say("So far: {value}.", lang, value=shown)
        if first
        else say("Last year: {value}.", lang, value=shown)
    )
    options = tuple((written(one), lever.shown(one, lang)) for one in positions(lever, value))
    return Control(
        lever.key, lever.title(lang), lever.hint(lang), written(value), told, written(value),
        options,
    )  # fmt: skip


def positions(lever: Lever, *also: Value) -> list[Value]:
    """Every position to choose from: those of the lever, and any it already stands at."""
    if lever.kind == "yes/no":
        return [True, False]
    if lever.kind == "choice":
        return [key for key, _ in lever.choices]
    steps = (lever.high - lever.low) / lever.step if lever.step else 1
    stride = math.ceil(steps / (MOST_POSITIONS - 1))
    grid = [
        round(min(lever.low + step * lever.step, lever.high), 10)
        for step in range(0, math.floor(steps + 1e-9) + 1, max(stride, 1))
    ]
    extra = {float(one) for one in (*also, lever.default)}
    apart = [one for one in extra if all(abs(one - there) > 1e-9 for there in grid)]
    return sorted([*grid, *apart])


def chosen(
    levers: Sequence[Lever], now: Mapping[str, Value], before: Mapping[str, Value], lang: str
) -> list[tuple[str, str, str]]:
    """By lever: its name, its position, and last year's where it differs; changes come first."""
    rows = []
    for lever in levers:
        value = now.get(lever.key, before.get(lever.key, lever.default))
        old = before.get(lever.key, lever.default)
        changed = say("last year {value}", lang, value=lever.shown(old, lang))
        rows.append((lever.title(lang), lever.shown(value, lang), changed if value != old else ""))
    return sorted(rows, key=lambda row: not row[2])


def as_form(decision: Mapping[str, Value]) -> dict[str, Any]:
    """A decision as the script of a page compares it."""
    return {key: written(value) for key, value in decision.items()}
