"""What any metric says: its level over some years, and the same of one variant against another."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from coopsim.validation.measures.registry import Sample, measure
from coopsim.validation.worlds import Worlds


@measure
def level(
    worlds: Worlds, metric: str, variant: str = "base", years: Sequence[int] = (1, 99)
) -> Sample:
    """Mean of a metric's yearly values from one year to another, both included."""
    return _mean(worlds.by_year(metric, variant)[:, years[0] - 1 : years[1]])


def _mean(values: Sample) -> Sample:
    """Mean over the last axis; NaN where nothing is known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nothing known is no mistake
        found: Sample = np.nanmean(values, axis=-1)
    return found


@measure
def gap(
    worlds: Worlds, metric: str, variant: str, against: str = "base",
    years: Sequence[int] = (1, 99),
) -> Sample:  # fmt: skip
    """A metric's level in one variant less that in another, under the same luck."""
    return level(worlds, metric, variant, years) - level(worlds, metric, against, years)


@measure
def quotient(
    worlds: Worlds, metric: str, variant: str, against: str = "base",
    years: Sequence[int] = (1, 99),
) -> Sample:  # fmt: skip
    """A metric's level in one variant as a share of that in another; NaN against nothing."""
    other = level(worlds, metric, against, years)
    return level(worlds, metric, variant, years) / np.where(other > 0, other, np.nan)


@measure
def change(
    worlds: Worlds, metric: str, variant: str, against: str = "base",
    years: Sequence[int] = (1, 99),
) -> Sample:  # fmt: skip
    """A metric's level in one variant above that in another, as a share of it."""
    return quotient(worlds, metric, variant, against, years) - 1


@measure
def month_gap(
    worlds: Worlds, metric: str, variant: str, month: int, against: str = "base"
) -> Sample:
    """A metric in one month of one variant less that of another."""
    there, here = worlds.values(metric, variant), worlds.values(metric, against)
    return np.asarray(there[:, month - 1] - here[:, month - 1])


@measure
def month_change(
    worlds: Worlds, metric: str, variant: str, months: Sequence[int], against: str = "base"
) -> Sample:
    """How the gap of a metric between two variants changes from one month to another."""
    first, last = (month_gap(worlds, metric, variant, month, against) for month in months)
    return last - first


@measure
def runs_below(
    worlds: Worlds, metric: str, threshold: float, variant: str = "base",
    years: Sequence[int] = (1, 99),
) -> Sample:  # fmt: skip
    """1 for a run whose level of a metric lies below a threshold, else 0."""
    found = level(worlds, metric, variant, years)
    return np.where(np.isfinite(found), (found < threshold).astype(float), np.nan)


@measure
def growth(
    worlds: Worlds, metric: str, variant: str = "base", years: Sequence[int] = (1, 5)
) -> Sample:
    """Yearly growth of a metric from the end of one year to the end of another."""
    values = worlds.by_year(metric, variant)
    first, last = values[:, years[0] - 1], values[:, years[1] - 1]
    times = last / np.where(first > 0, first, np.nan)
    return np.asarray(times ** (1 / (years[1] - years[0])) - 1)
