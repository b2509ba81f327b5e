"""The twin beside the columnar model: the first difference, month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np

from coopsim.ledger import FLOWS
from coopsim.model.village import Village
from coopsim.scenario import Scenario
from coopsim.state import arrays
from twin.books import OF_COOPERATIVES
from twin.world import Twin


def first_difference(
    scenario: Scenario, seed: int, months: int, between: Callable[[Village], Any] | None = None
) -> str:
    """Where and when the two worlds part, in words; an empty string if they never do.

    ``between`` may look at the columnar world after each month.
    """
    village, twin = Village(scenario, seed), Twin(scenario, seed)
    for month in range(months + 1):
        if month:
            village.step()
            twin.step()
        for where, theirs, ours in pairs(village, twin):
            gap = different(where, theirs, ours)
            if gap:
                return f"month {month}, {gap}"
        if between and month:
            between(village)
    return ""


def different(where: str, columnar: Any, twin: list[Any]) -> str:
    """The first row in which a column differs, with both values; to the last bit."""
    theirs, ours = np.asarray(columnar), np.asarray(twin)
    if theirs.shape != ours.shape:
        return f"{where}: {theirs.shape} in the columnar model, {ours.shape} in the twin"
    rows = np.argwhere(theirs != ours)
    if len(rows) == 0:
        return ""
    row = tuple(rows[0].tolist())
    place = row[0] if len(row) == 1 else row
    return (
        f"{where}, row {place}: {theirs[row].item()!r} in the columnar model, "
        f"{ours[row].item()!r} in the twin ({len(rows)} rows differ)"
    )


def pairs(village: Village, twin: Twin) -> Iterator[tuple[str, Any, list[Any]]]:
    """Every column, scratch included, and every total of the ledger: columnar and twin."""
    yield "price level", [village.index, *village.deviation], [twin.index, *twin.deviation]
    tables = (
        ("h", village.households, twin.everyone),
        ("c", village.cooperatives, twin.cooperatives),
        ("f", village.fund, [twin.fund]),
        ("p", village.places, twin.places),
    )
    for letter, table, agents in tables:
        for name, column in arrays(table).items():
            ours = "around" if (letter, name) == ("c", "households") else name
            yield f"{letter}.{name}", column, [getattr(agent, ours) for agent in agents]
    if twin.month:
        yield from _scratch(village, twin)
    yield from _books(village, twin)


def _scratch(village: Village, twin: Twin) -> Iterator[tuple[str, Any, list[Any]]]:
    """What lives one month only."""
    for field in attrs.fields(type(village.now)):
        agents = twin.everyone if field.metadata["of"] == "households" else twin.cooperatives
        column = getattr(village.now, field.name).T  # world prices: a row a cooperative
        yield f"now.{field.name}", column, [getattr(agent.now, field.name) for agent in agents]


def _books(village: Village, twin: Twin) -> Iterator[tuple[str, Any, list[Any]]]:
    """What was booked: in all, and of every cooperative this month and this year."""
    for code, flow in enumerate(FLOWS):
        yield f"total of {flow.name}", village.ledger.totals[[code]], [twin.totals[flow.name]]
        if flow.name in OF_COOPERATIVES and twin.month:
            for when, booked in (("booked", village.ledger.booked), ("year", village.ledger.year)):
                ours = [getattr(one, when)[flow.name] for one in twin.cooperatives]
                yield f"{when} {flow.name}", booked[code], ours
