"""The log of every room, in a database: only ever added to.

SQLite by default, in WAL with every commit on the disk before it is acknowledged; any URL of
SQLAlchemy will do, PostgreSQL's (``postgresql+psycopg://``) is tested. An entry has its number
in the log as its key: who appends from an old state is refused by the database itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from coopsim.errors import Sentence
from coopsim.game.errors import GameError, StoreError

FORMAT = 1
"""Version of what an entry's body holds."""
SQLITE = "sqlite:///"
# Translators: "The log could not be opened"; so are "written" and "read"
OPENED = Sentence("opened")
WRITTEN, READ = Sentence("written"), Sentence("read")
"""What could not be done with a log."""
_META = sql.MetaData()
ROOMS = sql.Table(
    "room", _META,
    sql.Column("name", sql.String(60), primary_key=True),
    sql.Column("format", sql.Integer, nullable=False),
    sql.Column("setup", sql.Text, nullable=False),
)  # fmt: skip
LOG = sql.Table(
    "entry", _META,
    sql.Column("room", sql.String(60), sql.ForeignKey("room.name"), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("format", sql.Integer, nullable=False),
    sql.Column("elapsed", sql.Float, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
)  # fmt: skip


class Behind(Exception):
    """Somebody else has appended since: read on, and try again."""


class Store:
    """The logs of rooms under one URL; a path is a SQLite file there.

    Unless it may be ``new``, a SQLite file that is not there is a ``GameError``.
    """

    def __init__(self, url: str | Path, *, new: bool = True) -> None:
        text = str(url)
        self.url = text if "://" in text else f"{SQLITE}{Path(text)}"
        path = Path(self.url.removeprefix(SQLITE))
        if self.url.startswith(SQLITE) and not new and not path.exists():
            raise GameError(f"There are no rooms at '{path}'. Create one, or name another store.")
        self.engine = _engine(self.url)
        with self._said(OPENED):
            _META.create_all(self.engine)

    def create(self, room: str, setup: dict[str, Any], bodies: list[dict[str, Any]]) -> None:
        """Write a new room and its first entries, all or nothing."""
        try:
            with self._said(WRITTEN), self.engine.begin() as link:
                link.execute(ROOMS.insert().values(
                    name=room, format=FORMAT, setup=_text(setup)
                ))  # fmt: skip
                for number, body in enumerate(bodies, 1):
                    link.execute(LOG.insert().values(_row(room, number, 0.0, body)))
        except Behind:
            raise GameError(
                f"There is a room '{room}' already. Open it, or give the new one another name."
            ) from None

    def append(self, room: str, number: int, elapsed: float, body: dict[str, Any]) -> None:
        """Add entry ``number``; raises ``Behind`` if there is one, ``StoreError`` if it failed."""
        with self._said(WRITTEN), self.engine.begin() as link:
            link.execute(LOG.insert().values(_row(room, number, elapsed, body)))

    def rooms(self) -> tuple[str, ...]:
        """Names of all rooms."""
        with self._said(READ), self.engine.connect() as link:
            return tuple(link.scalars(sql.select(ROOMS.c.name).order_by(ROOMS.c.name)))

    def setup(self, room: str) -> dict[str, Any]:
        """What a room was set up as."""
        with self._said(READ), self.engine.connect() as link:
            found = link.execute(sql.select(ROOMS).where(ROOMS.c.name == room)).first()
        if found is None:
            raise GameError(
                f"There is no room '{room}' here. Known: {', '.join(self.rooms()) or 'none'}."
            )
        if found.format > FORMAT:
            raise StoreError(f"Room '{room}' was written by a newer coopsim. Update this one.")
        data: dict[str, Any] = json.loads(found.setup)
        return data

    def entries(self, room: str, after: int = 0) -> list[tuple[int, float, dict[str, Any]]]:
        """Number, seconds and body of the entries after one, in order."""
        asked = sql.select(LOG).where(LOG.c.room == room, LOG.c.number > after)
        with self._said(READ), self.engine.connect() as link:
            rows = link.execute(asked.order_by(LOG.c.number)).all()
        return [(row.number, row.elapsed, json.loads(row.body)) for row in rows]

    @contextmanager
    def _said(self, done: Sentence) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise Behind from error
        except (SQLAlchemyError, OSError) as error:
            why = getattr(error, "orig", None) or error
            raise StoreError(Sentence(
                "The game's log ({place}) could not be {done}: {why}. Nothing was changed; make "
                "room on the disk or mend the connection, and do it again.",
                place=self.engine.url.render_as_string(), done=done, why=str(why).strip(),
            )) from error  # fmt: skip


def _engine(url: str) -> Engine:
    try:
        engine = sql.create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise StoreError(
            f"'{url}' is no database: {error}. Give a path, or postgresql+psycopg://..."
        ) from error
    if url.startswith("sqlite"):
        sql.event.listen(engine, "connect", _careful)
    return engine


def _careful(link: Any, record: Any) -> None:
    """Every commit reaches the disk before it is acknowledged; a second writer waits its turn."""
    cursor = link.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _row(room: str, number: int, elapsed: float, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "room": room, "number": number, "format": FORMAT, "elapsed": float(elapsed),
        "body": _text(body),
    }  # fmt: skip


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False)
