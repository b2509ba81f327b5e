"""What would keep a scenario from running, or make it mean nothing: every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from coopsim.errors import Fault, Sentence, nearest
from coopsim.rules.surplus import SHARES
from coopsim.scenario.bounds import SET_BOUNDS, SIZE_BOUNDS, allowed, bound_fault
from coopsim.scenario.parts import (
    CURRENCIES,
    KINDS,
    SECTORS,
    VERBS,
    CooperativeSet,
    Policy,
    ScenarioParts,
)
from coopsim.scenario.places import Places
from coopsim.scenario.terms import PARAMS, is_number, shown, value_fault

TOGETHER = 1e-6
"""How far from 100 % shares may sum."""


def scenario_faults(
    scenario: ScenarioParts, where: str, damaged: Collection[str] = ()
) -> Iterator[Fault]:
    """Everything that would keep a scenario from running, or make it mean nothing.

    ``damaged`` names tables that could not be read whole (``district``, ``cooperatives``,
    ``policy``, ``surplus``): what depends on them together is not checked.
    """
    places = Places.of(scenario, where)
    yield from _size_faults(scenario, places)
    yield from _district_faults(scenario, places, damaged)
    for one in scenario.cooperatives:
        yield from _set_faults(scenario, one, places)
    for name, param in PARAMS.items():
        value = getattr(getattr(scenario.terms, param.table), param.key)
        yield from _term_fault(scenario, places(f"[{param.table}] {param.key}", name), name, value)
    for number, policy in enumerate(scenario.policies, 1):
        yield from _policy_faults(scenario, number, policy, places)
    if "cooperatives" not in damaged:
        if not scenario.cooperatives:
            yield Fault(
                places("[cooperatives]"),
                Sentence("there is no cooperative."),
                Sentence("Write at least one set."),
            )
        if "district" not in damaged:
            yield from _nobody_faults(scenario, places)
            if "policy" not in damaged:
                yield from _target_faults(scenario, places)
    if not {"surplus", "cooperatives", "policy"} & set(damaged):
        yield from _surplus_faults(scenario, places)
    if "policy" not in damaged:
        yield from _overlap_faults(scenario, places)


def _term_fault(scenario: ScenarioParts, place: str, name: str, value: object) -> Iterator[Fault]:
    param = PARAMS.get(name)
    if param is None:
        yield Fault(place, Sentence("there is no term '{name}'.", name=name), nearest(name, PARAMS))
        return
    scale = scenario.per_dollar
    if param.is_money and bound_fault("per_dollar", scale, SIZE_BOUNDS):
        return  # the exchange rate is the fault; every amount would follow
    wrong = value_fault(param, value, scale)
    if wrong:
        yield Fault(place, wrong, param.allowed(scale))


def _size_faults(scenario: ScenarioParts, places: Places) -> Iterator[Fault]:
    if scenario.currency not in CURRENCIES:
        known = nearest(str(scenario.currency), CURRENCIES)
        what = Sentence("{value} is unknown.", value=shown(scenario.currency))
        yield Fault(places("currency", "currency"), what, known)
    wrong = {key: bound_fault(key, getattr(scenario, key), SIZE_BOUNDS) for key in SIZE_BOUNDS}
    for key, one in wrong.items():
        if one:
            yield Fault(places(key, key), one, allowed(key, SIZE_BOUNDS))
    sizes = wrong["households"] + wrong["smallest"]
    if not sizes and scenario.households < scenario.smallest:
        yield Fault(
            places("households", "households"),
            Sentence(
                "{count} are too few for '{name}': its cooperatives keep their real size, and "
                "below this there would be less than one in some place.",
                count=f"{scenario.households:,}",
                name=scenario.name,
            ),
            Sentence("Allowed: {least} or more.", least=f"{scenario.smallest:,}"),
        )
    for verb in scenario.without:
        if verb not in VERBS:
            what = Sentence("there is no verb '{name}'.", name=verb)
            known = nearest(str(verb), VERBS) or Sentence("Known: {names}.", names=", ".join(VERBS))
            yield Fault(places("without", "without"), what, known)


def _district_faults(
    scenario: ScenarioParts, places: Places, damaged: Collection[str]
) -> Iterator[Fault]:
    names = [district.name for district in scenario.districts]
    if not names and "district" not in damaged:
        what = Sentence("there is no district.")
        yield Fault(places("[[district]]"), what, Sentence("Write at least one."))
    for name in sorted({str(name) for name in names if names.count(name) > 1}):
        place = places(f"[[district]] {name}", f"district.{name}.share")
        yield Fault(place, Sentence("the name stands twice."), Sentence("Names are unique."))
    bounds = {"share": (0.0, 1e9), "hours": (0.0, 24.0)}
    for one in scenario.districts:
        for key in bounds:
            value = getattr(one, key)
            place = places(f"[[district]] {one.name} {key}", f"district.{one.name}.{key}")
            wrong = bound_fault(key, value, bounds)
            if key == "share" and (value == 0 or "bounds" in wrong):
                what = Sentence("{value} means that nobody lives there.", value=shown(value))
                yield Fault(place, what, Sentence("Allowed: a number above 0."))
            elif wrong:
                yield Fault(place, wrong, allowed(key, bounds))


def _set_faults(scenario: ScenarioParts, one: CooperativeSet, places: Places) -> Iterator[Fault]:
    def place(key: str) -> str:
        return places(f"[cooperatives.{one.name}] {key}", f"cooperatives.{one.name}.{key}")

    if one.kind not in KINDS:
        known = nearest(str(one.kind), KINDS)
        yield Fault(place("kind"), Sentence("{value} is unknown.", value=shown(one.kind)), known)
    wrong = {key: bound_fault(key, getattr(one, key), SET_BOUNDS) for key in SET_BOUNDS}
    for key, what in wrong.items():
        if what:
            yield Fault(place(key), what, allowed(key, SET_BOUNDS))
    total = sum(one.sectors)
    if not (abs(total - 1) <= TOGETHER and min(one.sectors) >= 0):  # NaN fails too
        what = Sentence("the shares sum to {total} %.", total=f"{total * 100:.4g}")
        if min(one.sectors) < 0:
            what = Sentence("a share is below 0.")
        yield Fault(place("sectors"), what, Sentence("They must sum to 100 %."))
    if not wrong["members"] + wrong["households"] and one.members > one.households:
        what = Sentence(
            "{members} are more than the {households} households around.",
            members=f"{one.members:,}", households=f"{one.households:,}",
        )  # fmt: skip
        yield Fault(place("members"), what, Sentence("Allowed: as many or fewer."))
    for name, value in one.terms:
        yield from _term_fault(scenario, place(name), name, value)


def _nobody_faults(scenario: ScenarioParts, places: Places) -> Iterator[Fault]:
    """Cooperatives stand where somebody lives."""
    known = [district.name for district in scenario.districts]
    for one in scenario.cooperatives:
        key = f"cooperatives.{one.name}.districts"
        for name in one.districts:
            if name not in known:
                place = places(f"[cooperatives.{one.name}] districts", key)
                what = Sentence("nobody lives in '{name}'.", name=name)
                yield Fault(place, what, nearest(str(name), known))


def _surplus_faults(scenario: ScenarioParts, places: Places) -> Iterator[Fault]:
    """The surplus shares sum to 100 % in every month, for every set of cooperatives."""
    bases = [("[surplus]", dict[str, Any]())] + [
        (f"[cooperatives.{one.name}]", dict(one.terms)) for one in scenario.cooperatives
    ]
    changes = [("", dict[str, Any]())] + [
        (f" with the policy from month {policy.start}", dict(policy.changes))
        for policy in scenario.policies
    ]
    written = next((name for name in places.files if name.startswith("surplus.")), "")
    for place, base in bases:
        for when, change in changes:
            stated = any(name.startswith("surplus.") for name in (change if when else base))
            if not stated and (place != "[surplus]" or when):
                continue
            both = base | change
            values = [both.get(f"surplus.{s}", getattr(scenario.terms.surplus, s)) for s in SHARES]
            if all(map(is_number, values)) and not abs(sum(values) - 1) <= TOGETHER:
                yield Fault(
                    places(place + when, "" if when else written),
                    Sentence(
                        "the shares of the surplus sum to {total} %.",
                        total=f"{sum(values) * 100:.4g}",
                    ),
                    Sentence("{names} must sum to 100 %.", names=", ".join(SHARES)),
                )


def _policy_faults(
    scenario: ScenarioParts, number: int, policy: Policy, places: Places
) -> Iterator[Fault]:
    def place(key: str) -> str:
        return places(f"[[policy]] {number} {key}", f"policy.{number}")

    if policy.start < 1:
        what = Sentence("{month} is before the first month.", month=policy.start)
        yield Fault(place("from"), what, Sentence("Allowed: {least} or more.", least=1))
    if policy.until is not None and policy.until < policy.start:
        what = Sentence(
            "{end} is before {key} = {start}.", end=policy.until, key="from", start=policy.start
        )
        later = Sentence("Allowed: the same month or later.")
        yield Fault(places.policy(number, "until"), what, later)
    for name, value in policy.changes:
        yield from _term_fault(scenario, places.policy(number, f"set {name}"), name, value)


def _target_faults(scenario: ScenarioParts, places: Places) -> Iterator[Fault]:
    """A policy is for somebody who is there."""
    choices: dict[str, Iterable[str]] = {
        "district": [district.name for district in scenario.districts],
        "sector": SECTORS,
        "kind": KINDS,
        "set": [one.name for one in scenario.cooperatives],
    }
    for number, policy in enumerate(scenario.policies, 1):
        place = places.policy(number, "where")
        for key, value in policy.where:
            if key == "cooperative":
                if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                    what = Sentence("cooperative = {value} is no cooperative.", value=shown(value))
                    yield Fault(place, what, Sentence("Allowed: a whole number from 0."))
            elif key not in choices:
                what = Sentence("{value} is unknown.", value=f"'{key}'")
                yield Fault(place, what, nearest(key, (*choices, "cooperative")))
            elif value not in tuple(choices[key]):
                advice = nearest(str(value), choices[key])
                yield Fault(
                    place,
                    Sentence("there is no {key} {value}.", key=key, value=shown(value)),
                    advice,
                )


def _overlap_faults(scenario: ScenarioParts, places: Places) -> Iterator[Fault]:
    """Two policies on one term, in one month, for one cooperative, contradict each other."""
    policies = scenario.policies
    for second, late in enumerate(policies):
        for first, early in enumerate(policies[:second]):
            shared = sorted(
                {name for name, _ in late.changes} & {name for name, _ in early.changes}
            )
            start = max(late.start, early.start)
            ends = [p.until for p in (late, early) if p.until is not None]
            meet = not ends or start <= min(ends)
            a, b = dict(early.where), dict(late.where)
            apart = any(key in b and b[key] != value for key, value in a.items())
            if shared and meet and not apart:
                yield Fault(
                    places.policy(second + 1),
                    Sentence(
                        "{names} is also set by policy {number} in month {month}.",
                        names=", ".join(shared),
                        number=first + 1,
                        month=start,
                    ),
                    Sentence(
                        "Policies on one term must not overlap: end one before the other begins."
                    ),
                )
