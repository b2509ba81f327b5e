"""`coopsim diff` and `coopsim sheet`: the same list and the same workbook as on the page."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from coopsim.cli.app import app
from coopsim.files import load_scenario
from coopsim.studio import differences


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_diff_lists_what_the_page_lists() -> None:
    sides = ("timor-leste", "timor-leste-with-national-fund")
    found = json.loads(run("diff", *sides, "--json").stdout)
    listed = differences(*map(load_scenario, sides))
    assert [one["name"] for one in found["differences"]] == [one.name for one in listed]
    assert found["a"]["digest"] == load_scenario("timor-leste").digest
    told = run("diff", *sides).stdout
    assert "[national]" in told and "largest loan to a cooperative" in told


def test_diff_of_a_file_against_itself_changed() -> None:
    told = run("diff", "hamlet", "--set-b", "fund.loan_rate=0.2").stdout
    assert "lending rate" in told and "0.12" in told and "0.2" in told and "set by the user" in told
    assert "No value differs." in run("diff", "hamlet", "hamlet").stdout


def test_diff_asks_for_two_and_tells_every_fault() -> None:
    assert run("diff", "hamlet").exit_code == 2
    wrong = run("diff", "hamlte", "timor-lest")
    assert wrong.exit_code == 2
    assert wrong.stderr.count("Did you mean") == 2


def test_a_workbook_out_filled_in_and_back(tmp_path: Path) -> None:
    book, kept = tmp_path / "ours.xlsx", tmp_path / "ours.toml"
    assert run("sheet", "hamlet", book).exit_code == 0
    assert run("sheet", "hamlet", book).exit_code == 2  # nothing is replaced untold
    assert run("sheet", book, kept).exit_code == 0
    assert load_scenario(kept).digest == load_scenario("hamlet").digest
    filled = load_workbook(book)
    filled["fund"]["C3"].value = 7
    filled.save(book)
    wrong = run("sheet", book, kept, "--force")
    assert wrong.exit_code == 2 and "sheet 'fund', cell C3: 7.0 is out of bounds" in wrong.stderr
    assert load_scenario(kept).digest == load_scenario("hamlet").digest
    assert run("sheet", "hamlet", tmp_path / "ours.doc").exit_code == 2
