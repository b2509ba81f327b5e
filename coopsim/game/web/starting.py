"""Starting the server of a room, and where people find it."""

from __future__ import annotations

import asyncio
import signal
import threading
import webbrowser
from collections.abc import Callable, Collection, Mapping
from functools import partial
from socket import socket

import attrs
from tornado.netutil import bind_sockets

from coopsim.errors import ServeError
from coopsim.game import FACILITATOR, PIN, Room, Setup, Store
from coopsim.game.bots import cast
from coopsim.network import HERE, lan_address, on_port


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


def goes_on(room: Room, asked: Setup, typed: Collection[str]) -> list[str]:
    """Of a room that was there before: its world, where it stands, what was asked for in vain.

    ``typed`` are the options of 'coopsim serve' that somebody asked for. Raises ``ServeError``
    where the scenario is one of them and another than the room's.
    """
    if room.secrets is not None:
        return []
    own, state = room.setup, room.state
    another = "Another --room NAME begins a new game."
    where = "its game is over" if state.phase == "finished" else f"year {state.year} of {own.years}"
    about = f"The room '{room.name}' is of '{own.world.title}', {where}."
    if "scenario" in typed and own.world.name != asked.world.name:
        raise ServeError(
            f"{about} You asked for '{asked.world.title}'. {another} To go on with this one, "
            "leave the scenario out."
        )
    pairs = {
        "teams": (len(own.teams), len(asked.teams)), "years": (own.years, asked.years),
        "minutes": (own.minutes, asked.minutes), "seed": (own.seed, asked.seed),
        "lang": (own.lang, asked.lang), "national_desk": (own.desk, asked.desk),
    }  # fmt: skip
    vain = [
        f"--{name.replace('_', '-')} (it has {has})"
        for name, (has, wanted) in pairs.items()
        if name in typed and has != wanted
    ]
    told = [about]
    if vain:
        told.append(f"It keeps what it was made with; left aside: {', '.join(vain)}.")
    if vain or state.phase == "finished":
        told.append(another)
    return told


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
    sockets = on_port(address, port, partial(bind_sockets, address=address))
    asyncio.run(_served(room, store_url, (address, sockets), bots or {}, (ready, browser)))


async def _served(
    room: Room, store_url: str, at: tuple[str, list[socket]], bots: Mapping[int, str],
    told: tuple[Callable[[Served], None], bool],
) -> None:  # fmt: skip
    from coopsim.game.web.application import application, server
    from coopsim.game.web.host import Host, Place
    from coopsim.game.web.keys import keys_file, keys_of

    file = keys_file(store_url, room.name)
    again = room.secrets is None
    keys = keys_of(room, file)
    address, sockets = at
    place = Place(address, sockets[0].getsockname()[1], file)
    host = Host(room, keys, place, bots)
    listening = server(application(host, keys.cookies))
    listening.add_sockets(sockets)
    await host.begin()
    board = f"{place.base}/enter?code={keys[FACILITATOR]}"
    ready, browser = told
    ready(Served(room.name, place.base, board, keys[PIN], address != HERE, again))
    if browser:
        threading.Timer(0.5, webbrowser.open, [board]).start()
    ended = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, ended.set)
    await ended.wait()
    listening.stop()
    await listening.close_all_connections()
    host.close()
