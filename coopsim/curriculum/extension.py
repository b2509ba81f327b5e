"""What Sphinx is told: the words around a page, its other languages, and the no-harm line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coopsim.assessment.wording import told
from coopsim.text import LANGUAGES, NAMES, NO_HARM, say, words
from coopsim.text.languages import SOURCE
from coopsim.version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

WORDS = {
    "no_harm": NO_HARM,
    "contents": words("Contents"),
    "skip": words("Skip to the text"),
    "languages": words("Languages"),
    "next": words("Next"),
    "previous": words("Previous"),
    "curriculum": words("Curriculum"),
    "terms": words("Terms of programmes change. Confirm them with the institution."),
    "marks": words("A small mark such as {mark} stands where a text is not yet translated."),
}
TABLE = re.compile(r'<table class="docutils(?P<rest>[^>]*)>(?P<head>.*?</thead>)', re.DOTALL)
WIDE = 3
"""Columns from which a table may scroll sideways on a phone; the keyboard must reach it then."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Join a build."""
    app.connect("builder-inited", _without_search)
    app.connect("html-page-context", _around)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _without_search(app: Sphinx) -> None:
    """No search page: its words and its stemmer know two of the four languages."""
    app.builder.search = False  # type: ignore[attr-defined]


def _around(app: Sphinx, page: str, _: str, context: dict[str, Any], __: Any) -> None:
    lang = app.config.language
    context["lang"] = lang
    context["body"] = TABLE.sub(_reachable, context.get("body") or "")
    context["version"] = __version__
    said = {key: (text, {"mark": SOURCE} if key == "marks" else {}) for key, text in WORDS.items()}
    context["plain"] = {key: say(text, lang, **values) for key, (text, values) in said.items()}
    context["word"] = {key: told(text, lang, **values) for key, (text, values) in said.items()}
    up = "../" * (page.count("/") + 1)
    context["languages"] = [(one, NAMES[one], f"{up}{one}/{page}.html") for one in LANGUAGES]


def _reachable(table: re.Match[str]) -> str:
    if table["head"].count("<th") - table["head"].count("<thead") < WIDE:
        return table[0]
    return f'<table tabindex="0" class="wide docutils{table["rest"]}>{table["head"]}'
