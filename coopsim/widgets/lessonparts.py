"""What a lesson holds: trials with their decisions, outcomes, prediction and explanation."""

from __future__ import annotations

import math
from typing import Any, Literal

import attrs

from coopsim.errors import Fault, FaultsError, nearest
from coopsim.params import Param
from coopsim.scenario import PARAMS, Scenario
from coopsim.text import words

Better = Literal["more", "less", "neither"]
MARKS = {"must": words("must"), "should": words("should"), "could": words("could")}
"""What to drop when time is short: first what a lesson could do, then what it should."""
MONEY = frozenset(name for name, one in PARAMS.items() if one.is_money)
ENDS = ("low", "high", "step")
STATEMENTS = {
    "balance": words("Balance sheet"),
    "surplus": words("Statement of surplus"),
    "cash": words("Cash flow"),
    "capital": words("Changes in own capital"),
}
"""The accounts a page shows."""
Where = tuple[tuple[str, Any], ...]
Settings = dict[str, Any]
"""Values by the key of a control."""


class LessonError(FaultsError):
    """A lesson that cannot be opened."""

    undone = "nothing was opened"


def same(one: Any, other: Any) -> bool:
    """Whether two values of a parameter are one position."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(other))
    return bool(one == other)


def base_of(scenario: Scenario, term: str) -> Any:
    """A term of a village before anything is moved."""
    table, key = term.split(".", 1)
    return getattr(getattr(scenario.terms, table), key)


def differing(scenario: Scenario, other: Scenario) -> frozenset[str]:
    """Terms in which two villages differ."""
    return frozenset(
        term for term in PARAMS if not same(base_of(scenario, term), base_of(other, term))
    )


def in_money_of(trials: dict[str, Any], rate: float) -> dict[str, Any]:
    """Trials with their amounts in another currency, at the power of ten next to the rate.

    So 20 dollars become 200,000 rupiah: an amount that a board would choose.
    """
    times = 10 ** round(math.log10(rate))

    def converted(table: Any, term: str = "") -> Any:
        if isinstance(table, list):
            return [converted(one) for one in table]
        if not isinstance(table, dict):
            return table * times if term in MONEY and isinstance(table, int | float) else table
        row = str(table.get("term", ""))
        return {
            key: converted(one, row if row and key in ENDS else f"{term}.{key}" if term else key)
            for key, one in table.items()
        }

    sides = {"a", "b", "decision", "assumption"}
    return {
        key: {side: converted(one) if side in sides else one for side, one in trial.items()}
        if isinstance(trial, dict) else trial
        for key, trial in trials.items()
    }  # fmt: skip


def taking_in(positions: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    """Positions with a village's own value among them, so that any village can be shown."""
    if not positions or any(same(value, one) for one in positions):
        return positions
    return tuple(sorted((*positions, value)))


@attrs.frozen
class Control:
    """One thing to move: a declared parameter, and the part of its range a lesson offers.

    ``positions`` are the values it can take, in order. ``rest`` names a parameter that takes
    what this one leaves, so that shares of a whole stay whole. ``where`` narrows a decision to
    some cooperatives, as in a policy.
    """

    term: str
    positions: tuple[Any, ...]
    task: str = ""
    words: str = ""
    rest: str = ""
    where: Where = ()

    @property
    def key(self) -> str:
        """Stable name of the control: the term, and for whom."""
        return "@".join((self.term, *(str(value) for _, value in self.where)))

    @property
    def param(self) -> Param:
        """The declaration behind it."""
        return PARAMS[self.term]

    def nearest(self, value: Any) -> Any:
        """The position nearest to a value; the first one for what is no value of this control."""
        if value in self.positions:
            return value
        if self.param.kind in ("yes/no", "choice") or not isinstance(value, int | float):
            return self.positions[0]
        return min(self.positions, key=lambda one: abs(one - value))

    @property
    def label(self) -> str:
        """English words: the lesson's, or those of the declaration."""
        return self.words or self.param.label


@attrs.frozen
class Outcome:
    """A metric to look at, and which way is better for members."""

    metric: str
    better: Better = "neither"
    yearly: bool = False
    """Whether it is drawn from one year's end to the next: what is counted anew each January."""


@attrs.frozen
class Option:
    """One answer of a prediction: right if B is ``when`` (more, less, same) against A."""

    key: str
    text: str
    when: Literal["more", "less", "same"]
    why: str
    """What to tell whoever chose it, once the model has answered."""


_WHY = words(
    "Look at the pictures of A and B, and follow the chain of causes: at which link does your "
    "guess part from it?"
)
ASKED = words(
    "B is your village with what the table above changes in it. Take the number that is named "
    "under the table as the question: how does it stand at the end in B, compared with A?"
)
ANSWERS = (
    Option("more", words("Higher in B than in A."), "more", _WHY),
    Option("same", words("About the same in both."), "same", _WHY),
    Option("less", words("Lower in B than in A."), "less", _WHY),
)


@attrs.frozen
class Prediction:
    """A question before any picture; the model itself says which option is right."""

    question: str
    metric: str
    options: tuple[Option, ...]
    same: float = 0.02
    """Differences below this share of A count as the same."""

    @property
    def of_any_village(self) -> Prediction:
        """The same question without the story and the numbers of one village."""
        return attrs.evolve(self, question=ASKED, options=ANSWERS)


@attrs.frozen
class Opening:
    """Where the accounts of a trial open: what a lesson asks to look for stands there."""

    statement: str = "balance"
    """A key of ``STATEMENTS``."""
    year: int = 0
    """0 is the last one."""
    cooperative: int = 1
    """Its number on the page."""


@attrs.frozen
class Trial:
    """A is pinned, B moves, both under the same luck."""

    key: str
    title: str
    start: int
    """Month in which the decisions take effect."""
    a: Settings
    b: Settings
    decisions: tuple[Control, ...]
    assumptions: tuple[Control, ...]
    outcomes: tuple[Outcome, ...]
    predict: Prediction | None = None
    chain: tuple[str, ...] = ()
    """Cause and effect, link by link, shown under the explanation."""
    explain: str = ""
    recommends: bool = False
    """Whether the lesson draws a conclusion: assumptions are then varied too."""
    books: Opening = Opening()

    @property
    def of_any_village(self) -> Trial:
        """The same trial without the tasks, the story and the numbers of one village.

        Loans refused are left out: what is asked for again is counted again, so that the sum says
        nothing beside the size of a village of one's own.
        """
        return attrs.evolve(
            self,
            decisions=tuple(attrs.evolve(one, task="") for one in self.decisions),
            outcomes=tuple(one for one in self.outcomes if one.metric != "unserved"),
            predict=self.predict and self.predict.of_any_village,
        )

    @property
    def controls(self) -> dict[str, Control]:
        """Decisions and assumptions by key."""
        return {one.key: one for one in (*self.decisions, *self.assumptions)}


@attrs.frozen
class Talk:
    """A question for the group, with a line to write."""

    key: str
    question: str


@attrs.frozen
class LessonPart:
    """A part of a lesson in the room: what is done, whether it may be dropped, how long."""

    words: str
    mark: str
    """A key of ``MARKS``."""
    minutes: int
    """Untested until piloted."""


@attrs.frozen
class LessonFile:
    """One lesson as data; every text is English and a key of the catalogues."""

    name: str
    title: str
    scenario: Scenario
    seed: int
    trials: dict[str, Trial]
    items: tuple[str, ...] = ()
    talk: tuple[Talk, ...] = ()
    goals: tuple[str, ...] = ()
    """What a participant can say or do afterwards."""
    parts: tuple[LessonPart, ...] = ()
    """In their order; the one source for pages, run sheets and headers."""
    written_for: str = ""
    """The lesson this one is a copy of, in another village; empty where it is no copy."""

    @property
    def minutes(self) -> int:
        """Of the parts that must and should be done; untested until piloted."""
        return sum(one.minutes for one in self.parts if one.mark != "could")

    @property
    def least_minutes(self) -> int:
        """Of the parts that must be done."""
        return sum(one.minutes for one in self.parts if one.mark == "must")

    def trial(self, key: str) -> Trial:
        """A trial by its key; ``LessonError`` with the nearest if there is none."""
        if key not in self.trials:
            fault = Fault(self.name, f"there is no trial '{key}'.", nearest(key, self.trials))
            raise LessonError([fault])
        return self.trials[key]
