"""What the debrief says of a dial comes from the books of the years that were lived."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from game.rooms import setup
from game.test_levers import same

from coopsim.accounts import Statement
from coopsim.game import DIALS, Results, board_of, lived, makings_of
from coopsim.game.web import telling

YEARS = 3


@pytest.fixture(scope="module")
def played() -> Results:
    """A team that gives new dates and asks for a grant, among teams that do nothing new."""
    game = setup(years=YEARS)
    years = same(game, YEARS)
    dates = years[0].decisions[0] | {"rescheduling": 0.5, "meetings": 0.0, "support": "grant"}
    decided = (dates, *years[0].decisions[1:])
    return lived(game, tuple(attrs.evolve(year, decisions=decided) for year in years))


def line(statement: Statement, label: str) -> float:
    found = [one.amount or 0 for one in statement.lines if one.label == label]
    return sum(found) / statement.minor


def test_what_made_a_dial_agrees_with_the_accounts(played: Results) -> None:
    made = {
        one.label: one.values(played.world)
        for dial in DIALS
        for one in makings_of(dial.key, board_of(played.setup))
    }
    for team in range(3):
        accounts = [played.accounts(team, year) for year in range(1, YEARS + 1)]
        surplus = sum(line(one[1], "surplus of the year") for one in accounts)
        assert made["surpluses less losses"][team] == pytest.approx(surplus)
        cash = [one[2] for one in accounts]
        granted = sum(line(one, "grants received") for one in cash)
        assert made["grants received"][team] == pytest.approx(granted)
        interest = -sum(line(one[1], "interest on savings") for one in accounts)
        assert made["interest on savings"][team] == pytest.approx(interest)
        provided = -sum(line(one[1], "provision for loans") for one in accounts)
        assert made["provision for loans"][team] == pytest.approx(provided)
        sheets = [played.accounts(team, year)[0] for year in (0, YEARS)]
        before, after = (
            line(one, "entry shares") + line(one, "compulsory savings") for one in sheets
        )
        paid = made["members' shares and compulsory savings"][team]
        assert paid == pytest.approx(after - before)
    met = played.fact("met")[1:].sum(axis=0)
    assert (made["annual meetings held"] == met).all()


def test_grants_and_new_dates_are_told_of_who_had_them(played: Results) -> None:
    made = {one.label: one for one in makings_of("reserve", board_of(played.setup))}
    granted = made["grants received"].values(played.world)
    dates = made["loans given new dates, not counted as late"].values(played.world)
    assert granted[0] > 0 and dates[0] > 0
    assert not granted[1:].any() and not dates[1:].any()
    shown = telling.measured(played.numbers, played, 0, YEARS, "en")
    told = next(one for one in shown if "new dates" in one["words"])
    assert told["value"] == telling.percent(float(dates[0]), "en", 1)


def test_accounts_say_how_many_loans_were_given_new_dates(played: Results) -> None:
    def below_loans(team: int) -> dict[str, Any]:
        tables = [telling.table(one, YEARS, "en") for one in played.accounts(team, YEARS)[:3]]
        rows = telling.with_new_dates(tables, played, team, YEARS, "en")[0]["rows"]
        place = next(at for at, row in enumerate(rows) if row["words"] == "loans to members")
        found: dict[str, Any] = rows[place + 1]
        return found

    told, loans = below_loans(0), played.value("loans", 0, YEARS)
    amount = float(told["amounts"][0].replace(",", ""))
    assert told["words"] == "of these given new dates" and 0 < amount < loans
    assert amount / loans == pytest.approx(played.value("rescheduled_share", 0, YEARS), abs=1e-5)
    assert "new dates" not in below_loans(1)["words"], "nothing is told where there is none"


def test_where_teams_began_is_the_year_before(played: Results) -> None:
    table = telling.began(played, ("A", "B", "C"), "en")
    assert table["heads"] == ["A", "B", "C"]
    for row, one in zip(table["rows"], played.numbers, strict=True):
        values = played.values(one.key)[0]
        assert row["amounts"] == [telling.amount(one, v, "USD", "en") for v in np.asarray(values)]
