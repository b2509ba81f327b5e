"""Draws are addressed by seed, purpose, month and row, and by nothing else."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.errors import ScenarioError
from coopsim.streams import Streams, purpose_id

SEEDS = st.integers(0, 2**64 - 1)
PURPOSES = st.sampled_from(["joins", "leaves", "illness", "lending queue"])
MONTHS = st.integers(0, 1200)


def drawn(seed: int, purpose: str = "joins", month: int = 1, size: int = 50) -> list[float]:
    return Streams(seed).uniforms(purpose, month, size).tolist()


@given(seed=SEEDS, purpose=PURPOSES, month=MONTHS, few=st.integers(0, 40), more=st.integers(0, 40))
def test_a_larger_world_shares_the_first_rows(
    seed: int, purpose: str, month: int, few: int, more: int
) -> None:
    small = drawn(seed, purpose, month, few)
    assert drawn(seed, purpose, month, few + more)[:few] == small


@given(seed=SEEDS, order=st.permutations(["joins", "leaves", "illness", "weather"]))
def test_the_order_of_drawing_is_no_difference(seed: int, order: list[str]) -> None:
    streams = Streams(seed)
    found = {purpose: streams.uniforms(purpose, 7, 9).tolist() for purpose in order}
    assert found == {purpose: drawn(seed, purpose, 7, 9) for purpose in order}


def test_months_may_come_in_any_order() -> None:
    streams = Streams(3)
    later, earlier = streams.uniforms("joins", 9, 5), streams.uniforms("joins", 2, 5)
    assert later.tolist() == drawn(3, month=9, size=5)
    assert earlier.tolist() == drawn(3, month=2, size=5)


def test_a_number_of_draws_is_no_state() -> None:
    """What was drawn before, and how much of it, is not left over in a buffer."""
    streams = Streams(3)
    for number in range(1, 9):
        streams.uniforms(f"purpose {number}", 1, number)
    assert streams.uniforms("joins", 1, 50).tolist() == drawn(3)


def test_drawing_twice_in_a_month_is_an_error() -> None:
    streams = Streams(3)
    streams.uniforms("joins", 1, 4)
    with pytest.raises(ValueError, match="'joins' is drawn twice in month 1; name a new purpose"):
        streams.uniforms("joins", 1, 4)
    streams.uniforms("joins", 2, 4)


def test_every_address_has_its_own_draws() -> None:
    """Seeds, purposes and months differ in every row."""
    places = [
        (seed, purpose, month)
        for seed in (0, 1, 2, 2**32, 2**64 - 1)
        for purpose in ("joins", "leaves", "join", "joins ")
        for month in (0, 1, 2, 1200)
    ]
    found = np.array([drawn(*place) for place in places])
    assert len(np.unique(found)) == found.size


@pytest.mark.parametrize("other", [{"seed": 6}, {"purpose": "leaves"}, {"month": 2}])
def test_neighbouring_streams_are_independent(other: dict[str, object]) -> None:
    place = {"seed": 5, "purpose": "joins", "month": 1, "size": 20_000}
    one, two = drawn(**place), drawn(**{**place, **other})  # type: ignore[arg-type]
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / np.sqrt(20_000)


def test_draws_are_uniform_between_nothing_and_one() -> None:
    draws = np.array(drawn(11, size=100_000))
    assert 0 < draws.min() < 1e-4
    assert 1 - 1e-4 < draws.max() < 1
    assert np.histogram(draws, bins=10, range=(0, 1))[0] == pytest.approx([10_000] * 10, rel=0.05)
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 4 / np.sqrt(100_000)


def test_a_copy_draws_the_same_and_shares_nothing() -> None:
    streams = Streams(8)
    streams.uniforms("joins", 1, 3)
    for twin in (copy.deepcopy(streams), pickle.loads(pickle.dumps(streams))):
        assert twin.uniforms("joins", 1, 3).tolist() == drawn(8, size=3)
        streams.uniforms(f"moves on {id(twin)}", 1, 3)
        assert twin.uniforms("leaves", 1, 3).tolist() == drawn(8, "leaves", size=3)


def test_known_draws() -> None:
    """The same in every process, on every Python, today and in a year: runs can be repeated."""
    assert purpose_id("joins") == 0x62D7_5466_C8C8_D08B
    assert drawn(1, "joins", 1, 2) == [0.026052959946600174, 0.5483635111998213]
    found = [value.hex() for value in drawn(2**64 - 1, "lending queue", 120, 2)]
    assert found == ["0x1.70dd37d169e04p-2", "0x1.a4ce56b91e26ep-2"]


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_bounds_is_refused(seed: int) -> None:
    with pytest.raises(ScenarioError, match=rf"seed: {seed} is out of bounds\. Allowed: a whole"):
        Streams(seed)


@given(seed=SEEDS, first=st.integers(0, 30), size=st.integers(0, 30))
def test_rows_may_be_drawn_from_the_middle(seed: int, first: int, size: int) -> None:
    """A sector draws for its own rows alone, and gets what a draw for everybody would give."""
    some = Streams(seed).uniforms("joins", 1, size, first=first).tolist()
    assert some == drawn(seed, size=60)[first : first + size]
