"""The members vote on how the surplus is split: one member, one vote.

How members decide is assumed (C): each looks at what the proposal gives to it or takes from it,
values what is kept in common by its trust in the board, and tends to follow a board it trusts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coopsim.rules.surplus import SHARES

HABIT = 0.5
"""Log odds of a yes to a board that is trusted by half (C)."""
FOLLOWING = 4.0
"""Log odds of a yes gained by full trust over half trust, twice (C)."""
INTEREST = 8.0
"""Log odds of a yes for the whole surplus of one member, more or less (C)."""
COMMON = 0.6
"""What a member who trusts fully holds money kept in common to be worth, of its own (C)."""


def votes_yes(
    patronage: Any, capital: Any, trust: Any, draws: Any,
    *, present: Mapping[str, float], proposed: Mapping[str, float],
) -> NDArray[np.bool_]:  # fmt: skip
    """Whether each member votes for the proposed split over the present one.

    ``patronage`` and ``capital`` are each member's business and shares, any unit; ``present``
    and ``proposed`` the seven shares of the surplus by name, summing to 1.
    """
    change = {name: proposed[name] - present[name] for name in SHARES}
    own = change["patronage"] * of_mean(patronage) + change["capital"] * of_mean(capital)
    kept = sum(change[name] for name in SHARES if name not in ("patronage", "capital"))
    worth = own + COMMON * np.asarray(trust, dtype=float) * kept
    odds = HABIT + FOLLOWING * (np.asarray(trust, dtype=float) - 0.5) + INTEREST * worth
    yes: NDArray[np.bool_] = np.asarray(draws) < 1 / (1 + np.exp(-odds))
    return yes


def of_mean(values: Any) -> NDArray[np.float64]:
    """Each member's part against a mean member's; 1 for all where nobody has any.

    >>> of_mean([0, 1, 3]).tolist()
    [0.0, 0.75, 2.25]
    """
    amounts = np.asarray(values, dtype=float)
    total = amounts.sum()
    return amounts * len(amounts) / total if total > 0 else np.ones(len(amounts))


def accepted(share: float | None) -> bool:
    """Whether a proposal with so many yes votes holds: more than half."""
    return share is not None and share > 0.5
