"""What only the present month needs: made by one verb, read by a later one or by a metric."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.state import Flag, Money, Real


def _households(unit: str, meaning: str, dtype: str = "float64") -> Any:
    return attrs.field(
        metadata={"of": "households", "unit": unit, "meaning": meaning, "dtype": dtype}
    )


def _cooperatives(unit: str, meaning: str, dtype: str = "float64", *, deep: int = 0) -> Any:
    return attrs.field(
        metadata={
            "of": "cooperatives",
            "unit": unit,
            "meaning": meaning,
            "dtype": dtype,
            "deep": deep,
        }
    )


@attrs.define(eq=False)
class Now:
    """Scratch of a month; a row a household or a cooperative, all zero at its start."""

    hardship: Real = _households("months of need", "illness, ceremony and school fees")
    output: Real = _households("kg or minor units", "produced, or goods a kiosk wants")
    income: Real = _households("minor units", "income so far")
    crop_value: Real = _households("minor units", "what was sold")
    to_cooperative: Real = _households("minor units", "the part that went to the cooperative")
    at_shop: Real = _households("minor units", "spent at the cooperative's shop")
    to_trader: Real = _households("minor units", "the part that went to traders")
    tightness: Real = _households("0 to 1", "how short of cash a household is")
    own_reasons: Real = _households("uniform", "draw behind the choice where to sell")
    owing: Flag = _households("", "had a loan when the month's instalment fell due", "bool")
    principal_due: Money = _households("minor units", "principal due and unpaid", "int64")
    service: Money = _households("minor units", "paid on debts so far", "int64")

    world: Real = _cooperatives("minor units a kg", "world price of crop and fish", deep=2)
    traders: Real = _cooperatives("minor units a kg", "traders' price of crop and fish", deep=2)
    collected: Real = _cooperatives("minor units", "loan money that came in")
    due: Real = _cooperatives("minor units", "loan money that fell due")
    outsiders_kg: Real = _cooperatives("kg", "crop from non-members")
    volume: Real = _cooperatives("kg or minor units", "crop delivered, or goods sold")
    spoiled: Real = _cooperatives("share", "crop lost before sale")
    sale_price: Real = _cooperatives("minor units a kg", "price the cooperative gets")
    unit_cost: Real = _cooperatives("minor units a kg", "handling and transport")
    members_lost: Real = _cooperatives("minor units", "lost by members on winding up")
    joins: Real = _cooperatives("households", "households that joined")
    leaves: Real = _cooperatives("households", "members that left")
    refused: Real = _cooperatives("members", "members refused a loan for want of cash")
    trained: Flag = _cooperatives("", "trained this month", "bool")
    defrauded: Flag = _cooperatives("", "cash was embezzled this month", "bool")


def this_month(households: int, cooperatives: int) -> Now:
    """Fresh scratch for a month."""
    sizes = {"households": households, "cooperatives": cooperatives}
    columns: dict[str, NDArray[Any]] = {}
    for field in attrs.fields(Now):
        about = field.metadata
        rows = sizes[about["of"]]
        shape = (about["deep"], rows) if about.get("deep") else rows
        columns[field.name] = np.zeros(shape, dtype=about["dtype"])
    return Now(**columns)
