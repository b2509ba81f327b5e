"""Searching and changing values; every fault at its place; policies added and taken out."""

from __future__ import annotations

import json

import attrs
import pytest

from coopsim.files import load_scenario
from coopsim.scenario import Origin, Policy, Scenario
from coopsim.studio import (
    Draft,
    faults_at,
    real_name,
    search,
    values,
    with_policy,
    with_value,
    without_policy,
)
from coopsim.studio.edits import without_own_term
from coopsim.text import say

COFFEE = load_scenario("timor-leste-coffee")


@pytest.mark.parametrize(
    ("text", "lang", "first"),
    [
        ("lending rate", "en", "fund.loan_rate"),
        ("loan_rate", "en", "fund.loan_rate"),
        ("entry share", "en", "membership.entry_share"),
        (say("lending rate", "id"), "id", "fund.loan_rate"),
        ("Ermera hours", "en", "district.Ermera.hours"),
    ],
)
def test_search_finds_by_words_and_by_name(text: str, lang: str, first: str) -> None:
    assert first in [one.name for one in search(values(COFFEE).values(), text, lang)][:3]


def test_search_keeps_to_a_group_and_a_role() -> None:
    rows = values(COFFEE).values()
    assert {one.group for one in search(rows, "", group="fund")} == {"fund"}
    assert {one.role for one in search(rows, "", role="decision")} == {"decision"}
    assert len(search(rows, "")) == len(values(COFFEE))
    assert search(rows, "no such words") == []


def set_(scenario: Scenario, **named: object) -> Scenario:
    for name, value in named.items():
        scenario, faults = with_value(scenario, name.replace("__", "."), value)
        assert not faults
    return scenario


def test_every_fault_at_once_each_at_its_place() -> None:
    broken = set_(
        COFFEE, fund__loan_rate=7.0, surplus__reserve=0.9, cooperatives__coffee__members=30_000,
        months=0, district__Ermera__hours=99.0,
    )  # fmt: skip
    broken = with_policy(broken, Policy(20, (("programme.training", 0.5),)))
    broken = with_policy(broken, Policy(24, (("programme.training", 0.7),)))
    broken = with_policy(broken, Policy(30, (("fund.tenor", 99),), 20, (("district", "Nowhere"),)))
    found: dict[str, list[str]] = {}
    for one in faults_at(broken):
        found.setdefault(one.name, []).append(one.words())
    assert set(found) == {
        "fund.loan_rate", "surplus", "cooperatives.coffee.members", "months",
        "district.Ermera.hours", "policy.2", "policy.3",
    }  # fmt: skip
    assert len(found["policy.3"]) == 3  # its end, its district, its value
    assert found["policy.2"][0].startswith("programme.training is also set by policy 1 in month 24")


def test_policies_of_a_file_are_numbered_as_the_studio_shows_them() -> None:
    kept = with_policy(COFFEE, Policy(1, (("fund.tenor", 9),)))
    origins = (*kept.origins, ("policy.1", Origin(7, "C", "assumed", "elsewhere.toml")))
    broken = with_policy(attrs.evolve(kept, origins=origins), Policy(0, (("fund.tenor", 9),)))
    assert {one.name for one in faults_at(broken)} == {"policy.2"}


def test_a_policy_taken_out_takes_its_sources_along() -> None:
    three = COFFEE
    for month in (1, 13, 25):
        three = with_policy(three, Policy(month, (("fund.tenor", 9),), month + 5))
    origins = tuple((f"policy.{at}.fund.tenor", Origin(9, "A", f"book {at}")) for at in (1, 2, 3))
    left = without_policy(attrs.evolve(three, origins=origins), 2)
    assert [one.start for one in left.policies] == [1, 25]
    assert {key: one.source for key, one in left.origins} == {
        "policy.1.fund.tenor": "book 1", "policy.2.fund.tenor": "book 3",
    }  # fmt: skip


def test_sectors_and_own_terms_of_a_set() -> None:
    mixed = set_(COFFEE, cooperatives__coffee__sectors__trade=0.25)
    assert "cooperatives.coffee.sectors" in {one.name for one in faults_at(mixed)}
    own = set_(COFFEE, cooperatives__coffee__fund__tenor=9)
    assert dict(own.cooperatives[0].terms)["fund.tenor"] == 9
    back = without_own_term(own, "coffee", "fund.tenor")
    assert back.cooperatives == COFFEE.cooperatives


def test_what_is_no_value_is_told_and_changes_nothing() -> None:
    same, faults = with_value(COFFEE, "fund.loan_rat", 0.1)
    assert same is COFFEE and "Did you mean 'fund.loan_rate'?" in faults[0].allowed


def test_a_draft_never_edits_its_parent_and_comes_back_from_disk() -> None:
    draft = Draft.begun("timor-leste-coffee")
    before = draft.parent.digest
    changed = draft.changed(set_(draft.scenario, fund__loan_rate=9.0))  # faulty, and kept
    again = Draft.from_data(json.loads(json.dumps(changed.as_data())))
    assert again == changed and again.unsaved and len(again.faults) == 1
    assert dict(again.scenario.origins) == dict(changed.scenario.origins)
    assert draft.parent.digest == before == load_scenario("timor-leste-coffee").digest
    assert not draft.unsaved


@pytest.mark.parametrize("text", ["KSP Maju Bersama", "Koperasi Sinar Baru", "obor mas", "the CCT"])
def test_a_real_name_is_seen(text: str) -> None:
    assert real_name(text)


@pytest.mark.parametrize(
    "text", ["Our cooperative in Larikan", "koperasi kami", "A credit union of ten", "Fact", ""]
)
def test_an_invented_one_is_left_alone(text: str) -> None:
    assert not real_name(text)


def test_a_national_fund_in_timor_leste_is_a_what_if() -> None:
    draft = Draft.begun("timor-leste-coffee")
    assert not draft.scenario.what_if
    added = set_(draft.scenario, national__capital=1e6)
    dated = with_policy(draft.scenario, Policy(13, (("national.budget", 1000.0),)))
    assert draft.changed(added).scenario.what_if and draft.changed(dated).scenario.what_if
    indonesia = Draft.begun("indonesia-savings-and-loan")
    richer = set_(indonesia.scenario, national__capital=9e9)
    assert not indonesia.changed(richer).scenario.what_if
