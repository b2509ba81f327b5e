"""Declarations of parameters: default, bounds, unit, words, source and grade, in one line.

From one declaration come validation, the command line's help, a slider, a sweep's range and
the table in the documents.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict, TypeVar, Unpack, cast

import attrs
import numpy as np
from numpy.typing import NDArray

Number = float | NDArray[Any]
"""A term in force: one number, or one a cooperative once a policy targets some of them."""
Whole = int | NDArray[Any]
Truth = bool | np.bool_ | NDArray[np.bool_]
"""A yes or no, or one a row."""
Grade = Literal["A", "B", "C"]
Role = Literal["decision", "assumption"]
Kind = Literal["number", "whole", "yes/no", "choice"]
GRADES = {"A": "read in a source", "B": "background knowledge", "C": "assumed"}

_KEY = "coopsim.param"
T = TypeVar("T")


@attrs.frozen
class Param:
    """One declared parameter.

    ``unit`` beginning with ``money`` is in the scenario's currency; default and bounds of such
    a parameter are declared in US dollars and converted by the scenario's ``per_dollar``.
    """

    table: str
    key: str
    kind: Kind
    default: float | int | bool | str
    low: float
    high: float
    unit: str
    label: str
    source: str
    grade: Grade
    role: Role
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The full name, as written after ``--set``: ``fund.loan_rate``."""
        return f"{self.table}.{self.key}"

    @property
    def is_money(self) -> bool:
        """Whether the value is in the scenario's currency."""
        return self.unit.startswith("money")

    def allowed(self, scale: float = 1.0) -> str:
        """What may be written, in words."""
        if self.kind == "choice":
            return f"Allowed: {', '.join(self.choices)}."
        if self.kind == "yes/no":
            return "Allowed: true or false."
        factor = scale if self.is_money else 1.0
        what = "a whole number" if self.kind == "whole" else "a number"
        unit = f" ({self.unit})" if self.unit else ""
        return f"Allowed: {what} from {self.low * factor:,g} to {self.high * factor:,g}{unit}."

    def fault(self, value: object, scale: float = 1.0) -> str:
        """What is wrong with ``value``, or an empty string."""
        if self.kind == "choice":
            return "" if value in self.choices else f"{value!r} is not one of the choices."
        if self.kind == "yes/no":
            return "" if isinstance(value, bool) else f"{value!r} is not true or false."
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{value!r} is not a number."
        if self.kind == "whole" and not float(value).is_integer():
            return f"{value!r} is not a whole number."
        factor = scale if self.is_money else 1.0
        if not self.low * factor <= float(value) <= self.high * factor:  # NaN fails too
            return f"{value!r} is out of bounds."
        return ""


class About(TypedDict, total=False):
    """Where a declared value comes from and who may change it."""

    grade: Grade
    source: str
    role: Role


def param(
    default: float, low: float, high: float, unit: str, label: str, **about: Unpack[About]
) -> Any:
    """Declare a number; a default written as an int is a whole number.

    Grade C, source "assumed" and role "assumption" unless told otherwise.
    """
    kind: Kind = "whole" if isinstance(default, int) else "number"
    return _field(
        _declared(kind, default, (low, high), label, {"role": "assumption", **about}, unit)
    )


def switch(default: bool, label: str, **about: Unpack[About]) -> Any:
    """Declare a yes or no; a decision unless told otherwise."""
    return _field(_declared("yes/no", default, (0, 1), label, about))


def choice(default: str, choices: tuple[str, ...], label: str, **about: Unpack[About]) -> Any:
    """Declare one of several words; in force it is the word's place in ``choices``.

    A decision unless told otherwise.
    """
    one = _declared("choice", default, (0, len(choices) - 1), label, about)
    return _field(attrs.evolve(one, choices=choices))


def _declared(
    kind: Kind, default: float | str, bounds: tuple[float, float], label: str, about: About,
    unit: str = "",
) -> Param:  # fmt: skip
    return Param(
        table="", key="", kind=kind, default=default, low=bounds[0], high=bounds[1], unit=unit,
        label=label, source=about.get("source", "assumed"), grade=about.get("grade", "C"),
        role=about.get("role", "decision"),
    )  # fmt: skip


def _field(one: Param) -> Any:
    return attrs.field(default=one.default, metadata={_KEY: one})


def declared(table: str, terms: type) -> dict[str, Param]:
    """The parameters of a terms class, by key, knowing the table they stand in."""
    return {
        field.name: attrs.evolve(cast(Param, field.metadata[_KEY]), table=table, key=field.name)
        for field in attrs.fields(terms)
    }
