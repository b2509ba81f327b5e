"""A room: the log of one game, its state, and the one way to change it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import Sentence
from coopsim.game.checking import check
from coopsim.game.commands import COMMANDS, FACILITATOR, Advance, Command, Renew, as_data
from coopsim.game.errors import GameError
from coopsim.game.folding import Entry, after, fold
from coopsim.game.results import DIALS, NUMBERS, Results, lived
from coopsim.game.secrets import PIN, Secrets, fresh, hashed, owner_of, renewed
from coopsim.game.setup import Setup
from coopsim.game.state import State
from coopsim.game.store import Behind, Store
from coopsim.game.voting import votes_of

TRIES = 20
"""How often a command is tried again when another writer was faster."""
SHOWN = (*(one.key for one in DIALS), *(one.key for one in NUMBERS))


class Room:
    """A game being played: ``state`` is the fold of its log, ``do`` the only way to change it.

    ``do`` and ``results`` may take seconds when a year is lived (``Advance``); call them from a
    thread where others must not wait. ``secrets`` is known to who created the room, and then no
    more.
    """

    def __init__(self, store: Store, name: str, secrets: Secrets | None = None) -> None:
        self._store, self.name, self.secrets = store, name, secrets
        self.setup = Setup.from_data(store.setup(name))
        self._lock = threading.RLock()
        self._seen = fold(self.setup, self._entries(0)), time.monotonic()

    @classmethod
    def create(cls, store_url: str | Path, setup: Setup, pin: str = "") -> Room:
        """A new room; ``GameError`` if there is one of this name."""
        store = Store(store_url)
        told = fresh(len(setup.teams), setup.desk)
        told = attrs.evolve(told, pin=pin or told.pin)
        bodies = [
            as_data(Renew(whose, hashed(secret, setup.name)))
            for whose, secret in told.by_owner().items()
        ]
        store.create(setup.name, setup.as_data(), bodies)
        return cls(store, setup.name, told)

    @classmethod
    def open(cls, store_url: str | Path, name: str) -> Room:
        """The room of a name as it was left, at whatever moment; ``GameError`` if there is none."""
        return cls(Store(store_url, new=False), name)

    @property
    def state(self) -> State:
        """The state after the last entry that this room has read or written."""
        return self._seen[0]

    @property
    def seconds_left(self) -> float:
        """Seconds left of this year's clock, below 0 when time is over; never waits for a year."""
        state, heard = self._seen
        running = time.monotonic() - heard if state.phase == "deciding" else 0.0
        return state.limit - state.used - running

    def refresh(self) -> State:
        """The state with what other writers have added since."""
        with self._lock:
            for entry in self._entries(self.state.length):
                self._seen = after(self.setup, self.state, entry), time.monotonic()
            return self.state

    def do(self, command: Command) -> State:
        """Check a command, write it, and give the state after it.

        Raises ``GameError`` where it may not be, ``StaleError`` where a decision was made from an
        older version, ``StoreError`` where it could not be written: then nothing has changed.
        """
        with self._lock:
            for _ in range(TRIES):
                if not check(self.setup, self.state, command, SHOWN):
                    return self.state
                try:
                    return self._append(self._filled(command))
                except Behind:
                    self.refresh()
        raise GameError(Sentence("The room is too busy. Do it again."))

    def results(self) -> Results:
        """Everything the lived years gave; worked out anew where it is not known yet."""
        state = self.state
        return lived(self.setup, state.lived)

    def who(self, secret: str) -> str | None:
        """Whose a secret is: a team's number, ``desk``, ``facilitator``, ``pin``, or None."""
        return owner_of(secret, self.setup.name, self.state.hashes)

    def seat(self, code: str) -> int | None:
        """The team of a code, or None."""
        whose = self.who(code)
        return int(whose) if whose is not None and whose.isdecimal() else None

    def admits(self, pin: str) -> bool:
        """Whether a PIN is this room's."""
        return self.who(pin) == PIN

    def is_facilitator(self, secret: str) -> bool:
        """Whether a secret is the facilitator's."""
        return self.who(secret) == FACILITATOR

    def renew(self, whose: str) -> str:
        """A new secret for a team (its number), ``desk``, ``facilitator`` or ``pin``: told once."""
        secret = renewed(whose)
        self.do(Renew(whose, hashed(secret, self.setup.name)))
        return secret

    def _filled(self, command: Command) -> Command:
        """A command with what the room itself must add."""
        if isinstance(command, Advance):
            return Advance(votes_of(self.setup, self.state, self.results()))
        if isinstance(command, Renew) and not command.hashed:
            raise GameError("A new secret is made by the room itself.")
        return command

    def _append(self, command: Command) -> State:
        """Write an entry; the seconds since the last are by a clock that nobody sets."""
        now = time.monotonic()
        entry = Entry(self.state.length + 1, command, now - self._seen[1])
        self._store.append(self.name, entry.number, entry.elapsed, as_data(command))
        self._seen = after(self.setup, self.state, entry), now
        return self.state

    def _entries(self, since: int) -> list[Entry]:
        return [
            Entry(number, command_of(body), elapsed)
            for number, elapsed, body in self._store.entries(self.name, since)
        ]


def command_of(body: dict[str, Any]) -> Command:
    """The command that ``as_data`` wrote."""
    parts = {key: value for key, value in body.items() if key != "command"}
    return COMMANDS[body["command"]](**parts)
