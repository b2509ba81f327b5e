"""Where the server listens: a free port, and this computer's address in the room's network."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable
from typing import TypeVar

from coopsim.errors import ServeError

T = TypeVar("T")
HERE = "127.0.0.1"
FIRST_PORT, TRIED = 8866, 20
SOMEWHERE = ("192.0.2.1", 9)
"""An address kept for documentation: asked which way it lies, and never sent anything."""


def free_port(address: str, asked: int | None = None) -> int:
    """The port asked for, or the first free one from 8866 on.

    Raises ``ServeError`` if it is taken or out of bounds.
    """
    if asked is not None:
        if is_free(address, asked):
            return asked
        raise ServeError(
            f"Port {asked} is taken or not allowed. Leave --port out and a free one is found."
        )
    for port in range(FIRST_PORT, FIRST_PORT + TRIED):
        if is_free(address, port):
            return port
    raise ServeError(
        f"Ports {FIRST_PORT} to {FIRST_PORT + TRIED - 1} are all taken. "
        "Close other servers, or name a free port: --port 9000."
    )


def on_port(address: str, asked: int | None, listen: Callable[[int], T]) -> T:
    """What ``listen`` gives for the port asked for, or for the first one it gets.

    Between looking for a free port and listening to it another server may take it: then the next
    one is tried. Raises ``ServeError`` if the port asked for is taken, or all are.
    """
    for _ in range(TRIED):
        port = free_port(address, asked)
        try:
            return listen(port)
        except OSError as error:
            if asked is not None:
                what = f"Port {port} cannot be listened to: {error.strerror or error}."
                raise ServeError(what) from error
    raise ServeError("No port stays free. Name one: --port 9000.")


def is_free(address: str, port: int) -> bool:
    """Whether nobody listens to a port, and this program may."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except (OSError, OverflowError):
            return False
    return True


def lan_address() -> str:
    """This computer's address in its network; ``ServeError`` if it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(SOMEWHERE)
            address = str(way.getsockname()[0])
        except OSError:
            address = HERE
    if address.startswith("127."):
        raise ServeError(
            "This computer is in no network. Connect it to the room's router first, "
            "or leave out --lan to open the lessons here."
        )
    return address


def qr(address: str) -> str:
    """An address as a square to photograph, in characters a terminal can show."""
    import segno

    drawn = io.StringIO()
    segno.make(address, error="m").terminal(out=drawn, compact=True)
    return drawn.getvalue()
