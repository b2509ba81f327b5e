"""The room behind the pages: one writer of the log, years lived in a thread, one thing to see."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import attrs

from coopsim.errors import Sentence
from coopsim.game import Command, Join, Results, Room, State, bots, lived
from coopsim.game.web.gate import Door
from coopsim.game.web.keys import Keys
from coopsim.game.web.paper import Pages, Region

T = TypeVar("T")
BOT = "bot"
"""The device of a team that a bot plays."""
KEYS = 2000
"""Posts that are remembered, so that one sent again counts once."""
log = logging.getLogger(__name__)


@attrs.frozen
class Seen:
    """What pages show: a state and the results of its years, always of the same moment."""

    state: State
    results: Results | None
    number: int


@attrs.frozen
class Place:
    """Where the game is served: its addresses, and what names a browser may call it by."""

    address: str
    port: int
    keys_file: Path

    @property
    def base(self) -> str:
        """The address to type."""
        return f"http://{self.address}:{self.port}"

    @property
    def names(self) -> frozenset[str]:
        """Names in a request's Host; any other is of a page that means no good."""
        return frozenset({self.address, "127.0.0.1", "localhost"})


@attrs.frozen
class News:
    """The parts of a page as somebody may see them, and their version."""

    version: str
    regions: Mapping[str, Region]


class Host:
    """A room as a server has it: what is asked goes to the log in turn, pages see ``seen``.

    Living a year takes about a second and happens in a thread; until its results are there,
    pages show the year before and that the next is being lived.
    """

    def __init__(
        self, room: Room, keys: Keys, place: Place, bots: Mapping[int, str] | None = None
    ) -> None:
        self.room, self.place, self.bots = room, place, bots or {}
        self.door, self.pages = Door(room, keys, place.keys_file), Pages()
        self.fault: str = ""
        """Why the last year could not be lived; nothing was lost."""
        self._boot = secrets.token_hex(4)
        self._log = ThreadPoolExecutor(1, "log")
        self._years = ThreadPoolExecutor(1, "years")
        self._turn = asyncio.Lock()
        self._done: OrderedDict[str, asyncio.Future[State]] = OrderedDict()
        self._told: dict[tuple[str, ...], News] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.busy = False
        self.seen = Seen(room.state, None, 0)

    @property
    def lang(self) -> str:
        """The room's language."""
        return self.room.setup.lang

    async def begin(self) -> None:
        """Live the years of a room that was left, and seat its bots."""
        for team in self.bots:
            await self.do(Join(team, BOT))
        await self.publish()

    def close(self) -> None:
        """End the threads; what was asked before is still written."""
        self._log.shutdown()
        self._years.shutdown(cancel_futures=True)

    # ------------------------------------------------------------------ what is asked

    async def do(
        self, command: Command, key: str = "", still: Callable[[State], bool] = lambda state: True
    ) -> State:
        """Append a command, once for each key, and only if ``still`` holds when its turn comes.

        Raises ``GameError`` where the room refuses.
        """
        if key in self._done:
            return await asyncio.shield(self._done[key])

        def append() -> State:
            return self.room.do(command) if still(self.room.state) else self.room.state

        future = asyncio.ensure_future(self._in(self._log, append))
        if key:
            self._done[key] = future
            while len(self._done) > KEYS:
                self._done.popitem(last=False)
        try:
            state = await asyncio.shield(future)
        except Exception:
            self._done.pop(key, None)  # not done: the next try may be right
            raise
        self._shown_soon()
        return state

    async def renew(self, whose: str) -> None:
        """A new secret for one; old cookies of its owner end."""
        await self._in(self._log, lambda: self.door.renew(whose))
        self._shown_soon()

    async def live(self, work: Callable[[], T]) -> T:
        """Long work of the model, in its thread, one after the other."""
        return await self._in(self._years, work)

    async def _in(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, work)

    # ------------------------------------------------------------------ what is seen

    def _shown_soon(self) -> None:
        """At once where no year has to be lived first: who has sent reads it with the next page."""
        state = self.room.state
        if self.seen.results is not None and state.lived == self.seen.state.lived:
            self._show(state, self.seen.results)
            if self.fault or not bots_wanted(self.bots, state):
                return
        task = asyncio.ensure_future(self.publish())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _show(self, state: State, results: Results | None) -> None:
        self.seen = Seen(state, results, self.seen.number + 1)

    async def publish(self) -> None:
        """Let pages see the room as it is now, once its years are lived."""
        async with self._turn:
            state, results = self.room.state, self.seen.results
            if results is None or state.lived != self.seen.state.lived:
                results = await self._lived(state)
            self._show(state, results)
            if not self.fault and bots_wanted(self.bots, state):
                await self.live(lambda: bots.send(self.room, self.bots))
                self._show(self.room.state, results)

    async def _lived(self, state: State) -> Results | None:
        """The results of a state's years; None where they cannot be had, and ``fault`` says why."""
        self.busy, self.fault = True, ""
        try:
            return await self.live(lambda: lived(self.room.setup, state.lived))
        except Exception as error:  # whatever it is, the room must stay answerable
            log.exception("a year could not be lived")
            self.fault = Sentence(
                "The year could not be lived ({error}). Nothing that was sent is lost. Press "
                "'Take the last year back'.",
                error=error,
            )
            return None
        finally:
            self.busy = False

    def news(
        self, whose: str, page: str, lang: str, made: Callable[[Seen], dict[str, Region]]
    ) -> News:
        """The parts of a page for somebody, made once for each change."""
        version = f"{self._boot}.{self.seen.number}"
        known = self._told.get((whose, page, lang))
        if known is None or known.version != version:
            known = News(version, made(self.seen))
            self._told[whose, page, lang] = known
        return known

    def clock(self) -> dict[str, object]:
        """What a page must know now: seconds left, whether they run, whether a year is lived."""
        state = self.seen.state
        timed = state.phase in ("deciding", "paused") and not self.busy
        seconds = max(0, round(self.room.seconds_left)) if timed else None
        running = timed and state.phase == "deciding"
        return {"seconds": seconds, "running": running, "busy": self.busy}


def bots_wanted(players: Mapping[int, str], state: State) -> bool:
    """Whether a bot has not sent yet; an absent one never does."""
    return state.phase in ("deciding", "paused") and any(
        not state.teams[team].sent and bots.CHARACTERS[character].wishes is not None
        for team, character in players.items()
    )
