"""For the facilitator's desk: a team's sheet to type in, codes to print, files to keep."""

from __future__ import annotations

from tornado.web import HTTPError

from coopsim.files import scenario_text
from coopsim.game import DESK, FACILITATOR, PIN, TypeIn, decisions_csv, to_scenario
from coopsim.game.web import pictures
from coopsim.game.web.base import Page
from coopsim.game.web.host import News
from coopsim.game.web.teampages import Sheet, chosen_by, team_news
from coopsim.text import say


class TeamSheet(Sheet):
    """The sheet of one team, for the facilitator: type in what is on paper, name, new code."""

    roles = frozenset({FACILITATOR})

    def get(self, number: str) -> None:
        """Show it."""
        team = self.team(number)
        name = self.host.seen.state.teams[team].name
        self.show("sheet.html", f"/board/team/{team}/news", number=team, name=name)

    def sheet(self) -> News:
        """What the team sees, with the facilitator's form."""
        team = self.team(self.path_args[0])
        return team_news(self, team, f"/board/team/{team}/typein")

    def team(self, number: str) -> int:
        """The team of the address."""
        if not 0 <= int(number) < len(self.host.room.state.teams):
            raise HTTPError(404)
        return int(number)


class TeamSheetNews(TeamSheet):
    """What is new on it."""

    def get(self, number: str) -> None:
        """Tell it."""
        self.tell()


class TeamTypeIn(TeamSheet):
    """What a team wrote on paper, or said, counts as sent."""

    async def post(self, number: str) -> None:
        """Count it."""
        self.check_year(self.host.room.state)
        team, _, decision, _ = chosen_by(self, self.team(number))
        state = await self.host.do(TypeIn(team, decision))
        said = say("Typed in; it counts as sent.", self.lang)
        self.answer(said, made_from=state.teams[team].version)


class Codes(Page):
    """Addresses and codes, to print and to cut apart."""

    roles = frozenset({FACILITATOR})

    def get(self) -> None:
        """Show them."""
        host, keys, base = self.host, self.host.door.keys, self.host.place.base
        named = [(str(team.number), team.name) for team in host.room.state.teams]
        if host.room.setup.desk:
            named.append((DESK, say("National desk", self.lang)))
        cards = [
            {
                "name": name, "code": keys[whose],
                "square": pictures.square(f"{base}/enter?pin={keys[PIN]}&code={keys[whose]}"),
            }
            for whose, name in named
        ]  # fmt: skip
        self.page("codes.html", room=host.room.name, cards=cards, address=base, pin=keys[PIN])


class ScenarioFile(Page):
    """The game as a scenario file, which 'coopsim run' replays."""

    roles = frozenset({FACILITATOR})

    def get(self) -> None:
        """Send it."""
        room, state = self.host.room, self.host.room.state
        names = [team.name for team in state.teams]
        text = scenario_text(to_scenario(room.setup, state.lived, names))
        download(self, "application/toml", f"{_plain(room.name)}.toml", text)


class DecisionsFile(Page):
    """Every decision as a table."""

    roles = frozenset({FACILITATOR})

    def get(self) -> None:
        """Send it."""
        room, state = self.host.room, self.host.room.state
        names = [team.name for team in state.teams]
        text = decisions_csv(room.setup, state.lived, names)
        download(self, "text/csv", f"{_plain(room.name)}.csv", text)


def download(page: Page, kind: str, name: str, text: str) -> None:
    """Send a file to keep."""
    page.set_header("Content-Type", f"{kind}; charset=utf-8")
    page.set_header("Content-Disposition", f'attachment; filename="{name}"')
    page.finish(text)


def _plain(name: str) -> str:
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in name)


ROUTES: list[tuple[str, type[Page]]] = [
    (r"/board/codes", Codes),
    (r"/board/scenario\.toml", ScenarioFile),
    (r"/board/decisions\.csv", DecisionsFile),
    (r"/board/team/(\d{1,2})", TeamSheet),
    (r"/board/team/(\d{1,2})/news", TeamSheetNews),
    (r"/board/team/(\d{1,2})/typein", TeamTypeIn),
]
