"""The secrets of a room on its trainer's computer, in a file that only its owner reads.

The log has hashes alone. Addresses and codes on paper must hold after the computer was started
anew, and so the secrets themselves are kept beside the log, and nowhere else.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

import attrs

from coopsim.game import Room

SQLITE = "sqlite:///"


@attrs.frozen
class Keys:
    """What signs cookies, and by whose it is (``pin``, ``facilitator``, a team), every secret."""

    cookies: str = attrs.field(repr=False)
    secrets: Mapping[str, str] = attrs.field(repr=False)

    def __getitem__(self, whose: str) -> str:
        return self.secrets[whose]

    def with_secret(self, whose: str, secret: str) -> Keys:
        """The same with a new secret for one."""
        return attrs.evolve(self, secrets={**self.secrets, whose: secret})


def keys_file(store_url: str, room: str) -> Path:
    """Where the secrets of a room lie: beside its SQLite file, else in this folder."""
    path = store_url.removeprefix(SQLITE)
    beside = Path(path) if "://" not in path else Path("coopsim-game")
    slug = re.sub(r"[^\w-]+", "-", room).strip("-").lower() or "room"
    return beside.with_name(f"{beside.stem}-{slug}.keys")


def keys_of(room: Room, file: Path) -> Keys:
    """The secrets of a room: those it was made with, those of the file, or new ones.

    Where the file is gone or does not fit, all codes are made anew, and everybody joins again.
    """
    if room.secrets is not None:
        made = Keys(secrets.token_urlsafe(32), room.secrets.by_owner())
    else:
        made = _read(file) or Keys(secrets.token_urlsafe(32), {})
        for whose in room.state.hashes:
            if room.who(made.secrets.get(whose, "")) != whose:
                made = made.with_secret(whose, room.renew(whose))
    save(made, file)
    return made


def save(keys: Keys, file: Path) -> None:
    """Write the file whole, readable by its owner alone (``mkstemp`` makes it so)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(attrs.asdict(keys), out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, file)  # noqa: PTH105
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(file: Path) -> Keys | None:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return Keys(str(data["cookies"]), {str(k): str(v) for k, v in data["secrets"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
