"""Whose answers a browser opens: a code in a cookie, given, typed, or none."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote, unquote, urlencode

from tornado.web import Finish

from coopsim.widgets.saving import code_of

CLEAR, LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 6
"""Characters nobody takes for another, when a code is read from a screen."""
COOKIE, NEW, NONE = "coopsim-code", "new", "none"
"""Where a browser keeps its code; what is asked for a new one, and to go on without."""


def code_for(handler: Any, asked: str = "") -> str:
    """The code of a browser: the one asked for, else the one it has; the browser keeps it.

    In a room each browser is given one: the answers of twenty phones must not meet in one file.
    """
    kept = code_of(unquote(handler.get_cookie(COOKIE) or ""))
    lan = handler.settings["coopsim_place"].lan
    code = "" if asked in (NEW, NONE) else code_of(asked) or kept
    if asked == NEW or (lan and not code):
        code = "".join(secrets.choice(CLEAR) for _ in range(LENGTH))
    if code:
        handler.set_cookie(COOKIE, quote(code), expires_days=30, httponly=True, samesite="lax")
    elif kept:
        handler.clear_cookie(COOKIE)
    return code


def ask_again_with_code(handler: Any) -> None:
    """Send a browser that opens a lesson without its code to the same lesson with it."""
    if handler.get_argument("team", ""):
        return
    code = code_for(handler)
    if code:
        query = {key: handler.get_argument(key) for key in handler.request.query_arguments}
        handler.redirect(f"{handler.request.path}?{urlencode(query | {'team': code})}")
        raise Finish
