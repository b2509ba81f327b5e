"""Which factors an outcome depends on.

All of it works on the mean over the runs of each point. A point with a run that failed, or that
has no value of the outcome, never enters; a Sobol or Morris design loses its whole block with it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.errors import CoopsimError
from coopsim.plots.frame import Reals, join, percent
from coopsim.plots.indices import Measure
from coopsim.plots.points import Answers
from coopsim.study.effects import Method, Sensitivity

RESAMPLES = 500
BLOCKS = 8
"""Complete blocks of a Sobol or Morris design below which nothing is said."""
FEWEST = 5
"""Points beyond one a factor below which ranks say nothing."""
SEED = 1  # of bootstraps: the same runs give the same bands


class AnalysisError(CoopsimError):
    """An analysis that the runs there are cannot bear, or a library that is missing."""


def sobol(answers: Answers, points: int, *, second_order: bool = False) -> Sensitivity:
    """First and total effects as shares of the variance between points, by SALib.

    ``points`` is the size of the design, in Saltelli's order from point 0. Raises
    ``AnalysisError`` if too few complete blocks are left or nothing differs.
    """
    k = len(answers.factors)
    kept, left_out = _blocks(answers, points, (2 * k if second_order else k) + 2)
    y = _differing(answers.mean[kept], answers)
    found = library("SALib.analyze.sobol", "SALib").analyze(
        _problem(answers), y, calc_second_order=second_order, num_resamples=RESAMPLES, seed=SEED
    )
    measures = [
        Measure(label, *_band(found[key], found[f"{key}_conf"]))
        for label, key in (("total effect", "ST"), ("first effect", "S1"))
    ]
    together = 1 - float(np.sum(found["S1"]))
    notes = [f"{percent(together)} of it comes from factors acting together."] * (together > 0.1)
    if second_order:
        notes += _pairs(answers, np.asarray(found["S2"]), np.asarray(found["S2_conf"]))
    return _result("sobol", answers, measures, (len(y), left_out), notes)


def morris(answers: Answers, points: int, *, levels: int = 4) -> Sensitivity:
    """Mean size of the elementary effects over the range, their spread and their sign, by SALib."""
    kept, left_out = _blocks(answers, points, len(answers.factors) + 1)
    y = _differing(answers.mean[kept], answers)
    found = library("SALib.analyze.morris", "SALib").analyze(
        _problem(answers), answers.values[kept], y,
        num_levels=levels, num_resamples=RESAMPLES, seed=SEED,
    )  # fmt: skip
    size, mean, spread = (np.asarray(found[key], dtype=float) for key in ("mu_star", "mu", "sigma"))
    half = np.asarray(found["mu_star_conf"], dtype=float)
    gap = np.full(len(size), np.nan)
    measures = [
        Measure("mean size of effect", size, size - half, size + half),
        Measure("mean effect, with its sign", mean, gap, gap),
        Measure("spread of effect", spread, gap, gap),
    ]
    mixed = [
        one.title
        for one, big, signed, width in zip(answers.factors, size, mean, half, strict=True)
        if big > width and abs(signed) < 0.5 * big
    ]
    notes = [f"The sign of the effect differs from place to place for {join(mixed)}."] * bool(mixed)
    return _result("morris", answers, measures, (len(y), left_out), notes)


def rank_effects(answers: Answers) -> Sensitivity:
    """Partial rank correlation of each factor with the outcome, with bootstrap bands.

    For designs without blocks (latin, grid, list). It sees only effects that go one way;
    ``explained`` says how much of the ranks they account for.
    """
    whole = answers.whole
    varied = answers.varied()
    kinds = [j for j in varied if len(answers.factors[j].words) > 2]  # words have no order
    ranked = [j for j in varied if j not in kinds]
    parts = [answers.values[whole][:, ranked]]
    parts += [
        answers.values[whole][:, [j]] == np.arange(len(answers.factors[j].words)) for j in kinds
    ]
    x, y = np.hstack(parts), answers.mean[whole]
    least = len(varied) + 1 + FEWEST
    if len(y) < least or not ranked:
        raise AnalysisError(
            f"{len(y)} complete points are too few to rank {len(ranked)} factors by; at least "
            f"{least} are needed. Widen the design, or run what failed again."
        )
    y = _differing(y, answers)
    generator = np.random.Generator(np.random.Philox(key=SEED))
    drawn = (generator.integers(len(y), size=len(y)) for _ in range(RESAMPLES))
    bands = np.array([_partial(x[rows], y[rows])[0][: len(ranked)] for rows in drawn])
    values, explained = _partial(x, y)
    low, high = np.quantile(bands, [0.025, 0.975], axis=0)
    chosen = attrs.evolve(answers, factors=tuple(answers.factors[j] for j in ranked))
    unranked = join([answers.factors[j].title for j in kinds])
    notes = [f"Not ranked, for its values have no order: {unranked}. See its curve."] * bool(kinds)
    if explained < 0.5:
        notes.append(
            f"Effects that go one way explain only {percent(explained)} of the ranks: look at the "
            "curves for effects that turn, or for luck."
        )
    measure = Measure("partial rank correlation", values[: len(ranked)], low, high)
    left_out = tuple(answers.points[~whole].tolist())
    made = _result("rank", chosen, [measure], (len(y), left_out), notes)
    return attrs.evolve(made, explained=explained)


def _blocks(answers: Answers, points: int, size: int) -> tuple[NDArray[np.int64], tuple[int, ...]]:
    """Rows of the points in complete blocks, in the design's order, and the points left out."""
    row = np.full(points, -1)
    inside = (answers.points >= 0) & (answers.points < points) & answers.whole
    row[answers.points[inside]] = np.flatnonzero(inside)
    if points % size:
        raise AnalysisError(
            f"{points} points are no whole number of blocks of {size}: this is not the design that "
            "was asked for. Give the study's own points."
        )
    complete = np.all(row.reshape(-1, size) >= 0, axis=1)
    if complete.sum() < BLOCKS:
        raise AnalysisError(
            f"{complete.sum()} of {len(complete)} blocks of the design are complete, at least "
            f"{BLOCKS} are needed: {_why(answers, points)} Run what is missing with 'coopsim study "
            "resume', what failed with 'coopsim study retry --failed', or choose an outcome that "
            "every run has."
        )
    gone = np.flatnonzero(np.repeat(~complete, size))
    return row.reshape(-1, size)[complete].ravel(), tuple(int(one) for one in gone)


def _why(answers: Answers, points: int) -> str:
    """Which points are missing for which reason, the first few by number."""
    inside = (answers.points >= 0) & (answers.points < points)
    absent = np.setdiff1d(np.arange(points), answers.points[inside & (answers.count > 0)])
    reasons = {
        "failed runs": answers.points[inside & (answers.failed > 0)],
        f"no value of {answers.outcome.name}": answers.points[inside & (answers.empty > 0)],
    }
    told = set(np.concatenate(list(reasons.values())).tolist())
    reasons["not run yet"] = np.array([one for one in absent.tolist() if one not in told], int)
    parts = [
        f"{why} at {len(which)} points ({', '.join(map(str, which[:5]))}"
        f"{', …' if len(which) > 5 else ''})"
        for why, which in reasons.items()
        if len(which)
    ]
    return f"{join(parts)}." if parts else "the design is that small."


def _result(
    method: Method, answers: Answers, measures: list[Measure],
    counts: tuple[int, tuple[int, ...]], notes: list[str],
) -> Sensitivity:  # fmt: skip
    used, left_out = counts
    if left_out:
        blocks = "" if method == "rank" else ", with the blocks they stand in"
        why = f"{len(left_out)} points are left out{blocks}: a run failed or has no value there."
        notes = [*notes, why]
    return Sensitivity(
        method, answers.outcome, answers.factors, tuple(measures), used, left_out,
        notes=tuple(notes),
    )  # fmt: skip


def _partial(x: Reals, y: Reals) -> tuple[Reals, float]:
    """Partial rank correlations, and the share of the ranks' variance explained."""
    from scipy.stats import rankdata

    ranks = rankdata(np.column_stack([x, y]), axis=0)
    ranks -= ranks.mean(axis=0)
    spread = np.sqrt((ranks**2).sum(axis=0))
    unit = ranks / np.where(spread > 0, spread, 1.0)
    inverse = np.linalg.pinv(unit.T @ unit, hermitian=True)
    own = np.sqrt(np.maximum(np.diag(inverse), 1e-12))
    found = -inverse[:-1, -1] / (own[:-1] * own[-1])
    return np.clip(found, -1, 1), float(np.clip(1 - 1 / max(own[-1] ** 2, 1.0), 0, 1))


def _pairs(answers: Answers, second: Reals, half: Reals) -> list[str]:
    """Pairs of factors whose joint effect stands out."""
    names = [one.title for one in answers.factors]
    places = np.argwhere(np.nan_to_num(second - half) > 0)
    told = [f"{names[a]} with {names[b]} ({percent(float(second[a, b]))})" for a, b in places]
    return [f"Acting together: {join(told)}."] if told else []


def _band(values: Any, half: Any) -> tuple[Reals, Reals, Reals]:
    middle, wide = np.asarray(values, dtype=float), np.asarray(half, dtype=float)
    return middle, middle - wide, middle + wide


def _differing(y: Reals, answers: Answers) -> Reals:
    if np.ptp(y) == 0:
        raise AnalysisError(
            f"'{answers.outcome.name}' is the same at every point: there is nothing to explain. "
            "Choose another outcome or wider ranges."
        )
    return y


def _problem(answers: Answers) -> dict[str, Any]:
    low, high = answers.values.min(axis=0), answers.values.max(axis=0)
    return {
        "num_vars": len(answers.factors),
        "names": [one.name for one in answers.factors],
        "bounds": np.column_stack([low, np.where(high > low, high, low + 1)]).tolist(),
    }


def library(module: str, name: str) -> Any:
    """A module of an optional library; ``AnalysisError`` says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise AnalysisError(f'{name} is missing. Run: pip install "coopsim[sweep]"') from error
