"""The parts of a result: declarations of metrics, series, yearly books, sampled households."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np
from numpy.typing import NDArray

Scope = str
SCOPES: tuple[Scope, ...] = ("nation", "sector", "district", "cooperative")

GROUPS = (
    "people", "market", "savings and loans", "fund and surplus", "governance",
    "health, and what debt does",
)  # fmt: skip
"""Headings of a summary, in order; health never stands without what debt does to borrowers."""


@attrs.frozen
class MetricInfo:
    """What a column of numbers is: words and how it is summed."""

    name: str
    unit: str
    label: str
    over_time: str
    """How a year is told: ``last``, ``sum`` or ``mean`` of its months."""
    group: str = ""
    """The heading it stands under in a summary; empty where a summary leaves it out."""


@attrs.frozen(eq=False)
class Series:
    """Metrics by month for the places of one scope.

    ``values`` has shape (months, metrics, places), float64; money is in the currency's unit
    (dollars, rupiah), nominal. NaN where a metric has no meaning (a price nobody paid).
    """

    scope: Scope
    places: tuple[str, ...]
    values: NDArray[np.float64]


@attrs.frozen(eq=False)
class Accounts:
    """The yearly books of every cooperative, in minor units (int64).

    ``balances`` has shape (years + 1, accounts, cooperatives): the opening day and every year's
    end. ``flows`` has shape (years, flows, cooperatives): what was booked in each year.
    ``facts`` has shape (years, facts, cooperatives), float64: members, late loans, health and
    other counts of the year's end.
    """

    account_names: tuple[str, ...]
    balances: NDArray[np.int64]
    flow_names: tuple[str, ...]
    flows: NDArray[np.int64]
    fact_names: tuple[str, ...]
    facts: NDArray[np.float64]


@attrs.frozen(eq=False)
class Panel:
    """Sampled households, month by month: shape (months, columns, households), float64.

    Money is in the currency's unit.
    """

    rows: NDArray[np.int64]
    columns: tuple[str, ...]
    values: NDArray[np.float64]


def grouped(
    metrics: Iterable[MetricInfo], everything: bool = False
) -> Iterator[tuple[str, list[MetricInfo]]]:
    """Metrics by the heading of a summary; those without one at the end, if asked."""
    found = tuple(metrics)
    for group in (*GROUPS, "") if everything else GROUPS:
        yield group or "the rest", [one for one in found if one.group == group]
