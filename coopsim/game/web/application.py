"""The server's routes and settings: what is answered, to whom, and how much is listened to."""

from __future__ import annotations

from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, StaticFileHandler

from coopsim.game.web import (
    boardpages,
    debriefing,
    deskpage,
    joining,
    pressing,
    projecting,
    sheets,
    teampages,
)
from coopsim.game.web.base import HEADERS, Page
from coopsim.game.web.host import Host
from coopsim.game.web.paper import STATIC

LARGEST_BODY, LARGEST_HEADERS = 64 * 1024, 16 * 1024
"""Bytes of a post and of its headers; the largest decision has a tenth of that."""
BODY_SECONDS, IDLE_SECONDS = 20.0, 90.0
"""How long a post may take to arrive; how long a connection may do nothing."""


class Static(StaticFileHandler):
    """Our own style and script, with the headers of every page."""

    def set_extra_headers(self, path: str) -> None:
        """Say what a browser may do with the file; its address holds a mark of what is in it."""
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "max-age=31536000, immutable")
        self.clear_header("Server")


class NotHere(Page):
    """Everything else."""

    def prepare(self) -> None:
        """Say that there is no such page."""
        super().prepare()
        self.send_error(404)


def routes(host: Host) -> list[tuple[str, type[Any], dict[str, Any]]]:
    """What is answered, and by whom."""
    pages: list[tuple[str, type[Page]]] = [
        (r"/", joining.Start),
        (r"/join", joining.JoinPage),
        (r"/enter", joining.Enter),
        *teampages.ROUTES,
        *deskpage.ROUTES,
        *boardpages.ROUTES,
        *sheets.ROUTES,
        *projecting.ROUTES,
        *debriefing.ROUTES,
        *pressing.ROUTES,
    ]
    return [(path, handler, {"host": host}) for path, handler in pages]


def application(host: Host, cookie_secret: str) -> Application:
    """The application of a room."""
    return Application(
        [*routes(host), (r"/static/(.*)", Static, {"path": str(STATIC)})],
        default_handler_class=NotHere, default_handler_args={"host": host},
        cookie_secret=cookie_secret, xsrf_cookies=True,
        xsrf_cookie_name=f"coopsim-{host.place.port}-xsrf",  # Jupyter has one called _xsrf
        xsrf_cookie_kwargs={"httponly": True, "samesite": "Strict"},
        compress_response=True, autoreload=False, log_function=lambda handler: None,
    )  # fmt: skip


def server(app: Application) -> HTTPServer:
    """A server that listens to no more, and no longer, than a page has to say."""
    return HTTPServer(
        app, max_body_size=LARGEST_BODY, max_header_size=LARGEST_HEADERS,
        body_timeout=BODY_SECONDS, idle_connection_timeout=IDLE_SECONDS, xheaders=False,
    )  # fmt: skip
