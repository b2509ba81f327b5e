"""The glossary: terms of the field in four languages, and what each means."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import attrs


@attrs.frozen
class Term:
    """One term; ``meaning`` is an English message for ``say``."""

    key: str
    en: str
    id: str
    pt: str
    tet: str
    meaning: str
    grade: str
    unverified: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """Languages whose word nobody who speaks them has confirmed."""

    def word(self, lang: str) -> str:
        """The term in a language."""
        return str(getattr(self, lang))


@cache
def glossary() -> tuple[Term, ...]:
    """Every term, in the order of the file."""
    place = files("coopsim") / "data" / "glossary.toml"
    data = tomllib.loads(place.read_text(encoding="utf-8"))
    return tuple(Term(key=key, **row) for key, row in data.items())
