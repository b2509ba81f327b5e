"""Saved lessons: one JSON file beside the notebook, whole or not at all, never overwritten blind.

A file holds keys, numbers and what a person typed; never words of the page. A damaged file, one
of another lesson, and one that another tab writes are all kept; this page then goes on in a
file of its own and says so.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import uuid
from pathlib import Path
from typing import Any, Literal

import attrs

from coopsim.results import write_whole
from coopsim.version import __version__

FORMAT = 1
LARGEST = 2_000_000
MOST = 40
"""Characters of a code that are kept."""
TAKEN_PART = 0.75
"""A lesson of which so much is done counts as one that a person took part in."""
Notice = Literal["", "resumed", "damaged", "partly", "foreign", "other tab", "not written"]


@attrs.define
class Saved:
    """The save file of one lesson and one person's code; without a folder nothing is saved.

    ``notice`` is what to tell them.
    """

    folder: Path | None
    lesson: str
    digest: str
    code: str = ""
    notice: Notice = ""
    path: Path = attrs.field(init=False)
    lang: str = ""
    """Language in which it was saved."""
    _writer: str = attrs.field(factory=lambda: uuid.uuid4().hex)
    _seen: tuple[str, int] | None = None
    """Writer and number of the state this page last read or wrote."""

    def __attrs_post_init__(self) -> None:
        self.path = (self.folder or Path()) / _file(self.lesson, self.code)

    def read(self) -> dict[str, Any]:
        """The answers of a saved lesson; nothing where there is none or it cannot be used."""
        if self.folder is None or not self.path.exists():
            return {}
        found = _parsed(self.path)
        if found is None or found["lesson"] != self.lesson:
            self._put_aside("damaged")
            self.notice = "damaged"
            return {}
        self._seen = (found["writer"], found["number"])
        self.notice = "resumed" if found["digest"] == self.digest else "foreign"
        self.lang = str(found.get("language", ""))
        answers: dict[str, Any] = found["answers"]
        return answers

    def write(self, answers: dict[str, Any], lang: str, progress: tuple[int, int] = (0, 0)) -> None:
        """Write the answers; to a file of its own if another tab wrote in between.

        ``progress`` is how many parts are done, of how many.
        """
        if self.folder is None:
            return
        there = _parsed(self.path) if self.path.exists() else None
        if there is not None and (there["writer"], there["number"]) != self._seen:
            self._go_on_beside()
        number = (self._seen[1] if self._seen else 0) + 1
        data = {
            "format": FORMAT, "version": __version__, "lesson": self.lesson,
            "digest": self.digest, "writer": self._writer, "number": number, "language": lang,
            "day": datetime.date.today().isoformat(), "progress": list(progress),
            "answers": answers,
        }  # fmt: skip
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, json.dumps(data, ensure_ascii=False, indent=1).encode())
        except OSError:
            self.notice = "not written"
            return
        self._seen = (self._writer, number)

    def begin_anew(self) -> None:
        """Put the old file aside; nothing is deleted."""
        if self.folder is not None and self.path.exists():
            self._put_aside("before")
        self._seen = None
        self.notice = ""

    def keep_damaged(self) -> None:
        """Some answers cannot be used: keep the file as it is beside the one that goes on."""
        if self.notice != "partly" and self.path.exists():
            copy = _free(self.path.with_suffix(".damaged.json"))
            write_whole(copy, self.path.read_bytes())
        self.notice = "partly"

    def _go_on_beside(self) -> None:
        """Another tab writes this file: go on with a code that nobody has."""
        number, first = 2, self.code or "tab"
        while self.path.exists():
            self.code = f"{first}-{number}"
            self.path = self.path.with_name(_file(self.lesson, self.code))
            number += 1
        self.notice = "other tab"

    def _put_aside(self, why: str) -> None:
        target = _free(self.path.with_suffix(f".{why}.json"))
        try:
            os.replace(self.path, target)  # noqa: PTH105
        except OSError:
            self.path = _free(self.path)


@attrs.frozen
class Kept:
    """A lesson that somebody saved: when last, and how much of it is done."""

    lesson: str
    day: datetime.date
    done: int
    parts: int

    @property
    def taken_part(self) -> bool:
        """Whether enough of it is done."""
        return self.parts > 0 and self.done >= TAKEN_PART * self.parts


def kept(folder: Path, code: str) -> list[Kept]:
    """The lessons saved with a code (or without one), by name; what cannot be read is left out."""
    found = []
    for path in sorted(folder.glob("*.json")):
        data = _parsed(path)
        if data is None or path.name != _file(data["lesson"], code):
            continue
        try:
            day = datetime.date.fromisoformat(data["day"])
            done, parts = map(int, data["progress"])
        except (KeyError, TypeError, ValueError):
            continue  # saved by hand, or before these were
        found.append(Kept(data["lesson"], day, done, parts))
    return found


def code_of(typed: str) -> str:
    """A typed code as the name of a file holds it: letters, digits and hyphens.

    >>> code_of("../Ana 7")
    'Ana7'
    """
    return re.sub(r"[^\w-]+", "", typed)[:MOST]


def _file(lesson: str, code: str) -> str:
    name = code_of(code)
    return f"{lesson}.{name}.json" if name else f"{lesson}.json"


def _free(path: Path) -> Path:
    """A name nobody uses yet: ``03.json``, ``03-2.json``."""
    number = 2
    found = path
    while found.exists():
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return found


def _parsed(path: Path) -> dict[str, Any] | None:
    """A save file's content, or None if it is not one."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    kinds = {
        "format": int,
        "lesson": str,
        "digest": str,
        "writer": str,
        "number": int,
        "answers": dict,
    }
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return None
    if any(not isinstance(data.get(key), kind) for key, kind in kinds.items()):
        return None
    if not all(isinstance(one, dict) for one in data["answers"].values()):
        return None
    return data
