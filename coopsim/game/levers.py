"""The levers of a team and of the national desk, declared once.

A lever is what a board may decide each year. It writes one or more terms of its cooperative for
the twelve months of the year; its default is last year's position. Where a programme pays
(training, a mentor, a grant), all choices are positions of one lever, so that a team picks at
most one a year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import attrs

from coopsim.errors import Sentence
from coopsim.game.commands import Decision, Value
from coopsim.scenario import CooperativeSet, Scenario
from coopsim.text import money, number, percent, say

Changes = dict[str, Any]
Writes = Callable[[Mapping[str, Value], "Board"], Changes]


@attrs.frozen
class Board:
    """What a lever is for: a set of cooperatives in its world."""

    world: Scenario
    played: CooperativeSet

    def base(self, name: str) -> Any:
        """The scenario's own value of a term for these cooperatives."""
        own = dict(self.played.terms)
        table, key = name.split(".")
        return own.get(name, getattr(getattr(self.world.terms, table), key))

    @property
    def sector(self) -> int:
        """The main sector around: 0 agriculture, 1 fisheries, 2 trade."""
        return max(range(3), key=lambda place: self.played.sectors[place])


@attrs.frozen
class Lever:
    """One thing a board decides, with its bounds in this world.

    ``unit`` is ``share``, ``money``, ``days``, ``times`` or empty; ``choices`` are (position,
    English words) where ``kind`` is a choice.
    """

    key: str
    label: str
    help: str
    kind: Literal["number", "yes/no", "choice"]
    default: Value
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    choices: tuple[tuple[str, str], ...] = ()
    voted: bool = False
    """Whether the members vote on a change."""
    currency: str = "USD"
    terms: tuple[str, ...] = ()
    """Terms it may write, by full name."""
    writes: Writes = attrs.field(default=lambda decision, board: {}, repr=False, eq=False)

    def title(self, lang: str = "en") -> str:
        """What it is called."""
        return say(self.label, lang)

    def hint(self, lang: str = "en") -> str:
        """What it does and what it costs."""
        return say(self.help, lang)

    def shown(self, value: Value, lang: str = "en") -> str:
        """A position in words."""
        if self.kind == "choice":
            return say(dict(self.choices)[str(value)], lang)
        if self.kind == "yes/no":
            return say("yes", lang) if value else say("no", lang)
        amount = float(value)
        if self.unit == "share":
            return percent(amount, lang, 0 if abs(amount * 100 - round(amount * 100)) < 1e-6 else 1)
        if self.unit == "money":
            return money(amount, self.currency, lang)
        digits = 0 if amount == int(amount) else 1
        shown = number(amount, lang, digits)
        return say("{number} days", lang, number=shown) if self.unit == "days" else shown

    def names(self, lang: str = "en") -> str:
        """All positions of a choice."""
        return ", ".join(say(words, lang) for _, words in self.choices)

    def fault(self, value: object) -> str:
        """What is wrong with a position, or an empty string."""
        if self.kind == "choice":
            known = value in dict(self.choices)
            return "" if known else Sentence("Choose one of: {names}.", names=self.names)
        if self.kind == "yes/no":
            return "" if isinstance(value, bool) else Sentence("Choose yes or no.")
        number_given = isinstance(value, int | float) and not isinstance(value, bool)
        if number_given and self.low <= float(value) <= self.high:  # type: ignore[arg-type]
            return ""
        return Sentence(
            "Choose a number from {low} to {high}.",
            low=partial(self.shown, self.low), high=partial(self.shown, self.high),
        )  # fmt: skip


def default_decision(levers: tuple[Lever, ...]) -> Decision:
    """Every lever as the scenario has it."""
    return {lever.key: lever.default for lever in levers}


def one_term(
    board: Board, key: str, term: str, said: tuple[str, str], unit: str,
    span: tuple[float, float, float],
) -> Lever:  # fmt: skip
    """A lever that is one term, called ``said`` (label, help).

    ``span`` is (low, high, step); the scenario's own value always belongs to it.
    """
    default = float(board.base(term))
    low, high, step = span

    def writes(decision: Mapping[str, Value], board: Board) -> Changes:
        value = float(decision[key])
        return {} if value == default else {term: value}

    return Lever(
        key, said[0], said[1], "number", default, unit, min(low, default), max(high, default),
        step, currency=board.world.currency, terms=(term,), writes=writes,
    )  # fmt: skip
