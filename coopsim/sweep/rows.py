"""Rows of the index: what is known of each cell, read by key in blocks and written at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import attrs

from coopsim.metrics import METRICS
from coopsim.sweep.locking import now
from coopsim.sweep.running import Origin, Outcome, Report

BLOCK = 500
"""Keys that are looked up at once."""
ROW = """
SELECT key, status, seconds, memory, stage, error, version, python, numpy, host, finished,
    attempts, seed, factors, years, digest
FROM cells LEFT JOIN origins ON origins.id = cells.origin
"""
UPSERT = f"INSERT OR REPLACE INTO cells VALUES ({', '.join('?' * 15)})"
T = TypeVar("T")


@attrs.frozen
class CellRow:
    """What the store says of a cell; ``memory`` in bytes, ``when`` in UTC as ISO 8601."""

    key: str
    status: str
    seconds: float
    memory: int
    stage: str
    error: str
    version: str
    python: str
    numpy: str
    host: str
    when: str
    attempts: int
    seed: int
    values: dict[str, Any] = attrs.field(converter=json.loads)
    """Value of each factor, as the study that ran the cell named them."""
    years: int
    digest: str
    """Hash of every bit of its numbers; empty unless done."""


def asked(
    index: sqlite3.Connection, query: str, keys: Iterable[str] | None
) -> Iterator[tuple[Any, ...]]:
    """Rows of a query, of all cells by key, or of some in the order they are asked for."""
    if keys is None:
        yield from index.execute(f"{query} ORDER BY key")
        return
    for block in blocks(keys, BLOCK):
        marks = ", ".join("?" * len(block))
        found = {row[0]: row for row in index.execute(f"{query} WHERE key IN ({marks})", block)}
        yield from (found[key] for key in dict.fromkeys(block) if key in found)


def blocks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in lists of a size, taken as they are needed."""
    rest = iter(items)
    while block := list(islice(rest, size)):
        yield block


def insert(index: sqlite3.Connection, report: Report) -> None:
    """Write what a worker reports, within a transaction."""
    origin = _origin(index, report.origin)
    when = now()
    index.executemany(UPSERT, [_row(one, origin, when) for one in report.outcomes])
    index.executemany(
        "INSERT OR REPLACE INTO pending VALUES (?, ?)",
        [(one.cell.key, one.data) for one in report.outcomes if one.data],
    )


def _origin(index: sqlite3.Connection, one: Origin) -> int:
    fields = (*attrs.astuple(one), json.dumps([metric.name for metric in METRICS]))
    index.execute(
        "INSERT OR IGNORE INTO origins (version, python, numpy, host, metrics) "
        "VALUES (?, ?, ?, ?, ?)",
        fields,
    )
    found = index.execute(
        "SELECT id FROM origins WHERE (version, python, numpy, host, metrics) = (?, ?, ?, ?, ?)",
        fields,
    )
    return int(found.fetchone()[0])


def _row(one: Outcome, origin: int, when: str) -> tuple[Any, ...]:
    return (
        one.cell.key, one.status, one.seconds, one.memory, one.stage, one.error, origin, when,
        one.attempts, one.cell.seed, json.dumps(dict(one.cell.values)), one.years, one.digest,
        None, None,
    )  # fmt: skip
