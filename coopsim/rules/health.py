"""Health of savings-and-loan cooperatives by the Indonesian schemes, for training only.

Old scheme: Perdep 06/2016, seven weighted aspects, each scored 0 to 100. New scheme: Permenkop
9/2020 with its guide of 2021, four weighted components. Weights and classes are sourced; of the
scoring of aspects only that of capital is, and every other ramp below is assumed (grade C).
No result of these functions is an official assessment.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.params import Grade, Number, Whole


@attrs.frozen
class Aspect:
    """One weighted part of a scheme."""

    key: str
    name: str
    indonesian: str
    weight: float
    source: str
    grade: Grade


ASPECTS = (
    Aspect("capital", "capital", "permodalan", 15.0, "YUDHI", "A"),
    Aspect("asset_quality", "quality of loans", "kualitas aktiva produktif", 25.0, "YUDHI", "A"),
    Aspect("management", "management", "manajemen", 15.0, "YUDHI", "A"),
    Aspect("efficiency", "efficiency", "efisiensi", 10.0, "YUDHI", "A"),
    Aspect("liquidity", "liquidity", "likuiditas", 15.0, "YUDHI", "A"),
    Aspect(
        "self_reliance", "self-reliance and growth", "kemandirian dan pertumbuhan", 10.0,
        "YUDHI", "A",
    ),
    Aspect("identity", "cooperative identity", "jatidiri koperasi", 10.0, "YUDHI", "A"),
)  # fmt: skip
"""The aspects of Perdep 06/2016; weights sum to 100."""

COMPONENTS = (
    Aspect("governance", "governance", "tata kelola", 30.0, "SIRUSA", "A"),
    Aspect("risk", "risk profile", "profil risiko", 15.0, "YUDHI", "A"),
    Aspect("performance", "financial performance", "kinerja keuangan", 40.0, "the remainder", "B"),
    Aspect("capital", "capital", "permodalan", 15.0, "the remainder", "B"),
)
"""The components of the scheme of 2020/2021; weights sum to 100."""

CLASSES = ("dalam pengawasan khusus", "dalam pengawasan", "cukup sehat", "sehat")
CLASS_WORDS = ("under special supervision", "under supervision", "fairly healthy", "healthy")
CLASS_STARTS = (51.0, 66.0, 80.0)
"""Scores from which the second, third and fourth class begin (grade B)."""
COMPONENT_CLASSES = ("tidak sehat", "kurang sehat", "cukup sehat", "sehat")
COMPONENT_CLASS_WORDS = ("not healthy", "less healthy", "fairly healthy", "healthy")


@attrs.frozen
class Ramp:
    """Points rise evenly from 0 where the ratio is ``zero`` to 100 where it is ``full``."""

    zero: float
    full: float
    why: str
    grade: Grade = "C"


PAR30 = Ramp(0.30, 0.05, "full at the goal of PEARLS A1")
EXPENSE = Ramp(0.20, 0.05, "full at the goal of PEARLS R9")
LIQUIDITY = Ramp(0.0, 0.15, "full at the goal of PEARLS L1")
RETURN = Ramp(0.0, 0.10, "full at a return on assets of 10 %")


def ramp_score(ratio: Number, ramp: Ramp) -> Number:
    """Points of a ratio on a ramp; NaN stays NaN."""
    return 100 * np.clip((np.asarray(ratio) - ramp.zero) / (ramp.full - ramp.zero), 0.0, 1.0)


def capital_score(own_capital: Number, assets: Number) -> Number:
    """Points for own capital against assets: 5 for every full 4 percentage points, at most 100.

    Sourced (A: 123CAP). Without assets there are none.

    >>> float(capital_score(30.0, 100.0))
    35.0
    """
    share = np.asarray(own_capital) / np.where(np.asarray(assets) > 0, assets, np.inf)
    return np.clip(5 * np.floor(share * 25 + 1e-9), 0.0, 100.0)


def provision_cover(provision: Number, late_1_12: Number, late_over_12: Number) -> Number:
    """Provisions against those needed: 35 % of loans 1-12 months late, all beyond; NaN if none."""
    needed = 0.35 * np.asarray(late_1_12, dtype=float) + late_over_12
    return np.where(needed > 0, np.asarray(provision) / np.where(needed > 0, needed, 1.0), np.nan)


def asset_quality_score(par30: Number, provision_cover: Number) -> Number:
    """Points for the loans: 7/10 for few late loans, 3/10 for provisions against those needed.

    No loans, or nothing to provide for (NaN), is full marks.
    """
    late = np.nan_to_num(ramp_score(par30, PAR30), nan=100.0)
    cover = np.nan_to_num(100 * np.clip(provision_cover, 0.0, 1.0), nan=100.0)
    return 0.7 * late + 0.3 * cover


def management_score(skill: Number, transparency: Number, met: Number) -> Number:
    """Points for management: 4/10 skill, 4/10 transparency, 2/10 the annual meeting."""
    return 40 * np.asarray(skill) + 40 * np.asarray(transparency) + 20 * np.asarray(met)


def identity_score(met: Number, member_share: Number) -> Number:
    """Points for being a cooperative: half the annual meeting, half members' part of business.

    Without any business (NaN) only the meeting counts.
    """
    meeting = 100.0 * np.asarray(met)
    members = 100 * np.clip(member_share, 0.0, 1.0)
    return np.where(np.isnan(members), meeting, 0.5 * meeting + 0.5 * members)


def aspect_scores(
    own_capital: Number, assets: Number, par30: Number, *, provision_cover: Number,
    expense_share: Number, liquidity: Number, roa: Number, management: Number, met: Number,
    member_share: Number,
) -> NDArray[np.float64]:  # fmt: skip
    """Points of each aspect of the old scheme, in the order of ``ASPECTS``.

    ``expense_share`` is operating expense over mean assets, ``liquidity`` cash over deposits,
    ``roa`` surplus over mean assets, ``management`` from ``management_score``. Without deposits
    (NaN) liquidity is full; without assets efficiency and return earn nothing.
    """
    scores = np.broadcast_arrays(
        capital_score(own_capital, assets),
        asset_quality_score(par30, provision_cover),
        np.asarray(management, dtype=float),
        np.nan_to_num(ramp_score(expense_share, EXPENSE), nan=0.0),
        np.nan_to_num(ramp_score(liquidity, LIQUIDITY), nan=100.0),
        np.nan_to_num(ramp_score(roa, RETURN), nan=0.0),
        identity_score(met, member_share),
    )
    return np.stack([np.asarray(one, dtype=float) for one in scores])


def health_score(
    own_capital: Number, assets: Number, par30: Number, *, provision_cover: Number,
    expense_share: Number, liquidity: Number, roa: Number, management: Number, met: Number,
    member_share: Number,
) -> Number:  # fmt: skip
    """Health by the old scheme, 0 to 100: the weighted points of ``aspect_scores``."""
    scores = aspect_scores(
        own_capital, assets, par30, provision_cover=provision_cover,
        expense_share=expense_share, liquidity=liquidity, roa=roa, management=management,
        met=met, member_share=member_share,
    )  # fmt: skip
    return weighted(scores, ASPECTS)


def weighted(scores: NDArray[np.float64], parts: tuple[Aspect, ...]) -> Number:
    """Scores, one a row in the order of ``parts``, weighted into one from 0 to 100."""
    total = np.zeros(np.shape(scores)[1:])
    for part, score in zip(parts, scores, strict=True):
        total = total + part.weight / 100 * score
    return total


def health_class(score: Number) -> Whole:
    """Class of the old scheme, a place in ``CLASSES``: 0 special supervision to 3 healthy."""
    seen = np.asarray(score)
    return np.asarray(np.sum([seen >= start for start in CLASS_STARTS], axis=0, dtype=np.int64))


def governance_score(management: Number, met: Number, newcomers_exceed: Number) -> Number:
    """Points for governance in the new scheme: 5/10 management, 3/10 the annual meeting.

    The rest is the one scored item that a model can read off: newcomers exceed leavers (KK-KSP).
    """
    return 0.5 * np.asarray(management) + 30 * np.asarray(met) + 20 * np.asarray(newcomers_exceed)


def risk_score(par30: Number, liquidity: Number) -> Number:
    """Points for the risk profile in the new scheme: half late loans, half liquidity."""
    late = np.nan_to_num(ramp_score(par30, PAR30), nan=100.0)
    return 0.5 * late + 0.5 * np.nan_to_num(ramp_score(liquidity, LIQUIDITY), nan=100.0)


def performance_score(expense_share: Number, roa: Number) -> Number:
    """Points for financial performance in the new scheme: half efficiency, half return."""
    thrift = np.nan_to_num(ramp_score(expense_share, EXPENSE), nan=0.0)
    return 0.5 * thrift + 0.5 * np.nan_to_num(ramp_score(roa, RETURN), nan=0.0)


def health_index(
    governance: Number, risk: Number, performance: Number, *, capital: Number
) -> Number:
    """Health by the new scheme, 0 to 100: its four components, each 0 to 100, weighted."""
    scores = np.broadcast_arrays(governance, risk, performance, capital)
    return weighted(np.stack([np.asarray(one, dtype=float) for one in scores]), COMPONENTS)


def component_class(score: Number) -> Whole:
    """Class of the new scheme, a place in ``COMPONENT_CLASSES``: above 75, 50, 25 or not."""
    seen = np.asarray(score)
    return np.asarray(np.sum([seen > end for end in (75.0, 50.0, 25.0)], axis=0, dtype=np.int64))
