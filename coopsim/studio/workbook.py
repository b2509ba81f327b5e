"""A workbook being read: its rows, its numbers, and the fault of every cell."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import Fault, ScenarioError, Sentence, nearest
from coopsim.files import load_scenario
from coopsim.scenario import PARAMS, Scenario, as_declared, value_fault
from coopsim.studio import sheets
from coopsim.studio.errors import StudioError

LARGEST, UNPACKED = 2_000_000, 40_000_000
"""Bytes of a workbook, and of what is packed in it."""
MOST_ROWS = 2_000
"""Rows that are read of a sheet; some programs say that a sheet has a million."""
MISSING, EMPTY = Sentence("it is missing."), Sentence("the cell is empty.")
BEGIN = Sentence("Begin from a workbook of the studio.")
Row = dict[str, tuple[Any, str]]
"""A row of a list: what each column holds, and its cell."""


def sheet_words(title: str) -> Sentence:
    """A sheet, as a fault names it."""
    return Sentence("sheet '{sheet}'", sheet=title)


def cell_words(title: str, cell: str) -> Sentence:
    """A cell of a sheet, as a fault names it."""
    return Sentence("sheet '{sheet}', cell {cell}", sheet=title, cell=cell)


@attrs.define
class Book:
    """A workbook being read: its faults so far, and the cell of each value."""

    file: str
    sheets: Any
    scale: float = 1.0
    """Units of the currency in a dollar."""
    faults: list[Fault] = attrs.field(factory=list)
    cells: dict[str, str] = attrs.field(factory=dict)

    def fault(self, place: str, what: str, allowed: str = "") -> None:
        """Note one thing that is wrong."""
        where = Sentence("{file}: {place}", file=self.file, place=place)
        self.faults.append(Fault(where, what, allowed))

    def rows(self, title: str, columns: tuple[str, ...]) -> Iterator[Row]:
        """Filled rows of a list, by the columns' names in its first row."""
        if title not in self.sheets.sheetnames:
            self.fault(sheet_words(title), MISSING, BEGIN)
            return
        sheet = self.sheets[title]
        heads = {
            str(cell.value).strip(): cell.column for cell in sheet[1] if cell.value is not None
        }
        for name in columns:
            if name not in heads:
                place = Sentence("sheet '{sheet}', row {row}", sheet=title, row=1)
                what = Sentence("there is no column '{name}'.", name=name)
                self.fault(place, what, nearest(name, heads))
                return
        for cells in sheet.iter_rows(min_row=2, max_row=min(sheet.max_row, MOST_ROWS)):
            found = {name: cells[heads[name] - 1] for name in columns}
            row: Row = {
                name: (cell.value.strip() or None if isinstance(cell.value, str) else cell.value,
                       cell_words(title, cell.coordinate))
                for name, cell in found.items()
            }  # fmt: skip
            if any(value is not None for value, _ in row.values()):
                yield row


def opened(content: bytes, file: str) -> Any:
    """The workbook in these bytes; ``StudioError`` if they are none, or unpack to too much."""
    from openpyxl import load_workbook

    advice = Sentence("Save it as a workbook of type .xlsx.")
    if len(content) > LARGEST:
        what = Sentence("it is larger than any workbook of the studio.")
        raise StudioError([Fault(file, what, Sentence("Allowed: {size} MB.", size=2))])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                raise ValueError("it unpacks to more than any workbook of the studio")
        return load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, AttributeError) as error:
        what = Sentence("this is no workbook ({error}).", error=error)
        raise StudioError([Fault(file, what, advice)]) from error


def went_out(book: Book) -> Scenario:
    """The scenario the workbook was made from, out of its hidden sheet."""
    place = Sentence("{file}: {place}", file=book.file, place=sheet_words(sheets.SOURCE))
    if sheets.SOURCE not in book.sheets.sheetnames:
        advice = Sentence("Begin from a workbook of the studio, and keep all its sheets.")
        raise StudioError([Fault(place, MISSING, advice)])
    rows = book.sheets[sheets.SOURCE].iter_rows(max_col=1, values_only=True)
    text = "\n".join("" if row[0] is None else str(row[0]) for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.toml"
        path.write_text(text, encoding="utf-8")
        try:
            return load_scenario(path)
        except ScenarioError as error:
            first = error.faults[0]
            what = Sentence("it is damaged ({what})", what=first.what)
            raise StudioError([Fault(place, what)]) from error


def number_in(book: Book, row: Row, key: str, *, whole: bool = False, empty: Any = None) -> Any:
    """The number in a cell of a list; ``empty`` where there is none, and a fault if it is wrong."""
    given, place = row[key]
    if given is None:
        return empty
    found = sheets.read(given, "whole" if whole else "number")
    if isinstance(found, str | bool) or not isinstance(found, int | float):
        what = Sentence("{value} is not a number.", value=repr(given))
        book.fault(place, what, Sentence("Allowed: a number."))
        return empty
    if whole and not isinstance(found, int):
        what = Sentence("{value} is not a whole number.", value=repr(given))
        book.fault(place, what, Sentence("Allowed: a whole number."))
        return empty
    return found


def term_in(book: Book, row: Row, scale: float) -> tuple[str, Any] | None:
    """A term and its value out of a row; None and a fault where they are none."""
    name, place = row["term"]
    if name not in PARAMS:
        what = Sentence("there is no term '{name}'.", name=name)
        book.fault(place, what, nearest(str(name), PARAMS))
        return None
    given, here = row["value"]
    param = PARAMS[name]
    value = as_declared(param, sheets.read(given, param.kind))
    wrong = EMPTY if value is None else value_fault(param, value, scale)
    if wrong:
        book.fault(here, wrong, param.allowed(scale))
        return None
    return name, value
