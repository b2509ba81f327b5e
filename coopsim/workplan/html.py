"""The plan as a page that needs nothing else; a browser prints it, to PDF too."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from coopsim.workplan.blocks import Block, Both, Fields, Heading, NewPage, Table, Words, shares
from coopsim.workplan.content import DRAFT

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; max-width: 70rem; margin: 1.5rem auto;
  padding: 0 1rem; overflow-wrap: anywhere; } h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; border-top: 1px solid #bbb; padding-top: 0.8rem; margin-top: 1.6rem; }
h3 { font-size: 1.05rem; } .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; }
.second { color: #444; } h1 .second, h2 .second, h3 .second { font-weight: normal; }
.mark { border-left: 5px solid #d55e00; background: #fdf1e8; padding: 0.4rem 0.9rem; }
.draft { position: fixed; top: 0; right: 0; background: #d55e00; color: #000; padding: 0 0.6rem;
  font-weight: bold; } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; overflow-wrap: normal; }
th, td { border: 1px solid #999; text-align: left; vertical-align: top; padding: 0.25rem 0.5rem; }
th { background: #f2f2f2; } td .second, th .second { display: block; font-style: italic; }
.fields th { width: 14%; } .fields td { width: 36%; } .page { break-before: page; }
@media print { @page { size: A4 landscape; margin: 14mm 12mm 12mm;
    @top-right { content: "%s"; font: bold 9pt system-ui, sans-serif; } }
  @page :first { @top-right { content: none; } }
  .draft { position: static; float: right; font-size: 9pt; } table { font-size: 9pt; }
  th, td { padding: 0.1rem 0.4rem; } tbody tr:last-child { break-before: avoid; }
  body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; line-height: 1.3; }
  h1 { font-size: 15pt; margin: 0; } h2 { font-size: 12pt; } h3 { font-size: 10pt; }
  h2 { margin: 0.8rem 0 0.3rem; padding-top: 0.3rem; } h3 { margin: 0.6rem 0 0.3rem; }
  p { margin: 0.2rem 0; } .wide { overflow: visible; margin-bottom: 0.5rem; }
  tr, h2, h3, .pair, .fields, .whole { break-inside: avoid; }
  h1, h2, h3, .leads { break-after: avoid; } }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr; } }
""".replace("%s", DRAFT)


def as_html(blocks: Iterable[Block], lang: str = "en", second: str = "") -> bytes:
    """The document as a page; what people typed is escaped."""
    rows = list(blocks)
    title = next((one.words.first for one in rows if isinstance(one, Heading)), DRAFT)
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><div class='draft'>{DRAFT}</div>\n{fragment(rows, second)}\n</body></html>\n"
    ).encode()


def fragment(blocks: Iterable[Block], second: str = "") -> str:
    """The blocks alone, for a page that is there already."""
    rows = list(blocks)
    return "\n".join(
        _block(one, second, leads=isinstance(following, Table))
        for one, following in zip(rows, [*rows[1:], None], strict=True)
    )


def _block(block: Block, lang: str, *, leads: bool) -> str:
    match block:
        case Heading(words, level):
            return f"<h{level}>{_inline(words, lang)}</h{level}>"
        case Words(words, mark):
            kind = " class='mark'" if mark else " class='leads'" if leads else ""
            second = f"<p class='second' lang='{lang}'>{_text(words.second)}</p>"
            pair = f"<p>{_text(words.first)}</p>{second if words.second else ''}"
            inner = f"<div class='pair'>{pair}</div>" if words.second else pair
            return f"<div{kind}>{inner}</div>"
        case Fields(rows):
            two = any(label.second or value.second for label, value in rows)
            body = "".join(_field(label, value, lang, two) for label, value in rows)
            return _wide(f"<table class='fields'>{body}</table>")
        case Table(_, head, rows, long):
            top = "".join(f"<th scope='col'>{_inline(one, lang)}</th>" for one in head)
            body = "".join(
                f"<tr>{''.join(f'<td>{_inline(one, lang)}</td>' for one in row)}</tr>"
                for row in rows
            )
            kind = "" if long else " class='whole'"
            wide = "".join(f"<col style='width:{one:.1%}'>" for one in shares(head, rows))
            return _wide(
                f"<table{kind}>{wide}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
            )
        case NewPage():
            return "<div class='page'></div>"


def _wide(table: str) -> str:
    """A table that scrolls by itself where it is wider than the page."""
    return f"<div class='wide cs-scroll' tabindex='0'>{table}</div>"


def _field(label: Both, value: Both, lang: str, two: bool) -> str:
    first = f"<tr><th scope='row'>{_text(label.first)}</th><td>{_text(value.first)}</td>"
    if not two:
        return f"{first}</tr>"
    other = _text(label.second or label.first), _text(value.second or value.first)
    return f"{first}<th scope='row' lang='{lang}'>{other[0]}</th><td>{other[1]}</td></tr>"


def _inline(words: Both, lang: str) -> str:
    if not words.second:
        return _text(words.first)
    return f"{_text(words.first)} <span class='second' lang='{lang}'>{_text(words.second)}</span>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
