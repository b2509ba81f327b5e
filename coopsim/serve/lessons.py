"""The lessons of a folder: which notebooks open one, and what they are called."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs

from coopsim.errors import CoopsimError, ServeError

OPENS = re.compile(r"""open_lesson\(\s*["'](\w+)["']""")
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


def _lesson(file: Path) -> Lesson | None:
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError):
        return None  # not a notebook, whatever it is called
    opened = next(
        (found[1] for kind, text in sources if kind == "code" and (found := OPENS.search(text))),
        None,
    )
    return Lesson(file.name, _title(opened, sources, file)) if opened else None


def _title(opened: str, sources: list[tuple[str, str]], file: Path) -> str:
    from coopsim.widgets.lessonfile import load_lesson

    try:
        return load_lesson(opened).title
    except CoopsimError:  # a trainer's own: the page itself says what is wrong with it
        headings = (HEADING.search(text) for kind, text in sources if kind == "markdown")
        return next((found[1] for found in headings if found), file.stem)
