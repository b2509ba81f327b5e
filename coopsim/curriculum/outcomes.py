"""The game on paper: what a year does, by loan rate and by cash kept back, from a study."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import attrs

from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.text import percent, words

STUDY = "paper-game"
RATE, KEPT, YEAR = "fund.loan_rate", "fund.liquidity_floor", "luck.income_shift"
TITLES = {True: words("A quiet year"), False: words("A bad year")}
CELL = words(
    "fund **{fund}** ({low} to {high})<br>members {members}<br>late {late}<br>"
    "with a loan {borrowers}<br>instalments {debt} of income"
)
CORNER = words("Loan rate a year")
KEEPS = words("kept as cash: {share} of savings")


@attrs.frozen
class Found:
    """An outcome at a point: its mean, and the band of luck around it."""

    mean: float
    low: float
    high: float


@cache
def outcomes() -> dict[tuple[float, float, float], dict[str, Found]]:
    """What the study found, by (year's shock, rate, share kept): outcomes by name."""
    text = (files("coopsim") / "data" / "studies" / f"{STUDY}.csv").read_text(encoding="utf-8")
    found: dict[tuple[float, float, float], dict[str, Found]] = {}
    for row in csv.DictReader(text.splitlines()):
        point = (float(row[YEAR]), float(row[RATE]), float(row[KEPT]))
        numbers = Found(float(row["mean"]), float(row["low"]), float(row["high"]))
        found.setdefault(point, {})[row["outcome"]] = numbers
    return found


def paper_tables(asked: Asked) -> Iterator[str]:
    """Two tables of three by three: a quiet year, and a bad one."""
    lang = asked.lang
    shocks, rates, kept = (
        sorted({point[place] for point in outcomes()}, reverse=place == 0) for place in range(3)
    )
    for shock in shocks:
        yield f"### {told(TITLES[shock == 0], lang)}\n"
        heads = [told(KEEPS, lang, share=percent(one, lang)) for one in kept]
        yield f"| {told(CORNER, lang)} | {' | '.join(heads)} |"
        yield "|---" * (len(kept) + 1) + "|"
        for rate in rates:
            cells = [_cell(outcomes()[shock, rate, one], lang) for one in kept]
            yield f"| **{percent(rate, lang)}** | {' | '.join(cells)} |"
        yield ""


def _cell(found: dict[str, Found], lang: str) -> str:
    """One cell; its words are Markdown, so they are not escaped as text of a page is."""
    fund = found["fund"]
    shown = {name: percent(found[name].mean, lang) for name in ("late", "borrowers", "debt")}
    text = told(
        CELL, lang, fund=_signed(fund.mean, lang), low=_signed(fund.low, lang),
        high=_signed(fund.high, lang), members=_signed(found["members"].mean, lang), **shown,
    )  # fmt: skip
    return text.replace("&lt;br&gt;", "<br>")


def _signed(share: float, lang: str) -> str:
    """A change in per cent, with its sign.

    >>> _signed(0.054, "en"), _signed(-0.2, "en"), _signed(0.0, "en")
    ('+5%', '−20%', '0%')
    """
    shown = percent(share, lang)
    return f"+{shown}" if round(share * 100) > 0 else shown
