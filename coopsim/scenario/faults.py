"""What would keep a scenario from running, or make it mean nothing: every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import attrs

from coopsim.errors import Fault, nearest
from coopsim.rules.surplus import SHARES
from coopsim.scenario.parts import (
    CURRENCIES,
    KINDS,
    SECTORS,
    VERBS,
    CooperativeSet,
    Policy,
    ScenarioParts,
)
from coopsim.scenario.terms import PARAMS, is_number, shown, value_fault

Bounds = dict[str, tuple[float, float]]

SIZE_BOUNDS: Bounds = {
    "per_dollar": (0.001, 1_000_000), "months": (1, 1200), "households": (2, 40_000_000),
    "smallest": (1, 40_000_000), "whole": (0, 1_000_000_000), "first_year": (1900, 2200),
}  # fmt: skip
SET_BOUNDS: Bounds = {
    "count": (1, 500_000), "households": (2, 1_000_000), "members": (0, 1_000_000),
    "age": (0, 1200), "voluntary": (0, 1e9), "borrowers": (0, 1), "late": (0, 1),
    "reserve": (0, 10), "grants": (0, 1e12), "unfounded": (0, 1),
}  # fmt: skip
WHOLE = {
    "months", "households", "smallest", "whole", "first_year", "count", "members", "age",
}  # fmt: skip
TOGETHER = 1e-6
"""How far from 100 % shares may sum."""


@attrs.frozen
class Places:
    """Where a value of a scenario is written, as a message names it."""

    file: str
    """The file that was asked for; a value it inherits is named with its own file."""
    files: dict[str, str]
    numbers: dict[str, int]
    """The number of a policy (``policy.3``) within its own file."""

    @classmethod
    def of(cls, scenario: ScenarioParts, where: str) -> Places:
        """The places of a scenario that was asked for as ``where``."""
        files = {name: one.file for name, one in scenario.origins if one.file}
        policies = [f"policy.{number}" for number in range(1, len(scenario.policies) + 1)]
        origins = dict(scenario.origins)
        numbers = {name: origins[name].value for name in policies if name in origins}
        return cls(where, files, numbers)

    def policy(self, number: int, key: str = "") -> str:
        """``coffee.toml: [[policy]] 1 from``, the number counted within its file."""
        name = f"policy.{number}"
        return self(f"[[policy]] {self.numbers.get(name, number)} {key}".strip(), name)

    def __call__(self, place: str, name: str = "") -> str:
        """``coffee.toml: [fund] loan_rate``, for a value of the full name ``fund.loan_rate``."""
        return f"{self.files.get(name, self.file)}: {place}"


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
                places("[cooperatives]"), "there is no cooperative.", "Write at least one set."
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
        yield Fault(place, f"there is no term '{name}'.", nearest(name, PARAMS))
        return
    scale = scenario.per_dollar
    if param.is_money and _bound_fault("per_dollar", scale, SIZE_BOUNDS):
        return  # the exchange rate is the fault; every amount would follow
    wrong = value_fault(param, value, scale)
    if wrong:
        yield Fault(place, wrong, param.allowed(scale))


def _bound_fault(key: str, value: object, bounds: Bounds) -> str:
    """What is wrong with a number of a scenario that is no term, or an empty string."""
    low, high = bounds[key]
    if not is_number(value):
        return f"{shown(value)} is not a number."
    if not low <= float(value) <= high:  # type: ignore[arg-type]  # NaN fails too
        return f"{shown(value)} is out of bounds."
    if key in WHOLE and float(value) != int(value):  # type: ignore[arg-type,call-overload]
        return f"{shown(value)} is not a whole number."
    return ""


def _allowed(key: str, bounds: Bounds) -> str:
    low, high = (f"{bound:,g}" if bound < 1e5 else f"{bound:,.0f}" for bound in bounds[key])
    what = "a whole number" if key in WHOLE else "a number"
    return f"Allowed: {what} from {low} to {high}."


def _size_faults(scenario: ScenarioParts, places: Places) -> Iterator[Fault]:
    if scenario.currency not in CURRENCIES:
        known = nearest(str(scenario.currency), CURRENCIES)
        yield Fault(
            places("currency", "currency"), f"{shown(scenario.currency)} is unknown.", known
        )
    wrong = {key: _bound_fault(key, getattr(scenario, key), SIZE_BOUNDS) for key in SIZE_BOUNDS}
    for key, what in wrong.items():
        if what:
            yield Fault(places(key, key), what, _allowed(key, SIZE_BOUNDS))
    sizes = wrong["households"] + wrong["smallest"]
    if not sizes and scenario.households < scenario.smallest:
        yield Fault(
            places("households", "households"),
            f"{scenario.households:,} are too few for '{scenario.name}': its cooperatives keep "
            "their real size, and below this there would be less than one in some place.",
            f"Allowed: {scenario.smallest:,} or more.",
        )
    for verb in scenario.without:
        if verb not in VERBS:
            known = nearest(str(verb), VERBS) or f"Known: {', '.join(VERBS)}."
            yield Fault(places("without", "without"), f"there is no verb '{verb}'.", known)


def _district_faults(
    scenario: ScenarioParts, places: Places, damaged: Collection[str]
) -> Iterator[Fault]:
    names = [district.name for district in scenario.districts]
    if not names and "district" not in damaged:
        yield Fault(places("[[district]]"), "there is no district.", "Write at least one.")
    for name in sorted({str(name) for name in names if names.count(name) > 1}):
        place = places(f"[[district]] {name}", f"district.{name}.share")
        yield Fault(place, "the name stands twice.", "Names are unique.")
    bounds = {"share": (0.0, 1e9), "hours": (0.0, 24.0)}
    for one in scenario.districts:
        for key in bounds:
            value = getattr(one, key)
            place = places(f"[[district]] {one.name} {key}", f"district.{one.name}.{key}")
            wrong = _bound_fault(key, value, bounds)
            if key == "share" and (value == 0 or "bounds" in wrong):
                what = f"{shown(value)} means that nobody lives there."
                yield Fault(place, what, "Allowed: a number above 0.")
            elif wrong:
                yield Fault(place, wrong, _allowed(key, bounds))


def _set_faults(scenario: ScenarioParts, one: CooperativeSet, places: Places) -> Iterator[Fault]:
    def place(key: str) -> str:
        return places(f"[cooperatives.{one.name}] {key}", f"cooperatives.{one.name}.{key}")

    if one.kind not in KINDS:
        known = nearest(str(one.kind), KINDS)
        yield Fault(place("kind"), f"{shown(one.kind)} is unknown.", known)
    wrong = {key: _bound_fault(key, getattr(one, key), SET_BOUNDS) for key in SET_BOUNDS}
    for key, what in wrong.items():
        if what:
            yield Fault(place(key), what, _allowed(key, SET_BOUNDS))
    total = sum(one.sectors)
    if not (abs(total - 1) <= TOGETHER and min(one.sectors) >= 0):  # NaN fails too
        what = f"the shares sum to {total * 100:.4g} %."
        if min(one.sectors) < 0:
            what = "a share is below 0."
        yield Fault(place("sectors"), what, "They must sum to 100 %.")
    if not wrong["members"] + wrong["households"] and one.members > one.households:
        what = f"{one.members:,} are more than the {one.households:,} households around."
        yield Fault(place("members"), what, "Allowed: as many or fewer.")
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
                yield Fault(place, f"nobody lives in '{name}'.", nearest(str(name), known))


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
                    f"the shares of the surplus sum to {sum(values) * 100:.4g} %.",
                    f"{', '.join(SHARES)} must sum to 100 %.",
                )


def _policy_faults(
    scenario: ScenarioParts, number: int, policy: Policy, places: Places
) -> Iterator[Fault]:
    def place(key: str) -> str:
        return places(f"[[policy]] {number} {key}", f"policy.{number}")

    if policy.start < 1:
        yield Fault(
            place("from"), f"{policy.start} is before the first month.", "Allowed: 1 or more."
        )
    if policy.until is not None and policy.until < policy.start:
        what = f"{policy.until} is before from = {policy.start}."
        yield Fault(places.policy(number, "until"), what, "Allowed: the same month or later.")
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
                    what = f"cooperative = {shown(value)} is no cooperative."
                    yield Fault(place, what, "Allowed: a whole number from 0.")
            elif key not in choices:
                yield Fault(place, f"'{key}' is unknown.", nearest(key, (*choices, "cooperative")))
            elif value not in tuple(choices[key]):
                advice = nearest(str(value), choices[key])
                yield Fault(place, f"there is no {key} {shown(value)}.", advice)


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
                    f"{', '.join(shared)} is also set by policy {first + 1} in month {start}.",
                    "Policies on one term must not overlap: end one before the other begins.",
                )
