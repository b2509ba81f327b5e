"""Scenario files: every message word for word, what is extended, and the way back to a file."""

# ruff: noqa: E501  a message stands on one line, as its reader meets it

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from coopsim.errors import ScenarioError
from coopsim.files import (
    SourceRow,
    check_scenario,
    load_scenario,
    preset_names,
    save_scenario,
    sources,
    with_settings,
)
from coopsim.params import GRADES
from coopsim.scenario import PARAMS, Policy, Scenario, example

VILLAGE = """\
title = "A village"
households = 600
[[district]]
name = "Ermera"
share = 0.6
hours = 2.5
[[district]]
name = "Dili"
share = { value = 0.4, grade = "B", source = "census 2022" }
[cooperatives.growers]
kind = "producer"
sectors = { agriculture = 0.9, trade = 0.1 }
count = 2
districts = ["Ermera"]
terms = { fund = { loan_rate = 0.12 }, office = { fixed_cost = { value = 50, source = "a visit" } } }
"""
RATE = "Allowed: a number from 0 to 0.6 (a year)."
NAMES = 'Allowed: a list of names, as ["Ermera", "Dili"].'
TEXT = 'Allowed: words in quotation marks, as "Ermera".'
LOOK = "Look for a missing quotation mark, bracket or equals sign."
SHARES = "reserve, patronage, capital, board, staff, education, social must sum to 100 %."
GRADE_WORDS = "Allowed: A (read in a source), B (background knowledge), C (assumed)."
NO_OVERLAP = "Policies on one term must not overlap: end one before the other begins."
TOO_FEW = (
    "5 are too few for 'village': its cooperatives keep their real size, and below this there "
    "would be less than one in some place."
)

# (written before the village, written after it, the only message, without the name of the file)
MESSAGES = {
    "out of bounds": ("", "[fund]\nloan_rate = 7.5", f"[fund] loan_rate: 7.5 is out of bounds. {RATE}"),
    "not a number": ("", "[fund]\nloan_rate = inf", f"[fund] loan_rate: inf is out of bounds. {RATE}"),
    "nan": ("", "[fund]\nloan_rate = nan", f"[fund] loan_rate: nan is out of bounds. {RATE}"),
    "a word": ("", '[fund]\nloan_rate = "x"', f"[fund] loan_rate: 'x' is not a number. {RATE}"),
    "a bool": ("", "[fund]\nloan_rate = true", f"[fund] loan_rate: true is not a number. {RATE}"),
    "a list": ("", "[fund]\nloan_rate = [1]", f"[fund] loan_rate: a list is not a number. {RATE}"),
    "a table": ("", "[fund]\nloan_rate.x = 1", f"[fund] loan_rate: a table is not a number. {RATE}"),
    "a date": ("", "[fund]\nloan_rate = 2026-11-23", f"[fund] loan_rate: 2026-11-23 is not a number. {RATE}"),
    "a fraction": ("", "[fund]\ntenor = 9.5", "[fund] tenor: 9.5 is not a whole number. Allowed: a whole number from 1 to 60 (months)."),
    "a huge number": ("", f"[fund]\nloan_rate = {10**30}", f"[fund] loan_rate: a number of more than 18 digits is out of bounds. {RATE}"),
    "a monstrous number": ("", f"[fund]\nloan_rate = {'9' * 5000}", ": a number has thousands of digits. Allowed: 18 digits."),
    "an unknown term": ("", "[fund]\nloan_rat = 0.1", "[fund] loan_rat: there is no such term. Did you mean 'loan_rate'?"),
    "a term elsewhere": ("", "[market]\nloan_rate = 0.1", "[market] loan_rate: there is no such term. 'loan_rate' stands in [fund]."),
    "a term outside": ("loan_rate = 0.1", "", "loan_rate: there is no such name. 'loan_rate' stands in [fund]."),
    "an unknown name": ("monhts = 12", "", "monhts: there is no such name. Did you mean 'months'?"),
    "an unknown table": ("", "[fnud]\nx = 1", "fnud: there is no such name. Did you mean 'fund'?"),
    "no table": ("fund = 3", "", "[fund]: 3 is not a table. Write its names below, or in { }."),
    "tables for a table": ("", "[[fund]]\nloan_rate = 0.1", "[fund]: a list is not a table. Write its names below, or in { }."),
    "a whole name": ("months = 1.5", "", "months: 1.5 is not a whole number. Allowed: a whole number."),
    "too long": ("months = 5000", "", "months: 5000 is out of bounds. Allowed: a whole number from 1 to 1,200."),
    "too small": ("smallest = 700", "", "households: " + TOO_FEW.replace("5", "600", 1) + " Allowed: 700 or more."),
    "an empty text": ('country = " "', "", f"country: the text is empty. {TEXT}"),
    "a number for a text": ("country = 3", "", f"country: 3 is not text. {TEXT}"),
    "a text for a list": ('without = "lend"', "", f"without: 'lend' is not a list of names. {NAMES}"),
    "an unknown verb": ('without = ["lned"]', "", "without: there is no verb 'lned'. Did you mean 'lend'?"),
    "a currency": ('currency = "EUR"', "", "currency: 'EUR' is unknown. Known: IDR, USD."),
    "no rate": ('currency = "IDR"', "", "per_dollar: it is missing, and the terms left out are declared in dollars. Add how many IDR a dollar is worth."),
    "a bad rate": ("per_dollar = 0", "", "per_dollar: 0.0 is out of bounds. Allowed: a number from 0.001 to 1,000,000."),
    "an unknown grade": ("", '[fund]\nloan_rate = { value = 0.1, grade = "D" }', f"[fund] loan_rate grade: 'D' is unknown. {GRADE_WORDS}"),
    "grade A alone": ("", '[fund]\nloan_rate = { value = 0.1, grade = "A" }', '[fund] loan_rate: a value of grade A needs its source. Add source = "…".'),
    "no value": ("", '[fund]\nloan_rate = { grade = "C" }', "[fund] loan_rate: the value is missing. Add value = …"),
    "more beside a value": ("", '[fund]\nloan_rate = { value = 0.1, sourec = "x" }', "[fund] loan_rate: there is no 'sourec' here. Did you mean 'source'?"),
    "the surplus": ("", "[surplus]\nreserve = 0.5", f"[surplus]: the shares of the surplus sum to 110 %. {SHARES}"),
    "a misspelt share": ("", "[surplus]\nresreve = 0.5", "[surplus] resreve: there is no such term. Did you mean 'reserve'?"),
    "nobody lives there": ("", '[[district]]\nname = "Atauro"\nshare = 0', "[[district]] Atauro share: 0.0 means that nobody lives there. Allowed: a number above 0."),
    "twice the same": ("", '[[district]]\nname = "Dili"\nshare = 1', "[[district]] Dili: the name stands twice. Names are unique."),
    "no share": ("", '[[district]]\nname = "Atauro"', "[[district]] Atauro share: it is missing. Add share = …"),
    "no name": ("", "[[district]]\nshare = 1", "[[district]] 3 name: it is missing. Add name = …"),
    "hours": ("", '[[district]]\nname = "Atauro"\nshare = 1\nhours = 30', "[[district]] Atauro hours: 30.0 is out of bounds. Allowed: a number from 0 to 24."),
    "an unknown district": ("", '[cooperatives.b]\nkind = "fisher"\nsectors = { fisheries = 1 }\ndistricts = ["Dilli"]', "[cooperatives.b] districts: nobody lives in 'Dilli'. Did you mean 'Dili'?"),
    "sectors": ("", '[cooperatives.b]\nkind = "fisher"\nsectors = { fisheries = 0.5 }', "[cooperatives.b] sectors: the shares sum to 50 %. They must sum to 100 %."),
    "an unknown sector": ("", '[cooperatives.b]\nkind = "fisher"\nsectors = { fishery = 1.0, trade = 1.0 }', "[cooperatives.b] sectors fishery: there is no such name. Did you mean 'fisheries'?"),
    "no kind": ("", "[cooperatives.b]\nsectors = { trade = 1 }", "[cooperatives.b] kind: it is missing. Add kind = …"),
    "an unknown kind": ("", '[cooperatives.b]\nkind = "fishers"\nsectors = { trade = 1 }', "[cooperatives.b] kind: 'fishers' is unknown. Did you mean 'fisher'?"),
    "members": ("", '[cooperatives.b]\nkind = "fisher"\nsectors = { trade = 1 }\nmembers = 301', "[cooperatives.b] members: 301 are more than the 300 households around. Allowed: as many or fewer."),
    "a term of a set": ("", '[cooperatives.b]\nkind = "fisher"\nsectors = { trade = 1 }\nterms.fund.tenor = 99', "[cooperatives.b] fund.tenor: 99 is out of bounds. Allowed: a whole number from 1 to 60 (months)."),
    "far too late": ("", "[[policy]]\nfrom = 1e300\nset = {}", "[[policy]] 1 from: 1e+300 is out of bounds. Allowed: a whole number."),
    "a misspelt value": ("", "[fund]\nloan_rate = { valu = 0.1, grade = \"C\" }", "[fund] loan_rate: there is no 'valu' here. Did you mean 'value'?"),
    "taken away": ("", "[cooperatives]\ngrower = false", "[cooperatives] grower: there is no such set to take away. Did you mean 'growers'?"),
    "a policy without": ("", "[[policy]]\nset = {}", "[[policy]] 1 from: it is missing. Add from = …"),
    "a policy too early": ("", "[[policy]]\nfrom = 0\nset = {}", "[[policy]] 1 from: 0 is before the first month. Allowed: 1 or more."),
    "a policy backwards": ("", "[[policy]]\nfrom = 5\nuntil = 4\nset = {}", "[[policy]] 1 until: 4 is before from = 5. Allowed: the same month or later."),
    "a policy's value": ("", "[[policy]]\nfrom = 5\nset = { fund.loan_rate = 9 }", f"[[policy]] 1 set fund.loan_rate: 9.0 is out of bounds. {RATE}"),
    "a policy's term": ("", "[[policy]]\nfrom = 5\nset = { fund.loan_rat = 0 }", "[[policy]] 1 set fund.loan_rat: there is no such term. Did you mean 'loan_rate'?"),
    "for nobody": ("", '[[policy]]\nfrom = 5\nwhere = { district = "Dilli" }\nset = {}', "[[policy]] 1 where: there is no district 'Dilli'. Did you mean 'Dili'?"),
    "for whom": ("", '[[policy]]\nfrom = 5\nwhere = { distrct = "Dili" }\nset = {}', "[[policy]] 1 where: 'distrct' is unknown. Did you mean 'district'?"),
    "overlapping": ("", "[[policy]]\nfrom = 5\nset = { fund.tenor = 9 }\n[[policy]]\nfrom = 9\nset = { fund.tenor = 12 }", f"[[policy]] 2: fund.tenor is also set by policy 1 in month 9. {NO_OVERLAP}"),
    "no range": ("", "[expect]\nmembers = 3", "[expect] members: this is not a range. Allowed: [lowest, highest]."),
    "an empty range": ("", "[expect]\nmembers = [3, 1]", "[expect] members: 3 is not below 1. Allowed: [lowest, highest]."),
    "an empty word": ("", '[words]\nid = ""', f"[words] id: the text is empty. {TEXT}"),
    "no quotation mark": ("", 'note = "x', f": line 17, column 10: this is not TOML: Illegal character '\\n'. {LOOK}"),
    "twice": ('title = "x"', "", ": line 2, column 20: this is not TOML: Cannot overwrite a value. Each name may stand once: remove one, or join the two."),
    "deep": ("a = " + "[" * 20_000, "", ": the tables or lists are nested too deeply."),
}  # fmt: skip


@pytest.mark.parametrize("case", MESSAGES)
def test_message_word_for_word(case: str, tmp_path: Path) -> None:
    before, after, message = MESSAGES[case]
    file = written(
        tmp_path, f"{before}\n{VILLAGE}\n{after}\n" if before else f"{VILLAGE}\n{after}\n"
    )
    start = "village.toml" if message.startswith(":") else "village.toml: "
    assert [str(fault) for fault in check_scenario(file)] == [start + message]


def test_every_fault_at_once(tmp_path: Path) -> None:
    file = written(tmp_path, f"""\
monhts = 12
months = "long"
{VILLAGE}
[fund]
loan_rate = 7.5
tenor = true
[[policy]]
from = "soon"
set = {{ fund.tenor = 900 }}
""")  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert (
        str(caught.value)
        == f"""\
6 faults; nothing was run.
village.toml: monhts: there is no such name. Did you mean 'months'?
village.toml: months: 'long' is not a whole number. Allowed: a whole number.
village.toml: [[policy]] 1 from: 'soon' is not a whole number. Allowed: a whole number.
village.toml: [fund] loan_rate: 7.5 is out of bounds. {RATE}
village.toml: [fund] tenor: true is not a number. Allowed: a whole number from 1 to 60 (months).
village.toml: [[policy]] 1 set fund.tenor: 900 is out of bounds. \
Allowed: a whole number from 1 to 60 (months)."""
    )


def test_nothing_is_right_in_an_empty_file(tmp_path: Path) -> None:
    assert [str(fault) for fault in check_scenario(written(tmp_path, ""))] == [
        "village.toml: [[district]]: there is no district. Write at least one.",
        "village.toml: [cooperatives]: there is no cooperative. Write at least one set.",
    ]


# ---------------------------------------------------------------------------- files themselves


def test_no_preset() -> None:
    name = preset_names()[0]
    assert [str(one) for one in check_scenario(f"{name}x")] == [
        f"{name}x: there is no preset '{name}x'. Did you mean '{name}'?"
    ]


def test_no_file(tmp_path: Path) -> None:
    written(tmp_path, VILLAGE)
    asked = tmp_path / "vilage.toml"
    message = f"{asked}: there is no file '{asked}'. Did you mean 'village.toml'?"
    assert [str(one) for one in check_scenario(asked)] == [message]
    folder = f"{tmp_path}: '{tmp_path}' is a folder. Allowed: a TOML file or a preset's name."
    assert [str(one) for one in check_scenario(tmp_path)] == [folder]


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000, "../..", "C:\\x.toml", "/", "a\nb"])
def test_odd_names_are_faults(name: str) -> None:
    assert len(check_scenario(name)) == 1


def test_not_utf8_and_too_large(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    file.write_bytes(b'title = "x"\nnote = "\xff\xfe"\n')
    message = "village.toml: line 2: the text is not UTF-8. Save the file with the encoding UTF-8."
    assert [str(one) for one in check_scenario(file)] == [message]
    file.write_bytes(b"#" * 300_000)
    message = "village.toml: the file is larger than any scenario. Allowed: 256 KiB."
    assert [str(one) for one in check_scenario(file)] == [message]


def test_windows_notepad_is_fine(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    file.write_bytes(b"\xef\xbb\xbf" + VILLAGE.replace("\n", "\r\n").encode())
    assert load_scenario(file).title == "A village"


# ---------------------------------------------------------------------------- extends


def test_extends(tmp_path: Path) -> None:
    policies = '[[policy]]\nfrom = 5\nwhere = { set = "growers" }\nset = { fund.tenor = 12 }\n'
    written(tmp_path, VILLAGE + policies, "base.toml")
    child = load_scenario(written(tmp_path, """\
extends = "base.toml"
months = 24
[cooperatives.growers]
members = 40
terms.market.payment_delay = 7
[cooperatives.fishers]
kind = "fisher"
sectors.fisheries = 1
[fund]
loan_rate = 0.06
[[policy]]
from = 20
set = { lend.x = 1 }
""".replace("lend.x = 1", "fund.largest = 500")))  # fmt: skip
    growers, fishers = child.cooperatives
    assert (child.title, child.months, child.households) == ("A village", 24, 600)
    assert (growers.count, growers.members, fishers.name) == (2, 40, "fishers")
    assert growers.terms == (("market.payment_delay", 7), ("office.fixed_cost", 50.0))
    assert child.terms.fund.loan_rate == 0.06
    assert [one.start for one in child.policies] == [5, 20]
    assert {one.name for one in child.districts} == {"Ermera", "Dili"}


def test_a_fault_names_the_file_it_stands_in(tmp_path: Path) -> None:
    policy = "[[policy]]\nfrom = {}\nset = {{ fund.loan_rate = 9 }}\n"
    written(tmp_path, f"{VILLAGE}\n[fund]\ntenor = 99\n{policy.format(1)}until = 2\n", "base.toml")
    child = written(tmp_path, f'extends = "base.toml"\nmonths = 0\n{policy.format(3)}')
    assert [str(one).split(" is out of")[0] for one in check_scenario(child)] == [
        "village.toml: months: 0",
        "base.toml: [fund] tenor: 99",
        "base.toml: [[policy]] 1 set fund.loan_rate: 9.0",
        "village.toml: [[policy]] 1 set fund.loan_rate: 9.0",
    ]


def test_replaced_and_taken_away(tmp_path: Path) -> None:
    written(tmp_path, VILLAGE, "base.toml")
    child = load_scenario(written(tmp_path, """\
extends = "base.toml"
[[district]]
name = "Baucau"
share = 1
[cooperatives]
growers = false
[cooperatives.shops]
kind = "consumer"
sectors = { trade = 1 }
"""))  # fmt: skip
    assert [one.name for one in child.districts] == ["Baucau"]
    assert [one.name for one in child.cooperatives] == ["shops"]
    assert not any("growers" in name or "Dili" in name for name, _ in child.origins)


def test_extends_in_a_circle_and_extends_nothing(tmp_path: Path) -> None:
    written(tmp_path, 'extends = "village.toml"\n', "base.toml")
    round_trip = "village.toml → base.toml → village.toml"
    file = written(tmp_path, 'extends = "base.toml"\n')
    assert str(check_scenario(file)[0]) == (
        f"base.toml: extends: the files go round in a circle: {round_trip}. Remove one."
    )
    file = written(tmp_path, 'extends = "bas.toml"\nmonths = 0\n')
    assert [str(one) for one in check_scenario(file)] == [
        "village.toml: extends: there is no file 'bas.toml'. Did you mean 'base.toml'?",
        "village.toml: months: 0 is out of bounds. Allowed: a whole number from 1 to 1,200.",
    ]
    file = written(tmp_path, 'extends = ["base.toml"]\n' + VILLAGE)
    assert str(check_scenario(file)[0]) == f"village.toml: extends: a list is not text. {TEXT}"


def test_a_broken_parent_is_named(tmp_path: Path) -> None:
    written(tmp_path, "months = \n", "base.toml")
    [fault] = check_scenario(written(tmp_path, f'extends = "base.toml"\n{VILLAGE}'))
    assert fault.where == "base.toml: line 1, column 10"


def test_extends_a_preset(tmp_path: Path) -> None:
    name = preset_names()[0]
    child = load_scenario(written(tmp_path, f'extends = "{name}"\ntitle = "Mine"\n'))
    assert child.name == "village"
    assert child.digest == load_scenario(name).digest


# ---------------------------------------------------------------------------- money


RUPIAH = 'currency = "IDR"\nper_dollar = { value = 16000, grade = "B", source = "2025" }\n'


def test_defaults_follow_the_currency(tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path, f"{RUPIAH}{VILLAGE}\n".replace("= 50", "= 800000")))
    usual = PARAMS["fund.largest"].default
    assert scenario.terms.fund.largest == usual * 16000
    assert scenario.terms.fund.loan_rate == PARAMS["fund.loan_rate"].default
    assert scenario.cooperatives[0].voluntary == 20 * 16000
    origin = dict(scenario.origins)["fund.largest"]
    assert (origin.grade, origin.file) == ("C", "")
    assert origin.source == f"default of {usual:,g} USD at 16,000 IDR a dollar"
    again = load_scenario(save_scenario(scenario, tmp_path / "village.toml"))
    assert again == scenario
    assert "largest" not in (tmp_path / "village.toml").read_text(encoding="utf-8")


def test_bounds_follow_the_currency(tmp_path: Path) -> None:
    file = written(tmp_path, f"{RUPIAH}{VILLAGE}".replace("= 50", "= 8e12"))
    assert [str(one) for one in check_scenario(file)] == [
        "village.toml: [cooperatives.growers] office.fixed_cost: 8000000000000.0 is out of bounds. "
        "Allowed: a number from 0 to 3.2e+08 (money a month)."
    ]


def test_a_child_keeps_the_currency(tmp_path: Path) -> None:
    written(tmp_path, f'currency = "USD"\n{VILLAGE}', "base.toml")
    file = written(tmp_path, f'extends = "base.toml"\n{RUPIAH}')
    assert str(check_scenario(file)[0]) == (
        "village.toml: currency: 'IDR' is not the currency of base.toml, in which its amounts are "
        "written. Allowed: USD."
    )


# ---------------------------------------------------------------------------- there and back


@pytest.mark.parametrize("name", preset_names())
def test_preset_loads_and_comes_back(name: str, tmp_path: Path) -> None:
    assert check_scenario(name) == ()
    scenario = load_scenario(name)
    assert scenario.checked() is scenario
    assert load_scenario(scenario) is scenario
    again = load_scenario(save_scenario(scenario, tmp_path / f"{name}.toml"))
    assert again == scenario
    assert again.digest == scenario.digest
    assert [told(one) for one in sources(again)] == [told(one) for one in sources(scenario)]


def test_what_is_hard_to_write_comes_back(tmp_path: Path) -> None:
    scenario = attrs.evolve(
        example(),
        title='Quotes " and \\ and \x7f and \n and 🐟',
        note="''' \"\"\" \t",
        words=(("pt", "Café"), ("a b", "x")),
        without=("lend", "luck"),
        expect=(("members", (0.0, 1e-7)),),
        what_if=True,
    )
    scenario = scenario.with_terms(fund__loan_rate=0.06, office__fixed_cost=33).with_policies(
        Policy(3, (("fund.tenor", 7), ("fund.loan_rate", 1e-5), ("market.payment_delay", 3)), 5),
        Policy(9, (("fund.tenor", 8),), None, (("set", "growers"), ("cooperative", 0)), "why"),
    )
    one = attrs.evolve(
        scenario.cooperatives[0], name="a.b c", terms=(("fund.tenor", 9),), lends=False
    )
    scenario = attrs.evolve(scenario, cooperatives=(one,), policies=scenario.policies[:1])
    again = load_scenario(save_scenario(scenario, tmp_path / "deep" / "other.toml"))
    assert again == scenario
    assert again.digest == scenario.digest


def test_save_writes_what_differs(tmp_path: Path) -> None:
    target = save_scenario(example().with_terms(fund__loan_rate=0.06), tmp_path / "example.toml")
    assert (
        target.read_text(encoding="utf-8")
        == """\
title = "An example"
households = 30

[[district]]
name = "Somewhere"
share = 1.0

[cooperatives.growers]
kind = "producer"
sectors = { agriculture = 1.0 }
households = 30
members = 12

[fund]
loan_rate = { value = 0.06, grade = "C", source = "set by the user" }
"""
    )
    assert [one.name for one in tmp_path.iterdir()] == ["example.toml"]


def test_save_refuses_what_would_not_load(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="months"):
        save_scenario(attrs.evolve(example(), months=0), tmp_path / "x.toml")
    assert not list(tmp_path.iterdir())


def test_the_order_of_writing_is_no_difference() -> None:
    pairs = (("fund.tenor", 7), ("fund.loan_rate", 0.1))
    assert Policy(3, pairs) == Policy(3, pairs[::-1])
    integer = attrs.evolve(example().cooperatives[0], voluntary=20)
    assert attrs.evolve(example(), cooperatives=(integer,)).digest == example().digest


# ---------------------------------------------------------------------------- sources


def test_sources_of_what_is_stated_and_what_is_not(tmp_path: Path) -> None:
    rows = {row.name: row for row in sources(load_scenario(written(tmp_path, VILLAGE)))}
    dili = rows["district.Dili.share"]
    assert (dili.value, dili.grade, dili.source, dili.file) == (
        0.4,
        "B",
        "census 2022",
        "village.toml",
    )
    assert rows["district.Ermera.share"].source == "assumed"
    cost = rows["cooperatives.growers.office.fixed_cost"]
    assert (cost.value, cost.unit, cost.source, cost.role) == (
        50.0,
        "USD a month",
        "a visit",
        "decision",
    )
    param = PARAMS["fund.loan_rate"]
    left = rows["fund.loan_rate"]
    assert (left.grade, left.source, left.role, left.file) == (
        param.grade,
        param.source,
        param.role,
        "",
    )
    assert set(PARAMS) <= set(rows)
    assert {row.grade for row in rows.values()} <= set(GRADES)


def test_a_source_holds_only_for_its_value(tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path, VILLAGE))
    changed = attrs.evolve(scenario.cooperatives[0], terms=(("office.fixed_cost", 60.0),))
    scenario = attrs.evolve(scenario, cooperatives=(changed,))
    rows = {row.name: row for row in sources(scenario)}
    assert rows["cooperatives.growers.office.fixed_cost"].source == "not said"


# ---------------------------------------------------------------------------- settings


def test_settings(tmp_path: Path) -> None:
    village = load_scenario(written(tmp_path, VILLAGE))
    changed = with_settings(village, [
        "fund.loan_rate=0.06", "fund.tenor = 9", "without=lend, luck", "months=24",
        "district.Ermera.hours=3", "cooperatives.growers.members=33",
        "cooperatives.growers.fund.largest=100",
    ])  # fmt: skip
    assert (changed.terms.fund.loan_rate, changed.terms.fund.tenor, changed.months) == (0.06, 9, 24)
    assert changed.without == ("lend", "luck")
    assert changed.districts[0].hours == 3.0
    growers = changed.cooperatives[0]
    assert (growers.members, growers.terms) == (
        33,
        (("fund.largest", 100.0), ("office.fixed_cost", 50.0)),
    )
    assert dict(changed.origins)["fund.loan_rate"].source == "set by the user"
    assert village == load_scenario(tmp_path / "village.toml")


def test_a_set_keeps_what_is_set_for_it() -> None:
    settings = ["cooperatives.growers.fund.tenor=9", "fund.tenor=12"]
    changed = with_settings(example(), settings)
    assert changed.terms.fund.tenor == 12
    assert changed.cooperatives[0].terms == (("fund.tenor", 9),)


def test_every_faulty_setting_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        with_settings(example(), [
            "fund.loan_rate=7.5", "fund.tenor=soon", "fund.loan_rat=1", "nothing", "months=x",
            "district.Nowhere.share=1", "cooperatives.growers.size=1", "without=lned",
            "months=3",
        ])  # fmt: skip
    assert [str(fault) for fault in caught.value.faults] == [
        "--set: nothing: this is no setting. Write name=value, as fund.loan_rate=0.06.",
        "--set: months: it is set twice. Set it once.",
        f"--set: [fund] loan_rate: 7.5 is out of bounds. {RATE}",
        "--set: [fund] tenor: 'soon' is not a number. Allowed: a whole number from 1 to 60 (months).",
        "--set: fund.loan_rat: there is no such term. Did you mean 'fund.loan_rate'?",
        "--set: months: 'x' is not a whole number. Allowed: a whole number.",
        "--set: district.Nowhere.share: there is no 'Nowhere'. Did you mean 'Somewhere'?",
        "--set: cooperatives.growers.size: there is no 'size' to set here.",
        "--set: without: there is no verb 'lned'. Did you mean 'lend'?",
    ]


def test_every_faulty_value_of_a_copy_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        example().with_terms(fund__loan_rate=10**400, fund__tenro=3, fund__tenor=[])
    assert len(caught.value.faults) == 3
    assert isinstance(example().with_terms(fund__tenor=9.0).terms.fund.tenor, int)


def written(folder: Path, text: str, name: str = "village.toml") -> Path:
    """A file of this text."""
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def told(row: SourceRow) -> dict[str, Any]:
    """A source row without the file that states it."""
    return attrs.asdict(attrs.evolve(row, file=""))


def test_a_scenario_is_what_is_loaded() -> None:
    assert isinstance(load_scenario(preset_names()[0]), Scenario)
