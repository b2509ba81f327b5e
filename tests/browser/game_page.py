"""A served game that can be killed and started anew, and the screens that show it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import attrs
from playwright.sync_api import Browser, Locator
from tornado.testing import bind_unused_port

from browser.lesson_page import LessonPage
from coopsim.game import FACILITATOR, Room

ROOM, STARTED_WITHIN = "class", 120
GONE = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INTERNET_DISCONNECTED",
        "ERR_EMPTY_RESPONSE", "ERR_SOCKET_NOT_CONNECTED")  # fmt: skip
"""What a browser's console says while there is no server, or no network."""


@attrs.define
class Game:
    """'coopsim serve --game' in a folder, on a port that stays the same."""

    folder: Path
    options: tuple[str, ...] = ()
    port: int = 0
    process: subprocess.Popen[str] | None = None
    said: str = ""

    def start(self) -> None:
        """Serve the room, new or as it was left."""
        if not self.port:
            socket, self.port = bind_unused_port()
            socket.close()
        command = [sys.executable, "-m", "coopsim", "serve", "--game", "--no-browser",
                   "--port", str(self.port), "--room", ROOM,
                   "--store", str(self.store), *self.options]  # fmt: skip
        log = self.folder / "said.txt"
        with log.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                command, text=True, stdout=out, stderr=subprocess.STDOUT,
                env=os.environ | {"COLUMNS": "400"},
            )  # fmt: skip
        for _ in range(10 * STARTED_WITHIN):
            time.sleep(0.1)
            self.said = log.read_text(encoding="utf-8")
            if "Ctrl-C" in self.said:
                return
            assert self.process.poll() is None, self.said
        raise AssertionError("the server never said where it listens")

    @property
    def store(self) -> Path:
        """The file of the game."""
        return self.folder / "games.sqlite"

    @property
    def board(self) -> str:
        """The facilitator's address, as it was printed."""
        found = re.search(r"http://\S+/enter\?code=\S+", self.said)
        assert found
        return found[0]

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def secrets(self) -> dict[str, str]:
        """PIN and codes, as the trainer's computer keeps them."""
        (file,) = self.folder.glob("*.keys")
        found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["secrets"]
        return found

    def room(self) -> Room:
        """The room as its log has it."""
        return Room.open(self.store, ROOM)


class Screen(LessonPage):
    """A browser of somebody in the game."""

    def __init__(self, browser: Browser, game: Game, whose: str, width: int = 1280) -> None:
        super().__init__(browser, f"http://127.0.0.1:{game.port}")
        self.page.set_viewport_size({"width": width, "height": 850})
        secrets = game.secrets()
        if whose == FACILITATOR:
            self.page.goto(game.board)
        else:
            self.page.goto(f"{self.address}/join")
            self.page.locator("#pin").fill(secrets["pin"])
            self.page.locator("#code").fill(secrets[whose].lower())
            self.page.keyboard.press("Enter")
        home = {FACILITATOR: "board", "desk": "desk"}.get(whose, "team")
        self.page.wait_for_url(f"**/{home}")

    @property
    def year(self) -> Locator:
        """The year of the head."""
        return self.page.locator(".strip .year")

    @property
    def said(self) -> Locator:
        """What the page says after a press."""
        return self.page.locator("#said")

    def waits_for(self, words: str) -> None:
        """Until the head says it."""
        self.year.filter(has_text=re.compile(rf"{words}\b")).wait_for()

    def choose(self, lever: str, place: int) -> None:
        """A position of a lever, by its place in the list."""
        field = self.page.locator(f"#{lever}")
        folded = self.page.locator(f"details.group:not([open]):has(#{lever}) > summary")
        if folded.count():
            folded.click()
        field.select_option(index=place)

    def send(self) -> None:
        """Send the decisions, until the page says that they count."""
        self.page.locator("#send").click()
        self.said.filter(has_text="Sent.").wait_for()

    def open(self, path: str, lang: str = "en") -> None:
        """Another page of the game."""
        self.page.goto(f"{self.address}{path}?lang={lang}")

    def unexpected(self) -> list[str]:
        """What the browser complained of, beyond a server that was gone."""
        return [one for one in self.complaints if not any(gone in one for gone in GONE)]
