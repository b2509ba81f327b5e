"""A scenario, ready to be simulated: its checks, its copies and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import attrs

from coopsim.errors import Fault, ScenarioError, nearest
from coopsim.scenario.faults import scenario_faults
from coopsim.scenario.parts import (
    CURRENCIES,
    CooperativeSet,
    District,
    Origin,
    Policy,
    ScenarioParts,
)
from coopsim.scenario.terms import PARAMS, replaced


@attrs.frozen
class Scenario(ScenarioParts):
    """A village, district or nation and its terms, ready to be simulated."""

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
            Fault(f"{where}: {name}", "there is no such term.", nearest(str(name), PARAMS))
            for name in values
            if name not in PARAMS
        ]
        changed = self.unchecked({key: one for key, one in values.items() if key in PARAMS}, where)
        faults += scenario_faults(changed, where)
        if faults:
            raise ScenarioError(faults)
        return changed

    def unchecked(self, values: Mapping[str, Any], where: str = "") -> Scenario:
        """A copy with known terms replaced, by full name, on which nothing is checked yet.

        A term for everybody takes that term from every set of cooperatives.
        """
        sets = tuple(
            attrs.evolve(one, terms=tuple(item for item in one.terms if item[0] not in values))
            for one in self.cooperatives
        )
        origins = dict(self.origins) | {
            name: Origin(value, "C", "set by the user", where or self.name)
            for name, value in values.items()
        }
        return attrs.evolve(
            self,
            terms=replaced(self.terms, values),
            cooperatives=sets,
            origins=tuple(origins.items()),
        )

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

    def title_in(self, lang: str) -> str:
        """Its title in a language; the one it was given where it has none."""
        return dict(self.words).get(lang, self.title)

    @property
    def digest(self) -> str:
        """Hash of everything that decides the numbers; 20 and 20.0 are the same number."""
        text = json.dumps(_whole(self.as_data()), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _whole(data: Any) -> Any:
    """Plain data with every float that is a whole number as an int."""
    if isinstance(data, dict):
        return {key: _whole(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_whole(value) for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def example() -> Scenario:
    """The smallest scenario there is, for examples and tests of parts."""
    return Scenario(
        name="example",
        title="An example",
        districts=(District("Somewhere", 1.0, 1.0),),
        cooperatives=(CooperativeSet("growers", "producer", (1.0, 0.0, 0.0), 1, 30, 12),),
        households=30,
    )
