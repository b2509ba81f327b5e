"""What the keys in sources stand for: ``KIPK24`` is a study, with a title and an address."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import attrs

_KEY = re.compile(r"[A-Z0-9][A-Z0-9-]*")


@attrs.frozen
class Source:
    """One source; ``title`` is as it was found and is not translated."""

    key: str
    title: str
    links: tuple[str, ...] = attrs.field(converter=tuple)


@cache
def sources() -> dict[str, Source]:
    """Every source by its key, in the order of the file."""
    place = files("coopsim") / "data" / "sources.toml"
    data = tomllib.loads(place.read_text(encoding="utf-8"))
    return {key: Source(key, **row) for key, row in data.items()}


def cited(text: str) -> tuple[Source, ...]:
    """The sources whose keys stand in a text, each once, in their order.

    >>> [one.title for one in cited("KIPK24: sign")]
    ['Kipkogei et al. 2024']
    """
    found = dict.fromkeys(key for key in _KEY.findall(text) if key in sources())
    return tuple(sources()[key] for key in found)


def beyond(source: str, meaning: str) -> str:
    """What a source says beyond the meaning of its grade: an English message, or nothing.

    >>> beyond("assumed: sold fresh", "assumed"), beyond("assumed", "assumed")
    ('sold fresh', '')
    """
    return source.removeprefix(meaning).lstrip(": ")
