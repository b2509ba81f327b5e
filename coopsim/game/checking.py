"""What a room refuses, and why: every command is checked before it is written."""

from __future__ import annotations

import math
from collections.abc import Mapping

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
from coopsim.game.events import contradiction, events_of
from coopsim.game.levers import Lever
from coopsim.game.names import LONGEST
from coopsim.game.setup import Setup
from coopsim.game.state import State
from coopsim.text import say

WORDS, DEVICES, SECONDS = 500, 40, 3600.0
"""The longest message, the most devices of a team, the most seconds given at once."""


def check(setup: Setup, state: State, command: Command, shown: tuple[str, ...]) -> bool:
    """Whether a command would change anything; ``GameError`` with the reason if it may not be.

    ``shown`` are the keys of dials and numbers that can be revealed. False for what is done
    already: a send that arrives twice is no fault.
    """
    lang = setup.lang
    team = getattr(command, "team", None)
    if team is not None and not (isinstance(team, int) and 0 <= team < len(state.teams)):
        raise GameError(say("There is no team number {number}.", lang, number=team))
    match command:
        case Decide() | Send() | TypeIn() | Reopen() | DecideDesk():
            return _deciding(setup, state, command)
        case Start() | Advance() | Undo() | Pause() | Resume() | Extend():
            return _running(state, command, lang)
        case PlayEvent(event) | CallOff(event):
            return _cards(setup, state, event, playing=isinstance(command, PlayEvent))
        case Rename(_, name) | Join(_, name):
            return _named(state, command, name, lang)
        case Tell(text):
            _text(text, WORDS, lang)
            return True
        case Reveal(what) | Hide(what):
            if what not in shown:
                raise GameError(say("There is no curve '{name}'.", lang, name=what))
            return (what in state.revealed) == isinstance(command, Hide)
        case Renew(whose):
            if whose not in state.hashes:
                raise GameError(say("Nobody here is called '{name}'.", lang, name=whose))
            return True
    raise GameError(say("A room knows nothing of '{name}'.", lang, name=type(command).__name__))


def _deciding(setup: Setup, state: State, command: Command) -> bool:
    lang = setup.lang
    if state.phase == "finished":
        raise GameError(say("The game is over; nothing more can be decided.", lang))
    match command:
        case DecideDesk(version, decision):
            if not setup.desk:
                raise GameError(say("This game has no national desk.", lang))
            whole(desk_levers(setup), decision, lang)
            return _current(state.desk, decision, version, state.desk_version, lang)
        case Reopen(team):
            return state.teams[team].sent
        case Decide(team, version, decision) | Send(team, version, decision):
            whole(team_levers(setup), decision, lang)
            now = state.teams[team]
            done = now.sent == isinstance(command, Send)
            if done and now.draft == decision:
                return False  # it arrived already, and the answer was lost on the way
            if now.sent and isinstance(command, Decide):
                raise GameError(say(
                    "Your team has sent its decisions. Ask the trainer to open them again.", lang
                ))  # fmt: skip
            return _current(now.draft, decision, version, now.version, lang, same=True)
        case TypeIn(team, decision):
            whole(team_levers(setup), decision, lang)
            now = state.teams[team]
            return not (now.sent and now.draft == decision)
    return False


def _current(
    stands: Decision, sent: Decision, version: int, now: int, lang: str, *, same: bool = False
) -> bool:
    """Nobody decides over what another device has decided meanwhile without seeing it."""
    if version == now:
        return same or stands != sent
    differs = {key for key in sent if stands.get(key) != sent[key]}
    if not differs:
        return same
    raise StaleError(
        say(
            "Another device of your team, or the trainer, has changed something since. Look at "
            "what differs and send again; nothing of yours is lost.",
            lang,
        ),
        {key: stands.get(key) for key in differs}, {key: sent[key] for key in differs}, now,
    )  # fmt: skip


def whole(levers: tuple[Lever, ...], decision: Mapping[str, Value], lang: str) -> None:
    """Hold that a decision has every lever and no other, each within its bounds."""
    known = {lever.key: lever for lever in levers}
    for key in decision:
        if key not in known:
            raise GameError(say("There is nothing called '{name}' to decide.", lang, name=key))
    for key, lever in known.items():
        if key not in decision:
            raise GameError(say("'{name}' is missing.", lang, name=lever.title(lang)))
        wrong = lever.fault(decision[key], lang)
        if wrong:
            raise GameError(f"{lever.title(lang)}: {wrong}")


def _running(state: State, command: Command, lang: str) -> bool:
    phase = state.phase
    match command:
        case Start() if phase != "lobby":
            return False
        case Advance() if phase not in ("deciding", "paused"):
            raise GameError(
                say("The game has not begun.", lang)
                if phase == "lobby"
                else say("The last year has been lived.", lang)
            )
        case Undo() if not state.lived:
            raise GameError(say("No year has been lived that could be taken back.", lang))
        case Pause() | Resume() if phase not in ("deciding", "paused"):
            raise GameError(say("The clock is not running.", lang))
        case Pause():
            return phase == "deciding"
        case Resume():
            return phase == "paused"
        case Extend(seconds):
            if not math.isfinite(seconds) or not 0 < seconds <= SECONDS:
                raise GameError(say("Give from 1 second to 60 minutes more.", lang))
    return True


def _cards(setup: Setup, state: State, event: str, *, playing: bool) -> bool:
    lang = setup.lang
    if event not in {one.key for one in events_of(setup)}:
        raise GameError(say("There is no card '{name}' in this game.", lang, name=event))
    if state.phase not in ("deciding", "paused"):
        raise GameError(say("A card is played in a year; none is running.", lang))
    if playing == (event in state.events):
        return False
    if playing and contradiction(setup, (*state.events, event)):
        raise GameError(say(
            "Another card of this year is about the same thing. Take that one back first.", lang
        ))  # fmt: skip
    return True


def _named(state: State, command: Command, name: str, lang: str) -> bool:
    if isinstance(command, Join):
        _text(name, 64, lang)
        devices = state.teams[command.team].devices
        if len(devices) >= DEVICES and name not in devices:
            raise GameError(say("This team has too many devices already.", lang))
        return name not in devices
    assert isinstance(command, Rename)
    _text(name, LONGEST, lang)
    others = [team.name.casefold() for team in state.teams if team.number != command.team]
    if name.strip().casefold() in others:
        raise GameError(say("Another team has this name.", lang))
    return name != state.teams[command.team].name


def _text(text: str, longest: int, lang: str) -> None:
    if not text.strip() or len(text) > longest or not text.isprintable():
        raise GameError(say("Write 1 to {number} letters, in one line.", lang, number=longest))
