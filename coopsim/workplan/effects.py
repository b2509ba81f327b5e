"""What a plan does in the model: with it and without it under the same luck, with both bands."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from coopsim.run import last_year, simulate
from coopsim.scenario import Policy, Scenario
from coopsim.streams import Streams

LUCKS = 10
Varied = tuple[tuple[str, tuple[float, ...]], ...]
"""Assumptions by term, with the values they may take."""
Band = tuple[float, float]


@attrs.frozen
class Effect:
    """One metric in the last year, without the plan and with it; bands are of the difference."""

    metric: str
    without: float
    with_plan: float
    luck: Band
    """Least and most of all lucks."""
    wide: Band
    """The same with the assumptions varied too."""

    @property
    def direction(self) -> int:
        """1 more, -1 less, 0 where the model cannot tell: a band holds no change, or both signs."""
        ends = (*self.luck, *self.wide)
        return 1 if min(ends) > 0 else -1 if max(ends) < 0 else 0


@attrs.frozen
class Effects:
    """All effects of a plan, and how they were found."""

    rows: tuple[Effect, ...]
    lucks: int
    years: int
    digest: str
    """Hash of the village with the plan in it."""


class Trying:
    """Works the effects out run by run; iterate over it, then read ``found``.

    Each step gives how many of ``runs`` have been lived. Raises ``ScenarioError`` for actions
    that do not go together.
    """

    def __init__(
        self, scenario: Scenario, changes: tuple[Policy, ...], metrics: tuple[str, ...],
        varied: Varied = (), seed: int = 1, lucks: int = LUCKS,
    ) -> None:  # fmt: skip
        self.base, self.changes, self.metrics = scenario, changes, metrics
        self.varied, self.seed, self.lucks = varied, seed, lucks
        self.planned = scenario.with_policies(*changes) if changes else scenario
        self.runs = 4 * lucks
        self.found: Effects | None = None

    def __iter__(self) -> Iterator[int]:
        """Live one world after the other."""
        ends: dict[tuple[bool, bool], list[list[float]]] = {}
        done = 0
        for luck in range(self.lucks):
            assumed = self._assumed(luck)
            for wide in (False, True):
                for planned in (False, True):
                    scenario = self.planned if planned else self.base
                    scenario = scenario.with_values(assumed) if wide and assumed else scenario
                    run = simulate(scenario, self.seed + luck, scopes=("nation",), panel=0)
                    ends.setdefault((wide, planned), []).append(
                        [float(one) for one in last_year(run, list(self.metrics))]
                    )
                    done += 1
                    yield done
        self.found = self._effects({key: np.array(rows) for key, rows in ends.items()})

    def _assumed(self, luck: int) -> dict[str, float]:
        """Assumptions of one world: each anywhere among its values."""
        draws = Streams(self.seed).uniforms(
            "lesson_assumptions", luck + 1, max(len(self.varied), 1)
        )
        return {
            term: values[min(int(draw * len(values)), len(values) - 1)]
            for (term, values), draw in zip(self.varied, draws.tolist(), strict=False)
        }

    def _effects(self, ends: dict[tuple[bool, bool], np.ndarray]) -> Effects:
        rows = []
        for place, metric in enumerate(self.metrics):
            without, planned = (ends[False, one][:, place] for one in (False, True))
            bands = [
                (float(np.min(gap)), float(np.max(gap)))
                for wide in (False, True)
                for gap in (ends[wide, True][:, place] - ends[wide, False][:, place],)
            ]
            rows.append(
                Effect(metric, float(without.mean()), float(planned.mean()), bands[0], bands[1])
            )
        return Effects(tuple(rows), self.lucks, self.base.months // 12, self.planned.digest)
