"""The terms of a scenario: one table a rule file, every number declared there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from coopsim.errors import Sentence
from coopsim.params import Param, declared
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
from coopsim.rules.surplus import RegulationTerms, SurplusTerms
from coopsim.rules.trade import TradeTerms

LARGEST = 2**63
"""Whole numbers from here on are no numbers of ours (nor of TOML)."""
SHOWN = 60
"""Characters of a wrong value that a message repeats."""


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


TABLES: dict[str, type] = {
    field.name: type(getattr(Terms(), field.name)) for field in attrs.fields(Terms)
}
PARAMS: dict[str, Param] = {
    param.name: param for table, cls in TABLES.items() for param in declared(table, cls).values()
}
"""Every parameter by its full name, ``fund.loan_rate``."""


def replaced(terms: Terms, values: Mapping[str, Any]) -> Terms:
    """Terms with some values replaced, by full name; nothing is checked."""
    by_table: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        table, key = name.split(".", 1)
        by_table.setdefault(table, {})[key] = as_declared(PARAMS[name], value)
    tables = {
        table: attrs.evolve(getattr(terms, table), **changes) for table, changes in by_table.items()
    }
    return attrs.evolve(terms, **tables)


def as_declared(param: Param, value: Any) -> Any:
    """A number in the type of its declaration (9.0 months are 9); anything else as it is."""
    if not is_number(value):
        return value
    if param.kind == "number":
        return float(value)
    return int(value) if param.kind == "whole" and float(value).is_integer() else value


def default_of(param: Param, per_dollar: float) -> Any:
    """A parameter's default in the scenario's currency; money is declared in dollars."""
    if not param.is_money or not is_number(param.default):
        return param.default
    value = float(param.default) * per_dollar
    return round(value) if param.kind == "whole" else value


def is_number(value: object) -> bool:
    """Whether a value is a number that arithmetic can take (NaN and infinity included)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, float) or -LARGEST <= value < LARGEST


def shown(value: object) -> str:
    """A value as a message repeats it: a long one shortened, a list or table by its kind."""
    if isinstance(value, dict):
        return Sentence("a table")
    if isinstance(value, list | tuple):
        return Sentence("a list")
    if isinstance(value, str):
        return repr(value if len(value) <= SHOWN else value[:SHOWN] + "…")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        if is_number(value):
            return str(value)
        return Sentence("a number of more than 18 digits")
    return str(value)  # floats and dates


def value_fault(param: Param, value: object, scale: float = 1.0) -> str:
    """What is wrong with a value of any type, or an empty string; ``scale`` is per_dollar."""
    number = param.kind in ("number", "whole")
    if number and isinstance(value, int) and not isinstance(value, bool) and not is_number(value):
        return Sentence("{value} is out of bounds.", value=shown(value))
    known = isinstance(value, bool | float | str) or is_number(value)
    if known and not param.fault(value, scale):
        return ""
    if number and is_number(value):
        return param.fault(value, scale)
    if param.kind == "choice":
        return Sentence("{value} is not one of the choices.", value=shown(value))
    if param.kind == "yes/no":
        return Sentence("{value} is not true or false.", value=shown(value))
    return Sentence("{value} is not a number.", value=shown(value))
