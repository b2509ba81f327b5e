"""A scenario as a list of named values, each with its words, unit, bounds, source and grade.

Names are those of ``--set``: ``fund.loan_rate``, ``months``, ``district.Ermera.hours``,
``cooperatives.growers.members``, ``cooperatives.growers.fund.loan_rate``. Dated policies are no
values: ``differences`` and the timeline show them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from coopsim.files import sources
from coopsim.files.sources import UNITS
from coopsim.params import Grade, Role
from coopsim.scenario import KINDS, PARAMS, SECTORS, VERBS, CooperativeSet, District, Scenario
from coopsim.scenario.bounds import SET_BOUNDS, SIZE_BOUNDS, WHOLE
from coopsim.text import say, words

GROUPS: dict[str, str] = {
    "scenario": words("The village and its time"),
    "district": words("Districts"),
    "cooperatives": words("Cooperatives on the first day"),
    "luck": words("Luck: prices, weather, illness"),
    "livelihood": words("How households live"),
    "agriculture": words("Farming"),
    "fisheries": words("Fishing"),
    "trade": words("Kiosks and shops"),
    "market": words("Selling and prices"),
    "savings": words("Savings"),
    "fund": words("Lending by the cooperative"),
    "national": words("National revolving fund"),
    "bank": words("Banks and other lenders"),
    "membership": words("Joining and leaving"),
    "office": words("Running the office"),
    "digital": words("Digital tools"),
    "programme": words("Programmes from outside"),
    "governance": words("Board, meetings and trust"),
    "surplus": words("Sharing the surplus (SHU)"),
    "regulation": words("Rules of the state"),
}
"""Headings under which values stand, in the order of a scenario file."""
LABELS: dict[str, str] = {
    "country": words("country"),
    "currency": words("currency"),
    "per_dollar": words("exchange rate to the dollar"),
    "months": words("months that are simulated"),
    "households": words("households"),
    "smallest": words("fewest households it can be run with"),
    "whole": words("households in reality"),
    "first_year": words("first year"),
    "what_if": words("a what-if: it adds what does not exist"),
    "without": words("steps of the month that are left out"),
    "share": words("share of the households"),
    "hours": words("way to the market"),
    "kind": words("kind of cooperative"),
    "count": words("cooperatives of this kind"),
    "members": words("members of each"),
    "districts": words("districts they stand in"),
    "lends": words("they lend to members"),
    "alike": words("they are copies of one another, under the same luck"),
    "age": words("age on the first day"),
    "voluntary": words("voluntary savings a member"),
    "borrowers": words("members with a loan"),
    "late": words("loans that are late"),
    "on_loan": words("money that is on loan on the first day, at least"),
    "reserve": words("reserve against members' shares and compulsory savings"),
    "grants": words("grants received, each"),
    "unfounded": words("not founded yet"),
    "agriculture": words("households that live from farming"),
    "fisheries": words("households that live from fishing"),
    "trade": words("households that live from trade"),
}
AROUND = words("households around each set of cooperatives, at full size")
UNIT = {"months": "months", "hours": "hours", "voluntary": "money", "per_dollar": "", "share": ""}
FLAGS = tuple(one.name for one in attrs.fields(CooperativeSet) if isinstance(one.default, bool))
"""What is yes or no of a set of cooperatives."""
DISTRICT_BOUNDS = {"share": (0.0, 1e9), "hours": (0.0, 24.0)}
MONEY_FIELDS = {"voluntary", "grants"}
DECIDED = {"months", "households", "first_year"}
"""What a trainer chooses about a run; everything else on the first day is assumed."""
FIXED = {"country", "currency", "per_dollar", "smallest", "whole", "without"}
"""What the studio shows and does not change: every amount depends on it."""


@attrs.frozen
class Value:
    """One named value of a scenario.

    ``low`` and ``high`` are in the scenario's currency where the unit is money; ``choices`` are
    the words of a choice. ``kind`` is that of a parameter, or ``text`` for names.
    """

    name: str
    group: str
    label: str
    value: Any
    kind: str
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()
    role: Role = "assumption"
    grade: Grade = "C"
    source: str = ""
    owner: str = ""
    """The district or set of cooperatives it belongs to."""

    @property
    def fixed(self) -> bool:
        """Whether the studio only shows it."""
        return self.name in FIXED or self.kind == "text"


def values(scenario: Scenario) -> dict[str, Value]:
    """Every value of a scenario by name: the village, districts, sets of cooperatives, terms."""
    told = {row.name: row for row in sources(scenario)}
    found = {}
    for one in _all(scenario):
        row = told.get(one.name)
        if row is not None:
            one = attrs.evolve(one, grade=row.grade, source=row.source)
        found[one.name] = one
    return found


def _all(scenario: Scenario) -> Iterator[Value]:
    yield from _village(scenario)
    for district in scenario.districts:
        yield from _district(district)
    for one in scenario.cooperatives:
        yield from _cooperatives(scenario, one)
    for name in PARAMS:
        yield term(scenario, name)


def term(scenario: Scenario, name: str, given: Any = None, owner: str = "") -> Value:
    """A term of everybody, or with ``given`` of a set of cooperatives or a policy."""
    param = PARAMS[name]
    scale = scenario.per_dollar if param.is_money else 1.0
    value = getattr(getattr(scenario.terms, param.table), param.key) if given is None else given
    return Value(
        name=f"cooperatives.{owner}.{name}" if owner else name,
        group="cooperatives" if owner else param.table, label=param.label, value=value,
        kind=param.kind, unit=param.unit, low=param.low * scale, high=param.high * scale,
        choices=param.choices, role=param.role, grade=param.grade, source=param.source,
        owner=owner,
    )  # fmt: skip


def _village(scenario: Scenario) -> Iterator[Value]:
    for key in ("country", "currency", *SIZE_BOUNDS, "what_if", "without"):
        value = getattr(scenario, key)
        low, high = SIZE_BOUNDS.get(key, (0.0, 0.0))
        kind = "whole" if key in WHOLE else "number" if key in SIZE_BOUNDS else "text"
        yield Value(
            key, "scenario", LABELS[key], value, "yes/no" if key == "what_if" else kind,
            UNIT.get(key, ""), low, high, VERBS if key == "without" else (),
            role="decision" if key in DECIDED else "assumption",
        )  # fmt: skip


def _district(one: District) -> Iterator[Value]:
    for key, (low, high) in DISTRICT_BOUNDS.items():
        yield Value(
            f"district.{one.name}.{key}", "district", LABELS[key], getattr(one, key), "number",
            UNIT[key], low, high, owner=one.name,
        )  # fmt: skip


def _cooperatives(scenario: Scenario, one: CooperativeSet) -> Iterator[Value]:
    prefix = f"cooperatives.{one.name}."
    for field in attrs.fields(CooperativeSet):
        key, value = field.name, getattr(one, field.name)
        if key == "sectors":
            for sector, share in zip(SECTORS, one.sectors, strict=True):
                yield Value(f"{prefix}sectors.{sector}", "cooperatives", LABELS[sector], share,
                            "number", "share", 0.0, 1.0, owner=one.name)  # fmt: skip
        elif key in SET_BOUNDS:
            low, high = SET_BOUNDS[key]
            label = AROUND if key == "households" else LABELS[key]
            unit = "money" if key in MONEY_FIELDS else UNITS[key]
            kind = "whole" if key in WHOLE else "number"
            yield Value(prefix + key, "cooperatives", label, value, kind, unit, low, high,
                        owner=one.name)  # fmt: skip
        elif key in FLAGS:
            yield Value(prefix + key, "cooperatives", LABELS[key], value, "yes/no", owner=one.name)
        elif key == "kind":
            yield Value(prefix + key, "cooperatives", LABELS[key], value, "choice", choices=KINDS,
                        owner=one.name)  # fmt: skip
        elif key == "districts":
            yield Value(prefix + key, "cooperatives", LABELS[key], value, "text", owner=one.name)
    for name, value in one.terms:
        yield term(scenario, name, value, one.name)


def search(
    rows: Iterable[Value], text: str, lang: str = "en", group: str = "", role: str = ""
) -> list[Value]:
    """Values whose name, words or unit hold every word of ``text``; all where it is empty.

    Words are looked for in English and in ``lang``; what holds them in its label comes first.
    """
    wanted = text.casefold().split()
    scored = []
    for one in rows:
        if (group and one.group != group) or (role and one.role != role):
            continue
        label = f"{one.label} {say(one.label, lang)}".casefold()
        heading = GROUPS[one.group]
        about = f"{one.name} {one.unit} {heading} {say(heading, lang)} {label}".casefold()
        if all(word in about for word in wanted):
            scored.append((not all(word in label for word in wanted), one))
    return [one for _, one in sorted(scored, key=lambda pair: pair[0])]
