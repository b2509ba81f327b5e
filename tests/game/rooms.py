"""Small games to test with: three teams, few households, quick years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from coopsim.files import load_scenario
from coopsim.game import Decision, Room, Send, Setup, Start, prepared
from coopsim.scenario import Scenario

PRESETS = (
    "timor-leste-credit-union", "timor-leste-coffee", "timor-leste-fisheries",
    "indonesia-savings-and-loan", "timor-leste-with-national-fund", "indonesia-desa-merah-putih",
)  # fmt: skip


def small(preset: str = "timor-leste-credit-union", households: int = 60) -> Scenario:
    """A preset whose cooperatives have few households, and an office of their size: quick."""
    scenario = load_scenario(preset)
    sets = tuple(
        attrs.evolve(one, households=households, members=min(one.members, households // 2))
        for one in scenario.cooperatives
    )
    whole = sum(one.count * one.households for one in sets)
    office = scenario.terms.office
    costs = ("fixed_cost", "manager_cost", "meeting_cost")
    return attrs.evolve(scenario, cooperatives=sets, households=whole, smallest=12).with_values(
        {f"office.{cost}": getattr(office, cost) / 10 for cost in costs}
    )


def setup(scenario: Scenario | str | None = None, teams: int = 3, **rules: Any) -> Setup:
    """A game of three years on a small world, with no cards unless asked."""
    usual: dict[str, Any] = {"years": 3, "cards": "chosen"}
    return prepared("room", small() if scenario is None else scenario, teams, **usual | rules)


def room(folder: Path, one: Setup | None = None) -> Room:
    """A new room in a folder."""
    folder.mkdir(exist_ok=True)
    return Room.create(folder / "games.db", one or setup())


def begun(folder: Path, one: Setup | None = None) -> Room:
    """A room whose first year runs."""
    made = room(folder, one)
    made.do(Start())
    return made


def sends(made: Room, team: int, **changes: Any) -> None:
    """A team sends its draft with some changes."""
    now = made.state.teams[team]
    decision: Decision = now.draft | changes
    made.do(Send(team, now.version, decision))
