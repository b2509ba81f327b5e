"""A study and the table of its runs, read together: what the analyses and the report start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from coopsim.metrics import BY_NAME
from coopsim.plots.points import Answers, Quantity, answers
from coopsim.study.cells import no_such_outcome
from coopsim.study.designs import Points, points
from coopsim.study.discovery import Discovery, discover
from coopsim.study.effects import Sensitivity
from coopsim.study.factors import Factor
from coopsim.study.luck import LuckShare, luck_share
from coopsim.study.parts import Outcome, Study
from coopsim.study.sensitivity import morris, rank_effects, sobol
from coopsim.study.tradeoff import Good, Sign, Tradeoff, signs, tradeoff

if TYPE_CHECKING:
    import pandas as pd

SWITCH = ("no", "yes")
EXTREMES = ("lowest", "highest")


@attrs.frozen(eq=False)
class Analysis:
    """What can be asked of the runs of a study that have ended."""

    study: Study
    table: pd.DataFrame
    """One row a run, as ``Study.table`` gives it."""
    points: Points

    @classmethod
    def of(cls, study: Study, folder: str | Path) -> Analysis:
        """Read the runs of a study's folder."""
        return cls(study, study.table(folder), points(study))

    @property
    def factors(self) -> tuple[Quantity, ...]:
        """What the design moves, as pictures and pages write it."""
        currency = self.study.base.currency
        return tuple(quantity_of(one, currency) for one in self.study.varied)

    def outcome(self, name: str) -> Quantity:
        """An outcome as pictures and pages write it; an error names the outcomes there are."""
        if name not in [one.name for one in self.study.outcomes]:
            raise no_such_outcome(self.study, name)
        return outcome_of(self.study.outcome(name), self.study.base.currency)

    def answers(self, outcome: str) -> Answers:
        """One outcome at every point, run by run."""
        return answers(self.table, self.factors, self.outcome(outcome))

    def sensitivity(self, outcome: str) -> Sensitivity:
        """Which factors it depends on, by the method that fits the design."""
        found, design = self.answers(outcome), self.study.design
        if self.study.crossed is None and design.kind == "sobol":
            return sobol(found, len(self.points), second_order=design.second_order)
        if self.study.crossed is None and design.kind == "morris":
            return morris(found, len(self.points), levels=design.levels)
        return rank_effects(found)

    def luck(self, outcome: str) -> LuckShare | None:
        """How much of what differs between runs is luck; None where it cannot be told."""
        return luck_share(self.answers(outcome))

    def discovery(self, outcome: str, threshold: float | None = None) -> Discovery:
        """Where it turns out well; a growth or a change by whether it is above zero."""
        asked, found = self.study.outcome(outcome), self.answers(outcome)
        means = found.mean[found.whole]
        if threshold is None and asked.statistic in ("growth", "change") and len(means):
            threshold = 0.0 if means.min() < 0 < means.max() else None
        names = ("good", "bad") if asked.good else ("high", "low")
        return discover(found, threshold, high_is_good=asked.good != "low", names=names)

    def signs(self, outcome: str) -> list[Sign]:
        """What each factor's highest value changes against its lowest, where that is paired."""
        return signs(self.answers(outcome))

    def tradeoff(self, first: str, second: str) -> Tradeoff:
        """The settings of the levers (of all factors where there is none) by two outcomes."""
        sides = [self.study.outcome(name) for name in (first, second)]
        good: list[Good] = ["low" if one.good == "low" else "high" for one in sides]
        levers = tuple(one.name for one in self.study.varied if one.role == "lever")
        return tradeoff(
            self.answers(first), self.answers(second), good=(good[0], good[1]),
            choices=levers if self.study.crossed is not None else None,
        )  # fmt: skip


def quantity_of(one: Factor, currency: str) -> Quantity:
    """A factor as pictures and pages write it."""
    param = one.param
    words = {"yes/no": SWITCH, "choice": param.choices}.get(param.kind, ())
    label = param.label
    if one.name != one.parameter:
        label = f"{label} ({one.name})"
    return Quantity(one.name, label, _unit(param.unit, currency), one.log, words)


def outcome_of(one: Outcome, currency: str) -> Quantity:
    """An outcome as pictures and pages write it."""
    metric = BY_NAME[one.metric]
    label = one.label or f"{metric.label}, {_window(one)}"
    unit = "share" if one.statistic == "growth" else _unit(metric.unit, currency)
    return Quantity(one.name, label, unit)


def _window(one: Outcome) -> str:
    """When, and which statistic of it: ``mean of years 6 to 10``, ``the last year``."""
    first, last = one.years
    if first == last:
        year = "the last year" if last == -1 else f"year {last}"
        return f"{one.statistic} month of {year}" if one.statistic in EXTREMES else year
    years = f"years {first} to {'the last' if last == -1 else last}"
    if one.statistic in ("last", "first"):
        return f"{one.statistic} of {years}"
    month = " month" if one.statistic in EXTREMES else ""
    return f"{one.statistic}{month} of {years}"


def _unit(unit: str, currency: str) -> str:
    return unit.replace("money", currency, 1)
