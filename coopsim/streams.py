"""Keyed random draws: a draw is addressed, never taken from a queue.

Stream = (seed, purpose, month), slot = row. Every row draws whether it uses the number or not,
so a changed policy changes nothing but what it causes, and two policies meet the same luck.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

from coopsim.errors import Fault, ScenarioError

Draws = NDArray[np.float64]
BLOCK = 4
"""Draws a step of the generator's counter gives."""


@cache
def purpose_id(purpose: str) -> int:
    """The 64-bit id of a purpose: the head of its sha256, the same in every process."""
    return int.from_bytes(hashlib.sha256(purpose.encode()).digest()[:8], "little")


class Streams:
    """The draws of one run.

    A purpose may be drawn once a month; a second draw is a mistake in the model and raises
    ``ValueError``. There is no state to save: a run resumed at month m draws the same numbers.

    >>> Streams(1).uniforms("joins", month=3, size=2).tolist() == (
    ...     Streams(1).uniforms("joins", month=3, size=5)[:2].tolist())
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        if not 0 <= self.seed < 2**64:
            allowed = "Allowed: a whole number from 0 to 2^64 - 1."
            raise ScenarioError([Fault("seed", f"{self.seed} is out of bounds.", allowed)])
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)
        self._counter = np.zeros(4, dtype=np.uint64)
        self._key = np.array([self.seed, 0], dtype=np.uint64)
        self._state = self._bits.state | {
            "state": {"counter": self._counter, "key": self._key},
            "buffer_pos": 4,  # nothing left over from the stream before
        }
        self._month = -1
        self._drawn: set[str] = set()

    def uniforms(self, purpose: str, month: int, size: int, first: int = 0) -> Draws:
        """Uniforms in (0, 1) of ``size`` rows from row ``first``; a row's is always the same."""
        if month != self._month:
            self._month = month
            self._drawn.clear()
        if purpose in self._drawn:
            raise ValueError(f"'{purpose}' is drawn twice in month {month}; name a new purpose")
        self._drawn.add(purpose)
        self._counter[:2] = first // BLOCK, month
        self._key[1] = purpose_id(purpose)
        self._bits.state = self._state
        draws = self._generator.random(size + first % BLOCK)[first % BLOCK :]
        # random() may give 0.0, whose normal quantile is minus infinity
        return np.maximum(draws, 2.0**-54, out=draws)

    def __reduce__(self) -> tuple[type, tuple[int]]:
        return type(self), (self.seed,)  # a copy must not share a generator's bits
