"""The twin beside the columnar model: where and when they part."""

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from coopsim.ledger import FLOWS
from coopsim.model.village import Village
from coopsim.scenario import Scenario
from coopsim.state import arrays
from twin.actor import OF_COOPERATIVES
from twin.world import Twin


def first_difference(scenario: Scenario, seed: int, months: int) -> str:
    """Where and when the two worlds part, in words; an empty string if they never do."""
    village, twin = Village(scenario, seed), Twin(scenario, seed)
    for month in range(months + 1):
        if month:
            village.step()
            twin.step()
        for where, theirs, ours in pairs(village, twin):
            if gap := different(where, theirs, ours):
                return f"month {month}, {gap}"
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
    return (
        f"{where}, row {row[0] if len(row) == 1 else row}: {theirs[row].item()!r} in the columnar "
        f"model, {ours[row].item()!r} in the twin ({len(rows)} rows differ)"
    )


def pairs(village: Village, twin: Twin) -> Iterator[tuple[str, Any, list[Any]]]:
    """Every column, scratch included, and every total of the ledger: columnar and twin."""
    households, cooperatives = twin.everyone, twin.cooperatives
    yield "price level", [village.index, *village.deviation], [twin.index, *twin.deviation]
    for letter, table, agents in (
        ("h", village.households, households), ("c", village.cooperatives, cooperatives),
        ("f", village.fund, twin.funds), ("p", village.places, twin.places),
    ):  # fmt: skip
        for name, column in arrays(table).items():
            yield f"{letter}.{name}", column, [getattr(one, name) for one in agents]
    for flow, total in zip(FLOWS, village.ledger.totals, strict=True):
        yield f"total of {flow.name}", [total], [twin.totals[flow.name]]
    if twin.month == 0:
        return
    for field in attrs.fields(type(village.now)):
        agents = households if field.metadata["of"] == "households" else cooperatives
        column = getattr(village.now, field.name).T  # world prices: a row a cooperative
        yield f"now.{field.name}", column, [getattr(one.now, field.name) for one in agents]
    for code, flow in enumerate(FLOWS):
        if flow.name in OF_COOPERATIVES:
            booked, year = village.ledger.booked[code], village.ledger.year[code]
            yield f"booked {flow.name}", booked, [one.booked[flow.name] for one in cooperatives]
            yield f"year {flow.name}", year, [one.year[flow.name] for one in cooperatives]
