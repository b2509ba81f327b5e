"""The pictures of a report: which ones a design calls for, from the analyses of its runs."""

from __future__ import annotations

import itertools

import numpy as np

from coopsim.plots.boxes import BoxesData, Rectangle, boxes_panels
from coopsim.plots.convergence import convergence_data, convergence_panels
from coopsim.plots.fronts import FrontData, front_panels
from coopsim.plots.heatmap import heatmap_data, heatmap_panels
from coopsim.plots.indices import IndicesData, indices_panels, indices_size
from coopsim.plots.many import StudyPicture
from coopsim.plots.points import Answers, Quantity
from coopsim.plots.responses import responses_data, responses_panels, responses_size
from coopsim.plots.tornado import tornado_data, tornado_panels, tornado_size
from coopsim.study.discovery import Box, Discovery
from coopsim.study.effects import Sensitivity
from coopsim.study.tradeoff import Tradeoff

FILLED = 0.6
"""Share of a heat map's cells that hold a complete point; below, it says little."""
UNITS = {
    "sobol": ("share of the variance between points", "share"),
    "rank": ("partial rank correlation with the outcome", ""),
}


def responses(found: Answers) -> list[StudyPicture]:
    """The curves, and the heat map of the first two factors whose combinations were tried."""
    data = responses_data(found)
    size = responses_size(len(data.curves))
    pictures = [StudyPicture("With each factor", data, responses_panels, size)]
    names = [one.factor.name for one in data.curves]
    for first, second in itertools.combinations(names, 2):
        both = heatmap_data(found, first, second)
        if np.isfinite(both.mean).mean() >= FILLED:
            pictures.append(StudyPicture("With two factors", both, heatmap_panels, (9, 6)))
            break
    return pictures


def tornado(found: Answers) -> StudyPicture:
    """Each factor alone, around point 0."""
    data = tornado_data(found)
    return StudyPicture("Each factor alone", data, tornado_panels, tornado_size(len(data.bars)))


def indices(found: Sensitivity) -> StudyPicture:
    """What an outcome depends on."""
    label, unit = UNITS.get(found.method, (found.outcome.title, found.outcome.unit))
    data = IndicesData(
        found.factors, found.measures[:2], Quantity("index", label, unit), found.words()[0]
    )
    return StudyPicture(
        "What it depends on", data, indices_panels, indices_size(len(found.factors))
    )


def convergence(found: Answers, target: float) -> StudyPicture:
    """How well luck is averaged out."""
    return StudyPicture(
        "How well luck is averaged out", convergence_data(found, target), convergence_panels,
        (9.0, 4.8),
    )  # fmt: skip


def boxes(found: Discovery) -> StudyPicture | None:
    """The fullest box of each kind over the two factors that they speak of; None if there is none.

    A box with a side that is not shown would be drawn too large, and is not drawn.
    """
    first = [next((one for one in found.boxes if one.good == good), None) for good in (True, False)]
    kept = [one for one in first if one is not None]
    used = [side.factor for one in kept for side in one.sides]
    factors = list(dict.fromkeys(used)) or []
    others = [one for one in found.answers.factors if one not in factors]
    if not kept or len(factors + others) < 2:
        return None
    across, up = (factors + others)[:2]
    shown = {across.name, up.name}
    columns = [found.answers.column(one.name) for one in (across, up)]
    rectangles = tuple(
        (_rectangle(one, across, up), one.good)
        for one in kept
        if {side.factor.name for side in one.sides} <= shown
    )
    words = " ".join(found.words())
    data = BoxesData(
        across, up, found.answers.values[:, columns], found.good, rectangles, words,
        names=found.names,
    )  # fmt: skip
    title = f"Where it is {' and where it is '.join(found.names)}"
    return StudyPicture(title, data, boxes_panels, (9, 6.8))


def _rectangle(box: Box, across: Quantity, up: Quantity) -> Rectangle:
    sides = {side.factor.name: (side.low, side.high) for side in box.sides}
    every = (-np.inf, np.inf)
    return (*sides.get(across.name, every), *sides.get(up.name, every))


def front(found: Tradeoff) -> StudyPicture:
    """Two outcomes against each other."""
    data = FrontData(
        found.outcomes, found.good, found.mean, found.half, found.spread, found.order,
        found.near, found.words()[0],
    )  # fmt: skip
    return StudyPicture("Two outcomes against each other", data, front_panels, (9, 6.6))
