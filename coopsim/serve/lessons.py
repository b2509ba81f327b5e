"""The lessons of a folder: which notebooks open one, and what they are called."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs

from coopsim.errors import ServeError

OPENS = re.compile(r"""open_lesson\(\s*["'](\w+)["']""")
HEADING = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)


@attrs.frozen
class Lesson:
    """A notebook that opens a lesson."""

    file: str
    """Its name in the folder, as ``03_revolving_fund.ipynb``."""
    title: str
    """Its first heading, in English: what the catalogue of lessons is asked for."""


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


def _lesson(file: Path) -> Lesson | None:
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError):
        return None  # not a notebook, whatever it is called
    if not any(kind == "code" and OPENS.search(text) for kind, text in sources):
        return None
    headings = (HEADING.search(text) for kind, text in sources if kind == "markdown")
    title = next((found[1] for found in headings if found), file.stem)
    return Lesson(file.name, title)
