"""From a log to a state: ``fold`` is pure, and knows nothing but the setup and the entries.

Entries were checked before they were written, so folding never fails; an entry that makes no
sense any more (of a team that is not there) changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from coopsim.game.boardlevers import SPLIT, team_levers
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
)
from coopsim.game.desklevers import desk_levers
from coopsim.game.events import drawn
from coopsim.game.levers import default_decision
from coopsim.game.setup import Setup
from coopsim.game.state import Message, State, Team, Year
from coopsim.game.vote import accepted


@attrs.frozen
class Entry:
    """One line of the log: a command, and the seconds the year's clock ran since the one before.

    ``number`` counts from 1. The clock is the room's own, so an entry holds no time of day.
    """

    number: int
    command: Command
    elapsed: float = 0.0


def opening(setup: Setup) -> State:
    """The state of a room nobody has entered yet."""
    usual = default_decision(team_levers(setup))
    teams = tuple(Team(place, name, dict(usual)) for place, name in enumerate(setup.teams))
    desk = default_decision(desk_levers(setup)) if setup.desk else {}
    first = tuple(dict(usual) for _ in teams)
    return State("lobby", setup.years, teams, first, desk=desk, limit=60 * setup.minutes)


def fold(setup: Setup, entries: Iterable[Entry]) -> State:
    """The state after some entries."""
    state = opening(setup)
    for entry in entries:
        state = after(setup, state, entry)
    return state


def after(setup: Setup, state: State, entry: Entry) -> State:
    """The state one entry later."""
    used = state.used + (max(entry.elapsed, 0.0) if state.phase == "deciding" else 0.0)
    state = attrs.evolve(state, used=used, length=entry.number)
    command = entry.command
    match command:
        case Start() if state.phase == "lobby":
            return attrs.evolve(_clock_anew(setup, state, 1), phase="deciding")
        case Advance() if state.phase in ("deciding", "paused"):
            return _lived(setup, state, command.votes)
        case Undo() if state.lived:
            return _taken_back(setup, state)
        case Pause() if state.phase == "deciding":
            return attrs.evolve(state, phase="paused")
        case Resume() if state.phase == "paused":
            return attrs.evolve(state, phase="deciding")
        case Extend(seconds):
            return attrs.evolve(state, limit=state.limit + seconds)
    return _of_teams(state, command)


def _of_teams(state: State, command: Command) -> State:
    match command:
        case Join(team, device):
            known = _team(state, team)
            if known is None or device in known.devices:
                return state
            return _with(state, attrs.evolve(known, devices=(*known.devices, device)))
        case Rename(team, name):
            return _changed(state, team, name=name)
        case Decide(team, _, decision, device):
            return _drafted(state, team, decision, sent=False, device=device)
        case Send(team, _, decision, device):
            return _drafted(state, team, decision, sent=True, device=device)
        case TypeIn(team, decision):
            return _drafted(state, team, decision, sent=True)
        case Reopen(team):
            known = _team(state, team)
            if known is None:
                return state
            return _drafted(state, team, known.draft, sent=False, device=known.changed_by)
        case DecideDesk(_, decision):
            return attrs.evolve(state, desk=decision, desk_version=state.desk_version + 1)
    return _of_the_board(state, command)


def _of_the_board(state: State, command: Command) -> State:
    match command:
        case PlayEvent(event) if event not in state.events:
            return attrs.evolve(state, events=(*state.events, event))
        case CallOff(event):
            return attrs.evolve(state, events=tuple(e for e in state.events if e != event))
        case Tell(text, team):
            told = Message(text, team, state.year)
            return attrs.evolve(state, messages=(*state.messages, told))
        case Reveal(what) if what not in state.revealed:
            return attrs.evolve(state, revealed=(*state.revealed, what))
        case Hide(what):
            return attrs.evolve(state, revealed=tuple(w for w in state.revealed if w != what))
        case Renew(whose, hashed):
            return attrs.evolve(state, hashes={**state.hashes, whose: hashed})
    return state


def in_force(
    state: State, votes: tuple[float | None, ...]
) -> tuple[tuple[Decision, ...], tuple[Decision, ...], tuple[bool, ...]]:
    """What each team decides for this year, what it proposed, and who was silent.

    A silent team keeps its last decisions; a split that was voted down is the last one.
    """
    decided, proposed, silent = [], [], []
    for team in state.teams:
        last = state.decided(team.number)
        asked = team.draft if team.sent else last
        holds = dict(asked)
        share = votes[team.number] if team.number < len(votes) else None
        if share is not None and not accepted(share):
            holds |= {key: last[key] for key in SPLIT if key in last}
        decided.append(holds)
        proposed.append(dict(asked))
        silent.append(not team.sent)
    return tuple(decided), tuple(proposed), tuple(silent)


def _lived(setup: Setup, state: State, votes: tuple[float | None, ...]) -> State:
    """The year is over: decisions become last year's, and the next begins from them."""
    decided, proposed, silent = in_force(state, votes)
    year = Year(decided, proposed, votes, silent, state.events, dict(state.desk))
    teams = tuple(
        _anew(team, decision) for team, decision in zip(state.teams, decided, strict=True)
    )
    state = attrs.evolve(state, teams=teams, lived=(*state.lived, year))
    if state.year == state.years:
        return attrs.evolve(state, phase="finished", events=())
    return attrs.evolve(_clock_anew(setup, state, state.year + 1), phase="deciding")


def _taken_back(setup: Setup, state: State) -> State:
    """The last year was never lived; what teams had sent is there again, to be sent anew."""
    year = state.lived[-1]
    teams = tuple(
        _anew(team, asked) for team, asked in zip(state.teams, year.proposed, strict=True)
    )
    place = len(state.lived)
    state = attrs.evolve(
        _clock_anew(setup, state, place), teams=teams, lived=state.lived[:-1], desk=dict(year.desk)
    )
    return attrs.evolve(state, phase="deciding", events=year.events)


def _anew(team: Team, draft: Decision) -> Team:
    """A team at the beginning of a year, with a draft that no device has made."""
    return attrs.evolve(
        team, draft=dict(draft), sent=False, version=team.version + 1, changed_by=""
    )


def _clock_anew(setup: Setup, state: State, year: int) -> State:
    return attrs.evolve(
        state, year=year, used=0.0, limit=60 * setup.minutes, events=drawn(setup, year)
    )


def _team(state: State, number: int) -> Team | None:
    return state.teams[number] if 0 <= number < len(state.teams) else None


def _changed(state: State, number: int, **parts: object) -> State:
    known = _team(state, number)
    return state if known is None else _with(state, attrs.evolve(known, **parts))  # type: ignore[arg-type]


def _drafted(
    state: State, number: int, decision: Decision, *, sent: bool, device: str = ""
) -> State:
    known = _team(state, number)
    if known is None:
        return state
    return _with(state, attrs.evolve(
        known, draft=dict(decision), sent=sent, version=known.version + 1, changed_by=device,
    ))  # fmt: skip


def _with(state: State, team: Team) -> State:
    teams = list(state.teams)
    teams[team.number] = team
    return attrs.evolve(state, teams=tuple(teams))
