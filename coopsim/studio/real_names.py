"""Whether a typed name may be that of a real cooperative: to warn, never to refuse."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    text = (files("coopsim") / "studio" / "real_names.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    known = "|".join(map(re.escape, data["known"]))
    forms = "|".join(map(re.escape, data["forms"]))
    named = rf"\b(?:{forms})[ .]+(?!of\b|di\b|in\b|iha\b|em\b|kami\b|kita\b)[\"'“]?(?-i:[A-Z])\w+"
    return re.compile(rf"\b(?:{known})\b", re.IGNORECASE), re.compile(named, re.IGNORECASE)


def real_name(text: str) -> str:
    """The part of a text that may name a real cooperative, or an empty string.

    >>> real_name("Koperasi Maju Bersama in year 3"), real_name("Our cooperative in Larikan")
    ('Koperasi Maju', '')
    """
    for pattern in _names():
        if found := pattern.search(text):
            return found[0]
    return ""
