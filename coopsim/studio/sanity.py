"""Is anything dead, exploding or implausible? A test run held against ranges that are data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import attrs
import numpy as np

from coopsim.found.places import counts
from coopsim.params import Grade
from coopsim.results import Run
from coopsim.scenario import Scenario
from coopsim.studio.trials import yearly

Kind = Literal["dead", "exploding", "implausible"]
FROM_SCENARIO = "the range this scenario expects of itself"


@attrs.frozen
class Finding:
    """Something worth a second look: in ``count`` of ``worlds`` worlds.

    ``value`` is the farthest one seen, in ``year`` (from 1); ``low`` and ``high`` the range it
    left. For what explodes, ``value`` is how many times it grew in a year and ``high`` the most.
    """

    kind: Kind
    metric: str
    count: int
    worlds: int
    value: float = 0.0
    year: int = 0
    low: float = 0.0
    high: float = 0.0
    grade: Grade = "C"
    source: str = ""


@attrs.frozen
class Range:
    """What a metric's yearly values are held against, and who says so."""

    low: float
    high: float
    grade: Grade
    source: str


def sanity(scenario: Scenario, runs: Sequence[Run]) -> tuple[Finding, ...]:
    """Everything dead, exploding or implausible, what happens in most worlds first."""
    found = [*_dead(scenario, runs), *_exploding(runs), *_implausible(scenario, runs)]
    return tuple(sorted(found, key=lambda one: -one.count))


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    text = (files("coopsim") / "studio" / "plausible.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def ranges(scenario: Scenario) -> dict[str, Range]:
    """Ranges by metric: those a scenario expects of itself, then the general ones."""
    count = int(counts(scenario).sum())
    found = {
        one["metric"]: Range(one["low"], one["high"], "C", one["source"])
        for one in _data()["range"]
        if count >= one.get("cooperatives", 1)
    }
    origins = dict(scenario.origins)
    for metric, (low, high) in scenario.expect:
        origin = origins.get(f"expect.{metric}")
        said = origin is not None and origin.source != "assumed"
        source = origin.source if origin is not None and said else FROM_SCENARIO
        found[metric] = Range(
            low, high, origin.grade if origin is not None and said else "C", source
        )
    return found


def _dead(scenario: Scenario, runs: Sequence[Run]) -> Iterator[Finding]:
    asked = {"always"}
    if any(one.lends and one.borrowers for one in scenario.cooperatives):
        asked.add("lends")
    if any(one.trades and sum(one.sectors[:2]) > 0 for one in scenario.cooperatives):
        asked.add("sells")
    for row in _data()["dead"]:
        ends = [float(yearly(run, row["metric"])[-1]) for run in runs]
        count = sum(not end > 0 for end in ends)
        if count and row["when"] in asked:
            yield Finding("dead", row["metric"], count, len(runs), source="")


def _exploding(runs: Sequence[Run]) -> Iterator[Finding]:
    for row in _data()["exploding"]:
        slowest = []
        for run in runs:
            values = yearly(run, row["metric"])[-row["years"] - 1 :]
            if len(values) > row["years"] and np.isfinite(values).all() and values[0] > 0:
                slowest.append(float(np.min(values[1:] / np.maximum(values[:-1], 1e-9))))
        over = [one for one in slowest if one > row["times"]]
        if over:
            yield Finding("exploding", row["metric"], len(over), len(runs), max(over),
                          high=row["times"], source=row["source"])  # fmt: skip


def _implausible(scenario: Scenario, runs: Sequence[Run]) -> Iterator[Finding]:
    for metric, one in ranges(scenario).items():
        beyond = [far for run in runs if (far := _farthest(yearly(run, metric), one))]
        if beyond:
            _, value, year = max(beyond)
            yield Finding("implausible", metric, len(beyond), len(runs), value, year, one.low,
                          one.high, one.grade, one.source)  # fmt: skip


def _farthest(values: np.ndarray[Any, Any], one: Range) -> tuple[float, float, int] | None:
    """How far outside, the value and its year, of the worst year; None if all lie inside."""
    slack = 1e-9 * max(1.0, abs(one.low), abs(one.high))
    outside = np.maximum(one.low - slack - values, values - one.high - slack)
    outside = np.where(np.isfinite(values), outside, -1.0)
    worst = int(np.argmax(outside))
    far = float(outside[worst])
    return (far, float(values[worst]), worst + 1) if far > 0 else None
