"""Is B better? Of one luck, and of many: better, worse, about the same, or nobody can tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

from coopsim.results import MetricInfo
from coopsim.text import words
from coopsim.text.units import is_share
from coopsim.widgets.lessonparts import Outcome
from coopsim.widgets.wording import COUNTED, MARK, as_shown, told

SMALLEST = 0.02
"""Share of the larger value below which two values are about the same."""
SMALLEST_POINTS = 0.005
"""Shares, and marks from 0 to 1, are about the same below half a percentage point too."""
WORTH_TELLING = dict.fromkeys((*COUNTED, "money", "money a month", "money a year", "kg"), 1.0)
"""Units of which two values are about the same where neither reaches so much."""
ROUNDING = 1e-9
"""What sums of decimals may be off by."""
SURE = 0.95
"""The share of cases in which the interval of a mean holds it."""
Pairs = Sequence[tuple[float, float]]
"""The values of A and B, luck by luck."""
BETTER, WORSE, SAME, UNTOLD = (
    words("better for members"), words("worse for members"), words("about the same"),
    words("luck decides, the model cannot tell"),
)  # fmt: skip
MORE, LESS = words("more in B"), words("less in B")


def smallest(info: MetricInfo, a: float, b: float) -> float:
    """The smallest difference of two values on which a verdict is given; none is of trifles."""
    larger = max(abs(a), abs(b))
    if larger < WORTH_TELLING.get(info.unit, 0.0):
        return math.inf
    share = is_share(info.unit) or info.unit == MARK
    return max(SMALLEST * larger, SMALLEST_POINTS if share else 0.0)


def way(info: MetricInfo, a: float, b: float) -> int:
    """-1, 0 or 1: B has less, about the same or more; 0 where there is no value.

    Judged by the numbers a reader sees: the same two have the same verdict everywhere.
    """
    a, b = as_shown(info, a), as_shown(info, b)
    gap = b - a
    if not math.isfinite(gap) or abs(gap) <= smallest(info, a, b) * (1 + ROUNDING):
        return 0
    return 1 if gap > 0 else -1


def way_over(info: MetricInfo, pairs: Pairs) -> int | None:
    """The same over many lucks, by the mean and its interval; None where it cannot be told."""
    known = _known(pairs)
    if len(known) < 2:
        return None
    a, b = known.mean(axis=0)
    gaps = known[:, 1] - known[:, 0]
    mean, half = float(gaps.mean()), _half(gaps)
    least = smallest(info, float(a), float(b))
    if abs(mean) <= half:  # zero lies within
        return 0 if abs(mean) + half < least or half == 0 else None
    if abs(mean) < least:
        return 0
    return 1 if mean > 0 else -1


def counted(info: MetricInfo, pairs: Pairs) -> dict[int, int]:
    """In how many lucks B had less (-1), about the same (0) and more (1)."""
    ways = [way(info, float(a), float(b)) for a, b in _known(pairs)]
    return {one: ways.count(one) for one in (-1, 0, 1)}


def band(pairs: Pairs, central: float) -> tuple[float, float]:
    """Between which values B minus A lies in so many of the lucks; NaN where there is none."""
    known = _known(pairs)
    if not len(known):
        return float("nan"), float("nan")
    edges = [(1 - central) / 2, (1 + central) / 2]
    low, high = np.quantile(known[:, 1] - known[:, 0], edges)
    return float(low), float(high)


def message(outcome: Outcome, found: int | None) -> str:
    """A way in words, as a message of the catalogues."""
    if not found:
        return SAME if found == 0 else UNTOLD
    if outcome.better == "neither":
        return MORE if found > 0 else LESS
    return BETTER if (found > 0) == (outcome.better == "more") else WORSE


def verdict(outcome: Outcome, found: int | None, lang: str) -> str:
    """The same as HTML, in a colour that says no more than the words do."""
    said = message(outcome, found)
    kind = {BETTER: "cs-good", WORSE: "cs-bad"}.get(said, "cs-same")
    return f"<span class='{kind}'>{told(said, lang)}</span>"


def _known(pairs: Pairs) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Pairs in which both have a value: shape (lucks, 2)."""
    found = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)
    return found[np.isfinite(found).all(axis=1)]


def _half(gaps: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Half the interval of the mean of paired differences."""
    count = len(gaps)
    return float(stdtrit(count - 1, (1 + SURE) / 2) * gaps.std(ddof=1) / math.sqrt(count))
