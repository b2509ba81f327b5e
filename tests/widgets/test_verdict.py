"""Better, worse, about the same, or nobody can tell: each can be said, and none of noise."""

from __future__ import annotations

import math

import attrs
import pytest

from coopsim.metrics import BY_NAME
from coopsim.widgets.lessonparts import Outcome
from coopsim.widgets.luckstold import ManyLucks
from coopsim.widgets.verdict import BETTER, SAME, UNTOLD, WORSE, counted, message, way, way_over

MEMBERS, TRUST = BY_NAME["members"].info, BY_NAME["trust"].info
MEETINGS = BY_NAME["meetings_held"].info
DEBT = BY_NAME["debt_service"].info
NAN = math.nan


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [(100, 100, 0), (100, 101, 0), (100, 103, 1), (100, 97, -1), (0, 1, 1), (100, NAN, 0)],
)
def test_a_difference_too_small_to_see_is_none(a: float, b: float, found: int) -> None:
    assert way(MEMBERS, a, b) == found


def test_half_a_percentage_point_is_too_small_even_of_little() -> None:
    assert way(DEBT, 0.010, 0.014) == 0
    assert way(DEBT, 0.010, 0.016) == 1
    assert way(TRUST, 0.500, 0.507) == 0  # more than half a point, less than a fiftieth of it
    assert way(TRUST, 0.500, 0.520) == 1


def test_the_same_shown_numbers_have_the_same_verdict() -> None:
    assert {way(TRUST, a, 0.50) for a in (0.4851, 0.4899, 0.4949)} == {0}
    assert {way(MEETINGS, a, b) for a, b in ((0.496, 0.524), (0.504, 0.516))} == {1}


@pytest.mark.parametrize("unit", ["money a month", "members"])
def test_two_trifles_are_about_the_same_and_a_whole_one_is_not(unit: str) -> None:
    info = attrs.evolve(MEMBERS, unit=unit)
    assert way(info, 0.02, 0.0) == way(info, 0.1, 0.9) == 0
    assert way(info, 0.02, 1.2) == 1
    assert way_over(info, [(0.02, 0.0)] * 20) == 0


LUCKY = {
    "always more": [(100.0, 110.0 + luck) for luck in range(20)],
    "always less": [(100.0, 90.0 - luck) for luck in range(20)],
    "never any": [(100.0, 100.0)] * 20,
    "a little": [(100.0, 100.5 + luck / 100) for luck in range(20)],
    "up and down": [(100.0, 150.0 if luck % 2 else 60.0) for luck in range(20)],
    "a hair up and down": [(100.0, 100.5 if luck % 2 else 99.5) for luck in range(20)],
    "once": [(100.0, 200.0)],
    "no value": [(NAN, 3.0)] * 20,
}


@pytest.mark.parametrize(
    ("lucks", "more", "less"),
    [
        ("always more", BETTER, WORSE), ("always less", WORSE, BETTER),
        ("never any", SAME, SAME), ("a little", SAME, SAME), ("a hair up and down", SAME, SAME),
        ("up and down", UNTOLD, UNTOLD), ("once", UNTOLD, UNTOLD), ("no value", UNTOLD, UNTOLD),
    ],
)  # fmt: skip
def test_over_many_lucks_each_of_the_four_can_be_said(lucks: str, more: str, less: str) -> None:
    found = way_over(MEMBERS, LUCKY[lucks])
    assert message(Outcome("members", "more"), found) == more
    assert message(Outcome("members", "less"), found) == less


def test_lucks_are_counted_each_way() -> None:
    pairs = [(100.0, 110.0), (100.0, 100.0), (100.0, 80.0), (100.0, 70.0), (100.0, NAN)]
    assert counted(MEMBERS, pairs) == {1: 1, 0: 1, -1: 2}


def test_what_other_assumptions_turn_round_is_said_only_of_an_answer() -> None:
    outcomes = (Outcome("members", "more"),)

    def many(name: str) -> ManyLucks:
        return ManyLucks(outcomes, [[pair] for pair in LUCKY[name]], "en", "USD")

    assert many("always more").turns(many("up and down"))
    assert not many("always more").turns(many("always more"))
    assert not many("up and down").turns(many("up and down"))


def test_every_outcome_has_its_verdict() -> None:
    outcomes = (Outcome("members", "more"), Outcome("debt_service", "less"))
    found = [[pair, (0.1, 0.2)] for pair in LUCKY["always less"]]
    first, band, other = ManyLucks(outcomes, found, "en", "USD").lines("luck")
    assert "over 20 lucks" in first and WORSE in first
    assert "B better: 0. Worse: 20. About the same: 0." in first
    assert "from -28 to -11 in 18 of 20" in band.replace("\N{MINUS SIGN}", "-")
    assert "ebt" in other and WORSE in other
