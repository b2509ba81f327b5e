"""Health of a cooperative in a year: PEARLS beside its goals, and the Indonesian schemes.

For training only; no result is an official assessment.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.accounts.books import Books, open_books
from coopsim.accounts.statements import OWED, net_assets, part_of_surplus, year_surplus
from coopsim.accounts.words import MARK, MARK_INDONESIAN
from coopsim.ledger.flows import ASSETS, CAPITAL
from coopsim.results import Run
from coopsim.rules import health as rules
from coopsim.rules import pearls
from coopsim.rules.indicators import portfolio_at_risk

FREE = ("payable", "bills", "dues")
CREDIT = ("bank_debt", "fund_debt")
SHARES = ("share", "mandatory")
INSTITUTIONAL = tuple(account for account in CAPITAL if account not in SHARES)


@attrs.frozen
class RatioLine:
    """A PEARLS ratio of the year, its goal as bounds and whether it is met (None: no meaning)."""

    code: str
    name: str
    formula: str
    value: float
    low: float
    high: float
    goal: str
    met: bool | None


@attrs.frozen
class HealthReport:
    """Health of a cooperative in a year; scores are points from 0 to 100.

    ``aspects`` and ``components`` pair each part of the old and the new scheme with its points.
    """

    cooperative: str
    year: int
    calendar_year: int
    ratios: tuple[RatioLine, ...]
    aspects: tuple[tuple[rules.Aspect, float], ...]
    score: float
    class_indonesian: str
    class_english: str
    components: tuple[tuple[rules.Aspect, float], ...]
    index: float
    index_class: str
    mark: str = MARK
    mark_indonesian: str = MARK_INDONESIAN


@attrs.frozen
class _Means:
    """Amounts that several ratios use: means of the year's start and end, and costs above 0."""

    assets: float
    assets_before: float
    mean_assets: float
    mean_loans: float
    mean_savings: float
    operating: int
    losses: int
    funds_cost: int
    loan_income: int
    income: int
    surplus: int


def health(run: Run, cooperative: int | str, year: int) -> HealthReport:
    """Every PEARLS ratio with its goal, and score and class by both Indonesian schemes."""
    books = open_books(run, cooperative, year)
    means = _means(books)
    values = _protection(books, means) | _structure(books, means) | _returns(books, means)
    floors = _floors(books, means)
    ratios = tuple(_line(one, values[one.code], floors) for one in pearls.PEARLS)
    aspects = _aspects(books, means)
    components = _components(books, means)
    score = float(rules.weighted(aspects, rules.ASPECTS))
    index = float(rules.weighted(components, rules.COMPONENTS))
    place = int(rules.health_class(score))
    return HealthReport(
        books.cooperative, year, run.scenario.first_year + year - 1, ratios,
        tuple(zip(rules.ASPECTS, map(float, aspects), strict=True)), score,
        rules.CLASSES[place], rules.CLASS_WORDS[place],
        tuple(zip(rules.COMPONENTS, map(float, components), strict=True)), index,
        rules.COMPONENT_CLASSES[int(rules.component_class(index))],
    )  # fmt: skip


def _means(books: Books) -> _Means:
    assets, before = net_assets(books), net_assets(books, ago=1)
    loans = [books.balance("loans", ago) - books.balance("provision", ago) for ago in (0, 1)]
    savings = [books.balance("voluntary", ago) for ago in (0, 1)]
    part = {name: part_of_surplus(books, name) for name in _PARTS}
    return _Means(
        assets, before, (assets + before) / 2, sum(loans) / 2, sum(savings) / 2,
        -part["operating"], -part["loan losses"], -part["cost of funds"], part["loan income"],
        part["loan income"] + part["sales"] + part["other income"] + part["cost of sales"],
        year_surplus(books),
    )  # fmt: skip


_PARTS = (
    "loan income", "sales", "other income", "cost of sales", "cost of funds", "loan losses",
    "operating",
)  # fmt: skip


def _late(books: Books) -> tuple[float, float]:
    """Principal of loans over 12 and of 1-12 months late."""
    return books.fact("loans_over_12", 0.0), books.fact("loans_1_12", 0.0)


def _net_capital(books: Books) -> float:
    over, early = _late(books)
    capital, allowance = books.total(INSTITUTIONAL), books.balance("provision")
    return float(pearls.net_institutional_capital(capital, over, early, allowance=allowance))


def _protection(books: Books, means: _Means) -> dict[str, float]:
    """Protection and asset quality."""
    over, early = _late(books)
    allowance, savings = books.balance("provision"), books.balance("voluntary")
    history = [attrs.evolve(books, year=year) for year in range(1, books.year + 1)]
    idle = books.total(ASSETS) - books.balance("loans")
    solvent = pearls.solvency(
        means.assets, over, early, allowance=allowance, deposits=savings,
        other_debts=books.total(OWED) - savings, shares=books.total(SHARES),
    )  # fmt: skip
    return {
        "P1": float(pearls.allowance_for_long_late(allowance, over)),
        "P2": float(pearls.allowance_for_late(allowance, over, early)),
        "P3": float(pearls.long_late_written_off(over)),
        "P5": float(pearls.recovered_share(
            sum(one.flow("loan_recovered") for one in history),
            sum(one.flow("loan_written_off") for one in history),
        )),
        "P6": float(solvent),
        "A1": float(pearls.delinquency(books.fact("par30", 0.0), books.balance("loans"))),
        "A2": float(pearls.non_earning_share(idle, means.assets)),
        "A3": float(pearls.zero_cost_cover(_net_capital(books), books.total(FREE), idle)),
    }  # fmt: skip


def _structure(books: Books, means: _Means) -> dict[str, float]:
    """Effective structure, liquidity and signs of growth."""
    assets, cash, savings = means.assets, books.balance("cash"), books.balance("voluntary")
    soon = books.total(FREE)
    kept = min(cash, soon + 0.15 * savings)
    members = books.fact("members", 0.0)
    members_before = members - books.fact("joins", 0.0) + books.fact("leaves", 0.0)
    loans, allowance = books.balance("loans"), books.balance("provision")
    found = {
        "E1": pearls.net_loans_share(loans, allowance, assets),
        "E5": pearls.savings_share(savings, assets),
        "E6": pearls.external_credit_share(books.total(CREDIT), assets),
        "E7": pearls.member_shares_share(books.total(SHARES), assets),
        "E8": pearls.institutional_capital_share(books.total(INSTITUTIONAL), assets),
        "E9": pearls.net_institutional_capital_share(_net_capital(books), assets),
        "L1": pearls.liquid_cover(cash, soon, savings),
        "L2": pearls.liquidity_reserve_share(cash, savings),
        "L3": pearls.idle_liquidity_share(cash - kept, assets),
        "S10": pearls.membership_growth(members_before, members),
        "S11": pearls.asset_growth(means.assets_before, assets),
    }
    return {code: float(value) for code, value in found.items()}


def _returns(books: Books, means: _Means) -> dict[str, float]:
    """Rates of return and costs."""
    interest = books.flow("savings_interest")
    found = {
        "R1": pearls.loan_yield(means.loan_income, means.mean_loans),
        "R5": pearls.savings_cost(interest, means.mean_savings),
        "R8": pearls.gross_margin(means.income, means.funds_cost, means.mean_assets),
        "R9": pearls.operating_expense_share(means.operating, means.mean_assets),
        "R12": pearls.return_on_assets(means.surplus, means.mean_assets),
    }
    return {code: float(value) for code, value in found.items()}


def _floors(books: Books, means: _Means) -> Mapping[str, tuple[float, str]]:
    """What goals without a number of their own ask in this year, and in words."""
    cost = means.operating + means.losses
    gained = max(means.assets - means.assets_before, 0.0)
    growth = float(pearls.return_on_assets(0.10 * gained, means.mean_assets))
    lending = float(pearls.loan_yield(cost + means.funds_cost, means.mean_loans))
    margin = float(pearls.gross_margin(cost, 0.0, means.mean_assets)) + growth
    return {
        "inflation": (books.fact("inflation"), "inflation"),
        "costs": (lending, "all costs"),
        "growth": (growth, "keeps E9 at 10 %"),
        "margin": (margin, "costs and E9 at 10 %"),
    }


def _line(one: pearls.Ratio, value: float, floors: Mapping[str, tuple[float, str]]) -> RatioLine:
    low, why = floors[one.floor] if one.floor else (one.low, "")
    met = float(pearls.meets(value, low, one.high))
    verdict = None if np.isnan(met) or np.isnan(low) else bool(met)
    goal = _goal(low, one.high, why) if one.code != "P3" else "yes"
    return RatioLine(one.code, one.name, one.formula, value, low, one.high, goal, verdict)


def _goal(low: float, high: float, why: str) -> str:
    """A goal in words."""
    if why:
        return f"≥ {low * 100:.3g} % ({why})" if not np.isnan(low) else why
    if np.isfinite(low) and np.isfinite(high):
        return f"{low * 100:g}-{high * 100:g} %"
    return f"≥ {low * 100:g} %" if np.isfinite(low) else f"≤ {high * 100:g} %"


def _management(books: Books) -> float:
    skill, transparency = books.fact("skill", 0.0), books.fact("transparency", 0.0)
    return float(rules.management_score(skill, transparency, books.fact("met", 0.0)))


@attrs.frozen
class _Scored:
    """What the Indonesian schemes look at, as the model reads it when it closes the books."""

    par30: float
    expense_share: float
    roa: float
    liquidity: float
    management: float
    met: float


def _scored(books: Books, means: _Means) -> _Scored:
    due = books.balance("voluntary") + books.balance("payable")
    found = (
        portfolio_at_risk(books.fact("par30", 0.0), books.balance("loans")),
        pearls.operating_expense_share(means.operating, means.assets),
        pearls.return_on_assets(means.surplus, means.assets),
        pearls.liquidity_reserve_share(books.balance("cash"), due),
        _management(books),
        books.fact("met", 0.0),
    )
    return _Scored(*map(float, found))


def _aspects(books: Books, means: _Means) -> NDArray[np.float64]:
    over, early = _late(books)
    seen = _scored(books, means)
    return rules.aspect_scores(
        books.total(CAPITAL), means.assets, seen.par30,
        provision_cover=rules.provision_cover(books.balance("provision"), early, over),
        expense_share=seen.expense_share, liquidity=seen.liquidity, roa=seen.roa,
        management=seen.management, met=seen.met, member_share=books.fact("member_share", 1.0),
    )  # fmt: skip


def _components(books: Books, means: _Means) -> NDArray[np.float64]:
    seen = _scored(books, means)
    newcomers = float(books.fact("joins", 0.0) > books.fact("leaves", 0.0))
    scores = (
        rules.governance_score(seen.management, seen.met, newcomers),
        rules.risk_score(seen.par30, seen.liquidity),
        rules.performance_score(seen.expense_share, seen.roa),
        rules.capital_score(books.total(CAPITAL), means.assets),
    )
    return np.array([float(score) for score in scores])
