"""The hamlet of the tests: twelve households, one crop, one cooperative, no luck.

The preset ``hamlet`` with the last loose ends tied, so that a month can be worked out with a
pencil: all cherry is sold fresh, every member brings just half of it to the cooperative, nobody
asks for a loan, and nobody saves more than the compulsory 1.00 a month.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.files import load_scenario
from coopsim.ledger import CODE
from coopsim.model.village import Village
from coopsim.scenario import Scenario

HALF = {
    "market.price_choice": 0.0,
    "market.trust_choice": 0.0,
    "market.cash_choice": 0.0,
    "market.deferral_choice": 0.0,
    "market.lateness_choice": 0.0,
    "market.check_off_choice": 0.0,
    "market.distance_choice": 0.0,
    "market.member_choice": 0.0,
    "market.taste": 0.0,
}
"""With no reason for either side, a household sells half to each."""
FRESH = {"agriculture.processing_choice": 60.0, "agriculture.processing_cost": 2.0}
"""Processing at home costs more than the crop fetches: all is sold as cherry."""
QUIET = {"fund.demand": 0.0, "savings.propensity": 0.0, "savings.panic": 0.0}
"""Nobody asks for a loan, nobody saves of his own will."""
SHARED = {
    "surplus.reserve": 0.40,
    "surplus.patronage": 0.25,
    "surplus.capital": 0.15,
    "surplus.board": 0.05,
    "surplus.staff": 0.05,
    "surplus.education": 0.05,
    "surplus.social": 0.05,
}
PLAIN = HALF | FRESH | QUIET | SHARED | {"market.check_off": 0.0, "office.budget_share": 1.0}


def hamlet(**changes: Any) -> Scenario:
    """The scenario, with no savings and no loans on the first day; terms as ``fund__tenor=6``."""
    world = load_scenario("hamlet")
    only = attrs.evolve(world.cooperatives[0], voluntary=0.0, borrowers=0.0)
    named = {name.replace("__", ".", 1): value for name, value in changes.items()}
    return attrs.evolve(world, cooperatives=(only,)).with_values(PLAIN | named)


def village(**changes: Any) -> Village:
    """The hamlet on its first day."""
    return Village(hamlet(**changes), seed=1)


def members(v: Village) -> list[int]:
    """Rows of the ten members."""
    return np.flatnonzero(v.households.member).tolist()


def persons() -> NDArray[np.int64]:
    """Persons of each household."""
    return village().households.persons.astype(np.int64)


def give_loan(v: Village, row: int, amount: int) -> None:
    """Pay a loan out to a household, on the terms in force, the day before the next month."""
    h, fund = v.households, v.terms.fund
    h.loan_amount[row], h.loan_age[row] = amount, 0
    h.loan_rate[row], h.loan_tenor[row], h.loan_grace[row] = fund.loan_rate, fund.tenor, fund.grace
    h.loan_contract[row], h.loan_bullet[row] = fund.contract, fund.bullet
    between_months(v, lambda: v.ledger.move("loan_disbursed", np.array([amount]), np.array([row])))


def make_destitute(v: Village, row: int) -> None:
    """A household loses its purse, its wages and its land; its garden remains."""
    purse = v.households.cash[[row]]
    between_months(v, lambda: v.ledger.move("living", purse, np.array([row])))
    v.households.other_income[row] = 0.0
    v.households.capacity[row] = 0.0


def between_months(v: Village, book: Callable[[], object]) -> None:
    """Book something outside a month, and prove that the books still balance."""
    v.ledger.open_month()
    book()
    v.ledger.close_month()
    v.ledger.audit(v.month)


def steps(v: Village, months: int) -> None:
    """Live through some months."""
    for _ in range(months):
        v.step()


def booked(v: Village, flow: str) -> int:
    """Minor units booked on a flow this month."""
    return int(v.ledger.month_totals[CODE[flow]])
