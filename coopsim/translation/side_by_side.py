"""A lesson in two columns: English beside another language, to read, teach or check by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from coopsim.text.languages import NAMES, SOURCE
from coopsim.text.prose import marked, prose
from coopsim.text.saying import NO_HARM, found, spoken
from coopsim.translation.sources import Checkout, lesson_entries

_UNFOLDED = re.compile(r"</?(?:details|summary)[^>]*>")
"""What folds text away, which a page to compare by does not."""
PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; }}
body {{ margin: 0 auto; max-width: 75rem; padding: 1rem; }}
.pair {{ display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; border-top: 1px solid #ddd; }}
.pair > * {{ min-width: 0; overflow-wrap: anywhere; }}
.head {{ position: sticky; top: 0; background: #fff; font-weight: 600; border: 0; }}
h1, h2, h3 {{ line-height: 1.25; }}
pre {{ background: #f4f4f4; padding: .5rem; white-space: pre-wrap; color: #444; }}
sup {{ color: #555; font: .75rem/0 system-ui, sans-serif; }}
@media (max-width: 600px) {{ .pair {{ grid-template-columns: 1fr; }} }}
@media (max-width: 600px) {{ .head {{ position: static; }} }}
@media print {{ .pair {{ break-inside: avoid; }} .head {{ position: static; }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<div class="pair head"><div>{english}</div><div>{other}</div></div>
{rows}
</main>
</body>
</html>
"""


def side_by_side(notebook: Any, name: str, checkout: Checkout, lang: str) -> str:
    """A page of HTML: each block of a notebook, and each text of its lesson, in two columns."""
    rows = [
        _pair(NO_HARM, marked(*spoken(NO_HARM, lang), lang), lang),
        *_prose_rows(notebook, lang),
        *_word_rows(checkout, name, lang),
    ]
    return PAGE.format(
        lang=lang, title=escape(f"{name}: {NAMES[SOURCE]} / {NAMES[lang]}"),
        english=NAMES[SOURCE], other=NAMES[lang], rows="\n".join(rows),
    )  # fmt: skip


def _prose_rows(notebook: Any, lang: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if "test-only" not in cell.metadata.get("tags", ()):
                yield f"<pre>{escape(cell.source)}</pre>"
            continue
        for block in _blocks(cell.source):
            english, other = (
                _UNFOLDED.sub("", parser.render(one)) for one in (block, prose(block, lang))
            )
            yield _pair(english, other, lang)


def _blocks(markdown: str) -> Iterator[str]:
    """The outermost blocks of Markdown."""
    from markdown_it import MarkdownIt

    lines = markdown.splitlines(keepends=True)
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    starts = sorted({one.map[0] for one in tokens if one.level == 0 and one.map})
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield "".join(lines[start:end])


def _word_rows(checkout: Checkout, name: str, lang: str) -> Iterator[str]:
    for entry in lesson_entries(checkout, name):
        text, heard = found(entry.text, lang)
        yield _pair(escape(entry.text), marked(escape(text), heard, lang), lang)


def _pair(english: str, other: str, lang: str) -> str:
    return (
        f'<div class="pair"><div lang="{SOURCE}">{english}</div>'
        f'<div lang="{lang}">{other}</div></div>'
    )
