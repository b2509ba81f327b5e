"""The facilitator's board: a private view of who has sent and what."""

from __future__ import annotations

from typing import Any

from coopsim.game import (
    FACILITATOR,
    PIN,
    Results,
    Setup,
    State,
    desk_levers,
    events_of,
    set_levers,
    team_levers,
)
from coopsim.game.web import choosing, dated, moments, telling
from coopsim.game.web.base import Page
from coopsim.game.web.host import News, Seen
from coopsim.game.web.paper import Region
from coopsim.game.web.teampages import Sheet, regions
from coopsim.text import listed, number, said, say, say_many


class Board(Sheet):
    """The facilitator's private view."""

    roles = frozenset({FACILITATOR})

    def get(self) -> None:
        """Show it."""
        state = self.host.seen.state
        names = [(team.number, team.name) for team in state.teams]
        self.show("board.html", "/board/news", names=names, play=self.played())

    def played(self) -> dict[str, str] | None:
        """In a rehearsal: the page of the first team, which the trainer plays."""
        if not self.host.bots:
            return None
        keys, name = self.host.door.keys, self.host.seen.state.teams[0].name
        words = say("Play as {team}", self.lang, team=name)
        return {"words": words, "address": f"/enter?pin={keys[PIN]}&code={keys['0']}"}

    def sheet(self) -> News:
        """What the facilitator sees."""

        def made(seen: Seen) -> dict[str, Region]:
            view = {
                "head": _head(self, seen),
                "teams": _teams(self, seen),
                "events": _events(self.host.room.setup, seen.state, self.lang),
            }
            return regions(self.host.pages, "board", self.lang, view)

        return self.host.news(self.who.whose, "board", self.lang, made)


class BoardNews(Board):
    """What is new for the facilitator."""

    def get(self) -> None:
        """Tell it."""
        self.tell()


def _head(page: Page, seen: Seen) -> dict[str, Any]:
    state, lang = seen.state, page.lang
    late = sum(not team.sent for team in state.teams)
    sure = say_many(
        "{count} team has not sent; its last decisions stay. End the year?",
        "{count} teams have not sent; their last decisions stay. End the year?", late, lang,
    )  # fmt: skip
    setup = page.host.room.setup
    return moments.moment(setup, state, lang) | {
        "room": page.host.room.name, "about": about(setup, seen.results, lang),
        "ready_words": moments.ready_words(state, lang),
        "fault": said(page.host.fault, lang), "phase": state.phase, "year": state.year,
        "lived": len(state.lived), "limit": state.limit, "all_sent": state.all_sent,
        "not_all_sent": sure if late else "",
    }  # fmt: skip


def about(setup: Setup, results: Results | None, lang: str) -> list[str]:
    """What world this is: the scenario, what became of it for a game, and what is set in it.

    Members are those that teams read, at the end of the year before the game, on average.
    """
    world, played = setup.world, setup.played
    members = played.members if results is None else float(results.values("members")[0].mean())
    told = [
        world.title_in(lang),
        say(
            "Each team leads one cooperative of about {members} members among {households} "
            "households; all share one district. Before year 1 they live one year as the "
            "scenario has it.", lang,
            members=number(members, lang), households=number(played.households, lang),
        ),
    ]  # fmt: skip
    if decided := [one.title(lang) for one in set_levers(setup)]:
        told.append(say(
            "The scenario itself changes these in some year, so that no team decides them: "
            "{decisions}.", lang, decisions=listed(decided, lang),
        ))  # fmt: skip
    return told


def _events(setup: Setup, state: State, lang: str) -> dict[str, Any]:
    return {
        "events": moments.cards(state.events, lang), "dated": dated.now(setup, state, lang),
        "cards": [] if state.phase == "finished"
        else [(one.key, one.named(lang)) for one in events_of(setup)],
        "barred": dated.barred(setup, state, lang),
    }  # fmt: skip


def _teams(page: Page, seen: Seen) -> dict[str, Any]:
    setup, lang, state = page.host.room.setup, page.lang, seen.state
    levers, going = team_levers(setup), state.phase in ("deciding", "paused")
    teams = []
    for team in state.teams:
        rows = (
            choosing.chosen(levers, team.draft, state.decided(team.number), lang) if going else []
        )
        teams.append({
            "number": team.number, "name": team.name, "sent": team.sent,
            "badge": moments.badge(state, team, lang), "chosen": rows,
            "devices": moments.devices(len(team.devices), lang),
            "line": moments.changes_words(sum(bool(row[2]) for row in rows), lang) if going else "",
        })  # fmt: skip
    names = [team.name for team in state.teams]
    return {
        "teams": teams, "desk": _desk(page, state) if setup.desk else None,
        "over": state.phase == "finished", "results": say("Results", lang),
        "began": telling.began(seen.results, names, lang) if seen.results else None,
    }  # fmt: skip


def _desk(page: Page, state: State) -> dict[str, Any]:
    levers, lang = desk_levers(page.host.room.setup), page.lang
    before = state.lived[-1].desk if state.lived else {one.key: one.default for one in levers}
    return {"devices": "", "chosen": choosing.chosen(levers, state.desk, before, lang)}


ROUTES: list[tuple[str, type[Page]]] = [
    (r"/board", Board),
    (r"/board/news", BoardNews),
]
