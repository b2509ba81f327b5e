"""Scenario discovery: where among the factors an outcome turns out well, in plain sentences.

A small decision tree is grown on some of the points and judged on the others, which it never
saw. Where it tells those no better than chance would, the answer is that nothing separates.
"""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.plots.frame import Reals, join, percent
from coopsim.plots.points import Answers, Quantity, capital
from coopsim.study.sensitivity import AnalysisError, library

Truths = NDArray[np.bool_]

HELD_OUT = 1 / 3
FEWEST = 45
"""Complete points below which none can be spared to be held out."""
LEAVES = (2, 3, 4, 6)
FOLDS = 5
SMALLEST = 0.06
"""Share of the points a box holds at least."""
CHANCE = 0.05
"""Probability under chance alone above which nothing is said to separate."""
SEED = 1


@attrs.frozen
class Side:
    """One condition of a box: a factor between two values, or among some words."""

    factor: Quantity
    low: float = -np.inf
    high: float = np.inf

    def holds(self, values: Reals) -> Truths:
        """Which values fulfil it; the low bound itself does not."""
        return np.asarray((values > self.low) & (values <= self.high))

    def words(self) -> str:
        """The condition in words."""
        one = self.factor
        if one.words:
            kept = [word for place, word in enumerate(one.words) if self.low < place <= self.high]
            return f"{one.title} is {' or '.join(kept)}"
        if np.isinf(self.low):
            return f"{one.title} is at most {one.told(self.high, unit=True)}"
        if np.isinf(self.high):
            return f"{one.title} is above {one.told(self.low, unit=True)}"
        return f"{one.title} is above {one.told(self.low)} and at most {one.told(self.high)}"


@attrs.frozen
class Box:
    """A part of the factors' space and how well it tells good from bad, on points held out."""

    sides: tuple[Side, ...]
    good: bool
    """Whether most of what lies in it is good."""
    what: str
    """What the box is full of, in a word."""
    inside: int
    """Points held out that lie in it."""
    right: int
    """Of these, as good (or bad) as the box says."""
    alike: int
    """Points held out that are as good (or bad), wherever they lie."""

    @property
    def density(self) -> float:
        """Share of the box that is as it says."""
        return self.right / self.inside if self.inside else float("nan")

    @property
    def coverage(self) -> float:
        """Share of all good (or bad) points that lie in it."""
        return self.right / self.alike if self.alike else float("nan")

    def holds(self, answers: Answers) -> Truths:
        """Which points lie in it."""
        found = np.ones(len(answers.points), dtype=bool)
        for side in self.sides:
            found &= side.holds(answers.values[:, answers.column(side.factor.name)])
        return found

    def words(self) -> str:
        """The box in a sentence."""
        what = self.what
        return (
            f"Where {join([side.words() for side in self.sides])}: {what} at {self.right} of "
            f"{self.inside} points held out ({percent(self.density)}); that is "
            f"{percent(self.coverage)} of all {what} ones."
        )


@attrs.frozen(eq=False)
class Discovery:
    """Boxes that separate good from bad; none where nothing does."""

    outcome: Quantity
    threshold: float
    high_is_good: bool
    answers: Answers
    """The complete points, all of them."""
    good: Truths
    """By point: whether its mean reaches the threshold."""
    boxes: tuple[Box, ...]
    chance: float
    """Probability that chance tells the held-out points as well as the tree (Fisher's test)."""
    trained: int
    held_out: int
    names: tuple[str, str] = ("good", "bad")

    @property
    def rule(self) -> str:
        """What counts as good."""
        side = "at least" if self.high_is_good else "at most"
        value = self.outcome.told(self.threshold, unit=True)
        return f"{self.outcome.title} is {side} {value} on average over luck"

    def words(self) -> list[str]:
        """What was found, in plain sentences."""
        share, count = percent(float(self.good.mean())), len(self.good)
        first = capital(self.names[0])
        lines = [f"{first} means that {self.rule}. That holds at {share} of {count} points."]
        if self.good.all() or not self.good.any():
            lines.append("So there is nothing to separate.")
        elif not self.boxes:
            lines.append(
                f"Nothing separates {' from '.join(self.names)}: what {self.trained} points "
                f"suggested did not tell the {self.held_out} held out better than chance."
            )
        else:
            lines += [box.words() for box in self.boxes]
        return lines


def discover(
    answers: Answers, threshold: float | None = None, *, high_is_good: bool = True,
    names: tuple[str, str] = ("good", "bad"),
) -> Discovery:  # fmt: skip
    """Find the boxes of the factors' space in which an outcome is good, and those where it is bad.

    A point is good if its mean over luck reaches ``threshold`` (the median of the points unless
    given); ``names`` are the words for those that do and those that do not. Raises
    ``AnalysisError`` where there are too few complete points.
    """
    whole = answers.at(answers.whole)
    count = len(whole.points)
    if count < FEWEST:
        raise AnalysisError(
            f"{count} complete points are too few to hold any out; at least {FEWEST} are needed. "
            "Widen the design, or run what failed again."
        )
    limit = float(np.median(whole.mean)) if threshold is None else float(threshold)
    good = np.asarray(whole.mean >= limit if high_is_good else whole.mean <= limit)
    generator = np.random.Generator(np.random.Philox(key=SEED))
    held = np.zeros(count, dtype=bool)
    held[generator.permutation(count)[: round(count * HELD_OUT)]] = True
    boxes: tuple[Box, ...] = ()
    chance = 1.0
    if min(good[~held].sum(), (~good[~held]).sum()) >= FOLDS:
        tree = _tree(whole.values[~held], good[~held], SMALLEST * count)
        told = np.asarray(tree.predict(whole.values[held]), dtype=bool)
        chance = _chance(told, good[held])
        if chance <= CHANCE:
            boxes = tuple(_boxes(tree, whole, good, held, names))
    return Discovery(
        whole.outcome, limit, high_is_good, whole, good, boxes, chance,
        trained=int((~held).sum()), held_out=int(held.sum()), names=names,
    )  # fmt: skip


def _tree(x: Reals, good: Truths, smallest: float) -> Any:
    """The smallest tree that is within one standard error of the best in cross-validation."""
    trees = library("sklearn.tree", "scikit-learn")
    choosing = library("sklearn.model_selection", "scikit-learn")
    folds = choosing.StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    made = [
        trees.DecisionTreeClassifier(
            max_leaf_nodes=leaves, min_samples_leaf=max(5, round(smallest * (1 - HELD_OUT))),
            random_state=SEED,
        )
        for leaves in LEAVES
    ]  # fmt: skip
    scores = np.array(
        [choosing.cross_val_score(one, x, good, cv=folds, scoring="balanced_accuracy")
         for one in made]
    )  # fmt: skip
    mean, error = scores.mean(axis=1), scores.std(axis=1, ddof=1) / np.sqrt(FOLDS)
    best = int(mean.argmax())
    chosen = int(np.argmax(mean >= mean[best] - error[best]))
    return made[chosen].fit(x, good)


def _chance(told: Truths, good: Truths) -> float:
    """Fisher's exact test: are the points that were told good more often good than the others?"""
    from scipy.stats import fisher_exact

    table = [[int((a & b).sum()) for b in (good, ~good)] for a in (told, ~told)]
    return float(fisher_exact(table, alternative="greater").pvalue)


def _boxes(
    tree: Any, whole: Answers, good: Truths, held: Truths, names: tuple[str, str]
) -> list[Box]:
    """Leaves of the tree as boxes, judged on the points held out; the fullest first."""
    found = []
    for sides, share in _leaves(tree.tree_, whole.factors):
        says = share >= 0.5
        box = Box(sides, says, names[0 if says else 1], 0, 0, 0)
        inside = box.holds(whole) & held
        same = good == says
        box = attrs.evolve(
            box, inside=int(inside.sum()), right=int((inside & same).sum()),
            alike=int((held & same).sum()),
        )  # fmt: skip
        if sides and _chance(inside[held], same[held]) <= CHANCE:
            found.append(box)
    return sorted(found, key=lambda box: (not box.good, -box.coverage))


def _leaves(tree: Any, factors: tuple[Quantity, ...]) -> list[tuple[tuple[Side, ...], float]]:
    """Each leaf of a fitted tree: its conditions, one a factor, and its share of good points."""
    found = []
    waiting: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while waiting:
        node, bounds = waiting.pop()
        j = int(tree.feature[node])
        if j < 0:
            sides = tuple(Side(factors[place], *pair) for place, pair in bounds.items())
            counts = tree.value[node][0]
            found.append((sides, float(counts[-1] / counts.sum())))
            continue
        cut = _rounded(float(tree.threshold[node]))
        low, high = bounds.get(j, (-np.inf, np.inf))
        waiting.append((int(tree.children_right[node]), bounds | {j: (max(low, cut), high)}))
        waiting.append((int(tree.children_left[node]), bounds | {j: (low, min(high, cut))}))
    return found


def _rounded(value: float) -> float:
    """A bound as it is told: the boxes are judged by the numbers that are printed."""
    return float(f"{value:.3g}")
