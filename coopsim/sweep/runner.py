"""The sweep itself: every cell that is missing is run once and stored as soon as it is there."""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool

import attrs
from attrs import evolve

from coopsim.errors import CoopsimError
from coopsim.sweep.addressing import Base, Cell, sources_digest
from coopsim.sweep.errors import StoreFullError, SweepError
from coopsim.sweep.executors import Execution, Workers, opened, refuse_children
from coopsim.sweep.interrupts import interrupts
from coopsim.sweep.queue import AHEAD, Chunk, Queue
from coopsim.sweep.running import DIED, DONE, LATE, Job, Outcome, Report, origin, over_time
from coopsim.sweep.store import BATCH, Store

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
    refuse_children()
    execution = how or Execution()
    stop = stop or threading.Event()
    with store.lock(), interrupts(stop), opened(execution) as workers:
        one = _Sweep(base, store, execution, workers, cells)
        tell = progress or (lambda now: None)
        try:
            one.run(tell, stop)
        except StoreFullError:
            one.give_up()
            raise
        except BaseException:
            one.settle()
            raise
        one.settle()
        tell(one.progress())
        return SweepResult(one.done, one.failed, one.queue.skipped, one.seconds, one.stopped)


class _Sweep:
    """The state of a sweep that runs."""

    def __init__(
        self, base: Base, store: Store, how: Execution, workers: Workers, cells: Iterable[Cell]
    ) -> None:
        self.store, self.how, self.workers = store, how, workers
        self.job = pickle.dumps(Job(base, how.simulator, how.time_limit, sources_digest()))
        self.queue = Queue(cells, store, how.again)
        self.running: dict[Future[Report], Chunk] = {}
        self.done = self.failed = self.breaks = self.waiting = 0
        self.stopped = False
        self.start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the sweep began."""
        return time.perf_counter() - self.start

    def run(self, progress: Callable[[Progress], None], stop: threading.Event) -> None:
        """Run until nothing is missing, or until told to stop."""
        while not stop.is_set():
            self._hand_out()
            if not self.running:
                break
            if self._take(0.1):
                progress(self.progress())
        self.stopped = stop.is_set()

    def progress(self) -> Progress:
        """How far it is now."""
        queue, left = self.queue, None
        if queue.left is not None and queue.ended:
            left = queue.left * self.seconds / queue.ended
        return Progress(self.done, self.failed, queue.skipped, queue.total, self.seconds, left)

    def _hand_out(self) -> None:
        while len(self.running) < AHEAD * self.workers.count:
            chunk = self.queue.next(self.workers.count)
            if chunk is None:
                return
            limit = self.how.time_limit
            if limit is not None:  # the cells before one that hangs have their usual time
                limit += GRACE + (len(chunk.cells) - 1) * 4 * (self.queue.cost or 0.0)
            try:
                self.running[self.workers.submit(self.job, chunk.cells, limit)] = chunk
            except RuntimeError as error:  # a pool that broke while nobody looked
                self.queue.retry.append(chunk)
                self._begin_again(error)

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
                self.queue.retry += chunk.single()
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

    def _keep(self, report: Report, chunk: Chunk) -> None:
        """Store a report in one transaction; small batches become a large one."""
        if chunk.attempt > 1:
            outcomes = tuple(evolve(one, attempts=chunk.attempt) for one in report.outcomes)
            report = evolve(report, outcomes=outcomes)
        self.store.add(report)
        self.breaks = 0
        self.queue.end(report.outcomes)
        done = sum(one.status == DONE for one in report.outcomes)
        self.done += done
        self.waiting += done
        self.failed += len(report.outcomes) - done
        if self.waiting >= BATCH:
            self.store.flush(BATCH)
            self.waiting = 0

    def _lost(self, chunk: Chunk, status: str, error: str) -> None:
        """A chunk came to nothing: its cells once more, one by one; then it is a row."""
        if len(chunk.cells) > 1:
            self.queue.retry += chunk.single()
        elif status == DIED and chunk.attempt <= self.how.retries:
            self.queue.retry.append(Chunk(chunk.cells, chunk.attempt + 1))
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
            self.queue.retry += chunk.single()
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
