"""Luck: world prices, weather, and what befalls a household."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Whole, param


@attrs.frozen
class LuckTerms:
    """Prices, weather and shocks; nobody decides these."""

    price_sd: Number = param(
        0.30, 0.0, 0.8, "log points", "spread of the world price", source="0.25-0.35 a year"
    )
    price_persistence: Number = param(
        0.6, 0.0, 0.95, "a year", "share of a price deviation left after a year",
        source="0.5-0.7 a year",
    )  # fmt: skip
    price_season: Number = param(0.05, 0.0, 0.5, "share", "seasonal swing of prices")
    price_shift: Number = param(
        0.0, -0.9, 2.0, "share", "a price fall (below 0) or rise, set by a dated policy"
    )
    weather_sd: Number = param(0.20, 0.0, 0.8, "log points", "spread of harvest and catch")
    weather_common: Number = param(
        0.5, 0.0, 1.0, "share", "part of the weather shared by all districts"
    )
    yield_shift: Number = param(
        0.0, -0.95, 1.0, "share", "a harvest or catch loss (below 0), set by a dated policy"
    )
    income_shift: Number = param(
        0.0, -0.95, 1.0, "share", "a loss of other income (below 0), set by a dated policy"
    )
    illness: Number = param(0.02, 0.0, 0.3, "chance a month", "a household falls ill")
    illness_cost: Number = param(0.8, 0.0, 6.0, "months of need", "cost of an illness")
    ceremony: Number = param(0.03, 0.0, 0.3, "chance a month", "a ceremony falls due")
    ceremony_cost: Number = param(0.8, 0.0, 6.0, "months of need", "cost of a ceremony")
    school_month: Whole = param(1, 1, 12, "month", "month school fees are paid")
    school_cost: Number = param(0.25, 0.0, 3.0, "months of need", "school fees of a year")


def price_deviation(previous: Number, normal: Number, terms: LuckTerms) -> Number:
    """Log deviation of a world price from its mean: a monthly AR(1) step.

    Its long-run spread is ``price_sd`` whatever the persistence.
    """
    kept = np.asarray(terms.price_persistence, dtype=float) ** (1 / 12)
    return kept * previous + terms.price_sd * np.sqrt(1 - kept**2) * normal


def world_price(
    base: Number, deviation: Number, month: int, *, index: float, terms: LuckTerms
) -> Number:
    """World price a kilogram: mean ``base`` in today's money, the year's high in month 2."""
    season = 1 + terms.price_season * np.cos(2 * np.pi * (month - 2) / 12)
    spread = np.exp(deviation - 0.5 * np.asarray(terms.price_sd) ** 2)
    return base * index * season * spread * (1 + np.asarray(terms.price_shift))


def weather_factor(common: Number, own: Number, terms: LuckTerms) -> Number:
    """Harvest or fishing weather of a place against a normal year; mean 1."""
    share = np.asarray(terms.weather_common, dtype=float)
    deviation = terms.weather_sd * (np.sqrt(share) * common + np.sqrt(1 - share) * own)
    return np.exp(deviation - 0.5 * np.asarray(terms.weather_sd) ** 2)


def weather_met(weather: Number, terms: LuckTerms) -> Number:
    """Weather after a loss of harvest or catch that a dated policy sets."""
    return np.asarray(weather) * (1 + np.asarray(terms.yield_shift))


def hardship_months(illness: Number, ceremony: Number, month: int, *, terms: LuckTerms) -> Number:
    """What illness, ceremonies and school fees cost this month, in months of need."""
    school = terms.school_cost * (month == np.asarray(terms.school_month))
    return (
        terms.illness_cost * (np.asarray(illness) < terms.illness)
        + terms.ceremony_cost * (np.asarray(ceremony) < terms.ceremony)
        + school
    )
