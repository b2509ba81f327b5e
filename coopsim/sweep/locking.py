"""One runner a store: the lock, and who holds it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from coopsim.sweep.errors import StoreBusyError, optional
from coopsim.sweep.index import full, is_full

LOCK = "runner.lock"
HOLDER = "runner.json"


@contextmanager
def locked(folder: Path, wait: float) -> Iterator[None]:
    """Be the runner of a folder; ``StoreBusyError`` if another still is after ``wait`` seconds.

    The system lets go of the lock of a process that dies.
    """
    filelock = optional("filelock", "sweep")
    held = filelock.FileLock(folder / LOCK, timeout=wait)
    try:
        held.acquire()
    except filelock.Timeout as error:
        raise StoreBusyError(_busy(folder)) from error
    mine = {"pid": os.getpid(), "host": platform.node(), "since": now()}
    try:
        (folder / HOLDER).write_text(json.dumps(mine), encoding="utf-8")
        yield
    except OSError as error:
        if is_full(error):
            raise full(folder, error) from error
        raise
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        held.release()


def _busy(folder: Path) -> str:
    try:
        one = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        who = f"process {one['pid']} on {one['host']}, since {one['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return (
        f"{folder}: {who} is running a sweep here. Wait for it, or stop it and resume; "
        "the store can be read meanwhile."
    )


def now() -> str:
    """The time in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
