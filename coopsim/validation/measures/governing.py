"""Measures of governance: who is taught, who meets, what is founded from above."""

from __future__ import annotations

import numpy as np

from coopsim.state import DISSOLVED
from coopsim.validation.measures.registry import Sample, measure
from coopsim.validation.worlds import Seen, Worlds


@measure
def trust_gain(
    worlds: Worlds, who: str, less: str = "", variant: str = "trained", against: str = "base",
    year: int = 2, cooperative: int = 0,
) -> Sample:  # fmt: skip
    """Trust gained by training one cooperative, of a group, less that of another group.

    Groups: ``trained`` (that cooperative's members), ``near`` (other cooperatives of its
    district), ``far`` (of other districts).
    """
    found = []
    for here, there in zip(worlds.seen[variant], worlds.seen[against], strict=True):
        gained = (here.fact("trust") - there.fact("trust"))[year - 1]
        other = _of(gained, here, less, cooperative) if less else 0.0
        found.append(_of(gained, here, who, cooperative) - other)
    return np.array(found)


def _of(values: Sample, seen: Seen, group: str, cooperative: int) -> float:
    """Mean of a group of cooperatives."""
    itself = np.arange(len(values)) == cooperative
    near = seen.district == seen.district[cooperative]
    rows = {"trained": itself, "near": near & ~itself, "far": ~near}[group]
    return float(values[rows].mean()) if rows.any() else float("nan")


@measure
def weak_die_more(worlds: Worlds, variant: str = "base", years: int = 3) -> Sample:
    """Share dissolved by the end among cooperatives that missed most annual meetings of the
    first years, less that among those that held most."""
    found = []
    for one in worlds.seen[variant]:
        met, status = one.fact("met")[:years].mean(axis=0), one.fact("status")
        there = status[years - 1] < DISSOLVED
        gone = status[-1] == DISSOLVED
        weak, firm = there & (met < 0.5), there & (met >= 0.5)
        both = weak.any() and firm.any()
        found.append(gone[weak].mean() - gone[firm].mean() if both else np.nan)
    return np.array(found)


@measure
def young_members(worlds: Worlds, variant: str = "base") -> Sample:
    """Mean members of cooperatives founded from above three to seven months ago."""
    return _of_young(worlds, variant, 1)


@measure
def young_in_business(worlds: Worlds, variant: str = "base") -> Sample:
    """Share of them that sold, bought or lent anything in a month."""
    return _of_young(worlds, variant, 2)


def _of_young(worlds: Worlds, variant: str, column: int) -> Sample:
    sums = [one.noted["shells"].sum(axis=0) for one in worlds.seen[variant]]
    return np.array([row[column] / row[0] if row[0] > 0 else np.nan for row in sums])
