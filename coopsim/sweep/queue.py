"""What a sweep has still to run, and how much of it is handed over at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sized
from itertools import islice

import attrs

from coopsim.sweep.addressing import Cell
from coopsim.sweep.rows import BLOCK, blocks
from coopsim.sweep.running import DONE, Outcome
from coopsim.sweep.store import Store

CHUNK_SECONDS = 0.3
"""Work that is handed over together, by measured cost."""
AHEAD = 2
"""Chunks a worker, so that none waits for the runner."""
SHORTEST = 1e-3
"""A run is never counted as shorter, seconds."""


@attrs.frozen
class Chunk:
    """Cells that are handed to a worker together."""

    cells: tuple[Cell, ...]
    attempt: int = 1

    def single(self) -> list[Chunk]:
        """Its cells one by one, so that a bad run takes no other with it."""
        return [Chunk((cell,), self.attempt) for cell in self.cells]


class Queue:
    """Cells still to be run, taken as they are needed; none twice, none that is stored.

    With ``again`` cells that failed before are run once more.
    """

    def __init__(self, cells: Iterable[Cell], store: Store, again: bool) -> None:
        self.total = len(cells) if isinstance(cells, Sized) else None
        self.skipped = self.ended = 0
        self.retry: deque[Chunk] = deque()
        self.cost: float | None = None
        """Seconds a run, measured; None before the first."""
        self._store, self._again = store, again
        self._flying: set[str] = set()
        self._todo = self._missing(cells)

    def _missing(self, cells: Iterable[Cell]) -> Iterator[Cell]:
        for block in blocks(cells, BLOCK):
            known = self._store.statuses(cell.key for cell in block)
            if self._again:
                known = {key: status for key, status in known.items() if status == DONE}
            seen = {*known, *self._flying}
            for cell in block:
                if cell.key in seen:
                    self.skipped += 1
                else:
                    seen.add(cell.key)
                    self._flying.add(cell.key)
                    yield cell

    def next(self, workers: int) -> Chunk | None:
        """What to run next: as many cells as take a moment, fewer where the end is near."""
        if self.retry:
            return self.retry.popleft()
        size = 1 if self.cost is None else max(1, int(CHUNK_SECONDS / self.cost))
        if self.left is not None:
            size = max(1, min(size, (self.left - len(self._flying)) // (AHEAD * workers)))
        cells = tuple(islice(self._todo, size))
        return Chunk(cells) if cells else None

    @property
    def left(self) -> int | None:
        """Cells that have not ended, those not yet looked up included; None if nobody knows."""
        return None if self.total is None else self.total - self.skipped - self.ended

    def end(self, outcomes: Iterable[Outcome]) -> None:
        """Cells have come to their end, and are stored."""
        for one in outcomes:
            self.ended += 1
            self._flying.discard(one.cell.key)
            if one.status == DONE:
                seconds = max(one.seconds, SHORTEST)
                self.cost = seconds if self.cost is None else 0.8 * self.cost + 0.2 * seconds
