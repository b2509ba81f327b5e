"""A scenario as a workbook to fill in with any spreadsheet program."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

from coopsim.files import scenario_text
from coopsim.params import GRADES
from coopsim.scenario import SECTORS, Scenario
from coopsim.studio import sheets
from coopsim.studio.reading_sheets import from_xlsx
from coopsim.studio.values import GROUPS, Value, values
from coopsim.text import NO_HARM, said, say, words
from coopsim.text.units import is_share, unit_message

__all__ = ["as_xlsx", "from_xlsx"]

TO_FILL, HEADING = "to fill in", "heading of a column"
FILL, HEAD = "FFF3B0", "D9E6F2"
WIDTHS = (34, 58, 18, 24, 30, 8, 60, 22)
READ_ME_WIDTH = 90
EMPTY_ROWS = 30
"""Coloured rows below a list, for what is added."""
HOW = (
    words("Fill in the yellow cells. Leave the names in the first column as they are."),
    words("Each value has its unit, what is allowed, its grade and its source beside it."),
    words("Shares are in per cent: 12% is a share of 0.12."),
    words("Policies: a row for each term that changes. Rows with the same number are one policy."),
    words(
        "Save it as a workbook (.xlsx) and bring it back to the studio. Every fault is told with "
        "its sheet and cell, and nothing is taken until there is none."
    ),
)  # fmt: skip


def as_xlsx(scenario: Scenario, lang: str = "en") -> bytes:
    """The bytes of an .xlsx file: a sheet a group, districts, cooperatives, policies.

    Numbers keep fifteen digits, as spreadsheets do.
    """
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    _styled(book)
    _read_me(book, scenario, lang)
    rows = values(scenario)
    for group in GROUPS:
        if group not in ("district", "cooperatives"):
            inside = [one for one in rows.values() if one.group == group]
            _values(book, group, inside, scenario, lang)
    _list(book, sheets.DISTRICTS, sheets.DISTRICT,
          [[one.name, one.share, one.hours] for one in scenario.districts])  # fmt: skip
    _list(book, sheets.SETS, sheets.SET, map(sheets.set_row, scenario.cooperatives))
    own = [[one.name, name, sheets.cell(value)] for one in scenario.cooperatives
           for name, value in one.terms]  # fmt: skip
    _list(book, sheets.OWN_TERMS, sheets.OWN, own)
    _list(book, sheets.POLICIES, sheets.POLICY, sheets.policy_rows(scenario))
    hidden = book.create_sheet(sheets.SOURCE)
    for number, line in enumerate(scenario_text(scenario).splitlines(), 1):
        _text(hidden.cell(number, 1), line)
    hidden.sheet_state = "hidden"
    for sheet in book:
        _on_paper(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _on_paper(sheet: Any) -> None:
    """A page that prints: lying, as wide as the paper."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _read_me(book: Any, scenario: Scenario, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(sheets.READ_ME)
    sheet.column_dimensions["A"].width = READ_ME_WIDTH
    grades = "; ".join(f"{grade}: {say(text, lang)}" for grade, text in GRADES.items())
    lines = [scenario.title, *(say(one, lang) for one in HOW), grades, say(NO_HARM, lang)]
    for number, line in enumerate(lines, 1):
        one = sheet.cell(number, 1)
        _text(one, line)
        one.alignment = Alignment(wrap_text=True, vertical="top")
        one.font = Font(bold=number == 1)
        sheet.row_dimensions[number].height = 15 * math.ceil(max(len(line), 1) / READ_ME_WIDTH)


def _values(book: Any, group: str, rows: Sequence[Value], scenario: Scenario, lang: str) -> None:
    """One row a value, the cell to fill in coloured and held to its bounds."""
    sheet = book.create_sheet(group)
    _text(sheet.cell(1, 1), say(GROUPS[group], lang))
    _heads(sheet, 2, [say(one, lang) for one in sheets.COLUMNS])
    for number, one in enumerate(rows, 3):
        told = (
            one.name, say(one.label, lang), None, _unit(one, scenario, lang),
            said(sheets.allowed(one), lang),
            one.grade, one.source, say(words("decision"), lang) if one.role == "decision"
            else say(words("assumption"), lang),
        )  # fmt: skip
        for column, text in enumerate(told, 1):
            if text is not None:
                _text(sheet.cell(number, column), text)
        cell = sheet.cell(number, sheets.VALUE)
        _put(cell, sheets.cell(one.value), fill=not one.fixed)
        if is_share(one.unit) and one.kind == "number":
            cell.number_format = "0.####%"
        elif one.unit.startswith("money"):
            cell.number_format = "#,##0.####"
        _held(sheet, cell, one, lang)
    for column, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[column]].width = width
    sheet.freeze_panes = "D3"


def _unit(one: Value, scenario: Scenario, lang: str) -> str:
    rest = unit_message(one.unit)
    said = say(rest, lang) if rest else ""
    if one.unit.startswith("money"):
        between = "" if said.startswith("/") else " "
        return f"{scenario.currency}{between}{said}".strip()
    if is_share(one.unit):
        return f"% ({said})" if said else "%"
    return said


def _held(sheet: Any, cell: Any, one: Value, lang: str) -> None:
    """The spreadsheet program's own check of a cell: it warns while somebody types."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if one.fixed:
        return
    if one.kind in ("choice", "yes/no"):
        given = ",".join(one.choices or (sheets.YES, sheets.NO))
        check = DataValidation(type="list", formula1=f'"{given}"', allow_blank=False)
    else:
        kind = "whole" if one.kind == "whole" else "decimal"
        check = DataValidation(
            type=kind, operator="between", formula1=repr(one.low), formula2=repr(one.high)
        )
    check.errorStyle, check.error = "warning", said(sheets.allowed(one), lang)
    sheet.add_data_validation(check)
    check.add(cell)


def _list(book: Any, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A list to fill in: all of it is coloured, with empty rows below."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(title)
    _heads(sheet, 1, columns)
    found = list(rows)
    last = len(found) + 1 + EMPTY_ROWS
    for number, row in enumerate([*found, *([None] * len(columns) for _ in range(EMPTY_ROWS))], 2):
        for column, value in enumerate(row, 1):
            _put(sheet.cell(number, column), value, fill=True)
    for column, name in enumerate(columns, 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = (
            26 if name in ("name", "term", "why", "districts") else 14
        )
        if name in sheets.CHOICES:
            words_ = ",".join(sheets.CHOICES[name])
            check = DataValidation(type="list", formula1=f'"{words_}"', allow_blank=True)
            sheet.add_data_validation(check)
            check.add(f"{letter}2:{letter}{last}")
        if name in (*SECTORS, "borrowers", "late", "on_loan", "unfounded"):
            for number in range(2, last + 1):
                sheet.cell(number, column).number_format = "0.####%"
    sheet.freeze_panes = "B2"


def _styled(book: Any) -> None:
    """The looks of a cell to fill in and of a heading, declared once a workbook."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    edge = Side(style="thin", color="BBBBBB")
    filled = PatternFill("solid", fgColor=FILL)
    head = PatternFill("solid", fgColor=HEAD)
    border, plain = Border(edge, edge, edge, edge), Font(name="Calibri", size=11)
    bold, wrapped = Font(name="Calibri", size=11, bold=True), Alignment(wrap_text=True)
    book.add_named_style(NamedStyle(TO_FILL, font=plain, fill=filled, border=border))
    book.add_named_style(NamedStyle(HEADING, font=bold, fill=head, alignment=wrapped))


def _heads(sheet: Any, row: int, columns: Sequence[str]) -> None:
    for column, text in enumerate(columns, 1):
        cell = sheet.cell(row, column)
        _text(cell, text)
        cell.style = HEADING


def _put(cell: Any, value: Any, *, fill: bool) -> None:
    if fill:
        cell.style = TO_FILL
    if isinstance(value, str):
        _text(cell, value)
    else:
        cell.value = value


def _text(cell: Any, text: str) -> None:
    """Text, whatever it begins with: never a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)
    cell.data_type = "s"
