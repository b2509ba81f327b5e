"""Replication: how the interval of a mean shrinks with the number of lucks."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.plots.frame import Reals, finite
from coopsim.plots.points import Answers, Quantity, half_width, number_axis
from coopsim.plots.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    SMALL,
    Label,
    Sheet,
    label_ends,
    room_for,
    tidy,
)


@attrs.frozen(eq=False)
class ConvergenceData:
    """Half widths of 95 % intervals, luck only, by the number of seeds: shape (counts,)."""

    outcome: Quantity
    counts: Reals
    middle: Reals
    """Of the mean, at the point in the middle."""
    widest: Reals
    """Of the mean, at 95 of 100 points none is wider."""
    paired: Reals
    """Of the difference to the first point under the same luck, at the point in the middle."""
    target: float
    missing: str
    sentence: str


def convergence_data(answers: Answers, target: float = float("nan")) -> ConvergenceData:
    """Half widths with the first 2, 3, ... seeds of each point that has as many."""
    whole = answers.at(answers.whole)
    runs = whole.runs[:, np.argsort(-np.isfinite(whole.runs).sum(axis=0), kind="stable")]
    counts = np.arange(2, runs.shape[1] + 1)
    rows = [_widths(runs[:, :count]) for count in counts]
    middle, widest, paired = np.array(rows, dtype=float).reshape(-1, 3).T
    missing = "" if len(counts) else "Every point has one run: luck cannot be told from factors."
    sentence = missing or _told(whole.outcome, int(counts[-1]), rows[-1])
    return ConvergenceData(
        whole.outcome, counts.astype(float), middle, widest, paired, target, missing, sentence
    )


def _widths(runs: Reals) -> tuple[float, float, float]:
    known = runs[np.isfinite(runs).all(axis=1)]
    if not len(known):
        return (np.nan,) * 3
    half = half_width(known)
    paired = half_width(known[1:] - known[0])
    middle = float(np.median(paired)) if len(paired) else float("nan")
    return float(np.median(half)), float(np.quantile(half, 0.95)), middle


def _told(outcome: Quantity, count: int, last: tuple[float, float, float]) -> str:
    text = (
        f"With {count} lucks a point, {outcome.title} is known to ± {outcome.told(last[0])} at "
        f"the middle point and to ± {outcome.told(last[1])} or better at 95 of 100."
    )
    if np.isfinite(last[2]):
        text += f" Differences under the same luck are known to ± {outcome.told(last[2])}."
    return text + " Luck only: the intervals say nothing of how sure the assumptions are."


def convergence_panels(box: Sheet, data: ConvergenceData) -> None:
    """Draw the three half widths by the number of seeds, and the target."""
    axes = box.inset(left=0.75, right=2.0, bottom=0.5, top=0.35).panel()
    lines = (
        ("widest of\n95 in 100 points", data.widest, ORANGE, "s"),
        ("middle point", data.middle, BLUE, "o"),
        ("difference to the\nfirst point, paired", data.paired, GREEN, "^"),
    )
    labels = []
    for words, values, colour, marker in lines:
        axes.plot(data.counts, values, marker=marker, color=colour, markersize=4, linewidth=1.8)
        known = finite(values)
        if len(known):
            labels.append(Label(float(known[-1]), words, colour))
    target = np.array([data.target])
    if np.isfinite(data.target):
        axes.axhline(data.target, color=GREY, linewidth=1, linestyle="--")
        labels.append(Label(data.target, "asked for", GREY))
    room_for(axes, data.widest, data.middle, data.paired, target)
    tidy(axes, f"Half width of the 95 % interval (luck only): {data.outcome.axis}")
    number_axis(axes.yaxis, data.outcome)
    step = -(-len(data.counts) // 10)
    axes.set_xticks(data.counts[::step], [f"{count:.0f}" for count in data.counts[::step]])
    axes.set_xlabel("lucks (seeds) a point", fontsize=SMALL, color=GREY)
    label_ends(axes, labels, SMALL)
