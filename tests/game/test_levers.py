"""Each lever does something for one cooperative, and nothing is decided twice."""

from __future__ import annotations

from functools import cache

import attrs
import numpy as np
import pytest

from coopsim.game import (
    Setup,
    Value,
    Year,
    board_of,
    changes_of,
    desk_levers,
    events_of,
    in_its_way,
    lived,
    set_levers,
    team_levers,
)
from coopsim.game.boardlevers import SUPPORT
from coopsim.game.events import EVENTS, drawn, event_changes
from coopsim.game.folding import opening
from coopsim.game.levers import Lever
from coopsim.game.results import Results
from coopsim.game.setup import first_month
from coopsim.scenario import PARAMS, Policy, value_fault
from tests.game.rooms import PRESETS, setup, small

YEARS = 3


@cache
def game(preset: str) -> Setup:
    """A small game of a preset with a desk, and some trouble so that every lever has work."""
    rough = small(preset, 80).with_values(
        {"fund.discipline": 0.97, "fund.demand": 0.1, "governance.meeting_chance": 0.5}
    )
    return setup(rough, desk=True, seed=2)


def same(one: Setup, years: int, **changes: Value) -> tuple[Year, ...]:
    """Years in which nobody decides anything but team 0, which decides ``changes``."""
    first = opening(one).first
    desk = opening(one).desk
    teams = tuple(dict(decision) for decision in first)
    ours = {key: value for key, value in changes.items() if key in teams[0]}
    theirs = {key: value for key, value in changes.items() if key in desk}
    decisions = (teams[0] | ours, *teams[1:])
    votes = tuple(None for _ in teams)
    year = Year(decisions, decisions, votes, tuple(False for _ in teams), (), desk | theirs)
    return (year,) * years


@cache
def still(preset: str) -> Results:
    return lived(game(preset), same(game(preset), YEARS))


def positions(lever: Lever) -> list[Value]:
    """Every position that is another than the scenario's: ends, or choices."""
    if lever.kind == "yes/no":
        return [not lever.default]
    if lever.kind == "choice":
        return [key for key, _ in lever.choices if key != lever.default]
    return [end for end in (lever.low, lever.high) if end != lever.default]


def differs(preset: str, lever: Lever, value: Value) -> bool:
    one = game(preset)
    other = lived(one, same(one, YEARS, **{lever.key: value}))
    a, b = still(preset).run.series["cooperative"].values, other.run.series["cooperative"].values
    assert np.array_equal(a[:12], b[:12], equal_nan=True)  # nothing before the first year
    return not np.array_equal(a[:, :, 0], b[:, :, 0], equal_nan=True)


OFFERED = {lever.key: preset for preset in reversed(PRESETS) for lever in team_levers(game(preset))}
"""Every lever of a team there is, and the first preset that has it."""


@pytest.mark.parametrize(("key", "preset"), OFFERED.items())
def test_each_lever_of_a_team_matters(key: str, preset: str) -> None:
    (lever,) = (one for one in team_levers(game(preset)) if one.key == key)
    assert any(differs(preset, lever, value) for value in positions(lever))


@pytest.mark.parametrize("support", [key for key in SUPPORT if key not in ("none", "visit")])
def test_each_support_matters(support: str) -> None:
    presets = [
        preset for preset in PRESETS[:4]
        if support in dict(team_levers(game(preset))[-1].choices)
        or support in dict(team_levers(game(preset))[-2].choices)
    ]  # fmt: skip
    lever = next(one for one in team_levers(game(presets[0])) if one.key == "support")
    assert differs(presets[0], lever, support)


def test_a_study_visit_is_worth_as_much_as_there_is_to_see() -> None:
    # Boards begin alike: there is something to see once another has learned, as under this luck.
    one = attrs.evolve(game(PRESETS[0]), seed=8)
    (year,) = same(one, 1)
    learns = year.decisions[1] | {"support": "training"}
    alike, ahead = (
        [
            attrs.evolve(year, decisions=(year.decisions[0] | {"support": support}, *others))
            for support in ("none", "visit")
        ]
        for others in (year.decisions[1:], (learns, year.decisions[2]))
    )
    skill = {
        name: [
            lived(one, (which,) * YEARS).run.values("skill", "cooperative")[-1, 0] for which in pair
        ]
        for name, pair in (("alike", alike), ("ahead", ahead))
    }
    assert skill["alike"][0] == skill["alike"][1]
    assert skill["ahead"][1] > skill["ahead"][0] + 0.05


def borrowing(desk: dict[str, Value]) -> Results:
    """Three years in which all apply to a fund too small for all, and ask for nothing else."""
    scarce = small("timor-leste-with-national-fund", 80).with_values({
        "national.processing": 1, "national.lent_before": 0.0, "national.health": 65.0,
        "national.asks_surplus": False, "national.capital": 30_000.0, "national.ceiling": 600.0,
        "fund.demand": 0.2, "governance.meeting_chance": 0.5, "national.cost": 0.1,
    })  # fmt: skip
    one = setup(scarce, desk=True, seed=2)
    (year,) = same(one, 1, apply=True, **desk)
    asks = tuple(  # boards that differ: a ranking of equals would be no ranking
        decision | {"apply": True, "loan_rate": rate}
        for decision, rate in zip(year.decisions, (0.18, 0.06, 0.12), strict=True)
    )
    return lived(one, (attrs.evolve(year, decisions=asks),) * 3)


def test_each_lever_of_the_desk_matters() -> None:
    base = borrowing({})
    assert base.run.values("fund_debt").any()
    dead = {
        lever.key
        for lever in desk_levers(base.setup)
        if all(
            base.run.numbers_digest == borrowing({lever.key: value}).run.numbers_digest
            for value in positions(lever)
        )
    }
    assert not dead


@pytest.mark.parametrize("preset", PRESETS)
def test_every_position_is_allowed_by_the_declaration(preset: str) -> None:
    one = game(preset)
    board, scale = board_of(one), one.world.per_dollar
    for levers in (team_levers(one), desk_levers(one)):
        usual = {lever.key: lever.default for lever in levers}
        for lever in levers:
            assert not lever.writes(usual, board)
            for value in [lever.default, *positions(lever)]:
                assert not lever.fault(value), lever.key
                for name, written in lever.writes(usual | {lever.key: value}, board).items():
                    assert name in lever.terms
                    assert not value_fault(PARAMS[name], written, scale), (lever.key, name, written)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_term_is_decided_twice(preset: str) -> None:
    one = game(preset)
    ours = [set(lever.terms) for lever in team_levers(one) if not lever.voted]
    ours.append({name for lever in team_levers(one) if lever.voted for name in lever.terms})
    theirs = [set(lever.terms) for lever in desk_levers(one)]
    cards = {name for card in events_of(one) for name in card.changes}
    named = [name for terms in (*ours, *theirs) for name in terms]
    assert len(named) == len(set(named))
    assert not cards & set(named)


def test_a_team_asks_for_one_support_a_year() -> None:
    # All that a programme pays for stands in one lever, so two cannot be chosen together.
    paid = {name for name in PARAMS if name.startswith("programme.")}
    one = game("timor-leste-coffee")
    with_programme = [lever.key for lever in team_levers(one) if paid & set(lever.terms)]
    assert with_programme == ["support"]
    assert {key for key, _ in team_levers(one)[-1].choices} <= set(SUPPORT)


def test_what_the_scenario_decides_is_nobodys_lever() -> None:
    fixed = small().with_policies(Policy(30, (("fund.loan_rate", 0.1), ("luck.illness", 0.1))))
    one = setup(fixed)
    assert "loan_rate" not in {lever.key for lever in team_levers(one)}
    assert [lever.key for lever in set_levers(one)] == ["loan_rate"]


STORM = Policy(25, (("luck.income_shift", -0.3),), 30, (), "A storm year")


def test_a_dated_change_keeps_its_date_and_stops_no_card_of_another_year() -> None:
    # Months 25 to 30 are the first half of year 3; the game lives a year before its first.
    one = setup(small().with_policies(STORM), years=5)
    (policy,) = one.world.policies
    assert (policy.start, policy.until) == (first_month(3), first_month(3) + 5)
    assert [changes_of(one, year) for year in (2, 3, 4)] == [(), (policy,), ()]
    assert {"flood", "illness"} <= {card.key for card in events_of(one)}
    stopped = [in_its_way(one, EVENTS["flood"], year) for year in range(1, 6)]
    assert stopped == [None, None, policy, None, None]
    assert in_its_way(one, EVENTS["ceremonies"], 3) is None


def test_a_change_for_another_kind_of_cooperative_is_no_news_to_the_teams() -> None:
    other = attrs.evolve(STORM, where=(("kind", "fisher"),))
    assert changes_of(setup(small().with_policies(other)), 3) == ()


def test_the_next_card_is_drawn_where_the_scenario_sets_the_same() -> None:
    plain = [setup(seed=seed, years=5, cards="drawn") for seed in range(1, 40)]
    world = small().with_policies(STORM)
    stormy = [setup(world, seed=seed, years=5, cards="drawn") for seed in range(1, 40)]
    before, after = ([drawn(one, 3) for one in games] for games in (plain, stormy))
    met = {"flood", "illness"}
    assert any(met & set(cards) for cards in before)
    assert not any(met & set(cards) for cards in after)
    for was, now in zip(before, after, strict=True):
        assert len(was) == len(now), "a year with a card still has one"
        assert was == now or met & set(was)
    assert [drawn(one, 4) for one in plain] == [drawn(one, 4) for one in stormy]


@pytest.mark.parametrize("card", EVENTS)
def test_each_card_matters_where_it_is_offered(card: str) -> None:
    games = [attrs.evolve(game(preset), desk=False) for preset in PRESETS]
    offered = [one for one in games if card in {event.key for event in events_of(one)}]
    assert offered
    for one in offered:
        for name, value in event_changes(EVENTS[card], board_of(one)).items():
            assert not value_fault(PARAMS[name], value, one.world.per_dollar)
    years = same(offered[0], YEARS)
    played = tuple(attrs.evolve(year, events=(card,)) for year in years)
    a, b = lived(offered[0], years), lived(offered[0], played)
    assert a.run.numbers_digest != b.run.numbers_digest
