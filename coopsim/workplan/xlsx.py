"""The plan as a workbook: the whole matrix on a sheet for each language, and a sheet a table."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from coopsim.text import NAMES, say
from coopsim.workplan.blocks import Fields, Heading, Languages, Table, Words
from coopsim.workplan.content import DRAFT, FIELDS, IS_DRAFT, content, value
from coopsim.workplan.docx import clean
from coopsim.workplan.plan import Plan

WIDTH, NARROW = 28, 18
LINE = 15
"""Points of height a line of text takes."""
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def as_xlsx(plan: Plan, first: str = "en", second: str = "") -> bytes:
    """The document as the bytes of an .xlsx file; what people typed is text, never a formula."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    for lang in dict.fromkeys(one for one in (first, second) if one):
        _matrix(book, plan, lang)
    text = _sheet(book, say("Text", first))
    for block in content(plan, first, second):
        match block:
            case Heading(words, _) | Words(words, _):
                _write(text, [words.first, words.second], bold=isinstance(block, Heading))
            case Fields(rows):
                for label, one in rows:
                    other = f"{label.second or label.first}: {one.second or one.first}"
                    line = [f"{label.first}: {one.first}", other]
                    _write(text, line if second and second != first else line[:1])
            case Table(key, head, rows):
                sheet = _sheet(book, key.first)
                _write(sheet, [one.stacked for one in head], bold=True)
                for row in rows:
                    _write(sheet, [one.stacked for one in row])
    for column in "AB":
        text.column_dimensions[column].width = 3 * WIDTH
    for sheet in book:
        _finish(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _matrix(book: Any, plan: Plan, lang: str) -> None:
    """Every field of every activity, one row an activity; costs are numbers."""
    from openpyxl.utils import get_column_letter

    languages = Languages(lang)
    sheet = _sheet(book, f"{languages('Matrix').first} {NAMES[lang]}")
    _write(sheet, [say(IS_DRAFT, lang)])
    _write(sheet, ["No.", *(languages(label).first for _, label in FIELDS)], bold=True)
    for place, one in enumerate(plan.actions, 1):
        cells: list[Any] = [place]
        for key, _ in FIELDS:
            cells.append(one.cost if key == "cost" else value(one, key, plan, languages).first)
        _write(sheet, cells)
    costs = 2 + [key for key, _ in FIELDS].index("cost")
    row = [""] * costs
    row[1] = languages("Sum").first
    _write(sheet, [*row[: costs - 1], plan.cost], bold=True)
    sheet.column_dimensions["A"].width = 6
    for place in range(2, costs + 3):
        sheet.column_dimensions[get_column_letter(place)].width = NARROW
    sheet.freeze_panes = "C4"


def _sheet(book: Any, title: str) -> Any:
    """A sheet whose first row says that it is a draft."""
    known = set(book.sheetnames)
    name = short = clean(title).translate(FORBIDDEN)[:28] or "Sheet"
    for number in range(2, 99):
        if name not in known:
            break
        name = f"{short} {number}"
    sheet = book.create_sheet(name)
    _write(sheet, [DRAFT], bold=True)
    return sheet


def _write(sheet: Any, cells: Sequence[Any], *, bold: bool = False) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    edge = Side(style="thin", color="999999") if len(cells) > 2 else None
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for place, text in enumerate(cells, 1):
        cell = sheet.cell(row, place)
        cell.value = clean(text) if isinstance(text, str) else text
        if isinstance(text, str):
            cell.data_type = "s"  # what begins with = is text
        else:
            cell.number_format = "#,##0"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=bold)
        cell.border = Border(edge, edge, edge, edge)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    if len(cells) < 2:
        sheet.cell(row, 1).alignment = Alignment(wrap_text=False)  # a line over all columns


def _finish(sheet: Any) -> None:
    """Rows as high as their text, and a page that prints: A3 lying, as wide as the paper."""
    for row in sheet.iter_rows():
        lines = 1
        for cell in row:
            if cell.alignment.wrap_text and isinstance(cell.value, str):
                width = max(sheet.column_dimensions[cell.column_letter].width - 2, 1)
                rows = (math.ceil(max(len(one), 1) / width) for one in cell.value.split("\n"))
                lines = max(lines, sum(rows))
        sheet.row_dimensions[row[0].row].height = LINE * lines
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
