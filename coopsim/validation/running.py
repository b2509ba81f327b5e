"""Runs the cases: each world once, whatever number of facts look at it, on several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import active_children, get_context
from pathlib import Path

import attrs

from coopsim.files import load_scenario
from coopsim.scenario import Scenario
from coopsim.sweep.threads import single_threads
from coopsim.validation.cases import ASKS, Fact, FactError
from coopsim.validation.judging import Finding, Measured, judge
from coopsim.validation.measures import MEASURES
from coopsim.validation.worlds import Seen, Worlds, look

FIRST_SEED = 10_001
"""Validation begins here; calibration uses seeds 1 to 999, and never these."""
WORKERS = 2
FITTED_SEEDS = 12
"""The most seeds on fitted values: a second look, which must not double the time of the first."""
Progress = Callable[[int, int], None]
Key = tuple[str, int]


@attrs.define
class _Task:
    """A world to be run once, and all who want to look at it."""

    scenario: Scenario
    seed: int
    watch: set[str] = attrs.field(factory=set)


def validate(
    facts: Sequence[Fact],
    *,
    preset: str | Path | Scenario | None = None,
    fitted: Mapping[str, Scenario] | None = None,
    quick: bool = False,
    workers: int = WORKERS,
    progress: Progress | None = None,
) -> list[Finding]:
    """Run the cases of some facts and judge them, each on its own preset or all on ``preset``.

    On another preset only the facts are tried that it can answer. ``fitted`` has scenarios with
    fitted values by the preset they replace (``load_fitted``): a fact of such a preset is measured
    on both. ``progress`` is called with (worlds run, all worlds). Raises ``FactError`` if none of
    the facts can be tried.
    """
    plans = [_plan(fact, base, quick) for fact, base in _chosen(facts, preset)]
    again = {
        plan.fact.id: attrs.evolve(
            _plan(plan.fact, fitted[plan.preset], quick), seeds=plan.seeds[:FITTED_SEEDS]
        )
        for plan in plans
        if fitted and plan.preset in fitted
    }
    tasks: dict[Key, _Task] = {}
    for plan in (*plans, *again.values()):
        for scenario in plan.scenarios.values():
            for seed in plan.seeds:
                task = tasks.setdefault((scenario.digest, seed), _Task(scenario, seed))
                task.watch.update(plan.fact.watch)
    seen = _run(tasks, workers, progress or (lambda done, total: None))
    return [_finding(plan, again.get(plan.fact.id), seen) for plan in plans]


@attrs.frozen
class _Plan:
    """A fact, the preset it is tried on, its variants and the luck it is tried under."""

    fact: Fact
    preset: str
    scenarios: dict[str, Scenario]
    seeds: range


def _chosen(
    facts: Sequence[Fact], preset: str | Path | Scenario | None
) -> Iterator[tuple[Fact, Scenario | None]]:
    """Each fact with its preset; None for a fact that runs nothing."""
    if preset is None:
        yield from ((fact, load_scenario(fact.preset) if fact.preset else None) for fact in facts)
        return
    asked = load_scenario(preset)
    fit = [fact for fact in facts if not fact.preset or ASKS[fact.asks](asked)]
    if not fit:
        names = ", ".join(fact.id for fact in facts)
        raise FactError(f"'{asked.name}' has nothing that {names} could be measured on.")
    yield from ((fact, asked if fact.preset else None) for fact in fit)


def _plan(fact: Fact, base: Scenario | None, quick: bool) -> _Plan:
    seeds = range(FIRST_SEED, FIRST_SEED + (fact.quick if quick else fact.seeds))
    return _Plan(fact, base.name if base else "", fact.scenarios(base) if base else {}, seeds)


def _finding(plan: _Plan, again: _Plan | None, seen: dict[Key, Seen]) -> Finding:
    fitted = _measured(again, seen) if again else ()
    return Finding(plan.fact, plan.preset, _measured(plan, seen), fitted)


def _measured(plan: _Plan, seen: dict[Key, Seen]) -> tuple[Measured, ...]:
    worlds = Worlds({
        name: tuple(seen[scenario.digest, seed] for seed in plan.seeds)
        for name, scenario in plan.scenarios.items()
    })  # fmt: skip
    return tuple(
        judge(part, MEASURES[part.measure](worlds, **dict(part.options)))
        for part in plan.fact.parts
    )


def _run(tasks: dict[Key, _Task], workers: int, progress: Progress) -> dict[Key, Seen]:
    """Every world, in processes of one thread each; the largest first, to end together.

    Who stops does not wait for the worlds that are being lived: their processes are ended.
    """
    order = sorted(tasks, key=lambda key: _size(tasks[key]), reverse=True)
    seen: dict[Key, Seen] = {}
    progress(0, len(tasks))
    if workers <= 1:
        for key in order:
            seen[key] = _look(tasks[key])
            progress(len(seen), len(tasks))
        return seen
    others = set(active_children())
    with single_threads(), ProcessPoolExecutor(workers, get_context("forkserver")) as pool:
        waiting = {pool.submit(_look, tasks[key]): key for key in order}
        try:
            for done in as_completed(waiting):
                seen[waiting.pop(done)] = done.result()
                progress(len(seen), len(tasks))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in set(active_children()) - others:
                worker.terminate()
            raise
    return seen


def _look(task: _Task) -> Seen:
    return look(task.scenario, task.seed, sorted(task.watch))


def _size(task: _Task) -> int:
    return task.scenario.households * task.scenario.months
