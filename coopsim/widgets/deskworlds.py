"""The worlds of the ministry's desk: no budget, the equal split and one's own, under one luck."""

from __future__ import annotations

from collections.abc import Iterator

from coopsim.results import Run
from coopsim.run import simulate
from coopsim.scenario import Scenario
from coopsim.widgets.deskfile import DeskFile, Split

LUCKS = 5
SIDES = ("none", "a", "b")
WORLDS = LUCKS * len(SIDES)
SCOPES = ("nation", "district")


def lived(
    file: DeskFile, scenario: Scenario, seed: int, splits: dict[str, Split],
    runs: dict[str, list[Run]],
) -> Iterator[int]:  # fmt: skip
    """Live what ``runs`` does not hold yet, and put it there; gives how many worlds are done."""
    counts, done = cooperatives(scenario), 0
    for side in SIDES:
        if side in runs:
            done += LUCKS
            continue
        planned = scenario.with_policies(*file.policies(splits[side], counts))
        found = []
        for luck in range(LUCKS):
            found.append(simulate(planned, seed + luck, scopes=SCOPES, panel=0))
            done += 1
            yield done
        runs[side] = found


def cooperatives(scenario: Scenario) -> dict[str, int]:
    """Cooperatives by district: those of each set, divided evenly over its districts."""
    counts = dict.fromkeys((one.name for one in scenario.districts), 0)
    for one in scenario.cooperatives:
        places = one.districts or tuple(counts)
        for place in places:
            counts[place] += one.count // len(places)
    return counts
