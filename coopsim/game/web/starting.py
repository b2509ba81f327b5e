"""Starting the server of a room, and where people find it."""

from __future__ import annotations

import asyncio
import signal
import threading
import webbrowser
from collections.abc import Callable, Mapping

import attrs

from coopsim.errors import ServeError
from coopsim.game import FACILITATOR, PIN, Room, Setup, Store
from coopsim.game.bots import cast
from coopsim.network import HERE, free_port, lan_address


@attrs.frozen
class Served:
    """A room that is served: its addresses, and the PIN for the wall."""

    room: str
    join: str
    board: str = attrs.field(repr=False)
    pin: str = attrs.field(repr=False)
    lan: bool = False
    again: bool = False
    """Whether the room was there before and goes on."""


def open_room(store_url: str, setup: Setup) -> Room:
    """The room of the setup's name as it was left; a new one of the setup where there is none."""
    if setup.name in Store(store_url).rooms():
        return Room.open(store_url, setup.name)
    return Room.create(store_url, setup)


def bots_of(room: Room) -> dict[int, str]:
    """For a rehearsal: a character for every team but the first, which the trainer plays."""
    return dict(enumerate(cast(len(room.state.teams) - 1), 1))


def serve_game(
    room: Room,
    store_url: str,
    port: int | None = None,
    *,
    lan: bool = False,
    bots: Mapping[int, str] | None = None,
    ready: Callable[[Served], None] = lambda served: None,
    browser: bool = False,
) -> None:
    """Serve a room until stopped by Ctrl-C, on this computer alone unless ``lan``.

    ``bots`` are characters that play teams, by the team's number. ``ready`` is called once, when
    pages can be opened. Raises ``ServeError`` for a port that is taken or no network.
    """
    address = lan_address() if lan else HERE
    listens = free_port(address, port)
    try:
        asyncio.run(_served(room, store_url, (address, listens), bots or {}, (ready, browser)))
    except OSError as error:
        raise ServeError(f"Port {listens} cannot be listened to: {error.strerror}.") from error


async def _served(
    room: Room, store_url: str, at: tuple[str, int], bots: Mapping[int, str],
    told: tuple[Callable[[Served], None], bool],
) -> None:  # fmt: skip
    from coopsim.game.web.application import application, server
    from coopsim.game.web.host import Host, Place
    from coopsim.game.web.keys import keys_file, keys_of

    file = keys_file(store_url, room.name)
    again = room.secrets is None
    keys = keys_of(room, file)
    place = Place(at[0], at[1], file)
    host = Host(room, keys, place, bots)
    listening = server(application(host, keys.cookies))
    listening.listen(at[1], at[0])
    await host.begin()
    board = f"{place.base}/enter?code={keys[FACILITATOR]}"
    ready, browser = told
    ready(Served(room.name, place.base, board, keys[PIN], at[0] != HERE, again))
    if browser:
        threading.Timer(0.5, webbrowser.open, [board]).start()
    ended = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, ended.set)
    await ended.wait()
    listening.stop()
    await listening.close_all_connections()
    host.close()
