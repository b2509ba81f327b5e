"""A class of two days on a real JupyterHub: lesson 00, limits, culling, backup and restore."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

pytestmark = pytest.mark.deploy

ROOT = Path(__file__).parents[2]
HUB, KEPT = ROOT / "deploy" / "hub", ROOT / "build" / "deploy"
PROXY, PROXY_VERSION = "configurable-http-proxy", "5.3.0"
CLASS, ADMIN = "kopi-ikan-kios", "0123456789abcdef" * 2
LESSON = "voila/render/00_start.ipynb"
MEMORY = 700
"""Megabytes that one process of a user may hold."""
WITHIN = 180
"""Seconds until something must have happened."""
TAKES_TOO_MUCH = """
from pathlib import Path
try:
    held = bytearray(900 * 2**20)
    Path("told.txt").write_text("held")
except MemoryError:
    Path("told.txt").write_text("refused")
"""
EVERYBODY = """
import os
c = get_config()
load_subconfig({config!r})
if os.getuid() == 0:  # a test may run as root; a hub must not
    c.Spawner.args.append("--allow-root")
"""


@pytest.fixture(scope="session")
def python() -> Path:
    """The hub's own environment, as its README says; kept in build/ while the pins stay."""
    pins = (HUB / "requirements.txt").read_bytes()
    venv = KEPT / f"hub-{hashlib.sha256(pins).hexdigest()[:12]}"
    made = venv / "bin" / "python"
    pip = [made, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if not (venv / "whole").exists():
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([*pip, "-r", HUB / "requirements.txt"], check=True)
        subprocess.run(
            ["npm", "install", "--silent", "--prefix", venv / "proxy", PROXY], check=True
        )
        (venv / "whole").touch()
    subprocess.run([*pip, "--no-deps", "--force-reinstall", ROOT], check=True)
    subprocess.run([made, "-m", "pip", "check"], check=True)
    return made


@pytest.fixture(scope="module")
def home(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("hub")
    command = [python, "-m", "coopsim", "translate", "build", "--root", ROOT]
    subprocess.run([*command, "--out", home / "lessons"], check=True, stdout=subprocess.DEVNULL)
    return home


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@contextmanager
def running(python: Path, home: Path, **given: object) -> Iterator[tuple[str, psutil.Process]]:
    """The hub: its address and its process; it ends with everything it started."""
    public, hub, proxy = free_ports(3)
    env = {
        "PATH": f"{python.parent}:{os.environ['PATH']}", "HOME": str(home),
        "COOPSIM_HUB_HOME": str(home), "COOPSIM_HUB_PASSWORD": CLASS,
        "COOPSIM_HUB_ADMIN_PASSWORD": ADMIN, "COOPSIM_HUB_MEMORY": str(MEMORY),
        "COOPSIM_HUB_BIND": f"http://127.0.0.1:{public}",
        "COOPSIM_HUB_PORT": str(hub), "COOPSIM_HUB_PROXY_PORT": str(proxy),
        "COOPSIM_HUB_PROXY": str(python.parents[1] / "proxy/node_modules/.bin" / PROXY),
    } | {key: str(value) for key, value in given.items()}  # fmt: skip
    config, log = home / "config.py", home / "log"
    config.write_text(EVERYBODY.format(config=str(HUB / "jupyterhub_config.py")))
    with log.open("wb") as said:
        process = subprocess.Popen(
            [python.parent / "jupyterhub", "-f", config], cwd=home, env=env,
            stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait(lambda: b"JupyterHub is now running" in log.read_bytes(), log, process)
        yield f"http://127.0.0.1:{public}", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(60)


def wait(there: Any, log: Path, process: subprocess.Popen[bytes] | None = None) -> None:
    """Until something is there; what the hub said is told where it never is."""
    for _ in range(4 * WITHIN):
        if there():
            return
        assert process is None or process.poll() is None, log.read_text()[-3000:]
        time.sleep(0.25)
    raise AssertionError(f"nothing after {WITHIN} s:\n{log.read_text()[-3000:]}")


def come_in(address: str, name: str, password: str) -> tuple[httpx.Client, int]:
    """A browser of somebody who typed a name and a password; and what the hub answered."""
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
    page = client.get("/hub/login")
    key = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
    assert key
    form = {"username": name, "password": password, "_xsrf": key[1]}
    return client, client.post("/hub/login?next=/hub/home", data=form).status_code


def opened(client: httpx.Client, name: str, page: str, home: Path) -> httpx.Response:
    """A page of a user's own server, started if it is not there yet."""
    client.get(f"/hub/spawn/{name}")
    found: list[httpx.Response] = []

    def there() -> bool:
        found[:] = [client.get(f"/user/{name}/{page}")]
        return found[0].status_code == 200 and f"/user/{name}/" in str(found[0].url)

    wait(there, home / "log")
    return found[0]


def test_two_days_of_a_class(python: Path, home: Path, tmp_path: Path) -> None:
    with running(python, home) as (address, hub):
        assert come_in(address, "ana", "wrong-password")[1] == 403
        assert come_in(address, "../ana", CLASS)[1] == 403
        assert come_in(address, "trainer", CLASS)[1] == 403
        clients = lessons_are_opened(address, home)
        servers_of_others_are_closed(*clients)
        tell_memory(hub)
        only_loopback_listens(hub)
        memory_has_an_end(clients[0], home)
        nothing_of_the_hub_is_told(hub)
        (home / "work/ana/lessons/saved").mkdir(exist_ok=True)
        (home / "work/ana/lessons/saved/mine.json").write_text('{"answer": 3}')
        backup(python, "save", home, tmp_path / "day1.tar.gz")

    other = tmp_path / "other"  # the next day, on another computer
    other.mkdir()
    shutil.copytree(home / "lessons", other / "lessons")
    backup(python, "restore", tmp_path / "day1.tar.gz", other)
    with running(python, other, COOPSIM_HUB_IDLE=6) as (address, hub):
        client, answer = come_in(address, "ana", CLASS)
        assert answer == 200
        assert json.loads((other / "work/ana/lessons/saved/mine.json").read_text())["answer"] == 3
        opened(client, "ana", "lessons", other)
        assert servers(hub)
        wait(lambda: not servers(hub), other / "log")  # nobody used it
        trainer, answer = come_in(address, "trainer", ADMIN)
        assert answer == 200 and trainer.get("/hub/admin").status_code == 200
        assert client.get("/hub/admin").status_code == 403


def lessons_are_opened(address: str, home: Path) -> list[httpx.Client]:
    """Two users come to lesson 00 by themselves, each in a copy of their own."""
    clients = []
    for name in ("ana", "budi"):
        client, answer = come_in(address, name, CLASS)
        assert answer == 200
        start = time.monotonic()
        page = opened(client, name, LESSON, home)
        print(f"{name}: lesson 00 after {time.monotonic() - start:.1f} s")
        assert "00_start" in page.text and "coopsim-stopped" in page.text
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.text)  # nothing off the host
        first = client.get(f"/user/{name}/")
        assert LESSON in str(first.url)
        assert "03_revolving_fund.ipynb" in client.get(f"/user/{name}/lessons?lang=id").text
        assert (home / "work" / name / "lessons/00_start.ipynb").is_file()
        clients.append(client)
    return clients


def servers_of_others_are_closed(ana: httpx.Client, budi: httpx.Client) -> None:
    assert budi.get("/user/ana/api/contents").status_code == 403
    assert ana.get("/user/budi/lessons").status_code == 403


def servers(hub: psutil.Process) -> list[psutil.Process]:
    """The users' servers that run."""
    found = []
    for one in hub.children():
        with contextlib.suppress(psutil.NoSuchProcess):  # it may end while it is looked at
            if "jupyterhub-singleuser" in " ".join(one.cmdline()):
                found.append(one)
    return found


def tell_memory(hub: psutil.Process) -> None:
    """What the room needs, for README.md."""
    for one in [hub, *hub.children(recursive=True)]:
        held = one.memory_full_info()
        print(f"{held.pss / 2**20:6.0f} MB  {' '.join(one.cmdline())[-60:]}")
    assert len(servers(hub)) == 2


def only_loopback_listens(hub: psutil.Process) -> None:
    listening = {
        found.laddr.ip
        for one in [hub, *hub.children(recursive=True)]
        for found in one.net_connections("inet")
        if found.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def memory_has_an_end(ana: httpx.Client, home: Path) -> None:
    """A notebook that asks for more than its part is refused, and the server lives on."""
    mine = home / "work/ana/lessons"
    lesson = json.loads((mine / "00_start.ipynb").read_text(encoding="utf-8"))
    code = next(cell for cell in lesson["cells"] if cell["cell_type"] == "code")
    code["source"] = TAKES_TOO_MUCH
    lesson["cells"] = [code]
    (mine / "greedy.ipynb").write_text(json.dumps(lesson), encoding="utf-8")
    assert ana.get("/user/ana/voila/render/greedy.ipynb").status_code == 200
    wait((mine / "told.txt").exists, home / "log")
    assert (mine / "told.txt").read_text() == "refused"
    assert ana.get("/user/ana/lessons").status_code == 200


def nothing_of_the_hub_is_told(hub: psutil.Process) -> None:
    """A user's server knows neither password."""
    for one in servers(hub):
        assert not {CLASS, ADMIN} & set(one.environ().values())


def backup(python: Path, *words: object) -> None:
    command = [python, HUB / "backup.py", *map(str, words)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
