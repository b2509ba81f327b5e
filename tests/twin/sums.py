"""Small arithmetic that everybody needs: clipping, means, queues and splits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np


def clip(x: float, low: float, high: float) -> float:
    """The nearest number between two bounds."""
    return min(max(x, low), high)


def chance_of(logit: float) -> float:
    """The share or chance that belongs to a logit."""
    return 1 / (1 + math.exp(-logit))


def power(base: float, exponent: float) -> float:
    """``base ** exponent`` as NumPy reckons it: roots, squares and inverses without ``pow``."""
    if exponent == 0.5:
        return math.sqrt(base)
    if exponent == -1:
        return 1 / base
    return base * base if exponent == 2 else base**exponent


def mean_of(values: Sequence[float]) -> float:
    """The mean over cooperatives; to the last digit the value where they agree."""
    first = values[0]
    if all(value == first for value in values):
        return float(first)
    return float(first + np.mean([value - first for value in values]))  # NumPy adds pairwise


def neighbours_means(values: Sequence[float]) -> list[float]:
    """The mean of each block of sixteen, once for each of its rows."""
    means: list[float] = []
    for start in range(0, len(values), 16):
        block = values[start : start + 16]
        means += [total(block) / len(block)] * len(block)
    return means


def total(values: Iterable[float]) -> float:
    """A sum from 0.0, one by one (``sum`` of newer Pythons is cleverer than that)."""
    found = 0.0
    for value in values:
        found += value
    return found


def paid_in_order(amounts: Sequence[int], available: int, key: Callable[[], Any]) -> list[int]:
    """What each of a queue is paid: in full, in part at the front of the gap, or nothing."""
    if sum(amounts) <= available:
        return list(amounts)
    keys = key()
    paid = [0] * len(amounts)
    for place in sorted(range(len(amounts)), key=lambda place: keys[place]):
        paid[place] = min(available, amounts[place])
        available -= paid[place]
    return paid


def split(pool: int, weights: Iterable[float]) -> list[int]:
    """A pool in parts by weight that sum to it exactly, by largest remainder."""
    weights = list(weights)
    whole = total(weights)
    if pool <= 0 or whole <= 0:
        return [0] * len(weights)
    exact = [pool * (weight / whole) for weight in weights]
    parts = [math.floor(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in by_remainder[: pool - sum(parts)]:
        parts[place] += 1
    return parts


def after_days(days: float) -> tuple[int, float]:
    """A delay as whole months, and the share that waits one month more."""
    return min(int(days // 30), 5), days % 30 / 30
