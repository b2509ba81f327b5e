"""One server, one Chromium, and axe from a pinned package, for all tests that look at pages."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, sync_playwright

from coopsim.serve import find_lessons
from coopsim.serve.settings import SHARE

ROOT = Path(__file__).parents[2]
AXE, AXE_SHA256 = "4.10.3", "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
STARTED_WITHIN = 120
"""Seconds."""
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A lesson is tested because its notebook lies there."""
    if "lesson" in metafunc.fixturenames:
        files = [lesson.file for lesson in find_lessons(ROOT / "notebooks")]
        names = [file.removesuffix(".ipynb") for file in files]
        metafunc.parametrize("lesson", files, ids=names, scope="module")


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lessons in a folder of their own: answers that tests give are not kept."""
    folder = tmp_path_factory.mktemp("served") / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns("saved", ".*"))
    return folder


@pytest.fixture(scope="session")
def server(notebooks: Path) -> Iterator[tuple[str, psutil.Process]]:
    """'coopsim serve': its address and its process."""
    command = [sys.executable, "-m", "coopsim", "serve", "--no-browser", "--notebooks", notebooks]
    command.append(f"--port={_any_port()}")
    yield from _served(command, os.environ | {"COLUMNS": "400"}, r"http://\S+")


@pytest.fixture(scope="session")
def address(server: tuple[str, psutil.Process]) -> str:
    """Where 'coopsim serve' shows the list of lessons, with the token."""
    return server[0]


@pytest.fixture(scope="session")
def worked(server: tuple[str, psutil.Process]) -> Callable[[], dict[int, float]]:
    """Processor seconds so far of the server and of each kernel that runs, by process."""

    def seconds() -> dict[int, float]:
        times = {}
        for one in [server[1], *server[1].children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):  # a kernel that has just ended
                times[one.pid] = sum(one.cpu_times()[:2])
        return times

    return seconds


@pytest.fixture(scope="session")
def lab(notebooks: Path) -> Iterator[str]:
    """Where JupyterLab shows the same notebooks, as 'make lab' starts it."""
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.port_retries=50", notebooks,
    ]  # fmt: skip
    quiet = {"JUPYTER_CONFIG_PATH": str(SHARE / "config")}
    for found, _ in _served(command, os.environ | quiet, r"http://127\S+token=\S+"):
        yield found


def _any_port() -> int:
    """A port of the system's choice: two runs of these tests never meet."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _served(
    command: list[object], env: dict[str, str], pattern: str
) -> Iterator[tuple[str, psutil.Process]]:
    """The first match of a pattern in what a server says, and the server, while it runs."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [str(word) for word in command], env=env, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            for _ in range(4 * STARTED_WITHIN):
                time.sleep(0.25)
                said.seek(0)
                if found := re.search(pattern + r"(?=\s)", said.read()):
                    break
                assert process.poll() is None, "the server ended"
            else:
                raise AssertionError("the server never said where it listens")
            yield found[0], psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    assert CHROMIUM, "these tests need Chromium. On Debian or Ubuntu: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, fetched once from npm into build/ and checked by its digest."""
    kept = ROOT / "build" / "axe" / f"axe-{AXE}.min.js"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", f"axe-core@{AXE}"], cwd=kept.parent, check=True)
        with tarfile.open(kept.parent / f"axe-core-{AXE}.tgz") as packed:
            member = packed.extractfile("package/axe.min.js")
            assert member
            kept.write_bytes(member.read())
    source = kept.read_bytes()
    assert hashlib.sha256(source).hexdigest() == AXE_SHA256, f"{kept} is not what was pinned"
    return source.decode()
