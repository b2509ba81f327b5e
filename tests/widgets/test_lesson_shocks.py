"""What lesson 08 says of its village: a run where little cash was kept back, and its price."""

from __future__ import annotations

import numpy as np
import pytest

from coopsim.accounts import balance_sheet
from coopsim.results import Run
from coopsim.widgets import open_lesson

WAITING = 0.05
"""Share of voluntary savings above which the lesson says that savers wait."""
BEFORE, STORM, AFTER = 2, 3, 4
"""Years of the run, from 0: the last one before the storm, that of the storm, the last one."""


def lived(luck: int, *, brief: bool = True, **moved: object) -> tuple[Run, Run]:
    """A and B of the lesson, with some controls moved in both (``__`` stands for the dot)."""
    lesson = open_lesson("08_shocks", folder=None)
    trial = lesson.trial("reserve")
    others = {name.replace("__", "."): value for name, value in moved.items()}
    a, b = (
        lesson.worlds.live(trial.world(settings | others, luck, brief=brief))
        for settings in (trial.trial.a, trial.trial.b)
    )
    assert isinstance(a, Run) and isinstance(b, Run)
    return a, b


def waits(run: Run, first: int = 13, last: int = 60) -> float:
    """The largest share of the savings that waited at a month's end."""
    share = np.asarray(run.values("unpaid_claims")) / np.asarray(run.values("voluntary"))
    return float(share[first - 1 : last].max())


@pytest.mark.parametrize("luck", [0, 2])
def test_savers_wait_with_little_cash_and_their_savings_do_not_come_back(luck: int) -> None:
    a, b = lived(luck)
    assert waits(a) > WAITING > waits(b)
    savings, trust = ([run.by_year(name) for run in (a, b)] for name in ("voluntary", "trust"))
    assert all(one[STORM] < 0.75 * one[BEFORE] for one in savings)
    assert savings[0][AFTER] < 0.7 * savings[0][BEFORE]
    assert savings[1][AFTER] > 0.9 * savings[1][BEFORE]
    assert trust[0][STORM] < trust[0][BEFORE] and trust[1][STORM] > trust[1][BEFORE]


def test_cash_kept_back_costs_loans_in_quiet_years_and_the_books_show_it() -> None:
    a, b = lived(0, brief=False)
    for year in (2, 3):
        one, other = (balance_sheet(run, 0, year) for run in (a, b))
        assert one["loans to members"] > other["loans to members"]
        assert one["cash"] < other["cash"]
    _, half = lived(0, fund__liquidity_floor=0.5)
    borrowers = [run.by_year("borrowers")[BEFORE] for run in (a, b, half)]
    assert borrowers == [118, 102, 84]


def test_the_smallest_part_that_keeps_trust_is_a_fifth() -> None:
    for part, kept in ((0.15, False), (0.20, True)):
        _, b = lived(0, fund__liquidity_floor=part)
        trust = b.by_year("trust")
        assert bool(trust[STORM] > trust[BEFORE]) == kept


def test_illness_house_by_house_makes_nobody_wait_before_the_storm() -> None:
    a, b = lived(0, luck__illness=0.08)
    assert max(waits(a, last=36), waits(b, last=36)) < WAITING < waits(a)


def test_short_loans_and_new_dates_do_what_the_tasks_ask_about() -> None:
    _, usual = lived(0)
    _, short = lived(0, fund__tenor=6)
    _, dates = lived(0, fund__rescheduling=0.5)
    assert waits(short) < WAITING
    assert short.by_year("loans")[BEFORE] < 0.5 * usual.by_year("loans")[BEFORE]
    assert dates.by_year("debt_service")[STORM] < 0.9 * usual.by_year("debt_service")[STORM]
    assert waits(dates) <= waits(usual) + 0.01


def test_one_household_needs_its_savings_in_the_storm_and_one_hears_of_the_delay() -> None:
    a, b = (run.panel for run in lived(0, brief=False))
    saved = a.columns.index("voluntary")
    before, storm, after = 35, 40, 43  # months 36, 41 and 44
    for panel in (a, b):
        assert panel.values[storm, saved, 6] == 0 < panel.values[before, saved, 6]
        assert panel.values[storm, saved, 0] > panel.values[before, saved, 0]
    assert a.values[after, saved, 0] < 0.2 * a.values[after - 1, saved, 0]
    assert b.values[after, saved, 0] > b.values[after - 1, saved, 0]
