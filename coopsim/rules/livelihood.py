"""Livelihood: what a household needs and earns besides its cooperative's sector."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, Truth, param


@attrs.frozen
class LivelihoodTerms:
    """Needs, other income and spending of households."""

    inflation: Number = param(
        0.02, -0.02, 0.3, "a year", "inflation", grade="A", source="LUSA25, ID-INF24"
    )
    household_size: Number = param(
        5.5, 1.0, 10.0, "persons", "persons a household", grade="A", source="TAT22C"
    )
    poverty_line: Number = param(
        46.37, 5.0, 300.0, "money a person-month", "national poverty line",
        grade="A", source="LUSA16 (2014)",
    )  # fmt: skip
    need_over_line: Number = param(
        1.1, 0.5, 4.0, "ratio", "median need of a person against the poverty line",
        source="so that the poor of 2014 are as many as counted (WB19)",
    )  # fmt: skip
    need_spread: Number = param(
        0.53, 0.0, 1.2, "log points", "spread of needs between households", source="Gini 0.29"
    )
    subsistence: Number = param(
        0.45, 0.0, 0.9, "share of need", "need met from garden, forest and shore"
    )
    other_income: Number = param(
        1.0, 0.0, 3.0, "share of cash need", "cash income besides the sector"
    )
    other_income_spread: Number = param(
        0.25, 0.0, 1.0, "log points", "spread of other income between alike households"
    )
    other_income_swing: Number = param(
        0.3, 0.0, 1.0, "share", "swing of other income from month to month"
    )
    basics: Number = param(
        0.85, 0.4, 1.0, "share of need", "part of the need that cannot be put off"
    )
    buffer: Number = param(1.0, 0.0, 6.0, "months of need", "cash a household likes to hold")
    spending: Number = param(
        0.45, 0.0, 1.0, "share a month", "part of the cash above the buffer that is spent"
    )


def other_income(
    mean: Number, draw: Number, terms: LivelihoodTerms, *, shift: Number = 0.0
) -> Number:
    """Cash earned elsewhere this month; the draw is uniform, the mean is kept.

    ``shift`` is what a shock common to all takes off (below 0) or adds, as a share.
    """
    swing = terms.other_income_swing * (2 * np.asarray(draw) - 1)
    return mean * (1 + swing) * (1 + np.asarray(shift))


def cash_need(need: Number, index: float, hardship: Number, *, terms: LivelihoodTerms) -> Number:
    """Cash a household must find this month: basics less subsistence, and hardship."""
    basics = np.maximum(np.asarray(terms.basics) - terms.subsistence, 0.0)
    return need * index * (basics + hardship)


def cash_spent(cash: Number, must: Number, kept: Number, *, terms: LivelihoodTerms) -> Number:
    """Cash spent on living: what must be, and part of what lies above that and what is kept."""
    spare = np.maximum(np.asarray(cash) - must - kept, 0.0)
    return np.minimum(must + terms.spending * spare, cash)


def is_poor(income: Number, persons: Number, line: Number) -> Truth:
    """Whether monthly income a person, subsistence included, lies below the line."""
    return np.asarray(income) < np.asarray(persons) * line
