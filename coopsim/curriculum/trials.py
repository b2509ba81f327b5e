"""What the model answers in a trial, as a table for rooms without a computer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from coopsim.curriculum.parts import told
from coopsim.metrics import BY_NAME
from coopsim.results import MetricInfo
from coopsim.run import last_year
from coopsim.text import say
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import LessonFile, Trial
from coopsim.widgets.trialworlds import world_of
from coopsim.widgets.wording import number_of, value_of
from coopsim.widgets.worlds import Worlds

MOST_ROWS = 5


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
    said = say("In the last year of this village, under one luck; nothing else is moved.", lang)
    yield f"*{said}*\n"


@cache
def answers(name: str, key: str) -> tuple[tuple[Any, tuple[tuple[MetricInfo, float], ...]], ...]:
    """Positions of a trial's first decision, and its outcomes in the last year of each."""
    lesson = load_lesson(name)
    trial = lesson.trials[key]
    worlds = Worlds(lesson.scenario, quiet=False)
    first = trial.decisions[0]
    metrics = [one.metric for one in trial.outcomes]
    found = []
    for value in some(first.positions, trial.a[first.key]):
        world = world_of(trial, lesson.scenario, {**trial.a, first.key: value}, lesson.seed)
        run = worlds.live(world)
        if isinstance(run, Exception):
            raise run
        numbers = last_year(run, metrics).tolist()
        found.append((value, tuple(zip(map(run.info, metrics), numbers, strict=True))))
    return tuple(found)


def some(positions: tuple[Any, ...], kept: Any) -> list[Any]:
    """At most five of many positions, spread evenly, the kept one among them.

    >>> some((1, 2, 3, 4, 5, 6, 7, 8, 9), 4)
    [1, 4, 5, 7, 9]
    """
    if len(positions) <= MOST_ROWS:
        return list(positions)
    last = len(positions) - 1
    places = {round(last * step / (MOST_ROWS - 1)) for step in range(MOST_ROWS)}
    if kept in positions:
        here = positions.index(kept)
        inner = sorted(places - {0, last}, key=lambda place: abs(place - here))
        places = places - {inner[0]} | {here} if here not in places else places
    return [positions[place] for place in sorted(places)]
