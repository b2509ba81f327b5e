"""The opening world brought to a book: savings by the rule of three, loans by halving."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import attrs

from coopsim.model.village import Village
from coopsim.params import Grade
from coopsim.scenario import PARAMS, CooperativeSet, Origin, Scenario

Said = dict[str, float]
NAME, PLACE = "our-cooperative", "Our district"
FROM_BOOK = "the annual-meeting book"
SAID_BY: dict[str, tuple[Grade, str]] = {
    "book": ("A", FROM_BOOK),
    "sum": ("A", f"A->calc: {FROM_BOOK}"),
    "worked": ("C", f"worked out from {FROM_BOOK} and what is assumed of the village"),
    "rest": ("C", f"worked out: what cash and loans of {FROM_BOOK} have beyond shares, savings "
                  "and reserves"),
    "wide": ("C", f"assumed: wide enough for the loans of {FROM_BOOK}"),
    "asked": ("C", "said by whoever filled in the book"),
    "assumed": ("C", "assumed: as in the preset"),
}  # fmt: skip
"""Who says a value: the book itself, a sum of its lines, or what was worked out or assumed."""
LUCK = 1
STEPS = 24
REACHED = 0.02
"""How near the loans of the opening world come to the book's, as a share."""
SERVICE_CAPS = (0.4, 0.6, 0.8, 1.0)
"""Ceilings on debt service tried one after the other, where loans of the book need more."""
ON_LOAN = 0.98
"""No cooperative opens with more of its money on loan."""
DIGITS = 5
"""Significant digits of what is worked out: a board would recognise 0.9605, no more."""


def rounded(value: Any, digits: int = DIGITS) -> float:
    """A number that was worked out, with the digits that mean something."""
    return float(f"{value:.{digits}g}")


def origin_of(value: Any, how: str) -> Origin:
    """Where a value comes from: ``how`` is a key of ``SAID_BY``."""
    return Origin(value, *SAID_BY[how], "studio")


def with_terms_of(scenario: Scenario, values: dict[str, Any], how: str) -> Scenario:
    """A copy with terms the book says, decides, or needs."""
    made = scenario.unchecked(values, "studio")
    origins = dict(made.origins) | {key: origin_of(value, how) for key, value in values.items()}
    return attrs.evolve(made, origins=tuple(origins.items()))


def in_force(scenario: Scenario, name: str) -> Any:
    """A term as it holds for the one cooperative."""
    table, key = name.split(".", 1)
    usual = getattr(getattr(scenario.terms, table), key)
    return dict(scenario.cooperatives[0].terms).get(name, usual)


def fitted(scenario: Scenario, said: Said) -> Scenario:
    """The opening world brought to the book: savings by rule of three, loans by halving."""
    own = scenario.cooperatives[0]
    first = books_of(scenario)
    if said.get("wajib") and first["wajib"]:
        rate = scenario.terms.savings.mandatory * said["wajib"] / first["wajib"]
        scenario = with_terms_of(scenario, {"savings.mandatory": rounded(rate)}, "worked")
    if said.get("sukarela") and first["sukarela"]:
        mean = own.voluntary * said["sukarela"] / first["sukarela"]
        own = attrs.evolve(own, voluntary=rounded(mean))
        scenario = _of(scenario, own, voluntary="worked")
    if "reserve" in said:
        base = said.get("pokok", first["pokok"]) + said.get("wajib", first["wajib"])
        own = attrs.evolve(own, reserve=said["reserve"] / base if base else 0.0)
        whole = "sum" if {"pokok", "wajib"} <= said.keys() else "worked"
        scenario = _of(scenario, own, reserve=whole)
    if said.get("cash") is not None:
        books = books_of(scenario)
        lent = said.get("loans", books["loans"])
        missing = said["cash"] + lent - (books["cash"] + books["loans"])
        own = attrs.evolve(own, grants=round(max(missing, 0.0), 2))
        scenario = _of(scenario, own, grants="rest")
    if said.get("loans"):
        scenario = _on_loan(_lent(scenario, said), said)
    return scenario


def _on_loan(scenario: Scenario, said: Said) -> Scenario:
    """The opening world with the loans of the book: what members repaid was lent again."""
    books = books_of(scenario)
    money = books["cash"] + books["loans"]
    part = min(said["loans"] / money, ON_LOAN) if money > 0 else 0.0
    is_sum = math.isclose(money, said.get("cash", 0.0) + said["loans"], abs_tol=1.0)
    own = attrs.evolve(scenario.cooperatives[0], on_loan=rounded(part))
    return _of(scenario, own, on_loan="sum" if is_sum else "worked")


def _of(scenario: Scenario, own: CooperativeSet, **how: str) -> Scenario:
    origins = dict(scenario.origins) | {
        f"cooperatives.{NAME}.{field}": origin_of(getattr(own, field), key)
        for field, key in how.items()
    }
    return attrs.evolve(scenario, cooperatives=(own,), origins=tuple(origins.items()))


def _lent(scenario: Scenario, said: Said) -> Scenario:
    """The loan size that gives the loans of the book; ceilings widen only where it needs that."""
    before, fund = scenario, scenario.terms.fund
    wide = _ceilings(scenario, said)
    caps = tuple(one for one in SERVICE_CAPS if one > fund.service_cap)
    for more in ({}, wide, *({**wide, "fund.service_cap": cap} for cap in caps)):
        changed = {key: one for key, one in more.items() if one != in_force(before, key)}
        scenario, lent = _sized(with_terms_of(before, changed, "wide"), said["loans"])
        if lent >= (1 - REACHED) * said["loans"]:
            break
    return scenario


def _ceilings(scenario: Scenario, said: Said) -> dict[str, float]:
    """Ceilings under which members can owe what the book says."""
    books, own = books_of(scenario), scenario.cooperatives[0]
    money = books["cash"] + books["loans"]
    each = said["loans"] / max(said.get("borrowers", own.borrowers * own.members), 1.0)
    saved = sum(books[key] for key in ("pokok", "wajib", "sukarela")) / own.members
    fund = scenario.terms.fund
    share = min(said["loans"] / max(money, 1.0) * 1.02, 0.98)
    times = min(math.ceil(4 * each / max(saved, 1e-9)), 20)
    return {
        "fund.share_lent": max(float(fund.share_lent), math.ceil(100 * share) / 100),
        "fund.multiple": max(float(fund.multiple), float(times)),
        "fund.largest": max(float(fund.largest), rounded(5 * each, 2)),
    }


def _sized(scenario: Scenario, loans: float) -> tuple[Scenario, float]:
    """The loan size at which members owe this much, and what they do owe at it.

    Found where cash is no limit: the size must also hold for what is lent in later months.
    """
    own = scenario.cooperatives[0]
    rich = attrs.evolve(scenario, cooperatives=(attrs.evolve(own, grants=own.grants + 9 * loans),))

    def lends(size: float) -> float:
        return books_of(rich.unchecked({"fund.loan_size": size}))["loans"]

    param = PARAMS["fund.loan_size"]
    size = rounded(_where(lends, loans, param.low, param.high))
    return with_terms_of(scenario, {"fund.loan_size": size}, "worked"), lends(size)


def _where(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function reaches a value, by halving in the logarithm."""
    for _ in range(STEPS):
        middle = math.sqrt(low * high)
        found = rising(middle)
        if abs(found - wanted) <= REACHED / 10 * wanted:
            return middle
        low, high = (middle, high) if found < wanted else (low, middle)
    return math.sqrt(low * high)


def books_of(scenario: Scenario, months: int = 0) -> dict[str, float]:
    """The balances of the one cooperative after some months, in units of the currency.

    ``surplus`` is that of the year that closed last.
    """
    village = Village(scenario, LUCK)
    for _ in range(months):
        village.step()
    c, minor = village.cooperatives, scenario.minor
    columns = {"pokok": c.share, "wajib": c.mandatory, "sukarela": c.voluntary, "loans": c.loans,
               "cash": c.cash, "grants": c.grants, "provision": c.provision,
               "surplus": c.last_surplus}  # fmt: skip
    found = {key: float(column[0]) / minor for key, column in columns.items()}
    found["reserve"] = (float(c.reserve[0]) + float(c.provision[0])) / minor
    h = village.households
    late = (h.late > 0) & h.member
    found["members"] = float(c.members[0])
    found["borrowers"] = float((h.loan > 0).sum())
    found["arrears"] = float(h.loan[late].sum()) / minor
    found["debt"] = (float(c.bank_debt[0]) + float(c.fund_debt[0])) / minor
    return found
