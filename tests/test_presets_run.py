"""Every preset lives ten years under twenty lucks, and stays where its sources say it should.

A nation is lived through at its smallest size, and once at its default size; other presets at
the size they have, and in the mean of ten lucks at their smallest. A failure prints every metric
and year outside its range: how many seeds, the range, and what was measured.
"""

from __future__ import annotations

from functools import cache

import attrs
import numpy as np
import pytest

from coopsim.files import load_scenario, preset_names
from coopsim.results import Run
from coopsim.run import simulate
from coopsim.scenario import Scenario

SEEDS = range(1, 21)
LARGE = 10_000
"""Households from which twenty seeds are run at the smallest size."""
PRESETS = sorted(preset_names(), key=lambda name: -load_scenario(name).households)


@cache
def runs(name: str, households: int, seeds: tuple[int, ...]) -> tuple[Run, ...]:
    scenario = load_scenario(name).sized(households=households)
    return tuple(simulate(scenario, seed, scopes=("nation",), panel=1) for seed in seeds)


def many(name: str) -> tuple[Run, ...]:
    """Twenty runs of a preset."""
    scenario = load_scenario(name)
    large = scenario.households > LARGE
    return runs(name, scenario.smallest if large else scenario.households, tuple(SEEDS))


def outside(scenario: Scenario, found: tuple[Run, ...]) -> list[str]:
    """Lines of a table: what left its range, in which year, for how many seeds, and how far."""
    lines = []
    for metric, (low, high) in scenario.expect:
        values = np.stack([run.by_year(metric) for run in found])  # (seeds, years)
        wrong = (values < low - 1e-9) | (values > high + 1e-9)  # NaN: nothing to measure
        for year in np.flatnonzero(wrong.any(axis=0)):
            seen = values[:, year][~np.isnan(values[:, year])]
            lines.append(
                f"{metric:24}{year + 1:>5}{wrong[:, year].sum():>7} of {len(found):<4}"
                f"{low:>10.4g} to {high:<10.4g}{seen.min():>10.4g} to {seen.max():<10.4g}"
            )
    return lines


def table(scenario: Scenario, found: tuple[Run, ...]) -> str:
    """The table of what is outside, or an empty string."""
    lines = outside(scenario, found)
    size = found[0].scenario.households
    head = f"{'metric':24}{'year':>5}{'seeds outside':>14}{'range':>16}{'measured':>22}"
    return "\n".join([f"{scenario.name}, {size:,} households", head, *lines]) if lines else ""


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_stays_in_its_ranges(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.expect
    found = many(name)
    assert {run.months for run in found} == {120}
    for run in found:
        assert run.values("cash").min() >= 0
        assert run.accounts.balances[:, run.accounts.account_names.index("cash")].min() >= 0
    if wrong := table(scenario, found):
        pytest.fail(wrong, pytrace=False)


@pytest.mark.parametrize(
    "name", [name for name in PRESETS if load_scenario(name).households > LARGE]
)
def test_a_nation_at_its_default_size_stays_there_too(name: str) -> None:
    scenario = load_scenario(name)
    assert not table(scenario, runs(name, scenario.households, (1,)))


@pytest.mark.parametrize(
    "name", [name for name in PRESETS if load_scenario(name).households <= LARGE]
)
def test_a_preset_means_something_at_its_smallest_size(name: str) -> None:
    """The mean of ten lucks stays in the ranges; one cooperative alone has larger luck."""
    scenario = load_scenario(name)
    found = runs(name, scenario.smallest, tuple(range(1, 11)))
    for metric, (low, high) in scenario.expect:
        values = np.stack([run.by_year(metric) for run in found])
        known = ~np.isnan(values).all(axis=0)
        mean = np.nanmean(values[:, known], axis=0)
        assert (mean >= low - 1e-9).all() and (mean <= high + 1e-9).all(), (metric, mean)


# ------------------------------------------------------------- the table says what it should


def test_the_table_names_what_is_outside() -> None:
    hamlet = load_scenario("hamlet")
    found = runs("hamlet", 12, (1, 2))
    asked = (("members", (0.0, 9.0)), ("poverty", (0.0, 0.0)), ("harvest", (0.0, 1e9)))
    lines = outside(attrs.evolve(hamlet, expect=asked), found)
    assert len(lines) == 10, "ten years of too many members"
    assert lines[0].split() == ["members", "1", "2", "of", "2", "0", "to", "9", "10", "to", "10"]
