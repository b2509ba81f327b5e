#!/usr/bin/env python3
"""Keep the users' work: one file a backup, checked when it is made and before it is restored.

    backup.py save HOME FILE.tar.gz      while the hub runs or not
    backup.py check FILE.tar.gz
    backup.py restore FILE.tar.gz HOME   into a HOME without work, or beside it with --into NAME

Needs nothing but Python.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

WORK, STATE, LIST = "work", "state/jupyterhub.sqlite", "backup.json"
LEFT_OUT = {".cache", ".local", ".ipython", ".jupyter", ".ipynb_checkpoints", "__pycache__"}
"""What Jupyter makes anew."""


class BackupError(Exception):
    """A backup that cannot be made, read or restored."""


def save(home: Path, target: Path) -> int:
    """Write the work of all users and the hub's list of them; returns the count of files.

    The file is whole or not there. A file that vanishes or changes meanwhile is told.
    """
    if not (home / WORK).is_dir():
        raise BackupError(f"{home / WORK}: there is no such folder. Give the hub's HOME.")
    if target.resolve().is_relative_to((home / WORK).resolve()):
        raise BackupError(f"{target}: not inside the work that is saved. Give another place.")
    target.parent.mkdir(parents=True, exist_ok=True)
    digests: dict[str, str] = {}
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
            for inside, content in _contents(home):
                digests[inside] = hashlib.sha256(content).hexdigest()
                _add(archive, inside, content)
            _add(archive, LIST, json.dumps({"files": digests}, indent=1).encode())
        check(Path(name))
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return len(digests)


def _contents(home: Path) -> Iterator[tuple[str, bytes]]:
    for folder, names, files in os.walk(home / WORK):
        names[:] = sorted(name for name in names if name not in LEFT_OUT)
        for file in sorted(files):
            path = Path(folder) / file
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(home).as_posix(), path.read_bytes()
    if (home / STATE).is_file():
        yield STATE, _copied(home / STATE)


def _copied(database: Path) -> bytes:
    """A database as it is at one moment, though the hub may be writing to it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        source, target = (
            sqlite3.connect(f"file:{database}?mode=ro", uri=True),
            sqlite3.connect(copy),
        )
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()
        return copy.read_bytes()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(content), 0o600
    archive.addfile(about, io.BytesIO(content))


def check(source: Path) -> dict[str, bytes]:
    """Every file of a backup, each as it was saved; ``BackupError`` where one is not."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                part = archive.extractfile(member) if member.isfile() else None
                if part is None or not _inside(member.name):
                    raise BackupError(f"{source}: {member.name!r} is no file of a backup.")
                found[member.name] = part.read()
        digests = json.loads(found.pop(LIST))["files"]
    except (OSError, EOFError, KeyError, ValueError, tarfile.TarError) as error:
        raise BackupError(f"{source}: this is no whole backup ({error}).") from error
    wrong = [name for name in digests.keys() | found.keys() if name not in found
             or hashlib.sha256(found[name]).hexdigest() != digests.get(name)]  # fmt: skip
    if wrong:
        raise BackupError(f"{source}: damaged or missing: {', '.join(sorted(wrong))}.")
    return found


def _inside(name: str) -> bool:
    parts = Path(name).parts
    return (
        ".." not in parts
        and not Path(name).is_absolute()
        and (name in (LIST, STATE) or parts[:1] == (WORK,))
    )


def restore(source: Path, home: Path, into: str = WORK) -> int:
    """Put a backup back; returns the count of files. Nothing that is there is overwritten."""
    found = check(source)
    target = home / into
    if target.exists() and any(target.iterdir()):
        raise BackupError(
            f"{target}: work is there, and none of it was touched. Move it away, or restore "
            "beside it: --into restored"
        )
    database = home / STATE
    if into == WORK and database.exists():
        raise BackupError(f"{database}: the hub's list of users is there. Move it away first.")
    for name, content in found.items():
        if name == STATE and into != WORK:
            continue
        path = database if name == STATE else target / Path(name).relative_to(WORK)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
    return len(found)


def main(argv: list[str] | None = None) -> int:
    """Do what the command line asks; 0 done, 1 not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ways = parser.add_subparsers(dest="way", required=True)
    for way, places in (
        ("save", ("home", "file")),
        ("check", ("file",)),
        ("restore", ("file", "home")),
    ):
        one = ways.add_parser(way)
        for place in places:
            one.add_argument(place, type=Path)
    ways.choices["restore"].add_argument("--into", default=WORK, help="another folder of HOME")
    asked = parser.parse_args(argv)
    try:
        if asked.way == "save":
            print(f"{asked.file}: {save(asked.home, asked.file)} files saved and read back.")
        elif asked.way == "check":
            print(f"{asked.file}: {len(check(asked.file))} files, all as they were saved.")
        else:
            count = restore(asked.file, asked.home, asked.into)
            print(f"{asked.home / asked.into}: {count} files restored.")
    except (BackupError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
