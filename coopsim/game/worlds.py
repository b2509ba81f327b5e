"""The world of a game, lived year by year: the model's own village, and what members vote by."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.game.export import to_scenario
from coopsim.game.setup import Setup
from coopsim.game.state import Year
from coopsim.metrics import METRICS
from coopsim.model.record import Recorder
from coopsim.model.village import Village
from coopsim.results import Run
from coopsim.scenario import Scenario
from coopsim.version import __version__

SCOPES = ("nation", "cooperative")
KEPT = 24
"""Worlds kept in memory, so that a year costs twelve months and not the whole game."""


@attrs.frozen(eq=False)
class Ballot:
    """What households have at a year's end, a row each; money in minor units."""

    home: NDArray[np.int64]
    members: NDArray[np.bool_]
    patronage: NDArray[np.int64]
    capital: NDArray[np.int64]
    trust: NDArray[np.float64]


@attrs.frozen(eq=False)
class World:
    """A world that was lived: its run, and the ballots of each year, the year before first."""

    run: Run
    ballots: tuple[Ballot, ...]
    village: dict[str, Any] = attrs.field(repr=False)
    recorder: dict[str, Any] = attrs.field(repr=False)
    measured: dict[str, NDArray[np.float64]] = attrs.field(factory=dict, repr=False)
    """Numbers and dials that were asked of it, by key."""


_worlds: OrderedDict[tuple[str, int], World] = OrderedDict()
_lock = Lock()


def world(setup: Setup, years: Sequence[Year]) -> World:
    """The world after these years; the model goes on from the longest part of it that is kept."""
    scenario = to_scenario(setup, years)
    known = _recall(scenario, setup.seed)
    if known is not None:
        return known
    made = _lived(scenario, setup.seed, _longest(setup, years))
    with _lock:
        _worlds[scenario.digest, setup.seed] = made
        while len(_worlds) > KEPT:
            _worlds.popitem(last=False)
    return made


def _longest(setup: Setup, years: Sequence[Year]) -> World | None:
    """The world of the most of these years that is kept."""
    for count in range(len(years) - 1, -1, -1):
        known = _recall(to_scenario(setup, years[:count]), setup.seed)
        if known is not None:
            return known
    return None


def forget() -> None:
    """Keep no world: what is asked next is worked out from the first month."""
    with _lock:
        _worlds.clear()


def _recall(scenario: Scenario, seed: int) -> World | None:
    key = scenario.digest, seed
    with _lock:
        found = _worlds.get(key)
        if found is not None:
            _worlds.move_to_end(key)
        return found


def _lived(scenario: Scenario, seed: int, before: World | None) -> World:
    village = Village(scenario, seed)
    recorder = Recorder(village, SCOPES, 1)
    ballots: list[Ballot] = []
    if before is not None:
        village.restore(before.village)
        recorder.restore(before.recorder)
        ballots += before.ballots
    while village.month < scenario.months:
        village.step()
        recorder.record(village)
        if village.month % 12 == 0:
            ballots.append(_ballot(village))
    series, accounts, panel = recorder.results()
    run = Run(
        scenario, seed, __version__, tuple(metric.info for metric in METRICS), series, accounts,
        panel, recorder.places["cooperative"],
    )  # fmt: skip
    copied = {name: np.array(values) for name, values in village.snapshot().items()}
    return World(run, tuple(ballots), copied, recorder.snapshot())


def _ballot(village: Village) -> Ballot:
    h = village.households
    return Ballot(
        h.home.copy(), h.member.copy(), h.patronage.copy(), h.share + h.mandatory, h.trust.copy()
    )
