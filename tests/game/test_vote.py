"""The vote on the split of the surplus, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from coopsim.game.boardlevers import board_of, split_of, team_levers
from coopsim.game.levers import default_decision
from coopsim.game.vote import COMMON, FOLLOWING, HABIT, INTEREST, accepted, votes_yes
from coopsim.rules.surplus import SHARES
from tests.game.rooms import setup

HALF = dict.fromkeys(SHARES, 0.0) | {"reserve": 0.5, "patronage": 0.5}
KEEPS_MORE = HALF | {"reserve": 0.7, "patronage": 0.3}


def odds_of(patronage: list[float], trust: float) -> list[float]:
    """Log odds of a yes to keeping a fifth more, found by where the draw stops saying yes."""
    draws = np.linspace(0.0005, 0.9995, 1000)
    found = []
    for member in range(len(patronage)):
        yes = [
            bool(
                votes_yes(
                    patronage, [1.0] * len(patronage), [trust] * len(patronage),
                    np.full(len(patronage), draw), present=HALF, proposed=KEEPS_MORE,
                )[member]
            )
            for draw in draws
        ]  # fmt: skip
        chance = float(np.mean(yes))
        found.append(float(np.log(chance / (1 - chance))))
    return found


def test_a_member_votes_by_what_it_loses_and_by_its_trust() -> None:
    # Two members; the second did three times the business of the first: 0.5 and 1.5 of the mean.
    # Of the surplus a mean member loses 0.2; what is kept is worth 0.6 x trust of it.
    trust = 0.5
    kept = COMMON * trust * 0.2
    by_hand = [
        HABIT + FOLLOWING * 0.0 + INTEREST * (-0.2 * 0.5 + kept),
        HABIT + FOLLOWING * 0.0 + INTEREST * (-0.2 * 1.5 + kept),
    ]
    assert odds_of([1.0, 3.0], trust) == pytest.approx(by_hand, abs=0.01)


def test_a_trusted_board_may_keep_more() -> None:
    doubted, trusted = odds_of([1.0, 1.0], 0.3)[0], odds_of([1.0, 1.0], 0.9)[0]
    assert trusted - doubted == pytest.approx(0.6 * (FOLLOWING + INTEREST * COMMON * 0.2), abs=0.02)


def test_one_member_one_vote() -> None:
    # The one with all the business is outvoted by four who lose nothing and trust the board.
    yes = votes_yes(
        [100.0, 0, 0, 0, 0], [1.0] * 5, [0.7] * 5, [0.5] * 5, present=HALF, proposed=KEEPS_MORE
    )
    assert yes.tolist() == [False, True, True, True, True]


def test_where_nobody_did_business_all_count_as_the_mean() -> None:
    yes = votes_yes(
        [0, 0], [0, 0], [0.5, 0.5], [0.9, 0.0001], present=HALF, proposed=KEEPS_MORE
    )  # fmt: skip
    assert yes.tolist() == [False, True]


@pytest.mark.parametrize(("share", "holds"), [(None, False), (0.5, False), (0.51, True)])
def test_more_than_half_is_needed(share: float | None, holds: bool) -> None:
    assert accepted(share) is holds


@pytest.mark.parametrize("reserve", [0.1, 0.37, 0.95])
@pytest.mark.parametrize("members", [0.0, 0.45, 1.0])
def test_a_proposed_split_sums_to_the_whole(reserve: float, members: float) -> None:
    one = setup()
    decision = default_decision(team_levers(one))
    decision |= {"reserve": reserve, "to_members": members, "by_business": 0.3}
    shares = split_of(decision, board_of(one))
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-9)
    assert min(shares.values()) >= 0
    assert shares["reserve"] == pytest.approx(reserve, abs=5e-4)
    assert shares["patronage"] == pytest.approx((1 - reserve) * members * 0.3, abs=1e-4)
