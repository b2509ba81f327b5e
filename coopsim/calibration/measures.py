"""What a moment is read from: any metric of a run, and a few sums that are no metric."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger.flows import ASSETS
from coopsim.metrics import BY_NAME
from coopsim.model.village import Village
from coopsim.results import Run
from coopsim.run import simulate
from coopsim.scenario import Scenario

Reals = NDArray[np.float64]
Seen = dict[str, Reals]


def _assets(run: Run, village: Village | None) -> Reals:
    """Assets of all cooperatives at each year's end, after provisions, units of money."""
    names = run.accounts.account_names
    balances = run.accounts.balances[1:].sum(axis=2)  # the first row is the opening
    owned = balances[:, [names.index(one) for one in ASSETS]].sum(axis=1)
    found: Reals = (owned - balances[:, names.index("provision")]) / run.scenario.minor
    return found


def _hectares(run: Run, village: Village | None) -> Reals:
    """Land under the crop on the first day, the same each year."""
    assert village is not None
    return np.full(run.months // 12, village.households.capacity[village.farms].sum())


def _boats(run: Run, village: Village | None) -> Reals:
    """Fishing households, the same each year."""
    assert village is not None
    return np.full(run.months // 12, float(village.boats.stop - village.boats.start))


def _cooperatives(run: Run, village: Village | None) -> Reals:
    """Cooperatives at work at each year's end."""
    return run.by_year("active")


EXTRA: dict[str, Callable[[Run, Village | None], Reals]] = {
    "assets": _assets, "cooperatives": _cooperatives, "hectares": _hectares,
    "fishing_households": _boats,
}  # fmt: skip
OPENING = {"hectares", "fishing_households"}
"""What only the opening world knows."""
KNOWN = (*BY_NAME, *EXTRA)
"""Everything a moment may be read from."""


def observed(scenario: Scenario, seed: int, asked: Iterable[str]) -> Seen:
    """Simulate a world and read off what is asked for, by whole year."""
    names = sorted(set(asked))
    run = simulate(scenario, seed, scopes=("nation",), panel=1)
    village = Village(scenario, seed) if OPENING & set(names) else None
    return {
        name: EXTRA[name](run, village) if name in EXTRA else run.by_year(name) for name in names
    }


def over_years(top: Reals, bottom: Reals | None, years: tuple[int, int]) -> float:
    """Mean over some years (from 1, both included) of a measure or of a ratio; NaN if unknown.

    >>> over_years(np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.0, 0.0]), (1, 2))
    0.75
    """
    span = slice(years[0] - 1, years[1])
    values = top[span]
    if bottom is not None:
        below = np.where(bottom[span] > 0, bottom[span], np.nan)
        values = values / below
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nothing known is no mistake
        return float(np.nanmean(values))
