"""Tables of runs made by hand, shaped as a study's table, with answers known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from coopsim.plots.points import Answers, Quantity, answers

Reals = Any


def run_table(
    names: Sequence[str],
    values: Reals,
    outcomes: dict[str, Callable[[Reals], Reals]],
    *,
    seeds: int = 1,
    common: float = 0.0,
    own: float = 0.0,
) -> pd.DataFrame:
    """One row a run: ``common`` luck moves every point of a seed alike, ``own`` each by itself."""
    values = np.asarray(values, dtype=float)
    generator = np.random.Generator(np.random.Philox(key=7))
    parts = []
    for seed in range(seeds):
        part = pd.DataFrame({"point": np.arange(len(values)), "seed": 20001 + seed})
        part["status"], part["seconds"], part["error"] = "done", 0.5, ""
        part[list(names)] = values
        luck = common * generator.normal() + own * generator.normal(size=len(values))
        for name, function in outcomes.items():
            part[name] = function(values) + luck
        part["key"] = [f"{seed:08x}{point:024x}" for point in part["point"]]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def quantities(names: Sequence[str]) -> list[Quantity]:
    """Factors without words or units."""
    return [Quantity(name) for name in names]


def answered(
    values: Reals, function: Callable[[Reals], Reals], *, seeds: int = 1, common: float = 0.0,
    own: float = 0.0,
) -> Answers:  # fmt: skip
    """The answers of factors x1, x2, ... to a function, under luck."""
    names = [f"x{one + 1}" for one in range(np.shape(values)[1])]
    table = run_table(names, values, {"y": function}, seeds=seeds, common=common, own=own)
    return answers(table, quantities(names), Quantity("y"))


def uniform(points: int, factors: int, key: int = 3) -> Reals:
    """Points drawn evenly from the unit cube."""
    generator = np.random.Generator(np.random.Philox(key=key))
    return generator.random((points, factors))
