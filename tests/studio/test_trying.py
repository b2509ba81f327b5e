"""Test runs: let go within a month, the fan by hand, findings where there is something."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from coopsim.files import load_scenario
from coopsim.metrics import BY_NAME
from coopsim.results import Run
from coopsim.scenario import Scenario
from coopsim.studio import Trials, fan, sanity, with_value
from coopsim.studio.sanity import _data, ranges

HAMLET = load_scenario("hamlet").sized(months=48)


def lived(scenario: Scenario, seeds: int = 2) -> list[Run]:
    trials = Trials(scenario, tuple(range(1, seeds + 1)))
    while not trials.done:
        trials.live()
    return trials.runs


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return lived(HAMLET)


def with_series(run: Run, metric: str, values: np.ndarray) -> Run:
    """The run with another history of one metric."""
    series = run.series["nation"]
    changed = series.values.copy()
    changed[:, [one.name for one in run.metrics].index(metric), 0] = values
    return attrs.evolve(run, series={**run.series, "nation": attrs.evolve(series, values=changed)})


def kinds(scenario: Scenario, runs: list[Run]) -> list[tuple[str, str, int]]:
    return [(one.kind, one.metric, one.count) for one in sanity(scenario, runs)]


def test_a_world_is_let_go_within_a_month() -> None:
    asked = iter([False] * 5 + [True] * 99)
    heard = []

    def stop() -> bool:
        heard.append(1)
        return next(asked)

    trials = Trials(HAMLET, (1, 2))
    assert not trials.live(stop) and trials.runs == [] and len(heard) == 6
    assert trials.live() and trials.live() and trials.done


def test_a_fan_is_the_middle_and_nine_of_ten(runs: list[Run]) -> None:
    many = [with_series(runs[0], "members", np.full(48, float(one))) for one in range(101)]
    found = fan(many, "members")
    assert (found.middle[0], found.low[0], found.high[0]) == pytest.approx((50.0, 5.0, 95.0))
    empty = [with_series(one, "members", np.full(48, np.nan)) for one in runs]
    assert np.isnan(fan(empty, "members").middle).all()


def test_a_sound_village_finds_nothing_dead_or_exploding(runs: list[Run]) -> None:
    assert {kind for kind, _, _ in kinds(HAMLET, runs)} <= {"implausible"}


def test_what_is_dead_is_found_in_as_many_worlds(runs: list[Run]) -> None:
    dead = with_series(runs[0], "active", np.r_[np.ones(36), np.zeros(12)])
    assert ("dead", "active", 1) in kinds(HAMLET, [dead, runs[1]])
    nobody = with_series(runs[0], "borrowers", np.zeros(48))
    assert ("dead", "borrowers", 1) in kinds(HAMLET, [nobody])
    one = attrs.evolve(HAMLET.cooperatives[0], lends=False)
    assert ("dead", "borrowers", 1) not in kinds(
        attrs.evolve(HAMLET, cooperatives=(one,)), [nobody]
    )


def test_what_doubles_every_year_explodes_and_what_stops_does_not(runs: list[Run]) -> None:
    doubling = np.repeat([1.0, 2.0, 4.0, 8.0], 12)
    assert ("exploding", "own_capital_real", 1) in kinds(
        HAMLET, [with_series(runs[0], "own_capital_real", doubling)]
    )
    stopped = np.repeat([1.0, 2.0, 4.0, 4.2], 12)
    assert "exploding" not in {
        kind for kind, _, _ in kinds(HAMLET, [with_series(runs[0], "own_capital_real", stopped)])
    }


def test_the_farthest_year_is_told_with_its_range(runs: list[Run]) -> None:
    late = with_series(runs[0], "par30", np.repeat([0.1, 0.5, 0.9, 0.4], 12))
    found = next(one for one in sanity(HAMLET, [late]) if one.metric == "par30")
    assert (found.value, found.year, found.high, found.grade) == (0.9, 3, 0.30, "C")


def test_a_scenario_s_own_range_goes_before_the_general_one() -> None:
    assert ranges(HAMLET)["loss_rate"].high == 0.0
    assert ranges(attrs.evolve(HAMLET, expect=()))["loss_rate"].high == 0.15


def test_a_real_preset_far_from_sense_is_seen() -> None:
    """Nobody pays back: arrears or losses, and in the end no fund, stand in the list."""
    coffee = load_scenario("timor-leste-credit-union").sized(households=400, months=60)
    broken, _ = with_value(coffee, "fund.discipline", 0.3)
    found = {(kind, metric) for kind, metric, _ in kinds(broken, lived(broken, 1))}
    assert ("implausible", "par30") in found or ("implausible", "loss_rate") in found


def test_a_share_of_cooperatives_is_held_against_a_range_only_where_there_are_some() -> None:
    preset = load_scenario("timor-leste-credit-union")
    one = attrs.evolve(preset.cooperatives[0], count=1, households=300)
    assert "digital_share" not in ranges(attrs.evolve(preset, cooperatives=(one,), households=300))
    many = attrs.evolve(preset.cooperatives[0], count=10, households=300)
    assert "digital_share" in ranges(attrs.evolve(preset, cooperatives=(many,), households=3000))


def test_every_range_is_of_a_metric_and_says_where_it_is_from() -> None:
    for rows in _data().values():
        for row in rows:
            assert row["metric"] in BY_NAME, row
    for row in _data()["range"]:
        assert row["low"] < row["high"] and row["source"], row
