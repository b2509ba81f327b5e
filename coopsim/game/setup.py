"""What a game is: a world with as many cooperatives as teams, years, a seed, and a few rules.

The world is a scenario like any other. Before the teams take over, their cooperatives live one
year on the scenario's own terms, so that every board has last year's accounts to read. The
scenario's dated policies keep their dates, counted from the teams' first month.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import attrs

from coopsim.errors import ScenarioError
from coopsim.files import load_scenario, scenario_text
from coopsim.game.errors import GameError
from coopsim.game.names import team_names
from coopsim.scenario import SECTORS, CooperativeSet, District, Policy, Scenario
from coopsim.state import NEIGHBOURS
from coopsim.text import chain

TEAMS, YEARS, MINUTES = (3, 8), (1, 20), (1, 60)
"""The fewest and most of each."""
BEFORE = 12
"""Months lived before the teams' first year."""
AROUND = (30, 600)
"""Households around a cooperative: fewer are no village, more are left out of the game."""
OF_A_GAME = {
    "governance.spread": 0.0, "national.applications": 0.0, "programme.refounding": 0.2,
}  # fmt: skip
"""Terms of a game's world: boards begin alike, apply to a fund when they decide to, and a
cooperative that was wound up is founded anew within months, so that its team plays on (C)."""
NATIONAL = ("national.capital", "national.budget")
"""What a national fund holds for all its cooperatives, and here for as many as there are teams."""


@attrs.frozen
class Setup:
    """A game, whole: ``world`` is the scenario the teams play in. Make one with ``prepared``."""

    name: str
    world: Scenario
    teams: tuple[str, ...]
    years: int = 10
    seed: int = 1
    lang: str = "en"
    desk: bool = False
    """Whether a national desk plays the ministry."""
    minutes: float = 6.0
    """Minutes a year; the facilitator may give more."""
    cards: Literal["drawn", "chosen"] = "drawn"
    """Whether event cards come from the seed, or only from the facilitator's hand."""

    @property
    def played(self) -> CooperativeSet:
        """The cooperatives the teams run; team k is the board of cooperative k."""
        return self.world.cooperatives[0]

    @property
    def kind(self) -> str:
        """The kind of cooperative every team runs."""
        return self.played.kind

    @property
    def has_fund(self) -> bool:
        """Whether there is a national revolving fund to apply to."""
        national = self.world.terms.national
        return bool(national.capital > 0 or national.budget > 0)

    def as_data(self) -> dict[str, Any]:
        """The setup as plain data, its world as the text of a scenario file."""
        data = {field.name: getattr(self, field.name) for field in attrs.fields(Setup)}
        return data | {"world": scenario_text(self.world), "teams": list(self.teams)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Setup:
        """The setup that ``as_data`` wrote."""
        return cls(**data | {"world": _read(data["world"]), "teams": tuple(data["teams"])})


def prepared(
    name: str, scenario: Scenario | str | Path, teams: int | Sequence[str] = 4, **rules: Any
) -> Setup:
    """A game of a preset, a file or a ``Scenario``; ``teams`` is how many, or their names.

    ``rules`` are the other parts of a ``Setup``, and ``played``, the set of cooperatives that
    teams run. Raises ``GameError`` where no game can be made of it, with the reason.
    """
    played = rules.pop("played", None)
    years, lang = rules.get("years", 10), rules.get("lang", "en")
    chain(lang)  # TextError, with the languages there are
    names = team_names(teams, lang) if isinstance(teams, int) else tuple(teams)
    _check(name, names, rules)
    world = for_teams(load_scenario(scenario), len(names), years, played)
    return Setup(name, world, names, **rules)


def for_teams(
    scenario: Scenario, teams: int, years: int = 10, played: str | None = None
) -> Scenario:
    """The same world with one cooperative a team, in one district, with whom they share it.

    The cooperatives are copies of one another under the same luck: teams differ in nothing but
    what they decide. They keep their size, and some 600 of the households around them at most;
    a national fund keeps its money a cooperative. ``played`` names the set of cooperatives; the
    most numerous that lends if left out. Raises ``GameError`` where that makes no sense.
    """
    one = _chosen(scenario, played)
    _check_policies(scenario)
    households = min(one.households, max(AROUND[1], one.members))
    if households < AROUND[0]:
        raise GameError(
            f"'{scenario.name}' has {households} households around a cooperative; a game needs "
            f"{AROUND[0]} or more. Choose another scenario."
        )
    lending = sum(other.count for other in scenario.cooperatives if other.lends)
    part = teams / max(lending, 1)
    values: dict[str, float] = OF_A_GAME | {name: _term(scenario, name) * part for name in NATIONAL}
    own = tuple(item for item in one.terms if item[0] not in values)
    farms, boats, kiosks = _whole_neighbourhoods(households, one.sectors)
    households = farms + boats + kiosks
    cooperative = attrs.evolve(
        one, count=teams, households=households, districts=(), unfounded=0.0, terms=own,
        sectors=(farms / households, boats / households, kiosks / households), alike=True,
    )  # fmt: skip
    try:
        world = attrs.evolve(
            scenario, name=f"{scenario.name}-game", districts=(_one_district(scenario, one),),
            cooperatives=(cooperative,), households=teams * households, smallest=12, whole=0,
            months=BEFORE + 12 * years, expect=(), origins=_kept(scenario, one),
            policies=_later(scenario.policies),
        ).with_values(values)  # fmt: skip
    except ScenarioError as error:
        raise GameError(f"'{scenario.name}' makes no game: {error}") from error
    return attrs.evolve(world, origins=_kept(world, one))


def _whole_neighbourhoods(households: int, shares: tuple[float, ...]) -> list[int]:
    """Households of each sector around a cooperative: no neighbourhood lies over its border."""
    return [NEIGHBOURS * math.ceil(households * share / NEIGHBOURS) for share in shares]


def first_month(year: int) -> int:
    """The first month of a year of the game, which counts from 1; year 0 is the one before."""
    return BEFORE + 12 * (year - 1) + 1


def _chosen(scenario: Scenario, played: str | None) -> CooperativeSet:
    known = {one.name: one for one in scenario.cooperatives}
    if played is None:
        return max(scenario.cooperatives, key=lambda one: (one.lends, one.count))
    if played not in known:
        raise GameError(
            f"'{scenario.name}' has no cooperatives '{played}'. Known: {', '.join(known)}."
        )
    return known[played]


def _check(name: str, teams: Sequence[str], rules: dict[str, Any]) -> None:
    if not name.strip() or len(name) > 60:
        raise GameError("A room needs a name of 1 to 60 characters.")
    _within("teams", len(teams), TEAMS)
    _within("years", rules.get("years", 10), YEARS)
    _within("minutes a year", rules.get("minutes", 6.0), MINUTES)
    if len({team.strip().casefold() for team in teams}) < len(teams):
        raise GameError("Two teams have the same name. Give each its own.")


def _within(what: str, value: float, bounds: tuple[int, int]) -> None:
    low, high = bounds
    if not low <= value <= high:
        raise GameError(f"{value:g} {what} cannot be played. Allowed: {low} to {high}.")


def _check_policies(scenario: Scenario) -> None:
    """Policies for some cooperatives or places have nobody to be for in a game's world."""
    for policy in scenario.policies:
        aimed = [key for key, _ in policy.where if key in ("district", "set", "cooperative")]
        if aimed:
            raise GameError(
                f"'{scenario.name}' has a policy from month {policy.start} for one {aimed[0]}; in "
                "a game everybody shares one district. Take its 'where' away, or the policy."
            )


def _later(policies: Sequence[Policy]) -> tuple[Policy, ...]:
    """The same policies in a world that begins a year earlier: month 1 is the teams' first."""
    return tuple(
        attrs.evolve(one, start=one.start + BEFORE, until=one.until and one.until + BEFORE)
        for one in policies
    )


def _one_district(scenario: Scenario, one: CooperativeSet) -> District:
    """The most peopled district of the set, as far from the market as all of them on average."""
    there = [d for d in scenario.districts if not one.districts or d.name in one.districts]
    people = sum(d.share for d in there)
    hours = sum(d.share * d.hours for d in there) / people
    return District(max(there, key=lambda d: d.share).name, 1.0, round(hours, 2))


def _kept(scenario: Scenario, one: CooperativeSet) -> tuple[Any, ...]:
    """Origins of what the game's world still has from its scenario."""
    gone = ("district.", "expect.", "policy.")
    changed = {
        f"cooperatives.{one.name}.{key}"
        for key in ("count", "households", "districts", *(f"sectors.{key}" for key in SECTORS))
    }
    sets = f"cooperatives.{one.name}."
    return tuple(
        (name, origin)
        for name, origin in scenario.origins
        if not name.startswith(gone)
        and name not in changed
        and name not in ("households", "smallest", "whole", "months")
        and (not name.startswith("cooperatives.") or name.startswith(sets))
    )


def _term(scenario: Scenario, name: str) -> float:
    table, key = name.split(".")
    return float(getattr(getattr(scenario.terms, table), key))


def _read(text: str) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.toml"
        path.write_text(text, encoding="utf-8")
        return load_scenario(path)
