"""Cells are addressed by content: what decides the numbers of a run, and nothing else.

The address is a hash of the sources that decide numbers, of the resulting scenario in canonical
form and of the seed. Two studies that reach the same world by other names share its run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import attrs

from coopsim.errors import nearest
from coopsim.scenario import PARAMS, Policy, Scenario, as_declared
from coopsim.sweep.errors import SweepError

SOURCES = (
    "found", "ledger", "metrics.py", "model", "params.py", "policies.py", "results", "rules",
    "run.py", "scenario", "state.py", "streams.py", "sweep/running.py",
)  # fmt: skip
"""Modules and packages that decide the numbers of a run or what is kept of it."""

DIGITS = 32
"""Hexadecimal digits of an address: 128 bits."""

Values = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=1)
def sources_digest() -> str:
    """Hash of the source files that decide numbers; the ends of lines do not count."""
    found = hashlib.sha256()
    for name, text in sorted(_sources()):
        found.update(f"{name}\0{len(text)}\0".encode() + text)
    return found.hexdigest()[:DIGITS]


def _sources() -> Iterable[tuple[str, bytes]]:
    root = files("coopsim")
    waiting = [(name, root.joinpath(name)) for name in SOURCES]
    while waiting:
        name, place = waiting.pop()
        if place.is_dir():
            waiting += [(f"{name}/{one.name}", one) for one in place.iterdir()]
        elif name.endswith(".py"):
            yield name, place.read_bytes().replace(b"\r\n", b"\n")


def _pairs(pairs: Mapping[str, Any] | Values) -> Values:
    return tuple(sorted(pairs.items() if isinstance(pairs, Mapping) else pairs))


@attrs.frozen
class FactorTarget:
    """What a factor changes: a parameter, from the first day or between two months.

    Without ``start`` the value holds for everybody from the first day, in place of what a set of
    cooperatives says of its own; with it, as a dated policy, for those of ``where``.
    """

    parameter: str
    start: int | None = None
    until: int | None = None
    where: Values = attrs.field(default=(), converter=_pairs)

    @property
    def place(self) -> str:
        """Where the value stands in the canonical form."""
        if self.start is None:
            return f"terms {self.parameter}"
        return _policy_place(self.start, self.until, self.where, self.parameter)


@attrs.frozen
class Cell:
    """One run that is asked for: its address, its factors' values and its seed."""

    key: str
    values: Values
    """Value of each factor, by the factor's name in order."""
    seed: int


class Base:
    """A checked scenario and the factors that a sweep varies in it.

    ``factors`` says what each factor changes, by the factor's name. Raises ``SweepError`` for a
    factor of no parameter and for two factors of one place.

    >>> from coopsim.scenario import example
    >>> base = Base(example(), {"price of money": FactorTarget("fund.loan_rate")})
    >>> base.scenario({"price of money": 0.06}).terms.fund.loan_rate
    0.06
    """

    def __init__(
        self, unchanged: Scenario, factors: Mapping[str, FactorTarget] | None = None
    ) -> None:
        self.unchanged = unchanged.checked()
        self.factors = dict(factors or {})
        self._entries = canonical(self.unchanged)
        self._templates: dict[tuple[str, ...], _Template] = {}
        self._check()

    def _check(self) -> None:
        places: dict[str, str] = {}
        for name, target in self.factors.items():
            if target.parameter not in PARAMS:
                known = nearest(target.parameter, PARAMS)
                what = f"there is no parameter '{target.parameter}'. {known}"
                raise SweepError(f"factor '{name}': {what}".rstrip())
            if target.place in places:
                raise SweepError(
                    f"factor '{name}': it changes what factor '{places[target.place]}' changes. "
                    "Give each its own parameter, months or cooperatives."
                )
            places[target.place] = name

    def __reduce__(self) -> tuple[Any, ...]:
        return Base, (self.unchanged, self.factors)

    def cell(self, values: Mapping[str, Any], seed: int) -> Cell:
        """The run of these factor values and this seed; the values themselves are not checked."""
        plain = {name: _plain(values[name]) for name in sorted(values)}
        return Cell(self.key(plain, seed), tuple(plain.items()), int(seed))

    def key(self, values: Mapping[str, Any], seed: int) -> str:
        """The address of a run, hexadecimal. Raises ``SweepError`` for an unknown factor."""
        names = tuple(values)
        template = self._templates.get(names)
        if template is None:
            template = self._templates[names] = self._template(names)
        return template.key(values.values(), int(seed))

    def scenario(self, values: Mapping[str, Any]) -> Scenario:
        """The whole scenario of a point, checked.

        Raises ``ScenarioError`` with every fault, ``SweepError`` for an unknown factor.
        """
        targets = self._targets(tuple(values))
        plain = [
            _declared(one.parameter, value)
            for one, value in zip(targets, values.values(), strict=True)
        ]
        pairs = list(zip(targets, plain, strict=True))
        always = {one.parameter: value for one, value in pairs if one.start is None}
        dated = [
            Policy(one.start, ((one.parameter, value),), one.until, one.where)
            for one, value in pairs
            if one.start is not None
        ]
        found = self.unchanged.with_values(always) if always else self.unchanged
        return found.with_policies(*dated) if dated else found

    def _targets(self, names: tuple[str, ...]) -> list[FactorTarget]:
        for name in names:
            if name not in self.factors:
                raise SweepError(f"there is no factor '{name}'. {nearest(name, self.factors)}")
        return [self.factors[name] for name in names]

    def _template(self, names: tuple[str, ...]) -> _Template:
        """The canonical form with a gap for the value of each factor."""
        targets = self._targets(names)
        always = tuple(f" terms {one.parameter}" for one in targets if one.start is None)
        lines = {
            place: text
            for place, text in self._entries.items()
            if not (place.startswith("cooperatives ") and place.endswith(always))
        }
        gaps = {one.place: number for number, one in enumerate(targets)}
        order = sorted(lines | gaps)
        pieces, slots, kept = [""], [0] * len(targets), []
        for place in order:
            kept.append(f"\n{place}=")
            if place in gaps:
                slots[gaps[place]] = len(pieces)
                pieces[-1] = "".join(kept)
                pieces += ["", ""]
                kept = []
            else:
                kept.append(lines[place])
        pieces[-1] = "".join(kept)
        params = tuple(one.parameter for one in targets)
        return _Template(f"{sources_digest()}", tuple(pieces), tuple(slots), params)


@attrs.frozen
class _Template:
    """A canonical form with gaps: every second piece is the value of a factor."""

    sources: str
    pieces: tuple[str, ...]
    slots: tuple[int, ...]
    parameters: tuple[str, ...]

    def key(self, values: Iterable[Any], seed: int) -> str:
        pieces = [self.sources, *self.pieces, f"\nseed={seed}"]
        for slot, parameter, value in zip(self.slots, self.parameters, values, strict=True):
            pieces[slot + 1] = _encoded(_declared(parameter, value))
        return hashlib.sha256("".join(pieces).encode()).hexdigest()[:DIGITS]


def canonical(scenario: Scenario) -> dict[str, str]:
    """Everything that decides the numbers of a scenario: one line a term, place and policy.

    A policy of several terms is as many lines, so the order of writing is no difference.
    """
    data = scenario.as_data()
    tables, policies, sets = data.pop("terms"), data.pop("policies"), data.pop("cooperatives")
    lines = {name: _encoded(value) for name, value in data.items()}
    for table, terms in tables.items():
        lines |= {f"terms {table}.{key}": _encoded(value) for key, value in terms.items()}
    for number, one in enumerate(sets):
        own = one.pop("terms")
        lines[f"cooperatives {number:03}"] = _encoded(one)
        lines |= {f"cooperatives {number:03} terms {name}": _encoded(v) for name, v in own}
    for policy in policies:
        for name, value in policy["changes"]:
            place = _policy_place(policy["start"], policy["until"], policy["where"], name)
            lines[place] = _encoded(value)
    return lines


def _policy_place(start: int, until: int | None, where: Values, parameter: str) -> str:
    return f"policy {start} {until} {_encoded(dict(where))} {parameter}"


def _declared(parameter: str, value: Any) -> Any:
    return as_declared(PARAMS[parameter], _plain(value))


def _plain(value: Any) -> Any:
    """A NumPy number as Python's."""
    return value.item() if hasattr(value, "item") else value


def _encoded(value: Any) -> str:
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    return json.dumps(_whole(value), sort_keys=True)


def _whole(data: Any) -> Any:
    """Plain data in which 20.0 is 20."""
    if isinstance(data, dict):
        return {key: _whole(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_whole(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data
