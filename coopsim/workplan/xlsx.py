"""The plan as a workbook: the matrix with its sum, the text, and what else there is to fill in."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from coopsim.text import say
from coopsim.text.numbers import SIGNS
from coopsim.workplan.blocks import Both, Fields, Heading, Table, Words, shares
from coopsim.workplan.content import DRAFT, IS_DRAFT, content
from coopsim.workplan.docx import clean
from coopsim.workplan.plan import Plan

LETTERS = 130
"""Letters beside each other on a page: A4, lying."""
FONT = ("Calibri", 11)
LINE = 15
"""Points of height a line of text takes."""
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def as_xlsx(plan: Plan, first: str = "en", second: str = "") -> bytes:
    """The document as the bytes of an .xlsx file; what people typed is text, never a formula."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    blocks = content(plan, first, second)
    tables: dict[str, list[Table]] = {}
    for one in blocks:
        if isinstance(one, Table):
            tables.setdefault(one.key.first, []).append(one)
    draft, money = say(IS_DRAFT, first), f'"{SIGNS.get(plan.currency, plan.currency)}" #,##0'
    for title, several in tables.items():
        _tables(_sheet(book, title, draft), several, money)
    text = _sheet(book, say("Text", first), draft)
    book.move_sheet(text, bool(plan.actions) - len(book.sheetnames) + 1)  # after the matrix
    _text(text, blocks, 2 if second and second != first else 1)
    for sheet in book:
        _finish(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _tables(sheet: Any, tables: Sequence[Table], money: str) -> None:
    """Tables of the same columns, one below the other; the last row of some is a sum."""
    rows = [row for one in tables for row in one.rows]
    _columns(sheet, shares(tables[0].head, rows))
    sheet.print_title_rows = "1:2"
    sheet.page_setup.fitToHeight = 1
    for table in tables:
        top = sheet.max_row + 2
        for place, row in enumerate((table.head, *table.rows)):
            last = table.total and place == len(table.rows)
            for column, one in enumerate(row, 1):
                cell = sheet.cell(top + place, column)
                _fill(cell, one, bold=place == 0 or last)
                if one.amount is not None:
                    cell.number_format = money
                if one.amount is not None and last:
                    letter = cell.column_letter
                    cell.value = f"=SUM({letter}{top + 1}:{letter}{top + place - 1})"


def _text(sheet: Any, blocks: Iterable[object], languages: int) -> None:
    """Headings, paragraphs and fields, a column a language."""
    _columns(sheet, [1 / languages] * languages)
    sheet.page_setup.fitToHeight = 0  # as many pages as it needs
    for block in blocks:
        lines: list[Both] = []
        match block:
            case Heading(words, _) | Words(words, _):
                lines = [words]
            case Fields(rows):
                lines = [_labelled(label, one) for label, one in rows]
        for line in lines:
            row = sheet.max_row + 1
            for column, text in enumerate((line.first, line.second)[:languages], 1):
                _fill(
                    sheet.cell(row, column), Both(text), bold=isinstance(block, Heading), edge=False
                )


def _labelled(label: Both, value: Both) -> Both:
    second = f"{label.second or label.first}: {value.second or value.first}"
    return Both(f"{label.first}: {value.first}", second)


def _sheet(book: Any, title: str, draft: str) -> Any:
    """A sheet whose first rows say that it is a draft."""
    from openpyxl.styles import Font

    known = set(book.sheetnames)
    name = short = clean(title).translate(FORBIDDEN)[:28] or "Sheet"
    for number in range(2, 99):
        if name not in known:
            break
        name = f"{short} {number}"
    sheet = book.create_sheet(name)
    sheet["A1"], sheet["A2"] = DRAFT, draft
    sheet["A1"].font, sheet["A2"].font = Font(*FONT, bold=True), Font(*FONT)
    return sheet


def _columns(sheet: Any, widths: Sequence[float]) -> None:
    """Make columns as wide as their shares of the page."""
    from openpyxl.utils import get_column_letter

    for place, share in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = round(LETTERS * share, 1)


def _fill(cell: Any, words: Both, *, bold: bool = False, edge: bool = True) -> None:
    """Write a cell: an amount as a number, everything else as text."""
    from openpyxl.styles import Alignment, Border, Font, Side

    if words.amount is not None:
        cell.value = words.amount
    elif words.first:
        cell.value = clean(words.stacked)
        cell.data_type = "s"  # what begins with = is text
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(*FONT, bold=bold)
    side = Side(style="thin", color="999999") if edge else None
    cell.border = Border(side, side, side, side)


def _finish(sheet: Any) -> None:
    """Rows as high as their text, and a page that prints: A4 lying, as wide as the paper."""
    for row in sheet.iter_rows():
        lines = 1
        for cell in row:
            if cell.alignment.wrap_text and cell.data_type == "s":
                width = int(sheet.column_dimensions[cell.column_letter].width) - 1
                rows = (len(textwrap.wrap(one, width)) or 1 for one in cell.value.split("\n"))
                lines = max(lines, sum(rows))
        sheet.row_dimensions[row[0].row].height = LINE * lines
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
