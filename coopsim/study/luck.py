"""How much of what differs between runs is luck, and how much the factors."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.plots.frame import Reals, percent
from coopsim.plots.points import Answers


@attrs.frozen
class LuckShare:
    """Shares of the variance of single runs: they sum to 1."""

    factors: float
    """Between points."""
    common: float
    """Luck that moves every point alike; it falls out of a paired comparison."""
    own: float
    """Luck that moves each point in its own way."""
    points: int
    seeds: int

    def words(self) -> str:
        """The shares in a sentence."""
        return (
            f"Of what differs between single runs, {percent(self.factors)} comes from the factors, "
            f"{percent(self.common)} from luck that meets every point alike and "
            f"{percent(self.own)} from luck that acts differently from point to point "
            f"({self.points} points under {self.seeds} seeds)."
        )


def luck_share(answers: Answers) -> LuckShare | None:
    """Split the variance of runs into factors and luck; None below two points or two seeds.

    Takes the points and seeds that make the largest table without gaps.
    """
    table = _without_gaps(answers.runs)
    n, seeds = table.shape
    if n < 2 or seeds < 2:
        return None
    by_point, by_seed = table.mean(axis=1), table.mean(axis=0)
    rest = table - by_point[:, None] - by_seed[None, :] + table.mean()
    own = float((rest**2).sum() / ((n - 1) * (seeds - 1)))
    between = max(float(by_point.var(ddof=1)) - own / seeds, 0.0)
    common = max(float(by_seed.var(ddof=1)) - own / n, 0.0)
    total = between + common + own
    if total == 0:
        return None
    return LuckShare(between / total, common / total, own / total, n, seeds)


def _without_gaps(runs: Reals) -> Reals:
    """The most cells of points by seeds that are all known, seeds with most points first."""
    known = np.isfinite(runs)
    order = np.argsort(-known.sum(axis=0), kind="stable")
    runs, known = runs[:, order], known[:, order]
    cells = [(int(known[:, :m].all(axis=1).sum()) * m, m) for m in range(2, runs.shape[1] + 1)]
    if not cells:
        return runs[:0]
    most = max(cells)[1]
    return runs[known[:, :most].all(axis=1), :most]
