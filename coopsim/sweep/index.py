"""The index of a store: one SQLite file, opened with care."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coopsim.sweep.errors import StoreError, StoreFullError

NAME = "index.sqlite"
APPLICATION = 0x434F4F50
"""Marks the file as ours ("COOP")."""
FORMAT = 1
TABLES = """
CREATE TABLE origins (
    id INTEGER PRIMARY KEY, version TEXT, python TEXT, numpy TEXT, host TEXT, metrics TEXT,
    UNIQUE (version, python, numpy, host, metrics));
CREATE TABLE batches (id INTEGER PRIMARY KEY, file TEXT UNIQUE, cells INTEGER, digest TEXT);
CREATE TABLE cells (
    key TEXT PRIMARY KEY, status TEXT NOT NULL, seconds REAL, memory INTEGER, stage TEXT,
    error TEXT, origin INTEGER REFERENCES origins, finished TEXT, attempts INTEGER, seed INTEGER,
    factors TEXT, years INTEGER, digest TEXT, batch INTEGER REFERENCES batches, row INTEGER
) WITHOUT ROWID;
CREATE TABLE pending (key TEXT PRIMARY KEY, data BLOB NOT NULL);
"""
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
WAIT = 30.0
"""Seconds a reader or the writer waits for the other."""


def connected(folder: Path, readonly: bool) -> sqlite3.Connection:
    """A connection to the index of a folder, made if it is new; ``StoreError`` if it is foreign.

    Commits are written to the log at once: the death of a process loses none of them.
    """
    path = folder / NAME
    mode = "ro" if readonly else "rwc"
    try:
        found = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=WAIT,
            isolation_level=None, check_same_thread=False,
        )  # fmt: skip
        try:
            _prepare(found, path, readonly)
        except BaseException:
            found.close()
            raise
    except sqlite3.Error as error:
        if is_full(error):
            raise full(folder, error) from error
        raise StoreError(
            f"{path}: the index cannot be read ({error}). If its disk is well, move the folder "
            "away and begin another store; the runs in its batches/*.parquet remain readable."
        ) from error
    return found


def _prepare(index: sqlite3.Connection, path: Path, readonly: bool) -> None:
    mark = index.execute("PRAGMA application_id").fetchone()[0]
    version = index.execute("PRAGMA user_version").fetchone()[0]
    tables = index.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not mark and not readonly:
        index.execute("PRAGMA journal_mode = WAL")
        index.executescript(
            f"BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION}; "
            f"PRAGMA user_version = {FORMAT}; COMMIT;"
        )
    elif mark != APPLICATION:
        raise StoreError(f"{path}: this is no index of coopsim. Choose another folder.")
    elif version != FORMAT:
        raise StoreError(
            f"{path}: the store has format {version}; this version reads {FORMAT}. "
            "Use the version of coopsim that wrote it, or begin another store."
        )
    if not readonly:
        index.execute("PRAGMA synchronous = NORMAL")


def is_full(error: BaseException) -> bool:
    """Whether a write failed because there is no room for it."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
    return isinstance(error, OSError) and error.errno in FULL


def full(folder: Path, error: BaseException) -> StoreFullError:
    """What is told where there is no room."""
    return StoreFullError(
        f"{folder}: no room to write ({error}). Every run that was stored before is safe. "
        "Make room on the disk, then resume: only the missing runs are run."
    )


@contextmanager
def writing(index: sqlite3.Connection, folder: Path) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it or nothing; ``StoreFullError`` where there is no room."""
    try:
        index.execute("BEGIN IMMEDIATE")
        yield index
        index.execute("COMMIT")
    except BaseException as error:
        if index.in_transaction:
            index.execute("ROLLBACK")
        if is_full(error):
            raise full(folder, error) from error
        raise
