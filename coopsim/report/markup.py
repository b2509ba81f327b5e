"""Small pieces of HTML: everything that is text is escaped here and nowhere else."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1a; background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin-bottom: 0.3rem; }
h2 { font-size: 1.25rem; border-top: 1px solid #d9d9d9; padding-top: 1rem; margin-top: 2.2rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 0.3rem; }
.mark { border-left: 5px solid #0072B2; background: #eef5fa; padding: 0.6rem 0.9rem; }
.small, caption { color: #595959; font-size: 0.9rem; }
.wide { overflow-x: auto; } figure { margin: 1rem 0; overflow-x: auto; }
figure img { width: 100%; min-width: 620px; height: auto; display: block; }
table { border-collapse: collapse; font-size: 0.92rem; overflow-wrap: normal; }
caption { text-align: left; padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0;
  border-bottom: 1px solid #ececec; }
th { border-bottom: 1px solid #999; font-weight: 600; }
.number { text-align: right; }
td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
code { font: 0.88rem ui-monospace, monospace; background: #f4f4f4; padding: 0.05rem 0.25rem; }
pre { overflow-x: auto; background: #f4f4f4; padding: 0.6rem; font: 0.85rem ui-monospace, monospace;
  white-space: pre-wrap; } summary { cursor: pointer; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; }
  @page { size: A4; margin: 14mm; }
  figure, tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; }
  figure img { min-width: 0; } .wide, figure { overflow: visible; } }
"""


def text(words: str) -> str:
    """Words as HTML; a number keeps its per cent beside it."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", escape(words))


def document(title: str, body: str) -> str:
    """A whole page; it asks for no other file and no network."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def heading(words: str, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{text(words)}</h{level}>"


def paragraph(words: str, kind: str = "") -> str:
    """A paragraph, of a class of the style if one is named."""
    return f'<p class="{escape(kind)}">{text(words)}</p>' if kind else f"<p>{text(words)}</p>"


def listing(lines: Iterable[str]) -> str:
    """A list, empty where there is no line."""
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def code(words: str) -> str:
    """A command or an error, word for word."""
    return f"<pre>{escape(words)}</pre>"


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "", right: int = 99
) -> str:
    """A table; columns from number ``right`` on are numbers and stand to the right."""

    def row(cells: Sequence[str], tag: str) -> str:
        parts = (
            f'<{tag} class="number">{text(cell)}</{tag}>' if place >= right
            else f"<{tag}>{text(cell)}</{tag}>"
            for place, cell in enumerate(cells)
        )  # fmt: skip
        return f"<tr>{''.join(parts)}</tr>"

    said = f"<caption>{text(caption)}</caption>" if caption else ""
    body = "\n".join(row(one, "td") for one in rows)
    return (
        f'<div class="wide"><table>{said}<thead>{row(columns, "th")}</thead>'
        f"<tbody>\n{body}</tbody></table></div>"
    )


def folded(summary: str, body: str) -> str:
    """Something long that opens when it is asked for."""
    return f"<details><summary>{text(summary)}</summary>{body}</details>"


def picture(svg: bytes, words: str) -> str:
    """A picture inside the page, with its words for those who cannot see it."""
    data = base64.b64encode(svg).decode()
    return f'<figure><img alt="{escape(words)}" src="data:image/svg+xml;base64,{data}"></figure>'
