"""The game under load: how soon every screen shows the new year, and what a power cut loses.

``coopsim serve --game`` with eight teams is asked by 24 devices of teams, a board and a
projector, each as its page's script asks: once a second, three times a second while a year is
lived. Timed from the facilitator's press to the answer that holds the new year. Then thirty
devices join at once, and a served game is killed (SIGKILL) at random moments while teams send
and years end: every decision that was answered must be in the log afterwards.

    python benchmarks/game.py [--years 10] [--kills 20] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import attrs
import numpy as np
import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.testing import bind_unused_port

from coopsim.game import Store

TEAMS, DEVICES, JOINING = 8, 3, 30
EVERY, HURRY, PATIENCE = 1.0, 0.3, 60.0
ROOM = "measured"
TOKEN = re.compile(r"""name=(\\?)"_xsrf\\?" value=\\?"([^"\\]+)""")


@attrs.define
class Server:
    """A served game that can be killed."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve the room, new or as it was left."""
        log = self.folder / "said.txt"
        command = [
            sys.executable, "-m", "coopsim", "serve", "--game", "--no-browser", "--teams",
            str(TEAMS), "--years", "20", "--room", ROOM, "--port", str(self.port),
            "--store", str(self.folder / "games.sqlite"),
        ]  # fmt: skip
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        while "Ctrl-C" not in log.read_text(encoding="utf-8"):
            assert self.process.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def secrets(self) -> dict[str, str]:
        """PIN and codes."""
        (file,) = self.folder.glob("*.keys")
        found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["secrets"]
        return found

    def memory(self) -> float:
        """Resident megabytes."""
        assert self.process
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20


@attrs.define
class Client:
    """A browser that keeps cookies and asks as the script of a page does."""

    base: str
    http: AsyncHTTPClient
    cookies: dict[str, str] = attrs.Factory(dict)
    token: str = ""
    version: str = ""
    head: str = ""

    async def ask(self, path: str, **form: str) -> str:
        """A page, or the answer to a form; raises where it is refused or nobody answers."""
        body = urlencode({"_xsrf": self.token} | form) if form else None
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = await self.http.fetch(HTTPRequest(
            self.base + path, method="POST" if form else "GET", body=body, follow_redirects=False,
            headers={"Cookie": cookies, "Accept": "application/json"}, request_timeout=PATIENCE,
        ))  # fmt: skip
        for set_ in reply.headers.get_list("Set-Cookie"):
            name, _, rest = set_.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        text = reply.body.decode()
        if found := TOKEN.search(text):
            self.token = found[2]
        return text

    async def enter(self, secrets: dict[str, str], whose: str) -> None:
        """Come in."""
        await self.ask("/join")
        await self.ask(f"/enter?pin={secrets['pin']}&code={secrets[whose]}")

    async def news(self, path: str) -> bool:
        """Ask once; whether a year is being lived."""
        data = json.loads(await self.ask(f"{path}?v={self.version}"))
        if "regions" in data:
            self.version = data["version"]
            regions = data["regions"]
            self.head = (regions.get("head") or regions["screen"])["html"]
        return bool(data["busy"])

    async def sees(self, path: str, year: int, phase: float) -> float:
        """The moment at which this screen shows a year, asking from ``phase`` seconds on."""
        await asyncio.sleep(phase)
        while True:
            busy = await self.news(path)
            if f"Year {year} " in self.head:
                return time.perf_counter()
            await asyncio.sleep(HURRY if busy else EVERY)


def made(server: Server, http: AsyncHTTPClient) -> Client:
    """A new browser."""
    return Client(f"http://127.0.0.1:{server.port}", http)


async def screens(server: Server, years: int, rng: np.random.Generator) -> list[float]:
    """Seconds from the press to each of 26 screens, for every year."""
    http, secrets = AsyncHTTPClient(max_clients=100), server.secrets()
    board, wall = made(server, http), made(server, http)
    for one in (board, wall):
        await one.enter(secrets, "facilitator")
    devices = [made(server, http) for _ in range(TEAMS * DEVICES)]
    for place, one in enumerate(devices):
        await one.enter(secrets, str(place % TEAMS))
    shown = [(board, "/board/news"), (wall, "/projector/news")]
    shown += [(one, "/team/news") for one in devices]
    await board.news("/board/news")
    await board.ask("/board/start", key="start")
    taken = []
    for year in range(1, years + 1):
        await asyncio.gather(*(one.sees(path, year, 0.0) for one, path in shown))
        for place, one in enumerate(devices[:TEAMS]):
            await one.ask("/team/draft", year=str(year), made_from=str(_made_from(place, server)),
                          loan_rate=f"{0.10 + 0.01 * ((place + year) % 10):.2f}")  # fmt: skip
        phases = rng.uniform(0, EVERY, len(shown))
        waiting = [
            asyncio.ensure_future(one.sees(path, year + 1, float(phase)))
            for (one, path), phase in zip(shown, phases, strict=True)
        ]
        pressed = time.perf_counter()
        await board.ask("/board/advance", year=str(year), key=f"advance {year}")
        taken += [moment - pressed for moment in await asyncio.gather(*waiting)]
    return taken


def _made_from(team: int, server: Server) -> int:
    """The version a team's form was made from: here, what the log says."""
    from coopsim.game import Room

    return Room.open(server.folder / "games.sqlite", ROOM).state.teams[team].version


async def joining(server: Server) -> list[float]:
    """Seconds until each of thirty that come at once has its page."""
    http, secrets = AsyncHTTPClient(max_clients=100), server.secrets()

    async def one(place: int) -> float:
        began, client = time.perf_counter(), made(server, http)
        await client.enter(secrets, str(place % TEAMS))
        assert "decide" in await client.ask("/team")
        return time.perf_counter() - began

    return list(await asyncio.gather(*(one(place) for place in range(JOINING))))


async def played_until_killed(server: Server, seconds: float, mark: int) -> list[float]:
    """Teams send and years end until the power cut; the values that were answered."""
    http, secrets = AsyncHTTPClient(max_clients=100), server.secrets()
    answered: list[float] = []
    board = made(server, http)
    await board.enter(secrets, "facilitator")
    await board.news("/board/news")
    await board.ask("/board/start", key="start")

    async def team(place: int) -> None:
        client, turn = made(server, http), 0
        await client.enter(secrets, str(place))
        while True:
            turn += 1
            version = re.search(r'data-sent="(\d+)', await client.ask("/team"))
            await client.news("/team/news")
            year = re.search(r"Year (\d+) ", client.head)
            assert version and year
            value = round(0.05 + 0.00001 * (mark * 1000 + place * 100 + turn % 100), 6)
            with contextlib.suppress(HTTPClientError):  # the year ended meanwhile
                await client.ask("/team/send", year=year[1], made_from=version[1],
                                 loan_rate=str(value))  # fmt: skip
                answered.append(value)

    async def years() -> None:
        while True:
            await asyncio.sleep(0.7)
            await board.news("/board/news")
            if year := re.search(r"Year (\d+) ", board.head):
                what = "advance" if int(year[1]) < 15 else "undo"
                at = year[1] if what == "advance" else str(int(year[1]) - 1)
                await board.ask(f"/board/{what}", year=at, key=f"{mark} {time.perf_counter()}")

    tasks = [asyncio.ensure_future(one) for one in (*map(team, range(TEAMS)), years())]
    while not answered:
        assert not any(task.done() for task in tasks), [task.exception() for task in tasks]
        await asyncio.sleep(0.01)
    await asyncio.sleep(seconds)
    server.kill()
    await asyncio.gather(*tasks, return_exceptions=True)
    return answered


def lost(server: Server, answered: list[float]) -> int:
    """Decisions that were answered and are not in the log."""
    entries = Store(server.folder / "games.sqlite").entries(ROOM)
    kept = {body["decision"]["loan_rate"] for _, _, body in entries if body["command"] == "Send"}
    return sum(value not in kept for value in answered)


def told(name: str, times: list[float]) -> str:
    """A line of the table."""
    ordered = sorted(times)
    high = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    return (f"{name:44}{statistics.median(ordered):8.2f} s{high:8.2f} s{ordered[-1]:8.2f} s"
            f"   {len(ordered)}")  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    rng = np.random.Generator(np.random.Philox(asked.seed))
    load = psutil.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        socket, port = bind_unused_port()
        socket.close()
        server = Server(Path(name), port)
        server.start()
        before = server.memory()
        shown = asyncio.run(screens(server, asked.years, rng))
        came = asyncio.run(joining(server))
        after = server.memory()
        print(f"load {load:.1f} before, {psutil.getloadavg()[0]:.1f} after")
        print(f"{'':44}{'median':>10}{'95 %':>10}{'most':>10}   times")
        print(told("press to a screen that shows the new year", shown))
        print(told(f"{JOINING} devices at once, to their page", came))
        print(f"memory of the server: {before:.0f} MB before, {after:.0f} MB after", flush=True)
        answered, gone = 0, 0
        for kill in range(asked.kills):
            if kill:
                server.start()
            values = asyncio.run(played_until_killed(server, float(rng.uniform(0.5, 4)), kill))
            answered, gone = answered + len(values), gone + lost(server, values)
        print(f"{asked.kills} power cuts: {answered} decisions answered, {gone} lost")
        if not asked.kills:
            server.kill()


if __name__ == "__main__":
    main()
