"""The index of a store: one SQLite file, opened with care."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from coopsim.sweep.errors import StoreError, StoreFullError

NAME = "index.sqlite"
MAKING = f".{NAME}."
"""How the name of an index begins that is being made."""
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


def make(folder: Path) -> None:
    """Make the index of a new store: whole under its name, or not there at all."""
    path, new = folder / NAME, folder / f"{MAKING}{os.getpid()}-{threading.get_ident()}"
    try:
        with closing(sqlite3.connect(new, isolation_level=None)) as index:
            index.execute("PRAGMA journal_mode = WAL")
            index.executescript(
                f"BEGIN; {TABLES} PRAGMA application_id = {APPLICATION}; "
                f"PRAGMA user_version = {FORMAT}; COMMIT;"
            )
        if not path.exists():
            new.rename(path)
    except (sqlite3.Error, OSError) as error:
        if is_full(error):
            raise full(folder, error) from error
        raise StoreError(f"{folder}: a store cannot be made here ({error}).") from error
    finally:
        new.unlink(missing_ok=True)


def connected(folder: Path, readonly: bool) -> sqlite3.Connection:
    """A connection to the index of a folder; ``StoreError`` if it is damaged or foreign.

    Commits are written to the log at once: the death of a process loses none of them.
    """
    path = folder / NAME
    address = f"{path.resolve().as_uri()}?mode={'ro' if readonly else 'rw'}"
    try:
        found = sqlite3.connect(
            address, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
        )
        try:
            _check(found, path)
            if not readonly:
                found.execute("PRAGMA synchronous = NORMAL")
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


def _check(index: sqlite3.Connection, path: Path) -> None:
    mark = index.execute("PRAGMA application_id").fetchone()[0]
    version = index.execute("PRAGMA user_version").fetchone()[0]
    if mark != APPLICATION:
        raise StoreError(f"{path}: this is no index of coopsim. Choose another folder.")
    if version != FORMAT:
        raise StoreError(
            f"{path}: the store has format {version}; this version reads {FORMAT}. "
            "Use the version of coopsim that wrote it, or begin another store."
        )
    index.execute("SELECT key FROM cells LIMIT 1").fetchone()


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
