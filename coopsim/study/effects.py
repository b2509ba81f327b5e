"""What a sensitivity analysis found: measures by factor, a table, and plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.plots.frame import join, percent
from coopsim.plots.indices import Measure
from coopsim.plots.points import Quantity, capital

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["sobol", "morris", "rank"]
WIDE = {"rank": 1.0, "sobol": 0.5}
"""Width of an interval, half of what the measure can be, from which it says nothing."""


@attrs.frozen(eq=False)
class Sensitivity:
    """How an outcome depends on each factor; the first measure is the one to rank by."""

    method: Method
    outcome: Quantity
    factors: tuple[Quantity, ...]
    measures: tuple[Measure, ...]
    used: int
    """Points that entered."""
    left_out: tuple[int, ...]
    """Numbers of the points that did not."""
    explained: float = float("nan")
    """Rank only: share of the ranks' variance that the factors explain one by one."""
    notes: tuple[str, ...] = ()

    @property
    def order(self) -> NDArray[np.int64]:
        """Places of the factors, the largest effect first."""
        return np.argsort(-np.abs(self.measures[0].values), kind="stable")

    @property
    def seen(self) -> list[int]:
        """Places of the factors whose interval leaves out zero, the largest effect first."""
        main = self.measures[0]
        return [int(j) for j in self.order if main.low[j] > 0 or main.high[j] < 0]

    @property
    def unclear(self) -> list[int]:
        """Places of the factors whose interval holds zero and nearly everything else as well."""
        main, wide = self.measures[0], WIDE.get(self.method, np.inf)
        held = set(range(len(self.factors))) - set(self.seen)
        return sorted(j for j in held if main.high[j] - main.low[j] > wide)

    def table(self) -> pd.DataFrame:
        """One row a factor: each measure with its interval."""
        import pandas as pd

        columns: dict[str, Any] = {"factor": [one.name for one in self.factors]}
        for one in self.measures:
            columns |= {
                one.label: one.values, f"{one.label}, low": one.low, f"{one.label}, high": one.high
            }  # fmt: skip
        return pd.DataFrame(columns).iloc[self.order].reset_index(drop=True)

    def words(self) -> list[str]:
        """What was found, in plain sentences."""
        lines = []
        if self.seen:
            told = [self._told(j) for j in self.seen[:4]]
            verb = "depends most on" if len(self.seen) < len(self.factors) else "depends on"
            lines.append(capital(f"{self.outcome.title} {verb} {join(told)}."))
        quiet = set(range(len(self.factors))) - {*self.seen, *self.unclear}
        if len(quiet) == len(self.factors):
            lines.append(f"No factor has an effect on {self.outcome.title} that stands out.")
        elif quiet:
            names = [self.factors[j].title for j in sorted(quiet)]
            lines.append(f"No effect stands out of {join(names)}.")
        if self.unclear:
            lines.append(self._too_few())
        return [*lines, *self.notes]

    def _too_few(self) -> str:
        """What cannot be said, and why: an interval so wide is no sign of no effect."""
        main = self.measures[0]
        names = [
            f"{self.factors[j].title} ({main.low[j]:+.2f} to {main.high[j]:+.2f})"
            for j in self.unclear
        ]
        return (
            f"{self.used} points are too few to tell whether {self.outcome.title} depends on "
            f"{join(names)}: the intervals hold almost anything. Widen the design."
        )

    def _told(self, j: int) -> str:
        main, name = self.measures[0], self.factors[j].title
        band = (main.values[j], main.low[j], main.high[j])
        if self.method == "sobol":
            share = [percent(min(max(value, 0.0), 1.0)) for value in band]
            return f"{name} ({share[0]} of its variance, {share[1]} to {share[2]})"
        if self.method == "morris":
            size = [self.outcome.told(max(value, 0.0)) for value in band]
            return f"{name} (moves it by {size[0]} over its range, {size[1]} to {size[2]})"
        way = "higher with more of it" if band[0] > 0 else "lower with more of it"
        return f"{name} ({way}: {band[0]:+.2f}, {band[1]:+.2f} to {band[2]:+.2f})"
