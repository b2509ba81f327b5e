"""Signs on paper: the letters of answers, a box to mark, a line to write on, rows of a table.

How they look stands in two style sheets, which the site and the game's sheets share.
"""

from __future__ import annotations

from importlib.resources import files

STATIC = files("coopsim.curriculum") / "static"
STYLES = ("site.css", "kit.css")

LETTERS = "abcdefgh"
BOX = "&#9744;"
LINE = '<p class="line">&nbsp;</p>'
BLANK = "&nbsp;"
"""A cell to write in."""


def row(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def rule(columns: int) -> str:
    """What stands below the heads of a table."""
    return "|---" * columns + "|"
