"""How fast the model is and how much memory it takes, measured in one process as ratios.

    python benchmarks/speed.py            # everything, about three minutes
    python benchmarks/speed.py --quick    # without the million households

Shared machines drift: trust the ratios, quote the medians. The figures of a run with its machine
and date stand in ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import gc
import platform
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import coopsim
from coopsim.model.village import Village
from coopsim.state import arrays

PRESET = "timor-leste-coffee"


def seconds(work: Callable[[], Any], times: int = 5) -> float:
    """Median processor time of some work."""
    taken = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def village(households: int, preset: str = PRESET) -> Village:
    """A village that has lived its first month."""
    found = Village(coopsim.load_scenario(preset).sized(households=households), 1)
    found.step()
    return found


def peak_bytes() -> int:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def lesson() -> None:
    """A lesson's and a preset's whole run, recorded."""
    for households in (300, 2_000):
        scenario = coopsim.load_scenario(PRESET).sized(households=households, months=120)
        bare = seconds(lambda s=scenario: _live(s))
        kept = seconds(lambda s=scenario: coopsim.simulate(s, 1))
        print(
            f"{households:>9,} households x 120 months: {bare:6.3f} s bare, {kept:6.3f} s recorded"
        )


def _live(scenario: coopsim.Scenario) -> None:
    world = Village(scenario, 1)
    for _ in range(scenario.months):
        world.step()


def scale(sizes: tuple[int, ...]) -> None:
    """Cost a household-month as the world grows, against a thousand households."""
    print(f"{'households':>12} {'us a household-month':>22} {'million a second':>18} {'ratio':>7}")
    first = 0.0
    for size in sizes:
        world = village(size)
        months = 24 if size <= 100_000 else 12
        start = time.process_time()
        for _ in range(months):
            world.step()
        cost = (time.process_time() - start) / size / months * 1e6
        first = first or cost
        print(f"{size:>12,} {cost:>22.3f} {1 / cost:>18.2f} {cost / first:>7.2f}")
        del world
        gc.collect()


def memory(size: int) -> None:
    """Bytes a household: its columns, and the peak of the process over what it had before."""
    before = peak_bytes()
    world = village(size)
    for _ in range(3):
        world.step()
    columns = sum(values.nbytes for values in arrays(world.households).values()) / size
    peak = (peak_bytes() - before) / size
    print(f"memory at {size:,}: columns {columns:.0f} bytes a household, peak {peak:.0f}")


def verbs(size: int) -> None:
    """Share of the time of a month by verb."""
    world = village(size)
    spent: dict[str, float] = {}
    plain = world._do

    def timed(verb: Any, name: str) -> None:
        start = time.process_time()
        plain(verb, name)
        spent[name] = spent.get(name, 0.0) + time.process_time() - start

    world._do = timed  # type: ignore[method-assign]
    start = time.process_time()
    for _ in range(24):
        world.step()
    whole = time.process_time() - start
    spent["ledger's audit and the terms"] = whole - sum(spent.values())
    print(f"share of a month by verb, {size:,} households")
    for name, part in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {name:30} {part / whole:6.1%}")


def nation() -> None:
    """All households of Timor-Leste, ten years, audited every month."""
    start, cpu = time.perf_counter(), time.process_time()
    coopsim.simulate(coopsim.load_scenario("timor-leste").sized(households=243_000), 1)
    wall, used = time.perf_counter() - start, time.process_time() - cpu
    print(f"243,000 households x 120 months: {wall:.1f} s, {used:.1f} s of processor time")


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="leave the large worlds out")
    quick = parser.parse_args().quick
    print(
        f"coopsim {coopsim.__version__}, Python {platform.python_version()}, {platform.machine()}"
    )
    if not quick:
        memory(1_000_000)  # first: a peak never falls
    lesson()
    scale((1_000, 10_000, 100_000) if quick else (1_000, 10_000, 100_000, 1_000_000))
    verbs(2_000)
    verbs(100_000)
    if not quick:
        nation()


if __name__ == "__main__":
    main()
