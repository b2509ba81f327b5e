"""How soon a lesson is there, what it sends and what it takes: 'coopsim serve' and plain Voila.

    python benchmarks/delivery.py              # both servers, then twenty lessons open at once
    python benchmarks/delivery.py --open 0     # without the twenty
    python benchmarks/delivery.py --rounds 0   # the twenty alone
    python benchmarks/delivery.py --rounds 1 --no-slow --no-hole

Each round opens the same lesson with an empty cache on one server and then on the other, until
its first picture (a guess is locked in between): here, on a line of 1 Mbit/s and 200 ms, and with
every other host a black hole of twenty seconds. Shared machines drift: trust the ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import psutil
from playwright.async_api import Browser, Page, async_playwright

from coopsim.network import HERE
from coopsim.serve import find_lessons

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SLOW = {
    "offline": False,
    "latency": 200,
    "downloadThroughput": 125_000,
    "uploadThroughput": 125_000,
}
HOLE_SECONDS = 20
PATIENCE = 900_000
MIB, GIB = 2**20, 2**30


def any_port() -> int:
    """A port of the system's choice: two benchmarks at once never meet."""
    with socket.socket() as asked:
        asked.bind((HERE, 0))
        port: int = asked.getsockname()[1]
        return port


class Server:
    """A server in a process of its own, and how a lesson is asked of it."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, port = kind, any_port()
        serve = ["-m", "coopsim", "serve", "--no-browser", "--notebooks", folder]
        voila = ["-m", "voila", folder, "--no-browser", "--Voila.ip=127.0.0.1"]
        command = serve if kind == "coopsim serve" else voila
        self.process = subprocess.Popen(
            [sys.executable, *map(str, command), f"--port={port}"],
            env=os.environ | {"COLUMNS": "400"}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self.process.stdout
        found = next(filter(None, (re.search(r"http://\S+", line) for line in self.process.stdout)))
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        here = urlsplit(found[0])
        self.token = here.query.partition("token=")[2]
        self.base = f"http://{HERE}:{port}"

    def lesson(self, file: str, team: str) -> str:
        """The address of a lesson."""
        return f"{self.base}/voila/render/{file}?lang=id&team={team}&token={self.token}"

    def kernels(self) -> list[psutil.Process]:
        """The processes of open lessons."""
        return psutil.Process(self.process.pid).children()

    def stop(self) -> None:
        """End the server and its kernels."""
        self.process.terminate()
        self.process.wait(60)


def leave_out_tests(notebook: Path) -> None:
    """Drop the cells that only tests need: plain Voila would run them for participants."""
    read = nbformat.read(notebook, as_version=4)
    read.cells = [one for one in read.cells if "test-only" not in one.metadata.get("tags", ())]
    nbformat.write(read, notebook)


@contextlib.contextmanager
def served(kind: str) -> Iterator[tuple[Server, str]]:
    """A server over a copy of the notebooks, and the file of a lesson with everything."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "notebooks"
        shutil.copytree(NOTEBOOKS, copied, ignore=shutil.ignore_patterns("saved"))
        names = [lesson.file for lesson in find_lessons(copied)]
        file = next((name for name in names if name.startswith("03")), names[0])
        leave_out_tests(copied / file)
        server = Server(kind, copied)
        try:
            yield server, file
        finally:
            server.stop()


@contextlib.asynccontextmanager
async def opened(browser: Browser, hole: bool = False) -> AsyncIterator[Page]:
    """An empty cache and a page; other hosts fail at once, or only after twenty seconds."""
    context = await browser.new_context(viewport={"width": 1200, "height": 900})

    async def elsewhere(route: Any) -> None:
        await asyncio.sleep(HOLE_SECONDS if hole else 0)
        with contextlib.suppress(Exception):
            await route.abort()

    await context.route(lambda url: urlsplit(url).hostname not in (HERE, None), elsewhere)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        yield page
    finally:
        await context.unroute_all(behavior="ignoreErrors")
        await page.close(run_before_unload=True)
        await context.close()


async def to_first_picture(page: Page, address: str) -> float:
    """Seconds from the click to the picture, a guess locked in between."""
    start = time.perf_counter()
    await page.goto(address, wait_until="commit")
    lock = page.locator("button.cs-main").first
    guess = page.locator(".cs-part:has(> .cs-main) input[type=radio]").nth(1)
    await guess.check()
    await lock.click()
    await page.locator(".cs-trial svg[role=img]").first.wait_for()
    return time.perf_counter() - start


async def cold(browser: Browser, server: Server, file: str, way: str) -> tuple[float, float]:
    """Seconds to the first picture, and megabytes on the wire."""
    async with opened(browser, hole=way == "hole") as page:
        tools = await page.context.new_cdp_session(page)
        await tools.send("Network.enable")
        if way == "slow":
            await tools.send("Network.emulateNetworkConditions", SLOW)
        sent: list[float] = []
        tools.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
        taken = await to_first_picture(page, server.lesson(file, f"{way}{time.time_ns()}"))
        return taken, sum(sent) / 1e6


async def twenty(browser: Browser, server: Server, file: str, count: int) -> None:
    """Lessons open at once: memory of server and kernels, and whether each answers."""
    start = time.perf_counter()
    async with contextlib.AsyncExitStack() as stack:
        pages = []
        for at in range(count):
            page = await stack.enter_async_context(opened(browser))
            await to_first_picture(page, server.lesson(file, f"desk{at}"))
            pages.append(page)
        print(f"{count} lessons open after {time.perf_counter() - start:.0f} s")
        waits = [await answer(page) for page in pages]
        each = [one.memory_full_info().pss for one in server.kernels()]
        own = psutil.Process(server.process.pid).memory_full_info().pss
        print(
            f"all {len(waits)} answer: median {statistics.median(waits):.2f} s, slowest "
            f"{max(waits):.2f} s; {len(each)} kernels of {statistics.median(each) / MIB:.0f} MiB "
            f"(most {max(each) / MIB:.0f}), server {own / MIB:.0f} MiB, "
            f"together {(sum(each) + own) / GIB:.2f} GiB"
        )


async def answer(page: Page) -> float:
    """Seconds from a key on the first slider to another sentence."""
    said = page.locator(".cs-trial .cs-shown .cs-status").first
    before = await said.inner_text()
    start = time.perf_counter()
    await page.locator(".cs-trial .cs-side input[type=range]:visible").first.press("ArrowRight")
    await page.wait_for_function(
        "([one, before]) => one.innerText !== before && !document.querySelector('.cs-waiting')",
        arg=[await said.element_handle(), before],
    )
    return time.perf_counter() - start


async def main() -> None:
    """Measure what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--open", type=int, default=20, help="lessons open at once")
    asked.add_argument("--no-slow", action="store_true")
    asked.add_argument("--no-hole", action="store_true")
    options = asked.parse_args()
    ways = ["here", *["slow"] * (not options.no_slow), *["hole"] * (not options.no_hole)]
    ways = ways if options.rounds else []
    print(f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")
    async with async_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with served("coopsim serve") as (ours, file), served("voila") as (plain, same):
            for way in ways:
                pairs = []
                for _ in range(options.rounds):
                    first = await cold(browser, ours, file, way)
                    pairs.append((first, await cold(browser, plain, same, way)))
                (a, sent_a), (b, sent_b) = (
                    map(statistics.median, zip(*side, strict=True))
                    for side in zip(*pairs, strict=True)
                )
                print(
                    f"{way}: coopsim serve {a:.1f} s, {sent_a:.2f} MB; plain voila {b:.1f} s, "
                    f"{sent_b:.2f} MB; time {a / b:.2f}, bytes {sent_a / sent_b:.2f} of it",
                    flush=True,
                )
        if options.open:
            with served("coopsim serve") as (ours, file):
                await twenty(browser, ours, file, options.open)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
