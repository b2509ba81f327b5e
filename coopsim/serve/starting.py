"""Starting the server, and telling people how to come in."""

from __future__ import annotations

import errno
import os
import secrets
import threading
import warnings
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from coopsim.errors import ServeError
from coopsim.network import HERE, is_free, lan_address, on_port
from coopsim.serve.lessons import find_lessons
from coopsim.serve.settings import SHARE, Place, settings
from coopsim.text import chain

PIN_DIGITS = 6
INSTALL = 'Lessons need more than the package itself: pip install "coopsim[lessons]"'


def serve(
    notebooks: Path,
    lang: str = "en",
    port: int | None = None,
    *,
    lan: bool = False,
    browser: bool = True,
    ready: Callable[[Place], None] = lambda place: None,
) -> None:
    """Serve the lessons of a folder until stopped by Ctrl-C.

    On this computer alone, unless ``lan`` opens them to its network behind a PIN. ``ready`` is
    called once with the place, when pages can be opened. Raises ``ServeError`` for a port that is
    taken, no network, a folder without lessons or a missing installation.
    """
    chain(lang)  # an unknown language is told before anything starts
    find_lessons(notebooks)
    address = lan_address() if lan else HERE
    pin = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
    token = pin if lan else secrets.token_urlsafe(24)

    def listening(at: int) -> tuple[Place, Any]:
        place = Place(notebooks, address, at, token, lang, lan)
        return place, _server(place)

    place, app = on_port(address, port, listening)
    ready(place)
    if browser:
        threading.Timer(0.5, webbrowser.open, [place.way_in]).start()
    app.start()


def _server(place: Place) -> Any:
    os.environ["JUPYTER_NO_CONFIG"] = "1"  # what a laptop's owner set up is not for participants
    kept = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(SHARE / "jupyter"), kept]))
    try:
        import segno  # noqa: F401
        import voila  # noqa: F401
        from jupyter_server.serverapp import ServerApp
        from traitlets.config import Config
    except ImportError as error:
        raise ServeError(INSTALL) from error
    app = ServerApp(config=Config(settings(place)))
    with warnings.catch_warnings():
        # Voila's scripts and styles need no PIN; the server would rather they did.
        warnings.filterwarnings("ignore", "Extension endpoints without", category=RuntimeWarning)
        try:
            app.initialize(argv=[])
        except SystemExit as error:
            if is_free(place.address, place.port):
                raise
            raise OSError(errno.EADDRINUSE, "another program listens to it") from error
    return app
