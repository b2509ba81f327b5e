"""Measures of a month that add up over cooperatives, districts and sectors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger import CODE, FLOWS, OPERATING
from coopsim.ledger.runs import Runs
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
NOT_EARNED = ("debts forgiven", "losses on winding up", "losses of members on winding up")
"""Lines of an ending, which say nothing of how a cooperative earns its cost."""


def _touching_surplus(sign: int) -> list[str]:
    """Flows that raise or lower the result in the course of business."""
    return [
        flow.name
        for flow in FLOWS
        if flow.line and flow.line not in NOT_EARNED and flow.name != "provision_released"
        if any(leg.account == "surplus" and leg.sign == sign for leg in flow.legs)
    ]


COUNTED = {
    name: [CODE[flow] for flow in flows]
    for name, flows in {
        "lent": ["loan_disbursed"], "written_off_now": ["loan_written_off"],
        "refunds": ["patronage_refund", "capital_refund"], "embezzled": ["embezzled"],
        "income_now": _touching_surplus(1), "cost_booked": _touching_surplus(-1),
        "released": ["provision_released"], "office_now": OPERATING,
    }.items()
}  # fmt: skip
"""Flows a measure of the month counts."""
HEAVY = 0.4
"""Share of a month's income above which debts are called heavy."""
NATION_ONLY = ("gini", "median_members", "median_others")
"""What does not add up over places."""


class Tally:
    """Sums households' and cooperatives' numbers: by cooperative, then by sector.

    Whole numbers are added run by run, exact in any order; fractions one after the other, so
    that the sum is the same everywhere.
    """

    def __init__(self, v: Village) -> None:
        self.v = v
        self.size = len(v.cooperatives.cash)
        self.names: list[str] = []
        self.tables: list[Values] = []

    def households(self, values: dict[str, Any], runs: Runs, counted: Any = 1.0) -> None:
        """Add whole numbers of the households of ``runs``; ``counted`` is 0 or 1 a run."""
        parts = np.array(
            [np.add.reduceat(one, runs.starts) for one in values.values()], dtype=float
        )
        parts *= counted
        self.keep(values, grouped(parts, runs.home, self.size), grouped(parts, runs.sector, 3))

    def fractions(self, name: str, values: Any, rows: Any) -> None:
        """Add a fraction of some households."""
        h = self.v.households
        by_home = np.bincount(h.home[rows], values, self.size)
        self.keep([name], by_home[None], np.bincount(h.sector[rows], values, 3)[None])

    def cooperatives(self, values: dict[str, Any]) -> None:
        """Add numbers of cooperatives; in a sector they count by the cooperative's sector."""
        table = np.empty((len(values), self.size))
        for row, one in zip(table, values.values(), strict=True):
            row[:] = one
        self.keep(values, table, grouped(table, self.v.cooperatives.sector, 3))

    def keep(self, names: Iterable[str], by_cooperative: Any, by_sector: Any) -> None:
        """Keep measures already summed, a row each."""
        self.names += names
        self.tables.append(np.concatenate([by_cooperative, by_sector], axis=1))

    def table(self) -> Values:
        """All measures, in the order of ``names``: shape (measures, cooperatives + 3)."""
        return np.concatenate(self.tables)


def grouped(parts: Values, label: Any, size: int) -> Any:
    """Sums of each row by label, in order: shape (rows, size)."""
    rows = len(parts)
    places = np.arange(rows)[:, None] * size + label
    return np.bincount(places.ravel(), parts.ravel(), rows * size).reshape(rows, size)


def measures(v: Village) -> dict[str, Values]:
    """All measures of the month: each of shape (cooperatives + 3,)."""
    tally = tallied(v)
    return dict(zip(tally.names, tally.table(), strict=True))


def tallied(v: Village) -> Tally:
    """All measures of the month, summed."""
    tally = Tally(v)
    _people(v, tally)
    _members(v, tally)
    _borrowers(v, tally)
    _cooperatives(v, tally)
    _market(v, tally)
    _flows(v, tally)
    return tally


def _people(v: Village, tally: Tally) -> None:
    h, live, runs = v.households, v.at_home("livelihood"), v.ledger.runs
    months = (v.month - 1) % 12 + 1
    line = np.asarray(live.poverty_line) * v.index
    poor = is_poor(h.income_year / months, h.persons, line)
    far = h.hours > 1.0
    tally.households({
        "households": np.ones(len(h.home), dtype=bool), "persons": h.persons,
        "poor": poor * h.persons, "short": h.short, "claims": h.claim,
        "trader_debt": h.trader_debt, "other_debt": h.other_debt, "remote": far,
        "remote_members": far & h.member,
    }, runs)  # fmt: skip
    by_sector = [float(h.trust[part].sum()) for part in (v.farms, v.boats, v.kiosks)]
    by_home = np.bincount(h.home, h.trust, tally.size)
    tally.keep(["trust"], by_home[None], np.array([by_sector]))


def _members(v: Village, tally: Tally) -> None:
    h, now, c, runs = v.households, v.now, v.cooperatives, v.ledger.runs
    member, other = h.member, ~h.member
    tally.households({
        "members": member, "members_income": h.income * member, "others": other,
        "others_income": h.income * other, "women": h.woman & member, "used": h.used & member,
        "saved": (h.share + h.mandatory + h.voluntary) * member,
    }, runs)  # fmt: skip
    tally.households({"lending_members": member}, runs, c.lends[runs.home])
    selling = (now.crop_value > 0) & member
    own = (c.trades & (c.status == ACTIVE))[runs.home] & (c.sector[runs.home] == runs.sector)
    tally.households({
        "members_crop": now.crop_value * selling, "members_delivered": now.to_cooperative * selling,
        "members_selling": selling,
        "members_to_trader": (now.to_trader > 0.05 * now.crop_value) & selling,
    }, runs, own)  # fmt: skip


def _borrowers(v: Village, tally: Tally) -> None:
    h = v.households
    rows = np.flatnonzero(h.loan > 0)
    runs = v.ledger.runs.among(rows)
    loan, late = h.loan[rows], h.late[rows]
    service = h.service_year[rows] / np.maximum(h.income_year[rows], 1)
    tally.households({
        "borrowers": np.ones(len(rows), dtype=bool), "borrowed": loan,
        "women_borrowers": h.woman[rows], "late_1": loan * (late >= 1),
        "late_3": loan * (late >= 3), "late_4": loan * (late >= 4),
        "rescheduled": loan * h.rescheduled[rows],
        "topped_up": loan * h.topped_up[rows],
    }, runs)  # fmt: skip
    tally.fractions("service_share", service, rows)
    owing = np.flatnonzero(v.now.owing)
    heavy = v.now.service[owing] > HEAVY * np.maximum(h.income[owing], 1)
    tally.households(
        {"owing": np.ones(len(owing), dtype=bool), "heavy": heavy}, v.ledger.runs.among(owing)
    )


def _cooperatives(v: Village, tally: Tally) -> None:
    c, now = v.cooperatives, v.now
    active = c.status == ACTIVE
    law = v.terms.regulation
    legal = is_legal(c.members, c.share + c.mandatory + c.grants + c.reserve, terms=law)
    lends = active & c.lends
    rate = effective_rate(v)
    flat = flat_rate(rate, np.asarray(v.terms.fund.tenor))
    tally.cooperatives({
        "cooperatives": 1.0, "active": active, "informal": active & ~legal,
        "dormant": c.status == DORMANT, "dissolved": c.status == DISSOLVED,
        "met": active & c.met, "unserved": c.unserved,
        "skill": c.skill * active, "transparency": c.transparency * active,
        "digital": c.digital & active, "health": c.health * active, "lending": lends,
        "coop_members": c.members, "effective_rate": rate * lends,
        "flat_rate": flat * lends, "joins": now.joins, "leaves": now.leaves,
        "refused": now.refused,
        "members_lost": now.members_lost, "collected": now.collected, "due": now.due,
        "surplus_now": c.surplus, "last_surplus": c.last_surplus,
        "fund_borrowers": c.fund_debt > 0,
        "fund_late": c.fund_debt * (c.fund_late >= 1),
        "fund_money": (c.cash + c.loans - c.provision) * c.lends,
        **{name: getattr(c, name) for name in BALANCES},
    })  # fmt: skip


def _market(v: Village, tally: Tally) -> None:
    c, now, runs = v.cooperatives, v.now, v.ledger.runs
    crop = c.sector < 2
    weight = now.volume * crop
    boats = np.zeros(tally.size, dtype=bool)
    boats[runs.home[runs.sector == 1]] = True
    tally.cooperatives({
        "volume_kg": weight, "outsiders_kg": now.outsiders_kg, "price_weight": weight,
        "price_kg": np.where(crop, c.price, 0.0) * weight, "trader_kg": c.trader_price * weight,
        "unit_cost_kg": now.unit_cost * weight, "world_crop": now.world[0],
        "fish": v.places.fish[c.district] * boats, "fishing_places": boats,
    })  # fmt: skip
    for name, part in (("harvest", v.farms), ("catch", v.boats)):
        tally.fractions(name, now.output[part], part)


def _flows(v: Village, tally: Tally) -> None:
    booked = v.ledger.booked
    tally.cooperatives({name: booked[codes].sum(axis=0) for name, codes in COUNTED.items()})


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
