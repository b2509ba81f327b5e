"""Who comes in, and what a page may ask for: its own lesson, and nothing else of the computer."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import PasswordIdentityProvider, User
from jupyter_server.auth.login import LoginFormHandler
from tornado.web import HTTPError, RequestHandler

from coopsim.serve.codes import ask_again_with_code
from coopsim.serve.contents import without_tests
from coopsim.serve.lessons import is_workshop

MESSAGES = [
    "comm_close", "comm_info_request", "comm_msg", "comm_open",
    "kernel_info_request", "shutdown_request",
]  # fmt: skip
"""What a page may tell a kernel: widgets speak through comms; code is never taken from a page."""
ALLOWED = {"read", "execute"}
"""A page may read the state of its kernel and open the channel to it."""
LEAST_MEMORY = 400 * 2**20
"""Bytes that must be free before another lesson opens: two lessons' worth."""


class Participant(Authorizer):
    """Whoever is let in may use lessons, and nothing else that Jupyter's server offers."""

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:
        """Whether this may be done: with the kernel a page knows by name, and only so much.

        No list of kernels, no files, no terminals, no kernel but those that lessons start.
        """
        return resource == "kernels" and action in ALLOWED and "kernel_id" in handler.path_kwargs


class Login(LoginFormHandler):
    """The page that asks for the PIN."""

    @allow_unauthenticated
    async def post(self) -> None:
        """Take a PIN that was typed."""
        door = self.identity_provider
        if isinstance(door, Door) and door.process_login_form(self) is None:
            await door.hold_up()
        super().post()  # type: ignore[no-untyped-call]


class Door(PasswordIdentityProvider):
    """Lets in who has the PIN or the token; wrong ones are looked at one a second, all in turn."""

    _turn: asyncio.Lock | None = None

    async def get_user(self, handler: RequestHandler) -> User | None:
        """The user of a request, or None."""
        user = await self._get_user(handler)
        if user is None and self.get_token(handler):
            await self.hold_up()
        return user

    async def hold_up(self) -> None:
        """Let a second go by before the next wrong PIN is answered."""
        self._turn = self._turn or asyncio.Lock()
        async with self._turn:
            await asyncio.sleep(1)


def before_it_opens(handler: Any, notebook: Any, cwd: str) -> Any:
    """The notebook a participant gets: without the cells that only tests need.

    A browser with a code is sent to the lesson with its code. Refuses to open a lesson that
    would take the last memory of the computer, and to show a room what is for trainers.
    """
    import psutil

    if handler.settings["coopsim_place"].lan and is_workshop(notebook):
        raise HTTPError(404, "a page for the trainer's own computer")
    if psutil.virtual_memory().available < LEAST_MEMORY:
        raise HTTPError(503, "no memory for another lesson")
    ask_again_with_code(handler)
    notebook.cells = without_tests(notebook.cells)
    return notebook
