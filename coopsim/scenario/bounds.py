"""Bounds of the values of a scenario that are no terms, and what is wrong with one."""

from __future__ import annotations

from coopsim.errors import Sentence
from coopsim.params import bounds_in_words
from coopsim.scenario.terms import is_number, shown

Bounds = dict[str, tuple[float, float]]

SIZE_BOUNDS: Bounds = {
    "per_dollar": (0.001, 1_000_000), "months": (1, 1200), "households": (2, 40_000_000),
    "smallest": (1, 40_000_000), "whole": (0, 1_000_000_000), "first_year": (1900, 2200),
}  # fmt: skip
SET_BOUNDS: Bounds = {
    "count": (1, 500_000), "households": (2, 1_000_000), "members": (0, 1_000_000),
    "age": (0, 1200), "voluntary": (0, 1e9), "borrowers": (0, 1), "late": (0, 1),
    "on_loan": (0, 0.98), "reserve": (0, 10), "grants": (0, 1e12), "unfounded": (0, 1),
}  # fmt: skip
WHOLE = {
    "months", "households", "smallest", "whole", "first_year", "count", "members", "age",
}  # fmt: skip


def bound_fault(key: str, value: object, bounds: Bounds) -> str:
    """What is wrong with a number of a scenario that is no term, or an empty string."""
    low, high = bounds[key]
    if not is_number(value):
        return Sentence("{value} is not a number.", value=shown(value))
    if not low <= float(value) <= high:  # type: ignore[arg-type]  # NaN fails too
        return Sentence("{value} is out of bounds.", value=shown(value))
    if key in WHOLE and float(value) != int(value):  # type: ignore[arg-type,call-overload]
        return Sentence("{value} is not a whole number.", value=shown(value))
    return ""


def allowed(key: str, bounds: Bounds) -> str:
    """What may be written, in words."""
    low, high = (f"{bound:,g}" if bound < 1e5 else f"{bound:,.0f}" for bound in bounds[key])
    return bounds_in_words(low, high, whole=key in WHOLE)
