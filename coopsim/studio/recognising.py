"""The book beside the model: line by line, on its first day and after a year, and why."""

from __future__ import annotations

from functools import partial

import attrs

from coopsim.accounts import open_books
from coopsim.accounts.statements import part_of_surplus, year_surplus
from coopsim.errors import Sentence
from coopsim.run import simulate
from coopsim.scenario import PARAMS, Scenario
from coopsim.studio.fitting_book import LUCK, ON_LOAN, REACHED, Said, books_of, in_force
from coopsim.text import say

YEAR = 12
"""Months lived to show how the cooperative goes on: a game begins after a year, too."""
SHOWN = ("members", "borrowers", "cash", "loans", "arrears", "pokok", "wajib", "sukarela",
         "reserve", "provision", "grants", "debt", "rate", "income", "cost", "surplus")  # fmt: skip
OF_A_YEAR = ("income", "cost", "surplus")
"""Lines that a first day does not have."""
EARNED = ("loan income", "sales", "other income")
SPENT = {"losses": "loan losses", "running": "operating", "funds": "cost of funds"}
"""Parts of the statement of surplus: what is earned, and what cost is told of by its name."""
NOTED = 0.1
"""Income, cost and members that differ from the book's by more than this share are explained."""


@attrs.frozen
class OpeningLine:
    """A line of the book: what it says (None where it does not), and the model's on its first day
    and after a year (income, cost and surplus: of that year; None on the first day)."""

    key: str
    book: float | None
    model: float | None
    year: float
    why: Sentence | None = None
    """Why the model's is another, where it is."""


def opening_of(scenario: Scenario, said: Said) -> tuple[OpeningLine, ...]:
    """Every line of the book beside the model's, and why where it is another.

    ``scenario`` is a village made of a book, as it is or changed since.
    """
    year = _year_of(scenario)
    first, later = books_of(scenario), books_of(scenario, YEAR) | year
    first["rate"] = later["rate"] = float(in_force(scenario, "fund.loan_rate"))
    lines = {
        key: OpeningLine(
            key, said.get(key), None if key in OF_A_YEAR else first[key], later[key]
        )
        for key in SHOWN
    }  # fmt: skip
    return tuple(attrs.evolve(one, why=_why(one, lines, year)) for one in lines.values())


def _year_of(scenario: Scenario) -> dict[str, float]:
    """Income and cost of the model's first year, and the largest parts of the cost."""
    run = simulate(attrs.evolve(scenario, months=YEAR), LUCK, scopes=("nation",), panel=1)
    books, minor = open_books(run, 0, 1), scenario.minor
    income = sum(part_of_surplus(books, part) for part in EARNED)
    found = {"income": income, "cost": income - year_surplus(books)}
    found |= {key: -part_of_surplus(books, part) for key, part in SPENT.items()}
    return {key: amount / minor for key, amount in found.items()}


def _why(
    line: OpeningLine, lines: dict[str, OpeningLine], year: dict[str, float]
) -> Sentence | None:
    """Why a line of the model is not the book's; None where it is."""
    told = {"income": _why_income, "cost": _why_cost, "surplus": _why_surplus}
    if line.key in told:
        return told[line.key](line, lines, year)
    if line.key == "grants" and line.model:
        return Sentence(
            "The book’s cash and loans have this much beyond shares, savings and reserves: its "
            "debt and its undivided surplus stand here, too."
        )
    if line.key == "provision" and line.year:
        return Sentence(
            "Set aside for late loans, and counted under reserves, too: books often have one line "
            "for both."
        )
    if not _far(line.book, line.model):
        return _why_after(line, lines)
    whys = {
        "borrowers": Sentence("Who has a loan is drawn by luck; the share is the book’s."),
        "loans": Sentence(
            "The model opens with at most {most} % of a cooperative’s money on loan.",
            most=round(100 * ON_LOAN),
        ),
        "cash": Sentence("Shares, savings and reserves leave this much in cash after the loans."),
        "arrears": Sentence("Which loans are late is drawn by luck; the share is the book’s."),
        "debt": Sentence(
            "The model opens without outside debt. Lend it by a dated policy if it matters."
        ),
    }  # fmt: skip
    return whys.get(line.key, Sentence("You have changed it, or the model cannot open with it."))


def _why_after(line: OpeningLine, lines: dict[str, OpeningLine]) -> Sentence | None:
    """Why a line is the book's on the first day, and another after a year."""
    if line.model is None:
        return None
    if line.key == "members" and _far(line.model, line.year, NOTED):
        return Sentence(
            "After a year: households around it join and leave as the model assumes. “{name}” "
            "changes how many join.", name=partial(say, PARAMS["membership.joining"].label),
        )  # fmt: skip
    kept = lines["provision"]
    falls = line.year - kept.year < line.model - (kept.model or 0.0)
    if line.key == "reserve" and falls and lines["surplus"].year < 0:
        return Sentence("After a year: the loss of the year is paid out of reserves and grants.")
    return None


def _why_income(
    line: OpeningLine, _: dict[str, OpeningLine], __: dict[str, float]
) -> Sentence | None:
    if line.book is None or line.year >= line.book * (1 - NOTED):
        return None
    return Sentence(
        "Who is late pays less interest, and money in the cash box earns none. To try: more "
        "months to repay, or more group meetings."
    )


def _why_cost(
    line: OpeningLine, lines: dict[str, OpeningLine], year: dict[str, float]
) -> Sentence | None:
    more = line.book is not None and line.year > line.book * (1 + NOTED)
    if not more and lines["surplus"].year >= 0:
        return None
    parts = {key: f"{year[key]:,.0f}" for key in SPENT}
    return Sentence(
        "Losses on loans {losses}, running costs {running}, cost of savings and debt {funds}. To "
        "try: more months to repay, more group meetings, or a lower cost of the office.",
        **parts,
    )  # fmt: skip


def _why_surplus(
    line: OpeningLine, lines: dict[str, OpeningLine], _: dict[str, float]
) -> Sentence | None:
    """What becomes of the book's surplus, and why the model's first year has another."""
    if line.year < 0 <= (line.book or 0.0):
        return Sentence(
            "In the model the first year ends with a loss: income {income} less cost {cost}. The "
            "lines above say what it is made of, and what to try.",
            income=f"{lines['income'].year:,.0f}", cost=f"{lines['cost'].year:,.0f}",
        )  # fmt: skip
    if line.book is None:
        return None
    return Sentence(
        "The model’s is of its first year, with its own income and luck. The book’s surplus is "
        "not paid out; it stands under grants."
    )


def _far(one: float | None, other: float | None, least: float = REACHED) -> bool:
    if one is None or other is None:
        return False
    return abs(other - one) > least * max(one, 1.0)
