"""What one scenario changes against another: one list for the page, the terminal and a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import attrs

from coopsim.params import Grade
from coopsim.scenario import PARAMS, Origin, Policy, Scenario
from coopsim.scenario.parts import Pairs
from coopsim.studio.values import Value, values
from coopsim.text import words

ORDER = words("order of writing")
Key = tuple[int, int | None, Pairs]
"""When and for whom a policy holds: two policies alike in this are one, changed."""


@attrs.frozen
class Difference:
    """One value that differs; None on the side that has none.

    ``group`` is a key of ``GROUPS`` or ``policy``; ``owner`` names the district, the set of
    cooperatives, or the policy as ``policy.2``. ``grade`` and ``source`` are B's: who says so.
    """

    name: str
    group: str
    label: str
    unit: str
    a: Any
    b: Any
    kind: str
    owner: str = ""
    grade: Grade = "C"
    source: str = ""
    policy: Policy | None = None
    """The policy it belongs to, where it belongs to one."""


def differences(a: Scenario, b: Scenario) -> tuple[Difference, ...]:
    """Everything that decides the numbers and differs, in the order of a scenario file.

    Empty exactly where the digests of the two are equal.
    """
    before, after = values(a), values(b)
    names = list(after)
    names += [name for name in before if name not in after]
    rows = [_row(before.get(name), after.get(name)) for name in names]
    found = [one for one in rows if one is not None]
    found += _policies(a, b)
    return tuple(found or _orders(a, b))


def _row(a: Value | None, b: Value | None) -> Difference | None:
    if a is not None and b is not None and a.value == b.value:
        return None
    one = b or a
    assert one is not None
    return Difference(
        one.name, one.group, one.label, one.unit, a and a.value, b and b.value, one.kind,
        one.owner, one.grade, one.source,
    )  # fmt: skip


def _policies(a: Scenario, b: Scenario) -> Iterator[Difference]:
    before, after = _by_key(a), _by_key(b)
    origins = dict(b.origins)
    for key in dict.fromkeys([*after, *before]):
        for old, new in zip_longest(before.get(key, ()), after.get(key, ())):
            yield from _policy(old, new, origins)


def _by_key(scenario: Scenario) -> dict[Key, list[tuple[int, Policy]]]:
    found: dict[Key, list[tuple[int, Policy]]] = {}
    for number, one in enumerate(scenario.policies, 1):
        found.setdefault((one.start, one.until, one.where), []).append((number, one))
    return found


def _policy(
    old: tuple[int, Policy] | None, new: tuple[int, Policy] | None, origins: dict[str, Origin]
) -> Iterator[Difference]:
    """A policy that is new, gone or changed: when and for whom, then each term, then why."""
    number, policy = new or old or (0, None)
    assert policy is not None
    owner = f"policy.{number}"

    def row(key: str, label: str, unit: str, sides: tuple[Any, Any], kind: str) -> Difference:
        name = f"{owner}.{key}".removesuffix(".")
        one = origins.get(name) if new else None
        said = (one.grade, one.source) if one and one.value == sides[1] else ("C", "")
        return Difference(name, "policy", label, unit, *sides, kind, owner, *said, policy)

    if old is None or new is None:
        yield row("", words("dated policy"), "", (old and True, new and True), "policy")
    a, b = (dict(one[1].changes) if one else {} for one in (old, new))
    for name in dict.fromkeys([*b, *a]):
        if a.get(name) != b.get(name):
            param = PARAMS[name]
            yield row(name, param.label, param.unit, (a.get(name), b.get(name)), param.kind)
    why = tuple(one[1].why if one else "" for one in (old, new))
    if why[0] != why[1]:
        yield row("why", words("why"), "", (why[0] or None, why[1] or None), "text")


def _orders(a: Scenario, b: Scenario) -> Iterator[Difference]:
    """The same values in another order: they draw other luck."""
    for group, key in (("district", "districts"), ("cooperatives", "cooperatives")):
        sides = [tuple(one.name for one in getattr(side, key)) for side in (a, b)]
        if sides[0] != sides[1]:
            yield Difference(key, group, ORDER, "", sides[0], sides[1], "text")
    keys = [tuple(map(_when, side.policies)) for side in (a, b)]
    if keys[0] != keys[1]:
        yield Difference("policies", "policy", ORDER, "", keys[0], keys[1], "text")


def _when(policy: Policy) -> str:
    where = ", ".join(f"{key} {value}" for key, value in policy.where)
    return f"{policy.start}-{policy.until or ''} {where}".strip()


def written(value: Any) -> str:
    """A value as a file's header and the terminal write it; a dash where there is none."""
    if value is None or value == () or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)
