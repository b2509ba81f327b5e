"""A scenario as a plain function of some factors, for SALib, SciPy, Optuna and ema_workbench."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coopsim.errors import CoopsimError, nearest
from coopsim.files import load_scenario
from coopsim.metrics import BY_NAME, METRICS
from coopsim.params import Param
from coopsim.scenario import PARAMS, Scenario
from coopsim.study.factors import Factor, bounds
from coopsim.study.outcomes import kind_of, outcome_values
from coopsim.study.parts import Outcome, Replicates
from coopsim.sweep import Base, FactorTarget
from coopsim.sweep.running import KINDS, simulated, yearly

Returns = Literal["numbers", "dict"]
Ranges = Mapping[str, tuple[float, float]]
PLACES = {metric.name: place for place, metric in enumerate(METRICS)}
KIND_PLACES = {kind: place for place, kind in enumerate(KINDS)}


class Function:
    """What a scenario makes of a point: the mean of each outcome over the same seeds every time.

    The seeds are fixed, so it is a function: no noise, the same numbers for the same point.
    Called with

    - a vector of one number a factor, in the order of ``names``: a float, or an array of shape
      (outcomes,) if there are several;
    - an array of shape (points, factors): shape (points,) or (points, outcomes);
    - a mapping of values by name, or values by keyword: the same as a vector, or a mapping of
      numbers by outcome if it was made with ``returns="dict"``.

    A number stands for the nearest value that its parameter can take: 8.7 months are 9, 0.5 and
    more is yes, a choice is its place among the declared ones. A factor that is left out keeps
    the scenario's value. NaN where an outcome has no meaning. It can be pickled, so that others
    may call it in several processes. Raises ``ScenarioError`` for a value out of bounds and
    ``CoopsimError`` for an unknown name or a wrong length.
    """

    def __init__(
        self, base: Base, factors: Sequence[Factor], outcomes: Sequence[Outcome],
        seeds: Sequence[int], returns: Returns = "numbers",
    ) -> None:  # fmt: skip
        self.factors = tuple(factors)
        self.outcomes = tuple(outcomes)
        self.seeds = tuple(int(seed) for seed in seeds)
        self.returns = returns
        self._base = base

    @property
    def names(self) -> tuple[str, ...]:
        """The factors, in the order of a vector."""
        return tuple(one.name for one in self.factors)

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """Lowest and highest number of each factor, as SciPy takes them."""
        return [_ends(one) for one in self.factors]

    @property
    def problem(self) -> dict[str, Any]:
        """The same as SALib takes them."""
        ranges = [list(one) for one in self.bounds]
        outputs = [one.name for one in self.outcomes]
        return {
            "num_vars": len(self.factors), "names": list(self.names), "bounds": ranges,
            "outputs": outputs,
        }  # fmt: skip

    def __call__(
        self, point: ArrayLike | Mapping[str, Any] | None = None, /, **values: Any
    ) -> Any:  # values by name, as ema_workbench passes them; an unknown name is an error
        """The outcomes of a point or of several."""
        if point is None or isinstance(point, Mapping):
            named = {**(point or {}), **values}
            return self._given(self._outcomes(self._of_names(named)))
        if values:
            raise CoopsimError("give a vector or values by name, not both.")
        numbers = self._numbers(point)
        if numbers.ndim == 2:
            rows = [self._outcomes(self._of_numbers(row)) for row in numbers]
            found = np.array(rows).reshape(len(numbers), len(self.outcomes))
            return found[:, 0] if len(self.outcomes) == 1 else found
        return self._given(self._outcomes(self._of_numbers(numbers)))

    def _numbers(self, point: ArrayLike) -> NDArray[np.float64]:
        """A vector or rows of vectors; raises ``CoopsimError`` for anything else."""
        allowed = f"Allowed: one number for each of {', '.join(self.names)}, or rows of them."
        try:
            numbers = np.asarray(point, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise CoopsimError(
                f"{point!r} is no point. {allowed} Words go by name, as in a mapping."
            ) from error
        if numbers.ndim not in (1, 2) or numbers.shape[-1] != len(self.factors):
            raise CoopsimError(f"the shape {numbers.shape} is no point. {allowed}")
        return numbers

    def _given(self, found: NDArray[np.float64]) -> Any:
        if self.returns == "dict":
            names = [one.name for one in self.outcomes]
            return dict(zip(names, found.tolist(), strict=True))
        return float(found[0]) if len(found) == 1 else found

    def _of_numbers(self, row: NDArray[np.float64]) -> dict[str, Any]:
        pairs = zip(self.factors, row.tolist(), strict=True)
        return {one.name: one.value(number) for one, number in pairs}

    def _of_names(self, named: Mapping[str, Any]) -> dict[str, Any]:
        known = {one.name: one for one in self.factors}
        for name in named:
            if name not in known:
                raise CoopsimError(f"there is no factor '{name}'. {nearest(name, known)}")
        return {name: _value(known[name], value) for name, value in named.items()}

    def _outcomes(self, values: dict[str, Any]) -> NDArray[np.float64]:
        """The mean of each outcome over the seeds."""
        scenario = self._base.scenario(values)
        runs = np.stack([yearly(simulated(scenario, seed, _quiet)) for seed in self.seeds])
        return np.array([self._mean(one, runs) for one in self.outcomes])

    def _mean(self, outcome: Outcome, runs: NDArray[np.float64]) -> float:
        window = runs[:, :, PLACES[outcome.metric], KIND_PLACES[kind_of(outcome)]]
        return float(np.mean(outcome_values(outcome, window)))


def as_function(
    base: Scenario | str | Path,
    factors: Iterable[str | Factor] | Ranges,
    outcomes: Iterable[str | Outcome] | str | Outcome,
    *,
    seeds: Iterable[int] | int = 5,
    months: int | None = None,
    households: int | None = None,
    returns: Returns = "numbers",
) -> Function:
    """A scenario as a plain function of some factors, for other people's tools.

    ``factors`` are names of parameters, ranges by name (``{"fund.loan_rate": (0.03, 0.24)}``) or
    ``Factor``s; ``outcomes`` are names of metrics (their last year) or ``Outcome``s; ``seeds`` are
    the lucks to take the mean of, or how many. Raises ``CoopsimError`` for an unknown name.

    >>> from coopsim import as_function
    >>> members = as_function("hamlet", {"fund.loan_rate": (0.03, 0.24)}, "members", seeds=1)
    >>> members([0.12]) == members({"fund.loan_rate": 0.12})
    True
    """
    scenario = load_scenario(base).sized(households, months)
    ranges = dict(factors) if isinstance(factors, Mapping) else {}
    chosen = [_factor(one, ranges, scenario) for one in factors]
    asked = [outcomes] if isinstance(outcomes, str | Outcome) else list(outcomes)
    targets = {
        one.name: FactorTarget(one.parameter, one.start, one.until, one.where) for one in chosen
    }
    if not chosen or not asked:
        raise CoopsimError("a function needs a factor and an outcome at least.")
    lucks = Replicates().seeds(seeds) if isinstance(seeds, int) else list(seeds)
    if not len(lucks):
        raise CoopsimError("no seed was given; at least one is needed.")
    return Function(Base(scenario, targets), chosen, [_outcome(o) for o in asked], lucks, returns)


def _value(factor: Factor, value: Any) -> Any:
    """A value given by name; a word or a yes is checked with the scenario it makes."""
    if isinstance(value, str | bool):
        return value
    try:
        return factor.value(float(value))
    except (TypeError, ValueError, OverflowError) as error:
        allowed = factor.param.allowed()
        raise CoopsimError(f"{value!r} is no value of {factor.name}. {allowed}") from error


def _factor(one: str | Factor, ranges: Ranges, scenario: Scenario) -> Factor:
    if isinstance(one, Factor):
        return one
    if one not in PARAMS:
        raise CoopsimError(f"there is no term '{one}'. {nearest(str(one), PARAMS)}")
    lowest, highest = bounds(PARAMS[one], scenario.per_dollar)
    low, high = ranges.get(one) or (lowest, highest)
    numbers = all(isinstance(end, int | float) for end in (low, high))
    if not numbers or not lowest <= low < high <= highest:
        allowed = PARAMS[one].allowed(scenario.per_dollar)
        raise CoopsimError(f"{low} to {high} is no range of {one}. {allowed} Low is below high.")
    return Factor(one, one, low=float(low), high=float(high))


def _outcome(one: str | Outcome) -> Outcome:
    found = Outcome(one, one) if isinstance(one, str) else one
    if found.metric not in BY_NAME:
        raise CoopsimError(f"there is no metric '{found.metric}'. {nearest(found.metric, BY_NAME)}")
    return found


def _ends(one: Factor) -> tuple[float, float]:
    param: Param = one.param
    if param.kind in ("number", "whole"):
        return one.low, one.high
    return 0.0, float(max(len(param.choices), 2) - 1)


def _quiet(month: int, months: int) -> None:
    """Say nothing of a run's progress."""
