"""The page of a team, and what a team may ask: its own, and nothing of another's."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tornado.web import HTTPError

from coopsim.game import Decide, Decision, Lever, Send, Setup, StaleError, State, team_levers
from coopsim.game.web import choosing, moments, telling
from coopsim.game.web.base import TEAM, Page
from coopsim.game.web.host import News, Seen
from coopsim.game.web.paper import Pages, Region
from coopsim.text import say

MARK = 64
"""The longest mark of a page that is kept."""


class Sheet(Page):
    """A page with a decision sheet: its parts, made from what its reader may see."""

    def sheet(self) -> News:
        """The parts of this page, as of now."""
        raise NotImplementedError

    def show(self, template: str, poll: str, **more: Any) -> None:
        """Send the whole page."""
        news, clock = self.sheet(), self.host.clock()
        self.page(
            template, regions=news.regions, poll=poll, version=news.version,
            seconds=clock["seconds"], running=clock["running"], **more,
        )  # fmt: skip

    def tell(self) -> None:
        """Send what is new since the version the page has, or only the time."""
        news, answer = self.sheet(), self.host.clock()
        if self.get_query_argument("v", "") != news.version:
            parts = {
                name: {"html": self.host.pages.signed(one.html, self.xsrf_token), "mark": one.mark}
                for name, one in news.regions.items()
            }
            answer = answer | {"version": news.version, "regions": parts}
        self.finish(answer)

    def fields(self, levers: Sequence[Lever]) -> dict[str, str]:
        """What the form says of each lever; one it does not name is left out."""
        found = {lever.key: self.get_body_argument(lever.key, None) for lever in levers}
        return {key: text for key, text in found.items() if text is not None}

    def made_from(self) -> int:
        """The version the form was made from."""
        try:
            return int(self.get_body_argument("made_from"))
        except ValueError:
            raise HTTPError(400) from None

    def check_year(self, state: State) -> None:
        """Refuse what was made for another year than the one that runs."""
        asked = self.get_body_argument("year", "")
        if asked != str(state.year):
            raise HTTPError(409)


class TeamPage(Sheet):
    """A team's page."""

    roles = frozenset({TEAM})

    def get(self) -> None:
        """Show it."""
        self.show("team.html", "/team/news")

    def sheet(self) -> News:
        """What this team sees."""
        return team_news(self, self.who.team, "/team/send", "/team/draft")


class TeamNews(TeamPage):
    """What is new for a team."""

    def get(self) -> None:
        """Tell it."""
        self.tell()


class TeamDraft(Sheet):
    """What a team has chosen so far: for its other devices, and for the facilitator."""

    roles = frozenset({TEAM})

    async def post(self) -> None:
        """Keep it, if it is of this year, nothing newer stands and the team has not sent yet."""
        state, number, kept = self.host.room.state, self.who.team, False
        if self.get_body_argument("year", "") == str(state.year) and not state.teams[number].sent:
            with contextlib.suppress(StaleError):  # the page shows what differs by itself
                state, kept = await self.host.do(Decide(*chosen_by(self, number))), True
        self.answer("", kept=kept, made_from=state.teams[number].version)


class TeamSend(Sheet):
    """A team sends its decisions."""

    roles = frozenset({TEAM})

    async def post(self) -> None:
        """Count them; until the year ends they may be sent anew."""
        self.check_year(self.host.room.state)
        state = await self.host.do(Send(*chosen_by(self, self.who.team)))
        said = say("Sent. You can change it until the trainer ends the year.", self.lang)
        self.answer(said, made_from=state.teams[self.who.team].version)


def chosen_by(page: Sheet, team: int) -> tuple[int, int, Decision, str]:
    """The team, the version its form was made from, what it decides, and the mark of the page."""
    room = page.host.room
    levers = team_levers(room.setup)
    known = room.state.teams[team].draft
    decision = choosing.decision_of(levers, page.fields(levers), known)
    return team, page.made_from(), decision, page.get_body_argument("device", "")[:MARK]


def team_news(page: Page, team: int, action: str, draft: str = "") -> News:
    """The parts of a team's page: for the team itself, and for the facilitator's sheet."""
    host, lang = page.host, page.lang
    send = say("Send our decisions", lang) if draft else say("Type in: it counts as sent", lang)

    def made(seen: Seen) -> dict[str, Region]:
        view = {
            "head": _head(host.room.setup, seen, team, lang),
            "sent": _sent(seen, team, lang),
            "results": telling.team_results(host.room.setup, seen, team, lang),
            "form": _form(host, seen, team, lang)
            | {
                "action": action,
                "draft": draft,
                "send_words": send,
                "store": f"coopsim:{host.room.name}:{action}:{seen.state.year}",
            },
        }
        return regions(host.pages, "team", lang, view)

    return host.news(page.who.whose, f"{action}{team}", lang, made)


def regions(
    pages: Pages, prefix: str, lang: str, view: Mapping[str, Mapping[str, Any]]
) -> dict[str, Region]:
    """Each part of a page from its own small template."""
    return {name: pages.region(f"_{prefix}_{name}.html", lang, **dict(given))
            for name, given in view.items()}  # fmt: skip


def _head(setup: Setup, seen: Seen, team: int, lang: str) -> dict[str, Any]:
    state = seen.state
    now = [one.text for one in state.messages_to(team) if one.year == state.year]
    return moments.moment(setup, state, lang) | {
        "name": state.teams[team].name, "messages": list(reversed(now))[:3],
    }  # fmt: skip


def _sent(seen: Seen, team: int, lang: str) -> dict[str, Any]:
    state = seen.state
    own = state.teams[team]
    words = ""
    if state.phase in ("deciding", "paused"):
        words = (
            say("Your team has sent its decisions. You can change them until the year ends.", lang)
            if own.sent
            else say("Your team has not sent yet. Until it does, last year's decisions stay.", lang)
        )
    return {
        "sent": own.sent, "words": words, "version": own.version, "by": own.changed_by,
        "values": json.dumps(choosing.as_form(own.draft)),
    }  # fmt: skip


def _form(host: Any, seen: Seen, team: int, lang: str) -> dict[str, Any]:
    """The form of a year; nothing in it changes while the year runs, so that nothing typed goes."""
    state, setup = seen.state, host.room.setup
    before = state.decided(team)
    levers = team_levers(setup)
    open_ = state.phase in ("deciding", "paused")
    return {
        "groups": choosing.groups(levers, before, lang, first=not state.lived) if open_ else [],
        "heading": say("What do you decide for year {year}?", lang, year=state.year),
        "year": state.year, "made_from": "",
    }  # fmt: skip


ROUTES: list[tuple[str, type[Page]]] = [
    (r"/team", TeamPage),
    (r"/team/news", TeamNews),
    (r"/team/draft", TeamDraft),
    (r"/team/send", TeamSend),
]
