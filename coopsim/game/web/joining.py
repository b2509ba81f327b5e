"""Coming in: the PIN of the room with a team's code, or an address that holds them."""

from __future__ import annotations

import math
import secrets

from coopsim.game import Join
from coopsim.game.web.base import COOKIE_DAYS, TEAM, Page, Who
from coopsim.text import say, say_many

DEVICE_COOKIE = "coopsim-device"
LONGEST = 200
"""Characters of a code or PIN that are looked at."""


class Start(Page):
    """The address alone: on to where the browser belongs."""

    def get(self) -> None:
        """Send the browser on."""
        self.redirect(self.current_user.home if self.current_user else "/join", status=303)


class Coming(Page):
    """What all ways in share: wrong codes are counted, and after a few one has to wait."""

    here = "/join"

    async def coming(self) -> tuple[Who | None, str]:
        """Who comes in with the PIN and the code of this request, or the sentence why nobody does.

        One code is looked at after the other, so that many at once are not tried for one.
        """
        address = self.request.remote_ip or ""
        async with self.host.door.turn:
            if said := self.must_wait():
                self.set_status(429)
                return None, said
            whose = await self.host.door.seat(self.asked("pin"), self.asked("code"))
            if whose is None:
                self.host.door.tries.failed(address)
                self.set_status(401)
                return None, self.must_wait() or self.wrong()
            self.host.door.tries.passed(address)
        who = Who(whose)
        if who.kind == TEAM:
            await self.host.do(Join(who.team, self.device()))
        self.let_in(who)
        return who, ""

    def device(self) -> str:
        """This browser's mark, the same whenever it comes in again.

        It opens nothing, so that it may come along where a square was photographed anew: one
        telephone stays one device.
        """
        known = self.get_signed_cookie(DEVICE_COOKIE, max_age_days=COOKIE_DAYS)
        device = known.decode() if known else secrets.token_hex(4)
        self.set_signed_cookie(
            DEVICE_COOKIE, device, expires_days=COOKIE_DAYS, httponly=True, samesite="Lax"
        )
        return device

    def must_wait(self) -> str:
        """The sentence for who has to wait before trying again, or an empty string."""
        seconds = math.ceil(self.host.door.tries.wait(self.request.remote_ip or ""))
        if not seconds:
            return ""
        self.set_header("Retry-After", str(seconds))
        return say_many(
            "Too many wrong codes. Please wait {count} second, then try again.",
            "Too many wrong codes. Please wait {count} seconds, then try again.",
            seconds, self.lang,
        )  # fmt: skip

    def asked(self, name: str) -> str:
        """A PIN or code as it was typed, without the spaces people put in."""
        typed = self.get_argument(name, "")
        return "".join(typed[:LONGEST].split())

    def wrong(self) -> str:
        """What who typed a wrong PIN or code reads."""
        return say("The PIN or the code is not right. Please look again and type both.", self.lang)


class JoinPage(Coming):
    """The page that asks for PIN and code."""

    def get(self) -> None:
        """Ask for them."""
        self.page("join.html", said="", pin="", code="")

    async def post(self) -> None:
        """Take what was typed."""
        who, said = await self.coming()
        if who is None:
            return self.page("join.html", said=said, pin=self.asked("pin"), code=self.asked("code"))
        return self.redirect(who.home, status=303)


class Enter(Coming):
    """An address that holds PIN and code, or the facilitator's secret: a square to photograph.

    Answered by a page of our own that goes on by itself: a strict cookie does not come along
    when another page has sent the browser here.
    """

    async def get(self) -> None:
        """Let in who has the right address."""
        who, said = await self.coming()
        if who is None:
            return self.page("join.html", said=said, pin="", code="")
        return self.page("entered.html", go=who.home)
