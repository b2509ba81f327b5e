"""Model reporters for Mesa's collector: a few main numbers of a month, read when asked for.

All metrics of a run, by place and with their declarations, are in ``coopsim.metrics``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from coopsim.state import ACTIVE


def members(model: Any) -> int:
    """Member households."""
    return int(model.village.households.member.sum())


def members_share(model: Any) -> float:
    """Members as a share of all households."""
    return float(model.village.households.member.mean())


def borrowers(model: Any) -> int:
    """Households that owe their cooperative a loan."""
    return int(np.count_nonzero(model.village.households.loan))


def savings(model: Any) -> float:
    """Savings of members, shares included, in the currency's unit."""
    c = model.village.cooperatives
    return _units(model, c.voluntary.sum() + c.mandatory.sum() + c.share.sum())


def loans(model: Any) -> float:
    """Loans to members, in the currency's unit."""
    return _units(model, model.village.cooperatives.loans.sum())


def par30(model: Any) -> float:
    """Share of the loans that is a month or more late; NaN without loans."""
    h = model.village.households
    total = h.loan.sum()
    return float(h.loan[h.late >= 1].sum() / total) if total else float("nan")


def cash(model: Any) -> float:
    """Cash of the cooperatives, in the currency's unit."""
    return _units(model, model.village.cooperatives.cash.sum())


def short_share(model: Any) -> float:
    """Share of households whose need of the month was not met."""
    return float(model.village.households.short.mean())


def active(model: Any) -> int:
    """Active cooperatives."""
    return int(np.count_nonzero(model.village.cooperatives.status == ACTIVE))


def _units(model: Any, minor_units: Any) -> float:
    return float(minor_units / model.village.scenario.minor)


REPORTERS: dict[str, Callable[[Any], float]] = {
    one.__name__: one
    for one in (
        members, members_share, borrowers, savings, loans, par30, cash, short_share, active,
    )
}  # fmt: skip
"""The reporters every model has, by name."""
