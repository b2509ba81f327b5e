"""The cases: what is run for a stylised fact, and what must hold. Read from ``facts.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import attrs

from coopsim.errors import CoopsimError, nearest
from coopsim.scenario import Policy, Scenario

Pairs = tuple[tuple[str, Any], ...]
TYPES = {"I": "identity", "S": "sign", "M": "magnitude", "D": "distribution"}
GRADES = ("A", "B", "C")
NEEDED = ("title", "statement", "target", "type", "source", "grade", "part")


class FactError(CoopsimError):
    """A fact that does not exist, or whose case cannot be read."""


@attrs.frozen
class Change:
    """How a variant differs from its preset: from the first day on, or from a month on.

    ``set`` gives terms, ``times`` multiplies them, ``opening`` changes what every set of
    cooperatives is like on the first day.
    """

    start: int = 0
    until: int | None = None
    where: Pairs = ()
    set: Pairs = ()
    times: Pairs = ()
    opening: Pairs = ()
    without: tuple[str, ...] = ()

    def applied(self, scenario: Scenario) -> Scenario:
        """The scenario with this change."""
        terms = scenario.terms
        scaled = {
            name: getattr(getattr(terms, name.split(".")[0]), name.split(".")[1]) * factor
            for name, factor in self.times
        }
        values = dict(self.set) | scaled
        if self.start and values:
            changes = tuple(values.items())
            policy = Policy(self.start, changes, self.until, self.where, "validation")
            return scenario.with_policies(policy)
        if values:
            scenario = scenario.with_values(values)
        sets = tuple(attrs.evolve(one, **dict(self.opening)) for one in scenario.cooperatives)
        left_out = tuple(dict.fromkeys((*scenario.without, *self.without)))
        return attrs.evolve(scenario, cooperatives=sets, without=left_out).checked()


@attrs.frozen
class Part:
    """One number of a fact: how it is measured, and where it must lie.

    A bound written as ``above`` or ``below`` is not part of the target; ``low`` and ``high`` are.
    """

    name: str
    measure: str
    low: float | None = None
    high: float | None = None
    strict: bool = False
    unit: str = ""
    options: Pairs = ()


@attrs.frozen
class Fact:
    """A stylised fact and its case."""

    id: str
    title: str
    statement: str
    target: str
    """What must hold, in words."""
    type: str
    source: str
    grade: str
    parts: tuple[Part, ...]
    preset: str = ""
    asks: str = "any"
    """What a preset must have for the fact to be measured on it, a key of ``ASKS``."""
    households: int = 1000
    months: int = 60
    seeds: int = 20
    quick: int = 5
    """Seeds with --quick."""
    watch: tuple[str, ...] = ()
    """Watchers that look into the village month by month."""
    variants: tuple[tuple[str, tuple[Change, ...]], ...] = (("base", ()),)
    note: str = ""
    """How the case reads the fact, where that is a choice."""
    given: str = ""
    """What of the fact the model was told beforehand; the rest of it is a test."""
    explanation: str = ""
    """Why it does not hold; told only where it was measured not to."""
    fitted: str = ""
    """Why it does not hold with fitted values; told only where it does not."""

    def scenarios(self, preset: Scenario) -> dict[str, Scenario]:
        """The scenario of every variant, at the case's size or the smallest the preset allows."""
        sized = preset.sized(max(self.households, preset.smallest), self.months)
        found = {}
        for name, changes in self.variants:
            scenario = sized
            for change in changes:
                scenario = change.applied(scenario)
            found[name] = attrs.evolve(scenario, origins=())
        return found


def _lends(scenario: Scenario) -> bool:
    return any(one.lends for one in scenario.cooperatives)


def _only_lends(scenario: Scenario) -> bool:
    return all(one.kind == "savings-and-loan" for one in scenario.cooperatives)


def _grows(scenario: Scenario) -> bool:
    return any(one.kind == "producer" for one in scenario.cooperatives)


def _fishes(scenario: Scenario) -> bool:
    return any(one.kind == "fisher" for one in scenario.cooperatives)


def _founds(scenario: Scenario) -> bool:
    return float(scenario.terms.programme.founding) > 0


ASKS = {
    "any": lambda scenario: True, "lending": _lends, "credit union": _only_lends,
    "crop": _grows, "fish": _fishes, "founding": _founds,
}  # fmt: skip
"""What a preset may be asked for, and how it is seen."""


def load_facts(ids: Iterable[str] = (), text: str | None = None) -> tuple[Fact, ...]:
    """The facts of ``facts.toml`` (or of ``text``), all unless named.

    Raises ``FactError`` for a name that is not there and for a case that cannot be read.
    """
    if text is None:
        text = files("coopsim.validation").joinpath("facts.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    shared = read.pop("shared", {})
    known = {name: _fact(name, data, shared) for name, data in read.items()}
    chosen = list(dict.fromkeys(ids)) or list(known)
    for name in chosen:
        if name not in known:
            raise FactError(f"there is no fact '{name}'. {nearest(name, known)}".rstrip())
    return tuple(known[name] for name in chosen)


def _fact(name: str, data: Mapping[str, Any], shared: Mapping[str, Any]) -> Fact:
    missing = [key for key in NEEDED if not data.get(key)]
    if missing:
        raise FactError(f"facts.toml: {name} has no {', '.join(missing)}.")
    known = dict(data)
    parts = tuple(_part(name, one) for one in known.pop("part"))
    variants = tuple(
        (key, tuple(_change(one, shared) for one in changes))
        for key, changes in known.pop("variants", {"base": []}).items()
    )
    fact = Fact(name, parts=parts, variants=variants, watch=tuple(known.pop("watch", ())), **known)
    if fact.type not in TYPES or fact.grade[0] not in GRADES or fact.asks not in ASKS:
        raise FactError(f"facts.toml: {name} has a type, grade or 'asks' that is not known.")
    return fact


def _change(data: Mapping[str, Any], shared: Mapping[str, Any]) -> Change:
    """A change, or the shared one it names with ``like``."""
    if "like" in data:
        data = shared[data["like"]]
    pairs = {key: tuple(data.get(key, {}).items()) for key in ("where", "set", "times", "opening")}
    return Change(
        data.get("from", 0), data.get("until"), without=tuple(data.get("without", ())), **pairs
    )


def _part(fact: str, data: Mapping[str, Any]) -> Part:
    known = dict(data)
    strict = "above" in known or "below" in known
    low = known.pop("above", known.pop("low", None))
    high = known.pop("below", known.pop("high", None))
    if low is None and high is None:
        raise FactError(f"facts.toml: {fact} has a part without a bound.")
    name, measure = known.pop("name"), known.pop("measure")
    unit = known.pop("unit", "")
    return Part(name, measure, low, high, strict, unit, tuple(known.items()))
