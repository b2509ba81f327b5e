"""Pages made from templates: everything typed is escaped, every word comes from Python."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import attrs
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from coopsim.game.web.words import told
from coopsim.text import NAMES, NO_HARM, say

HERE = Path(__file__).parent
PAGES, STATIC = HERE / "pages", HERE / "static"
XSRF = "xsrf-of-this-browser"
"""Stands in forms until a page is sent: pages are made once for many browsers."""


@attrs.frozen
class Region:
    """A part of a page that news may replace; ``mark`` differs when the HTML does."""

    html: str
    mark: str


class Pages:
    """The templates of the game."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._static = {file.name: _mark(file.read_bytes()) for file in STATIC.iterdir()}

    def page(self, template: str, lang: str, *, path: str, **given: Any) -> str:
        """A whole page in a language."""
        about = {
            "path": path, "languages": NAMES, "static": self._static,
            "no_harm": say(NO_HARM, lang), "script_words": json.dumps(script_words(lang)),
        }  # fmt: skip
        return self._made(template, lang, about | given)

    def region(self, template: str, lang: str, **given: Any) -> Region:
        """A part of a page."""
        html = self._made(template, lang, given)
        return Region(html, _mark(html.encode()))

    def signed(self, text: str, token: bytes) -> str:
        """A text with the token of the browser it is sent to."""
        return text.replace(XSRF, token.decode())

    def _made(self, template: str, lang: str, given: dict[str, Any]) -> str:
        whole = {"lang": lang, "w": told(lang), "xsrf": XSRF} | given
        return self._templates.get_template(template).render(whole)


def script_words(lang: str) -> dict[str, str]:
    """What the script says by itself."""
    return {
        "sending": say("Sending …", lang),
        "again": say("No connection. Trying again …", lang),
        "unsent": say("Changed here, and not sent yet.", lang),
        "kept": say("What you chose on this device and had not sent is here again.", lang),
    }


def _mark(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()
