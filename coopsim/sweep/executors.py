"""Where cells are run: processes of this machine, threads, or a Dask cluster; one protocol.

Each takes a chunk of cells and gives a future of a ``Report``. A future that raises has lost its
chunk: ``LOST`` if a worker died under it, ``TimeoutError`` if it was stopped, and
``BrokenProcessPool`` or ``CancelledError`` if the workers as a whole are gone.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any, Literal, Protocol

import attrs

from coopsim.errors import nearest
from coopsim.sweep.addressing import Cell, sources_digest
from coopsim.sweep.errors import SweepError, optional
from coopsim.sweep.running import SIMULATED, Report, run_chunk
from coopsim.sweep.threads import THREADS, single_threads

Kind = Literal["processes", "threads", "dask"]
EXECUTORS: tuple[Kind, ...] = ("processes", "threads", "dask")
LOCAL = "local"
PATIENCE = 20
"""Seconds a Dask scheduler is given to answer."""


@attrs.frozen
class Execution:
    """How cells are run.

    ``workers`` is the number of processors unless said; threads are one, for a debugger.
    ``dask`` is a scheduler's address, ``tcp://host:8786``, or ``local`` for a cluster that is
    started here. ``time_limit`` is in seconds a run. A run whose worker died is tried ``retries``
    times more; cells that failed before are only run again with ``again``. ``simulator`` is
    the import path of what simulates, ``module:function``.
    """

    executor: Kind = "processes"
    workers: int | None = None
    dask: str = LOCAL
    time_limit: float | None = None
    retries: int = 1
    again: bool = False
    simulator: str = SIMULATED

    @property
    def count(self) -> int:
        """Workers on this machine."""
        return self.workers or (1 if self.executor == "threads" else _processors())


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers(Protocol):
    """What runs chunks of cells."""

    @property
    def count(self) -> int:
        """Chunks that run at once."""

    @property
    def lost(self) -> tuple[type[BaseException], ...]:
        """What a future raises whose worker died."""

    def submit(self, job: bytes, cells: tuple[Cell, ...], limit: float | None) -> Future[Report]:
        """Run a chunk; one that takes longer than ``limit`` seconds may be stopped."""

    def again(self) -> Workers:
        """Workers in place of these, which are gone."""


@contextmanager
def opened(how: Execution) -> Iterator[Workers]:
    """The workers of an execution; processes stay warm for the next sweep."""
    if how.executor not in EXECUTORS:
        raise SweepError(
            f"there is no executor '{how.executor}'. {nearest(how.executor, EXECUTORS)}"
        )
    if how.executor == "dask":
        with _cluster(how) as workers:
            yield workers
    elif how.executor == "threads":
        pool = ThreadPoolExecutor(how.count)
        try:
            yield _Threads(pool, how.count)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    else:
        yield _processes(how.count)


@attrs.frozen
class _Threads:
    pool: ThreadPoolExecutor
    count: int
    lost: tuple[type[BaseException], ...] = ()

    def submit(self, job: bytes, cells: tuple[Cell, ...], limit: float | None) -> Future[Report]:
        return self.pool.submit(run_chunk, job, cells)

    def again(self) -> Workers:
        return self


@attrs.frozen
class _Processes:
    pool: Any
    count: int
    lost: tuple[type[BaseException], ...]

    def submit(self, job: bytes, cells: tuple[Cell, ...], limit: float | None) -> Future[Report]:
        future: Future[Report] = self.pool.schedule(run_chunk, (job, cells), timeout=limit)
        return future

    def again(self) -> Workers:
        _processes.cache_clear()
        _end(self.pool)
        return _processes(self.count)


@lru_cache(maxsize=1)
def _processes(count: int) -> _Processes:
    """A pool of processes, kept for the session."""
    pebble = optional("pebble", "sweep")
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(["coopsim.sweep.running"])
    pool = pebble.ProcessPool(count, initializer=_begin, context=context)
    with single_threads():
        pool.schedule(sources_digest)  # the first task starts the processes
    atexit.register(_end, pool)
    return _Processes(pool, count, (pebble.ProcessExpired,))


def _begin() -> None:
    """What a process does first: one thread, and the sources it was started with."""
    os.environ.update(dict.fromkeys(THREADS, "1"))  # for one that was started anew
    sources_digest()


def _end(pool: Any) -> None:
    pool.stop()
    pool.join()


def refuse_children() -> None:
    """A process that is starting reads the script again, and must not sweep."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SweepError(
            "a worker began a sweep of its own: the script sweeps as soon as it is read. "
            'Put the call under  if __name__ == "__main__":'
        )


@attrs.frozen
class _Dask:
    client: Any
    pool: Any
    count: int
    lost: tuple[type[BaseException], ...]

    def submit(self, job: bytes, cells: tuple[Cell, ...], limit: float | None) -> Future[Report]:
        future: Future[Report] = self.pool.submit(run_chunk, job, cells)
        return future

    def again(self) -> Workers:
        raise SweepError(
            "the Dask cluster is gone. Every run it had given back is stored; resume when it is "
            "there again, or without --dask."
        )


@contextmanager
def _cluster(how: Execution) -> Iterator[Workers]:
    """A Dask cluster: one that runs somewhere, or one started here and ended with the sweep."""
    distributed = optional("distributed", "cluster")
    with ExitStack() as stack:
        target: Any = how.dask
        if how.dask == LOCAL:
            with single_threads():
                target = stack.enter_context(
                    distributed.LocalCluster(
                        how.count, threads_per_worker=1, dashboard_address=None
                    )
                )
        try:
            client = stack.enter_context(distributed.Client(target, timeout=PATIENCE))
        except (OSError, ValueError) as error:
            raise SweepError(
                f"no Dask scheduler answers at {how.dask} ({error}). "
                "Allowed: an address as tcp://host:8786, or 'local' to start a cluster here."
            ) from error
        count = sum(client.nthreads().values()) or how.count
        pool = client.get_executor(pure=False)
        try:
            yield _Dask(client, pool, count, (distributed.KilledWorker,))
        finally:
            pool.shutdown(wait=False)
