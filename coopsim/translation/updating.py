"""Catalogues: read, brought up to date with the sources, written."""

from __future__ import annotations

import difflib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.errors import Fault
from coopsim.results import write_whole
from coopsim.text.languages import LANGUAGES, NAMES, SOURCE
from coopsim.translation.entries import Entry
from coopsim.translation.sources import Checkout, TranslationError, entries

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

TARGETS = tuple(lang for lang in LANGUAGES if lang != SOURCE)
FORMS = {"id": (1, "0"), "pt": (2, "(n != 1)"), "tet": (1, "0")}
"""Plural forms: how many, and gettext's expression for which. Tetun is in no library's tables."""
ALIKE = 0.6
"""How alike an old and a new English text are for the old translation to be proposed."""
WIDE = 100_000
"""Columns of a catalogue: no line is broken, for Babel breaks the old English anywhere."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
HEAD = """# {name} for coopsim, domain {domain}. Written by 'coopsim translate update'.
msgid ""
msgstr ""
"Project-Id-Version: coopsim\\n"
"Language: {lang}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def extract(checkout: Checkout, folder: Path) -> list[Path]:
    """Write a template (.pot) a catalogue into ``folder``, for a translator's own program."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for domain, found in entries(checkout).items():
        path = folder / f"{domain}.pot"
        write_whole(path, _rendered(_catalogue(map(_message, found), SOURCE), SOURCE, domain))
        written.append(path)
    return written


def update(checkout: Checkout) -> list[Path]:
    """Bring every catalogue up to date; the files that changed.

    A translation stays with its English. Where the English changed, the old translation is kept
    as a proposal (fuzzy) beside the old English; what is nowhere said any more waits at the end
    of the file.
    """
    changed = []
    sources = entries(checkout)
    for lang in TARGETS:
        old = {domain: read_catalogue(checkout.catalogue(domain, lang)) for domain in sources}
        elsewhere = {
            key_of(one): one.string
            for catalogue in old.values()
            for one in messages(catalogue)
            if isinstance(one.id, str) and is_said(one) and not one.fuzzy
        }
        for domain, found in sources.items():
            made = merged(found, old[domain], lang, elsewhere)
            path = checkout.catalogue(domain, lang)
            if write_catalogue(path, made, lang, domain):
                changed.append(path)
    return changed


def read_catalogue(path: Path) -> Catalog:
    """A catalogue as its file has it; an empty one where there is no file."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import PoFileError, read_po

    if not path.is_file():
        return Catalog()
    try:
        with path.open("rb") as stream:
            read = read_po(stream, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise TranslationError([Fault(str(path), f"this is no catalogue: {error}.")]) from error
    for message in read:
        _take_previous(message)
    return read


def _take_previous(message: Message) -> None:
    """Set the old English of a proposal, which Babel writes but reads as a comment."""
    old = [line for line in message.user_comments if line.startswith("| ")]
    if old:
        quoted = _QUOTED.findall(" ".join(line.removeprefix("| ") for line in old))
        message.previous_id = ["".join(json.loads(one) for one in quoted)]
        message.user_comments = [line for line in message.user_comments if line not in old]


def write_catalogue(path: Path, catalogue: Catalog, lang: str, domain: str) -> bool:
    """Write a catalogue unless its file says the same already; whether it was written."""
    content = _rendered(catalogue, lang, domain)
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return True


def merged(
    found: Iterable[Entry], old: Catalog, lang: str, elsewhere: Mapping[str, Any]
) -> Catalog:
    """The catalogue of the texts found, with what the old one says, or else another one."""
    found = list(found)
    known = {key_of(one): one for one in (*old.obsolete.values(), *messages(old))}
    now = {one.text for one in found}
    gone = {key: one for key, one in known.items() if key not in now and is_said(one)}
    made: list[Message] = []
    for entry in found:
        message = _message(entry)
        before = known.get(entry.text)
        if lang in entry.given:
            message.string = entry.given[lang]
        elif before is not None and _fits(before, entry) and is_said(before):
            message.string = before.string
            message.flags |= before.flags & {"fuzzy"}
            message.previous_id = before.previous_id
            message.user_comments = before.user_comments
        elif not entry.plural and entry.text in elsewhere:
            message.string = elsewhere[entry.text]
        elif changed := _changed(entry, gone):
            message.string = changed.string
            message.flags.add("fuzzy")
            message.previous_id = [key_of(changed)]
        made.append(message)
    catalogue = _catalogue(made, lang)
    for key, one in gone.items():
        catalogue.obsolete[key] = one
    return catalogue


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its head."""
    return (message for message in catalogue if message.id)


def key_of(message: Message) -> str:
    """The English of a message; the singular where it has two."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    """What is said of a message: one text, or one a plural form."""
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def is_said(message: Message) -> bool:
    """Whether a message has a translation, finished or not."""
    return all(forms_of(message))


def _fits(message: Message, entry: Entry) -> bool:
    return isinstance(message.id, str) != bool(entry.plural)


def _changed(entry: Entry, gone: dict[str, Message]) -> Message | None:
    """The message whose English was changed into this one: alike, and of the same places."""
    if entry.plural:
        return None
    places = set(entry.where)
    near = {
        key: one
        for key, one in gone.items()
        if isinstance(one.id, str) and places & {place for place, _ in one.locations}
    }
    close = difflib.get_close_matches(entry.text, near, n=1, cutoff=ALIKE)
    return near[close[0]] if close else None


def _message(entry: Entry) -> Message:
    from babel.messages.catalog import Message

    return Message(
        (entry.text, entry.plural) if entry.plural else entry.text,
        locations=[(place, 0) for place in entry.where],
        auto_comments=[entry.note] if entry.note else [],
    )


def _catalogue(made: Iterable[Message], lang: str) -> Catalog:
    from babel.messages.catalog import Catalog

    catalogue = Catalog()
    catalogue.mime_headers = [("Plural-Forms", _plural_forms(lang))]
    for message in made:
        catalogue[message.id] = message
    return catalogue


def _plural_forms(lang: str) -> str:
    count, form = FORMS.get(lang, FORMS["pt"])
    return f"nplurals={count}; plural={form};"


def _rendered(catalogue: Catalog, lang: str, domain: str) -> bytes:
    """A catalogue as text: no dates and no line numbers, so that only words make a difference."""
    from babel.messages.pofile import write_po

    head = HEAD.format(name=NAMES[lang], domain=domain, lang=lang, plural_forms=_plural_forms(lang))
    for message in messages(catalogue):
        message.flags.discard("python-format")  # "% of income" is no format
    stream = io.BytesIO()
    write_po(
        stream, catalogue, width=WIDE, omit_header=True, include_lineno=False, include_previous=True
    )
    return head.encode() + stream.getvalue()
