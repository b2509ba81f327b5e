"""Simulators and worlds of the sweep's tests: named by import path, so that workers find them.

The title of a scenario decides no number. Here it names the folder in which runs leave a trace.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import attrs

from coopsim.errors import AuditError
from coopsim.files import load_scenario
from coopsim.results import Run
from coopsim.run import Progress
from coopsim.scenario import Scenario
from coopsim.sweep import Base, Cell, FactorTarget
from coopsim.sweep.running import simulated

COUNTED = "sweeping:counted"
SLOW = "sweeping:slow"
RAISES, HANGS, KILLS, KILLS_ONCE = 901, 902, 903, 904
"""Seeds that mean trouble."""


def base(folder: Path, months: int = 2) -> Base:
    """A hamlet whose lending rate and, for two months, luck may be changed."""
    world = attrs.evolve(load_scenario("hamlet").sized(months=months), title=str(folder))
    return Base(
        world,
        {
            "rate": FactorTarget("fund.loan_rate"),
            "shock": FactorTarget("luck.price_shift", start=1, until=2),
        },
    )


def cells(one: Base, seeds: range | list[int], rates: tuple[float, ...] = (0.06,)) -> list[Cell]:
    """Every rate under every seed."""
    return [one.cell({"rate": rate}, seed) for rate in rates for seed in seeds]


def runs(folder: Path) -> list[int]:
    """Seeds that were begun, in order, by whatever process."""
    trace = folder / "runs"
    return [int(line) for line in trace.read_text().split()] if trace.exists() else []


def counted(scenario: Scenario, seed: int, progress: Progress) -> Run:
    """Leave a trace, then run; some seeds mean trouble."""
    folder = Path(scenario.title)
    trace = os.open(folder / "runs", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(trace, f"{seed}\n".encode())
    os.close(trace)
    if seed == RAISES:
        raise AuditError("money was made in month 1")
    if seed == HANGS:
        time.sleep(300)
    if seed == KILLS or (seed == KILLS_ONCE and runs(folder).count(seed) == 1):
        os.kill(os.getpid(), signal.SIGKILL)
    return simulated(scenario, seed, progress)


def slow(scenario: Scenario, seed: int, progress: Progress) -> Run:
    """The same, taking its time, so that something can happen meanwhile."""
    found = counted(scenario, seed, progress)
    time.sleep(0.15)
    return found
