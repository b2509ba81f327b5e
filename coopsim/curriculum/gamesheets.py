"""Sheets of paper for the game: decisions, numbers year by year, and the annual accounts.

Levers, numbers and dials are those the game declares; a page names a preset, as in::

    ```{decision-sheet} timor-leste-credit-union
    ```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from coopsim.accounts.words import ACCOUNTS, PARTS
from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.game import DIALS, NUMBERS, Lever, Setup, board_of, desk_levers, prepared, team_levers
from coopsim.text import words

YEARS = 5
"""Years on one sheet; a game of ten takes two."""
BLANK = "&nbsp;"
SHEET, FILL, TIGHT = (f'<div class="{one}">\n' for one in ("sheet fill", "fill", "fill tight"))
END = "\n</div>\n"
"""What stands around a table to fill in: on a sheet of its own, or not, or with low rows."""
ASSETS = (
    "cash", "loans", "interest", "stock", "receivable", "supplies", "equipment", "provision",
)  # fmt: skip
DEBTS = ("voluntary", "payable", "bills", "dues", "bank_debt", "fund_debt")
OWN = ("share", "mandatory", "grants", "reserve", "undivided")
AS_BEFORE = words("What is left empty stays as it was. Two signatures, or it does not count.")
SIGNED = words("Team: ______________   Chair: ______________   Treasurer: ______________")


WORLDS = (
    "timor-leste-credit-union", "timor-leste-coffee", "timor-leste-fisheries",
    "indonesia-savings-and-loan",
)  # fmt: skip
"""Presets whose sheets are printed."""


@cache
def setup_of(preset: str) -> Setup:
    """A game of four teams in a preset."""
    return prepared("paper", preset, 4)


def decision_sheet(asked: Asked) -> Iterator[str]:
    """The levers of a team, with where they stand, what is allowed and five years to fill in."""
    setup = setup_of(asked.given)
    yield from _sheet(setup, team_levers(setup), AS_BEFORE, asked.lang)


def desk_sheet(asked: Asked) -> Iterator[str]:
    """The levers of the national desk, likewise."""
    setup = setup_of(asked.given)
    yield from _sheet(setup, desk_levers(setup), AS_BEFORE, asked.lang)


def _sheet(setup: Setup, levers: Iterable[Lever], rule: str, lang: str) -> Iterator[str]:
    yield SHEET
    yield f"<h3>{told(setup.world.title, lang)}</h3>\n"
    yield f"{told(SIGNED, lang)}\n\n{told(rule, lang)}\n"
    yield _row(told(words("What we decide"), lang), told(words("Now"), lang), *_years(lang))
    yield _rule(2 + YEARS)
    for lever in levers:
        what = f"**{told(lever.label, lang)}**<br>*{_allowed(lever, lang)}*"
        yield _row(what, _plain(lever.shown(lever.default, lang)), *[BLANK] * YEARS)
    yield END


def _allowed(lever: Lever, lang: str) -> str:
    """The positions of a lever, in words."""
    if lever.kind == "number":
        low, high = lever.shown(lever.low, lang), lever.shown(lever.high, lang)
        return told("{low} to {high}", lang, low=low, high=high)
    if lever.kind == "yes/no":
        return told("yes or no", lang)
    choices = [told(text, lang) for _, text in lever.choices]
    return "; ".join(f"{letter}) {one}" for letter, one in zip("abcdefghij", choices, strict=False))


def years_sheet(asked: Asked) -> Iterator[str]:
    """The numbers a board reads and the four dials, with five years to fill in."""
    lang, board = asked.lang, board_of(setup_of(asked.given))
    yield FILL
    yield _row(told(words("At the end of the year"), lang), told(words("Now"), lang), *_years(lang))
    yield _rule(2 + YEARS)
    for one in NUMBERS:
        if one.fits(board):
            yield _row(told(one.label, lang), *[BLANK] * (1 + YEARS))
    for dial in DIALS:
        what = f"**{told(dial.label, lang)}**<br>*{told(dial.formula, lang)}*"
        yield _row(what, *[BLANK] * (1 + YEARS))
    yield END


def accounts_sheet(asked: Asked) -> Iterator[str]:
    """The lines of a balance sheet and of a statement of surplus, with five years to fill in."""
    lang = asked.lang
    yield TIGHT
    yield _row(told(words("In money"), lang), told(words("Now"), lang), *_years(lang))
    yield _rule(2 + YEARS)
    for heading, accounts in (("assets", ASSETS), ("debts", DEBTS), ("own capital", OWN)):
        yield from _block(heading, [ACCOUNTS[one][0] for one in accounts], lang)
        yield _row(f"**{told(f'total {heading}', lang)}**", *[BLANK] * (1 + YEARS))
    yield from _block("Statement of surplus", [english for english, _ in PARTS.values()], lang)
    yield _row(f"**{told('surplus of the year', lang)}**", *[BLANK] * (1 + YEARS))
    yield END


def _block(heading: str, lines: Iterable[str], lang: str) -> Iterator[str]:
    yield _row(f"*{told(heading, lang)}*", *[BLANK] * (1 + YEARS))
    yield from (_row(told(one, lang), *[BLANK] * (1 + YEARS)) for one in lines)


def _years(lang: str) -> list[str]:
    return [f"{told('Year', lang)}&nbsp;__"] * YEARS


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|---" * columns + "|"


def _plain(text: str) -> str:
    return text.replace("|", "&#124;")
