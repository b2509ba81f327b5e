"""What a scenario is made of: places, sets of cooperatives, dated policies, origins."""

from __future__ import annotations

from typing import Any

import attrs

from coopsim.params import Grade
from coopsim.scenario.terms import Terms

SECTORS = ("agriculture", "fisheries", "trade")
KINDS = ("savings-and-loan", "producer", "fisher", "consumer", "multi-purpose")
CURRENCIES = {"USD": 100, "IDR": 1}
"""Currencies, and the minor units in one of each; the rupiah is used without cents."""
VERBS = (
    "luck", "earn_elsewhere", "produce", "deliver", "sell_and_pay", "pay_in_and_out", "lend",
    "run_office", "refinance", "join_and_leave", "govern", "close_year",
)  # fmt: skip
"""Verbs of the month that a scenario may leave out (``without``), to see what each does."""

Pairs = tuple[tuple[str, Any], ...]


def _by_name(pairs: Pairs) -> Pairs:
    """Pairs in one order, so that the order of writing is no difference."""
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


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
    on_loan: float = 0.0
    """Least share of its money that is on loan; below it, loans are what members may have."""
    reserve: float = 0.1
    """Reserve as a share of members' shares and compulsory savings."""
    grants: float = 0.0
    """Grants received, a cooperative."""
    unfounded: float = 0.0
    """Share of the cooperatives that do not exist yet on the first day."""
    alike: bool = False
    """Whether they are copies of one another: the same people around each, who meet the same
    luck, so that cooperatives differ in nothing but what is decided."""
    terms: Pairs = attrs.field(default=(), converter=_by_name)
    """Terms of this set that differ from the scenario's, by full name."""

    @property
    def trades(self) -> bool:
        """Whether these cooperatives buy and sell goods; a savings-and-loan one does not."""
        return self.kind != "savings-and-loan"


@attrs.frozen
class Policy:
    """A dated change of terms, for all or for some; ``until`` is inclusive."""

    start: int
    changes: Pairs = attrs.field(converter=_by_name)
    until: int | None = None
    where: Pairs = attrs.field(default=(), converter=_by_name)
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
class ScenarioParts:
    """What a scenario holds, and nothing it can do: ``Scenario`` adds checks and copies."""

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
