"""Who households and boards are, what they live from, who is a member on the first day."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from coopsim.found.luck import Luck
from coopsim.found.places import homes_by_sector
from coopsim.policies import of_homes, terms_in_force
from coopsim.scenario import SECTORS, Scenario, Terms
from coopsim.state import (
    ACTIVE,
    NEIGHBOURS,
    WAITING,
    Cooperatives,
    Households,
    Places,
    empty,
)

Ints = NDArray[np.int64]


def households(scenario: Scenario, c: Cooperatives, terms: Terms, luck: Luck) -> Households:
    """Every household on the first day: persons, need, trust, land, boat or kiosk."""
    size = scenario.households
    h = empty(Households, size)
    h.sector[:], h.home[:] = homes_by_sector(scenario, c)
    live = of_homes(terms.livelihood, h.home)
    members = of_homes(terms.membership, h.home)

    def draw(purpose: str) -> NDArray[np.float64]:
        return luck.of_households(f"household {purpose}", 0)

    h.persons[:] = np.clip(np.rint(live.household_size + 2.0 * ndtri(draw("persons"))), 1, 14)
    h.woman[:] = draw("woman") < members.women
    h.insider[:] = draw("insider") < 0.05
    h.hours[:] = np.minimum(-members.far * np.log(draw("hours")), 8.0)
    h.trust[:] = np.clip(
        members.first_trust + members.trust_spread * ndtri(draw("trust")), 0.0, 1.0
    )
    person_need = (
        live.need_over_line * live.poverty_line * np.exp(live.need_spread * ndtri(draw("need")))
    )
    h.need[:] = np.rint(person_need * h.persons)
    sd = live.other_income_spread
    varied = np.exp(sd * ndtri(draw("other income")) - 0.5 * np.asarray(sd) ** 2)
    h.other_income[:] = np.rint(
        h.need * (1 - np.asarray(live.subsistence)) * live.other_income * varied
    )
    _capacity(h, terms, draw("capacity"), draw("tree age"))
    return h


def sector_rows(sector: NDArray[np.int8]) -> tuple[slice, slice, slice]:
    """Rows of each sector; they lie one after the other."""
    ends = np.searchsorted(sector, np.arange(len(SECTORS)), side="right").tolist()
    return slice(0, ends[0]), slice(ends[0], ends[1]), slice(ends[1], ends[2])


def _capacity(h: Households, terms: Terms, draw: Any, age: Any) -> None:
    """Land, boat or kiosk, and the age of trees."""
    normal = ndtri(draw)
    farms, boats, kiosks = sector_rows(h.sector)
    crop = of_homes(terms.agriculture, h.home[farms])
    h.capacity[farms] = crop.land * np.exp(crop.land_spread * normal[farms])
    share = np.asarray(crop.old_share, dtype=float)
    place = (age[farms] - share) / np.maximum(1 - share, 1e-9)
    young = crop.mature_age + (np.asarray(crop.old_age) - crop.mature_age) * place
    old = crop.old_age + 15.0 * (age[farms] / np.maximum(share, 1e-9))
    h.tree_age[farms] = np.where(age[farms] < crop.old_share, old, young)
    sea = of_homes(terms.fisheries, h.home[boats])
    sd = np.asarray(sea.catch_spread)
    h.capacity[boats] = np.exp(sd * normal[boats] - 0.5 * sd**2)
    shop = of_homes(terms.trade, h.home[kiosks])
    h.capacity[kiosks] = np.rint(shop.kiosk_stock * np.exp(shop.kiosk_spread * normal[kiosks]))


def nature(places: Places, h: Households, c: Cooperatives, terms: Terms) -> None:
    """Fish stocks: the unfished stock of a district in proportion to its boats."""
    boats = sector_rows(h.sector)[1]
    sea = of_homes(terms.fisheries, h.home[boats])
    effort = sea.trips * sea.catch * h.capacity[boats] * 12 * sea.stock_years
    effort = np.broadcast_to(effort, h.home[boats].shape)
    places.unfished[:] = np.bincount(c.district[h.home[boats]], effort, len(places.fish))
    places.fish[:] = 0.6


def members(scenario: Scenario, h: Households, c: Cooperatives, luck: Luck) -> None:
    """Who is a member on the first day: neighbours cluster, the far away are fewer."""
    size = len(h.home)
    own = luck.of_households("member", 0)
    around = luck.of_households("member neighbours", 0)[::NEIGHBOURS]
    key = own + 0.6 * np.repeat(around, NEIGHBOURS)[:size] + 0.1 * h.hours
    sets = scenario.cooperatives
    share = np.array([one.members / one.households for one in sets])[c.set]
    wanted = np.rint(share * c.households).astype(np.int64) * (c.status == ACTIVE)
    order = np.lexsort((key, h.home))
    rank = np.empty(size, dtype=np.int64)
    first = np.searchsorted(h.home[order], np.arange(len(c.set)))
    rank[order] = np.arange(size) - first[h.home[order]]
    h.member[:] = rank < wanted[h.home]
    c.members[:] = np.bincount(h.home, h.member, len(c.set)).astype(np.int32)
    tenure = luck.of_households("tenure", 0)
    h.joined[:] = np.where(h.member, np.rint(c.founded[h.home] * tenure), 0).astype(np.int16)
    h.trust[:] = np.clip(h.trust + 0.1 * h.member, 0.0, 1.0)


def character(scenario: Scenario, c: Cooperatives, luck: Luck) -> None:
    """Age, skill, transparency and tools of each cooperative."""
    terms = terms_in_force(scenario, 0, c)  # before any policy

    def draw(purpose: str) -> NDArray[np.float64]:
        return luck.of_cooperatives(f"cooperative {purpose}", 0)

    sets = scenario.cooperatives
    g = terms.governance
    c.skill[:] = np.clip(g.skill + g.spread * ndtri(draw("skill")), 0.02, 0.98)
    c.transparency[:] = np.clip(g.transparency + g.spread * ndtri(draw("transparency")), 0.02, 0.98)
    c.quality[:] = 0.35 + 0.45 * draw("quality")
    c.digital[:] = draw("digital") < terms.digital.start
    age = np.array([one.age for one in sets], dtype=float)[c.set]
    c.founded[:] = -np.rint(age * (0.5 + draw("age"))).astype(np.int16)
    unfounded = np.array([one.unfounded for one in sets])[c.set]
    c.status[:] = np.where(draw("founding") < unfounded, WAITING, ACTIVE)
    c.good_record[:] = True
    c.application[:] = -1
    c.weather[:] = 1.0
    c.sea[:] = 1.0
    c.met[:] = c.status == ACTIVE
