"""Outcomes: from the yearly values of runs to one number a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coopsim.study.parts import Outcome

Yearly = NDArray[np.float64]
Which = Literal["value", "low", "high"]


def kind_of(outcome: Outcome) -> Which:
    """Which of a run's yearly numbers an outcome reads: the year's, its lowest, its highest."""
    kinds: dict[str, Which] = {"lowest": "low", "highest": "high"}
    return kinds.get(outcome.statistic, "value")


def outcome_values(outcome: Outcome, yearly: Yearly) -> NDArray[np.float64]:
    """The outcome of each run from the metric's years, shape (runs, years); shape (runs,).

    NaN where the metric has no meaning in the whole window (a price nobody paid).
    """
    first, last = _window(outcome, yearly.shape[1])
    window = yearly[:, first : last + 1]
    ends = window[:, 0], window[:, -1]
    how = outcome.statistic
    if how in ("last", "first"):
        return ends[how == "last"]
    if how == "change":
        return np.asarray(ends[1] - ends[0])
    if how == "growth":
        return _growth(ends[0], ends[1], last - first)
    known = ~np.isnan(window)
    count = known.sum(axis=1)
    if how in ("lowest", "highest"):
        sign = 1.0 if how == "lowest" else -1.0
        found = sign * np.where(known, sign * window, np.inf).min(axis=1)
    else:
        total = np.where(known, window, 0.0).sum(axis=1)
        found = total if how == "sum" else total / np.maximum(count, 1)
    return np.where(count > 0, found, np.nan)


def _growth(start: Yearly, end: Yearly, years: int) -> NDArray[np.float64]:
    """Growth a year; -1 where nothing or less is left, NaN where there was nothing at first."""
    there = start > 0
    ratio = np.where(there, end, 0.0) / np.where(there, start, 1.0)
    found = np.maximum(ratio, 0.0) ** (1 / years) - 1
    return np.where(there & ~np.isnan(end), found, np.nan)


def _window(outcome: Outcome, years: int) -> tuple[int, int]:
    first, last = (min(year, years) - 1 if year > 0 else years - 1 for year in outcome.years)
    return first, last


def metrics_of(outcomes: Sequence[Outcome]) -> list[str]:
    """The metrics that outcomes read, each once."""
    return list(dict.fromkeys(one.metric for one in outcomes))
