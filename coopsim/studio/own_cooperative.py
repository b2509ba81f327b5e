"""From the numbers of a book to an opening world that matches them, and how far it does."""

from __future__ import annotations

import math

import attrs

from coopsim.errors import Fault
from coopsim.scenario import PARAMS, CooperativeSet, District, Scenario
from coopsim.studio.errors import StudioError
from coopsim.studio.fitting_book import (
    NAME,
    PLACE,
    Said,
    fitted,
    in_force,
    origin_of,
    rounded,
    with_terms_of,
)
from coopsim.studio.places import faults_at
from coopsim.studio.recognising import OpeningLine, opening_of

TITLE = "Our cooperative, as the annual-meeting book says"
TERMS = {
    "pokok": "membership.entry_share", "wajib": "savings.mandatory", "rate": "fund.loan_rate",
    "cost": "office.fixed_cost", "loans": "fund.loan_size",
}  # fmt: skip
"""The term each number of the book decides."""


@attrs.frozen
class OwnCooperative:
    """A scenario made of a book, what is assumed in it, what is odd, and its opening balance."""

    scenario: Scenario
    assumed: tuple[str, ...]
    """Keys of the book that it does not say."""
    remarks: tuple[Fault, ...]
    opening: tuple[OpeningLine, ...]
    said: tuple[tuple[str, float], ...] = ()
    """What the book says, by key."""

    def changed(self, scenario: Scenario) -> OwnCooperative:
        """The same book beside a village that was changed since."""
        opening = opening_of(scenario, dict(self.said))
        return attrs.evolve(self, scenario=scenario, opening=opening)


def own_cooperative(said: Said, base: Scenario, remarks: tuple[Fault, ...]) -> OwnCooperative:
    """The cooperative of a book in a village like a preset's; ``StudioError`` if it cannot be."""
    like = max(base.cooperatives, key=lambda one: one.count)
    scenario = _village(said, base, like)
    scenario = _terms(scenario, said, like)
    _refuse(scenario)
    scenario = fitted(scenario, said)
    _refuse(scenario)
    opening = opening_of(scenario, said)
    left_out = () if scenario.cooperatives[0].trades else ("price",)
    asked = [field for field in TO_SAY if field not in (*said, *left_out)]
    return OwnCooperative(scenario, tuple(asked), remarks, opening, tuple(said.items()))


TO_SAY = (
    "members", "pokok", "wajib", "sukarela", "loans", "arrears", "cash", "reserve", "debt",
    "income", "cost", "surplus", "rate", "borrowers", "price", "households",
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
    around = int(said.get("households", max(math.ceil(members / share), members, 12)))
    borrowing = said["borrowers"] / members if "borrowers" in said else like.borrowers
    late = said["arrears"] / said["loans"] if said.get("loans") and "arrears" in said else like.late
    own = attrs.evolve(
        like, name=NAME, count=1, households=around, members=members, districts=(),
        borrowers=borrowing, late=late, on_loan=0.0, unfounded=0.0, age=max(like.age, 24),
        voluntary=said["sukarela"] / members if "sukarela" in said else like.voluntary,
        lends=like.lends or bool(said.get("loans")), grants=0.0 if "cash" in said else like.grants,
    )  # fmt: skip
    share_all = sum(one.share for one in base.districts)
    hours = sum(one.share * one.hours for one in base.districts) / share_all
    made = attrs.evolve(
        base, name=NAME, title=TITLE, words=(), note="", districts=(District(PLACE, 1.0, hours),),
        cooperatives=(own,), households=around, smallest=around, whole=0, expect=(), policies=(),
    )  # fmt: skip
    lines = {"members": ("members", "book"), "borrowers": ("borrowers", "sum"),
             "late": ("arrears", "sum"), "voluntary": ("sukarela", "worked"),
             "households": ("households", "asked"), "grants": ("cash", "rest"),
             "reserve": ("reserve", "worked")}  # fmt: skip
    origins = {
        f"cooperatives.{NAME}.{field}": origin_of(
            getattr(own, field), how if key in said else "assumed"
        )
        for field, (key, how) in lines.items()
    }
    kept = {name: one for name, one in base.origins if name in PARAMS}
    made = attrs.evolve(made, origins=tuple((kept | origins).items()))
    count = sum(one.count for one in base.cooperatives)
    if made.terms.national.capital > 0:
        each = {key: getattr(made.terms.national, key) / count for key in ("capital", "budget")}
        made = made.unchecked({f"national.{key}": value for key, value in each.items()}, "studio")
    return made


def _terms(scenario: Scenario, said: Said, like: CooperativeSet) -> Scenario:
    """Terms the book says, and those that follow from it by arithmetic."""
    members, worked = scenario.cooperatives[0].members, {}
    if "pokok" in said:
        how = "sum" if "members" in said else "worked"
        scenario = with_terms_of(scenario, {"membership.entry_share": said["pokok"] / members}, how)
    if "rate" in said:
        scenario = with_terms_of(scenario, {"fund.loan_rate": said["rate"]}, "book")
    if "wajib" in said:
        months = scenario.cooperatives[0].age / 2  # members joined evenly since the founding
        worked["savings.mandatory"] = rounded(said["wajib"] / members / months)
    if "cost" in said:
        worked["office.fixed_cost"] = rounded(_fixed_cost(scenario, said))
    if "price" in said and scenario.cooperatives[0].trades:
        worked |= _world_price(scenario, said["price"])
    return with_terms_of(scenario, worked, "worked")


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
