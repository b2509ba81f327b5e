"""Words for a page of Markdown or HTML."""

from __future__ import annotations

from html import escape

from coopsim.text import marked, spoken


def told(message: str, lang: str, **values: object) -> str:
    """A message in a language, with a mark where it is in another; safe in a cell of a table."""
    text, heard = spoken(message, lang, **values)
    return marked(escape(text, quote=False).replace("|", "&#124;"), heard, lang)
