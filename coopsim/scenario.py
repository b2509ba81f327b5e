"""What is asked: a frozen scenario. A variant is a copy; nothing edits one in place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from coopsim.errors import Fault, ScenarioError, nearest
from coopsim.params import Grade, Param, declared
from coopsim.rules.agriculture import AgricultureTerms
from coopsim.rules.fisheries import FisheriesTerms
from coopsim.rules.governance import GovernanceTerms
from coopsim.rules.lending import FundTerms
from coopsim.rules.livelihood import LivelihoodTerms
from coopsim.rules.luck import LuckTerms
from coopsim.rules.market import MarketTerms
from coopsim.rules.membership import MembershipTerms
from coopsim.rules.office import DigitalTerms, OfficeTerms, ProgrammeTerms
from coopsim.rules.refinance import BankTerms, NationalTerms
from coopsim.rules.savings import SavingsTerms
from coopsim.rules.surplus import SHARES, RegulationTerms, SurplusTerms
from coopsim.rules.trade import TradeTerms

SECTORS = ("agriculture", "fisheries", "trade")
KINDS = ("savings-and-loan", "producer", "fisher", "consumer", "multi-purpose")
CURRENCIES = {"USD": 100, "IDR": 1}
"""Currencies, and the minor units in one of each; the rupiah is used without cents."""
VERBS = (
    "luck", "earn_elsewhere", "produce", "deliver", "sell_and_pay", "pay_in_and_out", "lend",
    "run_office", "refinance", "join_and_leave", "govern", "close_year",
)  # fmt: skip
"""Verbs of the month that a scenario may leave out (``without``), to see what each does."""


@attrs.frozen
class Terms:
    """Every term of a scenario, one table a rule file."""

    luck: LuckTerms = attrs.field(factory=LuckTerms)
    livelihood: LivelihoodTerms = attrs.field(factory=LivelihoodTerms)
    agriculture: AgricultureTerms = attrs.field(factory=AgricultureTerms)
    fisheries: FisheriesTerms = attrs.field(factory=FisheriesTerms)
    trade: TradeTerms = attrs.field(factory=TradeTerms)
    market: MarketTerms = attrs.field(factory=MarketTerms)
    savings: SavingsTerms = attrs.field(factory=SavingsTerms)
    fund: FundTerms = attrs.field(factory=FundTerms)
    national: NationalTerms = attrs.field(factory=NationalTerms)
    bank: BankTerms = attrs.field(factory=BankTerms)
    membership: MembershipTerms = attrs.field(factory=MembershipTerms)
    office: OfficeTerms = attrs.field(factory=OfficeTerms)
    digital: DigitalTerms = attrs.field(factory=DigitalTerms)
    programme: ProgrammeTerms = attrs.field(factory=ProgrammeTerms)
    governance: GovernanceTerms = attrs.field(factory=GovernanceTerms)
    surplus: SurplusTerms = attrs.field(factory=SurplusTerms)
    regulation: RegulationTerms = attrs.field(factory=RegulationTerms)


TABLES: dict[str, type] = {field.name: type(getattr(Terms(), field.name)) for field in attrs.fields(Terms)}
PARAMS: dict[str, Param] = {
    param.name: param for table, cls in TABLES.items() for param in declared(table, cls).values()
}
"""Every parameter by its full name, ``fund.loan_rate``."""


@attrs.frozen
class District:
    """A place: its share of the households and its way to the market."""

    name: str
    share: float
    hours: float = 1.0


@attrs.frozen
class CooperativeSet:
    """Alike cooperatives and the households around them, as they are on the first day.

    ``count`` and ``households`` are at full size; a smaller run keeps the cooperatives at their
    size and takes fewer of them. Money is in the scenario's currency.
    """

    name: str
    kind: str
    sectors: tuple[float, float, float]
    """Shares of the households living from agriculture, fisheries and trade; they sum to 1."""
    count: int = 1
    households: int = 300
    members: int = 100
    districts: tuple[str, ...] = ()
    lends: bool = True
    age: int = 60
    """Months since founding."""
    voluntary: float = 20.0
    """Voluntary savings a member."""
    borrowers: float = 0.3
    """Share of members with a loan."""
    late: float = 0.05
    """Share of those loans that are late."""
    reserve: float = 0.1
    """Reserve as a share of members' shares and compulsory savings."""
    grants: float = 0.0
    """Grants received, a cooperative."""
    unfounded: float = 0.0
    """Share of the cooperatives that do not exist yet on the first day."""
    terms: tuple[tuple[str, Any], ...] = ()
    """Terms of this set that differ from the scenario's, by full name."""

    @property
    def trades(self) -> bool:
        """Whether these cooperatives buy and sell goods; a savings-and-loan one does not."""
        return self.kind != "savings-and-loan"


@attrs.frozen
class Policy:
    """A dated change of terms, for all or for some; ``until`` is inclusive."""

    start: int
    changes: tuple[tuple[str, Any], ...]
    until: int | None = None
    where: tuple[tuple[str, Any], ...] = ()
    """Of ``district``, ``sector``, ``kind``, ``set``, ``cooperative``; all must hold."""
    why: str = ""

    def active(self, month: int) -> bool:
        """Whether the policy is in force in a month."""
        return self.start <= month and (self.until is None or month <= self.until)


@attrs.frozen
class Origin:
    """Where a value of a scenario comes from."""

    value: Any
    grade: Grade
    source: str
    file: str = ""


@attrs.frozen
class Scenario:
    """A village, district or nation and its terms, ready to be simulated."""

    name: str
    title: str
    districts: tuple[District, ...]
    cooperatives: tuple[CooperativeSet, ...]
    terms: Terms = attrs.field(factory=Terms)
    policies: tuple[Policy, ...] = ()
    country: str = ""
    currency: str = "USD"
    per_dollar: float = 1.0
    months: int = 120
    households: int = 1000
    smallest: int = 12
    whole: int = 0
    """Households in reality; 0 where the scenario is a place and not a nation."""
    first_year: int = 2026
    note: str = ""
    what_if: bool = False
    words: tuple[tuple[str, str], ...] = ()
    """Titles by language."""
    expect: tuple[tuple[str, tuple[float, float]], ...] = ()
    """Ranges that a metric's yearly values must keep, from ``domain``."""
    without: tuple[str, ...] = ()
    origins: tuple[tuple[str, Origin], ...] = attrs.field(default=(), eq=False, repr=False)

    @property
    def minor(self) -> int:
        """Minor units in one unit of the currency."""
        return CURRENCIES[self.currency]

    def with_terms(self, **changes: Any) -> Scenario:
        """A copy with other terms for everybody, named ``table__key``.

        Raises ``ScenarioError`` for unknown names and values out of bounds, all at once.

        >>> from coopsim.scenario import example
        >>> example().with_terms(fund__loan_rate=0.06).terms.fund.loan_rate
        0.06
        """
        named = {name.replace("__", ".", 1): value for name, value in changes.items()}
        return self.with_values(named)

    def with_values(self, values: Mapping[str, Any], where: str = "") -> Scenario:
        """The same as ``with_terms``, with full names as keys: ``{"fund.loan_rate": 0.06}``."""
        where = where or self.name
        faults = [
            Fault(f"{where}: {name}", "there is no such term.", nearest(name, PARAMS))
            for name in values
            if name not in PARAMS
        ]
        if faults:
            raise ScenarioError(faults)
        sets = tuple(
            attrs.evolve(one, terms=tuple(item for item in one.terms if item[0] not in values))
            for one in self.cooperatives
        )
        origins = dict(self.origins) | {
            name: Origin(value, "C", "set by the user", where) for name, value in values.items()
        }
        changed = attrs.evolve(
            self, terms=replaced(self.terms, values), cooperatives=sets, origins=tuple(origins.items())
        )
        return changed.checked(where)

    def with_policies(self, *policies: Policy) -> Scenario:
        """A copy with these dated policies added."""
        return attrs.evolve(self, policies=(*self.policies, *policies)).checked()

    def sized(self, households: int | None = None, months: int | None = None) -> Scenario:
        """A copy of another size or length."""
        changed = attrs.evolve(
            self,
            households=self.households if households is None else int(households),
            months=self.months if months is None else int(months),
        )
        return changed.checked()

    def checked(self, where: str = "") -> Scenario:
        """This scenario, or a ``ScenarioError`` that names every fault."""
        faults = list(scenario_faults(self, where or self.name))
        if faults:
            raise ScenarioError(faults)
        return self

    def as_data(self) -> dict[str, Any]:
        """Everything that decides the numbers, as plain data."""
        left_out = {"origins", "title", "words", "note", "expect", "name"}
        data: dict[str, Any] = attrs.asdict(
            self, filter=lambda field, _: field.name not in left_out
        )
        return data

    @property
    def digest(self) -> str:
        """Hash of everything that decides the numbers."""
        text = json.dumps(self.as_data(), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def replaced(terms: Terms, values: Mapping[str, Any]) -> Terms:
    """Terms with some values replaced, by full name; nothing is checked."""
    by_table: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        table, key = name.split(".", 1)
        number = float(value) if PARAMS[name].kind == "number" and _is_number(value) else value
        by_table.setdefault(table, {})[key] = number
    tables = {
        table: attrs.evolve(getattr(terms, table), **changes) for table, changes in by_table.items()
    }
    return attrs.evolve(terms, **tables)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def scenario_faults(scenario: Scenario, where: str) -> Iterator[Fault]:
    """Everything that would keep a scenario from running, or make it mean nothing."""
    yield from _size_faults(scenario, where)
    yield from _place_faults(scenario, where)
    yield from _set_faults(scenario, where)
    for name, param in PARAMS.items():
        value = getattr(getattr(scenario.terms, param.table), param.key)
        yield from _value_fault(scenario, f"{where}: [{param.table}] {param.key}", name, value)
    yield from _share_faults(scenario, where)
    yield from _policy_faults(scenario, where)


def _value_fault(scenario: Scenario, place: str, name: str, value: object) -> Iterator[Fault]:
    param = PARAMS.get(name)
    if param is None:
        yield Fault(place, f"there is no term '{name}'.", nearest(name, PARAMS))
        return
    wrong = param.fault(value, scenario.per_dollar)
    if wrong:
        yield Fault(place, wrong, param.allowed(scenario.per_dollar))


def _size_faults(scenario: Scenario, where: str) -> Iterator[Fault]:
    if scenario.currency not in CURRENCIES:
        known = nearest(str(scenario.currency), CURRENCIES)
        yield Fault(f"{where}: currency", f"{scenario.currency!r} is unknown.", known)
    if not 1 <= scenario.months <= 1200:
        yield Fault(f"{where}: months", f"{scenario.months} is out of bounds.", "Allowed: 1 to 1,200.")
    if scenario.households < scenario.smallest:
        yield Fault(
            f"{where}: households",
            f"{scenario.households:,} are too few for '{scenario.name}': its cooperatives keep "
            "their real size, and below this there would be less than one in some place.",
            f"Allowed: {scenario.smallest:,} or more.",
        )
    if scenario.households > 40_000_000:
        yield Fault(f"{where}: households", f"{scenario.households:,} are too many.", "Allowed: 40,000,000 or fewer.")  # fmt: skip
    for verb in scenario.without:
        if verb not in VERBS:
            yield Fault(f"{where}: without", f"there is no verb '{verb}'.", nearest(verb, VERBS))
    if not 1e-3 <= scenario.per_dollar <= 1e6:
        yield Fault(f"{where}: per_dollar", f"{scenario.per_dollar} is out of bounds.", "Allowed: 0.001 to 1,000,000.")  # fmt: skip


def _place_faults(scenario: Scenario, where: str) -> Iterator[Fault]:
    if not scenario.districts:
        yield Fault(f"{where}: [[district]]", "there is no district.", "Write at least one.")
    names = [district.name for district in scenario.districts]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(f"{where}: [[district]] {name}", "the name stands twice.", "Names are unique.")
    for district in scenario.districts:
        place = f"{where}: [[district]] {district.name}"
        if not 0 < district.share <= 1e9:
            yield Fault(place, f"share = {district.share} means nobody lives there.", "Allowed: above 0.")  # fmt: skip
        if not 0 <= district.hours <= 24:
            yield Fault(place, f"hours = {district.hours} is out of bounds.", "Allowed: 0 to 24.")


_SET_BOUNDS = {
    "count": (1, 500_000), "households": (2, 1_000_000), "members": (0, 1_000_000), "age": (0, 1200),
    "voluntary": (0, 1e9), "borrowers": (0, 1), "late": (0, 1), "reserve": (0, 10),
    "grants": (0, 1e12), "unfounded": (0, 1),
}  # fmt: skip


def _set_faults(scenario: Scenario, where: str) -> Iterator[Fault]:
    if not scenario.cooperatives:
        yield Fault(f"{where}: [cooperatives]", "there is no cooperative.", "Write at least one set.")
    known = {district.name for district in scenario.districts}
    for one in scenario.cooperatives:
        place = f"{where}: [cooperatives.{one.name}]"
        if one.kind not in KINDS:
            yield Fault(f"{place} kind", f"{one.kind!r} is unknown.", nearest(str(one.kind), KINDS))
        for key, (low, high) in _SET_BOUNDS.items():
            value = getattr(one, key)
            if not _is_number(value) or not low <= value <= high:
                yield Fault(f"{place} {key}", f"{value!r} is out of bounds.", f"Allowed: {low:,} to {high:,}.")  # fmt: skip
        if abs(sum(one.sectors) - 1) > 1e-6 or min(one.sectors) < 0:
            total = sum(one.sectors) * 100
            yield Fault(f"{place} sectors", f"the shares sum to {total:.4g} %.", "They must sum to 100 %.")  # fmt: skip
        if _is_number(one.members) and _is_number(one.households) and one.members > one.households:
            yield Fault(f"{place} members", f"{one.members:,} are more than the {one.households:,} households around.", "Allowed: as many or fewer.")  # fmt: skip
        for name in one.districts:
            if name not in known:
                yield Fault(f"{place} districts", f"nobody lives in '{name}'.", nearest(name, known))
        for name, value in one.terms:
            yield from _value_fault(scenario, f"{place} {name}", name, value)


def _share_faults(scenario: Scenario, where: str) -> Iterator[Fault]:
    """The surplus shares sum to 100 % in every month, for every set of cooperatives."""
    bases = [("[surplus]", dict[str, Any]())] + [
        (f"[cooperatives.{one.name}]", dict(one.terms)) for one in scenario.cooperatives
    ]
    changes = [("", dict[str, Any]())] + [
        (f" with the policy from month {policy.start}", dict(policy.changes))
        for policy in scenario.policies
    ]
    for place, base in bases:
        for when, change in changes:
            if not any(name.startswith("surplus.") for name in (*base, *change)) and (
                place != "[surplus]" or when
            ):
                continue
            both = base | change
            values = [both.get(f"surplus.{s}", getattr(scenario.terms.surplus, s)) for s in SHARES]
            if all(map(_is_number, values)) and abs(sum(values) - 1) > 1e-6:
                yield Fault(
                    f"{where}: {place}{when}",
                    f"the shares of the surplus sum to {sum(values) * 100:.4g} %.",
                    f"{', '.join(SHARES)} must sum to 100 %.",
                )


def _policy_faults(scenario: Scenario, where: str) -> Iterator[Fault]:
    choices: dict[str, set[Any]] = {
        "district": {district.name for district in scenario.districts},
        "sector": set(SECTORS),
        "kind": set(KINDS),
        "set": {one.name for one in scenario.cooperatives},
    }
    for number, policy in enumerate(scenario.policies, 1):
        place = f"{where}: [[policy]] {number}"
        if policy.start < 1:
            yield Fault(f"{place} from", f"{policy.start} is before the first month.", "Allowed: 1 or more.")  # fmt: skip
        if policy.until is not None and policy.until < policy.start:
            yield Fault(f"{place} until", f"{policy.until} is before from = {policy.start}.", "Allowed: the same month or later.")  # fmt: skip
        for key, value in policy.where:
            if key == "cooperative":
                if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                    yield Fault(f"{place} where", f"cooperative = {value!r}.", "Allowed: a number from 0.")  # fmt: skip
            elif key not in choices:
                yield Fault(f"{place} where", f"'{key}' is unknown.", nearest(key, (*choices, "cooperative")))  # fmt: skip
            elif value not in choices[key]:
                yield Fault(f"{place} where", f"there is no {key} '{value}'.", nearest(str(value), choices[key]))  # fmt: skip
        for name, value in policy.changes:
            yield from _value_fault(scenario, f"{place} set {name}", name, value)
    yield from _overlap_faults(scenario, where)


def _overlap_faults(scenario: Scenario, where: str) -> Iterator[Fault]:
    """Two policies on one term, in one month, for one cooperative, contradict each other."""
    policies = scenario.policies
    for second, late in enumerate(policies):
        for first, early in enumerate(policies[:second]):
            shared = sorted({name for name, _ in late.changes} & {name for name, _ in early.changes})
            start = max(late.start, early.start)
            ends = [p.until for p in (late, early) if p.until is not None]
            meet = not ends or start <= min(ends)
            a, b = dict(early.where), dict(late.where)
            apart = any(key in b and b[key] != value for key, value in a.items())
            if shared and meet and not apart:
                yield Fault(
                    f"{where}: [[policy]] {second + 1}",
                    f"{', '.join(shared)} is also set by policy {first + 1} in month {start}.",
                    "Policies on one term must not overlap: end one before the other begins.",
                )


def example() -> Scenario:
    """The smallest scenario there is, for examples and tests of parts."""
    return Scenario(
        name="example",
        title="An example",
        districts=(District("Somewhere", 1.0, 1.0),),
        cooperatives=(CooperativeSet("growers", "producer", (1.0, 0.0, 0.0), 1, 30, 12),),
        households=30,
    )
