"""Measures of a month that add up over cooperatives, districts and sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger import CODE, FLOWS, OPERATING
from coopsim.metrics import gini
from coopsim.model.verbs.lend import effective_rate
from coopsim.rules.lending import flat_rate
from coopsim.rules.livelihood import is_poor
from coopsim.rules.surplus import is_legal
from coopsim.state import ACTIVE, DISSOLVED, DORMANT

if TYPE_CHECKING:
    from coopsim.model.village import Village

Values = NDArray[np.float64]
BALANCES = (
    "cash", "loans", "share", "mandatory", "voluntary", "grants", "reserve", "undivided", "bills",
    "bank_debt", "fund_debt",
)  # fmt: skip
INCOME = [
    f.name
    for f in FLOWS
    if f.line and any(leg.account == "surplus" and leg.sign > 0 for leg in f.legs)
]
COST = [
    f.name
    for f in FLOWS
    if f.line and any(leg.account == "surplus" and leg.sign < 0 for leg in f.legs)
]
NATION_ONLY = ("gini", "median_members", "median_others")
"""What does not add up over places."""


class Tally:
    """Sums households' and cooperatives' numbers: by cooperative, then by sector.

    ``sums`` maps a measure to shape (cooperatives + 3,).
    """

    def __init__(self, v: Village) -> None:
        self.v = v
        self.size = len(v.cooperatives.cash)
        self.sums: dict[str, Values] = {}
        self._sectors = (v.farms, v.boats, v.kiosks)

    def households(self, name: str, values: Any, rows: Any = None) -> None:
        """Add a measure of households; ``rows`` where only some have it."""
        h = self.v.households
        if rows is None:
            by_home = np.bincount(h.home, values, self.size)
            by_sector = [float(values[part].sum()) for part in self._sectors]
        else:
            by_home = np.bincount(h.home[rows], values, self.size)
            by_sector = np.bincount(h.sector[rows], values, 3).tolist()
        self.sums[name] = np.r_[by_home, by_sector]

    def cooperatives(self, name: str, values: Any) -> None:
        """Add a measure of cooperatives; in a sector it counts by the cooperative's sector."""
        values = np.broadcast_to(np.asarray(values, dtype=float), (self.size,))
        self.sums[name] = np.r_[values, np.bincount(self.v.cooperatives.sector, values, 3)]


def measures(v: Village) -> dict[str, Values]:
    """All measures of the month: each of shape (cooperatives + 3,)."""
    tally = Tally(v)
    _people(v, tally)
    _members(v, tally)
    _borrowers(v, tally)
    _cooperatives(v, tally)
    _market(v, tally)
    _flows(v, tally)
    return tally.sums


def _people(v: Village, tally: Tally) -> None:
    h, live = v.households, v.at_home("livelihood")
    months = (v.month - 1) % 12 + 1
    line = np.asarray(live.poverty_line) * v.index
    poor = is_poor(h.income_year / months, h.persons, line)
    ones = np.ones(len(h.home))
    far = h.hours > 1.0
    for name, values in (
        ("households", ones), ("persons", h.persons), ("poor", poor * h.persons),
        ("short", h.short), ("trust", h.trust), ("claims", h.claim),
        ("trader_debt", h.trader_debt), ("other_debt", h.other_debt),
        ("remote", far), ("remote_members", far & h.member),
    ):  # fmt: skip
        tally.households(name, values)


def _members(v: Village, tally: Tally) -> None:
    h, now = v.households, v.now
    rows = np.flatnonzero(h.member)
    others = np.flatnonzero(~h.member)
    one = np.ones(len(rows))
    tally.households("members", one, rows)
    tally.households("members_income", h.income[rows], rows)
    tally.households("others", np.ones(len(others)), others)
    tally.households("others_income", h.income[others], others)
    tally.households("women", h.woman[rows], rows)
    tally.households("used", h.used[rows], rows)
    tally.households("lending_members", v.cooperatives.lends[h.home[rows]], rows)
    tally.households("saved", (h.share + h.mandatory + h.voluntary)[rows], rows)
    trading = v.cooperatives.trades & (v.cooperatives.status == ACTIVE)
    sellers = rows[(now.crop_value[rows] > 0) & trading[h.home[rows]]]
    sellers = sellers[v.cooperatives.sector[h.home[sellers]] == h.sector[sellers]]
    tally.households("members_crop", now.crop_value[sellers], sellers)
    tally.households("members_delivered", now.to_cooperative[sellers], sellers)
    tally.households("members_selling", np.ones(len(sellers)), sellers)
    tally.households(
        "members_to_trader", now.to_trader[sellers] > 0.05 * now.crop_value[sellers], sellers
    )


def _borrowers(v: Village, tally: Tally) -> None:
    h = v.households
    rows = np.flatnonzero(h.loan)
    loan, late = h.loan[rows], h.late[rows]
    tally.households("borrowers", np.ones(len(rows)), rows)
    tally.households("borrowed", loan, rows)
    tally.households("women_borrowers", h.woman[rows], rows)
    for name, months in (("late_1", 1), ("late_3", 3), ("late_4", 4)):
        tally.households(name, loan * (late >= months), rows)
    tally.households("rescheduled", loan * h.rescheduled[rows], rows)
    tally.households("topped_up", loan * h.topped_up[rows], rows)
    service = h.service_year[rows] / np.maximum(h.income_year[rows], 1)
    tally.households("service_share", service, rows)
    tally.households("over_40", service > 0.4, rows)


def _cooperatives(v: Village, tally: Tally) -> None:
    c, now = v.cooperatives, v.now
    active = c.status == ACTIVE
    law = v.terms.regulation
    legal = is_legal(c.members, c.share + c.mandatory + c.grants + c.reserve, terms=law)
    lends = active & c.lends
    rate = effective_rate(v)
    flat = flat_rate(rate, np.asarray(v.terms.fund.tenor))
    for name, values in (
        ("cooperatives", np.ones(len(active))), ("active", active), ("informal", active & ~legal),
        ("dormant", c.status == DORMANT), ("dissolved", c.status == DISSOLVED),
        ("met", active & c.met), ("unserved", c.unserved),
        ("skill", c.skill * active), ("transparency", c.transparency * active),
        ("digital", c.digital & active), ("health", c.health * active), ("lending", lends),
        ("coop_members", c.members), ("effective_rate", rate * lends),
        ("flat_rate", flat * lends), ("joins", now.joins), ("leaves", now.leaves),
        ("members_lost", now.members_lost), ("collected", now.collected), ("due", now.due),
        ("surplus_now", c.surplus), ("last_surplus", c.last_surplus),
        ("fund_borrowers", c.fund_debt > 0),
        ("fund_late", c.fund_debt * (c.fund_late >= 1)),
        ("fund_money", (c.cash + c.loans - c.provision) * c.lends),
    ):  # fmt: skip
        tally.cooperatives(name, values)
    for name in BALANCES:
        tally.cooperatives(name, getattr(c, name))


def _market(v: Village, tally: Tally) -> None:
    c, now = v.cooperatives, v.now
    crop = c.sector < 2
    weight = now.volume * crop
    tally.cooperatives("volume_kg", weight)
    tally.cooperatives("outsiders_kg", now.outsiders_kg)
    tally.cooperatives("price_weight", weight)
    tally.cooperatives("price_kg", np.where(crop, c.price, 0.0) * weight)
    tally.cooperatives("trader_kg", c.trader_price * weight)
    tally.cooperatives("unit_cost_kg", now.unit_cost * weight)
    tally.cooperatives("world_crop", now.world[0])
    for name, part in (("harvest", v.farms), ("catch", v.boats)):
        rows = np.arange(part.start, part.stop)
        tally.households(name, now.output[part], rows)
    boats = np.bincount(v.households.home[v.boats], minlength=len(c.cash)) > 0
    tally.cooperatives("fish", v.places.fish[c.district] * boats)
    tally.cooperatives("fishing_places", boats)


def _flows(v: Village, tally: Tally) -> None:
    booked = v.ledger.booked

    def total(names: Any) -> Values:
        return np.asarray(booked[[CODE[name] for name in names]].sum(axis=0), dtype=float)

    tally.cooperatives("lent", total(["loan_disbursed"]))
    tally.cooperatives("written_off_now", total(["loan_written_off"]))
    tally.cooperatives("refunds", total(["patronage_refund", "capital_refund"]))
    tally.cooperatives("embezzled", total(["embezzled"]))
    tally.cooperatives("income_now", total(INCOME))
    tally.cooperatives("cost_now", total(COST))
    tally.cooperatives("office_now", total(OPERATING))


def nation_only(v: Village) -> dict[str, float]:
    """Medians and Gini of the year's income, in December; NaN in other months."""
    if v.month % 12:
        return dict.fromkeys(NATION_ONLY, float("nan"))
    h = v.households
    income = h.income_year / 12
    persons = h.persons.astype(float)
    medians = {
        name: float(np.median(income[rows])) if rows.any() else float("nan")
        for name, rows in (("median_members", h.member), ("median_others", ~h.member))
    }
    return {"gini": gini(np.maximum(income / persons, 0.0), persons), **medians}
