"""A draft as a file: it reads well, loads back the same, and stands in nobody's place."""

from __future__ import annotations

import datetime
from pathlib import Path

import attrs
import pytest

from coopsim.errors import FaultsError
from coopsim.files import load_scenario, preset_names, save_scenario
from coopsim.scenario import CooperativeSet, District, Policy
from coopsim.studio import (
    Draft,
    StudioError,
    file_text,
    keep,
    provenance,
    with_policy,
    with_value,
    without_policy,
)

DAY = datetime.date(2026, 11, 26)
TEN_PER_CENT = """\
# Ermera, ten per cent
#
# Made in the scenario studio by: trainer, 2026-11-26, coopsim {version}.
# Parent: timor-leste-coffee (digest {parent}).
# This scenario: digest {digest}.
# Invented, for training: it says nothing about any real cooperative.
#
# What differs from the parent:
#   fund.loan_rate: 0.18 -> 0.1 a year (A: our board, 2025)
#   policy.1 [months 13 to 24, district Ermera]: new
#   policy.1.programme.training [months 13 to 24, district Ermera]: - -> 0.5 share a year

extends = "timor-leste-coffee"
title = "Ermera, ten per cent"

[words]
id = "Ermera, ten per cent"
pt = "Ermera, ten per cent"
tet = "Ermera, ten per cent"

[fund]
loan_rate = {{ value = 0.1, grade = "A", source = "our board, 2025" }}

[[policy]]
from = 13
until = 24
where = {{ district = "Ermera" }}
set = {{ programme.training = 0.5 }}
"""


def ten_per_cent(draft: Draft) -> Draft:
    changed, _ = with_value(draft.scenario, "fund.loan_rate", 0.1, "A", "our board, 2025")
    where = (("district", "Ermera"),)
    changed = with_policy(changed, Policy(13, (("programme.training", 0.5),), 24, where))
    return draft.changed(changed).titled("Ermera, ten per cent", draft.scenario.note)


def test_the_file_reads_well(coffee: Draft) -> None:
    from coopsim.version import __version__

    draft = ten_per_cent(coffee)
    assert file_text(draft, "ermera", "trainer", DAY) == TEN_PER_CENT.format(
        version=__version__, parent=coffee.parent.digest, digest=draft.scenario.digest
    )


def test_what_is_kept_loads_back_and_says_where_it_is_from(coffee: Draft, folder: Path) -> None:
    draft = ten_per_cent(coffee)
    path = keep(draft, "ermera", folder / "scenarios", "trainer")
    found, said = load_scenario(path), provenance(path)
    assert attrs.evolve(found, name=draft.scenario.name) == draft.scenario
    assert (said.role, said.parent, said.digest) == ("trainer", "timor-leste-coffee", found.digest)
    assert not said.drifted(found) and not draft.as_kept().unsaved
    path.write_text(path.read_text(encoding="utf-8").replace("= 0.5", "= 0.6"), encoding="utf-8")
    assert provenance(path).drifted(load_scenario(path))
    assert sorted(one.name for one in path.parent.iterdir()) == ["ermera.toml"]


HARD = {
    "a policy of the parent taken out": lambda one: without_policy(one, 1),
    "districts": lambda one: attrs.evolve(
        one, districts=(District('Far "away"', 2.0, 3.5), *one.districts[1:])
    ),
    "a set taken away, another added": lambda one: attrs.evolve(
        one, cooperatives=(CooperativeSet("new ones", "consumer", (0.2, 0.3, 0.5), 2, 400, 90),)
    ),
    "terms of a set": lambda one: with_value(one, "cooperatives.coffee.fund.tenor", 6)[0],
    "sectors": lambda one: attrs.evolve(
        one, cooperatives=(attrs.evolve(one.cooperatives[0], sectors=(0.5, 0.25, 0.25)),)
    ),
    "verbs left out": lambda one: attrs.evolve(one, without=("luck", "lend")),
    "a note of several lines": lambda one: attrs.evolve(one, note='It is\n[fund] = "no"\n\n# x'),
}


@pytest.mark.parametrize("what", HARD)
def test_what_is_hard_to_write_comes_back(what: str, folder: Path) -> None:
    parent = with_policy(
        load_scenario("timor-leste-coffee"), Policy(13, (("fund.loan_rate", 0.1),), 24)
    )
    asked = save_scenario(parent, folder / "parent.toml")
    for draft in (Draft.begun(asked), Draft.begun("timor-leste-coffee").changed(parent)):
        changed = draft.changed(HARD[what](draft.scenario))
        path = keep(changed, "kept", folder, "trainer", replace=True)
        found = load_scenario(path)
        assert found.digest == changed.scenario.digest
        assert found.note == changed.scenario.note


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_can_be_kept_under_another_name(name: str, folder: Path) -> None:
    path = keep(Draft.begun(name), "another", folder, "student")
    assert load_scenario(path).digest == load_scenario(name).digest
    assert "# Nothing differs from the parent." in path.read_text(encoding="utf-8")


def refused(draft: Draft, name: str, folder: Path, role: str = "trainer") -> list[str]:
    with pytest.raises(StudioError) as caught:
        keep(draft, name, folder, role)
    assert isinstance(caught.value, FaultsError)
    return [str(one) for one in caught.value.faults]


def test_nothing_is_overwritten_without_being_told(coffee: Draft, folder: Path) -> None:
    path = keep(coffee, "ours", folder, "trainer")
    before = path.read_bytes()
    [why] = refused(ten_per_cent(coffee), "ours", folder)
    assert "there is a scenario 'ours' already" in why and path.read_bytes() == before
    keep(ten_per_cent(coffee), "ours", folder, "trainer", replace=True)
    assert path.read_bytes() != before


@pytest.mark.parametrize("name", ["", "../up", "A name", ".hidden", "x" * 80, "con/aux", "é"])
def test_a_name_is_a_name(name: str, coffee: Draft, folder: Path) -> None:
    assert "is no name of a scenario" in refused(coffee, name, folder)[0]


def test_a_preset_stays_as_it_is(coffee: Draft, folder: Path) -> None:
    assert "presets stay as they are" in refused(coffee, "timor-leste", folder)[0]


def test_every_reason_at_once_and_nothing_written(coffee: Draft, folder: Path) -> None:
    broken, _ = with_value(coffee.scenario, "fund.loan_rate", 7.0)
    why = refused(coffee.changed(broken), "A name", folder / "new", role="somebody")
    assert len(why) == 3 and not (folder / "new").exists()


def test_a_title_cannot_break_out_of_the_header(coffee: Draft, folder: Path) -> None:
    draft = coffee.titled('x\n[fund]\nloan_rate = 9\r\x07"', "")
    path = keep(draft, "x", folder, "trainer")
    assert load_scenario(path).terms.fund.loan_rate == coffee.parent.terms.fund.loan_rate
