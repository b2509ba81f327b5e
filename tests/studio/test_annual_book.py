"""Numbers of a book become an opening world that an officer recognises."""

from __future__ import annotations

import re

import attrs
import pytest

from coopsim.files import load_scenario
from coopsim.studio import (
    ENTRIES,
    AnnualBook,
    OwnCooperative,
    StudioError,
    differences,
    from_annual_book,
)
from coopsim.studio.recognising import OF_A_YEAR

PRESET = "indonesia-savings-and-loan"
BOOK = AnnualBook(
    members=226, pokok=22_600_000, wajib=340_000_000, sukarela=800_000_000, loans=500_000_000,
    arrears=25_000_000, cash=752_600_000, reserve=90_000_000, debt=0, income=95_000_000,
    cost=60_000_000, surplus=35_000_000, rate=0.18, borrowers=80,
)  # fmt: skip
"""A book that balances: 1,252.6 million on both sides, the surplus apart."""


def opening(own: OwnCooperative) -> dict[str, float]:
    return {one.key: one.model for one in own.opening if one.model is not None}


def whys(own: OwnCooperative) -> dict[str, str]:
    return {one.key: str(one.why) for one in own.opening if one.why is not None}


def refused(**changes: float) -> dict[str, str]:
    with pytest.raises(StudioError) as caught:
        from_annual_book(attrs.evolve(BOOK, **changes), PRESET)
    return {one.where: f"{one.what} {one.allowed}" for one in caught.value.faults}


def test_the_opening_world_is_the_book() -> None:
    own = from_annual_book(BOOK, PRESET)
    found = opening(own)
    for key in ("pokok", "wajib", "sukarela", "reserve"):
        assert found[key] == pytest.approx(getattr(BOOK, key), rel=1e-4), key
    assert found["loans"] == pytest.approx(BOOK.loans, rel=0.02)
    assert found["cash"] == pytest.approx(BOOK.cash, rel=0.02)
    assert found["members"] == 226
    assert found["borrowers"] == pytest.approx(80, abs=12)  # who borrows is drawn
    assert own.scenario.terms.fund.loan_rate == 0.18
    assert own.assumed == ("households",)  # a savings-and-loan cooperative pays no price


def test_what_the_book_says_is_its_own_and_the_rest_is_assumed() -> None:
    own = from_annual_book(attrs.evolve(BOOK, rate=None, borrowers=None), PRESET)
    assert own.assumed == ("rate", "borrowers", "households")
    told = dict(own.scenario.origins)
    assert told["cooperatives.our-cooperative.borrowers"].grade == "C"
    assert "assumed" in told["cooperatives.our-cooperative.borrowers"].source


def test_grade_a_is_only_what_the_book_says_or_a_sum_of_its_lines() -> None:
    """Entry share: 22.6 million of 226 members. The saving of a month needs how long they save."""
    own = from_annual_book(BOOK, PRESET)
    told = {name: one for name, one in own.scenario.origins if "annual-meeting book" in one.source}
    book = {name for name, one in told.items() if one.source == "the annual-meeting book"}
    assert book == {"fund.loan_rate", "cooperatives.our-cooperative.members"}
    sums = {name for name, one in told.items() if one.source.startswith("A->calc")}
    assert sums == {"membership.entry_share"} | {
        f"cooperatives.our-cooperative.{key}" for key in ("borrowers", "late", "on_loan", "reserve")
    }
    assert told["membership.entry_share"].value == 100_000
    assert all(told[name].grade == "A" for name in book | sums)
    assert {one.grade for name, one in told.items() if name not in book | sums} == {"C"}
    for name in ("savings.mandatory", "fund.loan_size", "cooperatives.our-cooperative.grants"):
        assert "worked out" in told[name].source


def test_every_line_that_is_not_the_book_s_says_why() -> None:
    full = attrs.evolve(BOOK, loans=1_252_600_000, cash=0, arrears=50_000_000, debt=1e6)
    own = from_annual_book(full, PRESET)
    for line in own.opening:
        far = line.book is not None and line.model is not None and (
            abs(line.model - line.book) > 0.02 * max(line.book, 1)
        )  # fmt: skip
        told = line.why is not None and not line.why.startswith("After a year")
        assert told == far or line.key in ("grants", "provision", *OF_A_YEAR), line
    assert {"cash", "loans", "arrears", "debt", "grants", "surplus"} <= set(whys(own))


def test_ceilings_widen_only_for_loans_that_need_it() -> None:
    wide = "fund.multiple", "fund.share_lent", "fund.largest", "fund.service_cap"
    preset = load_scenario(PRESET)
    small = from_annual_book(attrs.evolve(BOOK, loans=100e6, arrears=5e6), PRESET)
    assert not {one.name for one in differences(preset, small.scenario)} & set(wide)
    full = attrs.evolve(BOOK, loans=1_050_000_000, cash=202_600_000, arrears=50_000_000)
    own = from_annual_book(full, PRESET)
    changed = [one for one in differences(preset, own.scenario) if one.name in wide]
    assert changed and all(one.source.startswith("assumed: wide enough") for one in changed)


def test_households_around_are_the_book_filler_s_or_assumed() -> None:
    own = from_annual_book(attrs.evolve(BOOK, households=900), PRESET)
    assert own.scenario.households == own.scenario.cooperatives[0].households == 900
    assert own.assumed == ()
    assert "226 are more than the 200 of" in refused(households=200)["members"]
    assert "too few" in refused(members=10, borrowers=5, households=11)["households"]


def test_an_empty_book_is_the_preset_in_one_village() -> None:
    own = from_annual_book(AnnualBook(), PRESET)
    assert set(own.assumed) == {one.key for one in ENTRIES} - {"price"}
    assert own.scenario.cooperatives[0].members == 226
    assert [one.name for one in own.scenario.districts] == ["Our district"]


def test_the_year_s_cost_is_what_the_office_spends() -> None:
    """Sixty million a year, less what members, loans, savings and a manager cost already."""
    own = from_annual_book(BOOK, PRESET)
    office, terms = own.scenario.terms.office, own.scenario.terms
    month = (
        office.fixed_cost + 226 * office.member_cost + BOOK.loans * office.asset_cost / 12
        + BOOK.sukarela * terms.savings.rate / 12 + office.manager_cost
    )  # fmt: skip
    assert office.fixed_cost == 0 or month * 12 == pytest.approx(BOOK.cost)


def test_a_price_paid_is_what_the_cooperative_could_just_pay() -> None:
    own = from_annual_book(AnnualBook(members=130, price=2.4), "timor-leste-coffee")
    market = own.scenario.terms.market
    share = market.wholesale_price if market.channel == "wholesale" else market.local_price
    net = market.coffee_price * share - market.handling_cost
    assert net * market.payout == pytest.approx(2.4)


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"borrowers": 300}, "borrowers", "300 are more than the 226 of 'members'"),
        ({"arrears": 6e8}, "arrears", "600,000,000 are more than the 500,000,000 of 'loans'"),
        ({"surplus": 40e6}, "surplus", "they differ by 5,000,000"),
        ({"members": 0}, "members", "a cooperative has members"),
        ({"members": 22.5}, "members", "is not a whole number"),
        ({"cash": -1}, "cash", "cannot be"),
        ({"rate": 18}, "rate", "1,800 % a year cannot be"),
        ({"borrowers": 0}, "borrowers", "nobody who borrowed"),
        ({"pokok": 1e15}, "pokok", "out of bounds"),
        ({"cash": float("nan")}, "cash", "cannot be"),
    ],
)
def test_what_cannot_be_is_told_at_its_line(
    changes: dict[str, float], where: str, what: str
) -> None:
    assert what in refused(**changes)[where]


def test_every_contradiction_at_once() -> None:
    assert set(refused(borrowers=300, arrears=6e8, surplus=-1e6)) == {
        "borrowers", "arrears", "surplus",
    }  # fmt: skip


def test_a_sheet_that_does_not_balance_is_told_by_how_much() -> None:
    own = from_annual_book(attrs.evolve(BOOK, reserve=190_000_000), PRESET)
    told = " ".join(map(str, own.remarks))
    assert "It owns 135,000,000 less than these lines say." in told
    balanced = from_annual_book(attrs.evolve(BOOK, surplus=0.0, income=None), PRESET)
    assert not [one for one in balanced.remarks if "It owns" in one.what]


def test_debt_that_the_model_cannot_open_with_is_told() -> None:
    own = from_annual_book(attrs.evolve(BOOK, debt=50_000_000), PRESET)
    assert "opens without outside debt" in whys(own)["debt"]
    assert "debt and its undivided surplus stand here" in whys(own)["grants"]


def test_a_fund_that_has_lent_again_what_came_back_opens_with_its_loans() -> None:
    """Money is 1,252.6 million; one round of lending would have left half of it in cash."""
    full = attrs.evolve(BOOK, loans=1_050_000_000, cash=202_600_000, arrears=50_000_000)
    own = from_annual_book(full, PRESET)
    assert own.scenario.cooperatives[0].on_loan == pytest.approx(1050 / 1252.6, abs=1e-4)
    assert opening(own)["loans"] == pytest.approx(1_050_000_000, rel=1e-3)
    assert opening(own)["cash"] == pytest.approx(202_600_000, rel=1e-2)


def test_loans_beyond_what_a_first_day_can_have_are_told() -> None:
    own = from_annual_book(attrs.evolve(BOOK, loans=1_252_600_000, cash=0), PRESET)
    assert "at most 98 %" in whys(own)["loans"]
    assert own.scenario.terms.fund.service_cap < 1


UNION = AnnualBook(
    members=182, pokok=1_820, wajib=17_800, sukarela=31_080, loans=48_600, arrears=3_900,
    cash=11_400, reserve=4_200, debt=2_000, income=9_300, cost=6_200, surplus=3_100, rate=0.18,
    borrowers=64, households=520,
)  # fmt: skip
"""A sound union of Timor-Leste whose first year in the model ends with a loss."""


def test_a_surplus_that_becomes_a_loss_says_which_lines_make_it() -> None:
    own = from_annual_book(UNION, "timor-leste-credit-union")
    lines = {one.key: one for one in own.opening}
    income, cost, surplus = (lines[key] for key in ("income", "cost", "surplus"))
    assert surplus.year < 0 < 3_100 == surplus.book
    assert income.year - cost.year == pytest.approx(surplus.year, abs=0.02)
    assert (income.book, cost.book, income.model) == (9_300, 6_200, None)
    told = whys(own)
    assert f"income {income.year:,.0f} less cost {cost.year:,.0f}" in told["surplus"]
    parts = [float(part.replace(",", "")) for part in re.findall(r"\d[\d,]*", told["cost"])]
    assert sum(parts) == pytest.approx(cost.year, abs=2), "the parts are the whole cost"
    assert "joins" in told["members"] and lines["members"].year > 1.1 * 182
    assert "loss of the year" in told["reserve"]
    assert lines["rate"].year == 0.18


@pytest.mark.parametrize(
    "tried", [{"fund.tenor": 36}, {"fund.meetings": 2.0}, {"office.fixed_cost": 200.0}]
)
def test_what_is_said_to_try_helps(tried: dict[str, float]) -> None:
    own = from_annual_book(UNION, "timor-leste-credit-union")
    lines, other = (
        {one.key: one for one in found.opening}
        for found in (own, own.changed(own.scenario.unchecked(tried)))
    )
    assert other["surplus"].year > lines["surplus"].year + 500
    assert other["income"].year > lines["income"].year
    assert other["cost"].year < lines["cost"].year
    assert other["loans"].book == lines["loans"].book == 48_600
