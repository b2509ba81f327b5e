"""The plain twin and the columnar model live the same months, to the cent and to the last bit.

Every column of households, cooperatives, fund and places, the scratch of the month, and every
total of the ledger are compared after every month, whatever the processor: both take functions
such as ``exp`` from NumPy, whose last bit differs between processor families (there 1e-12 holds).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest
from busy import busy, hard_times
from hypothesis import HealthCheck, given, settings
from twin.compare import different, first_difference
from worlds import World, worlds

from coopsim.files import load_scenario
from coopsim.scenario import Policy, Scenario

PRESETS = [
    ("hamlet", 12, 48),
    ("timor-leste-coffee", 300, 36),
    ("timor-leste-credit-union", 300, 36),
    ("timor-leste-fisheries", 300, 36),
    ("indonesia-savings-and-loan", 3_000, 36),
    ("indonesia-desa-merah-putih", 1_200, 36),
    ("timor-leste", 14_000, 36),
    ("timor-leste-with-national-fund", 14_000, 36),
]
"""Each preset with the households it needs to mean something, and months."""


@pytest.mark.parametrize(("preset", "households", "months"), PRESETS)
def test_presets_are_equal_to_the_last_bit(preset: str, households: int, months: int) -> None:
    scenario = load_scenario(preset).sized(households=households)
    assert first_difference(scenario, seed=1, months=months) == ""


@pytest.mark.parametrize("world", [busy, hard_times])
def test_worlds_in_which_everything_happens(world: Callable[[], Scenario]) -> None:
    """Every kind and programme, fraud, losses, a national fund, and the end of cooperatives."""
    assert first_difference(world(), seed=2, months=48) == ""


def test_terms_that_differ_between_cooperatives() -> None:
    """Policies for a cooperative, a district, a kind, a set and a sector."""
    scenario = busy()
    differing = (
        policy("cooperative", 0, {"fund.loan_rate": 0.24, "fund.contract": "flat"}),
        policy("district", "Hill", {"luck.weather_sd": 0.4, "fisheries.growth": 0.3}),
        policy("kind", "producer", {"fund.top_up": True, "fund.bullet": True}),
        policy("set", "savers", {"agriculture.harvest_width": 4.0, "membership.far": 1.0}),
        policy("sector", "trade", {"livelihood.inflation": 0.1, "luck.price_sd": 0.5}),
    )
    scenario = attrs.evolve(scenario, policies=(*scenario.policies, *differing))
    assert first_difference(scenario, seed=3, months=30) == ""


def policy(key: str, value: str | int, changes: dict[str, Any]) -> Policy:
    """A change for some cooperatives, for a year and a half."""
    return Policy(5, tuple(changes.items()), until=22, where=((key, value),))


@settings(max_examples=12, suppress_health_check=list(HealthCheck), derandomize=True)
@given(worlds(most_months=18))
def test_any_world_that_validates(world: World) -> None:
    assert first_difference(world.scenario, seed=1, months=world.scenario.months) == ""


def test_a_difference_is_named() -> None:
    told = different("h.trust", np.array([0.5, 0.25]), [0.5, 0.75])
    assert told == "h.trust, row 1: 0.25 in the columnar model, 0.75 in the twin (1 rows differ)"


def test_copies_of_one_cooperative() -> None:
    """Two sets, one of them copies that decide differently; the twin shares their luck too."""
    scenario = busy()
    sets = tuple(attrs.evolve(one, alike=one.count > 1) for one in scenario.cooperatives)
    assert any(one.alike for one in sets)
    scenario = attrs.evolve(scenario, cooperatives=sets)
    assert first_difference(scenario, seed=4, months=24) == ""
