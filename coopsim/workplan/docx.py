"""The plan as a Word document that can be edited."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from coopsim.workplan.blocks import Block, Both, Fields, Heading, NewPage, Table, Words
from coopsim.workplan.content import DRAFT

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters a document of Office cannot hold."""
MARGIN, LONG, SHORT = 1.5, 29.7, 21.0
"""Centimetres: A4, lying."""
LONGEST, BESIDE = 24, 8
"""Letters a column of a table is made wide for at most, and those its margins take."""


def as_docx(blocks: Iterable[Block]) -> bytes:
    """The document as the bytes of a .docx file; every page says that it is a draft."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    made = Document()
    made.core_properties.author, made.core_properties.title = "", DRAFT
    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(LONG), Cm(SHORT)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    made.styles["Normal"].font.size = Pt(10)
    page.header.paragraphs[0].text = page.footer.paragraphs[0].text = DRAFT
    for block in blocks:
        _add(made, block)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def clean(text: str) -> str:
    """Typed words without the characters that would break a file."""
    return NOT_XML.sub("", text)


def _add(made: Any, block: Block) -> None:
    match block:
        case Heading(words, level):
            made.add_heading(clean(" / ".join(filter(None, (words.first, words.second)))), level)
        case Words(words, mark):
            _paragraphs(made, words, mark)
        case Fields(rows):
            _fields(made, rows)
        case Table(_, head, rows):
            _table(made, head, rows)
        case NewPage():
            made.add_page_break()


def _paragraphs(made: Any, words: Both, mark: bool) -> None:
    if not words.second:
        made.add_paragraph().add_run(clean(words.first)).bold = mark
        return
    table = made.add_table(rows=1, cols=2)
    for cell, text in zip(table.rows[0].cells, (words.first, words.second), strict=True):
        cell.paragraphs[0].add_run(clean(text)).bold = mark


def _fields(made: Any, rows: tuple[tuple[Both, Both], ...]) -> None:
    two = any(label.second or value.second for label, value in rows)
    table = made.add_table(rows=0, cols=4 if two else 2, style="Table Grid")
    for label, value in rows:
        texts = [label.first, value.first]
        if two:
            texts += [label.second or label.first, value.second or value.first]
        for place, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
            cell.paragraphs[0].add_run(clean(text)).bold = place % 2 == 0
    _widths(table, [0.15, 0.35, 0.15, 0.35] if two else [0.25, 0.75])


def _table(made: Any, head: tuple[Both, ...], rows: tuple[tuple[Both, ...], ...]) -> None:
    table = made.add_table(rows=1, cols=len(head), style="Table Grid")
    _row(table.rows[0].cells, head, bold=True)
    for row in rows:
        _row(table.add_row().cells, row)
    _widths(table, shares(head, rows))
    _keep_together(table)
    made.add_paragraph()


def shares(head: Sequence[Both], rows: Sequence[Sequence[Both]]) -> list[float]:
    """The part of the page's width each column gets, by its longest text; they sum to 1.

    Long texts break into lines, so columns of prose are equally wide, and so are those to fill in.
    """
    letters = []
    for place, top in enumerate(head):
        said = [line for row in rows for line in (row[place].first, row[place].second)]
        longest = max(map(len, (*said, top.first, top.second))) if any(said) else LONGEST
        letters.append(min(longest, LONGEST) + BESIDE)
    return [one / sum(letters) for one in letters]


def _keep_together(table: Any) -> None:
    """The head again on every page, and no row over two pages."""
    from docx.oxml import OxmlElement

    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _row(cells: Any, row: tuple[Both, ...], *, bold: bool = False) -> None:
    for cell, words in zip(cells, row, strict=True):
        cell.paragraphs[0].add_run(clean(words.first)).bold = bold
        if words.second:
            cell.add_paragraph().add_run(clean(words.second)).italic = True


def _widths(table: Any, shares: list[float]) -> None:
    from docx.shared import Cm

    table.autofit = False
    for place, share in enumerate(shares):
        width = Cm(share * (LONG - 2 * MARGIN))
        table.columns[place].width = width
        for cell in table.columns[place].cells:
            cell.width = width
