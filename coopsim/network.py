"""Where the server listens: a free port, and this computer's address in the room's network."""

from __future__ import annotations

import io
import socket

from coopsim.errors import ServeError

HERE = "127.0.0.1"
FIRST_PORT, TRIED = 8866, 20
SOMEWHERE = ("192.0.2.1", 9)
"""An address kept for documentation: asked which way it lies, and never sent anything."""


def free_port(address: str, asked: int | None = None) -> int:
    """The port asked for, or the first free one from 8866 on.

    Raises ``ServeError`` if it is taken or out of bounds.
    """
    if asked is not None:
        if _free(address, asked):
            return asked
        raise ServeError(
            f"Port {asked} is taken or not allowed. Leave --port out and a free one is found."
        )
    for port in range(FIRST_PORT, FIRST_PORT + TRIED):
        if _free(address, port):
            return port
    raise ServeError(
        f"Ports {FIRST_PORT} to {FIRST_PORT + TRIED - 1} are all taken. "
        "Close other servers, or name a free port: --port 9000."
    )


def _free(address: str, port: int) -> bool:
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
