"""Accounts on the page: each line has the amount of its own section."""

from __future__ import annotations

import re

from coopsim.accounts import members_capital
from coopsim.text import number
from coopsim.widgets.lesson import Lesson

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
