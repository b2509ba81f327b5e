"""Who comes in, and how often a code may be tried: a few wrong ones, then seconds of waiting."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path

import attrs

from coopsim.game import FACILITATOR, PIN, Room
from coopsim.game.web.keys import Keys, save

MARK = 24
"""Characters of a secret's hash that a cookie carries."""

FREE, FIRST_WAIT, LONGEST_WAIT = 5, 2.0, 60.0
"""Wrong codes an address may try at once; seconds to wait after the next, doubled by each more."""
OVERALL, WINDOW = 40, 60.0
"""Wrong codes the whole room may try in so many seconds, from however many addresses."""
FORGOTTEN, REMEMBERED = 900.0, 1000
"""Seconds after which an address begins anew; addresses kept in mind."""


@attrs.frozen
class Wrong:
    """The wrong codes of one address: how many, when the last, and until when it waits."""

    count: int
    last: float
    until: float


@attrs.define
class Tries:
    """Wrong codes, by address and overall; ``clock`` is monotonic, in seconds."""

    clock: Callable[[], float] = time.monotonic
    _by: OrderedDict[str, Wrong] = attrs.Factory(OrderedDict)
    _all: deque[float] = attrs.Factory(lambda: deque(maxlen=OVERALL))

    def wait(self, address: str) -> float:
        """Seconds until the next code from an address is looked at; 0 for at once."""
        now = self.clock()
        own = self._by[address].until - now if address in self._by else 0.0
        full = len(self._all) == OVERALL
        room = self._all[0] + WINDOW - now if full else 0.0
        return max(own, room, 0.0)

    def failed(self, address: str) -> None:
        """Remember a wrong code."""
        now = self.clock()
        known = self._by.pop(address, Wrong(0, now, now))
        count = 1 if now - known.last > FORGOTTEN else known.count + 1
        over = count - FREE
        wait = min(FIRST_WAIT * 2**over, LONGEST_WAIT) if over >= 0 else 0.0
        self._by[address] = Wrong(count, now, now + wait)
        self._all.append(now)
        while len(self._by) > REMEMBERED:
            self._by.popitem(last=False)

    def passed(self, address: str) -> None:
        """Forget the wrong codes of an address that has found the right one."""
        self._by.pop(address, None)


class Door:
    """The door of a room: ``seat`` says whose a code is, one after the other under ``turn``."""

    def __init__(self, room: Room, keys: Keys, file: Path) -> None:
        self.keys, self.tries, self.turn = keys, Tries(), asyncio.Lock()
        self._room, self._file = room, file

    async def seat(self, pin: str, code: str) -> str | None:
        """Whose a code is, with the PIN of the room beside it; None where they are not right."""
        whose = await asyncio.to_thread(self._room.who, code)
        if whose == PIN or (whose != FACILITATOR and not await self._admits(pin)):
            return None
        return whose

    async def _admits(self, pin: str) -> bool:
        return await asyncio.to_thread(self._room.admits, pin)

    def mark_of(self, whose: str) -> str:
        """What a cookie carries beside whose it is: another one once the secret is renewed."""
        return self._room.state.hashes.get(whose, "")[:MARK]

    def counts(self, whose: str, mark: str) -> bool:
        """Whether a cookie's mark is of the secret that counts now."""
        known = self.mark_of(whose)
        return bool(known) and hmac.compare_digest(known.encode(), mark.encode())

    def renew(self, whose: str) -> None:
        """A new secret for one, kept in the file of secrets."""
        self.keys = self.keys.with_secret(whose, self._room.renew(whose))
        save(self.keys, self._file)
