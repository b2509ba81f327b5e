"""Fisheries: trips that need fuel, on a stock that may be shared and overfished."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Whole, param


@attrs.frozen
class FisheriesTerms:
    """Trips, fuel, stock, ice and spoilage."""

    trips: Number = param(14.0, 1.0, 30.0, "trips a month", "trips in a calm month")
    catch: Number = param(5.0, 0.2, 100.0, "kg a trip", "catch of a trip on an unfished stock")
    catch_spread: Number = param(0.4, 0.0, 1.2, "log points", "spread of boats and skill")
    fuel_cost: Number = param(4.0, 0.0, 100.0, "money a trip", "fuel and bait of a trip")
    rough_month: Whole = param(1, 1, 12, "month", "middle of the rough season")
    rough_trips: Number = param(0.45, 0.0, 1.0, "share", "trips left in the roughest month")
    shared_stock: Number = param(
        1.0, 0.0, 1.0, "share", "part of the catch drawn from one common stock a district"
    )
    stock_years: Number = param(
        3.0, 0.5, 20.0, "years", "unfished stock, in years of catch at full effort"
    )
    growth: Number = param(0.9, 0.0, 3.0, "a year", "growth of the stock at low numbers")
    spoilage: Number = param(
        0.20, 0.0, 0.6, "share", "value lost without ice", grade="A",
        source="COMCEC: 9-38 % in all",
    )  # fmt: skip
    ice_saves: Number = param(0.6, 0.0, 1.0, "share", "part of that loss ice prevents")
    skill_gain: Number = param(
        0.06, 0.0, 1.0, "share", "catch gained by members of a fully skilled cooperative"
    )


def trip_season(month: int, terms: FisheriesTerms) -> Number:
    """Share of calm-month trips the sea allows this month."""
    away = np.abs((month - np.asarray(terms.rough_month) + 6) % 12 - 6)
    return np.asarray(terms.rough_trips) + (1 - np.asarray(terms.rough_trips)) * away / 6


def trips_made(wanted: Number, cash: Number, fuel_cost: Number, *, credit: Number) -> Number:
    """Trips a fisher can fuel from half the purse and from fuel on credit."""
    affordable = (0.5 * np.asarray(cash) + credit) / np.maximum(fuel_cost, 1e-9)
    return np.minimum(wanted, affordable)


def catch_weight(
    trips: Number, boat: Number, stock: Number, *, weather: Number, skill: Number,
    terms: FisheriesTerms,
) -> Number:  # fmt: skip
    """Catch of the month in kilograms; ``stock`` is the stock against an unfished one."""
    seen = 1 - np.asarray(terms.shared_stock) * (1 - np.asarray(stock))
    return trips * terms.catch * boat * seen * weather * (1 + terms.skill_gain * skill)


def stock_after(
    stock: Number, caught: Number, unfished: Number, *, terms: FisheriesTerms
) -> Number:
    """Stock against an unfished one after a month of growth and catch; never below 2 %."""
    grown = stock + np.asarray(terms.growth) / 12 * stock * (1 - np.asarray(stock))
    taken = terms.shared_stock * caught / np.maximum(unfished, 1e-9)
    return np.clip(grown - taken, 0.02, 1.0)


def fish_spoilage(has_ice: Number, terms: FisheriesTerms) -> Number:
    """Share of the value lost before sale."""
    return terms.spoilage * (1 - terms.ice_saves * np.asarray(has_ice))
