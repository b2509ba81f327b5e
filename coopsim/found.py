"""The opening world of a scenario: who lives where, what they own and owe on the first day."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from coopsim.ledger import Ledger
from coopsim.policies import of_homes, terms_in_force
from coopsim.rules.lending import loan_wanted, months_late, principal_outstanding
from coopsim.rules.surplus import split_by_largest_remainder
from coopsim.scenario import KINDS, SECTORS, Scenario, Terms
from coopsim.state import (
    ACTIVE,
    NEIGHBOURS,
    RING,
    WAITING,
    Cooperatives,
    Households,
    NationalFund,
    Places,
    empty,
)
from coopsim.streams import Streams

Ints = NDArray[np.int64]


@attrs.define
class World:
    """The tables of an opening world and its books."""

    households: Households
    cooperatives: Cooperatives
    fund: NationalFund
    places: Places
    ledger: Ledger
    terms: Terms


def found(scenario: Scenario, streams: Streams) -> World:
    """The opening world of a scenario under the luck of ``streams`` (month 0)."""
    cooperatives = _cooperatives(scenario, streams)
    terms = terms_in_force(scenario, 1, cooperatives)
    households = _households(scenario, cooperatives, terms, streams)
    places = empty(Places, len(scenario.districts))
    _nature(places, households, cooperatives, terms)
    fund = empty(NationalFund, 1)
    ledger = Ledger(households, cooperatives, fund)
    _members(scenario, households, cooperatives, streams)
    _opening_balances(scenario, ledger, terms, streams)
    _opening_loans(scenario, ledger, terms, streams)
    _opening_market(households, cooperatives, terms)
    ledger.close_month()
    ledger.audit(0)
    return World(households, cooperatives, fund, places, ledger, terms)


def counts(scenario: Scenario) -> Ints:
    """Cooperatives of each set: kept at their real size, scaled in number, at least one."""
    sizes = np.array([one.count * one.households for one in scenario.cooperatives], dtype=float)
    number = np.array([one.count for one in scenario.cooperatives], dtype=float)
    scaled = np.rint(number * scenario.households / sizes.sum()).astype(np.int64)
    return np.maximum(scaled, 1)


def weight(scenario: Scenario) -> float:
    """Real households one simulated household stands for; 1 where the scenario is a place."""
    return scenario.whole / scenario.households if scenario.whole else 1.0


def _cooperatives(scenario: Scenario, streams: Streams) -> Cooperatives:
    number = counts(scenario)
    c = empty(Cooperatives, int(number.sum()))
    c.set[:] = np.repeat(np.arange(len(number)), number)
    start = 0
    for place, (one, count) in enumerate(zip(scenario.cooperatives, number, strict=True)):
        rows = slice(start, start + int(count))
        start += int(count)
        c.kind[rows] = KINDS.index(one.kind)
        c.sector[rows] = int(np.argmax(one.sectors))
        c.lends[rows], c.trades[rows] = one.lends, one.trades
        c.district[rows] = _spread_over_districts(scenario, place, int(count))
    hours = np.array([district.hours for district in scenario.districts])
    c.hours[:] = hours[c.district]
    size = np.array([one.households for one in scenario.cooperatives], dtype=float)[c.set]
    c.households[:] = split_by_largest_remainder(scenario.households, size)
    _character(scenario, c, streams)
    return c


def _spread_over_districts(scenario: Scenario, place: int, count: int) -> Ints:
    """Districts of a set's cooperatives: a systematic sample of where households live."""
    allowed = scenario.cooperatives[place].districts
    shares = np.array([d.share if not allowed or d.name in allowed else 0.0 for d in scenario.districts])
    bounds = np.cumsum(shares) / shares.sum()
    offset = (0.5 + place * 0.618033988749895) % 1.0
    points = (np.arange(count) + offset) / count
    return np.minimum(np.searchsorted(bounds, points, side="right"), len(shares) - 1)


def _character(scenario: Scenario, c: Cooperatives, streams: Streams) -> None:
    """Age, skill, transparency and tools of each cooperative."""
    terms = terms_in_force(scenario, 1, c)
    size = len(c.set)

    def draw(purpose: str) -> NDArray[np.float64]:
        return streams.uniforms(f"cooperative {purpose}", 0, size)

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


def _households(
    scenario: Scenario, c: Cooperatives, terms: Terms, streams: Streams
) -> Households:
    size = scenario.households
    h = empty(Households, size)
    h.sector[:], h.home[:] = _sectors_and_homes(scenario, c)
    live = of_homes(terms.livelihood, h.home)
    members = of_homes(terms.membership, h.home)

    def draw(purpose: str) -> NDArray[np.float64]:
        return streams.uniforms(f"household {purpose}", 0, size)

    h.persons[:] = np.clip(np.rint(live.household_size + 2.0 * ndtri(draw("persons"))), 1, 14)
    h.woman[:] = draw("woman") < members.women
    h.insider[:] = draw("insider") < 0.05
    h.hours[:] = np.minimum(-members.far * np.log(draw("hours")), 8.0)
    h.trust[:] = np.clip(members.first_trust + members.trust_spread * ndtri(draw("trust")), 0.0, 1.0)
    person_need = live.need_over_line * live.poverty_line * np.exp(live.need_spread * ndtri(draw("need")))
    h.need[:] = np.rint(person_need * h.persons)
    sd = live.other_income_spread
    varied = np.exp(sd * ndtri(draw("other income")) - 0.5 * np.asarray(sd) ** 2)
    h.other_income[:] = np.rint(h.need * (1 - np.asarray(live.subsistence)) * live.other_income * varied)
    _capacity(h, terms, draw("capacity"), draw("tree age"))
    return h


def _sectors_and_homes(scenario: Scenario, c: Cooperatives) -> tuple[Ints, Ints]:
    """Sector and home of every household, in the order sector, cooperative."""
    shares = np.array([one.sectors for one in scenario.cooperatives])[c.set]
    parts = np.array(
        [split_by_largest_remainder(int(n), share) for n, share in zip(c.households, shares, strict=True)]
    )
    rows = np.arange(len(c.set))
    sector = np.repeat(np.arange(len(SECTORS)), parts.sum(axis=0))
    home = np.concatenate([np.repeat(rows, parts[:, s]) for s in range(len(SECTORS))])
    return sector, home


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
    young = crop.mature_age + 1 + (np.asarray(crop.old_age) - crop.mature_age - 1) * age[farms]
    old = crop.old_age + 15.0 * (age[farms] / np.maximum(crop.old_share, 1e-9))
    h.tree_age[farms] = np.where(age[farms] < crop.old_share, old, young)
    sea = of_homes(terms.fisheries, h.home[boats])
    sd = np.asarray(sea.catch_spread)
    h.capacity[boats] = np.exp(sd * normal[boats] - 0.5 * sd**2)
    shop = of_homes(terms.trade, h.home[kiosks])
    h.capacity[kiosks] = np.rint(shop.kiosk_stock * np.exp(shop.kiosk_spread * normal[kiosks]))


def _nature(places: Places, h: Households, c: Cooperatives, terms: Terms) -> None:
    """Fish stocks: the unfished stock of a district in proportion to its boats."""
    boats = sector_rows(h.sector)[1]
    sea = of_homes(terms.fisheries, h.home[boats])
    effort = sea.trips * sea.catch * h.capacity[boats] * 12 * sea.stock_years
    effort = np.broadcast_to(effort, h.home[boats].shape)
    places.unfished[:] = np.bincount(c.district[h.home[boats]], effort, len(places.fish))
    places.fish[:] = 0.6


def _members(scenario: Scenario, h: Households, c: Cooperatives, streams: Streams) -> None:
    """Who is a member on the first day: neighbours cluster, the far away are fewer."""
    size = len(h.home)
    own = streams.uniforms("member", 0, size)
    around = streams.uniforms("member neighbours", 0, size)[:: NEIGHBOURS]
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
    tenure = streams.uniforms("tenure", 0, size)
    h.joined[:] = np.where(h.member, np.rint(c.founded[h.home] * tenure), 0).astype(np.int16)
    h.trust[:] = np.clip(h.trust + 0.1 * h.member, 0.0, 1.0)


def _opening_balances(scenario: Scenario, ledger: Ledger, terms: Terms, streams: Streams) -> None:
    """Purses, kiosks, shares, savings, reserves, grants and the national fund."""
    h, c = ledger.households, ledger.cooperatives
    size, minor = len(h.home), scenario.minor
    live = of_homes(terms.livelihood, h.home)
    purse = live.buffer * h.need * (1 - np.asarray(live.subsistence))
    ledger.move("opening_cash", purse * (0.5 + streams.uniforms("purse", 0, size)))
    kiosks = sector_rows(h.sector)[2]
    ledger.move("opening_stock", h.capacity[kiosks], kiosks)
    member = h.member
    pokok = np.broadcast_to(of_homes(terms.membership, h.home).entry_share, member.shape)
    ledger.move("opening_share", pokok * member)
    saving = of_homes(terms.savings, h.home)
    ledger.move("opening_mandatory", saving.mandatory * np.maximum(-h.joined, 0) * member)
    mean = np.array([one.voluntary for one in scenario.cooperatives])[c.set] * minor
    spread = -np.log(streams.uniforms("voluntary", 0, size))
    ledger.move("opening_voluntary", mean[h.home] * spread * member)
    active = c.status == ACTIVE
    sets = scenario.cooperatives
    ledger.move("opening_grant", np.array([one.grants for one in sets])[c.set] * minor * active)
    part = np.array([one.reserve for one in sets])[c.set]
    ledger.move("opening_reserve", part * (c.share + c.mandatory))
    capital = float(np.mean(terms.national.capital))
    if capital > 0:
        scale = 1 / weight(scenario)
        ledger.move("fund_capital", np.array([capital * scale]), np.array([0]))


def _opening_loans(scenario: Scenario, ledger: Ledger, terms: Terms, streams: Streams) -> None:
    """Loans of all ages, some of them late, within what each fund can have lent."""
    h, c = ledger.households, ledger.cooperatives
    size = len(h.home)
    sets = scenario.cooperatives
    wish = np.array([one.borrowers for one in sets])[c.set] * c.lends
    late_share = np.array([one.late for one in sets])[c.set]
    draw = streams.uniforms("borrower", 0, size)
    rows = np.flatnonzero(h.member & (draw < wish[h.home]))
    home = h.home[rows]
    fund = of_homes(terms.fund, home)
    need = h.need[rows]
    amount = np.minimum(loan_wanted(need, fund.loan_rate, terms=fund), fund.largest)
    funds = fund_limit(c, terms)
    asked = np.bincount(home, amount, len(c.set))
    amount = np.floor(amount * np.minimum(1.0, funds / np.maximum(asked, 1.0))[home])
    tenor = np.broadcast_to(fund.tenor, amount.shape)
    age = np.floor(tenor * streams.uniforms("loan age", 0, size)[rows])
    is_late = streams.uniforms("loan late", 0, size)[rows] < late_share[home]
    behind = 1 + np.floor(4 * streams.uniforms("loan behind", 0, size)[rows])
    paid_age = np.where(is_late, np.maximum(age - behind, 0), age)
    balance = principal_outstanding(amount, paid_age, tenor=tenor, grace=fund.grace, bullet=fund.bullet)
    h.loan_amount[rows] = amount
    h.loan_rate[rows], h.loan_tenor[rows], h.loan_grace[rows] = fund.loan_rate, tenor, fund.grace
    h.loan_contract[rows], h.loan_bullet[rows] = fund.contract, fund.bullet
    h.loan_age[rows] = age
    ledger.move("opening_loan", balance, rows)
    h.late[rows] = months_late(
        amount, h.loan[rows], age, tenor=tenor, grace=fund.grace, bullet=h.loan_bullet[rows]
    )


def fund_limit(c: Cooperatives, terms: Terms) -> NDArray[np.float64]:
    """What a cooperative may have lent: its share lent, and never more than its cash."""
    limit = np.asarray(terms.fund.share_lent) * c.cash
    return np.minimum(limit, c.cash * 0.98)


def _opening_market(h: Households, c: Cooperatives, terms: Terms) -> None:
    """Volumes a cooperative would expect in its first month of trade."""
    ring = np.zeros((len(c.set), RING))
    c.members_due[:] = ring
    size = len(c.set)
    crop = of_homes(terms.agriculture, h.home)
    sea = of_homes(terms.fisheries, h.home)
    shop = of_homes(terms.trade, h.home)
    expected = np.choose(
        h.sector,
        [
            h.capacity * crop.full_yield / 6,
            h.capacity * sea.trips * sea.catch * 0.5,
            h.capacity * shop.turnover,
        ],
    )
    own = c.sector[h.home] == h.sector
    c.last_volume[:] = 0.5 * np.bincount(h.home, expected * (h.member & own), size)
