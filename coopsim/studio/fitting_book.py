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
FROM_BOOK, ASSUMED = "the annual-meeting book", "assumed: as in the preset"
LUCK = 1
STEPS = 24
REACHED = 0.02
"""How near the loans of the opening world come to the book's, as a share."""
SERVICE_CAPS = (0.4, 0.6, 0.8, 1.0)
"""Ceilings on debt service tried one after the other, where loans of the book need more."""


def origin_of(value: Any, said: bool) -> Origin:
    """Where a value comes from: the book, or assumed as in the preset."""
    grade: Grade = "A" if said else "C"
    return Origin(value, grade, FROM_BOOK if said else ASSUMED, "studio")


def with_terms_of(scenario: Scenario, values: dict[str, Any], *, said: bool = True) -> Scenario:
    """A copy with terms the book decides, or with what had to be assumed for it."""
    made = scenario.unchecked(values, "studio")
    origins = dict(made.origins) | {key: origin_of(value, said) for key, value in values.items()}
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
        scenario = with_terms_of(scenario, {"savings.mandatory": rate})
    if said.get("sukarela") and first["sukarela"]:
        own = attrs.evolve(own, voluntary=own.voluntary * said["sukarela"] / first["sukarela"])
    if "reserve" in said:
        base = said.get("pokok", first["pokok"]) + said.get("wajib", first["wajib"])
        own = attrs.evolve(own, reserve=said["reserve"] / base if base else 0.0)
    scenario = _of(scenario, own, said)
    if said.get("cash") is not None:
        books = books_of(scenario)
        lent = said.get("loans", books["loans"])
        missing = said["cash"] + lent - (books["cash"] + books["loans"])
        own = attrs.evolve(own, grants=max(missing, 0.0))
        scenario = _of(scenario, own, said)
    if said.get("loans"):
        scenario = _lent(scenario, said)
    return scenario


def _of(scenario: Scenario, own: CooperativeSet, said: Said) -> Scenario:
    names = {"voluntary": "sukarela", "reserve": "reserve", "grants": "cash"}
    origins = dict(scenario.origins) | {
        f"cooperatives.{NAME}.{field}": origin_of(getattr(own, field), key in said)
        for field, key in names.items()
    }
    return attrs.evolve(scenario, cooperatives=(own,), origins=tuple(origins.items()))


def _lent(scenario: Scenario, said: Said) -> Scenario:
    """Ceilings wide enough for the loans of the book, then the loan size that gives them."""
    books, own = books_of(scenario), scenario.cooperatives[0]
    money = books["cash"] + books["loans"]
    each = said["loans"] / max(said.get("borrowers", own.borrowers * own.members), 1.0)
    saved = sum(books[key] for key in ("pokok", "wajib", "sukarela")) / own.members
    fund = scenario.terms.fund
    wide = {
        "fund.share_lent": max(fund.share_lent, min(said["loans"] / max(money, 1.0) * 1.02, 0.98)),
        "fund.multiple": max(fund.multiple, min(4 * each / max(saved, 1e-9), 20.0)),
        "fund.largest": max(fund.largest, 5 * each),
    }
    scenario = with_terms_of(scenario, {key: one for key, one in wide.items()
                                if one != in_force(scenario, key)}, said=False)  # fmt: skip
    for cap in (fund.service_cap, *(one for one in SERVICE_CAPS if one > fund.service_cap)):
        if cap != fund.service_cap:
            scenario = with_terms_of(scenario, {"fund.service_cap": cap}, said=False)
        scenario, lent = _sized(scenario, said["loans"])
        if lent >= (1 - REACHED) * said["loans"]:
            break
    return scenario


def _sized(scenario: Scenario, loans: float) -> tuple[Scenario, float]:
    """The loan size at which members owe this much, and what they do owe at it.

    Found where cash is no limit: on the first day a cooperative has lent no more than its cash
    was, and lends what was repaid since in the months that follow.
    """
    own = scenario.cooperatives[0]
    rich = attrs.evolve(scenario, cooperatives=(attrs.evolve(own, grants=own.grants + 9 * loans),))

    def lends(size: float) -> float:
        return books_of(rich.unchecked({"fund.loan_size": size}))["loans"]

    param = PARAMS["fund.loan_size"]
    size = _where(lends, loans, param.low, param.high)
    return with_terms_of(scenario, {"fund.loan_size": size}), lends(size)


def _where(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function reaches a value, by halving in the logarithm."""
    for _ in range(STEPS):
        middle = math.sqrt(low * high)
        found = rising(middle)
        if abs(found - wanted) <= REACHED / 10 * wanted:
            return middle
        low, high = (middle, high) if found < wanted else (low, middle)
    return math.sqrt(low * high)


def books_of(scenario: Scenario) -> dict[str, float]:
    """The balances of the one cooperative on the first day, in units of the currency."""
    village = Village(scenario, LUCK)
    c, minor = village.cooperatives, scenario.minor
    columns = {"pokok": c.share, "wajib": c.mandatory, "sukarela": c.voluntary, "loans": c.loans,
               "cash": c.cash, "grants": c.grants, "provision": c.provision}  # fmt: skip
    found = {key: float(column[0]) / minor for key, column in columns.items()}
    found["reserve"] = (float(c.reserve[0]) + float(c.provision[0])) / minor
    h = village.households
    late = (h.late > 0) & h.member
    found["members"] = float(c.members[0])
    found["borrowers"] = float((h.loan > 0).sum())
    found["arrears"] = float(h.loan[late].sum()) / minor
    return found
