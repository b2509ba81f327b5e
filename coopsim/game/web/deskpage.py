"""The national desk: its terms hold for every cooperative alike, and it sees all their numbers."""

from __future__ import annotations

import json
from typing import Any

from coopsim.game import DESK, FACILITATOR, DecideDesk, Results, Setup, desk_levers
from coopsim.game.web import choosing, moments, telling
from coopsim.game.web.base import Page
from coopsim.game.web.host import News, Seen
from coopsim.game.web.paper import Region
from coopsim.game.web.teampages import Sheet, regions
from coopsim.text import say, words


class DeskPage(Sheet):
    """The national desk's page; the facilitator opens it too, for a desk on paper."""

    roles = frozenset({DESK, FACILITATOR})

    def get(self) -> None:
        """Show it."""
        self.show("team.html", "/desk/news")

    def sheet(self) -> News:
        """What the desk sees."""
        lang, host = self.lang, self.host

        def made(seen: Seen) -> dict[str, Region]:
            view = {
                "head": _head(host.room.setup, seen, lang), "sent": _sent(seen, lang),
                "results": _results(seen, lang), "form": _form(host, seen, lang),
            }  # fmt: skip
            return regions(host.pages, "team", lang, view)

        return host.news(DESK, "desk", lang, made)


class DeskNews(DeskPage):
    """What is new for the desk."""

    def get(self) -> None:
        """Tell it."""
        self.tell()


class DeskSend(DeskPage):
    """The desk's terms of the year."""

    async def post(self) -> None:
        """Count them."""
        room = self.host.room
        self.check_year(room.state)
        levers = desk_levers(room.setup)
        decision = choosing.decision_of(levers, self.fields(levers), room.state.desk)
        state = await self.host.do(DecideDesk(self.made_from(), decision))
        said = say("Sent. The terms hold from this year on.", self.lang)
        self.answer(said, made_from=state.desk_version)


def _head(setup: Setup, seen: Seen, lang: str) -> dict[str, Any]:
    own = [one.text for one in seen.state.messages if one.team is None]
    return moments.moment(setup, seen.state, lang) | {
        "name": say("National desk", lang), "messages": list(reversed(own))[:2],
    }  # fmt: skip


def _sent(seen: Seen, lang: str) -> dict[str, Any]:
    words = say("What you send holds for all cooperatives, this year and on.", lang)
    return {
        "sent": False, "words": words, "version": seen.state.desk_version, "by": "",
        "values": json.dumps(choosing.as_form(seen.state.desk)),
    }  # fmt: skip


def _results(seen: Seen, lang: str) -> dict[str, Any]:
    results, year = seen.results, len(seen.state.lived)
    nothing: dict[str, Any] = dict.fromkeys(("notes", "numbers", "dials", "decided", "accounts"))
    if results is None:
        return nothing | {"heading": "", "tables": []}
    nothing |= {"made_of": []}
    tables = [_all_teams(results, seen, year, lang)]
    return nothing | {"heading": telling.heading(year, lang), "tables": tables, "notes": []}


def _all_teams(results: Results, seen: Seen, year: int, lang: str) -> dict[str, Any]:
    currency = results.setup.world.currency
    rows = [
        {
            "kind": "line", "words": telling.capital(one.title(lang)),
            "amounts": [telling.amount(one, float(value), currency, lang)
                        for value in results.values(one.key)[year]],
        }
        for one in results.numbers
    ]  # fmt: skip
    title = say("The cooperatives last year", lang)
    return {"title": title, "heads": [team.name for team in seen.state.teams], "rows": rows}


def _form(host: Any, seen: Seen, lang: str) -> dict[str, Any]:
    state, setup = seen.state, host.room.setup
    before = state.lived[-1].desk if state.lived else {}
    open_ = state.phase in ("deciding", "paused")
    levers, first = desk_levers(setup), not before
    terms = words("Terms for all cooperatives")
    return {
        "groups": choosing.groups(levers, before, lang, first=first, other=terms) if open_ else [],
        "heading": say("Terms for year {year}", lang, year=state.year),
        "store": f"coopsim:{setup.name}:desk:{state.year}", "action": "/desk/send", "draft": "",
        "year": state.year, "made_from": "", "send_words": say("Send our terms", lang),
    }  # fmt: skip


ROUTES: list[tuple[str, type[Page]]] = [
    (r"/desk", DeskPage),
    (r"/desk/news", DeskNews),
    (r"/desk/send", DeskSend),
]
