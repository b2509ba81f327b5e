"""What lessons 01 to 04 say of their villages, tried in the lesson's luck and in others."""

from __future__ import annotations

import numpy as np
import pytest

from coopsim.accounts import balance_sheet, cash_flow, members_capital
from coopsim.results import Run
from coopsim.widgets import open_lesson
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.telling import Pair, in_brief, last_of, outcome_sentence
from coopsim.widgets.trial import TrialView
from widgets.test_lesson_claims import world


def side(trial: TrialView, luck: int, name: str, *, brief: bool = True, **moved: object) -> Run:
    """A world from where A stands, with some controls moved."""
    return world(trial, luck, brief=brief, **{
        key.replace(".", "__"): value for key, value in getattr(trial, name).items()
    } | moved)  # fmt: skip


@pytest.mark.parametrize("luck", [0, 2])
def test_fewer_leave_and_trust_is_higher_where_the_board_is_trained(luck: int) -> None:
    trial = open_lesson("01_membership", folder=None).trial("join")
    a, b, free = (
        side(trial, luck, "a"),
        world(trial, luck),
        world(trial, luck, membership__entry_share=0.0),
    )
    assert left(b) < left(a) and last_of(b, "exit_rate") <= last_of(a, "exit_rate")
    assert last_of(b, "trust") > last_of(a, "trust") + 0.1
    assert last_of(free, "members") > 1.05 * last_of(b, "members")
    for run in (a, b):
        assert last_of(run, "remote_members_share") < last_of(run, "members_share")


def test_who_left_is_added_up_as_the_text_says() -> None:
    trial = open_lesson("01_membership", folder=None).trial("join")
    assert (left(side(trial, 0, "a")), left(world(trial, 0))) == (39, 25)


def left(run: Run) -> int:
    """Members that left from the second year on."""
    return round(run.by_year("leaves")[1:].sum())


def test_why_nothing_is_given_back_in_three_of_four_years() -> None:
    trial = open_lesson("02_capital_and_surplus", folder=None).trial("split")
    for run in (side(trial, 0, "a"), world(trial, 0)):
        given = run.by_year("refund_per_member") > 0
        assert given[:5].tolist() == [False, False, True, False, True]
        assert run.by_year("meetings_held")[:5].tolist() == [1, 0, 1, 1, 1]
        assert run.by_year("surplus")[0] > 0 > run.by_year("surplus")[2]


@pytest.mark.parametrize("luck", [0, 1])
def test_a_smaller_reserve_leaves_less_capital_and_by_shares_gives_the_same_sum(luck: int) -> None:
    trial = open_lesson("02_capital_and_surplus", folder=None).trial("split")
    a, b = side(trial, luck, "a"), world(trial, luck)
    by_shares = world(trial, luck, surplus__capital=0.25)
    assert last_of(b, "own_capital_real") < 0.95 * last_of(a, "own_capital_real")
    assert last_of(by_shares, "refund_per_member") == pytest.approx(
        last_of(b, "refund_per_member"), rel=0.01
    )


def test_a_loss_goes_to_the_reserve_first_and_then_stands_as_accumulated_loss() -> None:
    lesson = open_lesson("02_capital_and_surplus", folder=None)
    trial = lesson.trial("split")
    small = members_capital(side(trial, 0, "a", brief=False), 0, 3)
    assert small["a loss is charged to the reserve"] < 0 < small["total reserve"]
    bad = side(trial, 0, "a", brief=False, fund__discipline=0.957)
    assert (bad.by_year("surplus")[:6] < 0).all()
    sheets = [balance_sheet(bad, 0, year) for year in (1, 2, 6)]
    assert sheets[0]["reserve"] > 0 and sheets[1]["reserve"] == 0
    assert 0 > sheets[1]["accumulated loss"] > sheets[2]["accumulated loss"]
    assert sheets[2]["compulsory savings"] > sheets[1]["compulsory savings"]
    assert sheets[2]["total own capital"] < sheets[2]["compulsory savings"]


def test_no_accumulated_loss_from_twelve_per_cent_on_and_idle_cash_at_thirty() -> None:
    trial = open_lesson("03_revolving_fund", folder=None).trial("rate")
    runs = {
        rate: world(trial, 0, brief=False, fund__loan_rate=rate)
        for rate in (0.06, 0.09, 0.12, 0.30)
    }
    losses = {rate: balance_sheet(run, 0, 10)["accumulated loss"] for rate, run in runs.items()}
    assert losses[0.06] < losses[0.09] < losses[0.12] == 0
    a = side(trial, 0, "a")
    assert last_of(runs[0.30], "borrowers") == pytest.approx(last_of(a, "borrowers") / 4, rel=0.1)
    assert last_of(runs[0.30], "liquidity") > 1.5
    assert last_of(runs[0.30], "own_capital_real") < 1.15 * last_of(runs[0.06], "own_capital_real")
    assert last_of(runs[0.06], "refused") > 50 > 1 > last_of(a, "refused")
    assert last_of(runs[0.06], "refused") < last_of(runs[0.06], "members") / 2


@pytest.mark.parametrize("luck", [0, 1, 2])
def test_eighteen_per_cent_is_higher_than_it_has_to_be(luck: int) -> None:
    trial = open_lesson("03_revolving_fund", folder=None).trial("rate")
    dear, less, low = (world(trial, luck, fund__loan_rate=rate) for rate in (0.18, 0.15, 0.12))
    capital, borrowers = (
        [last_of(run, name) / last_of(dear, name) for run in (less, low)]
        for name in ("own_capital_real", "borrowers")
    )
    assert capital[0] == pytest.approx(1, abs=0.05) and 0.8 < capital[1] < capital[0]
    assert borrowers[0] == pytest.approx(1.34, abs=0.05) and borrowers[1] > 1.25
    assert last_of(low, "refused") > 1


def test_with_half_the_time_to_repay_loans_are_smaller_and_the_burden_is_the_same() -> None:
    trial = open_lesson("03_revolving_fund", folder=None).trial("rate")
    usual, short = (
        world(trial, 0, brief=False, fund__loan_rate=0.18, fund__tenor=months)
        for months in (24, 12)
    )
    sizes = [new_loans(run).mean() for run in (usual, short)]
    assert sizes[1] < 0.9 * sizes[0]
    assert sizes[1] / 12 > sizes[0] / 24
    burden = [last_of(run, "debt_service") for run in (usual, short)]
    assert burden[1] == pytest.approx(burden[0], rel=0.05)


def new_loans(run: Run) -> np.ndarray:
    """What followed households borrowed from the second year on, loan by loan."""
    owed = run.panel.values[12:, run.panel.columns.index("loan")]
    return owed[1:][owed[1:] > owed[:-1]]


def test_a_diary_says_since_when_a_household_is_no_member() -> None:
    lesson = open_lesson("03_revolving_fund", folder=None).rehearsed()
    diary = lesson.diary()
    run = diary.pair.a
    member = run.panel.values[:, run.panel.columns.index("member")] > 0
    left = np.flatnonzero(member[:-1].any(axis=0) & ~member[-1])
    assert len(left)
    household = int(left[0])
    last = int(np.flatnonzero(member[:, household])[-1]) + 1
    diary.household.value, diary.month = household, run.months
    assert f"Is no member since month {last + 1}; its trust had been" in diary.shown(diary.pair)


def test_trust_rises_with_each_step_and_a_soft_request_hardly_moves_the_meetings() -> None:
    trial = open_lesson("04_governance", folder=None).trial("meeting")
    steps = [world(trial, 0, regulation__meeting_duty=duty) for duty in (0.0, 0.25, 0.5, 0.75, 1.0)]
    trust = [last_of(run, "trust") for run in steps]
    met = [last_of(run, "meetings_held") for run in steps]
    assert trust == sorted(trust) and met == sorted(met)
    assert met[1] - met[0] < 0.05 and met[-1] < 1
    assert [last_of(run, "active") for run in (steps[0], steps[-1])] == [10, 12]


def test_cash_is_taken_in_a_and_in_b_where_the_accounts_open() -> None:
    trial = open_lesson("04_governance", folder=None).trial("meeting")
    books = trial.trial.books
    for run in (side(trial, 0, "a", brief=False), world(trial, 0, brief=False)):
        assert cash_flow(run, books.cooperative - 1, books.year)["embezzled"] < 0


@pytest.mark.parametrize(
    "name", ["01_membership", "02_capital_and_surplus", "03_revolving_fund", "04_governance"]
)
def test_idle_cash_and_capital_are_not_called_better_for_members(name: str) -> None:
    doubtful = {"liquidity", "cash", "surplus", "own_capital", "own_capital_real", "fund_real"}
    for trial in load_lesson(name).trials.values():
        assert all(one.better == "neither" for one in trial.outcomes if one.metric in doubtful)


def test_a_share_of_active_cooperatives_says_how_many_these_are() -> None:
    trial = open_lesson("04_governance", folder=None).trial("meeting")
    pair = Pair(side(trial, 0, "a"), world(trial, 0), "en")
    said = {one.metric: outcome_sentence(pair, one) for one in trial.trial.outcomes}
    assert "11 of 12 active cooperatives in B, 5 of 10 in A." in said["meetings_held"]
    assert "active cooperatives" not in said["trust"]
    brief = in_brief(pair, trial.trial.outcomes)
    assert "Trust in the cooperative: B 7.1 of 10" in brief and brief.count(" · ") == 2
