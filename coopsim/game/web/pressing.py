"""What a facilitator does with one press, once, however often the press arrives."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tornado.web import HTTPError

from coopsim.game import (
    FACILITATOR,
    PIN,
    Advance,
    CallOff,
    Command,
    Extend,
    Pause,
    PlayEvent,
    Rename,
    Reopen,
    Resume,
    Start,
    State,
    Tell,
    Undo,
    name_warning,
)
from coopsim.game.web.base import Page
from coopsim.text import say

MORE_SECONDS = 120.0
Still = Callable[[State], bool]
Asked = tuple[Sequence[Command], str, Still]
"""Commands, what to say when they are done, and whether they still make sense: a press carries
what it was made from, so that one sent again after a crash does not count twice."""


class BoardDo(Page):
    """Everything a facilitator does with one press."""

    roles = frozenset({FACILITATOR})

    async def post(self, what: str) -> None:
        """Do it, once: a press that arrives twice finds that it was done."""
        asked, said, still = _asked(self, what)
        key = self.get_body_argument("key", "")
        for place, command in enumerate(asked):
            await self.host.do(command, f"{key}/{place}" if key else "", still)
        self.answer(said)

    def whole(self, name: str) -> int:
        """A whole number of the form."""
        try:
            return int(self.get_body_argument(name))
        except ValueError:
            raise HTTPError(400) from None

    def typed(self, name: str) -> str:
        """What was typed, in one line."""
        return " ".join(self.get_body_argument(name).split())


def _asked(page: BoardDo, what: str) -> Asked:
    lang, state = page.lang, page.host.room.state
    always = lambda state: True  # noqa: E731
    match what:
        case "start":
            return [Start()], say("The first year has begun.", lang), always
        case "advance":
            year = page.whole("year")
            said = say("The year has ended.", lang)
            return [Advance()], said, lambda now: (now.year, len(now.lived)) == (year, year - 1)
        case "undo":
            year = page.whole("year")
            said = say("Year {year} is played again.", lang, year=year)
            return [Undo()], said, lambda now: len(now.lived) == year
        case "pause":
            return [Pause()], "", always  # the head of the page says it, for as long as it is so
        case "resume":
            return [Resume()], say("The clock goes on.", lang), always
        case "extend":
            year, limit = page.whole("year"), page.get_body_argument("limit")
            said = say("Two more minutes.", lang)
            return (
                [Extend(MORE_SECONDS)],
                said,
                lambda now: (now.year, str(now.limit)) == (year, limit),
            )
        case "remind":
            text = say("Please send your decisions; the year ends soon.", page.host.lang)
            late = [team.number for team in state.teams if not team.sent]
            return [Tell(text, number) for number in late], say("They were reminded.", lang), always
    return _of_cards_and_teams(page, what)


def _of_cards_and_teams(page: BoardDo, what: str) -> Asked:
    lang, state = page.lang, page.host.room.state
    always = lambda state: True  # noqa: E731
    match what:
        case "event":
            card = page.get_body_argument("event")
            return [PlayEvent(card)], say("The card is on the table.", lang), always
        case "calloff":
            card = page.get_body_argument("event")
            return [CallOff(card)], say("The card was taken out.", lang), always
        case "tell":
            team = page.whole("team") if page.get_body_argument("team", "") else None
            told = Tell(page.typed("text"), team)
            count = len(state.messages)
            return (
                [told],
                say("The message was sent.", lang),
                lambda now: (
                    len(now.messages) == count or (now.messages[-1].text, team) != (told.text, team)
                ),
            )
        case "reopen":
            return [Reopen(page.whole("team"))], say("The team can change it again.", lang), always
        case "rename":
            name = page.typed("name")
            said = name_warning(name, lang) or say("The team has its name.", lang)
            return [Rename(page.whole("team"), name)], said, always
    raise HTTPError(404)


class Renew(Page):
    """A new code for one, where the old one was seen by others."""

    roles = frozenset({FACILITATOR})

    async def post(self) -> None:
        """Make it."""
        whose = self.get_body_argument("whose")
        if whose not in self.host.room.state.hashes or whose in (PIN, FACILITATOR):
            raise HTTPError(400)
        await self.host.renew(whose)
        self.answer(say("The new code stands under addresses and codes.", self.lang))


ROUTES: list[tuple[str, type[Page]]] = [
    (r"/board/renew", Renew),
    (r"/board/([a-z]+)", BoardDo),
]
