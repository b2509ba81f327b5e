"""Sensitivity, discovery, trade-offs and luck on tables with known answers."""

from __future__ import annotations

import itertools

import attrs
import numpy as np
import pandas as pd
import pytest
from frames import answered, quantities, run_table, uniform
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami
from scipy.stats import pearsonr, rankdata

from coopsim.plots.convergence import convergence_data
from coopsim.plots.heatmap import heatmap_data
from coopsim.plots.points import Answers, Quantity, answers, groups_of, half_width
from coopsim.plots.responses import responses_data
from coopsim.plots.tornado import tornado_data
from coopsim.study import sensitivity
from coopsim.study.discovery import discover
from coopsim.study.luck import luck_share
from coopsim.study.sensitivity import AnalysisError, morris, rank_effects, sobol
from coopsim.study.tradeoff import signs, tradeoff

PI = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
UNIT = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0.0, 1.0]] * 3}
FIRST, TOTAL = [0.314, 0.442, 0.0], [0.558, 0.442, 0.244]
"""Of Ishigami's function with a = 7 and b = 0.1, from its formula."""


@pytest.fixture(scope="module")
def ishigami() -> Answers:
    sample = sobol_sample.sample(PI, 512, calc_second_order=False, seed=1)
    return answered(sample, Ishigami.evaluate, seeds=2)


def without(found: Answers, *points: int) -> Answers:
    """The same with a failed run at some points."""
    runs, failed = found.runs.copy(), found.failed.copy()
    runs[list(points), 0], failed[list(points)] = np.nan, 1
    return attrs.evolve(found, runs=runs, failed=failed)


# ------------------------------------------------------------------------------- reading a table


def test_a_table_becomes_points_by_seeds() -> None:
    table = run_table(["a"], [[1.0], [2.0]], {"y": lambda x: x[:, 0] * 10}, seeds=2)
    table = table.sample(frac=1, random_state=1)
    table.loc[(table["point"] == 1) & (table["seed"] == 20002), ["status", "y"]] = ["died", 99.0]
    table.loc[(table["point"] == 0) & (table["seed"] == 20001), "y"] = np.nan
    found = answers(table, quantities(["a"]), Quantity("y"))
    np.testing.assert_array_equal(found.runs, [[np.nan, 10.0], [20.0, np.nan]])
    assert found.failed.tolist() == [0, 1] and found.empty.tolist() == [1, 0]
    assert not found.whole.any() and found.mean.tolist() == [10.0, 20.0]


def test_words_and_switches_are_their_places() -> None:
    table = run_table(["a", "b"], [[0, 0], [1, 1]], {"y": lambda x: x[:, 0]})
    table["a"], table["b"] = ["flat", "declining"], [False, True]
    factors = [Quantity("a", words=("declining", "flat")), Quantity("b", words=("no", "yes"))]
    assert answers(table, factors, Quantity("y")).values.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_half_width_is_students() -> None:
    assert half_width(np.array([[1.0, 2.0, 3.0, np.nan]]))[0] == pytest.approx(4.302653 / 3**0.5)
    assert np.isnan(half_width(np.array([[1.0]]))[0])


@pytest.mark.parametrize(
    ("unit", "value", "told"),
    [
        ("share", 0.1234, "12.3 %"), ("a year", 0.06, "6 %"), ("chance a month", 0.02, "2 %"),
        ("USD", 12345.6, "12,350"), ("months", 9.0, "9"), ("share", float("nan"), "not known"),
    ],
)  # fmt: skip
def test_values_are_told_in_their_unit(unit: str, value: float, told: str) -> None:
    assert Quantity("x", unit=unit).told(value) == told


def test_bins_hold_about_as_many_points_each() -> None:
    middles, place = groups_of(uniform(300, 1)[:, 0])
    assert len(middles) == 12 and np.bincount(place).min() >= 24
    assert (np.diff(middles) > 0).all()
    levels, place = groups_of(np.array([3.0, 1.0, 3.0]))
    assert levels.tolist() == [1.0, 3.0] and place.tolist() == [1, 0, 1]


# ------------------------------------------------------------------------------- sensitivity


def test_sobol_finds_ishigamis_indices(ishigami: Answers) -> None:
    found = sobol(ishigami, len(ishigami.points))
    total, first = found.measures
    assert total.values == pytest.approx(TOTAL, abs=0.06)
    assert first.values == pytest.approx(FIRST, abs=0.09)
    assert (total.low < TOTAL).all() and (total.high > TOTAL).all()
    assert [found.factors[j].name for j in found.order] == ["x1", "x2", "x3"]
    assert "factors acting together" in " ".join(found.words())


def test_second_order_names_the_pair_that_acts_together() -> None:
    sample = sobol_sample.sample(PI, 512, calc_second_order=True, seed=1)
    found = sobol(answered(sample, Ishigami.evaluate), len(sample), second_order=True)
    assert any(line.startswith("Acting together: x1 with x3 (2") for line in found.notes)


def test_failed_points_leave_with_their_block(ishigami: Answers) -> None:
    whole = len(ishigami.points)
    found = sobol(without(ishigami, 7, 2500), whole)
    assert found.left_out == (5, 6, 7, 8, 9, *range(2500, 2505)) and found.used == whole - 10
    assert found.measures[0].values == pytest.approx(TOTAL, abs=0.07)
    assert np.isfinite(found.measures[0].values).all()
    kept = np.delete(np.arange(whole), found.left_out)
    rest = ishigami.at(np.isin(ishigami.points, kept))
    alone = sobol(attrs.evolve(rest, points=np.arange(len(kept))), len(kept))
    np.testing.assert_array_equal(found.measures[0].values, alone.measures[0].values)


def test_too_few_blocks_are_refused_with_the_points(ishigami: Answers) -> None:
    few = ishigami.at(ishigami.points < 45)
    with pytest.raises(AnalysisError) as refused:
        sobol(without(few, 2, 3, 11), 50)
    words = str(refused.value)
    assert "7 of 10 blocks" in words and "failed runs at 3 points (2, 3, 11)" in words
    assert "not run yet at 5 points (45, 46, 47, 48, 49)" in words and "retry" in words


def test_another_design_is_refused(ishigami: Answers) -> None:
    with pytest.raises(AnalysisError, match="no whole number of blocks of 5"):
        sobol(ishigami, 2559)


def test_nothing_differs_nothing_is_explained() -> None:
    flat = answered(sobol_sample.sample(UNIT, 16, calc_second_order=False), lambda x: 0 * x[:, 0])
    with pytest.raises(AnalysisError, match="the same at every point"):
        sobol(flat, len(flat.points))
    with pytest.raises(AnalysisError, match="the same at every point"):
        rank_effects(flat)


def test_morris_finds_the_slopes() -> None:
    sample = morris_sample.sample(UNIT, 10, seed=2)
    found = morris(answered(sample, lambda x: 4 * x[:, 0] - 2 * x[:, 1]), len(sample))
    size, mean, spread = (one.values for one in found.measures)
    assert size == pytest.approx([4, 2, 0]) and mean == pytest.approx([4, -2, 0])
    assert spread == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.seen == [0, 1]


def test_partial_rank_correlation_is_that_of_residuals() -> None:
    points = uniform(150, 3)
    found = answered(points, lambda x: np.exp(3 * x[:, 0]) - 2 * x[:, 1], own=0.5)
    ranks = rankdata(np.column_stack([points, found.mean]), axis=0)
    others = np.column_stack([np.ones(150), ranks[:, 1:3]])
    left = [
        one - others @ np.linalg.lstsq(others, one, rcond=None)[0]
        for one in (ranks[:, 0], ranks[:, 3])
    ]
    told = rank_effects(found)
    assert told.measures[0].values[0] == pytest.approx(pearsonr(*left).statistic)
    assert told.seen == [0, 1] and 0.8 < told.explained < 1
    low, high = told.measures[0].low[2], told.measures[0].high[2]
    assert low < 0 < high


def test_ranks_do_not_see_what_turns_and_say_so() -> None:
    found = rank_effects(answered(uniform(200, 2), lambda x: (x[:, 0] - 0.5) ** 2))
    assert found.explained < 0.1 and "effects that turn" in " ".join(found.words())


def test_words_without_order_are_not_ranked() -> None:
    points = uniform(120, 2)
    points[:, 1] = np.arange(120) % 3
    found = answered(points, lambda x: x[:, 0] + 5 * (x[:, 1] == 1))
    kinds = (found.factors[0], Quantity("x2", words=("a", "b", "c")))
    told = rank_effects(attrs.evolve(found, factors=kinds))
    assert [one.name for one in told.factors] == ["x1"] and "Not ranked" in told.notes[0]
    assert told.measures[0].values[0] > 0.95  # the words are accounted for


def test_too_few_points_are_not_ranked() -> None:
    with pytest.raises(AnalysisError, match="7 complete points are too few to rank 2 factors"):
        rank_effects(answered(uniform(7, 2), lambda x: x[:, 0]))


def test_a_wide_interval_is_no_sign_of_no_effect() -> None:
    """Twelve points: what the ranks cannot say is told as that, not as no effect."""
    few = answered(uniform(12, 3), lambda x: np.sin(9 * x[:, 0]) + x[:, 1] * x[:, 2])
    told = rank_effects(few)
    assert told.unclear and not set(told.unclear) & set(told.seen)
    words = " ".join(told.words())
    assert "12 points are too few to tell whether" in words
    assert "No factor has an effect" not in words
    many = rank_effects(answered(uniform(400, 3), lambda x: x[:, 0]))
    assert many.unclear == [] and "too few" not in " ".join(many.words())


def test_one_point_is_one_point() -> None:
    share = Quantity("par30", unit="share")
    assert share.change(0.01) == "1 point"
    assert share.change(0.0125) == "1.25 points" and share.change(0.1) == "10 points"


def test_table_of_a_sensitivity_is_ordered(ishigami: Answers) -> None:
    table = sobol(ishigami, len(ishigami.points)).table()
    assert isinstance(table, pd.DataFrame) and table["factor"].tolist() == ["x1", "x2", "x3"]
    assert table["total effect"].is_monotonic_decreasing


def test_missing_library_says_how_to_install_it() -> None:
    with pytest.raises(AnalysisError, match=r"SALib is missing. Run: pip install"):
        sensitivity.library("coopsim.no_such_module", "SALib")


# ------------------------------------------------------------------------------- luck


def test_luck_that_meets_all_alike_is_told_from_luck_of_ones_own() -> None:
    alike = luck_share(answered(uniform(200, 1), lambda x: x[:, 0], seeds=40, common=1.0))
    assert alike is not None and alike.own == pytest.approx(0, abs=1e-9)
    assert 0.8 < alike.common < 0.98 and sum((alike.factors, alike.common, alike.own)) == 1
    apart = luck_share(answered(uniform(400, 1), lambda x: 0 * x[:, 0], seeds=10, own=1.0))
    assert apart is not None and apart.own > 0.98


def test_luck_needs_two_seeds_and_takes_the_largest_full_table() -> None:
    assert luck_share(answered(uniform(9, 1), lambda x: x[:, 0])) is None
    found = answered(uniform(9, 1), lambda x: x[:, 0], seeds=4, own=0.1)
    runs = found.runs.copy()
    runs[:5, 3] = np.nan  # 9 x 3 cells are more than 4 x 4
    told = luck_share(attrs.evolve(found, runs=runs))
    assert told is not None and (told.points, told.seeds) == (9, 3)


# ------------------------------------------------------------------------------- discovery


def test_a_box_is_found_and_judged_on_points_held_out() -> None:
    points = uniform(400, 3)
    found = discover(answered(points, lambda x: 1.0 * ((x[:, 0] > 0.6) & (x[:, 1] < 0.5))), 0.5)
    box = found.boxes[0]
    sides = {side.factor.name: (side.low, side.high) for side in box.sides}
    assert set(sides) == {"x1", "x2"} and box.good
    assert sides["x1"][0] == pytest.approx(0.6, abs=0.03) and np.isinf(sides["x1"][1])
    assert sides["x2"][1] == pytest.approx(0.5, abs=0.03)
    assert found.held_out == 133 and found.trained == 267
    assert box.density > 0.9 and box.coverage > 0.9
    assert 0.2 < box.inside / box.holds(found.answers).sum() < 0.5  # only those held out count
    assert "held out" in box.words() and "x1 is above 0." in box.words()


def test_nothing_separates_noise() -> None:
    said = [
        discover(answered(uniform(150, 4, key), lambda x: 0 * x[:, 0], own=1.0)).boxes
        for key in range(12)
    ]
    assert sum(bool(boxes) for boxes in said) <= 2
    found = discover(answered(uniform(150, 4), lambda x: 0 * x[:, 0], own=1.0))
    assert "Nothing separates good from bad" in found.words()[1]


def test_low_can_be_good_and_words_name_themselves() -> None:
    points = uniform(120, 2)
    points[:, 1] = np.arange(120) % 3
    found = answered(points, lambda x: 1.0 * (x[:, 1] == 2))
    factors = (found.factors[0], Quantity("x2", "contract", words=("a", "b", "c")))
    told = discover(attrs.evolve(found, factors=factors), 0.5, high_is_good=False)
    words = " ".join(told.words())
    assert "contract is a or b: good" in words and "contract is c: bad" in words


def test_too_few_points_are_not_separated() -> None:
    with pytest.raises(AnalysisError, match="44 complete points are too few"):
        discover(answered(uniform(44, 2), lambda x: x[:, 0]))
    all_good = discover(answered(uniform(60, 2), lambda x: x[:, 0]), -1.0)
    assert all_good.words()[-1] == "So there is nothing to separate."


# ------------------------------------------------------------------------------- trade-offs, signs


def pair(values: list[tuple[float, float]], seeds: int = 1) -> tuple[Answers, Answers]:
    """Settings 0, 1, 2, ... with two outcomes as given."""
    both = np.array(values)
    at = np.arange(len(both), dtype=float)[:, None]
    sides = [answered(at, lambda x, s=s: both[x[:, 0].astype(int), s], seeds=seeds) for s in (0, 1)]
    return sides[0], sides[1]


def test_the_front_holds_what_nothing_beats() -> None:
    values = [(1.0, 5.0), (2.0, 4.0), (2.0, 3.0), (0.5, 5.0), (3.0, 1.0), (3.0, 1.0), (2.5, 0.5)]
    found = tradeoff(*pair(values))
    assert np.flatnonzero(found.front).tolist() == [0, 1, 4, 5]
    assert found.order.tolist() == [0, 1, 4, 5]
    low = tradeoff(*pair(values), good=("high", "low"))
    assert np.flatnonzero(low.front).tolist() == [4, 5, 6]


def test_not_beaten_by_more_than_luck() -> None:
    first, second = pair([(1.0, 1.0), (0.99, 0.99), (0.0, 0.0)], seeds=6)
    generator = np.random.Generator(np.random.Philox(key=5))
    noisy = [
        attrs.evolve(one, runs=one.runs + 0.1 * generator.normal(size=one.runs.shape))
        for one in (first, second)
    ]
    found = tradeoff(*noisy)
    assert found.near.tolist()[:2] == [True, True] and not found.near[2]


def crossed(function: object, *, own: float = 0.0) -> Answers:
    grid = np.array(list(itertools.product([0.0, 1.0, 2.0], [0.0, 1.0, 2.0, 3.0])))
    return answered(grid, function, seeds=5, own=own)  # type: ignore[arg-type]


def test_choices_are_compared_in_the_same_worlds() -> None:
    first = crossed(lambda x: x[:, 0] - 10 * x[:, 1])
    second = crossed(lambda x: -x[:, 0] - x[:, 1])
    worst = int(np.flatnonzero((first.values == [0.0, 3.0]).all(axis=1))[0])
    found = tradeoff(without(first, worst), second, choices=("x1",))
    assert found.mean[:, 0].tolist() == [-10.0, -9.0, -8.0]  # the world x2 = 3 is left out of all
    assert found.front.all() and found.unbeaten.tolist() == [1.0, 1.0, 1.0]
    assert found.spread[0, 0].tolist() == pytest.approx([-19.0, -1.0])


def test_a_sign_that_other_factors_turn_cannot_be_told() -> None:
    steady, turning = (
        signs(crossed(lambda x: 3 * x[:, 0] + x[:, 0] * x[:, 1]))[0],
        signs(crossed(lambda x: x[:, 0] * (x[:, 1] - 0.5)))[0],
    )
    assert steady.mean == pytest.approx(2 * 4.5) and steady.worlds == 4 and steady.told
    assert turning.mean == pytest.approx(2.0) and turning.against == 0.25 and not turning.told
    assert "the model cannot tell" in turning.words(Quantity("y"))
    assert "the model cannot tell" not in steady.words(Quantity("y"))


def test_a_sign_within_luck_cannot_be_told() -> None:
    found = signs(crossed(lambda x: 0.001 * x[:, 0], own=5.0))[0]
    assert abs(found.mean) < found.half and not found.told


def test_designs_without_pairs_have_no_signs() -> None:
    assert signs(answered(uniform(30, 2), lambda x: x[:, 0])) == []


# ------------------------------------------------------------------------------- picture data


def one_at_a_time() -> Answers:
    points = [[1.0, 5.0], [0.0, 5.0], [2.0, 5.0], [1.0, 4.0], [1.0, 9.0]]
    return answered(np.array(points), lambda x: 3 * x[:, 0] - x[:, 1], seeds=4, common=2.0)


def test_tornado_is_the_paired_difference_from_the_base() -> None:
    data = tornado_data(one_at_a_time())
    assert [bar.factor.name for bar in data.bars] == ["x2", "x1"]
    assert data.bars[0].change == pytest.approx([1.0, -4.0])
    assert data.bars[1].change == pytest.approx([-3.0, 3.0])
    assert data.bars[0].half == pytest.approx([0, 0], abs=1e-12)  # the same luck falls out
    assert data.bars[1].ends == (0.0, 2.0)


def test_an_end_that_failed_has_no_bar() -> None:
    data = tornado_data(without(one_at_a_time(), 4))
    bar = next(bar for bar in data.bars if bar.factor.name == "x2")
    assert bar.change[0] == pytest.approx(1.0) and np.isnan(bar.change[1])
    assert tornado_data(answered(uniform(20, 3), lambda x: x[:, 0])).missing


def test_curves_average_over_the_other_factors_in_complete_worlds() -> None:
    grid = np.array(list(itertools.product([0.0, 1.0], np.arange(6.0))))
    found = answered(grid, lambda x: 10 * x[:, 0] + x[:, 1], seeds=3, common=1.0)
    flat = attrs.evolve(found, runs=found.runs - found.runs[0] + found.runs[0].mean())
    curve = next(one for one in responses_data(flat).curves if one.factor.name == "x1")
    level = float(flat.runs[0, 0])
    assert curve.mean - level == pytest.approx([2.5, 12.5])
    assert curve.low - level == pytest.approx([0.25, 10.25])
    gone = responses_data(without(flat, 5)).curves  # x1 = 0, x2 = 5
    curve = next(one for one in gone if one.factor.name == "x1")
    assert curve.mean - level == pytest.approx([2.0, 12.0])
    luck = next(one for one in responses_data(found).curves if one.factor.name == "x1")
    assert luck.half == pytest.approx(half_width(found.runs[:1])[0])


def test_heat_map_averages_and_marks_signs_that_differ() -> None:
    grid = np.array(list(itertools.product([0.0, 1.0], [0.0, 1.0], [-1.0, 2.0])))
    data = heatmap_data(answered(grid, lambda x: x[:, 0] * 4 + x[:, 2]), "x1", "x2")
    assert data.mean.tolist() == [[0.5, 4.5], [0.5, 4.5]]
    assert data.mixed.tolist() == [[1.0, 0.0], [1.0, 0.0]]


def test_convergence_shrinks_and_pairs_shrink_more() -> None:
    data = convergence_data(answered(uniform(30, 1), lambda x: x[:, 0], seeds=8, common=1, own=0.1))
    assert data.counts.tolist() == list(range(2, 9))
    assert data.middle[-1] < data.middle[0] and data.paired[-1] < 0.4 * data.middle[-1]
    assert convergence_data(answered(uniform(5, 1), lambda x: x[:, 0])).missing
