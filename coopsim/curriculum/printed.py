"""The game's sheets of any world as pages to print: no checkout and no Sphinx are needed."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

from coopsim.curriculum.asked import Asked
from coopsim.curriculum.cards import event_cards
from coopsim.curriculum.gamesheets import (
    accounts_sheet,
    decision_sheet,
    desk_sheet,
    setup_of,
    years_sheet,
)
from coopsim.curriculum.signs import STATIC, STYLES
from coopsim.report import print_page
from coopsim.results import write_whole
from coopsim.text import NO_HARM, say
from coopsim.version import __version__

SHEETS = {
    "decisions": decision_sheet,
    "desk": desk_sheet,
    "years": years_sheet,
    "accounts": accounts_sheet,
    "events": event_cards,
}
"""Pages by name, one for each pile on the table."""
WIDE = '<table tabindex="0" class="wide">'
"""A table that scrolls on a telephone, where the keyboard reaches it."""
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title><style>{style}
@page {{ @bottom-center {{ content: {quoted}; font: 8pt sans-serif; color: #444; }} }}
</style></head>
<body class="sheets"><main>{body}</main><footer><p>{foot}</p></footer></body></html>
"""


def write_sheets(world: str, folder: Path, lang: str, *, pdf: bool = False) -> list[Path]:
    """Write the game's sheets of a preset or a scenario file; returns the files written.

    One page each for what a team decides, the national desk, the years, the accounts, and the
    event cards of this world. With ``pdf`` each is printed beside itself by a browser that is
    there (``NoBrowserError`` if none is; the pages stay). Raises ``GameError`` where the world
    makes no game and ``ScenarioError`` with every fault of a file; then nothing is written.
    """
    pages = {name: sheet_page(name, world, lang) for name in SHEETS}
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, text in pages.items():
        made.append(folder / f"{name}.html")
        write_whole(made[-1], text.encode("utf-8"))
    return [*made, *(print_page(page) for page in made if pdf)]


def sheet_page(name: str, world: str, lang: str) -> str:
    """A page of ``SHEETS`` for a world, whole: it asks for no other file."""
    markdown = "\n".join(SHEETS[name](Asked(lang, world)))
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    foot = f"{say(NO_HARM, lang)} coopsim {__version__}"
    return PAGE.format(
        lang=lang, title=escape(f"{setup_of(world).world.title_in(lang)}: {name}"),
        style="\n".join((STATIC / one).read_text(encoding="utf-8") for one in STYLES),
        foot=escape(foot), quoted=json.dumps(foot, ensure_ascii=False),
        body=reader.render(markdown).replace("<table>", WIDE),
    )  # fmt: skip
