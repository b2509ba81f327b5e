"""Declarations of parameters: default, bounds, unit, words, source and grade, in one line.

From one declaration come validation, the command line's help, a slider, a sweep's range and
the table in the documents.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict, TypeVar, Unpack, cast

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.errors import Sentence

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
            return Sentence("Allowed: {names}.", names=", ".join(self.choices))
        if self.kind == "yes/no":
            return Sentence("Allowed: true or false.")
        factor = scale if self.is_money else 1.0
        return bounds_in_words(
            f"{self.low * factor:,g}", f"{self.high * factor:,g}",
            whole=self.kind == "whole", unit=self.unit,
        )  # fmt: skip

    def fault(self, value: object, scale: float = 1.0) -> str:
        """What is wrong with ``value``, or an empty string."""
        if self.kind == "choice":
            if value in self.choices:
                return ""
            return Sentence("{value} is not one of the choices.", value=repr(value))
        if self.kind == "yes/no":
            if isinstance(value, bool):
                return ""
            return Sentence("{value} is not true or false.", value=repr(value))
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Sentence("{value} is not a number.", value=repr(value))
        if self.kind == "whole" and not float(value).is_integer():
            return Sentence("{value} is not a whole number.", value=repr(value))
        factor = scale if self.is_money else 1.0
        if not self.low * factor <= float(value) <= self.high * factor:  # NaN fails too
            return Sentence("{value} is out of bounds.", value=repr(value))
        return ""


def bounds_in_words(low: str, high: str, *, whole: bool, unit: str = "") -> Sentence:
    """What may be written: a number, or a whole one, from one bound to the other."""
    what = Sentence("a whole number") if whole else Sentence("a number")
    if not unit:
        return Sentence("Allowed: {what} from {low} to {high}.", what=what, low=low, high=high)
    return Sentence(
        "Allowed: {what} from {low} to {high} ({unit}).",
        what=what, low=low, high=high, unit=_unit(unit),
    )  # fmt: skip


def _unit(unit: str) -> Sentence:
    """A unit to be said; what follows ``share`` and ``money`` is a message of its own."""
    word, _, rest = unit.partition(" ")
    if unit.startswith("money/"):
        return Sentence("money{rest}", rest=Sentence(unit.removeprefix("money")))
    if word == "share":
        return Sentence("share {rest}", rest=Sentence(rest)) if rest else Sentence("share")
    if word == "money":
        return Sentence("money {rest}", rest=Sentence(rest)) if rest else Sentence("money")
    return Sentence(unit)


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
