"""What lessons say of their villages, tried under a few lucks."""

from __future__ import annotations

import numpy as np
import pytest

from coopsim.accounts import balance_sheet, statement_of_surplus
from coopsim.results import Run
from coopsim.run import simulate
from coopsim.widgets import open_lesson
from coopsim.widgets.deskfile import Split
from coopsim.widgets.deskshown import active
from coopsim.widgets.deskworlds import cooperatives
from coopsim.widgets.telling import last_of
from coopsim.widgets.trial import TrialView


def world(trial: TrialView, luck: int, *, brief: bool = True, **moved: object) -> Run:
    """B of a trial under a luck, with some controls moved (``__`` stands for the dot)."""
    settings = trial.b | {name.replace("__", "."): value for name, value in moved.items()}
    found = trial.lesson.worlds.live(trial.world(settings, luck, brief=brief))
    assert isinstance(found, Run)
    return found


@pytest.mark.parametrize("luck", [1, 2, 3])
def test_half_on_credit_does_no_harm_and_four_fifths_empty_the_kiosks(luck: int) -> None:
    trial = open_lesson("07_market_kiosk", folder=None).trial("credit")
    least, half, most = (
        last_of(world(trial, luck, market__supplies_on_credit=share), "members")
        for share in (0.3, 0.5, 0.8)
    )
    assert abs(half - least) < 0.02 * least and most < 0.7 * least


@pytest.mark.parametrize("luck", [1, 2])
def test_families_of_the_board_first_means_more_refused_and_trust_does_not_notice(
    luck: int,
) -> None:
    trial = open_lesson("04_governance", folder=None).trial("meeting")
    others = {"regulation__meeting_duty": 0.0}
    a, b = (world(trial, luck, fund__insiders_first=vice, **others) for vice in (False, True))
    assert last_of(b, "unserved") > 1.02 * last_of(a, "unserved")
    assert last_of(b, "trust") == pytest.approx(last_of(a, "trust"), abs=0.005)


def test_larikan_closes_without_a_grant_and_its_books_say_why() -> None:
    trial = open_lesson("13_ministry_desk", folder=None).trial("grants")
    run = world(trial, 0, brief=False, programme__grant=0.0)
    larikan = run.values("active", "district")[:, 0]
    assert larikan[23] == 3 and larikan[47] == 0
    amounts = {line.label: line.amount for line in statement_of_surplus(run, 0, 2).lines}
    assert round(amounts["total income from lending"] / 100) == 173
    assert round(amounts["total running costs"] / 100) == -506


def come(run: Run, scope: str = "nation") -> np.ndarray:
    """Members who use their cooperative in the last year, by place."""
    return active(run, scope)[-1]


def test_grants_lower_the_share_that_comes_and_a_few_more_come_in_larikan() -> None:
    trial = open_lesson("13_ministry_desk", folder=None).trial("grants")
    for luck in range(20):
        none, grants = (world(trial, luck, programme__grant=each) for each in (0.0, 2000.0))
        more = float((come(grants) - come(none)).sum())
        assert last_of(grants, "used_share") < last_of(none, "used_share") - 0.05
        assert 15 < more < 55
        if luck == 0:
            assert round(float(come(none).sum())) == 324 and round(more) == 35
            assert [last_of(one, "members") for one in (none, grants)] == [342, 445]


def test_grants_change_little_outside_larikan_and_lie_as_cash() -> None:
    trial = open_lesson("13_ministry_desk", folder=None).trial("grants")
    none, grants = (world(trial, 0, brief=False, programme__grant=each) for each in (0.0, 2000.0))
    assert np.abs(come(grants, "district") - come(none, "district"))[1:].max() < 1
    held = {one.label: one.amount for one in balance_sheet(grants, 0, 7).lines}
    assert [round(held[one] / 100) for one in ("cash", "loans to members")] == [13_596, 377]


@pytest.mark.parametrize("luck", [1, 2, 3])
def test_telephones_cost_more_and_hardly_where_a_programme_moves_few(luck: int) -> None:
    trial = open_lesson("06_digital", folder=None).trial("digital")
    none, few, many = (
        last_of(
            world(trial, luck, digital__push=push, digital__push_effect=effect), "cost_per_member"
        )
        for push, effect in ((0.0, 0.1), (1.0, 0.02), (1.0, 0.1))
    )
    assert none <= few < 1.03 * none and many > 1.01 * none


@pytest.mark.parametrize("luck", [0, 1])
def test_savers_wait_in_a_year_with_surplus_and_a_margin_mends_it_in_part(luck: int) -> None:
    trial = open_lesson("07_market_kiosk", folder=None).trial("credit")
    few = world(trial, luck, market__supplies_on_credit=0.3)
    all_of_it, dear = world(trial, luck), world(trial, luck, trade__wholesale_margin=0.1)
    first = 1  # the first year on credit, from 0
    trust, surplus, waiting = (
        all_of_it.by_year(name)[first] for name in ("trust", "surplus", "unpaid_claims")
    )
    assert trust < 0.1 and surplus > 0 and waiting > 20_000_000
    assert last_of(few, "members") > last_of(dear, "members") > 1.5 * last_of(all_of_it, "members")
    assert last_of(few, "trust") > last_of(dear, "trust") > last_of(all_of_it, "trust") + 0.4
    assert last_of(all_of_it, "delivered_share") < last_of(few, "delivered_share")
    assert last_of(world(trial, luck, trade__wholesale_margin=0.0), "active") == 0


POOR = {"livelihood__other_income": 0.55, "market__cash_choice": 10.0}


@pytest.mark.parametrize("luck", [0, 1])
def test_coffee_a_month_is_welcome_where_purses_are_full_and_two_months_nowhere(
    luck: int,
) -> None:
    trial = open_lesson("07_market_coffee", folder=None).trial("delay")

    def brought(days: float, **others: float) -> float:
        run = world(trial, luck, market__payment_delay=days, **others)
        return last_of(run, "delivered_share")

    at_once, month, two, three = (brought(days) for days in (0.0, 30.0, 60.0, 90.0))
    assert month > 1.02 * at_once and two < 0.98 * at_once and three < 0.9 * two
    assert brought(30.0, **POOR) < 0.98 * brought(0.0, **POOR)


@pytest.mark.parametrize("luck", [0, 1])
def test_coffee_a_surplus_from_a_lower_price_loses_deliveries(luck: int) -> None:
    trial = open_lesson("07_market_coffee", folder=None).trial("delay")
    low, usual, whole = (world(trial, luck, market__payout=share) for share in (0.8, 0.95, 1.0))
    assert last_of(low, "surplus") > 2.8 * last_of(usual, "surplus")
    assert last_of(low, "price_paid") < 0.9 * last_of(usual, "price_paid")
    assert last_of(low, "delivered_share") < 0.98 * last_of(usual, "delivered_share")
    assert last_of(whole, "surplus") < 0.25 * last_of(usual, "surplus")
    brought = last_of(whole, "delivered_share") / last_of(usual, "delivered_share")
    assert 1 < brought < 1.03


@pytest.mark.parametrize("luck", [0, 1])
def test_coffee_three_more_traders_pay_a_little_more_and_win_no_deliveries_for_the_cooperative(
    luck: int,
) -> None:
    trial = open_lesson("07_market_coffee", folder=None).trial("delay")
    three, six = (world(trial, luck, market__traders=number) for number in (3.0, 6.0))
    rise = last_of(six, "trader_price") / last_of(three, "trader_price") - 1
    assert rise == pytest.approx(0.035, abs=0.005)
    assert last_of(six, "delivered_share") < last_of(three, "delivered_share")


@pytest.mark.parametrize("luck", [0, 1])
def test_without_courses_trust_stays_and_a_manager_ends_small_cooperatives(luck: int) -> None:
    trial = open_lesson("05_training_and_mentoring", folder=None).trial("after")
    trained, left, managed = (
        world(trial, luck, programme__training=0.5),
        world(trial, luck),
        world(trial, luck, office__paid_manager=True),
    )
    trust, members = (left.by_year(name) for name in ("trust", "members"))
    assert abs(trust[-1] - trust[0]) < 0.1 and abs(members[-1] / members[0] - 1) < 0.25
    assert left.by_year("skill")[-1] < 0.5 * left.by_year("skill")[0]
    assert left.values("leaves").sum() > trained.values("leaves").sum()
    assert last_of(trained, "trust") > trust[-1] + 0.15
    assert last_of(trained, "members") > 1.1 * members[-1]
    assert last_of(managed, "active") <= 8 < last_of(left, "active")


@pytest.mark.parametrize("luck", [0, 1])
def test_a_split_by_needs_beats_the_equal_one_and_grants_do_not(luck: int) -> None:
    lesson = open_lesson("13_ministry_desk", folder=None)
    desk, scenario = lesson.desk(), lesson.data.scenario

    def users(split: Split) -> float:
        """Members who use their cooperative in the last year."""
        planned = scenario.with_policies(*desk.file.policies(split, cooperatives(scenario)))
        run = simulate(planned, lesson.data.seed + luck, scopes=("nation",), panel=0)
        return float(active(run)[-1].sum())

    needs, grants = (dict.fromkeys(desk.a, 0) for _ in range(2))
    for place in desk.places:
        needs[place, "training"], grants[place, "grants"] = 4_500, 6_000
        needs[place, "grants" if place == "Larikan" else "ice"] = 1_500
    assert sum(needs.values()) == sum(grants.values()) == desk.file.budget
    equal = users(desk.a)
    assert users(needs) > 1.05 * equal and users(grants) < equal


def test_a_lower_price_brings_less_fish_and_an_exporter_fewer_members() -> None:
    trial = open_lesson("07_market_fish", folder=None).trial("ice")
    usual, less, later, exported = (
        world(trial, 0),
        world(trial, 0, market__payout=0.86),
        world(trial, 0, market__payment_delay=30.0),
        world(trial, 0, market__channel="export"),
    )
    assert last_of(less, "delivered_share") < last_of(usual, "delivered_share") - 0.01
    assert last_of(less, "members") < 0.95 * last_of(usual, "members")
    assert last_of(later, "delivered_share") >= last_of(usual, "delivered_share")
    assert last_of(exported, "price_paid") > last_of(usual, "price_paid")
    assert last_of(exported, "members") < 0.95 * last_of(usual, "members")


def test_a_mentor_of_the_plan_raises_skill_and_hardly_moves_members() -> None:
    trial = open_lesson("12_work_plan", folder=None).trial("mentor")
    a, b = (world(trial, 0, programme__mentors=share) for share in (0.0, 0.1))
    assert last_of(b, "skill") > last_of(a, "skill") + 0.1
    assert abs(last_of(b, "members") / last_of(a, "members") - 1) < 0.02
    assert [round(10 * one.by_year("skill")[-1], 1) for one in (a, b)] == [3.8, 5.6]
    assert round(10 * a.by_year("skill")[0], 1) == 7.0
    assert world(trial, 0, digital__push=1.0).values("digital_share").max() == 0


@pytest.mark.parametrize("luck", [1, 2])
def test_a_lower_rate_or_a_course_each_year_brings_members_besides_the_mentor(luck: int) -> None:
    trial = open_lesson("12_work_plan", folder=None).trial("mentor")
    nothing, cheaper, trained = (
        last_of(world(trial, luck, **moved), "members")
        for moved in (
            {"programme__mentors": 0.0},
            {"fund__loan_rate": 0.12},
            {"programme__training": 1.0},
        )
    )
    assert cheaper > 1.05 * nothing and trained > 1.03 * nothing


def test_a_cooperative_without_meetings_falls_asleep_and_wakes_when_it_meets() -> None:
    run = world(open_lesson("05_training_and_mentoring", folder=None).trial("after"), 0)
    active, asleep = (run.by_year(name) for name in ("active", "dormant"))
    assert active[2] == 12 and asleep[3] > 1
    assert asleep[4] < asleep[3] and active[4] > active[3]
