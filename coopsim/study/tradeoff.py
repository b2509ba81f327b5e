"""Trade-offs between two outcomes, and whether an effect's sign can be told."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.plots.frame import Reals, percent
from coopsim.plots.points import Answers, Quantity, capital, comparable, half_width, mean_of
from coopsim.study.sensitivity import AnalysisError

Good = Literal["high", "low"]
FLIPS = 0.05
"""Share of worlds in which a sign may differ before the model cannot tell."""


@attrs.frozen(eq=False)
class Tradeoff:
    """Two outcomes at the same settings, and the settings that nothing beats in both."""

    factors: tuple[Quantity, ...]
    values: Reals
    """Of the factors, shape (settings, factors)."""
    outcomes: tuple[Quantity, Quantity]
    good: tuple[Good, Good]
    mean: Reals
    """Shape (settings, 2)."""
    half: Reals
    """Half widths of the 95 % intervals, luck only; shape (settings, 2)."""
    spread: Reals
    """Nine in ten worlds lie between these; shape (settings, 2, 2), NaN where none is varied."""
    unbeaten: Reals
    """Share of worlds in which no setting beats it in both; NaN where none is varied."""
    front: NDArray[np.bool_]
    """Settings whose means no other setting beats in both."""
    near: NDArray[np.bool_]
    """Settings that no other setting beats in both by more than luck; holds the front."""

    @property
    def order(self) -> NDArray[np.int64]:
        """Places of the front, by the first outcome."""
        places = np.flatnonzero(self.front)
        return places[np.argsort(self.mean[places, 0], kind="stable")]

    def words(self) -> list[str]:
        """What was found, in plain sentences."""
        names = [one.title for one in self.outcomes]
        count, front, near = len(self.front), int(self.front.sum()), int(self.near.sum())
        if front == 1:
            text = f"One of {count} settings is the best in both, {names[0]} and {names[1]}"
        else:
            text = (
                f"Of {count} settings, {front} are beaten by none in both {names[0]} and "
                f"{names[1]}: to choose among them is to choose between the two"
            )
        lines = [f"{text}."]
        if near > front:
            lines.append(f"Not beaten by more than luck: {near - front} more.")
        kept = self.unbeaten[self.order]
        if not np.isfinite(kept).any():
            return lines
        sure = int((kept >= 1 - FLIPS).sum())
        if front == 1:
            text = (
                f"With everything else varied it is unbeaten in {percent(float(kept[0]))} of worlds"
            )
            lines.append(f"{text}." if sure else f"{text}: the model cannot tell which is best.")
        else:
            lines.append(
                f"With everything else varied, {sure} of the {front} are unbeaten in at least 95 "
                "of 100 worlds"
                + ("." if sure == front else "; of the others the model cannot tell.")
            )
        return lines


def tradeoff(
    first: Answers, second: Answers, *, good: tuple[Good, Good] = ("high", "high"),
    choices: tuple[str, ...] | None = None,
) -> Tradeoff:  # fmt: skip
    """The settings of the factors in ``choices`` (all unless given) by two outcomes.

    What is not a choice is averaged over; ``spread`` tells how far it moves each setting.
    Raises ``AnalysisError`` where no setting has a run of both outcomes under the same luck.
    """
    if not np.array_equal(first.points, second.points):
        raise AnalysisError("the two outcomes are not of the same points. Read both off one table.")
    columns = [first.column(name) for name in choices or [one.name for one in first.factors]]
    gaps = first.runs + second.runs  # a value only where both have one
    both = comparable(
        attrs.evolve(first, runs=gaps, failed=first.failed + second.failed,
                     empty=first.empty + second.empty), columns,
    )  # fmt: skip
    sides = [one.at(both) for one in (first, second)]
    values, place = np.unique(sides[0].values[:, columns], axis=0, return_inverse=True)
    place = place.ravel()
    if not len(values):
        raise AnalysisError(
            f"no world has every run of both '{first.outcome.name}' and '{second.outcome.name}' "
            "at every setting. Run what failed again, or choose outcomes that every run has."
        )
    runs = np.stack([_by_setting(one.runs, place, len(values)) for one in sides], axis=-1)
    mean = np.stack([mean_of(runs[..., side]) for side in (0, 1)], axis=1)
    half = np.stack([half_width(runs[..., side]) for side in (0, 1)], axis=1)
    spread = np.stack([_spread(one.mean, place, len(values)) for one in sides], axis=1)
    signs = np.array([1.0 if one == "high" else -1.0 for one in good])
    points = np.stack([one.mean for one in sides], axis=1) * signs
    unbeaten = _unbeaten(points, np.delete(sides[0].values, columns, axis=1), place, len(values))
    front = _front(mean * signs)
    near = front | ~_clearly_beaten(runs * signs, front)
    factors = tuple(first.factors[j] for j in columns)
    return Tradeoff(
        factors, values, (first.outcome, second.outcome), good, mean, half, spread, unbeaten,
        front, near,
    )  # fmt: skip


def _by_setting(runs: Reals, place: NDArray[np.int64], count: int) -> Reals:
    """Mean over the points of each setting, seed by seed: shape (settings, seeds)."""
    known = np.isfinite(runs)
    total, many = np.zeros((count, runs.shape[1])), np.zeros((count, runs.shape[1]))
    np.add.at(total, place, np.where(known, runs, 0.0))
    np.add.at(many, place, known)
    every = np.bincount(place, minlength=count)[:, None]
    return np.where(many == every, total / np.maximum(many, 1), np.nan)


def _spread(means: Reals, place: NDArray[np.int64], count: int) -> Reals:
    """From the 5th to the 95th of 100 worlds of each setting: shape (settings, 2)."""
    found = np.full((count, 2), np.nan)
    for one in range(count):
        worlds = means[place == one]
        if len(worlds) > 1:
            found[one] = np.quantile(worlds, [0.05, 0.95])
    return found


def _unbeaten(points: Reals, others: Reals, place: NDArray[np.int64], count: int) -> Reals:
    """Share of the worlds that hold every setting in which each is on the front."""
    found: list[NDArray[np.bool_]] = []
    if others.shape[1]:
        _, world = np.unique(others, axis=0, return_inverse=True)
        for one in range(int(world.max()) + 1):
            rows = np.flatnonzero(world.ravel() == one)
            if len(np.unique(place[rows])) == count == len(rows):
                rows = rows[np.argsort(place[rows])]
                found.append(_front(points[rows]))
    return np.mean(found, axis=0) if found else np.full(count, np.nan)


def _front(mean: Reals) -> NDArray[np.bool_]:
    """Settings of which no other is as good in both and better in one; more is better."""
    order = np.lexsort((-mean[:, 1], -mean[:, 0]))
    found = np.zeros(len(mean), dtype=bool)
    best, at = -np.inf, np.nan
    for one in order:
        x, y = mean[one]
        if y > best:
            best, at = y, x
            found[one] = True
        elif y == best and x == at:
            found[one] = True
    return found


def _clearly_beaten(runs: Reals, front: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether some setting of the front is better in both beyond luck, paired by seed."""
    beaten = np.zeros(len(runs), dtype=bool)
    for one in np.flatnonzero(front):
        gap = runs[one][None] - runs
        beaten |= np.all(
            [mean_of(gap[..., side]) > half_width(gap[..., side]) for side in (0, 1)], axis=0
        )
    return beaten


@attrs.frozen
class Sign:
    """What a factor's highest value changes against its lowest, everything else the same."""

    factor: Quantity
    low: float
    high: float
    mean: float
    half: float
    """Half width of the 95 % interval, luck only."""
    band: tuple[float, float]
    """Nine in ten worlds lie between these."""
    worlds: int
    """Settings of everything else under which the two were compared."""
    against: float
    """Share of the worlds in which the sign is another than the mean's."""

    @property
    def told(self) -> bool:
        """Whether the sign can be told: neither luck nor the other factors turn it."""
        return bool(abs(self.mean) > self.half) and self.against <= FLIPS

    def words(self, outcome: Quantity) -> str:
        """The effect in a sentence."""
        size = outcome.change(abs(self.mean))
        way = "raises" if self.mean > 0 else "lowers"
        ends = f"from {self.factor.told(self.low)} to {self.factor.told(self.high)}"
        luck = f"± {outcome.change(self.half)}, luck only" if np.isfinite(self.half) else "one seed"
        text = f"{capital(self.factor.title)} {ends} {way} {outcome.title} by {size} ({luck})"
        if self.worlds > 1:
            low, high = (outcome.change(one) for one in self.band)
            text += f"; with the other factors varied, the change is {low} to {high} in nine of ten"
        return f"{text}." if self.told else f"{text}: the model cannot tell."


def signs(answers: Answers, factors: tuple[str, ...] = ()) -> list[Sign]:
    """For each factor, its highest value against its lowest, paired by seed and by all the rest.

    Empty for designs without such pairs (a Latin hypercube not crossed, Sobol).
    """
    whole = answers.at(answers.whole)
    found = []
    for j in whole.varied():
        one = whole.factors[j]
        if not factors or one.name in factors:
            rest = np.delete(whole.values, j, axis=1)
            ends = whole.values[:, j].min(), whole.values[:, j].max()
            low, high = (
                {tuple(rest[row]): row for row in np.flatnonzero(whole.values[:, j] == end)}
                for end in ends
            )
            pairs = [(low[key], high[key]) for key in low if key in high]
            if pairs:
                found.append(_sign(one, ends, whole.runs, np.array(pairs)))
    return found


def _sign(one: Quantity, ends: tuple[float, float], runs: Reals, pairs: NDArray[np.int64]) -> Sign:
    gap = runs[pairs[:, 1]] - runs[pairs[:, 0]]
    worlds = mean_of(gap)
    by_seed = mean_of(gap.T)
    mean = float(mean_of(worlds[None])[0])
    known = worlds[np.isfinite(worlds)]
    return Sign(
        one, float(ends[0]), float(ends[1]), mean, float(half_width(by_seed[None])[0]),
        (float(np.quantile(known, 0.05)), float(np.quantile(known, 0.95))), len(known),
        float((np.sign(known) != np.sign(mean)).mean()),
    )  # fmt: skip
