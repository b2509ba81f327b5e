"""Designs: from a study's factors to the points that are tried, by SALib and SciPy."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.study.factors import Factor
from coopsim.study.parts import BASE, Design, Study
from coopsim.sweep.errors import optional

Places = NDArray[np.float64]


@attrs.frozen(eq=False)
class Points:
    """The points of a study, numbered from 0.

    ``values`` has shape (points, factors), the factors that a design moves, as numbers: a yes is
    1, a choice its place among the declared ones. ``unit`` is the same in places from 0 to 1, as
    the design drew it. ``groups`` (points,) numbers the uncertain world of each point where
    uncertainties are crossed with levers, the levers' points in the same order in each; else 0.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    unit: Places
    groups: NDArray[np.int64]
    factors: tuple[Factor, ...]
    """All of the study's, those that follow others too."""

    def __len__(self) -> int:
        return len(self.values)

    def settings(self, point: int) -> dict[str, Any]:
        """Every factor's value at a point, by name; nothing at ``BASE``."""
        if point == BASE:
            return {}
        free = dict(zip(self.names, self.values[point], strict=True))
        return {
            one.name: one.following(free[one.follows]) if one.follows else one.value(free[one.name])
            for one in self.factors
        }


def points(study: Study) -> Points:
    """The points of a study's design: the same for the same study.

    Raises ``SweepError`` if SALib is missing where the design needs it.
    """
    varied = study.varied
    if study.crossed is None:
        values, unit = _made(study.design, varied, study)
        groups = np.zeros(len(values), dtype=np.int64)
        return Points(_names(varied), values, unit, groups, study.factors)
    sides = [
        (design, tuple(one for one in varied if one.role == role))
        for design, role in ((study.design, "lever"), (study.crossed, "uncertainty"))
    ]
    (levers, at), (worlds, unknown) = (_made(design, side, study) for design, side in sides)
    groups = np.repeat(np.arange(len(worlds)), len(levers))
    values = np.hstack([np.tile(levers, (len(worlds), 1)), worlds[groups]])
    unit = np.hstack([np.tile(at, (len(worlds), 1)), unknown[groups]])
    return Points(_names(sides[0][1] + sides[1][1]), values, unit, groups, study.factors)


def _names(factors: Sequence[Factor]) -> tuple[str, ...]:
    return tuple(one.name for one in factors)


def _made(
    design: Design, factors: tuple[Factor, ...], study: Study
) -> tuple[NDArray[np.float64], Places]:
    """One design's points as numbers and as places."""
    if design.kind in DRAWN:
        unit = DRAWN[design.kind](design, len(factors))
        rows = [
            [one.number(one.at(u)) for one, u in zip(factors, row, strict=True)] for row in unit
        ]
        return np.array(rows, dtype=np.float64).reshape(len(unit), len(factors)), unit
    written = list(_written(design, factors, study))
    values = np.array(written, dtype=np.float64).reshape(len(written), len(factors))
    return values, np.array([_places(factors, row) for row in values])


def _written(
    design: Design, factors: tuple[Factor, ...], study: Study
) -> Iterator[tuple[float, ...]]:
    """Points that need no drawing."""
    if design.kind == "list":
        yield from design.rows
        return
    grids = [[one.number(value) for value in one.grid()] for one in factors]
    if design.kind == "grid":
        yield from itertools.product(*grids)
        return
    base = tuple(one.number(one.of(study.base)) for one in factors)
    yield base
    for place, one in enumerate(factors):
        ends = grids[place] if one.levels or one.steps or one.choices else [one.low, one.high]
        for number in ends:
            if number != base[place]:
                yield (*base[:place], number, *base[place + 1 :])


def _places(factors: tuple[Factor, ...], row: NDArray[np.float64]) -> list[float]:
    """The places of written values; a value beside the levels has its place between the ends."""
    found = []
    for one, number in zip(factors, row, strict=True):
        try:
            found.append(one.place(one.value(number)))
        except ValueError:
            found.append(float("nan"))
    return found


def _latin(design: Design, dimensions: int) -> Places:
    from scipy.stats import qmc

    made: Places = qmc.LatinHypercube(d=dimensions, seed=design.seed).random(design.points)
    return made


def _sobol(design: Design, dimensions: int) -> Places:
    sample = optional("SALib.sample.sobol", "sweep").sample
    made: Places = sample(
        _unit_problem(dimensions), design.points, calc_second_order=design.second_order,
        scramble=True, seed=design.seed,
    )  # fmt: skip
    return made


def _morris(design: Design, dimensions: int) -> Places:
    sample = optional("SALib.sample.morris", "sweep").sample
    made: Places = sample(
        _unit_problem(dimensions), design.points, num_levels=design.levels, seed=design.seed
    )
    return made


DRAWN: dict[str, Callable[[Design, int], Places]] = {
    "latin": _latin, "sobol": _sobol, "morris": _morris,
}  # fmt: skip


def _unit_problem(dimensions: int) -> dict[str, Any]:
    names = [f"x{number}" for number in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}
