"""The plan as a Word document that can be edited."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from coopsim.workplan.blocks import Block, Both, Fields, Heading, NewPage, Table, Words, shares
from coopsim.workplan.content import DRAFT

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters a document of Office cannot hold."""
MARGIN, HEADER, LONG, SHORT = 1.5, 0.6, 29.7, 21.0
"""Centimetres: A4, lying."""
CELL = "Cell of a table"


def as_docx(blocks: Iterable[Block]) -> bytes:
    """The document as the bytes of a .docx file; every page says that it is a draft."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    made = Document()
    made.core_properties.author, made.core_properties.title = "", DRAFT
    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(LONG), Cm(SHORT)
    page.left_margin = page.right_margin = page.bottom_margin = Cm(MARGIN)
    page.top_margin, page.header_distance = Cm(MARGIN + HEADER), Cm(MARGIN - HEADER)
    normal = made.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(10), Pt(2)
    normal.paragraph_format.line_spacing = 1.0
    cell = made.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = normal, Pt(9), Pt(0)
    page.header.paragraphs[0].text = DRAFT
    rows = list(blocks)
    for block, following in zip(rows, [*rows[1:], None], strict=True):
        _add(made, block, leads=isinstance(following, Table))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def clean(text: str) -> str:
    """Typed words without the characters that would break a file."""
    return NOT_XML.sub("", text)


def _add(made: Any, block: Block, *, leads: bool) -> None:
    """Add a block; one that ``leads`` to a table stays with it."""
    match block:
        case Heading(words, level):
            made.add_heading(clean(" / ".join(filter(None, (words.first, words.second)))), level)
        case Words(words, mark):
            _paragraphs(made, words, mark, leads)
        case Fields(rows):
            _fields(made, rows)
        case Table():
            _table(made, block)
        case NewPage():
            made.add_page_break()


def _paragraphs(made: Any, words: Both, mark: bool, leads: bool) -> None:
    if leads or not words.second:  # above a table no other one may stand: Word would join them
        for text in filter(None, (words.first, words.second)):
            alone = made.add_paragraph()
            alone.add_run(clean(text)).bold = mark
            alone.paragraph_format.keep_with_next = leads
        return
    table = made.add_table(rows=1, cols=2)
    _keep_rows(table)
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
            _written(cell.paragraphs[0], text).bold = place % 2 == 0
    _widths(table, [0.15, 0.35, 0.15, 0.35] if two else [0.25, 0.75])
    _keep_rows(table)


def _table(made: Any, block: Table) -> None:
    table = made.add_table(rows=1, cols=len(block.head), style="Table Grid")
    _row(table.rows[0].cells, block.head, bold=True)
    for row in block.rows:
        _row(table.add_row().cells, row)
    _widths(table, shares(block.head, block.rows))
    _keep_rows(table, head=True, long=block.long)
    made.add_paragraph()


def _keep_rows(table: Any, *, head: bool = False, long: bool = False) -> None:
    """No row over two pages, and all on one; a long table keeps its first rows and its last two.

    A head stands again on every page.
    """
    from docx.oxml import OxmlElement

    rows = list(table.rows)
    for place, row in enumerate(rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head and place == 0:
            properties.append(OxmlElement("w:tblHeader"))
        if place < len(rows) - 1 and (not long or place in (0, len(rows) - 2)):
            for cell in row.cells:
                for one in cell.paragraphs:
                    one.paragraph_format.keep_with_next = True


def _row(cells: Any, row: tuple[Both, ...], *, bold: bool = False) -> None:
    for cell, words in zip(cells, row, strict=True):
        _written(cell.paragraphs[0], words.first).bold = bold
        if words.second:
            _written(cell.add_paragraph(), words.second).italic = True


def _written(paragraph: Any, text: str) -> Any:
    """The run of a text in a cell of a table."""
    paragraph.style = CELL
    return paragraph.add_run(clean(text))


def _widths(table: Any, shares: list[float]) -> None:
    from docx.shared import Cm

    table.autofit = False
    for place, share in enumerate(shares):
        width = Cm(share * (LONG - 2 * MARGIN))
        table.columns[place].width = width
        for cell in table.columns[place].cells:
            cell.width = width
