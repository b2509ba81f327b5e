"""What a worker does: build the world of a cell, run it, keep its years; tell what failed."""

from __future__ import annotations

import hashlib
import pickle
import platform
import sys
import time
import traceback
import zlib
from collections.abc import Callable
from functools import lru_cache
from pkgutil import resolve_name

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.metrics import METRICS
from coopsim.results import Run
from coopsim.run import Progress, simulate
from coopsim.scenario import Scenario
from coopsim.sweep.addressing import Base, Cell, sources_digest
from coopsim.sweep.errors import SourcesDifferError
from coopsim.version import __version__

KINDS = ("value", "low", "high")
"""What is kept of a metric's year: its value, its lowest and its highest month."""
DONE, FAILED, LATE, DIED = "done", "failed", "timed out", "died"
STATUSES = (DONE, FAILED, LATE, DIED)
SIMULATED = "coopsim.sweep.running:simulated"
LONGEST = 20_000
"""Characters of a traceback that are kept."""

_TOLD = np.array([[one.over_time] for one in METRICS])

Simulator = Callable[[Scenario, int, Progress], Run]


@attrs.frozen
class Origin:
    """The code and the machine a number comes from."""

    version: str
    python: str
    numpy: str
    host: str


@attrs.frozen
class Outcome:
    """What became of a cell; ``data`` holds its years, compressed, if it is done."""

    cell: Cell
    status: str
    seconds: float = 0.0
    memory: int = 0
    """Highest memory of the worker up to the end of the run, bytes; 0 if unknown."""
    stage: str = ""
    """Where it failed: ``build``, ``run`` or ``extract``."""
    error: str = ""
    years: int = 0
    data: bytes = b""
    digest: str = ""
    attempts: int = 1


@attrs.frozen
class Job:
    """What all cells of a sweep share."""

    base: Base
    simulator: str
    """Import path of what simulates, ``module:function``."""
    time_limit: float | None
    sources: str


@attrs.frozen
class Report:
    """What a worker gives back for a chunk of cells."""

    origin: Origin
    outcomes: tuple[Outcome, ...]


class OverTime(Exception):
    """A run has passed its time limit."""


def simulated(scenario: Scenario, seed: int, progress: Progress) -> Run:
    """The run of a cell: the nation by month, and as little else as can be."""
    return simulate(scenario, seed, scopes=("nation",), panel=1, progress=progress)


def yearly(run: Run) -> NDArray[np.float64]:
    """Every metric by whole year: shape (years, metrics, kinds of ``KINDS``).

    A run shorter than a year is one year of what there is.
    """
    monthly = run.series["nation"].values[:, :, 0]
    length = min(12, run.months)
    years = run.months // length
    shaped = np.ascontiguousarray(monthly[: years * length].T).reshape(-1, years, length)
    known = np.sum(~np.isnan(shaped), axis=2)
    total = np.nansum(shaped, axis=2)
    mean = np.where(known > 0, total / np.maximum(known, 1), np.nan)
    value = np.select([_TOLD == "last", _TOLD == "sum"], [shaped[:, :, -1], total], mean)
    low, high = np.fmin.reduce(shaped, axis=2), np.fmax.reduce(shaped, axis=2)
    return np.stack([value.T, low.T, high.T], axis=2)


def packed(values: NDArray[np.float64]) -> bytes:
    """An array of years as compressed bytes."""
    return zlib.compress(np.ascontiguousarray(values, dtype="<f8").tobytes(), 1)


def unpacked(data: bytes, metrics: int) -> NDArray[np.float64]:
    """The years of compressed bytes: shape (years, metrics, kinds)."""
    flat = np.frombuffer(zlib.decompress(data), dtype="<f8")
    return flat.reshape(-1, metrics, len(KINDS))


def digest_of(values: NDArray[np.float64]) -> str:
    """Hash of every bit of an array of years."""
    return hashlib.sha256(np.ascontiguousarray(values, dtype="<f8").tobytes()).hexdigest()[:16]


def run_chunk(job: bytes, cells: tuple[Cell, ...]) -> Report:
    """Run some cells one after the other; a run that fails is an outcome.

    Raises ``SourcesDifferError`` if the code here is not the code the cells were asked of.
    """
    found = _read(job)
    if found.sources != sources_digest():
        raise SourcesDifferError(
            f"a worker on {platform.node()} has other sources of coopsim than the runner "
            f"({sources_digest()[:8]} and {found.sources[:8]}); its numbers would not be the same. "
            "Give both the same version; after changing a source, begin a new session."
        )
    return Report(origin(), tuple(run_cell(found, cell) for cell in cells))


@lru_cache(maxsize=2)
def _read(job: bytes) -> Job:
    found: Job = pickle.loads(job)  # written by the runner that started this worker
    return found


@lru_cache(maxsize=1)
def origin() -> Origin:
    """The code and the machine of this process."""
    return Origin(__version__, platform.python_version(), np.__version__, platform.node())


def run_cell(job: Job, cell: Cell) -> Outcome:
    """Run one cell; whatever goes wrong in it is told in its outcome."""
    start = time.perf_counter()
    status, stage, error, values = DONE, "build", "", np.empty((0, len(METRICS), len(KINDS)))
    try:
        scenario = job.base.scenario(dict(cell.values))
        stage = "run"
        run = resolve_name(job.simulator)(scenario, cell.seed, _clock(job.time_limit))
        stage = "extract"
        values = yearly(run)
    except OverTime as passed:
        status, error = LATE, str(passed)
    except Exception:  # of a rule, or of a simulator that was given: a row and no end of the sweep
        status, error = FAILED, traceback.format_exc()[-LONGEST:]
    done = status == DONE
    return Outcome(
        cell,
        status,
        seconds=time.perf_counter() - start,
        memory=peak_memory(),
        stage="" if done else stage,
        error=error,
        years=len(values),
        data=packed(values) if done else b"",
        digest=digest_of(values) if done else "",
    )


def _clock(limit: float | None) -> Progress:
    """A progress that ends a run between two months once it has passed its limit."""
    ends = time.perf_counter() + (limit or float("inf"))

    def tick(month: int, months: int) -> None:
        if time.perf_counter() > ends:
            raise OverTime(f"stopped in month {month} of {months}: {over_time(limit)}")

    return tick


def over_time(limit: float | None) -> str:
    """What a row says of a run that took too long."""
    return f"the run took longer than {limit or 0:g} seconds. Allow more time, or retry it."


def peak_memory() -> int:
    """The highest memory of this process so far, bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
