"""The nation's metrics of the present month, for Mesa's collector and for who just asks."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from coopsim.metrics import BY_NAME, measured
from coopsim.model.measures import measures, nation_only

if TYPE_CHECKING:
    from coopsim.model.village import Village

YEAR = 12
MAIN = (
    "members", "members_share", "joins", "leaves", "delivered_share", "price_paid", "price_gap",
    "income_members", "income_others", "poverty", "short_share", "savings", "loans", "borrowers",
    "par30", "repayment", "debt_service", "over_indebted", "trust", "active", "surplus",
    "national_capital",
)  # fmt: skip
"""The metrics that every model's collector keeps."""


class NationNow:
    """The nation's metrics as of the month last noted, as a run would record them.

    Some metrics look back over twelve months, so the sums of a year are kept.
    """

    def __init__(self, village: Village) -> None:
        self.minor = village.scenario.minor
        self._opening = _sums(village)
        self._year: deque[dict[str, float]] = deque(maxlen=YEAR)
        self._values: dict[str, float] = {}

    def note(self, village: Village) -> None:
        """Take the month that the village has just lived."""
        self._year.append(_sums(village))
        self._values = {}

    def value(self, name: str) -> float:
        """A metric of the month; of the opening day before the first."""
        if not self._values:
            months = list(self._year) or [self._opening]
            sums = {key: np.array([[month[key]] for month in months]) for key in self._opening}
            latest = measured(sums, self.minor)[:, -1, 0].tolist()
            self._values = dict(zip(BY_NAME, latest, strict=True))
        return self._values[name]


def _sums(village: Village) -> dict[str, float]:
    """The nation's measures of the month; places are added one after the other, as in a run."""
    sums = {name: float(np.cumsum(row[:-3])[-1]) for name, row in measures(village).items()}
    capital = float(village.fund.capital[0])
    return {**sums, **nation_only(village), "national_capital": capital, "index": village.index}
