"""The parameters that are fitted: assumed numbers, their ranges, and scenarios with others."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.calibration.plan import Asked, CalibrationError, Plan
from coopsim.errors import nearest
from coopsim.files import SourceRow, sources, with_settings
from coopsim.scenario import PARAMS, Scenario

DIGITS = 4
"""Significant digits of a fitted value; more would say more than is known."""
FITTED_GRADE = "C"
"""Only what is assumed may be fitted; a value read in a source stays as it was read."""


@attrs.frozen
class Parameter:
    """A number to be fitted and the range it is searched in."""

    name: str
    start: float
    low: float
    high: float
    log: bool
    source: str
    """Where its value before the fit comes from."""

    def place(self, value: float) -> float:
        """A value as a share of the way from low to high."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def value(self, place: float) -> float:
        """The value at a share of the way, in few digits and never out of the range."""
        share = min(max(float(place), 0.0), 1.0)
        if self.log:
            exact = self.low * (self.high / self.low) ** share
        else:
            exact = self.low + share * (self.high - self.low)
        return min(max(float(f"{exact:.{DIGITS}g}"), self.low), self.high)


def fitted_parameters(plan: Plan, scenario: Scenario) -> tuple[Parameter, ...]:
    """The plan's parameters as the scenario holds them.

    Raises ``CalibrationError`` with every fault: an unknown name, a grade that is not C, a range
    outside the declared bounds.
    """
    rows = {row.name: row for row in sources(scenario)}
    found: list[Parameter] = []
    faults: list[str] = []
    for one in plan.parameters:
        wrong = _name_fault(one.name, rows, scenario)
        if not wrong:
            parameter, wrong = _parameter(one, rows[one.name], scenario)
            found.append(parameter)
        if wrong:
            faults.append(f"{plan.preset}: parameter {one.name}: {wrong}")
    names = [one.name for one in plan.parameters]
    faults += [f"{plan.preset}: parameter {name} is named twice." for name in _twice(names)]
    if faults:
        raise CalibrationError(*faults)
    return tuple(found)


def with_values(
    scenario: Scenario, parameters: Sequence[Parameter], values: Sequence[float]
) -> Scenario:
    """The scenario with these values of the parameters."""
    pairs = zip(parameters, values, strict=True)
    return with_settings(scenario, [f"{one.name}={value!r}" for one, value in pairs], "calibration")


def places(parameters: Sequence[Parameter], values: Sequence[float]) -> NDArray[np.float64]:
    """Values as shares of their ranges."""
    pairs = zip(parameters, values, strict=True)
    return np.array([one.place(value) for one, value in pairs])


def _name_fault(name: str, rows: dict[str, SourceRow], scenario: Scenario) -> str:
    if name not in rows:
        return f"there is no such number in '{scenario.name}'. {nearest(name, rows)}".rstrip()
    row = rows[name]
    if row.grade != FITTED_GRADE:
        return (
            f"it is of grade {row.grade} ({row.source}) and not to be fitted. "
            "Only what is assumed (C) is."
        )
    own = [one.name for one in scenario.cooperatives if name in dict(one.terms)]
    if own:
        return f"'{own[0]}' has its own. Fit cooperatives.{own[0]}.{name}."
    if isinstance(row.value, bool) or not isinstance(row.value, float):
        return "only numbers that may have decimals are fitted."
    return ""


def _parameter(one: Asked, row: SourceRow, scenario: Scenario) -> tuple[Parameter, str]:
    """The parameter, and what is wrong with its range."""
    declared = _bounds(one.name, scenario)
    low, high = one.range or declared or (math.nan, math.nan)
    made = Parameter(one.name, float(row.value), low, high, one.log, row.source)
    wrong = ""
    if not one.range and not declared:
        wrong = "it has no declared bounds. Add range = [low, high]."
    elif not low < high or (declared and not declared[0] <= low < high <= declared[1]):
        allowed = f"{declared[0]:g} to {declared[1]:g}" if declared else "low below high"
        wrong = f"the range {low:g} to {high:g} is wrong. Allowed: {allowed}."
    elif not low <= made.start <= high:
        wrong = f"its value {made.start:g} is outside the range {low:g} to {high:g}."
    elif one.log and low <= 0:
        wrong = "in ratios (log) a range begins above 0."
    return made, wrong


def _bounds(name: str, scenario: Scenario) -> tuple[float, float] | None:
    """Declared bounds in the scenario's currency; None for what is no term."""
    term = next((key for key in PARAMS if name == key or name.endswith(f".{key}")), None)
    if term is None:
        return None
    param = PARAMS[term]
    factor = scenario.per_dollar if param.is_money else 1.0
    return param.low * factor, param.high * factor


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
