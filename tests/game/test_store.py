"""What was acknowledged is never lost: kill -9, a full disk, two writers, and PostgreSQL."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from coopsim.game import Decide, GameError, Room, Send, StaleError, Start, Store, StoreError, Tell
from coopsim.game.store import Behind
from tests.game.rooms import begun, room, sends, setup

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("moment", range(4))
def test_no_acknowledged_entry_is_lost_when_the_writer_is_killed(
    moment: int, tmp_path: Path
) -> None:
    room(tmp_path)
    url = str(tmp_path / "games.db")
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.game.writing", url],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    told = [int(writer.stdout.readline())]
    timer = threading.Timer(
        random.Random(moment).uniform(0.0, 0.3), writer.send_signal, [signal.SIGKILL]
    )
    timer.start()
    told += [int(line) for line in writer.stdout if line.strip()]
    writer.wait()
    state = Room.open(url, "room").state
    assert state.length >= told[-1]
    assert [message.text for message in state.messages] == [
        f"message {number}" for number in range(len(state.messages))
    ]
    assert len(state.messages) >= len(told)
    Room.open(url, "room").do(Start())  # and it goes on


def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path) -> None:
    made = begun(tmp_path)
    pages = 0

    def full(link: sqlite3.Connection) -> None:
        nonlocal pages
        pages = link.execute("PRAGMA page_count").fetchone()[0]
        link.execute(f"PRAGMA max_page_count = {pages}")

    before = made.state
    with made._store.engine.connect() as link:
        full(link.connection.dbapi_connection)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="disk is full"):
        for _ in range(200):
            before = made.state
            made.do(Tell("x" * 400))
    assert made.state == before
    assert Room.open(tmp_path / "games.db", "room").state == before


def test_a_store_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be opened"):
        Store(tmp_path / "nowhere" / "games.db")
    with pytest.raises(StoreError, match="no database"):
        Store("what://ever")
    (tmp_path / "games.db").write_text("This is a letter and no database, of enough length.")
    with pytest.raises(StoreError, match="not a database"):
        Room.open(tmp_path / "games.db", "room")
    with pytest.raises(GameError, match="no rooms"):
        Room.open(tmp_path / "other.db", "room")


def test_a_room_is_made_once(tmp_path: Path) -> None:
    made = room(tmp_path)
    with pytest.raises(GameError, match="already"):
        room(tmp_path)
    assert Room.open(tmp_path / "games.db", "room").state == made.state
    with pytest.raises(GameError, match="Known: room"):
        Room.open(tmp_path / "games.db", "another")


def test_a_room_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    room(tmp_path)
    with sqlite3.connect(tmp_path / "games.db") as link:
        link.execute("UPDATE room SET format = 99")
    with pytest.raises(StoreError, match="newer coopsim"):
        Room.open(tmp_path / "games.db", "room")


def two_writers(url: str | Path) -> None:
    """Two rooms over one log append by turns and at once, and nothing is lost or doubled."""
    one, other = Room.create(url, setup()), Room.open(url, "room")
    one.do(Start())
    other.do(Tell("from the other"))
    assert one.refresh() == other.state
    version = other.state.teams[0].version
    one.do(Decide(0, version, one.state.teams[0].draft | {"loan_rate": 0.1}))
    with pytest.raises(StaleError):
        other.do(Send(0, version, other.state.teams[0].draft | {"loan_rate": 0.2}))
    writers = [
        threading.Thread(
            target=lambda room=room: [room.do(Tell(f"{number}")) for number in range(8)]
        )
        for room in (one, other)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert one.refresh() == other.refresh() == Room.open(url, "room").state
    assert sorted(message.text for message in one.state.messages[1:]) == sorted("01234567" * 2)
    with pytest.raises(Behind):
        Store(url).append("room", 1, 0.0, {"command": "Start"})


def test_two_writers_of_one_log(tmp_path: Path) -> None:
    two_writers(tmp_path / "games.db")


# ------------------------------------------------------------------------------- PostgreSQL


def program(name: str) -> str | None:
    """A program of PostgreSQL's server: on the path, or where Debian keeps it."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(kept[-1]) if kept else None)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a real server of this test's own, over a socket in a folder of its own.

    PostgreSQL does not run as root, so root starts it as ``nobody``.
    """
    initdb, control = program("initdb"), program("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("PostgreSQL's server is not installed: apt install postgresql")
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="coopsim-pg-"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=60
        )

    try:
        run(initdb, "-D", str(data), "-A", "trust", "-U", "coopsim", "--no-sync")
        run(control, "-D", str(data), "-w", "-l", str(folder / "log"),
            "-o", f"-c listen_addresses='' -k {folder}", "start")  # fmt: skip
        try:
            yield f"postgresql+psycopg://coopsim@/postgres?host={folder}"
        finally:
            run(control, "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_two_writers_of_one_log_in_postgresql(postgres: str) -> None:
    two_writers(postgres)


def test_postgresql_keeps_a_room_as_sqlite_does(postgres: str, tmp_path: Path) -> None:
    one = attrs.evolve(setup(), name="São José")
    states = []
    for url in (postgres, tmp_path / "games.db"):
        made = Room.create(url, one)
        made.do(Start())
        sends(made, 1, loan_rate=0.12)
        made.do(Tell("Sepuluh menit lagi – até já"))
        assert Room.open(url, "São José").state == made.state
        states.append(attrs.evolve(made.state, used=0.0, hashes={}))
    assert states[0] == states[1]
    assert "São José" in Store(postgres).rooms()
    with pytest.raises(GameError, match="already"):
        Room.create(postgres, one)
