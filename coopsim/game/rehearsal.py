"""A whole game in a notebook: one team is yours, bots play the others, nothing is kept.

game = Rehearsal("timor-leste-coffee", teams=4, seed=3)
game.decide(loan_rate=0.15, support="training")
game.year()
game.to_end()
game.dial("trust")
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import attrs

from coopsim.game import bots
from coopsim.game.boardlevers import team_levers
from coopsim.game.commands import Advance, Decide, Send, Start, Value
from coopsim.game.events import EVENTS, changes_of
from coopsim.game.export import to_scenario
from coopsim.game.measures import DIALS, Dial, Number
from coopsim.game.results import Results
from coopsim.game.room import Room
from coopsim.game.setup import prepared
from coopsim.game.vote import accepted
from coopsim.game.whatif import what_if
from coopsim.scenario import Scenario
from coopsim.text import NO_HARM, percent, say

OURS = 0
"""The team that is yours."""


@attrs.frozen
class Shown:
    """Something to look at in a notebook: HTML, and the same in plain words."""

    html: str
    words: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return self.words


class Rehearsal:
    """A game whose first team is yours; the others are bots, in turn or as ``characters``."""

    def __init__(
        self, scenario: str | Path | Scenario, teams: int = 4,
        characters: Sequence[str] = ("careful", "generous", "lender"), **rules: Any,
    ) -> None:  # fmt: skip
        setup = prepared("rehearsal", scenario, teams, **rules)
        self._folder = tempfile.TemporaryDirectory()
        self.room = Room.create(Path(self._folder.name) / "game.db", setup)
        self.bots = {place: characters[(place - 1) % len(characters)] for place in range(1, teams)}
        self.lang = setup.lang
        self.room.do(Start())

    def decide(self, **changes: Value) -> Shown:
        """Change some of this year's decisions of your team; those left out stay as they were."""
        team = self.room.state.teams[OURS]
        self.room.do(Decide(OURS, team.version, team.draft | changes))
        return self.decisions()

    def decisions(self) -> Shown:
        """Your team's decisions of this year, and what each may be."""
        draft = self.room.state.teams[OURS].draft
        rows = [
            (
                one.title(self.lang),
                one.shown(draft[one.key], self.lang),
                one.key,
                one.hint(self.lang),
            )
            for one in team_levers(self.room.setup)
        ]
        head = (say("Decision", self.lang), say("now", self.lang), "", "")
        return _table(say("Year {year}", self.lang, year=self.room.state.year), head, rows)

    def year(self) -> Shown:
        """Send your decisions, let the bots decide, live the year, and show what came of it."""
        self._live()
        return self.numbers()

    def to_end(self) -> Shown:
        """Live the years that are left; your team keeps its last decisions."""
        while self.room.state.phase != "finished":
            self._live()
        return self.numbers()

    def numbers(self) -> Shown:
        """The numbers that matter, of every team in the last year lived."""
        results, year = self.results, len(self.room.state.lived)
        rows = [
            (
                name,
                *(self._said(one, results.value(one.key, team, year)) for one in results.numbers),
                self._vote(team),
            )
            for team, name in enumerate(self.names)
        ]
        titles = (one.title(self.lang) for one in results.numbers)
        head = ("", *titles, say("members' vote", self.lang))
        told = ", ".join(_befell(results, self.lang))
        title = say("Year {year}", self.lang, year=year) + (f": {told}" if told else "")
        return _table(title, head, rows)

    def dial(self, key: str) -> Shown:
        """A dial or number of every team over the years, as a picture and in words."""
        from coopsim.game.web.pictures import teams_chart
        from coopsim.game.web.telling import forms

        one = {dial.key: dial for dial in DIALS}.get(key) or next(
            number for number in self.results.numbers if number.key == key
        )
        values = self.results.values(key)[1:].T.tolist()
        title, currency = one.title(self.lang), self.room.setup.world.currency
        written = forms(one, currency, self.lang)
        picture = teams_chart(title, self.names, values, written, self.lang)
        formula = one.told(self.lang) if isinstance(one, Dial) else ""
        return self._drawn(title, picture, formula)

    def what_if(self, lever: str, value: Value, years: Sequence[int] = ()) -> Shown:
        """The dials of your team at the end, had it decided one thing otherwise."""
        state = self.room.state
        asked = what_if(self.room.setup, state.lived, OURS, lever, value, years)
        rows = [
            (dial.title(self.lang), *(
                self._said(dial, which.value(dial.key, OURS, len(state.lived)))
                for which in (asked.a, asked.b)
            ))
            for dial in DIALS
        ]  # fmt: skip
        head = ("", say("as it was", self.lang), say("as it would have been", self.lang))
        one = next(one for one in team_levers(self.room.setup) if one.key == lever)
        return _table(f"{one.title(self.lang)}: {one.shown(value, self.lang)}", head, rows)

    @property
    def results(self) -> Results:
        """What the lived years gave."""
        return self.room.results()

    @property
    def scenario(self) -> Scenario:
        """The game so far as a scenario, to save, to run and to vary."""
        return to_scenario(self.room.setup, self.room.state.lived)

    @property
    def names(self) -> tuple[str, ...]:
        """The teams' names, with the characters of the bots."""
        return tuple(
            team.name if team.number == OURS
            else f"{team.name} ({bots.CHARACTERS[self.bots[team.number]].title(self.lang)})"
            for team in self.room.state.teams
        )  # fmt: skip

    @property
    def result(self) -> dict[str, list[int]]:
        """The dials of every team in the last year lived, in hundredths: no language in it."""
        last = len(self.room.state.lived)
        return {
            dial.key: [round(100 * float(value)) for value in self.results.values(dial.key)[last]]
            for dial in DIALS
        }

    def _live(self) -> None:
        team = self.room.state.teams[OURS]
        self.room.do(Send(OURS, team.version, team.draft))
        bots.send(self.room, self.bots)
        self.room.do(Advance())

    def _vote(self, team: int) -> str:
        years = self.room.state.lived
        share = years[-1].votes[team] if years else None
        if share is None or (accepted(share) and not self.results.split_anything(team, len(years))):
            return ""
        told = percent(share, self.lang)
        if accepted(share):
            return say("{share} said yes", self.lang, share=told)
        return say("{share} said yes: rejected", self.lang, share=told)

    def _said(self, one: Number | Dial, value: float) -> str:
        from coopsim.game.web.telling import amount

        return amount(one, value, self.room.setup.world.currency, self.lang)

    def _drawn(self, title: str, picture: str, below: str) -> Shown:
        names = [f"{place} {name}" for place, name in enumerate(self.names, 1)]
        said = [*names, below, say(NO_HARM, self.lang)]
        small = "".join(f"<p>{escape(line)}</p>" for line in ("; ".join(names), *said[-2:]) if line)
        html = f'<div style="max-width: 42em"><h4>{escape(title)}</h4>{picture}{small}</div>'
        return Shown(html, "\n".join([title, *said]))


def _befell(results: Results, lang: str) -> list[str]:
    """The cards of the last lived year, and what the scenario itself brought in it."""
    if not results.years:
        return []
    cards = [EVENTS[key].named(lang) for key in results.years[-1].events]
    dated = changes_of(results.setup, len(results.years))
    return [*cards, *(policy.why for policy in dated if policy.why)]


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Shown:
    """Rows of words as a table; the first column heads its row."""
    left = 'style="text-align: left"'
    top = "".join(f'<th scope="col" {left}>{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row" {left}>{escape(first)}</th>'
        + "".join(f"<td {left}>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    html = f"<table><caption><b>{escape(title)}</b></caption><tr>{top}</tr>{body}</table>"
    lines = [title, " | ".join(head), *(" | ".join(row) for row in rows)]
    return Shown(html, "\n".join(lines))
