"""What a document is made of: every text said in two languages, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from coopsim.text import spoken

LONGEST, BESIDE = 24, 9
"""Letters a column of a table is made wide for at most, and those its margins take."""


@attrs.frozen
class Both:
    """A text in two languages; typed words are the same in both."""

    first: str
    second: str = ""
    """Empty where the document has one language, or the words are typed."""
    amount: float | None = None
    """The money they tell, for a sheet that reckons."""

    @property
    def stacked(self) -> str:
        """Both in one cell, the second one below."""
        return f"{self.first}\n{self.second}" if self.second else self.first


@attrs.frozen
class Languages:
    """The one or two languages of a document."""

    first: str
    second: str = ""

    def __call__(self, message: str, **values: object) -> Both:
        """A text of ours; one that falls back names its language in brackets."""
        return self.each(lambda lang: _said(message, lang, values))

    def each(self, make: Callable[[str], str]) -> Both:
        """What is written differently in each language, as numbers are."""
        first, second = make(self.first), make(self.second) if self.second else ""
        return Both(first, second if second != first else "")


def _said(message: str, lang: str, values: dict[str, object]) -> str:
    text, heard = spoken(message, lang, **values)
    return text if heard == lang else f"{text} [{heard}]"


@attrs.frozen
class Heading:
    """A heading of level 1 to 3."""

    words: Both
    level: int = 2


@attrs.frozen
class Words:
    """A paragraph; ``mark`` stands out."""

    words: Both
    mark: bool = False


@attrs.frozen
class Fields:
    """Rows of a label and what stands there, side by side in both languages."""

    rows: tuple[tuple[Both, Both], ...]


@attrs.frozen
class Table:
    """A table with a head; both languages stand in each cell."""

    key: Both
    """Names its sheet in a workbook; tables of one key share a sheet."""
    head: tuple[Both, ...]
    rows: tuple[tuple[Both, ...], ...]
    long: bool = False
    """Whether it may go on over the page; others stay on one."""
    total: bool = False
    """Whether the last row is the sum of the amounts above."""


@attrs.frozen
class NewPage:
    """What follows begins a new page."""


Block = Heading | Words | Fields | Table | NewPage


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
