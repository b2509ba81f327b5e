"""The debrief: years, decisions and results side by side, dials one at a time, and what if."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tornado.web import HTTPError

from coopsim.errors import Sentence
from coopsim.game import (
    DIALS,
    FACILITATOR,
    Dial,
    GameError,
    Hide,
    Results,
    Reveal,
    Setup,
    State,
    WhatIf,
    board_of,
    makings_of,
    team_levers,
    what_if,
)
from coopsim.game.web import choosing, dated, moments, pictures, projecting, telling
from coopsim.game.web.base import Page
from coopsim.game.web.host import Seen
from coopsim.text import say


class Debrief(Page):
    """The page of the debrief, on one screen for the facilitator and to print."""

    roles = frozenset({FACILITATOR})

    def get(self) -> None:
        """Show it."""
        seen, setup, lang = self.host.seen, self.host.room.setup, self.lang
        state, results = seen.state, seen.results
        ranked = self.get_query_argument("ranking", "") == "1"
        played = bool(state.lived) and results is not None
        self.page(
            "debrief.html", room=self.host.room.name,
            names=[team.name for team in state.teams], ranked=ranked, tried="",
            any_revealed=any(dial.key in state.revealed for dial in DIALS),
            began=telling.began(results, [team.name for team in state.teams], lang)
            if results else None,
            dials=[dial_card(seen, dial, lang, ranked) for dial in DIALS] if played else [],
            years=years(results, state, lang) if played and results else [],
            groups=positions(setup, lang) if played else [],
        )  # fmt: skip


class Shown(Page):
    """A dial or a number is shown, or shown no more, here and on the projector."""

    roles = frozenset({FACILITATOR})

    async def post(self, what: str) -> None:
        """Show or hide it."""
        key = self.get_body_argument("what")
        await self.host.do(Reveal(key) if what == "reveal" else Hide(key))
        await self.host.publish()
        self.answer("", go="/debrief")

    @property
    def back(self) -> str:
        """The debrief."""
        return "/debrief"


class Tried(Page):
    """What if a team had decided otherwise: the same game, lived again."""

    roles = frozenset({FACILITATOR})

    async def post(self) -> None:
        """Live it again and say what differs."""
        state, setup, lang = self.host.seen.state, self.host.room.setup, self.lang
        team, first, last = (self.whole(name) for name in ("team", "first", "last"))
        key, _, text = self.get_body_argument("what").partition("=")
        lever = next((one for one in team_levers(setup) if one.key == key), None)
        if lever is None or not 0 <= team < len(state.teams):
            raise HTTPError(400)
        if first > last:
            raise GameError(Sentence("The first year comes after the last."))
        value, in_years = choosing.read(lever, text), range(first, last + 1)
        tried = await self.host.live(
            lambda: what_if(setup, state.lived, team, key, value, in_years)
        )
        named = {
            "team": state.teams[team].name, "lever": lever.title(lang),
            "value": lever.shown(value, lang), "first": first, "last": last,
        }  # fmt: skip
        given = what_if_words(tried, state, named, lang)
        region = self.host.pages.region("_whatif.html", lang, **given)
        self.answer(given["sentence"], html=region.html)

    def whole(self, name: str) -> int:
        """A whole number of the form."""
        try:
            return int(self.get_body_argument(name))
        except ValueError:
            raise HTTPError(400) from None


def dial_card(seen: Seen, dial: Dial, lang: str, ranked: bool) -> dict[str, Any]:
    """A dial: hidden until it is shown; then its curves and the teams, in order if asked."""
    shown = dial.key in seen.state.revealed
    card: dict[str, Any] = {
        "key": dial.key, "title": dial.title(lang), "meaning": dial.told(lang), "svg": "",
        "table": None, "action": "/debrief/hide" if shown else "/debrief/reveal",
        "words": say("Hide: {dial}", lang, dial=dial.title(lang))
        if shown else say("Show: {dial}", lang, dial=dial.title(lang)),
    }  # fmt: skip
    if not shown or seen.results is None:
        return card
    drawn = projecting.picture(seen.results, seen.state, dial.key, lang)
    return card | {"svg": drawn.svg, "table": _made(seen.results, seen.state, dial, lang, ranked)}


def _made(
    results: Results, state: State, dial: Dial, lang: str, ranked: bool
) -> dict[str, Any]:  # fmt: skip
    """A row a team: the dial, and what made it, a column each thing that any team has."""
    year, currency = len(state.lived), results.setup.world.currency
    order = results.ranking(dial.key, year) if ranked else range(len(state.teams))
    columns: list[tuple[telling.Told, Any]] = [(dial, results.values(dial.key)[year])]
    for making in makings_of(dial.key, board_of(results.setup)):
        if (values := making.values(results.world)).any():
            columns.append((making, values))
    rows = [
        {
            "kind": "line", "words": f"{team + 1} {state.teams[team].name}",
            "amounts": [telling.amount(one, float(values[team]), currency, lang)
                        for one, values in columns],
        }
        for team in order
    ]  # fmt: skip
    made = [telling.capital(one.title(lang)) for one, _ in columns[1:]]
    return {
        "title": say("What made it, all years together", lang), "rows": rows,
        "heads": [say("After year {year}", lang, year=year), *made],
    }  # fmt: skip


def years(results: Results, state: State, lang: str) -> list[dict[str, Any]]:
    """Every lived year: its cards, what each team decided, what it came to."""
    return [
        {
            "number": number, "words": say("Year {year}", lang, year=number),
            "events": [*moments.cards(year.events, lang),
                       *dated.of_year(results.setup, number, lang)],
            "parts": [
                {
                    "words": say("Decisions", lang),
                    "rows": _decisions(results, state, number, lang),
                },
                {"words": say("Results", lang), "rows": _results(results, state, number, lang)},
            ],
        }
        for number, year in enumerate(state.lived, 1)
    ]  # fmt: skip


def _decisions(results: Results, state: State, number: int, lang: str) -> list[dict[str, Any]]:
    """A row a lever that any team has moved so far, bold where it was moved this year."""
    year, before = state.lived[number - 1], _before(state, number)
    rows = []
    for lever in team_levers(results.setup):
        cells = [
            {
                "words": lever.shown(now[lever.key], lang),
                "changed": now[lever.key] != old[lever.key],
            }
            for now, old in zip(year.decisions, before, strict=True)
        ]
        moved = any(now[lever.key] != first[lever.key]
                    for now, first in zip(year.decisions, state.first, strict=True))  # fmt: skip
        if moved or any(cell["changed"] for cell in cells):
            rows.append({"words": lever.title(lang), "cells": cells})
    votes = [{"words": telling.vote_mark(results, year, team, number, lang), "changed": False}
             for team in range(len(state.teams))]  # fmt: skip
    if any(cell["words"] for cell in votes):
        rows.append({"words": say("Vote on the split", lang), "cells": votes})
    return rows


def _before(state: State, number: int) -> Sequence[Any]:
    return state.lived[number - 2].decisions if number > 1 else state.first


def _results(results: Results, state: State, number: int, lang: str) -> list[dict[str, Any]]:
    currency = results.setup.world.currency
    dials = (dial for dial in DIALS if dial.key in state.revealed)
    measures: list[telling.Measure] = [*results.numbers, *dials]
    return [
        {
            "words": telling.capital(one.title(lang)),
            "cells": [
                {"words": telling.amount(one, float(value), currency, lang), "changed": False}
                for value in results.values(one.key)[number]
            ],
        }
        for one in measures
    ]  # fmt: skip


def positions(setup: Setup, lang: str) -> list[dict[str, Any]]:
    """Every position of every lever, to choose one for a 'what if'."""
    return [
        {
            "words": lever.title(lang),
            "options": [
                (
                    f"{lever.key}={choosing.written(one)}",
                    lever.shown(one, lang),
                )
                for one in choosing.positions(lever)
            ],
        }
        for lever in team_levers(setup)
    ]  # fmt: skip


def what_if_words(tried: WhatIf, state: State, named: dict[str, Any], lang: str) -> dict[str, Any]:
    """One sentence, a table and the dials' curves of a 'what if'."""
    year, currency = len(state.lived), tried.a.setup.world.currency
    measures: list[telling.Measure] = [*DIALS, *tried.a.numbers]
    rows = []
    for one in measures:
        a, b = (side.value(one.key, tried.team, year) for side in (tried.a, tried.b))
        rows.append({
            "words": telling.capital(one.title(lang)), "a": telling.amount(one, a, currency, lang),
            "b": telling.amount(one, b, currency, lang),
            "change": telling.difference(one, b, a, currency, lang),
        })  # fmt: skip
    both = [say("As played", lang), say("Changed", lang)]
    return {
        "sentence": _sentence(tried, rows, named, lang), "rows": rows,
        "pictures": [_pair(tried, dial, both, year, lang) for dial in DIALS],
    }  # fmt: skip


def _sentence(
    tried: WhatIf, rows: list[dict[str, Any]], named: dict[str, Any], lang: str
) -> str:  # fmt: skip
    if not tried.changed:
        return say("{team} had decided so anyway: {lever}, {value}.", lang,
                   team=named["team"], lever=named["lever"], value=named["value"])  # fmt: skip
    ends = " ".join(
        say("{what}: the same, {value}.", lang, what=row["words"], value=row["a"])
        if row["a"] == row["b"]
        else say("{what}: {b} instead of {a}.", lang, what=row["words"], a=row["a"], b=row["b"])
        for row in rows[: len(DIALS)]
    )
    return say("If {team} had decided “{lever}: {value}” in years {first} to {last}, then:", lang,
               **named) + " " + ends  # fmt: skip


def _pair(
    tried: WhatIf, dial: Dial, both: list[str], years_: int, lang: str
) -> pictures.Picture:  # fmt: skip
    lines = [
        side.values(dial.key)[1 : years_ + 1, tried.team].tolist() for side in (tried.a, tried.b)
    ]
    currency = tried.a.setup.world.currency

    title = telling.capital(dial.title(lang))
    drawn = pictures.pair_chart(title, both, lines, telling.forms(dial, currency, lang), lang)
    return pictures.Picture(title, drawn)


ROUTES: list[tuple[str, type[Page]]] = [
    (r"/debrief", Debrief),
    (r"/debrief/(reveal|hide)", Shown),
    (r"/debrief/whatif", Tried),
]
