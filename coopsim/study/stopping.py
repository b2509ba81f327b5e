"""When a point has enough runs: its interval, or that of its paired difference, is narrow."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coopsim.plots.points import half_width, mean_of
from coopsim.study.cells import Asked, Cells
from coopsim.study.folder import store_of
from coopsim.study.parts import StopRule, Study
from coopsim.study.tables import values_of
from coopsim.sweep import Store

Verdict = Literal["met", "open", "never"]
GROWTH = 2.0
"""A point's runs grow at most by this in one round: an early guess of its spread is a guess."""


def wanted(values: NDArray[np.float64], reference: NDArray[np.float64], rule: StopRule) -> int:
    """How many runs would meet the rule, judged by these; as many as there are if they do.

    ``reference`` has the paired runs of the point that differences are taken from, or zeros.
    """
    half, target = _widths(values, reference, rule)
    if half <= target:
        return len(values)
    if not math.isfinite(half) or not target > 0:
        return min(max(len(values) + 1, int(GROWTH * len(values))), rule.most)
    needed = math.ceil(len(values) * (half / target) ** 2)
    return min(max(needed, len(values) + 1), int(GROWTH * len(values)), rule.most)


def _widths(
    values: NDArray[np.float64], reference: NDArray[np.float64], rule: StopRule
) -> tuple[float, float]:
    """Half of the interval that some runs have, and what the rule asks; NaN where unknown."""
    gaps = values - reference
    gaps = gaps[np.isfinite(gaps)]
    target = rule.half_width
    if rule.relative:
        size = reference if rule.against is not None else values
        target *= abs(float(mean_of(size)))
    return float(half_width(gaps)), target


def next_counts(
    cells: Cells, store: Store, counts: Mapping[int, int], rule: StopRule
) -> dict[int, int]:
    """How many runs each point should have after the next round, from its first runs.

    Only the first ``counts[point]`` seeds of a point are looked at, so that the answer does not
    depend on what else the store holds. Equal to ``counts`` when every point has enough.
    """
    runs = _runs(cells, store, counts, rule)
    after: dict[int, int] = {}
    for point, (values, pair) in runs.items():
        after[point] = len(values) if point == rule.against else wanted(values, pair, rule)
    if rule.against is not None:
        after[rule.against] = max(after.values())
    return {point: max(counts[point], min(count, rule.most)) for point, count in after.items()}


def verdicts(study: Study, folder: str | Path) -> dict[int, Verdict]:
    """What the stop rule says of each point, by number; empty without a rule.

    ``met``, ``open`` where more runs will be asked for, ``never`` where all the runs that the rule
    allows have ended and the interval is still wider than it asks for.
    """
    rule = study.stop
    if rule is None:
        return {}
    cells = Cells.of(study)
    most = dict.fromkeys(cells.numbers(), rule.most)
    with store_of(folder) as store:
        known = store.statuses({one.cell.key for one in cells.most()})
        ended = Counter(one.point for one in cells.most() if one.cell.key in known)
        runs = _runs(cells, store, most, rule)
    found: dict[int, Verdict] = {}
    for point, (values, pair) in runs.items():
        half, target = _widths(values, pair, rule)
        short: Verdict = "open" if ended[point] < rule.most else "never"
        if point != rule.against:
            found[point] = "met" if half <= target else short
    return found


def _runs(
    cells: Cells, store: Store, counts: Mapping[int, int], rule: StopRule
) -> dict[int, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """The rule's outcome in each point's first runs, and what they are paired with, or zeros."""
    seeds = cells.study.replicates.seeds(rule.most)
    asked = [
        Asked(point, cells.base.cell(cells.settings(point), seed))
        for point, count in counts.items()
        for seed in seeds[:count]
    ]
    rows = {row.key: row for row in store.rows([one.cell.key for one in asked])}
    flat = values_of(store, cells.study.outcome(rule.outcome), asked, rows)
    parts = np.split(flat, np.cumsum([*counts.values()])[:-1])
    runs = dict(zip(counts, parts, strict=True))
    found = {}
    for point, values in runs.items():
        pair = np.zeros(len(values))
        if rule.against is not None:
            other = runs[rule.against][: len(values)]
            pair = np.pad(other, (0, len(values) - len(other)), constant_values=np.nan)
        found[point] = values, pair
    return found
