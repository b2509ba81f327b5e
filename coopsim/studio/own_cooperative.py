"""From the numbers of a book to an opening world that matches them, and how far it does."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import attrs

from coopsim.errors import Fault
from coopsim.model.village import Village
from coopsim.params import Grade
from coopsim.scenario import PARAMS, CooperativeSet, District, Origin, Scenario
from coopsim.studio.errors import StudioError
from coopsim.studio.places import faults_at

Said = dict[str, float]
NAME, PLACE = "our-cooperative", "Our district"
TITLE = "Our cooperative, as the annual-meeting book says"
FROM_BOOK, ASSUMED = "the annual-meeting book", "assumed: as in the preset"
LUCK = 1
STEPS = 24
AT_FIRST = (
    "The model opens with what borrowers have repaid as cash, and lends it within the first year."
)
UNBALANCED = "Shares, savings and reserves of the book leave this much in cash after its loans."
REACHED = 0.02
"""How near the loans of the opening world come to the book's, as a share."""
SERVICE_CAPS = (0.4, 0.6, 0.8, 1.0)
"""Ceilings on debt service tried one after the other, where loans of the book need more."""
TERMS = {
    "pokok": "membership.entry_share", "wajib": "savings.mandatory", "rate": "fund.loan_rate",
    "cost": "office.fixed_cost", "loans": "fund.loan_size",
}  # fmt: skip
"""The term each number of the book decides."""


@attrs.frozen
class OpeningLine:
    """A number of the opening balance: the book's (None where it does not say) and the model's."""

    key: str
    book: float | None
    model: float


@attrs.frozen
class OwnCooperative:
    """A scenario made of a book, what is assumed in it, what is odd, and its opening balance."""

    scenario: Scenario
    assumed: tuple[str, ...]
    """Keys of the book that it does not say."""
    remarks: tuple[Fault, ...]
    opening: tuple[OpeningLine, ...]


def own_cooperative(said: Said, base: Scenario, remarks: tuple[Fault, ...]) -> OwnCooperative:
    """The cooperative of a book in a village like a preset's; ``StudioError`` if it cannot be."""
    like = max(base.cooperatives, key=lambda one: one.count)
    scenario = _village(said, base, like)
    scenario = _terms(scenario, said, like)
    _refuse(scenario)
    scenario = _fitted(scenario, said)
    _refuse(scenario)
    opening = _opening(scenario, said)
    remarks += tuple(_told(said, opening))
    asked = [field for field in TO_SAY if field not in said]
    return OwnCooperative(scenario, tuple(asked), remarks, opening)


TO_SAY = (
    "members", "pokok", "wajib", "sukarela", "loans", "arrears", "cash", "reserve", "debt",
    "income", "cost", "surplus", "rate", "borrowers", "price",
)  # fmt: skip


def _refuse(scenario: Scenario) -> None:
    faults = [one.fault for one in faults_at(scenario)]
    if faults:
        back = {term: key for key, term in TERMS.items()}
        named = [attrs.evolve(one, where=_line(one.where, back)) for one in faults]
        raise StudioError(named)


def _line(where: str, back: dict[str, str]) -> str:
    """The line of the book a fault belongs to, where one does."""
    place = where.removeprefix("studio: ").replace("[", "").replace("] ", ".")
    return back.get(place, place)


def _village(said: Said, base: Scenario, like: CooperativeSet) -> Scenario:
    """One cooperative, one district, and the households around it as in the preset."""
    members = int(said.get("members", like.members))
    share = max(min(like.members / like.households, 1.0), 0.01)
    around = max(math.ceil(members / share), members, 12)
    borrowing = said["borrowers"] / members if "borrowers" in said else like.borrowers
    late = said["arrears"] / said["loans"] if said.get("loans") and "arrears" in said else like.late
    own = attrs.evolve(
        like, name=NAME, count=1, households=around, members=members, districts=(),
        borrowers=borrowing, late=late, unfounded=0.0, age=max(like.age, 24),
        voluntary=said["sukarela"] / members if "sukarela" in said else like.voluntary,
        lends=like.lends or bool(said.get("loans")), grants=0.0 if "cash" in said else like.grants,
    )  # fmt: skip
    share_all = sum(one.share for one in base.districts)
    hours = sum(one.share * one.hours for one in base.districts) / share_all
    made = attrs.evolve(
        base, name=NAME, title=TITLE, words=(), note="", districts=(District(PLACE, 1.0, hours),),
        cooperatives=(own,), households=around, smallest=around, whole=0, expect=(), policies=(),
    )  # fmt: skip
    counts = {"members": "members", "borrowers": "borrowers", "late": "arrears",
              "voluntary": "sukarela"}  # fmt: skip
    origins = {
        f"cooperatives.{NAME}.{field}": _origin(getattr(own, field), key in said)
        for field, key in counts.items()
    }
    kept = {name: one for name, one in base.origins if name in PARAMS}
    made = attrs.evolve(made, origins=tuple((kept | origins).items()))
    count = sum(one.count for one in base.cooperatives)
    if made.terms.national.capital > 0:
        each = {key: getattr(made.terms.national, key) / count for key in ("capital", "budget")}
        made = made.unchecked({f"national.{key}": value for key, value in each.items()}, "studio")
    return made


def _origin(value: Any, said: bool) -> Origin:
    grade: Grade = "A" if said else "C"
    return Origin(value, grade, FROM_BOOK if said else ASSUMED, "studio")


def _with(scenario: Scenario, values: dict[str, Any], *, said: bool = True) -> Scenario:
    made = scenario.unchecked(values, "studio")
    origins = dict(made.origins) | {key: _origin(value, said) for key, value in values.items()}
    return attrs.evolve(made, origins=tuple(origins.items()))


def _in_force(scenario: Scenario, name: str) -> Any:
    """A term as it holds for the one cooperative."""
    table, key = name.split(".", 1)
    usual = getattr(getattr(scenario.terms, table), key)
    return dict(scenario.cooperatives[0].terms).get(name, usual)


def _terms(scenario: Scenario, said: Said, like: CooperativeSet) -> Scenario:
    """Terms that follow from the book by arithmetic."""
    members, found = scenario.cooperatives[0].members, {}
    if "pokok" in said:
        found["membership.entry_share"] = said["pokok"] / members
    if "wajib" in said:
        months = scenario.cooperatives[0].age / 2  # members joined evenly since the founding
        found["savings.mandatory"] = said["wajib"] / members / months
    if "rate" in said:
        found["fund.loan_rate"] = said["rate"]
    if "cost" in said:
        found["office.fixed_cost"] = _fixed_cost(scenario, said)
    if "price" in said and scenario.cooperatives[0].trades:
        found |= _world_price(scenario, said["price"])
    return _with(scenario, found)


def _fixed_cost(scenario: Scenario, said: Said) -> float:
    """What is left of a month's cost after what grows with members, loans and savings."""
    own, office = scenario.cooperatives[0], scenario.terms.office
    saved = said.get("sukarela", own.voluntary * own.members)
    other = float(own.members) * _in_force(scenario, "office.member_cost")
    other += said.get("loans", 0.0) * _in_force(scenario, "office.asset_cost") / 12
    other += saved * _in_force(scenario, "savings.rate") / 12
    other += office.manager_cost if _in_force(scenario, "office.paid_manager") else 0.0
    return float(max(said["cost"] / 12 - other, 0.0))


def _world_price(scenario: Scenario, paid: float) -> dict[str, float]:
    """The price in town from which the cooperative could just pay members this much."""
    market = scenario.terms.market
    share = getattr(market, f"{_in_force(scenario, 'market.channel')}_price", 1.0)
    share = share if isinstance(share, float) else 1.0
    crops = scenario.cooperatives[0].sectors
    name = "market.coffee_price" if crops[0] >= crops[1] else "market.fish_price"
    return {name: float((paid / market.payout + market.handling_cost) / share)}


def _fitted(scenario: Scenario, said: Said) -> Scenario:
    """The opening world brought to the book: savings by rule of three, loans by halving."""
    own = scenario.cooperatives[0]
    first = _books(scenario)
    if said.get("wajib") and first["wajib"]:
        rate = scenario.terms.savings.mandatory * said["wajib"] / first["wajib"]
        scenario = _with(scenario, {"savings.mandatory": rate})
    if said.get("sukarela") and first["sukarela"]:
        own = attrs.evolve(own, voluntary=own.voluntary * said["sukarela"] / first["sukarela"])
    if "reserve" in said:
        base = said.get("pokok", first["pokok"]) + said.get("wajib", first["wajib"])
        own = attrs.evolve(own, reserve=said["reserve"] / base if base else 0.0)
    scenario = _of(scenario, own, said)
    if said.get("cash") is not None:
        books = _books(scenario)
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
        f"cooperatives.{NAME}.{field}": _origin(getattr(own, field), key in said)
        for field, key in names.items()
    }
    return attrs.evolve(scenario, cooperatives=(own,), origins=tuple(origins.items()))


def _lent(scenario: Scenario, said: Said) -> Scenario:
    """Ceilings wide enough for the loans of the book, then the loan size that gives them."""
    books, own = _books(scenario), scenario.cooperatives[0]
    money = books["cash"] + books["loans"]
    each = said["loans"] / max(said.get("borrowers", own.borrowers * own.members), 1.0)
    saved = sum(books[key] for key in ("pokok", "wajib", "sukarela")) / own.members
    fund = scenario.terms.fund
    wide = {
        "fund.share_lent": max(fund.share_lent, min(said["loans"] / max(money, 1.0) * 1.02, 0.98)),
        "fund.multiple": max(fund.multiple, min(4 * each / max(saved, 1e-9), 20.0)),
        "fund.largest": max(fund.largest, 5 * each),
    }
    scenario = _with(scenario, {key: one for key, one in wide.items()
                                if one != _in_force(scenario, key)}, said=False)  # fmt: skip
    for cap in (fund.service_cap, *(one for one in SERVICE_CAPS if one > fund.service_cap)):
        if cap != fund.service_cap:
            scenario = _with(scenario, {"fund.service_cap": cap}, said=False)
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
        return _books(rich.unchecked({"fund.loan_size": size}))["loans"]

    param = PARAMS["fund.loan_size"]
    size = _where(lends, loans, param.low, param.high)
    return _with(scenario, {"fund.loan_size": size}), lends(size)


def _where(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function reaches a value, by halving in the logarithm."""
    for _ in range(STEPS):
        middle = math.sqrt(low * high)
        found = rising(middle)
        if abs(found - wanted) <= REACHED / 10 * wanted:
            return middle
        low, high = (middle, high) if found < wanted else (low, middle)
    return math.sqrt(low * high)


def _books(scenario: Scenario) -> dict[str, float]:
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


def _opening(scenario: Scenario, said: Said) -> tuple[OpeningLine, ...]:
    books = _books(scenario)
    shown = ("members", "borrowers", "cash", "loans", "arrears", "pokok", "wajib", "sukarela",
             "reserve", "grants")  # fmt: skip
    return tuple(OpeningLine(key, said.get(key), books[key]) for key in shown)


def _told(said: Said, opening: tuple[OpeningLine, ...]) -> list[Fault]:
    """What of the book the opening world cannot be."""
    found = []
    grants = next(one.model for one in opening if one.key == "grants")
    if said.get("debt"):
        what = f"the model opens without outside debt; {said['debt']:,.10g} are left out" + (
            " and stand under grants." if grants else "."
        )
        found.append(Fault("debt", what, "Lend it by a dated policy if it matters."))
    books = {one.key: one for one in opening}
    short = _far(books["loans"])
    for key, why in (("loans", AT_FIRST), ("cash", AT_FIRST if short else UNBALANCED)):
        if _far(books[key]):
            one = books[key]
            what = f"the opening world has {one.model:,.10g} instead of {one.book:,.10g}."
            found.append(Fault(key, what, why))
    return found


def _far(line: OpeningLine) -> bool:
    return line.book is not None and abs(line.model - line.book) > 2 * REACHED * max(line.book, 1.0)
