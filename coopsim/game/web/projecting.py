"""The projector: what the whole room may see, readable from the last row."""

from __future__ import annotations

from typing import Any

from coopsim.game import DIALS, FACILITATOR, PIN, Dial, Results, Setup, State
from coopsim.game.web import moments, pictures, telling
from coopsim.game.web.base import Page
from coopsim.game.web.host import News, Seen
from coopsim.game.web.paper import Region
from coopsim.game.web.teampages import Sheet, regions

LARGE = 2
"""Curves side by side that leave room for what they are made of; of more, only the curves."""


class Projector(Sheet):
    """The year, the time, who is ready, the event; curves once they are revealed."""

    roles = frozenset({FACILITATOR})

    def get(self) -> None:
        """Show it."""
        self.show("projector.html", "/projector/news")

    def sheet(self) -> News:
        """What everybody sees."""
        host, lang = self.host, self.lang

        def made(seen: Seen) -> dict[str, Region]:
            screen = _screen(host.room.setup, seen, lang) | {"join": self.join(seen.state)}
            return regions(host.pages, "projector", lang, {"screen": screen})

        return host.news(self.who.whose, "projector", lang, made)

    def join(self, state: State) -> dict[str, str] | None:
        """How to come in, before the game begins; a team's code is on its own card."""
        if state.phase != "lobby":
            return None
        base = self.host.place.base
        square = pictures.square(f"{base}/join")
        return {"address": base, "pin": self.host.door.keys[PIN], "square": square}


class ProjectorNews(Projector):
    """What is new on it."""

    def get(self) -> None:
        """Tell it."""
        self.tell()


def _screen(setup: Setup, seen: Seen, lang: str) -> dict[str, Any]:
    state = seen.state
    to_all = [one.text for one in state.messages if one.team is None and one.year == state.year]
    return moments.moment(setup, state, lang) | {
        "messages": to_all[-1:], "ready_words": moments.ready_words(state, lang),
        "teams": [
            {"name": team.name, "sent": team.sent, "badge": moments.badge(state, team, lang)}
            for team in state.teams
        ],
        "pictures": curves(seen, lang), "large": LARGE,
    }  # fmt: skip


def curves(seen: Seen, lang: str) -> list[pictures.Picture]:
    """The pictures of what was revealed, in the order it was, once a year was lived."""
    if seen.results is None or not seen.state.lived:
        return []
    return [picture(seen.results, seen.state, key, lang) for key in seen.state.revealed]


def picture(results: Results, state: State, key: str, lang: str) -> pictures.Picture:
    """A dial or number of all teams over the years."""
    measures: tuple[telling.Measure, ...] = (*results.numbers, *DIALS)
    measure = next(one for one in measures if one.key == key)
    names = [team.name for team in state.teams]
    values = results.values(key)[1 : len(state.lived) + 1].T.tolist()
    currency = results.setup.world.currency
    title = telling.capital(measure.title(lang))

    drawn = pictures.teams_chart(title, names, values, telling.forms(measure, currency, lang), lang)
    return pictures.Picture(title, drawn, measure.told(lang) if isinstance(measure, Dial) else "")


ROUTES: list[tuple[str, type[Page]]] = [
    (r"/projector", Projector),
    (r"/projector/news", ProjectorNews),
]
