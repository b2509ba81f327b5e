"""From the numbers of a book to an opening world that matches them, and how far it does."""

from __future__ import annotations

import math

import attrs

from coopsim.errors import Fault, Sentence
from coopsim.scenario import PARAMS, CooperativeSet, District, Scenario
from coopsim.studio.errors import StudioError
from coopsim.studio.fitting_book import (
    NAME,
    PLACE,
    REACHED,
    Said,
    books_of,
    fitted,
    in_force,
    origin_of,
    with_terms_of,
)
from coopsim.studio.places import faults_at

TITLE = "Our cooperative, as the annual-meeting book says"
AT_FIRST = Sentence(
    "The model opens with what borrowers have repaid as cash, and lends it within the first year."
)
UNBALANCED = Sentence(
    "Shares, savings and reserves of the book leave this much in cash after its loans."
)
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
    scenario = fitted(scenario, said)
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
        f"cooperatives.{NAME}.{field}": origin_of(getattr(own, field), key in said)
        for field, key in counts.items()
    }
    kept = {name: one for name, one in base.origins if name in PARAMS}
    made = attrs.evolve(made, origins=tuple((kept | origins).items()))
    count = sum(one.count for one in base.cooperatives)
    if made.terms.national.capital > 0:
        each = {key: getattr(made.terms.national, key) / count for key in ("capital", "budget")}
        made = made.unchecked({f"national.{key}": value for key, value in each.items()}, "studio")
    return made


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
    return with_terms_of(scenario, found)


def _fixed_cost(scenario: Scenario, said: Said) -> float:
    """What is left of a month's cost after what grows with members, loans and savings."""
    own, office = scenario.cooperatives[0], scenario.terms.office
    saved = said.get("sukarela", own.voluntary * own.members)
    other = float(own.members) * in_force(scenario, "office.member_cost")
    other += said.get("loans", 0.0) * in_force(scenario, "office.asset_cost") / 12
    other += saved * in_force(scenario, "savings.rate") / 12
    other += office.manager_cost if in_force(scenario, "office.paid_manager") else 0.0
    return float(max(said["cost"] / 12 - other, 0.0))


def _world_price(scenario: Scenario, paid: float) -> dict[str, float]:
    """The price in town from which the cooperative could just pay members this much."""
    market = scenario.terms.market
    share = getattr(market, f"{in_force(scenario, 'market.channel')}_price", 1.0)
    share = share if isinstance(share, float) else 1.0
    crops = scenario.cooperatives[0].sectors
    name = "market.coffee_price" if crops[0] >= crops[1] else "market.fish_price"
    return {name: float((paid / market.payout + market.handling_cost) / share)}


def _opening(scenario: Scenario, said: Said) -> tuple[OpeningLine, ...]:
    books = books_of(scenario)
    shown = ("members", "borrowers", "cash", "loans", "arrears", "pokok", "wajib", "sukarela",
             "reserve", "grants")  # fmt: skip
    return tuple(OpeningLine(key, said.get(key), books[key]) for key in shown)


def _told(said: Said, opening: tuple[OpeningLine, ...]) -> list[Fault]:
    """What of the book the opening world cannot be."""
    found = []
    grants = next(one.model for one in opening if one.key == "grants")
    if said.get("debt"):
        left = f"{said['debt']:,.10g}"
        what = (
            Sentence("the model opens without outside debt; {left} are left out and stand under "
                     "grants.", left=left)
            if grants
            else Sentence("the model opens without outside debt; {left} are left out.", left=left)
        )  # fmt: skip
        found.append(Fault("debt", what, Sentence("Lend it by a dated policy if it matters.")))
    books = {one.key: one for one in opening}
    short = _far(books["loans"])
    for key, why in (("loans", AT_FIRST), ("cash", AT_FIRST if short else UNBALANCED)):
        if _far(books[key]):
            one = books[key]
            what = Sentence(
                "the opening world has {model} instead of {book}.",
                model=f"{one.model:,.10g}", book=f"{one.book:,.10g}",
            )  # fmt: skip
            found.append(Fault(key, what, why))
    return found


def _far(line: OpeningLine) -> bool:
    return line.book is not None and abs(line.model - line.book) > 2 * REACHED * max(line.book, 1.0)
