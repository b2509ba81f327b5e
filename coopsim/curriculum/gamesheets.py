"""Sheets of paper for the game: decisions, numbers year by year, and the annual accounts.

Levers, numbers and dials are those the game declares; a page names a world, as in::

    ```{decision-sheet} timor-leste-credit-union
    ```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape

from coopsim.accounts.words import ACCOUNTS, PARTS, UNDIVIDED_OR_LOSS
from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.curriculum.signs import BLANK, row, rule
from coopsim.game import DIALS, NUMBERS, Lever, Setup, board_of, desk_levers, prepared, team_levers
from coopsim.text import words

YEARS = 5
"""Years on one sheet; a game of ten takes two."""
SHEET, TIGHT = (f'<div class="sheet fill{more}">\n' for more in ("", " tight"))
END = "\n</div>\n"
"""What stands around a sheet to fill in, and around one with low rows."""
ASSETS = (
    "cash", "loans", "interest", "stock", "receivable", "supplies", "equipment", "provision",
)  # fmt: skip
DEBTS = (
    "voluntary", "payable", "bills", "dues", "bank_debt", "bank_interest", "fund_debt",
    "fund_interest",
)  # fmt: skip
OWN = ("share", "mandatory", "grants", "reserve", "undivided")
OF_TRADE = frozenset(("stock", "receivable", "supplies", "sales", "cost of sales"))
OF_LENDING = frozenset(("loans", "interest", "provision", "loan income", "loan losses"))
OF_FUND = frozenset(("fund_debt", "fund_interest"))
"""Accounts, and parts of the statement of surplus, that only some cooperatives have."""
AS_BEFORE = words("What is left empty stays as it was. Two sign each year, or it does not count.")
VOTED = words("Members vote on the surplus: if they say no, last year's split stays.")
TEAM = words("Team: ______________")
SIGNED = (words("Signed: the chair"), words("Signed: the treasurer"))
DESK_SIGNED = (words("Signed: the one"), words("Signed: the other"))
BALANCED = words(
    "The supervisory board checks: assets make as much as debts and own capital together."
)


WORLDS = (
    "timor-leste-credit-union", "timor-leste-coffee", "timor-leste-fisheries",
    "indonesia-savings-and-loan", "timor-leste-with-national-fund",
)  # fmt: skip
"""Presets whose cards are printed with the kit."""


@cache
def setup_of(world: str) -> Setup:
    """A game of four teams in a preset or a scenario file."""
    return prepared("paper", world, 4)


def decision_sheet(asked: Asked) -> Iterator[str]:
    """The levers of a team, with where they stand, what is allowed and five years to fill in."""
    setup = setup_of(asked.given)
    yield from _sheet(setup, words("A team"), team_levers(setup), SIGNED, asked.lang)


def desk_sheet(asked: Asked) -> Iterator[str]:
    """The levers of the national desk, likewise."""
    setup = setup_of(asked.given)
    yield from _sheet(
        setup, words("The national desk"), desk_levers(setup), DESK_SIGNED, asked.lang
    )


def _sheet(
    setup: Setup, who: str, levers: Iterable[Lever], signed: Iterable[str], lang: str
) -> Iterator[str]:
    title = f"{told(who, lang)}: {escape(setup.world.title_in(lang))}"
    voted = told(VOTED, lang) if signed is SIGNED else ""
    yield from head(title, AS_BEFORE, lang, more=voted)
    yield row(told(words("What we decide"), lang), told(words("Now"), lang), *_years(lang))
    yield rule(2 + YEARS)
    for lever in levers:
        what = f"**{told(lever.label, lang)}**<br>*{_allowed(lever, lang)}*"
        yield row(what, _plain(lever.shown(lever.default, lang)), *[BLANK] * YEARS)
    yield from (row(told(who, lang), *[BLANK] * (1 + YEARS)) for who in signed)
    yield END


def head(title: str, text: str, lang: str, sheet: str = SHEET, more: str = "") -> Iterator[str]:
    """What stands above a table: what it is, whose, and what to mind; ``more`` of it, as told."""
    yield sheet
    yield f"<h3>{title}</h3>\n"
    yield f"{told(TEAM, lang)}\n"
    if text:
        yield f"{told(text, lang)} {more}\n"


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
    lang, setup = asked.lang, setup_of(asked.given)
    board = board_of(setup)
    title = f"{told(words('The years'), lang)}: {escape(setup.world.title_in(lang))}"
    yield from head(title, "", lang)
    yield row(told(words("At the end of the year"), lang), told(words("Now"), lang), *_years(lang))
    yield rule(2 + YEARS)
    for one in NUMBERS:
        if one.fits(board):
            yield row(told(one.label, lang), *[BLANK] * (1 + YEARS))
    for dial in DIALS:
        what = f"**{told(dial.label, lang)}**<br>*{told(dial.formula, lang)}*"
        yield row(what, *[BLANK] * (1 + YEARS))
    yield END


def accounts_sheet(asked: Asked) -> Iterator[str]:
    """The lines of a balance sheet and of a statement of surplus, with five years to fill in.

    Those of the world's cooperatives, so that what the screen shows can be copied; every line
    where no world is named.
    """
    lang = asked.lang
    without = _never(setup_of(asked.given)) if asked.given else frozenset()
    yield from head(told(words("The annual accounts"), lang), BALANCED, lang, TIGHT)
    yield row(told(words("In money"), lang), told(words("Now"), lang), *_years(lang))
    yield rule(2 + YEARS)
    for heading, accounts in (("assets", ASSETS), ("debts", DEBTS), ("own capital", OWN)):
        yield from _block(heading, [_account(one) for one in accounts if one not in without], lang)
        yield row(f"**{told(f'total {heading}', lang)}**", *[BLANK] * (1 + YEARS))
    parts = [english for part, (english, _) in PARTS.items() if part not in without]
    yield from _block("Statement of surplus", parts, lang)
    yield row(f"**{told('surplus of the year', lang)}**", *[BLANK] * (1 + YEARS))
    yield END


def _never(setup: Setup) -> frozenset[str]:
    """Accounts and parts in which this game's cooperatives never have anything."""
    has = {OF_TRADE: setup.played.trades, OF_LENDING: setup.played.lends, OF_FUND: setup.has_fund}
    return frozenset().union(*(lines for lines, there in has.items() if not there))


def _account(name: str) -> str:
    """The English name of an account; one line holds what is not yet divided, or a loss."""
    return (UNDIVIDED_OR_LOSS if name == "undivided" else ACCOUNTS[name])[0]


def _block(heading: str, lines: Iterable[str], lang: str) -> Iterator[str]:
    yield row(f"*{told(heading, lang)}*", *[BLANK] * (1 + YEARS))
    yield from (row(told(one, lang), *[BLANK] * (1 + YEARS)) for one in lines)


def _years(lang: str) -> list[str]:
    return [f"{told('Year', lang)}&nbsp;__"] * YEARS


def _plain(text: str) -> str:
    return text.replace("|", "&#124;")
