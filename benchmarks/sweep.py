"""What the runner of sweeps costs, as ratios measured in one process.

    python benchmarks/sweep.py            # everything, about five minutes
    python benchmarks/sweep.py --quick    # fewer rounds, without Mesa's batch_run

Sides take turns, round by round, and the median ratio is told: a shared machine drifts. The
figures of a run with its machine and date stand in ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import inspect
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

import coopsim
from coopsim.metrics import METRICS
from coopsim.results import Run
from coopsim.run import Progress
from coopsim.scenario import Scenario
from coopsim.sweep import Base, Cell, Execution, FactorTarget, Store, sweep
from coopsim.sweep.running import KINDS, Outcome, Report, digest_of, origin, packed, simulated

RUNS = 24
FINISHED = 10_000
INSTANT = "sweep:instant"


def base(months: int = 12, households: int = 300) -> Base:
    """The runs that are timed: a small coffee village over a year."""
    world = coopsim.load_scenario("timor-leste-coffee").sized(households, months)
    return Base(world, {"rate": FactorTarget("fund.loan_rate")})


def cells(one: Base, count: int, first: int = 1) -> list[Cell]:
    """Cells that differ in rate and seed."""
    return [one.cell({"rate": 0.05 + 0.01 * (i % 10)}, first + i) for i in range(count)]


def swept(one: Base, asked: Sequence[Cell], how: Execution) -> float:
    """Seconds of a sweep into a new store."""
    with tempfile.TemporaryDirectory() as folder, Store(folder) as store:
        start = time.perf_counter()
        result = sweep(one, asked, store, how)
        taken = time.perf_counter() - start
    assert result.done == len(asked)
    return taken


def looped(one: Base, asked: Sequence[Cell]) -> float:
    """Seconds of the same runs in a plain loop that keeps nothing."""
    start = time.perf_counter()
    for cell in asked:
        coopsim.simulate(one.scenario(dict(cell.values)), cell.seed, scopes=("nation",), panel=1)
    return time.perf_counter() - start


def turns(rounds: int, *sides: Callable[[], float]) -> list[list[float]]:
    """Seconds of each side, taking turns."""
    taken: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, found in zip(sides, taken, strict=True):
            found.append(side())
    return taken


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """Median over rounds of one side's seconds against another's."""
    return statistics.median(a / b for a, b in zip(of, to, strict=True))


def runner(rounds: int) -> None:
    """Overhead of the runner a run, and what a second worker brings."""
    one = base()
    asked = cells(one, RUNS)
    warm = Execution(workers=1)
    cold = swept(one, asked, warm)
    plain, alone = turns(rounds, lambda: looped(one, asked), lambda: swept(one, asked, warm))
    run = statistics.median(plain) / RUNS
    print(f"a run of {run * 1e3:.0f} ms, {RUNS} a round, {rounds} rounds")
    print(f"  the first sweep of a session {cold:.2f} s, a warm one {statistics.median(alone):.2f}")
    print(f"  1 worker: overhead {ratio(alone, plain) - 1:+.1%} a run")
    two = Execution(workers=2)
    swept(one, asked, two)
    plain, both = turns(rounds, lambda: looped(one, asked), lambda: swept(one, asked, two))
    print(f"  2 workers: {ratio(plain, both):.2f} times the rate of the plain loop")
    spent = processor(one, asked, rounds)
    print(f"  processor time of a sweep in one thread: {spent - 1:+.1%} against the loop")


def processor(one: Base, asked: Sequence[Cell], rounds: int) -> float:
    """Processor time of a sweep in this process against the loop: load of others is no part."""

    def spent(work: Callable[[], Any]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    here = Execution("threads")
    plain, through = turns(
        rounds,
        lambda: spent(lambda: looped(one, asked)),
        lambda: spent(lambda: swept(one, asked, here)),
    )
    return ratio(through, plain)


def batch_runs(rounds: int) -> None:
    """Mesa's batch_run on the same worlds, against a sweep of them."""
    from mesa.batchrunner import batch_run

    from coopsim.model.mesa_model import CoopModel

    one = base()
    rates = [round(0.05 + 0.01 * i, 2) for i in range(8)]
    seeds = [1, 2, 3]
    asked = [one.cell({"rate": rate}, seed) for rate in rates for seed in seeds]
    parameters: dict[str, Any] = {"scenario": [one.unchanged], "fund__loan_rate": rates}
    options: dict[str, Any] = {"display_progress": False}
    if "rng" in inspect.signature(batch_run).parameters:
        options["rng"] = seeds
    else:
        parameters["rng"] = seeds

    def mesa(processes: int) -> float:
        start = time.perf_counter()
        batch_run(CoopModel, parameters, number_processes=processes, **options)
        return time.perf_counter() - start

    for count in (1, 2):
        how = Execution(workers=count)
        swept(one, asked, how)
        theirs, ours = turns(rounds, lambda c=count: mesa(c), lambda h=how: swept(one, asked, h))
        print(
            f"  {count} processes: batch_run takes {ratio(theirs, ours):.2f} times a warm sweep's "
            f"time ({statistics.median(theirs):.2f} s and {statistics.median(ours):.2f} s)"
        )


@lru_cache(maxsize=1)
def known() -> Run:
    """One run, kept."""
    return simulated(base().unchanged, 1, lambda month, months: None)


def instant(scenario: Scenario, seed: int, progress: Progress) -> Run:
    """No run at all: what is left is the runner."""
    return known()


def finished(folder: str, years: int = 10) -> tuple[Base, Store]:
    """A finished sweep of ten thousand cells that nobody ran."""
    one, store = base(12 * years), Store(folder)
    shape = (years, len(METRICS), len(KINDS))
    values = np.random.Generator(np.random.Philox(key=1)).normal(1e5, 1e3, shape)
    data, digest = packed(values), digest_of(values)
    for first in range(0, FINISHED, 500):
        some = cells(one, 500, first + 1)
        store.add(
            Report(
                origin(),
                tuple(Outcome(c, "done", 0.1, years=years, data=data, digest=digest) for c in some),
            )
        )
        store.flush(500)
    return one, store


def resumed() -> None:
    """A finished study again: everything is looked up, nothing is run."""
    with tempfile.TemporaryDirectory() as folder:
        one, store = finished(folder)
        start = time.perf_counter()
        result = sweep(one, (c for c in cells(one, FINISHED)), store, Execution(workers=2))
        taken = time.perf_counter() - start
        assert result.skipped == FINISHED
        start = time.perf_counter()
        keys = [cell.key for cell in cells(one, FINISHED)]
        store.yearly(keys, ["fund_real", "members", "savings"])
        read = time.perf_counter() - start
        store.close()
    print(f"resume of {FINISHED:,} finished cells: {taken:.2f} s; three metrics read {read:.2f} s")


def memory() -> None:
    """Peak memory of a process that sweeps a few, and four times as many, instant runs."""
    for count in (1_000, 4_000):
        command = [sys.executable, __file__, "--peak", str(count)]
        print(
            " ", subprocess.run(command, check=True, capture_output=True, text=True).stdout, end=""
        )


def peak(count: int) -> None:
    """Sweep instant runs, taken one by one, and tell the peak of this process."""
    import resource

    one = base()
    stream = (one.cell({"rate": 0.1}, seed) for seed in range(count))
    with tempfile.TemporaryDirectory() as folder, Store(folder) as store:
        start = time.perf_counter()
        sweep(one, stream, store, Execution("threads", simulator=INSTANT))
        cost = (time.perf_counter() - start) / count
    top = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} instant runs: peak {top:.0f} MiB, {cost * 1e3:.2f} ms of the runner a run")


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, without batch_run")
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        return peak(asked.peak)
    print(
        f"coopsim {coopsim.__version__}, Python {platform.python_version()}, {platform.machine()}"
    )
    rounds = 3 if asked.quick else 7
    runner(rounds)
    if not asked.quick:
        print("against Mesa's batch_run, the same worlds")
        batch_runs(rounds)
    resumed()
    memory()


if __name__ == "__main__":
    main()
