"""Games replay to the last bit, teams touch each other, and money is never made or lost."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import attrs
import numpy as np
import pytest
from typer.testing import CliRunner

from coopsim.accounts import balance_sheet
from coopsim.cli.app import app
from coopsim.files import load_scenario, save_scenario
from coopsim.game import (
    DIALS,
    Advance,
    GameError,
    Reveal,
    Room,
    Undo,
    Year,
    bots,
    decisions_csv,
    for_teams,
    lived,
    prepared,
    to_scenario,
    what_if,
)
from coopsim.game.commands import Decision
from coopsim.game.events import drawn
from coopsim.game.measures import GRANTED, OWNED, UNCOVERED
from coopsim.game.replaying import replayed
from coopsim.game.setup import first_month
from coopsim.game.worlds import World, forget
from coopsim.results import Run
from coopsim.run import simulate
from coopsim.scenario import District, Policy
from tests.game.rooms import PRESETS, begun, room, sends, setup, small
from tests.game.test_levers import same


def equal(a: Run, b: Run) -> bool:
    """Whether two runs have the same cooperatives, months and books, to the last bit."""
    one, other = a.series["cooperative"].values, b.series["cooperative"].values
    books = [(getattr(a.accounts, part), getattr(b.accounts, part))
             for part in ("balances", "flows", "facts")]  # fmt: skip
    return np.array_equal(one, other, equal_nan=True) and all(
        np.array_equal(left, right, equal_nan=True) for left, right in books
    )


@pytest.mark.parametrize(
    ("preset", "seed"), [*((preset, 1) for preset in PRESETS), (PRESETS[0], 7), (PRESETS[4], 8)]
)
def test_a_whole_game_of_bots_keeps_the_money_and_replays(
    preset: str, seed: int, tmp_path: Path
) -> None:
    # The ledger's audit runs in every month of it, and raises if a cent is made or lost.
    one = setup(small(preset), 5, years=4, seed=seed, cards="drawn", desk=True)
    made = room(tmp_path, one)
    bots.rehearse(made, bots.cast(5))
    assert made.state.phase == "finished"
    results = made.results()
    for team in range(5):
        for year in range(5):
            assert len(results.accounts(team, year)) == 4  # each ties, or raises
    path = save_scenario(to_scenario(one, made.state.lived), tmp_path / "game.toml")
    assert equal(results.run, simulate(load_scenario(path), seed))


def test_a_year_goes_on_from_the_last_to_the_same_numbers(tmp_path: Path) -> None:
    made = begun(tmp_path, setup(years=4, cards="drawn"))
    bots.rehearse(made, ("lender", "careful", "absent"))
    step_by_step = made.results()
    again = replayed(made)
    assert again.world is not step_by_step.world
    assert again.run.numbers_digest == step_by_step.run.numbers_digest
    for one, other in zip(again.world.ballots, step_by_step.world.ballots, strict=True):
        assert np.array_equal(one.trust, other.trust)
        assert np.array_equal(one.patronage, other.patronage)


def test_undo_and_the_same_decisions_give_the_same_year(tmp_path: Path) -> None:
    made = begun(tmp_path)
    sends(made, 0, reserve=0.6, support="training")
    made.do(Advance())
    first, votes = made.results().run.numbers_digest, made.state.lived[0].votes
    made.do(Undo())
    assert made.results().run.months == 12
    sends(made, 0)  # the draft is what was sent
    made.do(Advance())
    assert made.results().run.numbers_digest == first
    assert made.state.lived[0].votes == votes and votes[0] is not None


def test_a_year_that_was_lived_is_not_changed_by_those_after_it() -> None:
    one = setup(years=3)
    short, long = lived(one, same(one, 1, loan_rate=0.1)), lived(one, same(one, 3, loan_rate=0.1))
    assert np.array_equal(
        short.run.series["cooperative"].values,
        long.run.series["cooperative"].values[:24], equal_nan=True,
    )  # fmt: skip


def test_who_borrows_first_leaves_less_for_the_next() -> None:
    scarce = small("timor-leste-with-national-fund", 60).with_values({
        "national.processing": 1, "national.health": 0.0, "national.age": 0,
        "national.asks_surplus": False, "national.asks_meeting": False,
        "national.capital": 150_000.0, "national.lent_before": 0.0,
    })  # fmt: skip
    one = setup(scarce, seed=3)
    (year,) = same(one, 1, apply=True)
    asks = tuple(decision | {"apply": True} for decision in year.decisions)

    def lent(decisions: tuple[Decision, ...]) -> Any:
        years = (attrs.evolve(year, decisions=decisions),) * 2
        return lived(one, years).run.values("fund_debt", "cooperative").max(axis=0)

    crowded = lent(asks)
    served, left_out = int(np.argmax(crowded)), int(np.argmin(crowded))  # equals draw lots
    assert crowded[served] > 0 and crowded[left_out] == 0
    roomy = lent(tuple(d | {"apply": team != served} for team, d in enumerate(asks)))
    assert roomy[served] == 0 and roomy[left_out] > 0


def test_boats_of_one_team_take_fish_from_another() -> None:
    # Skilled members land more of the fish; where the stock is shared, others land less.
    gap = {}
    for shared in (1.0, 0.0):
        coast = small("timor-leste-fisheries", 60).with_values({
            "fisheries.shared_stock": shared, "fisheries.stock_years": 0.5,
            "governance.spill_over": 0.0, "governance.training_trust": 0.0,
            "fisheries.skill_gain": 1.0,
        })  # fmt: skip
        one = setup(coast)
        still, trained = (
            lived(one, years).run.by_year("catch", "cooperative")
            for years in (same(one, 3), same(one, 3, support="training"))
        )
        gap[shared] = (trained - still).sum(axis=0)
    assert gap[1.0][0] > 0 and gap[0.0][0] > 0
    assert gap[1.0][1] < 0
    assert abs(gap[0.0][1]) < 0.01 * gap[0.0][0]


def test_a_training_spills_over_to_neighbours() -> None:
    def neighbours_gain(spill: float) -> float:
        one = setup(small().with_values({"governance.spill_over": spill}))
        still, trained = (
            lived(one, years).run.values("skill", "cooperative")[-1, 1]
            for years in (same(one, 2), same(one, 2, support="training"))
        )
        return float(trained - still)

    assert neighbours_gain(0.3) > 0.01
    assert neighbours_gain(0.0) == 0.0


def test_a_cooperative_that_ended_plays_on() -> None:
    ruinous = small("timor-leste-coffee", 60)
    one = setup(ruinous, years=5)
    bad = one.world.with_policies(
        Policy(first_month(1), (("office.fixed_cost", 5000.0),), until=first_month(2) - 1)
    )
    results = lived(attrs.evolve(one, world=bad), same(one, 5))
    assert results.status(0, 0) == "active"
    assert results.status(0, 1) == "recovery"
    assert results.value("members", 0, 1) < results.value("members", 0, 0)
    assert results.value("members", 0, 3) > 0
    assert results.value("fund_alive", 0, 2) < results.value("fund_alive", 0, 0)
    assert results.status(0, 5) in ("active", "dormant")


def test_a_dormant_cooperative_wakes_when_its_board_prepares_the_meeting() -> None:
    one = setup(small().with_values({
        "governance.meeting_chance": 0.0, "regulation.meeting_duty": 0.0,
        "regulation.dormant_after": 24,
    }))  # fmt: skip
    results = lived(one, (*same(one, 2), *same(one, 1, meeting=True)))
    assert [results.status(team, 2) for team in (0, 1)] == ["dormant", "dormant"]
    assert [results.status(team, 3) for team in (0, 1)] == ["active", "dormant"]
    assert results.meeting_held(0, 3) and not results.meeting_held(1, 3)


def test_what_if_changes_one_decision_and_what_it_causes(tmp_path: Path) -> None:
    made = begun(tmp_path)
    bots.rehearse(made, ("careful", "generous", "watchful"))
    years = made.state.lived
    asked = what_if(made.setup, years, 1, "reserve", 0.8, [2, 3])
    assert asked.changed == (2, 3)
    gap = asked.difference("reserve")
    assert not gap[:2].any() and gap[3, 1] > 0
    nothing = what_if(made.setup, years, 1, "reserve", years[1].decisions[1]["reserve"], [2])
    assert nothing.changed == () and not nothing.difference("trust").any()
    for team, lever, value, where in (
        (9, "reserve", 0.5, []), (0, "luck", 0.5, []), (0, "reserve", 7.0, []),
        (0, "reserve", 0.5, [4]),
    ):  # fmt: skip
        with pytest.raises(GameError):
            what_if(made.setup, years, team, lever, value, where)


def test_decisions_are_a_table_a_spreadsheet_may_open() -> None:
    one = attrs.evolve(setup(), teams=("=1+1", "B", "C"))
    lines = decisions_csv(one, same(one, 2, loan_rate=0.1)).splitlines()
    assert len(lines) == 1 + 2 * 3
    assert lines[0].startswith("year,team,name,silent,yes_votes,entry_share")
    assert lines[1].startswith("1,1,'=1+1,False,,")


def test_policies_of_a_game_say_whose_they_are_and_are_merged() -> None:
    one = setup(years=3)
    scenario = to_scenario(one, same(one, 3, loan_rate=0.1), ("Ours", "B", "C"))
    (policy,) = scenario.policies
    assert policy == Policy(13, (("fund.loan_rate", 0.1),), 48, (("cooperative", 0),),
                            "Ours, years 1-3")  # fmt: skip


def test_the_dials_by_hand() -> None:
    one = setup(years=1)
    results = lived(one, same(one, 1))
    sheet = balance_sheet(results.run, 0, 2)
    amounts = {line.label: line.amount for line in sheet.lines}
    books = results.run.accounts
    place = books.account_names.index
    owned = dict(sheet.tied)["assets = debts + capital"]
    reserve = books.balances[2, place("reserve"), 0]
    assert amounts
    assert results.value("reserve", 0, 1) == pytest.approx(reserve / owned)
    assert results.values("fund_alive")[0] == pytest.approx([1.0, 1.0, 1.0])
    assert results.values("trust").shape == (2, 3)


def books_of(own: list[float], **columns: list[float]) -> World:
    """A world of one team, years 0 to 2 and constant prices, with nothing but some books."""
    accounts = [name for name in columns if name not in GRANTED]
    rows = {name: np.array(values)[:, None] for name, values in columns.items()}
    zeros = np.zeros((3, 1))
    names = (*OWNED, "provision", "share", "mandatory", "reserve", *UNCOVERED)
    books = SimpleNamespace(
        account_names=names, flow_names=GRANTED,
        balances=np.stack([rows.get(name, zeros) for name in names], 1),
        flows=np.stack([rows.get(name, zeros) for name in GRANTED], 1),
    )  # fmt: skip
    assert set(accounts) <= set(names)
    books.balances = np.concatenate([books.balances[:1], books.balances])
    yearly = {"price_index": np.ones((3, 1)), "own_capital_real": np.array(own)[:, None]}
    run = SimpleNamespace(
        accounts=books, scenario=SimpleNamespace(minor=1),
        by_year=lambda name, scope: yearly[name],
    )  # fmt: skip
    return cast(World, SimpleNamespace(run=run))


def dial(key: str, world: World) -> list[float]:
    one = next(one for one in DIALS if one.key == key)
    return [round(float(value), 3) for value in one.values(world)[:, 0]]


def test_a_grant_does_not_make_a_fund_that_loses_look_alive() -> None:
    # 100 of own capital, members pay 50 more in year 1, and 30 are lost in each year.
    members = [60.0, 110.0, 110.0]
    alone = books_of([100.0, 120.0, 90.0], share=members)
    given = books_of([100.0, 320.0, 490.0], share=members, grant_received=[0.0, 200.0, 200.0])
    assert dial("fund_alive", alone) == [1.0, 0.8, 0.6]
    assert dial("fund_alive", given) == [1.0, 0.8, 0.6]


PRUDENT = {"meeting": True, "reserve": 0.8, "meetings": 2.0}


@pytest.mark.parametrize("preset", ["timor-leste-credit-union", "indonesia-savings-and-loan"])
def test_the_reserve_is_in_the_hands_of_a_board(preset: str) -> None:
    # Otherwise a dial would teach that nothing helps.
    ends: dict[str, list[float]] = {"prudent": [], "usual": []}
    for seed in range(1, 5):
        one = prepared("room", preset, 3, years=5, seed=seed)
        place = seed % 3
        years = tuple(
            attrs.evolve(year, events=drawn(one, number), decisions=tuple(
                decision | (PRUDENT if team == place else {})
                for team, decision in enumerate(year.decisions)
            ))
            for number, year in enumerate(same(one, 5), 1)
        )  # fmt: skip
        last = lived(one, years).values("reserve")[-1]
        ends["prudent"].append(last[place])
        ends["usual"] += [last[team] for team in range(3) if team != place]
    assert np.mean(ends["prudent"]) > np.mean(ends["usual"]) + 0.01


def test_the_reserve_tells_of_losses_that_nothing_covers_yet() -> None:
    one = books_of([0.0] * 3, cash=[200.0] * 3, reserve=[20.0, 0.0, 0.0],
                   undivided=[15.0, -30.0, -10.0])  # fmt: skip
    assert dial("reserve", one) == [0.1, -0.15, -0.05]


@pytest.mark.parametrize(
    ("scenario", "rules", "words"),
    [
        ("hamlet", {}, "12 households"),
        ("timor-leste-coffee", {"teams": 2}, "2 teams"),
        ("timor-leste-coffee", {"teams": 9}, "9 teams"),
        ("timor-leste-coffee", {"years": 0}, "0 years"),
        ("timor-leste-coffee", {"teams": ("A", "B", "a")}, "same name"),
        ("timor-leste-coffee", {"played": "fishers"}, "Known: coffee"),
        ("timor-leste-coffee", {"name": ""}, "needs a name"),
    ],
)
def test_what_makes_no_game_is_refused(scenario: str, rules: dict[str, object], words: str) -> None:
    asked = {"name": "room", "teams": 3} | rules
    with pytest.raises(GameError, match=words):
        prepared(scenario=scenario, **asked)  # type: ignore[arg-type]


def test_a_policy_for_one_place_makes_no_game() -> None:
    scenario = small("timor-leste-coffee").with_policies(
        Policy(13, (("luck.yield_shift", -0.5),), where=(("district", "Ermera"),))
    )
    with pytest.raises(GameError, match="one district"):
        for_teams(scenario, 3)


def test_teams_share_one_district_and_keep_the_size_of_their_cooperatives() -> None:
    nation = load_scenario("timor-leste-with-national-fund")
    world = for_teams(nation, 4)
    (one,) = world.cooperatives
    assert world.districts == (District("Dili", 1.0, world.districts[0].hours),)
    # 600 households, 58 % farms, 1.2 % boats, 40.8 % kiosks, in whole neighbourhoods of sixteen
    assert (one.name, one.count, one.members, one.households) == ("credit-unions", 4, 190, 624)
    assert world.households == 2496
    assert world.terms.national.capital == pytest.approx(nation.terms.national.capital * 4 / 110)
    assert world.what_if


def test_the_command_line_replays_and_exports_a_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = begun(tmp_path)
    made.do(Reveal("trust"))
    bots.rehearse(made, ("careful", "generous", "watchful"))
    forget()
    for asked, told in (
        (["list", "--store", "games.db"], "finished"),
        (["replay", "room", "--store", "games.db"], "Members better off"),
        (
            ["export", "room", "--store", "games.db", "--out", "g.toml", "--decisions", "d.csv"],
            "coopsim run g.toml",
        ),
        (["rehearse", "timor-leste-coffee", "--teams", "3", "--years", "1"], "generous"),
        (["secret", "room", "2", "--store", "games.db"], "2: "),
    ):
        done = CliRunner().invoke(app, ["game", *asked])
        assert done.exit_code == 0, done.output
        assert told in done.output
    assert equal(simulate(load_scenario("g.toml"), made.setup.seed), made.results().run)
    assert len(Path("d.csv").read_text().splitlines()) == 1 + 9
    refused = CliRunner().invoke(app, ["game", "replay", "nobody", "--store", "games.db"])
    assert refused.exit_code == 2
    assert "Known: room" in refused.output
    assert CliRunner().invoke(app, ["game", "rehearse", "--bots", "angry"]).exit_code == 2


def test_a_log_of_another_model_is_told(tmp_path: Path) -> None:
    made = begun(tmp_path)
    sends(made, 0, reserve=0.6)
    made.do(Advance())
    year: Year = made.state.lived[0]
    other = attrs.evolve(made.state, lived=(attrs.evolve(year, votes=(0.123, None, None)),))
    made._seen = other, made._seen[1]
    with pytest.raises(GameError, match="another version of the model"):
        replayed(made)
    assert Room.open(tmp_path / "games.db", "room").state.lived == (year,)


@pytest.mark.parametrize("preset", PRESETS)
def test_teams_that_decide_alike_have_the_same_books(preset: str) -> None:
    """The same people and the same luck: what differs between teams is what they decided."""
    one = setup(load_scenario(preset), years=2)
    alike, other = lived(one, same(one, 2)), lived(one, same(one, 2, savings_rate=0.0))
    books = alike.run.series["cooperative"].values
    assert np.array_equal(books, np.broadcast_to(books[:, :, :1], books.shape), equal_nan=True)
    theirs = other.run.series["cooperative"].values
    assert np.array_equal(theirs[:12], books[:12], equal_nan=True)  # the year before
