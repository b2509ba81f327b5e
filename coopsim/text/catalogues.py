"""The catalogues in memory: what each language says for an English sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import attrs

INTERFACE, LESSONS, CURRICULUM = DOMAINS = ("coopsim", "lessons", "curriculum")
"""Words of the package, prose of the notebooks, prose of the trainer's pages."""


@attrs.frozen
class Catalogue:
    """The finished translations of one language: one text, or one a plural form."""

    texts: Mapping[str, tuple[str, ...]]
    form: str
    """Which plural form a count takes: an expression in n, as gettext writes it."""


def place(domain: str, lang: str) -> Traversable:
    """Where a catalogue lies in the package."""
    return files("coopsim") / "locale" / lang / "LC_MESSAGES" / f"{domain}.po"


@cache
def catalogue(domain: str, lang: str) -> Catalogue:
    """A catalogue, read when it is first asked for; fuzzy and empty entries are left out."""
    source = place(domain, lang)
    if not source.is_file():
        return Catalogue({}, "0")
    from babel.messages.pofile import read_po

    with source.open("rb") as stream:
        read = read_po(stream, ignore_obsolete=True)
    found = {}
    for message in read:
        key = message.id if isinstance(message.id, str) else message.id[0]
        said = message.string or ""
        forms = (said,) if isinstance(said, str) else tuple(said)
        if key and all(forms) and not message.fuzzy:
            found[key] = forms
    return Catalogue(found, read.plural_expr)
