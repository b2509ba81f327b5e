"""Reads the numbers of cells, wherever they lie: in a batch, or waiting in the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coopsim.sweep.batches import column, read_batch
from coopsim.sweep.errors import StoreError
from coopsim.sweep.rows import asked
from coopsim.sweep.running import KINDS, digest_of, unpacked

Values = NDArray[np.float64]
LYING = """
SELECT key, years, file, row
FROM cells LEFT JOIN batches ON batches.id = cells.batch
"""
WAITING = """
SELECT key, data, metrics, digest
FROM cells JOIN pending USING (key) JOIN origins ON origins.id = cells.origin
"""
MOVED = """
SELECT key, row, years, metrics, digest
FROM cells JOIN origins ON origins.id = cells.origin WHERE batch = ?
"""


def fill(
    index: sqlite3.Connection, folder: Path, keys: Sequence[str], metrics: Sequence[str], kind: str
) -> Values:
    """Numbers of cells of one kind: shape (keys, years, metrics), NaN where there are none."""
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    lying: dict[str | None, list[tuple[str, int, int]]] = {}
    index.execute("BEGIN")  # one view of the index, whatever the runner moves meanwhile
    try:
        for key, years, file, row in asked(index, LYING, places):
            if years:
                lying.setdefault(file, []).append((key, row, years))
        longest = max((years for cells in lying.values() for _, _, years in cells), default=0)
        found = np.full((len(keys), longest, len(metrics)), np.nan)
        here = [key for key, _, _ in lying.pop(None, [])]
        for key, data, names, _ in asked(index, WAITING, here):
            values = _chosen(data, json.loads(names), metrics, kind)
            found[places[key], : len(values)] = values
    finally:
        index.execute("COMMIT")
    for file, cells in lying.items():
        rows = read_batch(folder / str(file), [column(name, kind) for name in metrics])
        for key, row, years in cells:
            found[places[key], :years] = rows[row : row + years]
    return found


def _chosen(data: bytes, known: list[str], metrics: Sequence[str], kind: str) -> Values:
    values = unpacked(data, len(known))[:, :, KINDS.index(kind)]
    found = np.full((len(values), len(metrics)), np.nan)
    for place, name in enumerate(metrics):
        if name in known:
            found[:, place] = values[:, known.index(name)]
    return found


def pending(index: sqlite3.Connection, count: int) -> tuple[list[str], list[str], list[Values]]:
    """Some cells that wait for a batch and share their metrics: keys, metrics, values."""
    rows = index.execute(f"{WAITING} ORDER BY origin LIMIT ?", (count,)).fetchall()
    first = rows[0][2]
    metrics: list[str] = json.loads(first)
    alike = [(key, unpacked(data, len(metrics))) for key, data, names, _ in rows if names == first]
    return [key for key, _ in alike], metrics, [values for _, values in alike]


def damaged(index: sqlite3.Connection, folder: Path) -> Iterator[str]:
    """Cells whose numbers are not, bit for bit, the ones their run left."""
    for number, file in index.execute("SELECT id, file FROM batches").fetchall():
        cells = index.execute(MOVED, (number,)).fetchall()
        metrics = json.loads(cells[0][3]) if cells else []
        try:
            rows = read_batch(folder / file, [column(m, k) for m in metrics for k in KINDS])
        except StoreError:
            yield from (cell[0] for cell in cells)
            continue
        for key, row, years, _, digest in cells:
            if digest_of(rows[row : row + years]) != digest:
                yield key
    for key, data, names, digest in index.execute(WAITING):
        if digest_of(unpacked(data, len(json.loads(names)))) != digest:
            yield key
