"""The votes of a year: who proposed another split, and what the members said to it."""

from __future__ import annotations

import numpy as np

from coopsim.game.boardlevers import SPLIT, board_of, split_of
from coopsim.game.commands import Decision
from coopsim.game.results import Results
from coopsim.game.setup import Setup, first_month
from coopsim.game.state import State
from coopsim.game.vote import votes_yes
from coopsim.streams import Streams

PURPOSE = "vote on the split of the surplus"


def votes_of(setup: Setup, state: State, results: Results) -> tuple[float | None, ...]:
    """The share of yes votes for each team's proposal of this year; None where there is none.

    Members vote by what they had at the end of the year before, under the seed's own luck: the
    same proposal meets the same vote however often a year is taken back, and in every team.
    """
    return tuple(
        vote_on(setup, results, team.number, state.year, state.decided(team.number), team.draft)
        if team.sent
        else None
        for team in state.teams
    )


def vote_on(
    setup: Setup, results: Results, team: int, year: int, present: Decision, proposed: Decision
) -> float | None:
    """The share of a cooperative's members for a split; None where it is the present one."""
    if all(present.get(key) == proposed.get(key) for key in SPLIT):
        return None
    if not all(key in proposed for key in SPLIT):
        return None
    ballot = results.ballot(year - 1)
    around = np.flatnonzero(ballot.home == team)
    draws = Streams(setup.seed).uniforms(PURPOSE, first_month(year), len(around))
    has_vote = ballot.members[around]
    rows = around[has_vote]
    if not len(rows):
        return None
    board = board_of(setup)
    yes = votes_yes(
        ballot.patronage[rows], ballot.capital[rows], ballot.trust[rows], draws[has_vote],
        present=split_of(present, board), proposed=split_of(proposed, board),
    )  # fmt: skip
    return float(yes.mean())
