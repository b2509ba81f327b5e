"""The shipped presets: graded values, titles in every language, what-ifs and erosion said."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

import coopsim
from coopsim.files import check_scenario, load_scenario, preset_names
from coopsim.model.village import Village
from coopsim.rules.indicators import break_even_rate
from coopsim.run import simulate
from coopsim.scenario import CooperativeSet, Scenario, replaced

PRESETS = tuple(preset_names())
FOLDER = Path(coopsim.__file__).parent / "data" / "presets"
SETTINGS = {
    "months", "households", "smallest", "first_year", "what_if", "per_dollar", "whole", "lends"
}  # fmt: skip
"""Plain on purpose: how long and how large to run, and what kind of thing it is."""
CALM_LOSS = {"producer": 0.04, "fisher": 0.05, "consumer": 0.08, "multi-purpose": 0.08}
"""Share of the loans lost in a calm year, assumed (C); a savings-and-loan cooperative loses 3 %."""


def raw(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def stated(table: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every number, yes or no and wrapped value of a file, with the place where it stands."""
    if isinstance(table, dict) and "value" in table:
        yield place, table
    elif isinstance(table, dict):
        for key, inner in table.items():
            if not (place == "" and key in ("words", "expect")):
                yield from stated(inner, f"{place} {key}".strip())
    elif isinstance(table, list):
        for inner in table:
            yield from stated(inner, place)
    elif not isinstance(table, str):
        yield place, table


@pytest.mark.parametrize("name", PRESETS)
def test_preset_has_no_fault(name: str) -> None:
    assert check_scenario(name) == ()


@pytest.mark.parametrize("name", PRESETS)
def test_every_stated_value_is_graded(name: str) -> None:
    for place, value in stated(raw(name), ""):
        settings = place.split()[-1] in SETTINGS and not isinstance(value, dict)
        removed = place.startswith("cooperatives ") and value is False
        if settings or removed:
            continue
        assert isinstance(value, dict), f"{name}: {place} = {value} has no grade"
        assert set(value) == {"value", "grade", "source"}, f"{name}: {place}"
        assert value["grade"] in ("A", "B", "C"), f"{name}: {place}"
        assumed = value["source"].startswith("assumed")
        assert not (assumed and value["grade"] in ("A", "B")), f"{name}: {place} is assumed"
        assert value["source"].strip() != "assumed" or value["grade"] == "C", f"{name}: {place}"


@pytest.mark.parametrize("name", PRESETS)
def test_title_stands_in_every_language(name: str) -> None:
    words = dict(load_scenario(name).words)
    assert {"id", "pt", "tet"} <= set(words)
    assert all(text.strip() for text in words.values())


@pytest.mark.parametrize("name", PRESETS)
def test_timor_leste_has_no_national_fund_but_in_a_what_if(name: str) -> None:
    scenario = load_scenario(name)
    if scenario.country != "Timor-Leste":
        return
    has_fund = scenario.terms.national.capital > 0 or scenario.terms.national.budget > 0
    assert has_fund == scenario.what_if
    assert scenario.title.startswith("WHAT IF") == scenario.what_if
    assert "LPDB" not in (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def opening_fund(one: CooperativeSet, terms: Any) -> float:
    """Members' money in one cooperative of a set on the first day."""
    saved = terms.membership.entry_share + terms.savings.mandatory * one.age / 2
    return one.members * (saved * (1 + one.reserve) + one.voluntary) + one.grants


def yearly_cost(one: CooperativeSet, terms: Any) -> float:
    """Running cost of lending in one cooperative; trade pays for the office where there is any."""
    office, fund = terms.office, terms.fund
    growing = office.asset_cost * fund.share_lent * opening_fund(one, terms)
    if one.trades:
        return float(growing)
    manager = office.manager_cost * office.paid_manager
    monthly = (
        office.fixed_cost + manager + office.member_cost * one.members
        + office.meeting_cost * fund.meetings
    )  # fmt: skip
    return float(growing + 12 * monthly + office.annual_meeting_cost * one.members)


def national_rates(scenario: Scenario) -> tuple[float, float] | None:
    """Break-even rate and lending rate of all lending cooperatives together; None: none lends."""
    rows = []
    for one in scenario.cooperatives:
        if not one.lends:
            continue
        terms = replaced(scenario.terms, dict(one.terms))
        fund = one.count * opening_fund(one, terms)
        if fund > 0:
            loss = CALM_LOSS.get(one.kind, 0.03)
            rate = min(terms.fund.loan_rate, terms.regulation.rate_cap)
            cost = one.count * yearly_cost(one, terms)
            rows.append((fund, terms.fund.share_lent, loss, cost, rate))
    if not rows:
        return None
    total = sum(row[0] for row in rows)
    lent, loss, rate = (sum(row[0] * row[k] for row in rows) / total for k in (1, 2, 4))
    cost = sum(row[3] for row in rows) / total
    inflation = scenario.terms.livelihood.inflation
    return float(break_even_rate(lent, loss, cost, inflation=inflation)), rate


@pytest.mark.parametrize("name", PRESETS)
def test_a_fund_that_erodes_says_so_in_its_title(name: str) -> None:
    scenario = load_scenario(name)
    rates = national_rates(scenario)
    if rates is not None and rates[0] > rates[1]:
        assert "erodes" in scenario.title, f"break-even {rates[0]:.1%}, lent at {rates[1]:.1%}"


def test_each_country_has_a_baseline_that_lasts() -> None:
    for name in ("timor-leste-credit-union", "indonesia-savings-and-loan"):
        rates = national_rates(load_scenario(name))
        assert rates is not None
        assert rates[0] < rates[1]


def test_a_rate_below_break_even_is_caught() -> None:
    cheap = load_scenario("timor-leste-credit-union").with_terms(fund__loan_rate=0.06)
    rates = national_rates(cheap)
    assert rates is not None
    assert rates[0] > rates[1]


def test_debts_weigh_more_under_a_higher_ceiling_and_on_lower_incomes() -> None:
    """Borrowers who pay over 40 % of income, of three years under the same lucks."""
    preset = load_scenario("indonesia-savings-and-loan").sized(households=3_000, months=36)
    income = preset.terms.livelihood.other_income

    def heavy(**terms: float) -> float:
        scenario = preset.with_terms(**terms)
        runs = [simulate(scenario, seed, scopes=("nation",), panel=1) for seed in (1, 2, 3)]
        return float(np.mean([run.by_year("over_indebted") for run in runs]))

    usual = heavy()
    assert 0.005 < usual < 0.1
    assert heavy(fund__service_cap=0.8) > 2 * usual
    assert heavy(livelihood__other_income=0.8 * income) > usual


def test_timor_leste_counts_agree_with_the_sources() -> None:
    scenario = load_scenario("timor-leste")
    sets = scenario.cooperatives
    assert sum(one.count for one in sets) == 244
    assert sum(one.count * one.members for one in sets) == pytest.approx(38_327, rel=0.001)
    assert sum(one.count * one.households for one in sets) == pytest.approx(242_712, rel=0.001)
    assert sum(district.share for district in scenario.districts) == pytest.approx(1, abs=0.001)
    assert len(scenario.districts) == 14


@pytest.mark.parametrize("name", PRESETS)
def test_expected_ranges_are_ranges_of_known_metrics(name: str) -> None:
    from coopsim.metrics import METRICS

    known = {metric.info.name for metric in METRICS}
    expected = dict(load_scenario(name).expect)
    assert expected, "a preset says what is expected of it"
    assert set(expected) <= known
    assert all(low <= high for low, high in expected.values())


def on_the_first_day(on_loan: float) -> Village:
    world = load_scenario("timor-leste-credit-union")
    sets = tuple(attrs.evolve(one, on_loan=on_loan) for one in world.cooperatives)
    return Village(attrs.evolve(world, cooperatives=sets), seed=3)


def test_a_set_opens_with_the_share_of_its_money_on_loan_that_it_says() -> None:
    """Money is cash and loans: three quarters of it on loan, whoever borrowed and however late."""
    usual, lent = on_the_first_day(0.0).cooperatives, on_the_first_day(0.75).cooperatives
    money = usual.cash + usual.loans
    assert np.array_equal(lent.cash + lent.loans, money)
    assert (usual.loans < 0.6 * money).all()
    assert lent.loans / money == pytest.approx(0.75, abs=1e-3)
    assert np.array_equal(on_the_first_day(0.01).cooperatives.loans, usual.loans)  # at least
