"""A server of a room in a thread of the test, and visitors with cookies."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
from tornado.testing import bind_unused_port

from coopsim.game import FACILITATOR, Room
from coopsim.game.web.application import application, server
from coopsim.game.web.host import Host, Place
from coopsim.game.web.keys import Keys, keys_of

HERE = "127.0.0.1"
PATIENCE = 60
TOKEN = r"""name=(\\?)"_xsrf\\?" value=\\?"([^"\\]+)"""
"""In a page, and in news of it, where quotes are escaped."""


@attrs.frozen
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def data(self) -> dict[str, Any]:
        """The answer to a script."""
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def said(self) -> str:
        """The sentence in it."""
        return str(self.data["said"])


@attrs.define
class Visitor:
    """Somebody with a browser that keeps cookies and sends a page's token along."""

    port: int
    cookies: dict[str, str] = attrs.Factory(dict)
    token: str = ""

    def ask(self, path: str, body: Mapping[str, Any] | str | None = None, **headers: str) -> Answer:
        """Get a page, or post a form (a mapping); the token of the last page goes along."""
        link = http.client.HTTPConnection(HERE, self.port, timeout=PATIENCE)
        sent = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if isinstance(body, Mapping):
            body = urllib.parse.urlencode({"_xsrf": self.token} | dict(body))
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Accept"] = "application/json"
        method = "GET" if body is None else "POST"
        link.request(method, path, body, sent | headers)
        reply = link.getresponse()
        text = reply.read().decode()
        for name, value in reply.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if found := re.search(TOKEN, text):
            self.token = found[2]
        return Answer(reply.status, dict(reply.getheaders()), text)

    def news(self, path: str, version: str = "") -> dict[str, Any]:
        """What a page's script asks for once a second."""
        return self.ask(f"{path}?v={version}", Accept="application/json").data

    def decide(self, path: str, **changes: Any) -> Answer:
        """Send the form of a page with some changes; the rest as it stands there."""
        sent = self.news(path.rpartition("/")[0] + "/news")["regions"]["sent"]["html"]
        form = self.news(path.rpartition("/")[0] + "/news")["regions"]["form"]["html"]
        version = re.search(r'data-sent="(\d+)"', sent)
        year = re.search(r'name="year" value="(\d+)"', form)
        assert version and year
        given = {"made_from": version[1], "year": year[1]}
        return self.ask(path, given | changes)


@attrs.frozen
class Site:
    """A served room."""

    port: int
    host: Host
    keys: Keys

    def visitor(self) -> Visitor:
        """A stranger who has opened the first page."""
        one = Visitor(self.port)
        one.ask("/join")
        return one

    def enter(self, whose: str) -> Visitor:
        """Somebody who has come in: a team's number, ``desk`` or ``facilitator``."""
        one = Visitor(self.port)
        pin = "" if whose == FACILITATOR else self.keys["pin"]
        answer = one.ask(f"/enter?pin={pin}&code={self.keys[whose]}")
        assert answer.status == 200, answer.text
        home = re.search(r"url=(/\w+)", answer.text)
        assert home and one.ask(home[1]).status == 200
        return one


@contextmanager
def served(room: Room, folder: Path, bots: Mapping[int, str] | None = None) -> Iterator[Site]:
    """A room, served until the block ends."""
    socket, port = bind_unused_port()
    file = folder / "room.keys"
    keys = keys_of(room, file)
    ready, ended = threading.Event(), threading.Event()
    found: list[Host] = []

    async def run() -> None:
        host = Host(room, keys, Place(HERE, port, file), bots)
        listening = server(application(host, keys.cookies))
        listening.add_socket(socket)
        await host.begin()
        found.append(host)
        ready.set()
        while not ended.is_set():
            await asyncio.sleep(0.02)
        listening.stop()
        await listening.close_all_connections()
        host.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield Site(port, found[0], keys)
    finally:
        ended.set()
        thread.join(PATIENCE)
