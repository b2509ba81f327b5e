"""Markdown in a language: cut into units, each said by the catalogues, and put together again.

A unit is a paragraph, a heading, a list item, a cell of a table or the title of a directive, in
one line. Code, links' definitions, options of directives, comments and HTML tags stay as they are.
Indented code is not known: write a fence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import attrs

from coopsim.text.catalogues import LESSONS
from coopsim.text.languages import NAMES
from coopsim.text.saying import found

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

WITH_PROSE = frozenset(
    {
        "admonition", "attention", "card", "caution", "danger", "dropdown", "error", "exercise",
        "figure", "grid", "grid-item", "grid-item-card", "hint", "important", "margin", "note",
        "seealso", "sidebar", "solution", "tab-item", "tab-set", "tip", "topic", "warning",
    }
)  # fmt: skip
"""Directives whose body is prose; the body of any other is left alone."""
WITHOUT_TITLE = frozenset({"figure"})
"""Directives whose first line is no title: it names a file."""

_FENCE = re.compile(
    r"\s*(?P<marks>`{3,}|~{3,}|:{3,})(?:\s*\{(?P<name>[\w-]+)\})?\s*(?P<rest>[^`]*)"
)
_ALONE = re.compile(r"\s*(%.*|\+\+\+.*|\([\w-]+\)=)\s*")
_OPTION = re.compile(r"\s*:[\w-]+:")
_ALT = re.compile(r"(\s*:(?:alt|caption):\s*)(.+?)(\s*)", re.DOTALL)
_TAGGED = re.compile(r"(\s*(?:<[^>]+>\s*)*)(.*?)((?:\s*<[^>]+>)*\s*)", re.DOTALL)
_NO_WORDS = re.compile(r"`[^`]*`|<[^>]+>|\]\([^)]*\)|https?://\S+|\{\w+\}")
_SOFT_BREAK = re.compile(r"(?<! {2})(?<!\\)\n\s*")


@attrs.frozen
class Piece:
    """A stretch of Markdown: a unit to be said, or what stands as it is."""

    text: str
    unit: bool


def prose(markdown: str, lang: str, domain: str = LESSONS) -> str:
    """Markdown in a language; a unit in another language of the chain carries a small mark."""
    return "".join(
        marked(*found(one.text, lang, domain), lang) if one.unit else one.text
        for one in pieces(markdown)
    )


def marked(text: str, heard: str, lang: str) -> str:
    """The text, with a mark a reader sees and a screen reader hears if not in ``lang``."""
    if heard == lang:
        return text
    name = NAMES[heard]
    return f'<span lang="{heard}">{text}</span> <sup title="{name}" lang="{heard}">{heard}</sup>'


def units(markdown: str) -> list[str]:
    """What there is to translate, in order.

    >>> units("# A fund\\n\\nMoney is lent,\\nand lent again.\\n\\n- twelve members\\n")
    ['A fund', 'Money is lent, and lent again.', 'twelve members']
    """
    return [one.text for one in pieces(markdown) if one.unit]


def pieces(markdown: str) -> list[Piece]:
    """Units and what stands between them: all of the text, in order."""
    return list(_blocks(markdown.splitlines(keepends=True)))


def _blocks(lines: list[str]) -> Iterator[Piece]:
    """Cut at what MyST adds to Markdown; the rest goes to the Markdown parser."""
    plain: list[str] = []
    at = 0
    if lines and lines[0].strip() == "---":  # the head of a page
        at = _until(lines, 1, "---")
        yield Piece("".join(lines[:at]), False)
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        if not fence and not _ALONE.fullmatch(lines[at]):
            plain.append(lines[at])
            at += 1
            continue
        yield from _plain("".join(plain))
        plain.clear()
        if not fence:
            yield Piece(lines[at], False)
            at += 1
        else:
            end = _closing(lines, at, fence["marks"])
            yield from _fenced(lines[at:end], fence)
            at = end
    yield from _plain("".join(plain))


def _fenced(lines: list[str], fence: re.Match[str]) -> Iterator[Piece]:
    """Code as it is; a directive with its title and body."""
    name = fence["name"]
    if name not in WITH_PROSE:
        yield Piece("".join(lines), False)
        return
    title = fence["rest"].rstrip()
    if title and name not in WITHOUT_TITLE:
        start = fence.start("rest")
        yield Piece(lines[0][:start], False)
        yield Piece(title, True)
        yield Piece(lines[0][start + len(title) :], False)
    else:
        yield Piece(lines[0], False)
    body = 1
    while body < len(lines) and _OPTION.match(lines[body]):
        if alt := _ALT.fullmatch(lines[body]):
            yield from (Piece(alt[1], False), Piece(alt[2], True), Piece(alt[3], False))
        else:
            yield Piece(lines[body], False)
        body += 1
    closed = len(lines) > body and lines[-1].strip().startswith(fence["marks"])
    yield from _blocks(lines[body:-1] if closed else lines[body:])
    if closed:
        yield Piece(lines[-1], False)


def _until(lines: list[str], start: int, mark: str) -> int:
    """The line after the next that is only ``mark``, or the end."""
    ends = (at + 1 for at in range(start, len(lines)) if lines[at].strip() == mark)
    return next(ends, len(lines))


def _closing(lines: list[str], start: int, marks: str) -> int:
    """The line after the one that closes a fence, or the end."""
    for at in range(start + 1, len(lines)):
        line = lines[at].strip()
        if line.startswith(marks) and not line.strip(marks[0]):
            return at + 1
    return len(lines)


def _plain(text: str) -> Iterator[Piece]:
    """Units of plain Markdown, found by its parser, and what stands between them."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    done = 0
    for token in _parser().parse(text) if text.strip() else ():
        if token.type not in ("inline", "html_block") or not token.map:
            continue
        first, last = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        if token.type == "html_block":
            yield Piece(text[done:first], False)
            yield from _tagged(text[first:last])
            done = last
        elif place := _place(text, token.content, max(done, first)):
            yield Piece(text[done : place[0]], False)
            yield Piece(_SOFT_BREAK.sub(" ", token.content), _has_words(token.content))
            done = place[1]
    yield Piece(text[done:], False)


def _place(text: str, content: str, start: int) -> tuple[int, int] | None:
    """Where content stands in a text in which marks of lists and quotes may begin each line."""
    begin = end = -1
    for line in content.split("\n"):
        at = text.find(line, start)
        if at < 0:
            return None
        begin = at if begin < 0 else begin
        start = end = at + len(line)
    return begin, end


def _tagged(html: str) -> Iterator[Piece]:
    """Lines of HTML: the words between the tags at both ends."""
    comment = html.lstrip().startswith("<!--")
    for line in html.splitlines(keepends=True):
        parts = _TAGGED.fullmatch(line)
        if comment or not parts or not _has_words(parts[2]):
            yield Piece(line, False)
        else:
            yield from (Piece(parts[1], False), Piece(parts[2], True), Piece(parts[3], False))


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in _NO_WORDS.sub("", text))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable("code")
