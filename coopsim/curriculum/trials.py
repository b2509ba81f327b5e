"""What the model answers in a trial, as a table for rooms without a computer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from coopsim.assessment.wording import told
from coopsim.errors import CoopsimError
from coopsim.metrics import BY_NAME
from coopsim.results import MetricInfo, Run
from coopsim.run import last_year
from coopsim.text import say
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import LessonFile, Trial
from coopsim.widgets.telling import way_of
from coopsim.widgets.trialworlds import world_of
from coopsim.widgets.wording import number_of, value_of
from coopsim.widgets.worlds import World, Worlds

MOST_ROWS = 6
Changes = tuple[tuple[str, float], ...]
"""Values of a village by name, as ``fund.loan_rate``."""


def trial_table(lesson: LessonFile, trial: Trial, lang: str) -> Iterator[str]:
    """Rows: positions of the first decision; columns: the outcomes in the last year."""
    first = trial.decisions[0]
    currency = lesson.scenario.currency
    heads = [told(first.label, lang)]
    heads += [told(BY_NAME[one.metric].label, lang) for one in trial.outcomes]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for value, found in answers(lesson.name, trial.key):
        mark = " (A)" if value == trial.a[first.key] else ""
        shown = [f"{value_of(first.param, value, lang, currency)}{mark}"]
        shown += [number_of(info, number, lang, currency) for info, number in found]
        yield f"| {' | '.join(shown)} |"
    yield ""
    said = say("In the last year, under one luck; nothing else is moved.", lang)
    yield f"*{said}*\n"


@cache
def answers(name: str, key: str) -> tuple[tuple[Any, tuple[tuple[MetricInfo, float], ...]], ...]:
    """Positions of a trial's first decision, and its outcomes in the last year of each."""
    trial = load_lesson(name).trials[key]
    first = trial.decisions[0]
    metrics = [one.metric for one in trial.outcomes]
    found = []
    for value in some(first.positions, (trial.a[first.key], trial.b[first.key])):
        run = _run(name, key, first.key, value)
        numbers = last_year(run, metrics).tolist()
        found.append((value, tuple(zip(map(run.info, metrics), numbers, strict=True))))
    return tuple(found)


@cache
def truth(name: str, key: str) -> str | None:
    """What the model says of a prediction: 'more', 'less' or 'same', B against A."""
    lesson = load_lesson(name)
    trial = lesson.trials[key]
    if trial.predict is None:
        return None
    return way_of(trial.predict, *lived_pair(name, key))


@cache
def lived_pair(name: str, key: str, village: Changes = ()) -> tuple[Run, Run]:
    """A and B of a trial as they stand at first, under the lesson's luck.

    ``village`` is what differs from the lesson's own village from the first day.
    """
    lesson = load_lesson(name)
    trial = lesson.trials[key]
    worlds = _worlds(name, village)
    a, b = (
        _lived(worlds, world_of(trial, worlds.scenario, side, lesson.seed))
        for side in (trial.a, trial.b)
    )
    return a, b


@cache
def _worlds(name: str, village: Changes = ()) -> Worlds:
    return Worlds(load_lesson(name).scenario.with_values(dict(village)), quiet=False)


def _run(name: str, key: str, control: str, value: Any) -> Run:
    lesson = load_lesson(name)
    trial = lesson.trials[key]
    settings = {**trial.a, control: value}
    return _lived(_worlds(name), world_of(trial, lesson.scenario, settings, lesson.seed))


def _lived(worlds: Worlds, world: World) -> Run:
    run = worlds.live(world)
    if isinstance(run, CoopsimError):
        raise run
    return run


def some(positions: tuple[Any, ...], kept: tuple[Any, ...]) -> list[Any]:
    """The kept ones of many positions, and others spread evenly: six at most, if few are kept.

    >>> some((1, 2, 3, 4, 5, 6, 7, 8, 9), (4, 2))
    [1, 2, 4, 6, 7, 9]
    """
    if len(positions) <= MOST_ROWS:
        return list(positions)
    last = len(positions) - 1
    places = {0, last} | {positions.index(one) for one in kept if one in positions}
    while len(places) < MOST_ROWS:
        ordered = sorted(places)
        gap, start = max((two - one, one) for one, two in pairwise(ordered))
        if gap < 3:
            break
        places.add(start + gap // 2)
    return [positions[place] for place in sorted(places)]
