"""Worlds a lesson asks for: remembered, worked out quietly ahead, and dropped when stale.

A lesson's decision is dated, so all its worlds of one luck share the months before: they are
lived once, kept, and gone on from. A world on which nobody waits is worked out in a quiet
thread, which lets go at the next month when somebody asks for another.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any, TypeVar

import attrs

from coopsim.errors import CoopsimError
from coopsim.metrics import METRICS
from coopsim.model.record import Recorder
from coopsim.model.village import Village
from coopsim.results import Run
from coopsim.scenario import Policy, Scenario
from coopsim.version import __version__

QUIET = 0.25
"""Seconds after the last question before anything is worked out ahead."""
IDLE = 40
"""How often the quiet thread finds nothing to do before it ends."""
KEPT, BEGUN = 80, 24
"""Worlds and common beginnings remembered; a world is about 0.4 MB, a beginning a quarter."""
FEW, BUSY = 3, 1.5
"""How many worlds are worked out ahead where more than so many programs wait for each core: in a
room of twenty open lessons, what nobody asked for must not keep the others waiting."""
PANEL = 8
SCOPES = ("nation", "district", "cooperative")
Answer = Run | CoopsimError
Then = Callable[[Answer], None]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@attrs.frozen
class World:
    """Decisions from month ``start`` on, assumptions from the first day, and a luck."""

    start: int
    decisions: tuple[tuple[str, Any, tuple[tuple[str, Any], ...]], ...]
    """Term, value and for whom."""
    assumptions: tuple[tuple[str, Any], ...]
    seed: int
    brief: bool = False
    """Whether only the whole is recorded: for many lucks."""


class Worlds:
    """The worlds of one scenario. All methods are safe to call from the page's thread."""

    def __init__(self, scenario: Scenario, *, quiet: bool = True) -> None:
        self.scenario = scenario
        self._loop = _running_loop() if quiet else None
        self._kept: OrderedDict[World, Answer] = OrderedDict()
        self._begun: OrderedDict[Hashable, Any] = OrderedDict()
        self._waiting: dict[str, tuple[World, Then]] = {}
        self._ahead: list[World] = []
        self._rest_until, self.told = 0.0, False
        """``told``: whether an answer came by itself, later than it was asked for."""
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    def known(self, world: World) -> Answer | None:
        """What is remembered of a world, at once."""
        with self._change:
            return _got(self._kept, world)

    def live(self, world: World) -> Answer:
        """A world's run, now; the caller waits. An error is returned, not raised."""
        found = self.known(world)
        if found is None:
            found = self._lived(world, lambda: False)
            assert found is not None  # nothing stops it
        return found

    def ask(self, who: str, world: World, then: Then) -> None:
        """Have ``then`` called on the page's thread once the world is known; the last counts."""
        if self._loop is None:
            self.live(world)
        with self._change:
            self._rest_until = time.monotonic() + QUIET
            found = self.known(world)
            if found is not None or self._waiting.get(who, (None, None))[0] != world:
                self._waiting.pop(who, None)  # the same, asked again, keeps its turn
            if found is None:
                self._waiting[who] = (world, then)
                self._wake()
        if found is not None:
            then(found)

    def settle(self) -> None:
        """Answer everything that waits, now."""
        while self._waiting:
            who, (world, _) = next(iter(self._waiting.items()))
            self._answer(who, world, self.live(world))

    def forget(self, who: str) -> None:
        """Nobody waits for this any more."""
        with self._change:
            self._waiting.pop(who, None)

    def think_ahead(self, worlds: Iterable[World]) -> None:
        """Work these out when nothing else is asked, the first ones first."""
        with self._change:
            self._ahead = [world for world in worlds if world not in self._kept]
            if self._ahead and self._loop is not None:
                self._wake()

    def _wake(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, daemon=True, name="worlds")
            self._thread.start()
        self._change.notify()

    def _next(self) -> World | None:
        """The most urgent world: the last one asked for, else the first of those ahead."""
        with self._change:
            asked = [world for world, _ in reversed(self._waiting.values())]
            if time.monotonic() >= self._rest_until:
                asked += self._ahead[: FEW if _is_busy() else None]
            return next((world for world in asked if world not in self._kept), None)

    def _no_more(self, world: World) -> bool:
        """Whether something more urgent was asked for."""
        return self._next() != world

    def _work(self) -> None:
        """The quiet thread; it ends when it has had nothing to do for a while."""
        idle = 0
        while True:
            with self._change:
                world = self._next()
                if world is None and idle == IDLE:
                    self._thread = None  # whoever asks from now on begins another
                    return
                if world is None:
                    idle = 0 if self._change.wait(QUIET) else idle + 1
                    continue
            idle = 0
            found = self._lived(world, partial(self._no_more, world))
            if found is not None and self._loop is not None:
                with self._change:
                    waiting = [who for who, (one, _) in self._waiting.items() if one == world]
                for who in waiting:
                    self._loop.call_soon_threadsafe(self._answer, who, world, found)

    def _answer(self, who: str, world: World, found: Answer) -> None:
        """On the page's thread: tell whoever still waits for this very world."""
        with self._change:
            if self._waiting.get(who, (None, None))[0] != world:
                return
            _, then = self._waiting.pop(who)
        self.told = True
        then(found)

    def _lived(self, world: World, stop: Callable[[], bool]) -> Answer | None:
        try:
            found: Answer | None = self._run(world, stop)
        except CoopsimError as error:
            found = error
        if found is not None:
            with self._change:
                _put(self._kept, world, found, KEPT)
        return found

    def _run(self, world: World, stop: Callable[[], bool]) -> Run | None:
        """Live a world from its common beginning; None if it was let go."""
        scenario = scenario_of(self.scenario, world)
        village = Village(scenario, world.seed)
        recorder = Recorder(village, *((("nation",), 1) if world.brief else (SCOPES, PANEL)))
        key = (world.assumptions, world.seed, world.start, world.brief)
        begun = self._begun.get(key)
        if begun is not None:
            village.restore(begun[0])
            recorder.restore(begun[1])
        while village.month < scenario.months:
            if village.month == world.start - 1 and begun is None and village.month:
                self._begin(key, village, recorder)
            if stop():
                return None
            village.step()
            recorder.record(village)
        series, accounts, panel = recorder.results()
        return Run(
            scenario=scenario, seed=world.seed, version=__version__,
            metrics=tuple(metric.info for metric in METRICS), series=series, accounts=accounts,
            panel=panel, cooperatives=recorder.places["cooperative"],
        )  # fmt: skip

    def _begin(self, key: Hashable, village: Village, recorder: Recorder) -> None:
        """Keep the months before the decision, for every world that shares them."""
        states = [
            {name: values.copy() for name, values in one.snapshot().items()}
            for one in (village, recorder)
        ]
        with self._change:
            _put(self._begun, key, states, BEGUN)


def _got(kept: OrderedDict[Key, Value], key: Key) -> Value | None:
    """What is kept under a key, which becomes the newest; None if nothing is."""
    if key in kept:
        kept.move_to_end(key)
    return kept.get(key)


def _put(kept: OrderedDict[Key, Value], key: Key, value: Value, most: int) -> None:
    """Keep a value; the oldest go where there are more than so many."""
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)


def scenario_of(base: Scenario, world: World) -> Scenario:
    """The scenario of a world: assumptions from the start, decisions as dated policies."""
    scenario = base.with_values(dict(world.assumptions)) if world.assumptions else base
    groups: dict[Any, list[tuple[str, Any]]] = {}
    for term, value, where in world.decisions:
        groups.setdefault(where, []).append((term, value))
    policies = [
        Policy(world.start, tuple(changes), where=where) for where, changes in groups.items()
    ]
    return scenario.with_policies(*policies) if policies else scenario


def _is_busy() -> bool:
    """Whether this computer has more to do than it can; Windows does not say."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > BUSY * (os.cpu_count() or 1)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """The loop of the page's kernel; none in a plain script, where nothing runs ahead."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
