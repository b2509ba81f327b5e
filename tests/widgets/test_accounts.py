"""Accounts on the page: each line has the amount of its own section."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import attrs
import pytest

import coopsim
from coopsim.accounts import balance_sheet, members_capital
from coopsim.text import number
from coopsim.widgets.accounts import _picture as drawn
from coopsim.widgets.lesson import Lesson, open_lesson
from coopsim.widgets.telling import Pair
from widgets.little import LITTLE

CELLS = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>")


def test_the_same_label_in_two_sections_keeps_two_amounts(lesson: Lesson) -> None:
    lesson.parts["predict.rate"].guess("less")
    accounts = lesson.parts["accounts.rate"]
    accounts.statement.box.value = "capital"
    statement = members_capital(lesson.trials["rate"].pair.a, accounts.cooperative.value, 3)
    due = [
        number((line.amount or 0) / statement.minor, "en", 2)
        for line in statement.lines
        if line.kind != "heading" and line.amount
    ]
    assert len({line.amount for line in statement.lines if line.label == "at the start"}) > 1
    rows = [CELLS.findall(row) for row in accounts.page.value.split("<tr")[2:]]
    shown = [row[1] for row in rows if len(row) == 3]
    assert [one for one in shown if one in due] == due


def test_the_bars_of_the_balance_sheet_are_whole() -> None:
    union = attrs.evolve(coopsim.load_scenario("timor-leste-credit-union"), months=24)
    run = coopsim.simulate(union, seed=1)
    sheet = balance_sheet(run, 0, 2)
    assert sheet["interest owed by members"] == 41_01, "in dollars it is 41"
    picture = drawn(Pair(run, run, "en"), 0, 2)
    texts = re.findall(r">([^<]+)</text>", picture)
    tops = {name: top for top, name in itertools.pairwise(texts)}
    assert tops["A owns"] == tops["A is from"] == "28"
    assert "A: everything else it owns US$\xa041;" in picture
    assert "other debts" not in picture, "there are none"
    said = picture.partition("<desc>")[2].partition("</desc>")[0]
    amounts = [float(one.replace(",", "")) for one in re.findall(r"A: [^;]*?\xa0([\d,]+)", said)]
    assert sum(amounts) == pytest.approx(2 * sheet["total assets"] / sheet.minor, abs=3)


def test_the_accounts_open_where_the_lesson_says(tmp_path: Path) -> None:
    text = LITTLE.read_text(encoding="utf-8")
    path = tmp_path / "opening.toml"
    path.write_text(f'{text}\n[trial.rate.books]\nstatement = "cash"\nyear = 1\n', encoding="utf-8")
    lesson = open_lesson(path, folder=None)
    lesson.trial("rate")
    view = lesson.accounts()
    assert (view.statement.value, view.year.value, view.cooperative.value) == ("cash", 1, 0)
    view.year.value = 2
    lesson.speak("id")
    assert view.year.value == 2
