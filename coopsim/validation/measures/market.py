"""Measures of selling and of what it brings to households."""

from __future__ import annotations

import numpy as np

from coopsim.validation.measures.registry import Sample, measure
from coopsim.validation.watchers import TERCILES
from coopsim.validation.worlds import Worlds


@measure
def cash_correlation(worlds: Worlds, variant: str = "base") -> Sample:
    """Correlation of being short of cash with the share of crop sold to traders."""
    found = []
    for one in worlds.seen[variant]:
        _, tight, outside, both = one.noted["cash_and_traders"].sum(axis=0)
        found.append(both / np.sqrt(tight * outside) if tight * outside > 0 else np.nan)
    return np.array(found)


@measure
def cash_correlation_gap(worlds: Worlds, variant: str, against: str = "base") -> Sample:
    """How much stronger that correlation is in one variant than in another."""
    return cash_correlation(worlds, variant) - cash_correlation(worlds, against)


@measure
def would_defer(worlds: Worlds, variant: str = "base") -> Sample:
    """Share of members who would take a tenth or more off the price for month-end pay."""
    asked = [one.noted["deferral"].sum(axis=0) for one in worlds.seen[variant]]
    return np.array([accepts / count if count > 0 else np.nan for count, accepts in asked])


@measure
def marketed_change(
    worlds: Worlds, variant: str, against: str = "base", tercile: int | None = None
) -> Sample:
    """Change of the share of the harvest that is sold: of a tercile of land (0 small), or all."""
    return _marketed(worlds, variant, tercile) - _marketed(worlds, against, tercile)


def _marketed(worlds: Worlds, variant: str, tercile: int | None) -> Sample:
    found = []
    for one in worlds.seen[variant]:
        harvest = one.noted["marketed"][:, :TERCILES].sum(axis=0)
        kept = np.diff(one.noted["marketed"][[0, -1], TERCILES:], axis=0)[0]
        chosen = slice(None) if tercile is None else slice(tercile, tercile + 1)
        whole = harvest[chosen].sum()
        found.append(1 - kept[chosen].sum() / whole if whole > 0 else np.nan)
    return np.array(found)


@measure
def income_gain(
    worlds: Worlds, variant: str = "base", without: str = "without", year: int = -1
) -> Sample:
    """Median gain in a year's income of the households that are members, against the same
    households under the same luck where there is no cooperative."""
    gains = []
    for here, there in zip(worlds.seen[variant], worlds.seen[without], strict=True):
        (with_, member), (bare, _) = here.noted["incomes"][year], there.noted["incomes"][year]
        rows = (member > 0) & (bare > 0)
        gains.append(float(np.median(with_[rows] / bare[rows])) - 1 if rows.any() else np.nan)
    return np.array(gains)


@measure
def income_gain_gap(
    worlds: Worlds, variant: str, against: str = "base", without: str = "without"
) -> Sample:
    """How much larger that gain is in one variant than in another."""
    return income_gain(worlds, variant, without) - income_gain(worlds, against, without)


@measure
def spoiled(worlds: Worlds, variant: str = "base") -> Sample:
    """Value lost before sale, as a share of the produce the cooperatives took in."""
    found = []
    for one in worlds.seen[variant]:
        lost, sold = one.booked("spoilage"), one.booked("cost_of_produce")
        found.append(lost / (lost + sold) if lost + sold > 0 else np.nan)
    return np.array(found)


@measure
def spoiled_change(worlds: Worlds, variant: str, against: str = "base") -> Sample:
    """The same loss in one variant less that in another."""
    return spoiled(worlds, variant) - spoiled(worlds, against)
