"""A workbook read back: every fault at once, each with its sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from coopsim.errors import Sentence, nearest
from coopsim.scenario import (
    PARAMS,
    SECTORS,
    CooperativeSet,
    District,
    Policy,
    Scenario,
    value_fault,
)
from coopsim.scenario.bounds import SET_BOUNDS, WHOLE
from coopsim.studio import sheets
from coopsim.studio.edits import with_value
from coopsim.studio.errors import StudioError
from coopsim.studio.places import faults_at
from coopsim.studio.values import FLAGS, GROUPS, Value, values
from coopsim.studio.workbook import (
    BEGIN,
    EMPTY,
    MISSING,
    MOST_ROWS,
    Book,
    Row,
    cell_words,
    number_in,
    opened,
    sheet_words,
    term_in,
    went_out,
)

SAID_BY = "set in the workbook"


def from_xlsx(content: bytes, file: str = "workbook") -> Scenario:
    """The scenario of a workbook that ``as_xlsx`` made and somebody filled in.

    A cell that still says what went out changes nothing: the same workbook is the same scenario.
    Raises ``StudioError`` with every fault at once, each naming sheet and cell.
    """
    book = Book(file, opened(content, file))
    base = went_out(book)
    book.scale = base.per_dollar
    scenario = _values(book, base)
    scenario = attrs.evolve(
        scenario, districts=tuple(_districts(book)) or scenario.districts,
        cooperatives=tuple(_sets(book, scenario)) or scenario.cooperatives,
    )  # fmt: skip
    scenario = attrs.evolve(scenario, policies=tuple(_policies(book)))
    if not book.faults:
        for one in faults_at(scenario):
            known = (place for name, place in book.cells.items() if _belongs(one.name, name))
            place = next(known, one.fault.where.removeprefix("studio: "))
            book.fault(place, one.fault.what, one.fault.allowed)
    if book.faults:
        raise StudioError(dict.fromkeys(book.faults))
    return scenario


def _belongs(fault: str, name: str) -> bool:
    return name == fault or name.startswith(f"{fault}.")


def _values(book: Book, base: Scenario) -> Scenario:
    """The scenario with every cell of a sheet of values that says something else."""
    known = {name: one for name, one in values(base).items() if not one.owner}
    scenario, seen = base, set[str]()
    for group in GROUPS:
        if group in ("district", "cooperatives"):
            continue
        if group not in book.sheets.sheetnames:
            book.fault(sheet_words(group), MISSING, BEGIN)
            continue
        sheet = book.sheets[group]
        last = min(sheet.max_row, MOST_ROWS)
        for cells in sheet.iter_rows(min_row=3, max_row=last, max_col=sheets.VALUE):
            name = str(cells[0].value or "").strip()
            if not name:
                continue
            place = cell_words(group, cells[-1].coordinate)
            if name not in known:
                what = Sentence("there is no value '{name}'.", name=name)
                book.fault(cell_words(group, cells[0].coordinate), what, nearest(name, known))
            elif name in seen:
                what = Sentence("'{name}' stands twice.", name=name)
                book.fault(place, what, Sentence("Remove one of the rows."))
            else:
                seen.add(name)
                book.cells[name] = place
                scenario = _value(book, scenario, known[name], cells[-1].value, place)
    return scenario


def _value(book: Book, scenario: Scenario, one: Value, given: Any, place: str) -> Scenario:
    new = sheets.read(given, one.kind)
    if one.fixed:
        if str(sheets.cell(one.value) or "") != str(
            given if given is not None else ""
        ) and not same_number(given, one.value):
            what = Sentence("'{name}' is not changed in a workbook.", name=one.name)
            book.fault(place, what, Sentence("Put it back."))
        return scenario
    if sheets.same(new, one.value):
        return scenario
    if new is None or new == "":
        book.fault(place, EMPTY, _allowed(one))
        return scenario
    wrong = _wrong(one, new, scenario.per_dollar)
    if wrong:
        book.fault(place, wrong, _allowed(one))
        return scenario
    changed, faults = with_value(scenario, one.name, new, source=SAID_BY)
    for fault in faults:
        book.fault(place, fault.what, fault.allowed)
    return changed


def same_number(given: Any, before: Any) -> bool:
    """Whether a cell of numbers that is only shown was left alone."""
    return isinstance(given, int | float) and sheets.same(given, before)


def _allowed(one: Value) -> Sentence:
    return Sentence("Allowed: {names}.", names=sheets.allowed(one))


def _wrong(one: Value, new: Any, scale: float) -> str:
    """What is wrong with a value by itself; sizes are checked with the whole scenario."""
    if one.name in PARAMS:
        return value_fault(PARAMS[one.name], new, scale)
    if one.kind == "yes/no" and not isinstance(new, bool):
        return Sentence("{value} is not yes or no.", value=repr(new))
    if one.kind in ("number", "whole") and (isinstance(new, str) or not one.low <= new <= one.high):
        if isinstance(new, str):
            return Sentence("{value} is not a number.", value=repr(new))
        return Sentence("{value} is out of bounds.", value=repr(new))
    return ""


def _districts(book: Book) -> Iterator[District]:
    for row in book.rows(sheets.DISTRICTS, sheets.DISTRICT):
        name, place = row["name"]
        if name is None:
            what = Sentence("a district has no name.")
            book.fault(place, what, Sentence("Give it one."))
            continue
        for key in ("share", "hours"):
            book.cells[f"district.{name}.{key}"] = row[key][1]
        share = number_in(book, row, "share")
        if share is None:
            what = Sentence("the share is missing.")
            book.fault(row["share"][1], what, Sentence("Allowed: a number above 0."))
        yield District(
            str(name), 1.0 if share is None else share, number_in(book, row, "hours", empty=1.0)
        )


def _sets(book: Book, base: Scenario) -> Iterator[CooperativeSet]:
    terms: dict[str, list[tuple[str, Any]]] = {}
    for row in book.rows(sheets.OWN_TERMS, sheets.OWN):
        owner = str(row["cooperatives"][0])
        found = term_in(book, row, base.per_dollar)
        if found is not None:
            terms.setdefault(owner, []).append(found)
            book.cells[f"cooperatives.{owner}.{found[0]}"] = row["value"][1]
    known = {one.name: one for one in base.cooperatives}
    names = set()
    for row in book.rows(sheets.SETS, sheets.SET):
        name, place = row["name"]
        if name is None or str(name) in names:
            what = Sentence("the name is missing or stands twice.")
            book.fault(place, what, Sentence("Give each its own name."))
            continue
        names.add(str(name))
        yield _set(book, row, known.get(str(name)), tuple(terms.get(str(name), ())))
    for owner in terms:
        if owner not in names:
            what = Sentence("there are no cooperatives '{name}'.", name=owner)
            book.fault(sheet_words(sheets.OWN_TERMS), what, nearest(owner, names))


def _flag(book: Book, row: Row, key: str, usual: bool) -> bool:
    """Yes or no; ``usual``, with a fault, where something else is written."""
    value, place = row[key]
    read = sheets.read(value, "yes/no")
    if isinstance(read, bool):
        return read
    what = Sentence("{value} is not yes or no.", value=repr(value))
    book.fault(place, what, Sentence("Allowed: {names}.", names="yes, no"))
    return usual


def _set(
    book: Book, row: Row, before: CooperativeSet | None, terms: tuple[tuple[str, Any], ...]
) -> CooperativeSet:
    name = str(row["name"][0])
    for key in sheets.SET:
        place = f"sectors.{key}" if key in SECTORS else key
        book.cells[f"cooperatives.{name}.{place}"] = row[key][1]
    book.cells[f"cooperatives.{name}.sectors"] = row[SECTORS[0]][1]
    one = before or CooperativeSet(name, "", (0.0, 0.0, 0.0))
    found: dict[str, Any] = {
        key: number_in(book, row, key, whole=key in WHOLE, empty=getattr(one, key))
        for key in SET_BOUNDS
    } | {key: _flag(book, row, key, getattr(one, key)) for key in FLAGS}
    shares = tuple(float(number_in(book, row, sector, empty=0.0)) for sector in SECTORS)
    found["sectors"] = one.sectors if all(map(sheets.same, shares, one.sectors)) else shares
    for key, value in found.items():
        if key != "sectors" and sheets.same(value, getattr(one, key)):
            found[key] = getattr(one, key)
    districts = sheets.read(row["districts"][0], "texts")
    kind = str(row["kind"][0] or "")
    return attrs.evolve(one, kind=kind, districts=districts, terms=terms, **found)


def _policies(book: Book) -> Iterator[Policy]:
    """Rows with one number are one policy; when, for whom and why stand alike in all of them."""
    together: dict[Any, list[Row]] = {}
    for row in book.rows(sheets.POLICIES, sheets.POLICY):
        number = number_in(book, row, "policy", whole=True)
        if number is None:
            what = Sentence("the policy has no number.")
            book.fault(row["policy"][1], what, Sentence("Number policies from 1."))
            continue
        together.setdefault(number, []).append(row)
    for place, rows in enumerate(together.values(), 1):
        first = rows[0]
        for row in rows[1:]:
            for key in ("from", "until", *sheets.WHERE):
                if row[key][0] != first[key][0]:
                    what = Sentence(
                        "'{key}' differs within policy {number}.",
                        key=key, number=first["policy"][0],
                    )  # fmt: skip
                    advice = Sentence("Write the same, or give it another number.")
                    book.fault(row[key][1], what, advice)
        start = number_in(book, first, "from", whole=True)
        if start is None:
            what = Sentence("the first month is missing.")
            book.fault(first["from"][1], what, Sentence("Allowed: {least} or more.", least=1))
        until = number_in(book, first, "until", whole=True)
        found = [term_in(book, row, book.scale) for row in rows if row["term"][0] is not None]
        book.cells[f"policy.{place}"] = first["policy"][1]
        changes = tuple(one for one in found if one is not None)
        yield Policy(
            start or 1, changes, until, tuple(_where(book, first)), str(first["why"][0] or "")
        )


def _where(book: Book, row: Row) -> Iterator[tuple[str, Any]]:
    for key in sheets.WHERE:
        if row[key][0] is not None:
            given = row[key][0]
            counted = key == "cooperative"
            value = number_in(book, row, key, whole=True) if counted else str(given)
            if value is not None:
                yield key, value
