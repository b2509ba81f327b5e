"""Queues: who is paid or served first when there is not enough for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger.runs import summed

Money = NDArray[np.int64]


def before_me(amount: Money, home: Any, key: Any) -> Money:
    """What stands before each row in its cooperative's queue, by key, ties to the lower row."""
    if len(amount) == 0:
        return amount
    order = np.lexsort((np.arange(len(home)), key, home))
    running = np.cumsum(amount[order]) - amount[order]
    homes = home[order]
    first = np.searchsorted(homes, homes)  # where each row's cooperative begins
    ahead = np.empty_like(running)
    ahead[order] = running - running[first]
    return ahead


def paid_in_order(amount: Money, home: Any, available: Money, key: Callable[[], Any]) -> Money:
    """What each row is paid: in full, in part at the front of the gap, or nothing.

    ``available`` is one number a cooperative, minor units; ``key`` is asked only where there is
    not enough.
    """
    if len(amount) == 0 or (summed(amount, home, len(available)) <= available).all():
        return amount
    ahead = before_me(amount, home, key())
    return np.clip(available[home] - ahead, 0, amount)


def served_in_order(amount: Money, home: Any, available: Any, key: Any) -> NDArray[np.bool_]:
    """Who is served whole; the queue stops at the first that does not fit, without skipping."""
    ahead = before_me(amount, home, key)
    fits: NDArray[np.bool_] = ahead + amount <= np.asarray(available)[home]
    return fits


def split_among(pool: Money, home: Any, weights: Any) -> Money:
    """The pool of each cooperative split over rows by weight, by largest remainder.

    The parts of a cooperative sum to its pool exactly, ties to the lower row; where all weights
    are zero nothing is split.
    """
    weights = np.asarray(weights, dtype=float)
    totals = np.bincount(home, weights, len(pool))
    exact = np.where(
        totals[home] > 0, pool[home] * (weights / np.maximum(totals[home], 1e-300)), 0.0
    )
    parts = np.floor(exact).astype(np.int64)
    given = np.bincount(home, parts, len(pool)).astype(np.int64)
    left = np.where(totals > 0, pool - given, 0)
    rank = before_me(np.ones(len(parts), dtype=np.int64), home, parts - exact)
    result: Money = parts + (rank < left[home])
    return result
