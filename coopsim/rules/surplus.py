"""Surplus: how the SHU is split, and what the law asks of a cooperative."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.params import Number, Truth, Whole, param, switch

SHARES = ("reserve", "patronage", "capital", "board", "staff", "education", "social")


TEXTBOOK = "WIWI, whose split sums to 105 %, brought to 100 %"


@attrs.frozen
class SurplusTerms:
    """Shares of the surplus (SHU); they sum to 1."""

    reserve: Number = param(
        0.40,
        0.0,
        1.0,
        "share",
        "to the reserve",
        role="decision",
        source=TEXTBOOK,
    )
    patronage: Number = param(
        0.25,
        0.0,
        1.0,
        "share",
        "to members by their business",
        role="decision",
        source=TEXTBOOK,
    )
    capital: Number = param(
        0.15,
        0.0,
        1.0,
        "share",
        "to members by their shares",
        role="decision",
        source=TEXTBOOK,
    )
    board: Number = param(
        0.05,
        0.0,
        1.0,
        "share",
        "to the board",
        role="decision",
        source=TEXTBOOK,
    )
    staff: Number = param(
        0.05,
        0.0,
        1.0,
        "share",
        "to staff",
        role="decision",
        source=TEXTBOOK,
    )
    education: Number = param(
        0.05,
        0.0,
        1.0,
        "share",
        "to education",
        role="decision",
        source=TEXTBOOK,
    )
    social: Number = param(
        0.05,
        0.0,
        1.0,
        "share",
        "to social purposes",
        role="decision",
        source=TEXTBOOK,
    )


@attrs.frozen
class RegulationTerms:
    """What the law asks."""

    minimum_members: Whole = param(
        15,
        2,
        100,
        "members",
        "members the law asks",
        role="decision",
        grade="A",
        source="ILO20 (Timor-Leste 15), LEXM (Indonesia 9)",
    )
    minimum_capital: Number = param(
        1000.0,
        0.0,
        50000.0,
        "money",
        "capital the law asks",
        role="decision",
        grade="A",
        source="ILO20 (Timor-Leste)",
    )
    meeting_duty: Number = param(
        0.3, 0.0, 1.0, "share", "how firmly the annual meeting is inspected", role="decision"
    )
    rate_cap: Number = param(
        0.6,
        0.03,
        0.6,
        "a year",
        "most a cooperative may charge",
        role="decision",
        source="BUNGO: 24 % in Indonesia",
    )
    savings_cap: Number = param(
        0.2,
        0.0,
        0.2,
        "a year",
        "most a cooperative may pay on savings",
        role="decision",
        source="PASAL26: 9 % in Indonesia",
    )
    reserve_share: Number = param(
        0.1,
        0.0,
        1.0,
        "share of surplus",
        "least that goes to the reserve",
        role="decision",
        source="10-20 %; the clause of the law was not found",
    )
    informal_lends: bool = switch(True, "a group below the legal minimum may lend")
    dormant_after: Whole = param(
        36, 6, 120, "months",
        "months without an annual meeting before a cooperative is called dormant",
        source="as in Indonesia: none three times running (Permenkop 19/2015)",
    )  # fmt: skip


def split_by_largest_remainder(pool: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Parts of a pool in proportion to weights that sum to the pool exactly.

    The cents left over go to the largest remainders, ties to the lower row.

    >>> split_by_largest_remainder(100, np.array([1.0, 1.0, 1.0])).tolist()
    [34, 33, 33]
    """
    total = float(weights.sum())
    if pool <= 0 or total <= 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = pool * (weights / total)
    parts = np.floor(exact).astype(np.int64)
    left = int(pool - parts.sum())
    if left > 0:
        order = np.argsort(-(exact - parts), kind="stable")
        parts[order[:left]] += 1
    return parts


def surplus_shares(terms: SurplusTerms, least_reserve: Number) -> tuple[Number, ...]:
    """The seven shares, the reserve lifted to what the law asks and the rest scaled down."""
    reserve = np.maximum(terms.reserve, least_reserve)
    rest = 1 - np.asarray(terms.reserve)
    scale = np.where(rest > 0, (1 - reserve) / np.maximum(rest, 1e-12), 0.0)
    others = (
        terms.patronage,
        terms.capital,
        terms.board,
        terms.staff,
        terms.education,
        terms.social,
    )
    return (reserve, *(np.asarray(share) * scale for share in others))


def is_legal(members: Number, capital: Number, terms: RegulationTerms) -> Truth:
    """Whether a cooperative has the members and the capital the law asks."""
    return (np.asarray(members) >= terms.minimum_members) & (
        np.asarray(capital) >= terms.minimum_capital
    )
