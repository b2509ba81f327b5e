"""The notebook's own prose in every language, for the shell to exchange on the page.

The page shows a notebook in one language; each unit of its Markdown is known by its plain text
in any language, and shown as what the catalogues say.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from coopsim.text import LANGUAGES
from coopsim.text.catalogues import LESSONS, catalogue
from coopsim.text.prose import marked, units
from coopsim.text.saying import found

_TAG = re.compile(r"<[^>]+>")
_FALLEN_BACK = re.compile(r'<span lang="(\w+)">(.*)</span> <sup [^>]*>\w+</sup>', re.DOTALL)


def exchange(notebook: Path, lang: str) -> list[dict[str, Any]]:
    """For each unit of a notebook: its plain text in every language, and its HTML in ``lang``."""
    rows = []
    for message in _messages(notebook, _stamp(notebook)):
        texts = {found(message, one, LESSONS) for one in LANGUAGES}
        plain = {_plain(text) for text, _ in texts}
        plain |= {f"{_plain(text)} {heard}" for text, heard in texts}
        said = marked(*found(message, lang, LESSONS), lang)
        rows.append({"texts": sorted(plain), "html": _inline(said)})
    return rows


def _stamp(notebook: Path) -> int:
    try:
        return notebook.stat().st_mtime_ns
    except OSError:
        return 0


@cache
def _messages(notebook: Path, stamp: int) -> tuple[str, ...]:
    """The English of each unit of a notebook in whichever language; nothing if there is none."""
    if not stamp:
        return ()
    try:
        data = json.loads(notebook.read_text(encoding="utf-8"))
        cells = ["".join(one["source"]) for one in data["cells"] if one["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    lang = data.get("metadata", {}).get("coopsim", {}).get("language", "en")
    return tuple(dict.fromkeys(_english(unit, lang) for cell in cells for unit in units(cell)))


def _english(unit: str, lang: str) -> str:
    """The message behind a unit as it stands in a notebook of a language."""
    fallen = _FALLEN_BACK.fullmatch(unit)
    if fallen:
        lang, unit = fallen[1], fallen[2]
    return _messages_by_text(lang).get(unit, unit) if lang in LANGUAGES else unit


@cache
def _messages_by_text(lang: str) -> dict[str, str]:
    return {forms[0]: message for message, forms in catalogue(LESSONS, lang).texts.items()}


@cache
def _renderer() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def _inline(markdown: str) -> str:
    return str(_renderer().renderInline(markdown))


@cache
def _plain(markdown: str) -> str:
    return html.unescape(_TAG.sub("", _inline(markdown))).strip()
