"""The worlds of the ministry's desk: no budget, the equal split and one's own, under one luck."""

from __future__ import annotations

from collections.abc import Iterator

from coopsim.results import Run
from coopsim.run import simulate
from coopsim.scenario import Scenario
from coopsim.streams import Streams
from coopsim.widgets.deskfile import DeskFile, Split
from coopsim.widgets.lessonparts import LessonFile, Settings
from coopsim.widgets.trialworlds import assumed

LUCKS, DOUBTS = 5, 10
SIDES, DOUBTED = ("none", "a", "b"), ("a", "b")
WORLDS, DOUBTED_WORLDS = LUCKS * len(SIDES), DOUBTS * len(DOUBTED)
DEAREST = 2.0
"""A line may cost so many times what is written, or as many times less."""
Runs = dict[str, list[Run]]


def lived(
    file: DeskFile, lesson: LessonFile, splits: dict[str, Split], runs: Runs
) -> Iterator[int]:
    """Live what ``runs`` does not hold yet, and put it there; gives how many worlds are done."""
    worlds = [(file, lesson.scenario, lesson.seed + luck) for luck in range(LUCKS)]
    return _lived(SIDES, worlds, splits, runs)


def doubted(
    file: DeskFile, lesson: LessonFile, splits: dict[str, Split], runs: Runs
) -> Iterator[int]:
    """The same for the two splits, each time with other costs and other assumptions."""
    worlds = [_doubt(file, lesson, world) for world in range(DOUBTS)]
    return _lived(DOUBTED, worlds, splits, runs)


def _lived(
    sides: tuple[str, ...], worlds: list[tuple[DeskFile, Scenario, int]],
    splits: dict[str, Split], runs: Runs,
) -> Iterator[int]:  # fmt: skip
    done = 0
    for side in sides:
        if side in runs:
            done += len(worlds)
            continue
        found = []
        for file, scenario, seed in worlds:
            planned = scenario.with_policies(*file.policies(splits[side], cooperatives(scenario)))
            found.append(simulate(planned, seed, scopes=("nation", "district"), panel=0))
            done += 1
            yield done
        runs[side] = found


def _doubt(file: DeskFile, lesson: LessonFile, world: int) -> tuple[DeskFile, Scenario, int]:
    """A luck with costs from half to double, and assumptions anywhere in the lesson's range."""
    draws = Streams(lesson.seed).uniforms("desk_costs", world + 1, len(file.lines))
    costs = {
        line.key: DEAREST ** (2 * draw - 1)
        for line, draw in zip(file.lines, draws.tolist(), strict=True)
    }
    values: Settings = {}
    for trial in lesson.trials.values():
        values |= assumed(trial, lesson.seed, world)
    return file.at_costs(costs), lesson.scenario.with_values(values), lesson.seed + world


def cooperatives(scenario: Scenario) -> dict[str, int]:
    """Cooperatives by district: those of each set, divided evenly over its districts."""
    counts = dict.fromkeys((one.name for one in scenario.districts), 0)
    for one in scenario.cooperatives:
        places = one.districts or tuple(counts)
        for place in places:
            counts[place] += one.count // len(places)
    return counts
