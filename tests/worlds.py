"""Strategies for worlds: any scenario that validates, small enough to live through in a test."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from coopsim.params import Param
from coopsim.rules.surplus import SHARES
from coopsim.scenario import (
    KINDS,
    PARAMS,
    SECTORS,
    VERBS,
    CooperativeSet,
    District,
    Policy,
    Scenario,
    replaced,
)

MONEY_SCALES = {"USD": 1.0, "IDR": 16000.0}
FREE = [param for param in PARAMS.values() if param.table != "surplus"]
"""Terms that may be set one by one; the shares of the surplus only together."""


def value_of(param: Param, per_dollar: float) -> st.SearchStrategy[Any]:
    """A value inside the declared bounds, often on one of them."""
    if param.kind == "choice":
        return st.sampled_from(param.choices)
    if param.kind == "yes/no":
        return st.booleans()
    scale = per_dollar if param.is_money else 1.0
    low, high = param.low * scale, param.high * scale
    if param.kind == "whole":
        return st.one_of(st.sampled_from([int(low), int(high)]), st.integers(int(low), int(high)))
    near = min(max(param.low, 3 * abs(float(param.default))), param.high) * scale
    return st.one_of(
        st.sampled_from([low, high]), st.floats(low, high), st.floats(low, max(low, near))
    )


@st.composite
def some_terms(draw: st.DrawFn, per_dollar: float, most: int = 12) -> dict[str, Any]:
    """A few terms by full name; the shares of the surplus come together and sum to 1."""
    chosen = draw(st.lists(st.sampled_from(FREE), max_size=most, unique_by=lambda one: one.name))
    values = {param.name: draw(value_of(param, per_dollar)) for param in chosen}
    if draw(st.integers(0, 5)) == 0:
        values |= draw(surplus_shares())
    return values


def every_term(per_dollar: float) -> st.SearchStrategy[dict[str, Any]]:
    """Every term that may be set alone, anywhere inside its bounds."""
    return st.fixed_dictionaries({param.name: value_of(param, per_dollar) for param in FREE})


@st.composite
def surplus_shares(draw: st.DrawFn) -> dict[str, float]:
    """Seven shares that sum to 1, some of them often nothing."""
    parts = draw(st.lists(st.integers(0, 10), min_size=len(SHARES), max_size=len(SHARES)))
    parts[draw(st.integers(0, len(SHARES) - 1))] += 1
    return {f"surplus.{name}": part / sum(parts) for name, part in zip(SHARES, parts, strict=True)}


@st.composite
def cooperative_sets(draw: st.DrawFn, number: int, per_dollar: float, places: int) -> Any:
    """A set of alike cooperatives of any kind, and the households around them."""
    parts = draw(st.lists(st.integers(0, 4), min_size=3, max_size=3))
    parts[draw(st.integers(0, len(SECTORS) - 1))] += 1
    households = draw(st.integers(4, 60))
    where = draw(st.lists(st.integers(0, places - 1), max_size=2, unique=True))
    return CooperativeSet(
        name=f"set {number}",
        kind=draw(st.sampled_from(KINDS)),
        sectors=tuple(part / sum(parts) for part in parts),
        count=draw(st.integers(1, 3)),
        households=households,
        members=draw(st.integers(0, households)),
        districts=tuple(f"place {one}" for one in where),
        lends=draw(st.booleans()),
        age=draw(st.integers(0, 240)),
        voluntary=draw(st.sampled_from([0.0, 1.0, 20.0, 1000.0])) * per_dollar,
        borrowers=draw(st.floats(0, 1)),
        late=draw(st.floats(0, 1)),
        reserve=draw(st.sampled_from([0.0, 0.1, 1.0, 10.0])),
        grants=draw(st.sampled_from([0.0, 500.0, 1e6])) * per_dollar,
        unfounded=draw(st.sampled_from([0.0, 0.0, 0.5, 1.0])),
        terms=tuple(draw(some_terms(per_dollar, most=4)).items()),
    )


@st.composite
def policies(draw: st.DrawFn, per_dollar: float, sets: int, places: int, months: int) -> Any:
    """Dated changes; no term stands in two of them, so that none overlap."""
    found = []
    used: set[str] = set()
    for _ in range(draw(st.integers(0, 3))):
        changes = draw(some_terms(per_dollar, most=5))
        if used & set(changes) or not changes:
            continue
        used |= set(changes)
        start = draw(st.integers(1, months))
        where = draw(st.sampled_from([
            (), (("district", f"place {places - 1}"),), (("sector", "fisheries"),),
            (("kind", "producer"),), (("set", f"set {sets - 1}"),), (("cooperative", 0),),
        ]))  # fmt: skip
        until = draw(st.none() | st.integers(start, months))
        found.append(Policy(start, tuple(changes.items()), until, where))
    return tuple(found)


class World:
    """A scenario that tells, when a test fails, only what differs from an ordinary one."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __repr__(self) -> str:
        one = self.scenario
        plain = {
            name: param.default * (one.per_dollar if param.is_money else 1)
            if param.kind in ("number", "whole")
            else param.default
            for name, param in PARAMS.items()
        }
        written = {
            name: getattr(getattr(one.terms, param.table), param.key)
            for name, param in PARAMS.items()
        }
        terms = {name: value for name, value in written.items() if value != plain[name]}
        sizes = attrs.asdict(one, recurse=False)
        kept = ("districts", "cooperatives", "policies", "currency", "months", "households",
                "whole", "without")  # fmt: skip
        lines = [f"{key} = {sizes[key]}" for key in kept]
        return "\n".join([*lines, f"terms = {terms}"])


@st.composite
def worlds(draw: st.DrawFn, *, every: bool = False, most_months: int = 30) -> World:
    """Any scenario that validates, of 12 to 150 households, with a few terms or every one moved."""
    currency = draw(st.sampled_from(sorted(MONEY_SCALES)))
    per_dollar = MONEY_SCALES[currency]
    places = draw(st.integers(1, 3))
    sets = draw(st.integers(1, 4))
    months = draw(st.integers(6, most_months))
    terms = draw(every_term(per_dollar) if every else some_terms(per_dollar, most=40))
    base = Scenario(
        name="any",
        title="Any world",
        districts=tuple(
            District(f"place {one}", draw(st.sampled_from([0.1, 1.0])), draw(st.floats(0, 24)))
            for one in range(places)
        ),
        cooperatives=tuple(draw(cooperative_sets(one, per_dollar, places)) for one in range(sets)),
        policies=draw(policies(per_dollar, sets, places, months)),
        currency=currency,
        per_dollar=per_dollar,
        months=months,
        households=draw(st.integers(12, 150)),
        smallest=12,
        whole=draw(st.sampled_from([0, 0, 100_000])),
        without=tuple(draw(st.lists(st.sampled_from(VERBS), max_size=2, unique=True)))
        if draw(st.integers(0, 4)) == 0
        else (),
    )
    defaults = {
        name: param.default * per_dollar for name, param in PARAMS.items() if param.is_money
    }
    return World(attrs.evolve(base, terms=replaced(base.terms, defaults | terms)))
