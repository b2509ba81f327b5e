"""Bots of several characters, for rehearsals: each decides from last year's numbers.

A bot is a board with one idea. What it does is a pure function of the room's state, last year's
results and a draw keyed by seed, year and team, so that a rehearsal can be told again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from coopsim.game.boardlevers import team_levers
from coopsim.game.commands import Advance, Decision, Send, Start, Value
from coopsim.game.levers import Lever
from coopsim.game.measures import DIALS
from coopsim.game.results import Results
from coopsim.game.room import Room
from coopsim.game.setup import Setup
from coopsim.game.state import State
from coopsim.streams import Streams
from coopsim.text import say, words


@attrs.frozen
class Look:
    """What a bot sees: numbers and dials of last year, its last decision, a draw in (0, 1)."""

    year: int
    last: Decision
    numbers: Mapping[str, float]
    levers: Mapping[str, Lever]
    draw: float

    def times(self, key: str, factor: float) -> Value:
        """The scenario's own position times a factor, within bounds and on its steps."""
        lever = self.levers[key]
        steps = round(float(lever.default) * factor / lever.step)
        return round(min(max(steps * lever.step, lever.low), lever.high), 6)


@attrs.frozen
class Character:
    """A sort of board: what it is called, its idea, and what it changes in a year."""

    key: str
    label: str
    idea: str
    wishes: Callable[[Look], Decision] | None = attrs.field(repr=False)
    """None for a board that never sends anything."""

    def title(self, lang: str = "en") -> str:
        """What it is called."""
        return say(self.label, lang)

    def told(self, lang: str = "en") -> str:
        """Its idea."""
        return say(self.idea, lang)


def _careful(look: Look) -> Decision:
    turn = ("training", "visit", "mentor")[look.year % 3]
    wish: Decision = {
        "reserve": min(0.4 + 0.05 * look.year, 0.6), "share_lent": 0.75, "meetings": 2.0,
        "ceiling": look.times("ceiling", 0.75) if "ceiling" in look.levers else 0.0,
        "support": turn, "digital": look.year >= 3, "meeting": True,
    }  # fmt: skip
    return wish


def _generous(look: Look) -> Decision:
    rate = look.times("loan_rate", 0.7) if "loan_rate" in look.levers else 0.0
    return {
        "reserve": 0.15, "to_members": 0.95, "savings_rate": look.times("savings_rate", 1.7),
        "loan_rate": rate, "payout": 1.0, "payment_delay": 0.0, "support": "entry",
    }  # fmt: skip


def _lender(look: Look) -> Decision:
    late = look.numbers.get("par30", 0.0) > 0.1
    return {
        "share_lent": 1.0, "rescheduling": 0.3 if late else 0.0, "apply": True, "meetings": 0.0,
        "ceiling": look.times("ceiling", 1.8) if "ceiling" in look.levers else 0.0,
        "support": "grant",
    }  # fmt: skip


def _grower(look: Look) -> Decision:
    return {
        "entry_share": look.times("entry_share", 0.5), "manager": True, "digital": True,
        "support": "entry" if look.draw < 0.5 else "training", "reserve": 0.3,
    }  # fmt: skip


def _watchful(look: Look) -> Decision:
    """Changes little, and for a reason it can read in last year's numbers."""
    wish: Decision = {"support": "training" if look.draw < 0.6 else "mentor"}
    late, cash = look.numbers.get("par30", 0.0), look.numbers.get("cash", 0.0)
    loans = look.numbers.get("loans", 0.0)
    if look.numbers.get("trust", 1.0) < 0.7:
        wish |= {"meeting": True}
    if late > 0.05:
        wish |= {"meetings": 2.0, "ceiling": float(look.last.get("ceiling", 4.0)) - 0.5}
    elif loans and cash > 0.5 * loans:
        wish |= {"ceiling": float(look.last.get("ceiling", 4.0)) + 0.5, "share_lent": 0.9}
    if look.numbers.get("surplus", 0.0) < 0 and "loan_rate" in look.levers:
        wish |= {"loan_rate": float(look.last["loan_rate"]) + 0.01}
    return wish | {"digital": look.year >= 2}


CHARACTERS: dict[str, Character] = {one.key: one for one in (
    Character("careful", words("The careful board"), words(
        "Keeps much in the reserve, lends little, learns every year."), _careful),
    Character("generous", words("The generous board"), words(
        "Pays members well and asks little of borrowers."), _generous),
    Character("lender", words("The lending board"), words(
        "Lends all it has and all it can get."), _lender),
    Character("grower", words("The growing board"), words(
        "Wants many members, a manager and digital books."), _grower),
    Character("watchful", words("The watchful board"), words(
        "Changes one thing at a time, when last year's numbers ask for it."), _watchful),
    Character("absent", words("The absent board"), words(
        "Sends nothing; last year's decisions go on."), None),
)}  # fmt: skip
"""The sorts of board there are, by key."""


def choice_of(
    setup: Setup, state: State, results: Results, team: int, character: str
) -> Decision | None:
    """What a bot decides this year; None for one that sends nothing."""
    wishes = CHARACTERS[character].wishes
    if wishes is None:
        return None
    levers = {lever.key: lever for lever in team_levers(setup)}
    year = len(state.lived)
    keys = [*(one.key for one in results.numbers), *(dial.key for dial in DIALS)]
    numbers = {key: results.value(key, team, year) for key in keys}
    draw = Streams(setup.seed).uniforms("whim of a bot", state.year, len(state.teams))[team]
    look = Look(state.year, state.decided(team), numbers, levers, float(draw))
    wish = {key: value for key, value in wishes(look).items() if key in levers}
    placed = {key: _placed(levers[key], value) for key, value in wish.items()}
    return {key: state.decided(team)[key] for key in levers} | placed


def cast(teams: int) -> tuple[str, ...]:
    """Characters for so many teams, in turn."""
    keys = tuple(CHARACTERS)
    return tuple(keys[place % len(keys)] for place in range(teams))


def send(room: Room, characters: Mapping[int, str]) -> State:
    """Let bots send the decisions of their teams that are not sent yet."""
    results = room.results()
    for team, character in characters.items():
        now = room.state.teams[team]
        decision = choice_of(room.setup, room.state, results, team, character)
        if decision is not None and not now.sent:
            room.do(Send(team, now.version, decision))
    return room.state


def rehearse(room: Room, characters: Sequence[str], years: int | None = None) -> State:
    """Let bots play a room, to its end or so many years on."""
    if room.state.phase == "lobby":
        room.do(Start())
    left = room.state.years - len(room.state.lived)
    for _ in range(left if years is None else min(years, left)):
        send(room, dict(enumerate(characters)))
        room.do(Advance())
    return room.state


def _placed(lever: Lever, value: Value) -> Value:
    """A wish within a lever's bounds; what is not on offer is nothing."""
    if lever.kind == "number":
        return min(max(float(value), lever.low), lever.high)
    if lever.kind == "choice" and value not in dict(lever.choices):
        return lever.default
    return value
