"""Running costs: bills fall due, and are paid as far as the budget goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coopsim.rules.office import office_cost
from coopsim.state import ACTIVE, DISSOLVED, WAITING

if TYPE_CHECKING:
    from coopsim.model.village import Village


def run_office(v: Village) -> None:
    """Rent, honoraria or a manager, meetings, connection; equipment wears."""
    c, office, digital = v.cooperatives, v.terms.office, v.terms.digital
    open_ = c.status == ACTIVE
    cost = office_cost(
        c.members, c.loans, v.index, digital=c.digital, saved=digital.cost_saved, terms=office
    )
    v.ledger.move("office_cost", cost * open_)
    manager = np.asarray(office.paid_manager, dtype=bool) & open_
    v.ledger.move("manager_pay", office.manager_cost * v.index * manager)
    groups = v.terms.fund.meetings * np.asarray(office.meeting_cost) * v.index
    v.ledger.move("meeting_cost", groups * open_ * c.lends)
    v.ledger.move("digital_cost", digital.cost * v.index * c.digital * open_)
    exists = (c.status != WAITING) & (c.status != DISSOLVED)
    v.ledger.move("wear", c.equipment * np.asarray(office.depreciation) / 12 * exists)
    budget = np.floor(c.cash * np.asarray(office.budget_share)).astype(np.int64)
    v.ledger.move("bills_paid", np.minimum(c.bills, budget))
    v.ledger.move("dues_paid", np.minimum(c.dues, c.cash // 4))
