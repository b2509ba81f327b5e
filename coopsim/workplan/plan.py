"""What a room decided: a plan as plain data, and its actions as dated policies of the model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from coopsim.scenario import Policy
from coopsim.workplan.effects import Effects
from coopsim.workplan.form import ActionForm, PlanForm

Lead = Literal["first", "second", "both"]
LEADS: tuple[Lead, ...] = ("first", "second", "both")
TYPED = (
    "output", "activity", "modality", "place", "indicator", "baseline", "target", "means",
    "cost_source", "risk",
)  # fmt: skip
"""Fields of an action that a room may write in its own words."""
MONTHS_A_QUARTER = 3


@attrs.frozen
class Action:
    """An action that was taken up; ``typed`` holds what the room wrote instead of the proposal."""

    form: ActionForm
    start: int
    end: int
    cost: float
    lead: Lead = "both"
    focal: tuple[str, str] = ("", "")
    """Focal point of each side, as typed."""
    typed: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Gap:
    """A row of the country gap table: how it is on each side, and what to do about it."""

    topic: str
    first: str = ""
    second: str = ""
    todo: str = ""


@attrs.frozen
class Plan:
    """A draft joint work plan; what is empty is printed as a line to fill in."""

    form: PlanForm
    actions: tuple[Action, ...]
    currency: str
    sides: tuple[str, str] = ("", "")
    """Names of the two sides, as typed; invented ones, unless institutions decide otherwise."""
    place: str = ""
    day: str = ""
    objective: str = ""
    prevailing: str = ""
    """Language that prevails, by its code; empty: to be agreed."""
    days30: tuple[str, ...] = ()
    """What each person does within 30 days, a line each."""
    days90: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Meeting notes, a line each."""
    gaps: tuple[Gap, ...] = ()
    effects: Effects | None = None
    """What the model showed; it stands in an unsigned annex only."""
    stamp: str = ""
    """Where the plan comes from: version, village, luck, language."""

    @property
    def cost(self) -> float:
        """The sum of all costs."""
        return sum(one.cost for one in self.actions)


def policies(plan: Plan) -> tuple[Policy, ...]:
    """The actions as dated policies: from their first quarter to the end of their last one."""
    return tuple(_policies(plan.form, plan.actions))


def _policies(form: PlanForm, actions: Iterable[Action]) -> Iterable[Policy]:
    for one in actions:
        start = form.start + MONTHS_A_QUARTER * (one.start - 1)
        until = None if one.form.lasts else form.start + MONTHS_A_QUARTER * one.end - 1
        why = f"draft joint work plan, {one.form.key}"
        yield Policy(start, one.form.changes, until=until, why=why)
