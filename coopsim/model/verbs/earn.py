"""Luck and what a household earns besides its sector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.special import ndtri

from coopsim.policies import mean_of
from coopsim.rules.livelihood import other_income
from coopsim.rules.luck import hardship_months, price_deviation, weather_factor, world_price

if TYPE_CHECKING:
    from coopsim.model.village import Village


def draw_luck(v: Village) -> None:
    """World prices, weather and sea by district, and what befalls each household."""
    c, luck = v.cooperatives, v.terms.luck
    normals = ndtri(v.draw("world price", 2))
    for sector in (0, 1):
        deviation = price_deviation(v.deviation[sector], normals[sector], luck)
        v.deviation[sector] = mean_of(deviation)
    market = v.terms.market
    for sector, base in enumerate((market.coffee_price, market.fish_price)):
        v.now.world[sector] = world_price(
            base, v.deviation[sector], v.month, index=v.index, terms=luck
        )
    places = len(v.places.fish)
    year = ndtri(v.draw("weather of the year", places + 1))
    sea = ndtri(v.draw("weather at sea", places + 1))
    if (v.month - 1) % 12 == 0:
        c.weather[:] = weather_factor(year[0], year[1:][c.district], luck)
    c.sea[:] = weather_factor(sea[0], sea[1:][c.district], luck)
    month = (v.month - 1) % 12 + 1
    v.now.hardship[:] = hardship_months(
        v.draw("illness"), v.draw("ceremony"), month, terms=v.at_home("luck")
    )


def earn_elsewhere(v: Village) -> None:
    """Subsistence, wages, second crops and remittances."""
    h, live = v.households, v.at_home("livelihood")
    shift = v.at_home("luck").income_shift
    mean = h.other_income * v.index
    earned = other_income(mean, v.draw("other income"), live, shift=shift)
    v.now.income += v.ledger.move("other_income", earned)
    v.now.income += h.need * v.index * live.subsistence
