"""The catalogues in memory: what each language says for an English sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import attrs

from coopsim.errors import TextError

INTERFACE, LESSONS, CURRICULUM = DOMAINS = ("coopsim", "lessons", "curriculum")
"""Words of the package, prose of the notebooks, prose of the trainer's pages."""
_QUOTED = json.JSONDecoder(strict=False)
"""Words in quotation marks are written in .po files as they are in JSON."""
_PLURAL = re.compile(r"^Plural-Forms:.*\bplural=([^;\n]+)", re.MULTILINE)


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
    try:
        return read(source.read_text(encoding="utf-8"))
    except ValueError as error:
        what = f"{source} is no catalogue: {error}. 'coopsim translate check' says more."
        raise TextError(what) from error


def read(text: str) -> Catalogue:
    """The finished translations in the text of a .po file; ``ValueError`` if it is none.

    Only what saying needs: half the time of Babel's reader, and without the 40 ms and 5 MB of
    importing it into every open lesson. A test compares the two.
    """
    found: dict[str, tuple[str, ...]] = {}
    form = "0"
    for entry in _entries(text):
        key = entry.pop("msgid", "")
        forms = tuple(said for name, said in entry.items() if name.startswith("msgstr"))
        if key and forms and all(forms):
            found[key] = forms
        elif not key and (head := _PLURAL.search("".join(forms))):
            form = head[1]
    return Catalogue(found, form)


def _entries(text: str) -> Iterator[dict[str, str]]:
    """The fields of each finished entry: ``msgid``, ``msgstr``, ``msgstr[0]`` and so on."""
    fields: dict[str, str] = {}
    name, fuzzy = "", False
    for line in text.splitlines():
        if line.startswith('"'):
            fields[name] += _unquoted(line)
            continue
        if "msgstr" in name and line.startswith(("#", "msgid ")):  # the next entry begins
            if not fuzzy:
                yield fields
            fields, name, fuzzy = {}, "", False
        if line.startswith("msg"):
            name, _, quoted = line.partition(" ")
            fields[name] = _unquoted(quoted)
        elif line.startswith("#,"):
            fuzzy = fuzzy or "fuzzy" in line
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{line[:40]!r} is neither words nor a comment")
    if fields and not fuzzy:
        yield fields


def _unquoted(quoted: str) -> str:
    return str(_QUOTED.decode(quoted))
