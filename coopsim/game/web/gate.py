"""Who may try a code, and how often: a few wrong ones, then seconds of waiting."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

import attrs

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
