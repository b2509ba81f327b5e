"""What the runs say of each outcome and of each pair: words first, then pictures and tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import attrs
import numpy as np

from coopsim.errors import CoopsimError
from coopsim.plots.many import StudyPicture
from coopsim.plots.points import Answers, Quantity, capital
from coopsim.report import markup, pictures
from coopsim.study.analysis import Analysis
from coopsim.study.effects import Sensitivity
from coopsim.study.tradeoff import Sign, Tradeoff

PAIRS = 3
"""Pairs of outcomes that are set against each other."""
SETTINGS = 20
"""Settings of a front that a table lists."""
MIXED = (
    "This design moves levers and uncertainties together, so a setting here is a choice in one "
    "world: nobody can choose the world. Give the uncertainties a design of their own "
    "([design.uncertainties]) to see each choice in all of them."
)
T = TypeVar("T")


@attrs.frozen
class Reading:
    """What is said of one outcome: in a few sentences, and at length."""

    short: tuple[str, ...]
    body: str


def reading(analysis: Analysis, name: str, foot: str) -> Reading:
    """Everything the design lets one say of an outcome."""
    found = analysis.answers(name)
    head = markup.heading(capital(found.outcome.title))
    gaps = _gaps(found)
    if not found.whole.any():
        words = f"{capital(found.outcome.title)}: nothing can be said, no point has all its runs."
        return Reading((words,), head + markup.listing([words, *gaps]))
    sensitivity, why = _tried(lambda: analysis.sensitivity(name))
    discovery, why_not = _tried(lambda: analysis.discovery(name))
    drawn: list[StudyPicture | None] = list(pictures.responses(found))
    level = [_level(found)]
    if analysis.study.design.kind == "one-at-a-time" and analysis.study.crossed is None:
        drawn, level = [pictures.tornado(found)], []
        sensitivity = discovery = None
        why = why_not = ""
    drawn += [pictures.indices(sensitivity) if sensitivity else None]
    drawn += [pictures.boxes(discovery) if discovery else None]
    drawn += [pictures.convergence(found, _target(analysis, name))]
    luck = analysis.luck(name)
    told = [one.words(found.outcome) for one in analysis.signs(name)]
    lines = [*level, *gaps, *(luck.words() for luck in [luck] if luck)]
    depends = sensitivity.words() if sensitivity else [_first_words(drawn)]
    body = [
        head,
        markup.listing([*lines, *(f"Not told: {text}" for text in (why, why_not) if text)]),
        markup.heading("What it depends on", 3),
        markup.listing([*depends, *told]),
        _measures(sensitivity) if sensitivity else "",
    ]
    if discovery:
        body += [markup.heading("Where it turns out which way", 3)]
        body += [markup.listing(discovery.words())]
    body += [markup.picture(one.svg(foot), one.data.sentence) for one in drawn if one]
    short = [*level, *gaps, *depends[:1], *_choices(analysis, name)]
    return Reading(tuple(short), "\n".join(part for part in body if part))


def _tried(ask: Callable[[], T]) -> tuple[T | None, str]:
    """What an analysis gives, or why there is none."""
    try:
        return ask(), ""
    except CoopsimError as error:
        return None, str(error)


def _first_words(drawn: list[StudyPicture | None]) -> str:
    return next((str(one.data.sentence) for one in drawn if one), "")


def _level(found: Answers) -> str:
    """Where the outcome lies over all complete points."""
    means, one = found.mean[found.whole], found.outcome
    low, middle, high = (one.told(float(x)) for x in np.quantile(means, [0.05, 0.5, 0.95]))
    if len(means) == 1:
        return f"{capital(one.title)} is {middle} at the one complete point."
    return (
        f"{capital(one.title)} is {middle} at the middle point; nine in ten of {len(means)} points "
        f"lie between {low} and {high}{_unit(one)}."
    )


def _unit(one: Quantity) -> str:
    return f" ({one.shown_unit})" if one.shown_unit and not one.is_share else ""


def _gaps(found: Answers) -> list[str]:
    """Runs without a value: what is said holds only where there is one."""
    lines = []
    if failed := int(found.failed.sum()):
        lines.append(
            f"{_many(failed, 'run')} at {_many(int((found.failed > 0).sum()), 'point')} failed; "
            "what is said here holds for the other points."
        )
    if empty := int(found.empty.sum()):
        lines.append(
            f"{_many(empty, 'run')} at {_many(int((found.empty > 0).sum()), 'point')} ended with "
            f"nothing to measure {found.outcome.title} by; what is said here holds only for points "
            "where every run has something to measure."
        )
    return lines


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _target(analysis: Analysis, name: str) -> float:
    """The half width the stop rule asks for, where it is one of this outcome's mean."""
    stop = analysis.study.stop
    if stop is None or stop.outcome != name or stop.relative or stop.against is not None:
        return float("nan")
    return stop.half_width


def _choices(analysis: Analysis, name: str) -> list[str]:
    """What each lever does, paired, with both bands."""
    levers = {one.name for one in analysis.study.levers}
    outcome = analysis.outcome(name)
    found: list[Sign] = [one for one in analysis.signs(name) if one.factor.name in levers]
    return [one.words(outcome) for one in found]


def _measures(found: Sensitivity) -> str:
    """The table of a sensitivity analysis."""

    def told(value: float) -> str:
        return f"{value:.3g}" if np.isfinite(value) else ""

    def cell(j: int, low: float, high: float) -> str:
        return f"{told(low)} to {told(high)}" if np.isfinite(low) and np.isfinite(high) else ""

    columns = ["factor"]
    for one in found.measures:
        columns += [one.label, "95 %"] if np.isfinite(one.low).any() else [one.label]
    rows = []
    for j in found.order:
        row = [found.factors[j].title]
        for one in found.measures:
            row.append(told(one.values[j]))
            if np.isfinite(one.low).any():
                row.append(cell(j, one.low[j], one.high[j]))
        rows.append(row)
    caption = f"From {found.used:,} complete points; intervals by bootstrap over them."
    return markup.table(columns, rows, caption, right=1)


def trades(analysis: Analysis, foot: str) -> str:
    """The trade-offs between outcomes of which is said which way is better."""
    names = [one.name for one in analysis.study.outcomes if one.good]
    pairs = [(a, b) for place, a in enumerate(names) for b in names[place + 1 :]][:PAIRS]
    parts = []
    for first, second in pairs:
        title = capital(" against ".join(analysis.outcome(one).title for one in (first, second)))
        found, why = _tried(partial(analysis.tradeoff, first, second))
        if found is None:
            parts += [markup.heading(title, 3), markup.paragraph(capital(why))]
            continue
        drawn = pictures.front(found)
        parts += [
            markup.heading(title, 3),
            markup.listing(found.words()),
            markup.picture(drawn.svg(foot), " ".join(found.words())),
            _settings(found),
        ]
    note = markup.paragraph(MIXED) if _mixed(analysis) else ""
    return "\n".join([markup.heading("Trade-offs"), note, *parts]) if parts else ""


def _mixed(analysis: Analysis) -> bool:
    """Whether settings hold both what may be chosen and what is not known."""
    study = analysis.study
    return study.crossed is None and bool(study.levers) and bool(study.uncertainties)


def _settings(found: Tradeoff) -> str:
    """The settings of the front, numbered as in the picture."""
    varied = bool(np.isfinite(found.unbeaten).any())
    columns = ["no.", *(one.title for one in found.factors)]
    columns += [f"{one.title} (± luck only)" for one in found.outcomes]
    columns += ["worlds in which nothing beats it"] * varied
    rows = []
    for number, place in enumerate(found.order[:SETTINGS], 1):
        row = [str(number)]
        row += [
            one.told(value) for one, value in zip(found.factors, found.values[place], strict=True)
        ]
        for side, one in enumerate(found.outcomes):
            half = found.half[place, side]
            width = f" ± {one.told(half)}" if np.isfinite(half) else ""
            row.append(one.told(found.mean[place, side]) + width)
        row += [f"{found.unbeaten[place]:.0%}".replace("%", " %")] * varied
        rows.append(row)
    more = len(found.order) - SETTINGS
    caption = "The settings that nothing beats in both, by the first outcome."
    caption += f" {more} more are not listed." if more > 0 else ""
    return markup.table(columns, rows, caption, right=1)
