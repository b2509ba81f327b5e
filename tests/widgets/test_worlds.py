"""Worlds are remembered, begun once, dropped when stale, and the same as any other run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from coopsim.errors import CoopsimError
from coopsim.files import load_scenario
from coopsim.results import Run
from coopsim.run import simulate
from coopsim.widgets.worlds import FEW, IDLE, SCOPES, World, Worlds, scenario_of

HAMLET = load_scenario("hamlet").sized(months=24)


def world(rate: float, start: int = 13, seed: int = 1) -> World:
    return World(start, (("fund.loan_rate", rate, ()),), (), seed)


@pytest.mark.parametrize("start", [1, 2, 13, 24])
def test_a_world_gone_on_from_its_beginning_is_the_run_itself(start: int) -> None:
    worlds = Worlds(HAMLET)
    worlds.live(world(0.12, start))
    found = worlds.live(world(0.36, start))
    assert isinstance(found, Run)
    alone = simulate(scenario_of(HAMLET, world(0.36, start)), 1, scopes=SCOPES, panel=8)
    assert found.numbers_digest == alone.numbers_digest


def test_a_world_is_lived_once() -> None:
    worlds = Worlds(HAMLET)
    assert worlds.live(world(0.12)) is worlds.live(world(0.12))
    assert worlds.known(world(0.24)) is None


def test_a_world_that_cannot_be_is_answered_with_its_error() -> None:
    found = Worlds(HAMLET).live(World(13, (("surplus.reserve", 0.9, ()),), (), 1))
    assert isinstance(found, CoopsimError) and "100 %" in str(found)


def on_a_page(work: Callable[[Worlds], object], until: Callable[[Worlds], bool]) -> Worlds:
    """What happens where a loop runs, as in a kernel."""

    async def page() -> Worlds:
        worlds = Worlds(HAMLET)
        work(worlds)
        for _ in range(3000):
            await asyncio.sleep(0.02)
            if until(worlds):
                break
        return worlds

    return asyncio.run(page())


def test_only_the_last_question_is_answered() -> None:
    heard: list[object] = []

    def work(worlds: Worlds) -> None:
        for rate in (0.06, 0.12, 0.18):
            worlds.ask("rate", world(rate), lambda found, rate=rate: heard.append((rate, found)))

    worlds = on_a_page(work, lambda _: bool(heard))
    assert [rate for rate, _ in heard] == [0.18]  # type: ignore[misc]
    assert worlds.known(world(0.18)) is heard[0][1]  # type: ignore[index]


def test_what_is_near_is_worked_out_ahead() -> None:
    near = [world(0.06), world(0.12)]
    worlds = on_a_page(
        lambda worlds: worlds.think_ahead(near),
        lambda worlds: all(worlds.known(one) for one in near),
    )
    assert all(worlds.known(one) for one in near)


def test_on_a_busy_computer_only_the_next_steps_are_worked_out_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (1000.0, 0.0, 0.0))
    near = [world(0.06 + 0.01 * step) for step in range(FEW + 1)]
    worlds = on_a_page(
        lambda worlds: worlds.think_ahead(near),
        lambda worlds: all(worlds.known(one) for one in near[:FEW]) and not worlds._next(),
    )
    assert worlds.known(near[FEW - 1]) and not worlds.known(near[FEW])


def test_settling_answers_at_once() -> None:
    heard: list[object] = []

    async def page() -> None:
        worlds = Worlds(HAMLET)
        worlds.ask("rate", world(0.06), heard.append)
        worlds.settle()
        assert len(heard) == 1

    asyncio.run(page())


def test_a_question_asked_again_keeps_its_turn() -> None:
    first, second, heard = world(0.06), world(0.12), list[object]()

    def work(worlds: Worlds) -> None:
        worlds.ask("explain.a", first, heard.append)
        worlds.ask("explain.b", second, heard.append)
        worlds.ask("explain.a", first, heard.append)
        assert worlds._next() == second

    worlds = on_a_page(work, lambda _: len(heard) == 2)
    assert heard == [worlds.known(second), worlds.known(first)]


def test_what_is_asked_while_the_quiet_thread_ends_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("coopsim.widgets.worlds.QUIET", 0.001)
    waits, heard = list[object](), list[object]()

    def work(worlds: Worlds) -> None:
        wait = worlds._change.wait

        def last_wait(seconds: float) -> bool:
            waits.append(seconds)
            if len(waits) == IDLE:
                worlds.ask("late", world(0.18), heard.append)
                return False
            return wait(seconds)

        monkeypatch.setattr(worlds._change, "wait", last_wait)
        with worlds._change:
            worlds._wake()

    worlds = on_a_page(work, lambda _: bool(heard))
    assert heard == [worlds.known(world(0.18))] and len(waits) >= IDLE
