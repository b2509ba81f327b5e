"""Agriculture: one harvest a year from trees that age, sold as cherry or as parchment."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Whole, param


@attrs.frozen
class AgricultureTerms:
    """Trees, harvest, inputs and processing at home."""

    land: Number = param(1.0, 0.1, 5.0, "ha", "median land under the crop")
    land_spread: Number = param(0.5, 0.0, 1.5, "log points", "spread of land")
    full_yield: Number = param(
        240.0, 20.0, 2000.0, "kg green/ha", "yield of trees in full bearing",
        source="set so that a mixed stand gives 150-200 kg/ha (EOC, STIR)",
    )  # fmt: skip
    old_share: Number = param(
        0.5, 0.0, 1.0, "share", "trees past their best at the start", grade="A",
        source="EOC, CCT18: over half",
    )  # fmt: skip
    old_yield: Number = param(0.45, 0.0, 1.0, "share of full", "yield of an old tree")
    mature_age: Number = param(4.0, 1.0, 10.0, "years", "age of full bearing")
    old_age: Number = param(25.0, 8.0, 60.0, "years", "age at which yield begins to fall")
    replanting: Number = param(
        0.025, 0.0, 0.3, "share a year", "old trees households replant unaided"
    )
    harvest_month: Whole = param(7, 1, 12, "month", "middle of the harvest")
    harvest_width: Number = param(2.5, 0.5, 6.0, "months", "half length of the harvest")
    parchment_per_green: Number = param(
        1.25, 1.0, 2.0, "kg/kg", "parchment that makes a kilogram of green", grade="B",
        source="processing manuals",
    )  # fmt: skip
    processing_gain: Number = param(
        0.15, 0.0, 1.0, "share", "what parchment fetches above the same green as cherry"
    )
    processing_cost: Number = param(
        0.10, 0.0, 2.0, "money/kg parchment", "labour to pulp, wash and dry"
    )
    processing_choice: Number = param(
        12.0, 0.0, 60.0, "logit a unit of gain", "how strongly the gain decides processing"
    )
    cherry_habit: Number = param(
        1.5, -4.0, 6.0, "logit", "habit of selling cherry the same day, stronger when short of cash"
    )
    input_cost: Number = param(15.0, 0.0, 500.0, "money/ha", "compost, seedlings and tools")
    input_gain: Number = param(0.12, 0.0, 1.0, "share", "harvest gained by inputs")
    skill_gain: Number = param(
        0.10, 0.0, 1.0, "share", "harvest gained by members of a fully skilled cooperative"
    )


def tree_factor(age: Number, terms: AgricultureTerms) -> Number:
    """Yield of a stand against full bearing: nothing, a rise, full, a slow fall to old yield.

    >>> float(tree_factor(2.0, AgricultureTerms()))
    0.0
    >>> float(tree_factor(10.0, AgricultureTerms()))
    1.0
    """
    mature, old = np.asarray(terms.mature_age), np.asarray(terms.old_age)
    rising = np.clip((age - mature + 2.0) / 2.0, 0.0, 1.0)
    falling = np.clip((age - old) / 15.0, 0.0, 1.0)
    return rising * (1 - (1 - np.asarray(terms.old_yield)) * falling)


def harvest_weight(month: int, terms: AgricultureTerms) -> Number:
    """Share of the year's harvest picked this month; the twelve shares sum to 1."""
    months = np.arange(1, 13)
    ahead = (months[:, None] - np.atleast_1d(terms.harvest_month)[None, :] + 6) % 12 - 6
    raw = np.maximum(1 - np.abs(ahead) / (np.atleast_1d(terms.harvest_width) + 1), 0.0)
    share = raw[(month - 1) % 12] / np.cumsum(raw, axis=0)[-1]  # one by one, for one or many
    return share if share.size > 1 else float(share[0])


def harvest(
    land: Number, age: Number, weight: Number, *, weather: Number, inputs: Number,
    skill: Number, terms: AgricultureTerms,
) -> Number:  # fmt: skip
    """Harvest of the month in kilograms of green."""
    help_ = 1 + terms.input_gain * inputs + terms.skill_gain * skill
    return land * terms.full_yield * tree_factor(age, terms) * weight * weather * help_


def parchment_share(cherry_price: Number, tightness: Number, terms: AgricultureTerms) -> Number:
    """Share of the harvest processed at home; nobody short of cash waits a month."""
    cost = terms.processing_cost * np.asarray(terms.parchment_per_green)
    gain = terms.processing_gain - cost / np.maximum(cherry_price, 1e-9)
    logit = terms.processing_choice * gain - terms.cherry_habit * (1 + 2 * np.asarray(tightness))
    return 1 / (1 + np.exp(np.minimum(-logit, 700.0)))  # a worthless crop overflows nothing
