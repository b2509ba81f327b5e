"""The lessons of a folder: which notebooks open one, and what they are called."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import CoopsimError, ServeError

OPENS = re.compile(r"""open_lesson\(\s*["']([\w./-]+)["']""")
STUDIO = re.compile(r"\bopen_studio\(")
HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)


@attrs.frozen
class Lesson:
    """A notebook that opens a lesson."""

    file: str
    """Its name in the folder, as ``03_revolving_fund.ipynb``."""
    title: str
    """What its lesson file calls it, in English; its first heading where there is no such file."""


def find_lessons(folder: Path) -> list[Lesson]:
    """The lessons of a folder by name; a notebook that opens none is left out.

    Raises ``ServeError`` where there is no folder, or no lesson in it.
    """
    if not folder.is_dir():
        raise ServeError(
            f"{folder}: there is no such folder. Name the one with the lessons: --notebooks DIR."
        )
    found = [lesson for file in sorted(folder.glob("*.ipynb")) if (lesson := _lesson(file))]
    if not found:
        raise ServeError(
            f"{folder}: no notebook in it opens a lesson. "
            "Name the folder with the lessons: --notebooks DIR."
        )
    return found


def find_workshops(folder: Path) -> list[Lesson]:
    """The pages of a folder with which trainers make things, by name: they open the studio."""
    found = []
    for file in sorted(folder.glob("*.ipynb")):
        sources = _sources(file)
        if any(kind == "code" and STUDIO.search(text) for kind, text in sources):
            found.append(Lesson(file.name, _heading(sources, file)))
    return found


def is_workshop(notebook: Any) -> bool:
    """Whether an opened notebook is a page with which trainers make things."""
    return any(one.cell_type == "code" and STUDIO.search(one.source) for one in notebook.cells)


def _sources(file: Path) -> list[tuple[str, str]]:
    """The cells of a notebook, kind and text; none if it is no notebook."""
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError):
        return []


def _lesson(file: Path) -> Lesson | None:
    sources = _sources(file)
    opened = next(
        (found[1] for kind, text in sources if kind == "code" and (found := OPENS.search(text))),
        None,
    )
    return Lesson(file.name, _title(opened, sources, file)) if opened else None


def _title(opened: str, sources: list[tuple[str, str]], file: Path) -> str:
    from coopsim.widgets.lessonfile import load_lesson

    name = file.parent / opened if opened.endswith(".toml") else opened
    try:
        return load_lesson(name).title
    except CoopsimError:  # a trainer's own: the page itself says what is wrong with it
        return _heading(sources, file)


def _heading(sources: list[tuple[str, str]], file: Path) -> str:
    """The first heading of a notebook; its name where it has none."""
    headings = (HEADING.search(text) for kind, text in sources if kind == "markdown")
    return next((found[1] for found in headings if found), file.stem)
