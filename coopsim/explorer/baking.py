"""From the runs of a study to the few numbers that an explorer shows.

The choices of a study become sliders; the settings of everything else are its worlds. An outcome
is kept run by run, so that a page can pair any two settings under the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.explorer.errors import ExplorerError
from coopsim.metrics import BY_NAME
from coopsim.plots.points import Answers, mean_of
from coopsim.study import Factor, Outcome, Study
from coopsim.study.analysis import Analysis
from coopsim.study.folder import nothing_ended

Kind = Literal["share", "money", "number", "words"]
MOST_SLIDERS, MOST_LEVELS, MOST_SETTINGS = 4, 12, 400
FIGURES = 3
"""Figures that tell the values of one outcome apart."""
HIDDEN = 2
"""Digits kept beyond those shown, so that a difference of two values is right as shown."""


@attrs.frozen
class Shown:
    """How a number is written: the words for it and its form."""

    label: str
    """An English message."""
    kind: Kind
    digits: int = 0
    """Decimals shown: of per cent, for a share."""
    unit: str = ""
    """The declared unit."""
    choices: tuple[str, ...] = ()
    """English messages of a yes or no or a choice, whose values are their places."""


@attrs.frozen(eq=False)
class Slider:
    """A factor that a reader may set."""

    shown: Shown
    levels: tuple[float, ...]
    follows: tuple[tuple[Shown, tuple[float, ...]], ...] = ()
    """What moves with it, and its value at each level."""


@attrs.frozen(eq=False)
class Measured:
    """An outcome at every setting, in every world, under every seed."""

    shown: Shown
    good: str
    runs: NDArray[np.float64]
    """Shape (settings, worlds, seeds); NaN where a run gave nothing."""


@attrs.frozen(eq=False)
class Baked:
    """What an explorer shows of a study."""

    study: Study
    sliders: tuple[Slider, ...]
    start: tuple[int, ...]
    """The level of each slider that is nearest to the base."""
    unknowns: tuple[tuple[Shown, tuple[float, ...]], ...]
    """What nobody knows, and its value in each world."""
    outcomes: tuple[Measured, ...]
    seeds: tuple[int, ...]

    @property
    def worlds(self) -> int:
        """How many worlds every setting was tried in."""
        return int(self.outcomes[0].runs.shape[1])


def bake(study: Study, folder: str | Path) -> Baked:
    """Read what an explorer shows off the runs in a study's folder.

    Raises ``StudyFolderError`` if no run has ended and ``ExplorerError`` for a design that has no
    sliders: the choices must meet each other and every world.
    """
    choices = _choices(study)
    analysis = Analysis.of(study, folder)
    if analysis.table.empty:
        raise nothing_ended(study, folder)
    found = [analysis.answers(one.name) for one in study.outcomes]
    columns = [found[0].column(one.name) for one in choices]
    levels = [np.unique(found[0].values[:, column]) for column in columns]
    place, world, others = _places(found[0], columns, levels, study)
    settings, worlds = math.prod(map(len, levels)), len(others)
    rest = [one for one in study.varied if one not in choices]
    return Baked(
        study,
        tuple(_slider(study, one, own) for one, own in zip(choices, levels, strict=True)),
        tuple(_nearest(one, own, study) for one, own in zip(choices, levels, strict=True)),
        tuple(
            (_factor_shown(one, others[:, at], study), tuple(others[:, at].tolist()))
            for at, one in enumerate(rest)
        ),
        tuple(
            _measured(study, one, own, place, world, (settings, worlds))
            for one, own in zip(study.outcomes, found, strict=True)
        ),
        tuple(found[0].seeds.tolist()),
    )


def _choices(study: Study) -> tuple[Factor, ...]:
    """What becomes a slider: the levers, or every factor where there is no lever."""
    varied = study.varied
    levers = tuple(one for one in varied if one.role == "lever")
    chosen = levers or varied
    if not 1 <= len(chosen) <= MOST_SLIDERS:
        names = ", ".join(one.name for one in chosen)
        raise ExplorerError(
            f"'{study.name}': {len(chosen)} factors would become sliders ({names}). "
            f"Allowed: 1 to {MOST_SLIDERS}. Make a study of fewer levers for the explorer."
        )
    return chosen


def _places(
    found: Answers, columns: list[int], levels: list[NDArray[np.float64]], study: Study
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The setting and the world of each point, and the worlds; every setting in every world."""
    counts = [len(own) for own in levels]
    advice = (
        f"An explorer needs a grid of its levers, at most {MOST_LEVELS} levels each and "
        f"{MOST_SETTINGS} settings in all, each in the same worlds "
        '([design] kind = "grid"; uncertainties in [design.uncertainties]).'
    )
    if max(counts) > MOST_LEVELS or math.prod(counts) > MOST_SETTINGS:
        raise ExplorerError(f"'{study.name}' has {' x '.join(map(str, counts))} levels. {advice}")
    at = [np.searchsorted(own, found.values[:, column])
          for own, column in zip(levels, columns, strict=True)]  # fmt: skip
    place = np.ravel_multi_index(tuple(at), tuple(counts)).astype(np.int64)
    rest = np.delete(found.values, columns, axis=1)
    others, world = np.unique(rest, axis=0, return_inverse=True)
    world = world.ravel().astype(np.int64)
    pairs = {(int(a), int(b)) for a, b in zip(place, world, strict=True)}
    if len(pairs) < math.prod(counts) * len(others):
        raise ExplorerError(
            f"'{study.name}': {len(pairs)} of {math.prod(counts) * len(others)} pairs of a setting "
            f"and a world have run. {advice} If runs are missing: coopsim study resume."
        )
    return place, world, others


def _slider(study: Study, one: Factor, levels: NDArray[np.float64]) -> Slider:
    followers = [other for other in study.factors if other.follows == one.name]
    moved = []
    for other in followers:
        values = np.array([other.number(other.following(level)) for level in levels.tolist()])
        moved.append((_factor_shown(other, values, study), tuple(values.tolist())))
    return Slider(_factor_shown(one, levels, study), tuple(levels.tolist()), tuple(moved))


def _nearest(one: Factor, levels: NDArray[np.float64], study: Study) -> int:
    return int(np.abs(levels - one.number(one.of(study.base))).argmin())


def _measured(
    study: Study, one: Outcome, found: Answers,
    place: NDArray[np.int64], world: NDArray[np.int64], shape: tuple[int, int],
) -> Measured:  # fmt: skip
    runs = np.full((*shape, found.runs.shape[1]), np.nan)
    runs[place, world] = found.runs
    metric = BY_NAME[one.metric]
    unit = "share" if one.statistic == "growth" else metric.unit
    shown = _shown(one.label or metric.label, unit, mean_of(runs.reshape(shape[0], -1)))
    return Measured(shown, one.good, runs)


def _factor_shown(one: Factor, values: NDArray[np.float64], study: Study) -> Shown:
    param = one.param
    words = {"yes/no": ("no", "yes"), "choice": param.choices}.get(param.kind, ())
    if words:
        return Shown(param.label, "words", choices=words)
    return _shown(param.label, param.unit, values)


def _shown(label: str, unit: str, values: NDArray[np.float64]) -> Shown:
    """The form of a quantity: as many decimals as tell its values apart, two at most."""
    kind: Kind = "number"
    if unit.split(" ")[0] in ("share", "chance") or unit == "a year":
        kind = "share"
    elif unit.startswith("money"):
        kind = "money"
    return Shown(label, kind, _digits(values * (100 if kind == "share" else 1)), unit)


def _digits(values: Sequence[float] | NDArray[np.float64]) -> int:
    """Decimals of a set of values.

    >>> _digits([3.0, 6.0, 9.0]), _digits([0.97, 0.998]), _digits([1200, 1950.5])
    (0, 2, 0)
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not known.size or np.allclose(known, np.round(known), atol=1e-9):
        return 0
    largest = float(np.abs(known).max())
    return int(np.clip(FIGURES - 1 - math.floor(math.log10(largest)), 0, 2)) if largest else 0
