"""When a point has enough runs: its interval, or that of its paired difference, is narrow."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from coopsim.plots.points import half_width, mean_of
from coopsim.study.cells import Asked, Cells
from coopsim.study.parts import StopRule
from coopsim.study.tables import values_of
from coopsim.sweep import Store

GROWTH = 2.0
"""A point's runs grow at most by this in one round: an early guess of its spread is a guess."""


def enough(values: NDArray[np.float64], reference: NDArray[np.float64], rule: StopRule) -> bool:
    """Whether some runs of a point meet the rule; ``reference`` is what they are paired with."""
    return wanted(values, reference, rule) <= len(values)


def wanted(values: NDArray[np.float64], reference: NDArray[np.float64], rule: StopRule) -> int:
    """How many runs would meet the rule, judged by these; as many as there are if they do.

    ``reference`` has the paired runs of the point that differences are taken from, or zeros.
    """
    gaps = values - reference
    gaps = gaps[np.isfinite(gaps)]
    target = rule.half_width
    if rule.relative:
        size = reference if rule.against is not None else values
        target *= abs(float(mean_of(size)))
    half = float(half_width(gaps))
    if half <= target:
        return len(values)
    if not math.isfinite(half) or not target > 0:
        return min(max(len(values) + 1, int(GROWTH * len(values))), rule.most)
    needed = math.ceil(len(values) * (half / target) ** 2)
    return min(max(needed, len(values) + 1), int(GROWTH * len(values)), rule.most)


def next_counts(
    cells: Cells, store: Store, counts: Mapping[int, int], rule: StopRule
) -> dict[int, int]:
    """How many runs each point should have after the next round, from its first runs.

    Only the first ``counts[point]`` seeds of a point are looked at, so that the answer does not
    depend on what else the store holds. Equal to ``counts`` when every point has enough.
    """
    outcome = cells.study.outcome(rule.outcome)
    seeds = cells.study.replicates.seeds(rule.most)
    asked = [
        Asked(point, cells.base.cell(cells.settings(point), seed))
        for point, count in counts.items()
        for seed in seeds[:count]
    ]
    rows = {row.key: row for row in store.rows([one.cell.key for one in asked])}
    flat = values_of(store, outcome, asked, rows)
    ends = np.cumsum([0, *counts.values()])
    runs = {point: flat[ends[i] : ends[i + 1]] for i, point in enumerate(counts)}
    after: dict[int, int] = {}
    for point, values in runs.items():
        pair = np.zeros(len(values))
        if rule.against is not None:
            known = runs[rule.against][: len(values)]
            pair = np.pad(known, (0, len(values) - len(known)), constant_values=np.nan)
        after[point] = len(values) if point == rule.against else wanted(values, pair, rule)
    if rule.against is not None:
        after[rule.against] = max(after.values())
    return {point: max(counts[point], min(count, rule.most)) for point, count in after.items()}
