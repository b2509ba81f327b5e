"""Which worlds a trial asks for: the one where its controls stand, and those nearby."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coopsim.scenario import Scenario
from coopsim.streams import Streams
from coopsim.widgets.lessonparts import Control, Settings, Trial
from coopsim.widgets.worlds import World


def term_of(scenario: Scenario, name: str) -> Any:
    """A term of a village before anything is moved."""
    table, key = name.split(".", 1)
    return getattr(getattr(scenario.terms, table), key)


def world_of(
    trial: Trial, scenario: Scenario, settings: Settings, seed: int, *, brief: bool = False
) -> World:
    """The world of some settings; a parameter that takes the rest of a whole follows."""
    decisions = []
    left: dict[Any, float] = {}
    for one in trial.decisions:
        value = settings[one.key]
        decisions.append((one.term, value, one.where))
        if one.rest:
            more = term_of(scenario, one.term) - value
            left[one.rest, one.where] = left.get((one.rest, one.where), 0.0) + more
    for (term, where), more in left.items():
        decisions.append((term, round(term_of(scenario, term) + more, 10), where))
    assumptions = tuple(
        (one.term, settings[one.key])
        for one in trial.assumptions
        if settings[one.key] != term_of(scenario, one.term)
    )
    return World(trial.start, tuple(sorted(decisions, key=repr)), assumptions, seed, brief)


def assumed(trial: Trial, seed: int, world: int) -> Settings:
    """Assumptions of one world of a wide band: anywhere among their positions."""
    rows = trial.assumptions
    draws = Streams(seed).uniforms("lesson_assumptions", world + 1, max(len(rows), 1))
    return {
        one.key: one.positions[min(int(draw * len(one.positions)), len(one.positions) - 1)]
        for one, draw in zip(rows, draws.tolist(), strict=False)
    }


def place_of(control: Control, value: Any) -> int:
    """The place of a value among a control's positions."""
    return control.positions.index(value) if value in control.positions else 0


def next_asked(
    trial: Trial, a: Settings, b: Settings, last: tuple[Control, int], *, unfolded: bool
) -> Iterator[Settings]:
    """Settings that may be asked for next: where B stands, doubts where they are unfolded, steps.

    ``last`` is the control that was moved last, and which way.
    """
    yield b
    if unfolded:
        yield from doubted(trial, a, b)
    yield from nearby(trial, b, *last)


def doubted(trial: Trial, a: Settings, b: Settings) -> Iterator[Settings]:
    """A and B with each assumption one position further or back, which holds for both."""
    for control in trial.assumptions:
        for step in (1, -1):
            place = place_of(control, b[control.key]) + step
            if 0 <= place < len(control.positions):
                changed = {control.key: control.positions[place]}
                yield from ({**a, **changed}, {**b, **changed})


def nearby(trial: Trial, here: Settings, last: Control, way: int) -> Iterator[Settings]:
    """Settings around where B stands: on in the direction of travel first, then all around."""
    yield here
    steps = [(last, way), (last, 2 * way), (last, -way)]
    steps += [(one, step) for one in trial.decisions for step in (1, -1)]
    steps += [(last, way * step) for step in range(3, 9)]
    steps += [(one, step) for one in trial.decisions for step in (2, -2, 3, -3)]
    for control, step in dict.fromkeys(steps):
        place = place_of(control, here[control.key]) + step
        if 0 <= place < len(control.positions):
            yield {**here, control.key: control.positions[place]}
