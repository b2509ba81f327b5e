"""A study small enough to run in a test, and of every part that an explorer shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

import coopsim
from coopsim.study import Design, Execution, Factor, Outcome, Replicates, Study

HERE = Execution("threads")
RATE, LINEAR, DISCIPLINE = "fund.loan_rate", "fund.bullet", "fund.discipline"


def study(**parts: Any) -> Study:
    """Three rates, two ways to repay and a follower, in three worlds, under four lucks."""
    base = coopsim.load_scenario("hamlet").sized(months=24)
    factors = (
        Factor(RATE, RATE, low=0.0, high=0.6, levels=(0.06, 0.12, 0.24)),
        Factor(LINEAR, LINEAR),
        Factor("savings.rate", "savings.rate", high=0.2, follows=RATE, times=0.5),
        Factor("will", DISCIPLINE, "uncertainty", low=0.5, high=0.99),
    )
    outcomes = (
        Outcome("real", "fund_real", (1, 2), "growth", "growth of the fund <b>&</b> more", "high"),
        Outcome("borrowers", "borrowers", (1, 2)),
        Outcome("cash", "cash", (1, 2), "lowest", good="high"),
        Outcome("losses", "loss_rate", (2, 2), good="low"),
    )
    made = Study(
        "Rates in a hamlet", base, factors, outcomes, Design(), Design("latin", 3, seed=5),
        Replicates(4, 31), name="rates-in-a-hamlet", note="Twelve invented households.",
    )  # fmt: skip
    return attrs.evolve(made, **parts)


def ran(folder: Path, **parts: Any) -> Study:
    """The study, and its runs in a folder."""
    made = study(**parts)
    made.run(folder, HERE).wait()
    return made
