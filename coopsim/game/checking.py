"""What a room refuses, and why: every command is checked before it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping

from coopsim.errors import Sentence
from coopsim.game.boardlevers import team_levers
from coopsim.game.commands import (
    Advance,
    CallOff,
    Command,
    Decide,
    DecideDesk,
    Decision,
    Extend,
    Hide,
    Join,
    Pause,
    PlayEvent,
    Rename,
    Renew,
    Reopen,
    Resume,
    Reveal,
    Send,
    Start,
    Tell,
    TypeIn,
    Undo,
    Value,
)
from coopsim.game.desklevers import desk_levers
from coopsim.game.errors import GameError, StaleError
from coopsim.game.events import contradiction, events_of, in_its_way
from coopsim.game.levers import Lever
from coopsim.game.names import LONGEST
from coopsim.game.setup import Setup
from coopsim.game.state import State

WORDS, DEVICES, SECONDS = 500, 40, 3600.0
"""The longest message, the most devices of a team, the most seconds given at once."""


def check(setup: Setup, state: State, command: Command, shown: tuple[str, ...]) -> bool:
    """Whether a command would change anything; ``GameError`` with the reason if it may not be.

    ``shown`` are the keys of dials and numbers that can be revealed. False for what is done
    already: a send that arrives twice is no fault.
    """
    team = getattr(command, "team", None)
    if team is not None and not (isinstance(team, int) and 0 <= team < len(state.teams)):
        raise GameError(Sentence("There is no team number {number}.", number=team))
    match command:
        case Decide() | Send() | TypeIn() | Reopen() | DecideDesk():
            return _deciding(setup, state, command)
        case Start() | Advance() | Undo() | Pause() | Resume() | Extend():
            return _running(state, command)
        case PlayEvent(event) | CallOff(event):
            return _cards(setup, state, event, playing=isinstance(command, PlayEvent))
        case Rename(_, name) | Join(_, name):
            return _named(state, command, name)
        case Tell(text):
            _text(text, WORDS)
            return True
        case Reveal(what) | Hide(what):
            if what not in shown:
                raise GameError(Sentence("There is no curve '{name}'.", name=what))
            return (what in state.revealed) == isinstance(command, Hide)
        case Renew(whose):
            if whose not in state.hashes:
                raise GameError(Sentence("Nobody here is called '{name}'.", name=whose))
            return True
    raise GameError(Sentence("A room knows nothing of '{name}'.", name=type(command).__name__))


def _deciding(setup: Setup, state: State, command: Command) -> bool:
    if state.phase == "finished":
        raise GameError(Sentence("The game is over; nothing more can be decided."))
    match command:
        case DecideDesk(version, decision):
            if not setup.desk:
                raise GameError(Sentence("This game has no national desk."))
            whole(desk_levers(setup), decision)
            return _current(state.desk, decision, version, state.desk_version)
        case Reopen(team):
            return state.teams[team].sent
        case Decide(team, version, decision, device) | Send(team, version, decision, device):
            whole(team_levers(setup), decision)
            now = state.teams[team]
            done = now.sent == isinstance(command, Send)
            if done and now.draft == decision:
                return False  # it arrived already, and the answer was lost on the way
            if now.sent and isinstance(command, Decide):
                raise GameError(Sentence(
                    "Your team has sent its decisions. Ask the trainer to open them again."
                ))  # fmt: skip
            if device and device == now.changed_by:
                return True  # what stands there is its own, and perhaps it was never told so
            return _current(now.draft, decision, version, now.version, same=True)
        case TypeIn(team, decision):
            whole(team_levers(setup), decision)
            now = state.teams[team]
            return not (now.sent and now.draft == decision)
    return False


def _current(
    stands: Decision, sent: Decision, version: int, now: int, *, same: bool = False
) -> bool:
    """Nobody decides over what another device has decided meanwhile without seeing it."""
    if version == now:
        return same or stands != sent
    differs = {key for key in sent if stands.get(key) != sent[key]}
    if not differs:
        return same
    raise StaleError(
        Sentence(
            "Another device of your team, or the trainer, has changed something since. Look at "
            "what differs and send again; nothing of yours is lost."
        ),
        {key: stands.get(key) for key in differs}, {key: sent[key] for key in differs}, now,
    )  # fmt: skip


def whole(levers: tuple[Lever, ...], decision: Mapping[str, Value]) -> None:
    """Hold that a decision has every lever and no other, each within its bounds."""
    known = {lever.key: lever for lever in levers}
    for key in decision:
        if key not in known:
            raise GameError(Sentence("There is nothing called '{name}' to decide.", name=key))
    for key, lever in known.items():
        if key not in decision:
            raise GameError(Sentence("'{name}' is missing.", name=lever.title))
        wrong = lever.fault(decision[key])
        if wrong:
            raise GameError(Sentence("{lever}: {wrong}", lever=lever.title, wrong=wrong))


def _running(state: State, command: Command) -> bool:
    phase = state.phase
    match command:
        case Start() if phase != "lobby":
            return False
        case Advance() if phase not in ("deciding", "paused"):
            raise GameError(
                Sentence("The game has not begun.")
                if phase == "lobby"
                else Sentence("The last year has been lived.")
            )
        case Undo() if not state.lived:
            raise GameError(Sentence("No year has been lived that could be taken back."))
        case Pause() | Resume() if phase not in ("deciding", "paused"):
            raise GameError(Sentence("The clock is not running."))
        case Pause():
            return phase == "deciding"
        case Resume():
            return phase == "paused"
        case Extend(seconds):
            if not math.isfinite(seconds) or not 0 < seconds <= SECONDS:
                raise GameError(Sentence("Give from 1 second to 60 minutes more."))
    return True


def _cards(setup: Setup, state: State, event: str, *, playing: bool) -> bool:
    known = {one.key: one for one in events_of(setup)}
    if event not in known:
        raise GameError(Sentence("There is no card '{name}' in this game.", name=event))
    if state.phase not in ("deciding", "paused"):
        raise GameError(Sentence("A card is played in a year; none is running."))
    if playing == (event in state.events):
        return False
    if playing and in_its_way(setup, known[event], state.year):
        raise GameError(Sentence(
            "This year the scenario itself decides what this card is about. Choose another card."
        ))  # fmt: skip
    if playing and contradiction(setup, (*state.events, event)):
        raise GameError(Sentence(
            "Another card of this year is about the same thing. Take that one back first."
        ))  # fmt: skip
    return True


def _named(state: State, command: Command, name: str) -> bool:
    if isinstance(command, Join):
        _text(name, 64)
        devices = state.teams[command.team].devices
        if len(devices) >= DEVICES and name not in devices:
            raise GameError(Sentence("This team has too many devices already."))
        return name not in devices
    assert isinstance(command, Rename)
    _text(name, LONGEST)
    others = [team.name.casefold() for team in state.teams if team.number != command.team]
    if name.strip().casefold() in others:
        raise GameError(Sentence("Another team has this name."))
    return name != state.teams[command.team].name


def _text(text: str, longest: int) -> None:
    if not text.strip() or len(text) > longest or not text.isprintable():
        raise GameError(Sentence("Write 1 to {number} letters, in one line.", number=longest))
