"""Statements: frozen lines with this year's amount and last year's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import attrs

from coopsim.accounts.books import Books

Kind = Literal["heading", "line", "total", "memo"]


@attrs.frozen
class Line:
    """A line of a statement; money in whole minor units.

    ``before`` is last year's amount, None where there is no last year. A heading has no amount.
    A total of level 0 is the statement's own.
    """

    label: str
    indonesian: str
    amount: int | None = None
    before: int | None = None
    kind: Kind = "line"
    level: int = 1


@attrs.frozen
class Statement:
    """One statement of one cooperative and year; ``tied`` are the sums that were held equal."""

    title: str
    indonesian: str
    cooperative: str
    year: int
    calendar_year: int
    currency: str
    minor: int
    lines: tuple[Line, ...]
    tied: tuple[tuple[str, int], ...] = ()

    def __getitem__(self, label: str) -> int:
        """The amount of the first line with this label; 0 if nothing was booked on it."""
        found = (line.amount for line in self.lines if line.label == label)
        return next((amount for amount in found if amount is not None), 0)


Rows = Callable[[Books], Iterable[Line]]


def side_by_side(books: Books, rows: Rows, *, opening: bool = False) -> tuple[Line, ...]:
    """Lines of this year with last year's amounts; lines with nothing in either are left out.

    ``opening``: the lines are balances, so that the first year has an opening day beside it.
    """
    before = books.before()
    if before is None and opening:
        before = attrs.evolve(books, year=0)
    now = list(rows(books))
    then = list(rows(before)) if before else [None] * len(now)
    joined = [
        attrs.evolve(line, before=None if old is None else old.amount)
        for line, old in zip(now, then, strict=True)
    ]
    kept = [line for line in joined if line.kind != "line" or line.amount or line.before]
    return tuple(
        line for place, line in enumerate(kept) if not (_is_part(line) and _is_empty(kept, place))
    )


def _is_part(line: Line) -> bool:
    return line.kind in ("heading", "memo") or (line.kind == "total" and line.level > 0)


def _is_empty(lines: list[Line], place: int) -> bool:
    """Whether a part's heading has no line under it, or its total nothing to add."""
    line = lines[place]
    if line.kind == "heading":
        return place + 1 >= len(lines) or lines[place + 1].kind != "line"
    return not line.amount and not line.before and lines[place - 1].kind != "line"


def statement(
    books: Books, title: str, indonesian: str, *, lines: tuple[Line, ...],
    tied: tuple[tuple[str, int], ...],
) -> Statement:  # fmt: skip
    """A statement of these books."""
    scenario = books.run.scenario
    return Statement(
        title, indonesian, books.cooperative, books.year, scenario.first_year + books.year - 1,
        scenario.currency, scenario.minor, lines, tied,
    )  # fmt: skip
