"""Find a scenario file and what it extends, and parse them."""

from __future__ import annotations

import importlib.resources
import os
import re
import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import Fault, nearest

LARGEST = 256 * 1024
"""Bytes of a scenario file; a longer file is none."""


@attrs.frozen
class Found:
    """A scenario file that is there."""

    file: str
    """Its name in messages."""
    source: Traversable
    folder: Path | None
    """What its ``extends`` is relative to; None for a preset."""

    @property
    def name(self) -> str:
        """The scenario's name, unless the file states another."""
        return self.file.removesuffix(".toml")

    @property
    def identity(self) -> str:
        """The same for the same file, however it was asked for."""
        return str(self.source if self.folder is None else Path(str(self.source)).resolve())


@attrs.frozen
class Document:
    """A file and what TOML makes of it."""

    file: str
    name: str
    data: dict[str, Any]


def preset_names() -> list[str]:
    """Names of the scenarios that come with coopsim."""
    folder = _presets()
    if not folder.is_dir():
        return []
    names = (one.name for one in folder.iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def documents(asked: str | Path) -> tuple[list[Document], list[Fault]]:
    """A scenario file after everything it extends, and what was wrong on the way.

    The list ends with the file that was asked for; it is empty if that could not be parsed.
    """
    found = _find(asked, None, str(asked), top=True)
    chain: list[Document] = []
    seen: dict[str, str] = {}
    while isinstance(found, Found):
        seen[found.identity] = found.file
        data = _parsed(found)
        if isinstance(data, Fault):
            return chain[::-1], [data]
        chain.append(Document(found.file, found.name, data))
        parent = data.get("extends")
        if not isinstance(parent, str) or not parent:
            return chain[::-1], []
        place = f"{found.file}: extends"
        found = _find(parent, found.folder, place)
        if isinstance(found, Found) and found.identity in seen:
            round_trip = " → ".join((*seen.values(), found.file))
            found = Fault(place, f"the files go round in a circle: {round_trip}.", "Remove one.")
    return chain[::-1], [found]


def _presets() -> Traversable:
    return importlib.resources.files("coopsim") / "data" / "presets"


def _find(
    asked: str | Path, folder: Path | None, place: str, *, top: bool = False
) -> Found | Fault:
    """The file of a preset's name or of a path; ``folder`` is what a path is relative to."""
    text = str(asked)
    presets = preset_names()
    inside = folder is None and not top  # a preset extends presets only
    name = text.removesuffix(".toml") if inside else text
    if isinstance(asked, str) and name in presets:
        return Found(f"{name}.toml", _presets() / f"{name}.toml", None)
    path = (folder or Path()) / text
    try:
        if path.is_dir():
            return Fault(
                place, f"'{text}' is a folder.", "Allowed: a TOML file or a preset's name."
            )
        if path.exists() and not inside:
            return Found(path.name, path, path.parent)
        written_as_path = isinstance(asked, Path) or text.endswith(".toml") or os.sep in text
        if not written_as_path or inside:
            advice = nearest(name, presets) or f"Presets: {', '.join(presets)}."
            return Fault(place, f"there is no preset '{_short(text)}'.", advice)
        return Fault(place, f"there is no file '{_short(text)}'.", _near(path, presets))
    except (OSError, ValueError):  # a name no file can have
        return Fault(place, f"'{_short(text)}' is no name of a file.", "Write a path or a preset.")


def _near(path: Path, presets: list[str]) -> str:
    """The nearest file in the folder, else the nearest preset, else all presets."""
    files = [one.name for one in path.parent.glob("*.toml")] if path.parent.is_dir() else []
    name = path.name.removesuffix(".toml")
    advice = (nearest(path.name, files), nearest(name, presets))
    close = (one for one in advice if one.startswith("Did you mean"))
    return next(close, f"Presets: {', '.join(presets)}.")


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:80] + "…"


def _parsed(found: Found) -> dict[str, Any] | Fault:
    try:
        if not found.source.is_file():
            return Fault(found.file, "this is no ordinary file.", "Allowed: a TOML file.")
        with found.source.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        return Fault(found.file, f"the file cannot be read ({error.strerror}).")
    if len(raw) > LARGEST:
        return Fault(found.file, "the file is larger than any scenario.", "Allowed: 256 KiB.")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        place = f"{found.file}: line {line}"
        return Fault(place, "the text is not UTF-8.", "Save the file with the encoding UTF-8.")
    except RecursionError:
        return Fault(found.file, "the tables or lists are nested too deeply.")
    except ValueError as error:  # tomllib.TOMLDecodeError, and numbers of thousands of digits
        return _syntax_fault(found.file, str(error))


def _syntax_fault(file: str, message: str) -> Fault:
    if "digits" in message and "limit" in message:
        return Fault(file, "a number has thousands of digits.", "Allowed: 18 digits.")
    found = re.fullmatch(r"(?s)(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", message)
    what, line, column = found.groups() if found else (message, None, None)
    place = f"{file}: line {line}, column {column}" if line else f"{file}: at the end"
    advice = "Look for a missing quotation mark, bracket or equals sign."
    if what == "Invalid value":
        advice = 'Words stand in quotation marks, and a number begins with a digit: "lend", 0.5.'
    if "overwrite" in what or "twice" in what or "already" in what.lower():
        advice = "Each name may stand once: remove one, or join the two."
    return Fault(place, f"this is not TOML: {what}.", advice)
