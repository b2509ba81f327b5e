"""The fit: a Latin hypercube over the ranges, then Nelder-Mead, under the same luck throughout.

SciPy does both. It is a dependency already, and two of its functions are the whole need; a
population method (differential evolution) or a study database (Optuna) pays off with thousands
of trials, and one trial here is several simulated worlds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.calibration.identifying import Identified, identified
from coopsim.calibration.measures import observed, over_years
from coopsim.calibration.parameters import Parameter, fitted_parameters, places, with_values
from coopsim.calibration.plan import CalibrationError, Plan
from coopsim.scenario import Scenario

Reals = NDArray[np.float64]
Progress = Callable[[int, int], None]
Values = tuple[float, ...]

FIRST_SEED, LAST_SEED = 1, 999
"""Calibration keeps to these; validation begins at 10,001."""
FRESH_SEED = 501
"""Where the luck begins that the fit did not see."""
MOST_SEEDS = FRESH_SEED - FIRST_SEED - 1
SCREENED = 0.4
"""Share of the trials that screen the ranges before the search goes down."""
SPREAD = 0.12
"""Size of the first simplex, as a share of the ranges."""
UNKNOWN = 10.0
"""Tolerances by which a moment counts as missed that a run does not have."""


@attrs.frozen(eq=False)
class Trial:
    """Values tried and the moments they gave, shape (seeds, moments)."""

    values: Values
    moments: Reals
    misses: Reals
    """Mean moment less target, in tolerances."""

    @property
    def means(self) -> Reals:
        """Moments, mean over the seeds."""
        found: Reals = self.moments.mean(axis=0)
        return found

    @property
    def misfit(self) -> float:
        """Sum of squared misses: what is made small."""
        return float(np.sum(self.misses**2))


@attrs.frozen(eq=False)
class Fit:
    """What a calibration found."""

    plan: Plan
    scenario: Scenario
    """The preset as it was, at its own size."""
    parameters: tuple[Parameter, ...]
    seeds: tuple[int, ...]
    before: Trial
    after: Trial
    fresh: Trial | None
    """The fitted values under luck that the fit did not see; None if it was stopped."""
    identified: Identified | None
    """What the moments can tell; None if the fit was stopped."""
    trials: int

    @property
    def stopped(self) -> bool:
        """Whether somebody stopped it before its end."""
        return self.identified is None

    @property
    def households(self) -> int:
        """Households of each simulated world."""
        return simulated(self.plan, self.scenario).households

    @property
    def fitted(self) -> Scenario:
        """The preset with the fitted values."""
        return with_values(self.scenario, self.parameters, self.after.values)


@attrs.define
class Trials:
    """Tries values and remembers them; the best is always at hand."""

    plan: Plan
    scenario: Scenario
    parameters: tuple[Parameter, ...]
    seeds: tuple[int, ...]
    tell: Callable[[], None]
    known: dict[Values, Trial] = attrs.field(factory=dict)
    count: int = 0

    @property
    def best(self) -> Trial:
        """The trial with the smallest misfit so far, the earliest of equals."""
        return min(self.known.values(), key=lambda one: one.misfit)

    def at(self, place: Sequence[float] | Reals) -> Trial:
        """Try the values at some shares of the ranges."""
        pairs = zip(self.parameters, place, strict=True)
        return self.of(tuple(one.value(share) for one, share in pairs))

    def of(self, values: Values) -> Trial:
        """Try values, unless they are known."""
        if values not in self.known:
            self.known[values] = self.tried(values, self.seeds)
        self.count += 1
        self.tell()
        return self.known[values]

    def tried(self, values: Values, seeds: Sequence[int]) -> Trial:
        """Simulate values under some luck."""
        scenario = with_values(self.scenario, self.parameters, values)
        moments = np.array([self._moments(scenario, seed) for seed in seeds])
        targets = np.array([one.target for one in self.plan.moments])
        tolerances = np.array([one.tolerance for one in self.plan.moments])
        misses = (moments.mean(axis=0) - targets) / tolerances
        return Trial(values, moments, np.where(np.isfinite(misses), misses, UNKNOWN))

    def _moments(self, scenario: Scenario, seed: int) -> list[float]:
        asked = [name for one in self.plan.moments for name in (one.metric, one.over) if name]
        seen = observed(scenario, seed, asked)
        return [
            over_years(seen[one.metric], seen.get(one.over), one.years) / one.per
            for one in self.plan.moments
        ]


def fit(
    plan: Plan, scenario: Scenario, *, trials: int = 120, seeds: int = 5,
    progress: Progress | None = None,
) -> Fit:  # fmt: skip
    """Fit a plan's parameters of a scenario, the same for the same arguments.

    Each trial simulates ``seeds`` worlds, the same luck in every trial. Ctrl-C ends the search
    and keeps the best so far. ``progress`` is called with (trials done, all). Raises
    ``CalibrationError`` for what cannot be fitted.
    """
    parameters = fitted_parameters(plan, scenario)
    if not 1 <= seeds <= MOST_SEEDS:
        raise CalibrationError(f"{seeds} seeds are too many or few. Allowed: 1 to {MOST_SEEDS}.")
    luck = tuple(range(FIRST_SEED, FIRST_SEED + seeds))
    total = max(trials, 1) + 2 * len(parameters) + 1

    def tell() -> None:
        if progress is not None:
            progress(min(work.count, total), total)

    work = Trials(plan, simulated(plan, scenario), parameters, luck, tell)
    before = work.of(tuple(one.start for one in parameters))
    fresh, told = None, None
    try:
        _search(work, max(trials, 1))
        searched = work.count
        best = work.best
        told = identified(
            parameters, plan.moments, best.values, lambda place: work.at(place).misses
        )
        fresh = work.tried(best.values, [one + FRESH_SEED - FIRST_SEED for one in luck])
    except KeyboardInterrupt:
        best, searched, told = work.best, work.count, None
    return Fit(plan, scenario, parameters, luck, before, best, fresh, told, searched)


def simulated(plan: Plan, scenario: Scenario) -> Scenario:
    """The scenario at the size of the trials: the plan's, within what the preset allows."""
    size = max(min(plan.households, scenario.households), scenario.smallest)
    return scenario.sized(size, plan.months)


def _search(work: Trials, trials: int) -> None:
    """Screen the ranges, then go down from the best of the screen."""
    from scipy.optimize import minimize
    from scipy.stats.qmc import LatinHypercube

    size = len(work.parameters)
    screened = int(trials * SCREENED)
    if trials - screened < size + 2:  # too few to go down anywhere
        screened = trials
    if screened > 1:
        for place in LatinHypercube(size, seed=FIRST_SEED).random(screened - 1):
            work.at(place)
    left = trials - work.count
    if left <= 0:
        return
    start = places(work.parameters, work.best.values)
    minimize(
        lambda place: work.at(place).misfit, start, method="Nelder-Mead",
        bounds=[(0.0, 1.0)] * size,
        options={
            "initial_simplex": _simplex(start), "maxfev": left, "xatol": 1e-3, "fatol": 1e-3,
            "adaptive": size > 2,
        },
    )  # fmt: skip


def _simplex(start: Reals) -> Reals:
    """The start and one step along each parameter, towards the side with room."""
    corners = np.tile(start, (len(start) + 1, 1))
    for place, share in enumerate(start):
        corners[place + 1, place] += SPREAD if share < 0.5 else -SPREAD
    return corners
