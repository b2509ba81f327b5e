"""Factors: what a study varies, the values they may take, and their place between low and high."""

from __future__ import annotations

import math
from typing import Any, Literal

import attrs
import numpy as np

from coopsim.params import Param
from coopsim.scenario import PARAMS, Scenario
from coopsim.scenario.parts import Pairs

Role = Literal["lever", "uncertainty"]
STEPS = 5
"""Values of a number on a grid that says neither levels nor steps."""
DIGITS = 12
"""Significant digits of a value a design makes: what was written as 0.06 stays 0.06."""


@attrs.frozen
class Factor:
    """A parameter that a study varies.

    ``low`` and ``high`` bound a number (the declared bounds unless the study narrows them); a
    yes or no and a choice vary over all they may be. With ``start`` it holds from that month
    until ``until``, inclusive, for those in ``where``. A factor that ``follows`` another is
    ``times`` that factor's value ``plus`` a number and adds no dimension to a design.
    """

    name: str
    parameter: str
    role: Role = "lever"
    low: float = 0.0
    high: float = 1.0
    levels: tuple[Any, ...] = ()
    """The only values it may take, where the study names them."""
    steps: int = 0
    """How many values a grid takes between low and high; 0 where the study does not say."""
    log: bool = False
    """Whether equal steps are equal ratios."""
    start: int | None = None
    until: int | None = None
    where: Pairs = ()
    follows: str = ""
    times: float = 1.0
    plus: float = 0.0

    @property
    def param(self) -> Param:
        """The declaration of what is varied."""
        return PARAMS[self.parameter]

    @property
    def choices(self) -> tuple[Any, ...]:
        """Every value of a factor that has only some; empty for one that is continuous."""
        if self.levels:
            return self.levels
        if self.param.kind == "yes/no":
            return (False, True)
        if self.param.kind == "choice":
            return self.param.choices
        if self.param.kind == "whole":
            return tuple(range(math.ceil(self.low), math.floor(self.high) + 1))
        return ()

    def at(self, place: float) -> Any:
        """The value at a place from 0 to 1; each of several choices has an equal part of it."""
        choices = self.choices
        if choices:
            return choices[min(int(place * len(choices)), len(choices) - 1)]
        return self._between(place)

    def grid(self) -> tuple[Any, ...]:
        """The values a full grid takes."""
        choices = self.choices
        if choices and (self.levels or not self.steps or self.steps >= len(choices)):
            return choices
        if choices:
            places = np.linspace(0, len(choices) - 1, self.steps).round().astype(int)
            return tuple(choices[place] for place in dict.fromkeys(places.tolist()))
        return tuple(self._between(place) for place in np.linspace(0, 1, self.steps or STEPS))

    def place(self, value: Any) -> float:
        """A value's place from 0 to 1: the way back from ``at``, to the middle of its part."""
        choices = self.choices
        if choices:
            return (choices.index(value) + 0.5) / len(choices)
        if self.high == self.low:
            return 0.5
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (float(value) - self.low) / (self.high - self.low)

    def number(self, value: Any) -> float:
        """A value as a number: a yes is 1, a choice its place among the declared ones."""
        if self.param.kind == "choice":
            return float(self.param.choices.index(value))
        return float(value)

    def value(self, number: float) -> Any:
        """The nearest value the parameter can take to a number: the way back from ``number``."""
        if self.param.kind == "choice":
            return self.param.choices[min(max(round(number), 0), len(self.param.choices) - 1)]
        if self.param.kind == "yes/no":
            return bool(number >= 0.5)
        return round(number) if self.param.kind == "whole" else float(number)

    def of(self, scenario: Scenario) -> Any:
        """The value a scenario holds now."""
        return getattr(getattr(scenario.terms, self.param.table), self.param.key)

    def following(self, value: float) -> Any:
        """The value of a factor that follows another's."""
        found = float(f"{self.times * float(value) + self.plus:.{DIGITS}g}")
        return round(found) if self.param.kind == "whole" else found

    def _between(self, place: float) -> float:
        if self.log:
            exact = self.low * (self.high / self.low) ** place
        else:
            exact = self.low + (self.high - self.low) * place
        return min(max(float(f"{exact:.{DIGITS}g}"), self.low), self.high)


def bounds(param: Param, per_dollar: float) -> tuple[float, float]:
    """Declared bounds in the scenario's currency."""
    scale = per_dollar if param.is_money else 1.0
    return param.low * scale, param.high * scale
