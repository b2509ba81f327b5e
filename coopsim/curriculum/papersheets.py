"""The sheet of the game on paper: what a team decides, draws and reads off, year by year."""

from __future__ import annotations

from collections.abc import Iterator

from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.curriculum.gamesheets import AS_BEFORE, END, SIGNED, YEARS, head
from coopsim.curriculum.outcomes import START, choices
from coopsim.curriculum.signs import BLANK, row, rule
from coopsim.text import number, percent, words

TABLES = 2
"""Of five years each, on one sheet."""
DECIDED = (words("Loan rate a year"), words("Most of the fund that may be lent"))
CARRIED = (words("Fund"), words("Members"))
"""What begins at 100 and is carried from year to year."""
READ = (
    words("Members better off, a household"), words("Members with a loan"),
    words("Refused, of the money asked for"), words("Loans more than a month late"),
    words("Instalments, of borrowers' income"),
)  # fmt: skip
"""What is written down as the cell says it."""


def paper_sheet(asked: Asked) -> Iterator[str]:
    """Years as columns: two decisions, the card, what is read off; where a team begins is there."""
    lang = asked.lang
    yield from head(told(words("The game on paper"), lang), AS_BEFORE, lang)
    for table in range(TABLES):
        years = [number(table * YEARS + place, lang) for place in range(YEARS + 1)]
        first = told(words("Now"), lang) if table == 0 else years[0]
        yield row(told(words("Year"), lang), first, *years[1:])
        yield rule(2 + YEARS)
        for what, start in _rows(lang):
            yield row(what, start if table == 0 else BLANK, *[BLANK] * YEARS)
        yield ""
    yield END


def _rows(lang: str) -> Iterator[tuple[str, str]]:
    """What a row holds, and where a team begins."""
    for what, allowed, start in zip(DECIDED, choices(), START, strict=True):
        shown = " / ".join(percent(one, lang) for one in allowed)
        yield f"**{told(what, lang)}**<br>*{shown}*", percent(start, lang)
    yield from ((told(who, lang), BLANK) for who in SIGNED)
    yield told(words("The card: quiet or bad"), lang), BLANK
    yield from ((f"**{told(what, lang)}**", number(100, lang)) for what in CARRIED)
    yield from ((told(what, lang), BLANK) for what in READ)
