"""The studio's page without a browser: what is typed, kept, offered again, tried and refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from coopsim.files import load_scenario
from coopsim.studio import as_xlsx, with_value
from coopsim.text import LANGUAGES
from coopsim.widgets.studio.changing import Changing
from coopsim.widgets.studio.studio import Studio
from studio.conftest import opened

RATE = "fund.loan_rate"


def rows(piece: Changing) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in piece.fields.rows}


def test_a_share_is_typed_and_shown_in_per_cent(studio: Studio) -> None:
    values = studio.values()
    values.set(RATE, "12.5")
    assert studio.draft.scenario.terms.fund.loan_rate == 0.125
    shown = rows(values)[RATE]
    assert (shown["value"], shown["unit"], shown["bounds"]) == (12.5, "% a year", "0 to 60")
    assert shown["was"] == "The parent has: 18% a year"
    values.set(RATE, "7")
    assert studio.draft.scenario.terms.fund.loan_rate == 0.07
    values.reset(RATE)
    assert studio.draft.differences == () and not rows(values)[RATE].get("was")


def test_a_fault_stands_beside_its_value_and_what_is_no_number_changes_nothing(
    studio: Studio,
) -> None:
    values = studio.values()
    values.set(RATE, "99")
    said = "99% a year is out of bounds. Allowed: a number from 0% to 60% (a year)."
    assert rows(values)[RATE]["fault"] == said
    assert "1 fault" in studio.pieces["differences"].page.value
    values.set(RATE, "dear")
    assert "no number" in str(rows(values)[RATE]["fault"])
    assert studio.draft.scenario.terms.fund.loan_rate == 0.99
    values.group.value, values.shows.value = "surplus", "decision"
    values.set("surplus.reserve", "90")
    assert all("must sum to 100 %" in str(one["fault"]) for one in rows(values).values())
    values.search.value, values.shows.value = "", "faulty"
    values.group.value = ""
    assert set(rows(values)) >= {RATE, "surplus.reserve"}


def test_who_says_so_goes_to_the_very_value_it_is_written_beside(studio: Studio) -> None:
    values = studio.values()
    assert "says" not in rows(values)[RATE]  # nothing of one's own is said yet
    values.set(RATE, "10")
    values.set("fund.tenor", "36")
    values.says(RATE, "our report of 2025", "A")  # after the change, and after another one
    told = {one.name: (one.grade, one.source) for one in studio.draft.differences}
    assert told == {
        RATE: ("A", "our report of 2025"),
        "fund.tenor": ("C", "set in the studio"),
    }
    assert rows(values)[RATE]["says"]["source"] == "our report of 2025"
    assert studio.draft.scenario.terms.fund.loan_rate == 0.1
    values.set(RATE, "11")  # the report does not say this
    told = {one.name: (one.grade, one.source) for one in studio.draft.differences}
    assert told[RATE] == ("C", "set in the studio")
    values.says(RATE, " ", "A")  # nobody says it
    assert studio.draft.differences[0].grade == "C"


def test_a_policy_is_added_dated_aimed_and_taken_out(studio: Studio) -> None:
    line = studio.policies()
    line.add()
    line.put_term()
    for name, text in (("from", "25"), ("until", "36"), (RATE, "10"), ("why", "the board")):
        line.set(name, text)
    line.set("cooperative", "none")
    line.set("cooperative", "0")
    assert studio.draft.scenario.policies[0].where == ()  # people count from 1
    line.set("cooperative", "2")
    asked = {one["name"]: one for one in line.fields.rows}
    assert asked["cooperative"]["value"] == 2
    assert asked["from"]["bounds"] == "January 2028: year 3, in a game too"
    [one] = studio.draft.scenario.policies
    assert (one.start, one.until, one.where, one.why) == (
        25,
        36,
        (("cooperative", 1),),
        "the board",
    )
    assert one.changes == ((RATE, 0.1),)
    line.set("until", "")
    line.set("cooperative", "")
    line.add()
    line.put_term()
    assert "is also set by policy 1" in line._said.value
    line.remove()
    assert studio.draft.faults == () and len(studio.draft.scenario.policies) == 1
    line.reset(RATE)
    assert studio.draft.scenario.policies[0].changes == ()


def test_a_value_to_date_is_found_by_its_words_and_its_fault_is_in_its_unit(
    studio: Studio,
) -> None:
    line = studio.policies()
    every = len(line.offered.terms.options)
    line.offered.search.value = "savings interest"
    found = [name for _, name in line.offered.terms.options]
    assert "savings.rate" in found and len(found) < 20 < every
    line.offered.terms.value = "savings.rate"
    line.add()
    line.put_term()
    line.set("savings.rate", "25")
    assert "25% a year is out of bounds. Allowed: a number from 0% to 20%" in line._said.value
    line.offered.search.value = ""
    assert len(line.offered.terms.options) == every


def test_an_unsaved_change_is_here_again_after_a_dead_kernel(folder: Path) -> None:
    opened(folder).values().set(RATE, "10")
    again = opened(folder)  # nobody closed the first
    assert again.draft.scenario.terms.fund.loan_rate == 0.1 and again.draft.unsaved
    assert "is here again" in again.pieces["start"]._notice.value
    again.pieces["start"].anew()
    assert again.draft.differences == ()
    [aside] = again.others()
    third = opened(folder)
    third.begin_with().menu.value = f"draft:{aside}"
    third.pieces["begin"].open()
    assert third.draft.scenario.terms.fund.loan_rate == 0.1


def test_two_tabs_do_not_write_over_each_other(folder: Path) -> None:
    first, second = opened(folder), opened(folder)
    first.values().set(RATE, "10")
    second.values().set(RATE, "20")
    kept = {
        json.loads(path.read_text())["answers"]["draft"]["scenario"]["terms"]["fund"]["loan_rate"]
        for path in (folder / "saved").glob("*.json")
    }
    assert kept == {0.1, 0.2}
    assert "another tab" in second.pieces["start"]._notice.value


def test_a_damaged_draft_is_put_aside(folder: Path) -> None:
    opened(folder).values().set(RATE, "10")
    path = folder / "saved" / "studio.json"
    data = json.loads(path.read_text())
    data["answers"]["draft"]["scenario"]["terms"] = "gone"
    path.write_text(json.dumps(data))
    again = opened(folder)
    assert again.draft.differences == ()
    assert "put aside" in again.pieces["start"]._notice.value
    again.values().set(RATE, "11")
    assert len(list((folder / "saved").glob("*.json"))) == 2


def test_what_is_kept_is_kept_once_and_never_over_another(studio: Studio, folder: Path) -> None:
    keeping = studio.keep()
    studio.values().set(RATE, "10")
    keeping.title.value = "Ten per cent"
    keeping.keep()
    path = folder / "scenarios" / "ten-per-cent.toml"
    assert load_scenario(path).terms.fund.loan_rate == 0.1 and not studio.draft.unsaved
    studio.values().set(RATE, "11")
    keeping.keep()
    assert "already" in keeping._said.value and load_scenario(path).terms.fund.loan_rate == 0.1
    keeping.replace.value = True
    keeping.keep()
    assert load_scenario(path).terms.fund.loan_rate == 0.11
    assert keeping.replace.value is False


def test_a_faulty_draft_is_neither_kept_nor_tried(studio: Studio, folder: Path) -> None:
    studio.values().set(RATE, "99")
    studio.keep().keep()
    assert not (folder / "scenarios").exists()
    studio.test().run()
    assert studio.pieces["test"].result["lived"] == 0
    assert "out of bounds" in studio.pieces["test"]._said.value


def test_a_test_run_is_of_the_draft_it_was_asked_for(studio: Studio) -> None:
    studio.change(studio.draft.scenario.sized(households=400, months=24))
    test = studio.test()
    test.count.value = 5
    test.run()
    assert test.result["lived"] == 5 and "<svg" in test._shown.value
    assert "cs-old" not in test._shown._dom_classes
    studio.keep().title.value = "Another title"  # decides no number
    assert "cs-old" not in test._shown._dom_classes
    studio.values().set(RATE, "10")
    assert "cs-old" in test._shown._dom_classes
    assert "You have changed something since" in test._said.value


def test_a_workbook_comes_back_as_the_draft_or_every_fault_is_told(studio: Studio) -> None:
    keeping = studio.keep()
    changed, _ = with_value(studio.draft.scenario, RATE, 0.1)
    keeping.workbook.bring(as_xlsx(changed), "ours.xlsx")
    assert [one.name for one in studio.draft.differences] == [RATE]
    keeping.workbook.bring(b"no workbook", "ours.xlsx")
    assert "this is no workbook" in keeping.workbook._links.value
    assert [one.name for one in studio.draft.differences] == [RATE]


def test_a_real_name_warns_and_what_is_typed_is_never_markup(studio: Studio) -> None:
    keeping = studio.keep()
    keeping.title.value = "KSP Maju <script>alert(1)</script>"
    keeping.preview()
    assert "may be the name of a real cooperative" in keeping._warned.value
    shown = [keeping._warned.value, keeping._file.value, studio.pieces["begin"]._about.value,
             studio.pieces["differences"].page.value]  # fmt: skip
    assert not any("<script" in one for one in shown)


def test_fifteen_numbers_become_the_draft_and_stay_typed(folder: Path) -> None:
    own = opened(folder).own()
    own.menu.value = "indonesia-savings-and-loan"
    for name, text in (("members", "226"), ("pokok", "22600000"), ("rate", "18"), ("cash", "x")):
        own.set(name, text)
    again = opened(folder)
    book = again.own()
    assert book.typed == {"members": 226.0, "pokok": 22_600_000.0, "rate": 0.18}
    book.made()
    assert book.result["opening"]["pokok"] == 22_600_000 and book.result["assumed"] == 12
    book.taken()
    assert again.draft.parent_name == "annual-meeting-book"
    assert again.draft.differences == () and again.draft.unsaved
    assert book.menu.value == "indonesia-savings-and-loan"
    assert again.draft.scenario.terms.fund.loan_rate == 0.18
    assert (
        "It began as the village of your annual-meeting book" in again.pieces["begin"]._about.value
    )
    assert "Worked out with your changes" not in book._shown.value
    again.values().set(RATE, "9.5")
    assert "Worked out with your changes" in book._shown.value
    [rate] = re.findall(
        r"<th scope='row'>interest on loans a year</th>(.*?)</tr>", book._shown.value
    )
    assert re.findall(r"<td>([^<]*)</td>", rate) == [
        "18%",
        "9.5%",
        "9.5%",
        "You have changed it, or the model cannot open with it.",
    ]
    again.values().set(RATE, "99")
    assert "something in them is wrong" in book._shown.value
    again.values().reset(RATE)
    book.set("borrowers", "300")
    book.made()
    faults = {one["name"]: one["fault"] for one in book.fields.rows}
    assert "are more than the 226" in faults["borrowers"]


def test_the_book_is_asked_for_in_the_village_s_own_words_and_money(studio: Studio) -> None:
    own = studio.own()
    asked = {one["name"]: one for one in own.fields.rows}
    assert own.menu.value == "timor-leste-credit-union" == studio.draft.parent_name
    assert asked["pokok"]["label"] == "Entry shares of all members" and "price" not in asked
    own.menu.value = "indonesia-savings-and-loan"
    asked = {one["name"]: one for one in own.fields.rows}
    assert "(simpanan pokok)" in asked["pokok"]["label"] and "Rp" in asked["pokok"]["unit"]
    own.menu.value = "timor-leste-coffee"
    assert "price" in {one["name"] for one in own.fields.rows}


def test_the_book_follows_the_preset_that_is_open(studio: Studio) -> None:
    begin = studio.begin_with()
    begin.menu.value = "preset:timor-leste-coffee"
    begin.open()
    assert studio.own().menu.value == "timor-leste-coffee"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_change_and_what_was_typed_stays(studio: Studio, lang: str) -> None:
    studio.values().set(RATE, "10")
    studio.policies().add()
    before = studio.result
    studio.speak(lang)
    assert studio.result == before


def test_two_readers_of_the_same_notebook_see_the_same(folder: Path) -> None:
    assert opened(None).rehearsed().result == opened(folder).rehearsed().result


def test_faults_are_told_in_the_language_of_the_page(studio: Studio) -> None:
    studio.speak("id")
    values, keeping, own = studio.values(), studio.keep(), studio.own()
    values.set(RATE, "99")
    assert "di luar batas. Yang boleh: angka dari 0% sampai 60%" in str(rows(values)[RATE]["fault"])
    assert "di luar batas" in studio.pieces["differences"].page.value
    keeping.workbook.bring(b"no workbook", "ours.xlsx")
    assert "ini bukan buku kerja" in keeping.workbook._links.value
    for name, text in (("members", "226"), ("borrowers", "300")):
        own.set(name, text)
    own.made()
    faults = {one["name"]: one["fault"] for one in own.fields.rows}
    assert "300 lebih banyak daripada 226" in faults["borrowers"]
