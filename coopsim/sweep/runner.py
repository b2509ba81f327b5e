"""The sweep itself: every cell that is missing is run once and stored as soon as it is there."""

from __future__ import annotations

import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

import attrs
from attrs import evolve

from coopsim.errors import CoopsimError
from coopsim.sweep.addressing import Base, Cell, sources_digest
from coopsim.sweep.errors import StoreFullError, SweepError
from coopsim.sweep.executors import Execution, Workers, opened
from coopsim.sweep.rows import BLOCK, blocks
from coopsim.sweep.running import DIED, DONE, LATE, Job, Outcome, Report, origin, over_time
from coopsim.sweep.store import BATCH, Store

CHUNK_SECONDS = 0.3
"""Work that is handed over together, by measured cost."""
AHEAD = 2
"""Chunks a worker, so that none waits for the runner."""
GRACE = 1.0
"""Seconds that running chunks have to end once a sweep is stopped."""
FEW = 50
"""Finished runs that make a batch of their own at the end; fewer wait in the index."""
BREAKS = 3
"""Times that the workers as a whole may be lost without a run between."""


@attrs.frozen
class Progress:
    """How far a sweep is. ``total`` and ``seconds_left`` are None where nobody knows."""

    done: int
    failed: int
    skipped: int
    total: int | None
    seconds: float
    seconds_left: float | None


@attrs.frozen
class SweepResult:
    """What a sweep did; ``skipped`` were stored before."""

    done: int
    failed: int
    skipped: int
    seconds: float
    stopped: bool = False


def sweep(
    base: Base,
    cells: Iterable[Cell],
    store: Store,
    how: Execution | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> SweepResult:
    """Run the cells that the store does not have; returns when all are there.

    Cells are taken as they are needed, and each result is stored as soon as it is there, so
    memory does not grow with their number. A run that raises, hangs beyond the time limit or
    takes its worker along is a row of the store. ``progress`` is called as results come in;
    ``stop`` ends the sweep within about a second, and so does Ctrl-C: finished runs are kept.

    Raises ``StoreBusyError`` if another runner has the store, ``StoreFullError`` if there is no
    room, ``SourcesDifferError`` if a worker has other code, ``SweepError`` if no worker starts.
    """
    execution = how or Execution()
    with store.lock(), opened(execution) as workers:
        one = _Sweep(base, store, execution, workers, cells)
        try:
            one.run(progress or (lambda now: None), stop or threading.Event())
        except StoreFullError:
            one.give_up()
            raise
        except BaseException:
            one.settle()
            raise
        one.settle()
        return SweepResult(one.done, one.failed, one.skipped, one.seconds, one.stopped)


@attrs.frozen
class _Chunk:
    cells: tuple[Cell, ...]
    attempt: int = 1

    def single(self) -> list[_Chunk]:
        """Its cells one by one, so that a bad run takes no other with it."""
        return [_Chunk((cell,), self.attempt) for cell in self.cells]


class _Sweep:
    """The state of a sweep that runs."""

    def __init__(
        self, base: Base, store: Store, how: Execution, workers: Workers, cells: Iterable[Cell]
    ) -> None:
        self.store, self.how, self.workers = store, how, workers
        self.job = pickle.dumps(Job(base, how.simulator, how.time_limit, sources_digest()))
        self.total = len(cells) if isinstance(cells, Sized) else None
        self.todo = self._missing(cells)
        self.retry: deque[_Chunk] = deque()
        self.running: dict[Future[Report], _Chunk] = {}
        self.flying: set[str] = set()
        self.done = self.failed = self.skipped = self.breaks = self.waiting = 0
        self.stopped = False
        self.cost: float | None = None
        self.start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the sweep began."""
        return time.perf_counter() - self.start

    def _missing(self, cells: Iterable[Cell]) -> Iterator[Cell]:
        """Cells to be run: not stored, and not on their way."""
        for block in blocks(cells, BLOCK):
            known = self.store.statuses(cell.key for cell in block)
            if self.how.again:
                known = {key: status for key, status in known.items() if status == DONE}
            asked = {*known, *self.flying}
            for cell in block:
                if cell.key in asked:
                    self.skipped += 1
                else:
                    asked.add(cell.key)
                    self.flying.add(cell.key)
                    yield cell

    def run(self, progress: Callable[[Progress], None], stop: threading.Event) -> None:
        """Run until nothing is missing, or until told to stop."""
        while not stop.is_set():
            self._hand_out()
            if not self.running:
                break
            if self._take(0.1):
                progress(self._progress())
        self.stopped = stop.is_set()
        progress(self._progress())

    def _progress(self) -> Progress:
        left = None
        finished = self.done + self.failed
        if self.total is not None and finished:
            left = (self.total - self.skipped - finished) * self.seconds / finished
        return Progress(self.done, self.failed, self.skipped, self.total, self.seconds, left)

    def _hand_out(self) -> None:
        while len(self.running) < AHEAD * self.workers.count:
            chunk = self._next()
            if chunk is None:
                return
            limit = self.how.time_limit
            if limit is not None:  # the cells before one that hangs have their usual time
                limit += GRACE + (len(chunk.cells) - 1) * 4 * (self.cost or 0)
            try:
                self.running[self.workers.submit(self.job, chunk.cells, limit)] = chunk
            except RuntimeError as error:  # a pool that broke while nobody looked
                self.retry.append(chunk)
                self._begin_again(error)

    def _next(self) -> _Chunk | None:
        """What to run next; as many cells as take a moment, fewer where the end is near."""
        if self.retry:
            return self.retry.popleft()
        size = 1 if self.cost is None else int(CHUNK_SECONDS / max(self.cost, 1e-3)) or 1
        if self.total is not None:
            left = self.total - self.skipped - self.done - self.failed - len(self.flying)
            size = max(1, min(size, left // (AHEAD * self.workers.count)))
        cells = tuple(islice(self.todo, size))
        return _Chunk(cells) if cells else None

    def _take(self, seconds: float) -> bool:
        """Store what has come back within some seconds; whether anything has."""
        ended, _ = wait(self.running, seconds, FIRST_COMPLETED)
        gone: BaseException | None = None
        for future in ended:
            chunk = self.running.pop(future)
            try:
                self._keep(future.result(), chunk)
            except self.workers.lost as error:
                self._lost(chunk, DIED, f"the worker died under it: {error}")
            except TimeoutError:
                self._lost(chunk, LATE, over_time(self.how.time_limit))
            except (BrokenProcessPool, CancelledError) as error:
                self.retry += chunk.single()
                gone = error
            except CoopsimError:
                raise
            except Exception as error:
                raise SweepError(
                    f"a worker could not begin its runs: {type(error).__name__}: {error}. "
                    "Is the same coopsim installed where it runs?"
                ) from error
        if gone is not None:
            self._begin_again(gone)
        return bool(ended)

    def _keep(self, report: Report, chunk: _Chunk) -> None:
        """Store a report in one transaction; small batches become a large one."""
        if chunk.attempt > 1:
            outcomes = tuple(evolve(one, attempts=chunk.attempt) for one in report.outcomes)
            report = evolve(report, outcomes=outcomes)
        self.store.add(report)
        self.breaks = 0
        for one in report.outcomes:
            self.flying.discard(one.cell.key)
            self.done += one.status == DONE
            self.failed += one.status != DONE
            self.waiting += one.status == DONE
        seconds = sum(one.seconds for one in report.outcomes) / len(report.outcomes)
        self.cost = seconds if self.cost is None else 0.7 * self.cost + 0.3 * seconds
        if self.waiting >= BATCH:
            self.store.flush(BATCH)
            self.waiting = 0

    def _lost(self, chunk: _Chunk, status: str, error: str) -> None:
        """A chunk came to nothing: its cells once more, one by one; then it is a row."""
        if len(chunk.cells) > 1:
            self.retry += chunk.single()
        elif status == DIED and chunk.attempt <= self.how.retries:
            self.retry.append(_Chunk(chunk.cells, chunk.attempt + 1))
        else:
            seconds = (self.how.time_limit or 0.0) if status == LATE else 0.0
            outcome = Outcome(chunk.cells[0], status, seconds, stage="run", error=error)
            self._keep(Report(origin(), (outcome,)), chunk)

    def _begin_again(self, error: BaseException) -> None:
        """All workers are gone: others take their place, and their cells are run again."""
        self.breaks += 1
        if self.breaks > BREAKS:
            raise SweepError(
                f"the workers died {self.breaks} times before any run ended ({error}). "
                'In a script, put the call under  if __name__ == "__main__":  and see whether '
                'one run works with executor = "threads".'
            ) from error
        for chunk in self.running.values():
            self.retry += chunk.single()
        self.running.clear()
        self.workers = self.workers.again()

    def give_up(self) -> None:
        """Let nothing run on."""
        for future in self.running:
            future.cancel()
        self.running.clear()

    def settle(self) -> None:
        """Store what ends within a moment; give the rest up."""
        for future in self.running:
            if not future.running():
                future.cancel()
        wait([future for future in self.running if not future.cancelled()], GRACE)
        for future, chunk in list(self.running.items()):
            if future.done() and not future.cancelled() and future.exception() is None:
                self._keep(future.result(), chunk)
        self.give_up()
        self.store.flush(FEW)
