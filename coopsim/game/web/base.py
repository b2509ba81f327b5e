"""What every page has: who asks, in which language, what a browser may do, and how faults read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from tornado.web import HTTPError, RequestHandler

from coopsim.game import DESK, FACILITATOR, GameError, StaleError, StoreError
from coopsim.game.web import moments
from coopsim.text import LANGUAGES, said, say

if TYPE_CHECKING:
    from coopsim.game.web.host import Host

LANGUAGE_COOKIE, COOKIE_DAYS = "coopsim-lang", 30
TEAM = "team"
KINDS = (TEAM, DESK, FACILITATOR)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""Told to the browser with every answer: our own files only, in no frame, nothing kept."""


@attrs.frozen
class Who:
    """Who asks: ``whose`` is a team's number, ``facilitator`` or ``desk``, as in secrets."""

    whose: str

    @property
    def kind(self) -> str:
        """``team``, ``facilitator`` or ``desk``."""
        return self.whose if self.whose in (FACILITATOR, DESK) else TEAM

    @property
    def team(self) -> int:
        """The team's number; only for a team."""
        return int(self.whose)

    @property
    def home(self) -> str:
        """The page to begin with."""
        return {FACILITATOR: "/board", DESK: "/desk"}.get(self.whose, "/team")


class Page(RequestHandler):
    """The base of every page and post; ``roles`` may use it, nobody else."""

    roles: ClassVar[frozenset[str]] = frozenset()
    """Empty: for everybody."""
    here: ClassVar[str] = ""
    """Where the language menu leads; empty: to this address itself."""

    def initialize(self, host: Host) -> None:
        """Know the room."""
        self.host = host

    def set_default_headers(self) -> None:
        """Say what a browser may do with the answer."""
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.clear_header("Server")

    def prepare(self) -> None:
        """Refuse another host's name, and whoever has no business here."""
        if self.request.host_name.lower() not in self.host.place.names:
            raise HTTPError(421, log_message="not this host's name")
        if not self.roles:
            return
        if self.current_user is not None:
            return
        if any(self._known(kind) for kind in KINDS):
            raise HTTPError(403)
        if self.request.method != "GET" or self.wants_data:
            raise HTTPError(401)
        self.redirect("/join", status=303)

    def get_current_user(self) -> Who | None:
        """Who a signed cookie says it is, if the secret behind it still counts.

        A browser may be a team and the facilitator: there is a cookie for each, and a page takes
        the one of its roles.
        """
        found = (self._known(kind) for kind in KINDS if not self.roles or kind in self.roles)
        return next(filter(None, found), None)

    def _known(self, kind: str) -> Who | None:
        kept = self.get_signed_cookie(self.cookie_of(kind), max_age_days=COOKIE_DAYS)
        whose, _, mark = (kept or b"").decode("utf-8", "replace").partition(":")
        return Who(whose) if mark and self.host.door.counts(whose, mark) else None

    def cookie_of(self, kind: str) -> str:
        """The name of the cookie of a kind; two rooms on one computer have different ports."""
        return f"coopsim-{self.host.place.port}-{kind}"

    def let_in(self, who: Who) -> None:
        """Give the browser the cookie of whoever has shown the secret."""
        self.set_signed_cookie(
            self.cookie_of(who.kind),
            f"{who.whose}:{self.host.door.mark_of(who.whose)}",
            expires_days=COOKIE_DAYS, httponly=True, samesite="Strict", path="/",
        )  # fmt: skip

    @property
    def who(self) -> Who:
        """Who asks, where ``prepare`` has let nobody else through."""
        found: Who = self.current_user
        return found

    @property
    def wants_data(self) -> bool:
        """Whether a script asks, which wants an answer as data."""
        return "application/json" in self.request.headers.get("Accept", "")

    @property
    def lang(self) -> str:
        """The language asked for, else the one chosen before, else the room's."""
        for found in (self.get_query_argument("lang", ""), self.get_cookie(LANGUAGE_COOKIE) or ""):
            if found in LANGUAGES:
                return found
        return self.host.lang

    def page(self, template: str, **given: Any) -> None:
        """Send a page made from a template; a language that was asked for is remembered."""
        if (asked := self.get_query_argument("lang", "")) in LANGUAGES:
            self.set_cookie(LANGUAGE_COOKIE, asked, expires_days=COOKIE_DAYS, samesite="Strict")
        path = given.pop("path", self.here or self.request.path)
        given = {"title": moments.title(self.host.room.setup, self.lang)} | given
        text = self.host.pages.page(template, self.lang, path=path, **given)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.host.pages.signed(text, self.xsrf_token))

    def answer(self, said: str, *, status: int = 200, **more: Any) -> None:
        """Answer a post: data for a script, the page again for a browser without one."""
        self.set_status(status)
        if self.wants_data:
            self.finish({"said": said} | more)
        elif status < 400:
            self.redirect(more.get("go") or self.back, status=303)
        else:
            self.page("message.html", said=said, back=self.back, path="/")

    @property
    def back(self) -> str:
        """Where a browser without scripts goes after a post."""
        return self.who.home if self.current_user else "/join"

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in words what is wrong; a refused command has words of its own."""
        error = kwargs.get("exc_info", (None, None))[1]
        said, more = _words(status_code, error, self.lang_or_none), {}
        if isinstance(error, StaleError):
            status_code = 409
            more = {"version": error.version}
        elif isinstance(error, StoreError):
            status_code = 507
        elif isinstance(error, GameError):
            status_code = 400
        self.set_status(status_code)
        if self.wants_data:
            self.finish(json.dumps({"said": said} | more))
        else:
            self.page("message.html", said=said, back=self.back, path="/")

    @property
    def lang_or_none(self) -> str:
        """The language, also where the address is no proper one."""
        try:
            return self.lang
        except HTTPError:
            return self.host.lang

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """What a room refuses on purpose is no fault of the server."""
        if not isinstance(value, GameError):
            super().log_exception(typ, value, tb)


def _words(status: int, error: BaseException | None, lang: str) -> str:
    if isinstance(error, GameError):
        return said(error.args[0], lang)
    if status == 400:
        return say("This form was not whole. Please load the page again.", lang)
    if status == 401:
        return say("Your device is not in this room any more. Please join again.", lang)
    if status == 403:
        return say("This page is not for you, or it was open too long. Please load it again.", lang)
    if status == 404:
        return say("There is no such page.", lang)
    if status == 409:
        return say("That was made for another year. The page shows the year that runs now.", lang)
    if status == 421:
        return say("Please use the address on the screen; this one is not of this server.", lang)
    return say("Something went wrong on the server. Nothing was lost; please try again.", lang)
