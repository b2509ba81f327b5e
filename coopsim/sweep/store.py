"""Where finished runs are kept: an index that survives, and batches that others can read.

A finished run is committed to ``index.sqlite`` at once, with its numbers; when enough have
gathered they move to a Parquet batch, written whole, and the index learns of it in one
transaction. So the death of the runner at any moment loses only runs in flight.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from coopsim.errors import nearest
from coopsim.metrics import BY_NAME
from coopsim.sweep.batches import FOLDER, write_batch
from coopsim.sweep.errors import StoreError
from coopsim.sweep.index import MAKING, NAME, connected, full, is_full, make, writing
from coopsim.sweep.locking import locked
from coopsim.sweep.reading import damaged, fill, pending
from coopsim.sweep.rows import ROW, CellRow, asked, blocks, insert
from coopsim.sweep.running import DONE, KINDS, Report

BATCH = 500
"""Finished runs that are moved to a Parquet batch together."""


class Store:
    """The runs of a folder, created or opened.

    One runner writes at a time (``lock``); any number may read, also while it writes. Raises
    ``StoreError`` for a folder of something else and for a damaged index.
    """

    def __init__(self, folder: str | Path, *, readonly: bool = False) -> None:
        self.folder = Path(folder)
        self.readonly = readonly
        self._here = threading.local()
        self._open: list[sqlite3.Connection] = []
        if readonly and not (self.folder / NAME).exists():
            raise StoreError(f"{self.folder}: there is no store here, {NAME} is missing.")
        if not readonly:
            _make(self.folder)
        self._index()

    @classmethod
    def open_readonly(cls, folder: str | Path) -> Store:
        """A store to look at; nothing is created."""
        return cls(folder, readonly=True)

    def close(self) -> None:
        """Close every connection; a store that is used again opens anew."""
        while self._open:
            self._open.pop().close()
        self._here = threading.local()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _index(self) -> sqlite3.Connection:
        """The connection of this thread."""
        found: sqlite3.Connection | None = getattr(self._here, "index", None)
        if found is None:
            found = self._here.index = connected(self.folder, self.readonly)
            self._open.append(found)
        return found

    def lock(self, wait: float = 0.0) -> AbstractContextManager[None]:
        """Be the runner of this store; ``StoreBusyError`` if another still is after ``wait`` s."""
        return locked(self.folder, wait)

    def statuses(self, keys: Iterable[str] | None = None) -> dict[str, str]:
        """The status of each known cell: ``done``, ``failed``, ``timed out`` or ``died``."""
        return dict(asked(self._index(), "SELECT key, status FROM cells", keys))

    def done(self, keys: Iterable[str] | None = None) -> set[str]:
        """Cells that finished, of those asked for or of all."""
        return {key for key, status in self.statuses(keys).items() if status == DONE}

    def failed(self, keys: Iterable[str] | None = None) -> set[str]:
        """Cells that raised, ran over their time or died, of those asked for or of all."""
        return {key for key, status in self.statuses(keys).items() if status != DONE}

    def rows(self, keys: Iterable[str] | None = None) -> Iterator[CellRow]:
        """What is known of each cell, in the order of the keys, or of all by key."""
        return (CellRow(*row) for row in asked(self._index(), ROW, keys))

    def yearly(
        self, keys: Sequence[str], metrics: Sequence[str], kind: str = "value"
    ) -> NDArray[np.float64]:
        """Numbers of cells: shape (keys, years, metrics), as many years as the longest run.

        ``kind`` is ``value``, or ``low`` or ``high`` for the extreme month of each year. NaN
        where a cell is not done. Read batch by batch: beside the answer, memory does not grow
        with the number of cells. Raises ``StoreError`` for an unknown metric or kind.
        """
        if kind not in KINDS:
            raise StoreError(f"there is no kind '{kind}'. {nearest(kind, KINDS)}")
        for name in metrics:
            if name not in BY_NAME:
                raise StoreError(f"there is no metric '{name}'. {nearest(name, BY_NAME)}")
        return fill(self._index(), self.folder, keys, metrics, kind)

    def add(self, report: Report) -> None:
        """Commit what a worker reports; ``StoreFullError`` if there is no room."""
        with writing(self._index(), self.folder) as index:
            insert(index, report)

    def flush(self, least: int = 1) -> None:
        """Move finished runs to Parquet batches while at least ``least`` of them wait."""
        while self._waiting() >= least:
            self._move()

    def _waiting(self) -> int:
        return int(self._index().execute("SELECT count(*) FROM pending").fetchone()[0])

    def _move(self) -> None:
        """Write one batch, then tell the index: a file it does not know is no harm."""
        index = self._index()
        names, metrics, values = pending(index, BATCH)
        file = f"{FOLDER}/{uuid4().hex[:12]}.parquet"
        try:
            digest = write_batch(self.folder / file, names, values, metrics)
        except OSError as error:
            raise (full(self.folder, error) if is_full(error) else error) from error
        starts = np.cumsum([0, *(len(one) for one in values)]).tolist()
        with writing(index, self.folder):
            row = index.execute(
                "INSERT INTO batches (file, cells, digest) VALUES (?, ?, ?)",
                (file, len(names), digest),
            )
            index.executemany(
                "UPDATE cells SET batch = ?, row = ? WHERE key = ?",
                [(row.lastrowid, start, key) for start, key in zip(starts, names, strict=False)],
            )
            index.executemany("DELETE FROM pending WHERE key = ?", [(key,) for key in names])

    def verify(self) -> tuple[str, ...]:
        """Cells whose numbers are missing or not the ones that were written; empty if all is well.

        Reads every file and compares every bit with the hash its run left.
        """
        return tuple(damaged(self._index(), self.folder))

    def forget(self, keys: Iterable[str]) -> None:
        """Forget cells, so that the next sweep runs them again."""
        for block in blocks(keys, BATCH):
            with writing(self._index(), self.folder) as index:
                for table in ("pending", "cells"):
                    index.executemany(f"DELETE FROM {table} WHERE key = ?", [(k,) for k in block])


def _make(folder: Path) -> None:
    """A folder for a store: new, empty, or one that has an index."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: this is a file. Choose a folder.")
    if (folder / NAME).exists():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: it cannot be made ({error.strerror}).") from error
    others = sorted(one.name for one in folder.iterdir() if not one.name.startswith(MAKING))
    if others:
        raise StoreError(
            f"{folder}: this folder holds something else ({', '.join(others[:3])}) and no store. "
            "Choose an empty or a new folder."
        )
    make(folder)
