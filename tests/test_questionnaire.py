"""The questionnaire: forms as data, answers read strictly, counted by hand, typed text escaped."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coopsim.assessment import (
    TOO_FEW,
    AssessmentError,
    questionnaire,
    reactions,
    reactions_page,
    read_filled,
)
from coopsim.assessment.questionnaire import load_questionnaire
from coopsim.cli.app import app

NASTY = "<script>alert(1)</script> & more"
SHEETS = (
    {"code": "AB1", "form": "exit", "work": "5", "pace": "2", "best": NASTY},
    {"code": "CD2", "form": "exit", "work": "3", "pace": "", "monday": "call the board"},
    {"code": "EF3", "form": "exit", "work": "4", "pace": "4"},
    {"code": "AB1", "form": "later", "told": "yes", "first": "Partly", "use": "4"},
    {"code": "GH4", "form": "later", "told": "no", "first": "no", "seen": "a new column"},
)


def written(folder: Path, *sheets: dict[str, str], sign: str = ",") -> Path:
    head = questionnaire().columns
    quoted = [[f'"{row.get(one, "")}"' for one in head] for row in sheets]
    path = folder / "answers.csv"
    path.write_text("\n".join([sign.join(head), *map(sign.join, quoted)]) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("sign", [",", ";"])
def test_a_table_is_counted_as_by_hand(tmp_path: Path, sign: str) -> None:
    found = reactions(read_filled(written(tmp_path, *SHEETS, sign=sign)))
    leaving, later = found.forms
    assert (leaving.count, later.count, found.both) == (3, 2, 1)
    by_key = {one.question.key: one for form in found.forms for one in form.reactions}
    assert (by_key["work"].count, by_key["work"].mean) == (3, 4.0)
    assert by_key["work"].marks == (0, 0, 1, 1, 1)
    assert (by_key["pace"].count, by_key["pace"].mean) == (2, 3.0)
    assert math.isnan(by_key["game"].mean)
    assert by_key["best"].written == (NASTY,)
    assert by_key["told"].marks == (1, 0, 1)
    assert by_key["first"].marks == (0, 1, 1)  # 'Partly' is partly
    assert by_key["seen"].written == ("a new column",)


def test_the_page_warns_of_few_and_escapes_what_was_typed(tmp_path: Path) -> None:
    page = reactions_page(reactions(read_filled(written(tmp_path, *SHEETS))), "en")
    assert page.count(TOO_FEW) == 2
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    many = [{"code": f"X{place}", "form": "exit", "work": "5"} for place in range(12)]
    assert TOO_FEW not in reactions_page(reactions(read_filled(written(tmp_path, *many))), "en")


def test_every_fault_of_a_table_is_told_at_once(tmp_path: Path) -> None:
    bad = (
        {"code": "", "form": "exit", "work": "6"},
        {"code": "B2", "form": "exot"},
        {"code": "C3", "form": "later", "told": "perhaps", "work": "3"},
        {"code": "D4", "form": "exit"},
        {"code": "D4", "form": "exit"},
    )
    with pytest.raises(AssessmentError) as told:
        read_filled(written(tmp_path, *bad))
    said = str(told.value)
    for words in (
        "line 2 code: it is empty",
        "line 2 work: '6' is no answer. Allowed: 1, 2, 3, 4, 5",
        "line 3 form: 'exot' is unknown. Allowed: exit, later",
        "line 4 told: 'perhaps' is no answer. Allowed: yes, partly, no",
        "line 4 work: the form 'later' does not ask this",
        "two sheets 'exit' with the code 'D4'",
    ):
        assert words in said


def test_columns_that_miss_or_are_too_many_are_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("code,form,wrok\nAB1,exit,5\n", encoding="utf-8")
    with pytest.raises(AssessmentError, match=r"(?s)'wrok'.*Did you mean 'work'.*'pace'.*missing"):
        read_filled(path)
    path.write_text(",".join(questionnaire().columns) + "\n", encoding="utf-8")
    with pytest.raises(AssessmentError, match="there are no answers in it"):
        read_filled(path)


def test_a_questionnaire_of_ones_own_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[[form]]\nkey = "exit"\ntitle = "T"\ntext = "U"\n'
        '[[question]]\nkey = "a"\nform = "exti"\nlevel = 4\nkind = "sclae"\ntext = "?"\n'
        '[[question]]\nkey = "a"\nform = "exit"\nlevel = 1\nkind = "open"\n',
        encoding="utf-8",
    )
    with pytest.raises(AssessmentError) as told:
        load_questionnaire(path)
    for words in ("'exti' is unknown", "'4' is unknown", "'sclae' is unknown", "is taken", "text"):
        assert words in str(told.value)


def test_three_levels_are_asked_and_no_name() -> None:
    whole = questionnaire()
    assert {one.level for one in whole.of("exit")} == {1, 2, 3}
    assert {one.level for one in whole.of("later")} == {3}
    assert not any("your name" in one.text for one in whole.questions)


def test_the_commands_make_a_table_and_read_it(tmp_path: Path) -> None:
    table, page = tmp_path / "reactions.csv", tmp_path / "reactions.html"
    made = CliRunner().invoke(app, ["assess", "table", str(table), "--questionnaire"])
    assert made.exit_code == 0
    assert table.read_text(encoding="utf-8").strip().split(",") == questionnaire().columns
    answers = written(tmp_path, *SHEETS)
    command = ["assess", "questionnaire", str(answers), "--out", str(page), "--json"]
    read = CliRunner().invoke(app, command)
    assert read.exit_code == 0, read.output
    data = json.loads(read.stdout)
    assert data["forms"]["exit"]["count"] == 3
    assert data["forms"]["exit"]["few"] is True
    assert data["forms"]["exit"]["questions"][4]["mean"] is None
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    shown = CliRunner().invoke(app, ["assess", "questionnaire", str(answers)])
    assert "3 sheets. " + TOO_FEW[:20] in shown.output
