"""The game on paper: what a year does, by loan rate and by how much is lent, from a study.

A team's fund is own capital less what members pay in, so that growth is earned; members are better
off as the game on the screen counts it. Both are worked out from the study's outcomes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import attrs

from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.study import Study, load_study
from coopsim.text import money, percent, words

STUDY = "paper-game"
RATE, LENT, YEAR = "fund.loan_rate", "fund.share_lent", "luck.income_shift"
START = (0.15, 0.80)
"""The loan rate and the limit on what is lent before a team has decided anything."""
TITLES = {True: words("A quiet year"), False: words("A bad year")}
CELL = words(
    "fund **{fund}** ({low} to {high})<br>members {members}<br>better off {better_off}<br>"
    "with a loan {borrowers}<br>refused {sent_away}<br>late {late}, instalments {debt}"
)
BETTER = {
    "fund": 1, "members": 1, "better_off": 1, "borrowers": 1, "sent_away": -1, "late": -1,
    "debt": -1,
}  # fmt: skip
"""Everything a team reads, and which way is better."""
BEATEN = words(
    "For whoever leads: in both kinds of year these are better in nothing than some other choice, "
    "as far as the tables say: {choices}. Let the teams find out."
)
CORNER = words("Loan rate a year")
LENDS = words("lends at most {share} of the fund")


@attrs.frozen
class Found:
    """An outcome of the study at a point: its mean, and the band of luck around it."""

    mean: float
    low: float
    high: float


@attrs.frozen
class Cell:
    """What a year does to a union that has decided so. Shares of 1, growth within the year."""

    fund: Found
    """Growth of own capital at constant prices, without what members paid in."""
    members: float
    better_off: float
    """Units of the currency, first prices, for each household around."""
    borrowers: float
    """Members with a loan at the end of the year."""
    sent_away: float
    """Of the money members asked for, what was refused for want of cash."""
    late: float
    debt: float
    """Instalments of borrowers against their income."""


@cache
def study() -> Study:
    """The study the tables are made from."""
    return load_study(STUDY)


@cache
def outcomes() -> dict[tuple[float, float, float], dict[str, Found]]:
    """What the study found, by (year's shock, rate, most that is lent): outcomes by name."""
    text = (files("coopsim") / "data" / "studies" / f"{STUDY}.csv").read_text(encoding="utf-8")
    found: dict[tuple[float, float, float], dict[str, Found]] = {}
    for row in csv.DictReader(text.splitlines()):
        point = (float(row[YEAR]), float(row[RATE]), float(row[LENT]))
        numbers = Found(float(row["mean"]), float(row["low"]), float(row["high"]))
        found.setdefault(point, {})[row["outcome"]] = numbers
    return found


@cache
def cells() -> dict[tuple[float, float, float], Cell]:
    """A year by (year's shock, rate, most that is lent)."""
    return {point: cell_of(found, point[1]) for point, found in outcomes().items()}


def cell_of(found: dict[str, Found], rate: float) -> Cell:
    """A year from the study's outcomes at a point of this loan rate."""
    mean = {name: one.mean for name, one in found.items()}
    fund = found["fund"]
    paid_in = (mean["saved"] - mean["deposited"]) / mean["prices"] / mean["own"]
    refused = 12 * mean["refused"]
    return Cell(
        Found(fund.mean - paid_in, fund.low - paid_in, fund.high - paid_in),
        mean["members"], _better_off(mean, rate), mean["borrowers"],
        refused / (refused + mean["lent"]), mean["late"], mean["debt"],
    )  # fmt: skip


def _better_off(mean: dict[str, float], rate: float) -> float:
    """Loans cheaper than other lenders', interest and refunds, less what was lost."""
    terms = study().base.terms
    cheaper = mean["loans"] * (float(terms.bank.lender_rate) - rate)
    interest = mean["deposits"] * float(terms.savings.rate)
    gained = cheaper + interest + mean["refunds"] - mean["lost"]
    return gained / mean["prices"] / study().base.households


def choices() -> tuple[list[float], list[float]]:
    """The loan rates and the limits on what is lent that a team chooses from."""
    rates, lent = (sorted({point[place] for point in cells()}) for place in (1, 2))
    return rates, lent


def read(shock: float, rate: float, lent: float) -> dict[str, int]:
    """What a team is read of a cell, in whole per cent or units, with more of it always better."""
    cell = cells()[shock, rate, lent]
    numbers = {name: getattr(cell, name) for name in BETTER} | {"fund": cell.fund.mean}
    return {
        name: BETTER[name] * round(one * (1 if name == "better_off" else 100))
        for name, one in numbers.items()
    }


def beaten() -> tuple[tuple[float, float], ...]:
    """Choices that are better in nothing than another one, and somewhere worse: (rate, limit)."""
    shocks = {point[0] for point in cells()}
    every = {
        at: [one for shock in shocks for one in read(shock, *at).values()]
        for at in {point[1:] for point in cells()}
    }
    return tuple(
        at
        for at, mine in sorted(every.items())
        if any(
            theirs != mine and all(a >= b for a, b in zip(theirs, mine, strict=True))
            for theirs in every.values()
        )
    )


def paper_tables(asked: Asked) -> Iterator[str]:
    """Two tables of three by three: a quiet year, and a bad one."""
    lang = asked.lang
    rates, limits = choices()
    for shock in sorted({point[0] for point in cells()}, reverse=True):
        yield f"### {told(TITLES[shock == 0], lang)}\n"
        heads = [told(LENDS, lang, share=percent(one, lang)) for one in limits]
        yield f"| {told(CORNER, lang)} | {' | '.join(heads)} |"
        yield "|---" * (len(limits) + 1) + "|"
        for rate in rates:
            row = [_cell(cells()[shock, rate, one], lang) for one in limits]
            yield f"| **{percent(rate, lang)}** | {' | '.join(row)} |"
        yield ""


def paper_beaten(asked: Asked) -> Iterator[str]:
    """Which choices another one beats in everything, for whoever leads."""
    if found := beaten():
        pairs = (" / ".join(percent(one, asked.lang) for one in at) for at in found)
        yield told(BEATEN, asked.lang, choices="; ".join(pairs)) + "\n"


def _cell(cell: Cell, lang: str) -> str:
    """One cell; its words are Markdown, so they are not escaped as text of a page is."""
    names = ("borrowers", "sent_away", "late", "debt")
    shown = {name: percent(getattr(cell, name), lang) for name in names}
    fund = cell.fund
    text = told(
        CELL, lang, fund=_signed(fund.mean, lang), low=_signed(fund.low, lang),
        high=_signed(fund.high, lang), members=_signed(cell.members, lang),
        better_off=money(cell.better_off, study().base.currency, lang, 0), **shown,
    )  # fmt: skip
    return text.replace("&lt;br&gt;", "<br>")


def _signed(share: float, lang: str) -> str:
    """A change in per cent, with its sign.

    >>> _signed(0.054, "en"), _signed(-0.2, "en"), _signed(0.0, "en")
    ('+5%', '−20%', '0%')
    """
    shown = percent(share, lang)
    return f"+{shown}" if round(share * 100) > 0 else shown
