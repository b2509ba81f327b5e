"""What a room sets, read once and checked whole; and the spawner that gives users their lessons."""

from __future__ import annotations

import os
import re
import resource
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

HERE = Path(__file__).resolve().parent
USER_NAMES = r"[a-z][a-z0-9-]{0,31}"
"""A user is a folder too: no dot, no slash, no space."""
ADMIN_LENGTH, PASSWORD_LENGTH = 32, 8
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
LANGUAGES = ("en", "id", "pt", "tet")


@attrs.frozen
class Room:
    """What differs between rooms."""

    home: Path
    """Lessons, the users' work and the hub's state; of the hub's own system user."""
    password: str = attrs.field(repr=False)
    admin_password: str = attrs.field(repr=False)
    admin: str
    bind: str
    hub_port: int
    proxy_port: int
    proxy: Path
    lang: str
    memory: int
    """Megabytes of data that one process of a user may hold."""
    idle_seconds: int
    most_servers: int

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Room:
        """The room of an environment; ends with every fault at once where something is wrong."""
        home = Path(given.get("COOPSIM_HUB_HOME", "/srv/coopsim-hub"))
        number, faults = _numbers(given)
        room = cls(
            home=home,
            password=given.get("COOPSIM_HUB_PASSWORD", ""),
            admin_password=given.get("COOPSIM_HUB_ADMIN_PASSWORD", ""),
            admin=given.get("COOPSIM_HUB_ADMIN", "trainer"),
            bind=given.get("COOPSIM_HUB_BIND", "http://127.0.0.1:8000"),
            hub_port=number("COOPSIM_HUB_PORT", 8081),
            proxy_port=number("COOPSIM_HUB_PROXY_PORT", 8001),
            proxy=Path(given.get("COOPSIM_HUB_PROXY", home / "proxy/node_modules/.bin" / PROXY)),
            lang=given.get("COOPSIM_HUB_LANG", "id"),
            memory=number("COOPSIM_HUB_MEMORY", 1024),
            idle_seconds=number("COOPSIM_HUB_IDLE", 1800),
            most_servers=number("COOPSIM_HUB_MOST", 30),
        )
        faults += room.faults()
        if faults:
            sys.exit("\n".join([f"{len(faults)} faults; the hub was not started.", *faults]))
        room.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        room.work.mkdir(mode=0o700, parents=True, exist_ok=True)
        return room

    @property
    def state(self) -> Path:
        """The hub's own files."""
        return self.home / "state"

    @property
    def work(self) -> Path:
        """A folder for each user."""
        return self.home / "work"

    @property
    def lessons(self) -> Path:
        """The lessons that users get a copy of."""
        return self.home / "lessons" / self.lang / "notebooks"

    def faults(self) -> list[str]:
        """Everything that is wrong, a sentence each."""
        found = []
        if len(self.password) < PASSWORD_LENGTH:
            found.append(f"COOPSIM_HUB_PASSWORD: at least {PASSWORD_LENGTH} characters.")
        if len(self.admin_password) < ADMIN_LENGTH:
            found.append(
                f"COOPSIM_HUB_ADMIN_PASSWORD: at least {ADMIN_LENGTH} characters. "
                "Make one: openssl rand -hex 24"
            )
        elif self.admin_password == self.password:
            found.append("COOPSIM_HUB_ADMIN_PASSWORD: the class has it too; take another.")
        if not re.fullmatch(USER_NAMES, self.admin):
            found.append(f"COOPSIM_HUB_ADMIN: {self.admin!r} is no user name ({USER_NAMES}).")
        if self.lang not in LANGUAGES:
            found.append(f"COOPSIM_HUB_LANG: {self.lang!r}. Allowed: {', '.join(LANGUAGES)}.")
        elif not any(self.lessons.glob("00_*.ipynb")):
            found.append(
                f"{self.lessons}: lesson 00 is not there. In the checkout: "
                f"coopsim translate build --out {self.home / 'lessons'}"
            )
        if not self.proxy.is_file():
            found.append(
                f"{self.proxy}: the proxy is not there. Install it: "
                f"npm install --prefix {self.home / 'proxy'} {PROXY}@5.3.0"
            )
        return found

    def environment(self) -> dict[str, str]:
        """What a user's server is told; nothing of the hub's own."""
        from coopsim.serve import SHARE

        return {
            "JUPYTER_PATH": str(SHARE / "jupyter"),
            "JUPYTER_CONFIG_PATH": f"{HERE / 'config'}:{SHARE / 'config'}",
            "COOPSIM_LANG": self.lang,
            "PYTHONUTF8": "1",
            "MPLBACKEND": "Agg",
        } | dict.fromkeys(ONE_THREAD, "1")


PROXY = "configurable-http-proxy"


def _numbers(given: Mapping[str, str]) -> tuple[Callable[[str, int], int], list[str]]:
    """Reads whole numbers above 0, and keeps a sentence for each that is none."""
    faults: list[str] = []

    def number(name: str, usual: int) -> int:
        text = given.get(name, str(usual))
        if not re.fullmatch(r"[1-9]\d{0,8}", text):
            faults.append(f"{name}: {text!r} is no whole number above 0.")
            return usual
        return int(text)

    return number, faults


def copy_missing(lessons: Path, to: Path) -> None:
    """Give a user the lessons; what is there already is theirs and stays as it is."""
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    for source in sorted(lessons.rglob("*")):
        target = to / source.relative_to(lessons)
        if source.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.exists():
            shutil.copyfile(source, target)


def spawner(room: Room) -> type[Any]:
    """The spawner of a room: a process with a limit of memory, in the user's own folder."""
    from jupyterhub.spawner import SimpleLocalProcessSpawner

    class LessonSpawner(SimpleLocalProcessSpawner):  # type: ignore[misc]
        """Starts a user's server in ``work/NAME/lessons``."""

        home_dir_template = str(room.work / "{username}")

        async def start(self) -> tuple[str, int]:
            copy_missing(room.lessons, Path(self.home_dir) / "lessons")
            self.notebook_dir = str(Path(self.home_dir) / "lessons")
            return await super().start()

        def make_preexec_fn(self, name: str) -> Callable[[], None]:
            """Before the server starts: its memory has an end, and its files are its user's."""
            limit = room.memory * 2**20

            def limited() -> None:
                resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
                os.umask(0o077)
                os.chdir(room.work / name)

            return limited

    return LessonSpawner
