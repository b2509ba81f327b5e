"""What CI holds translations to: up to date, complete where promised, and nothing broken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from coopsim.errors import Fault
from coopsim.text import glossary
from coopsim.text.catalogues import CURRICULUM, DOMAINS, INTERFACE, LESSONS
from coopsim.text.languages import SOURCE
from coopsim.translation.building import in_language
from coopsim.translation.entries import Entry
from coopsim.translation.sources import CheckError, Checkout, entries, read_notebook
from coopsim.translation.updating import (
    TARGETS,
    forms_of,
    is_said,
    key_of,
    messages,
    read_catalogue,
)

if TYPE_CHECKING:
    from babel.messages.catalog import Message

LIMITS = {("id", INTERFACE): 1.0, ("id", LESSONS): 1.0, ("id", CURRICULUM): 1.0}
"""The least share of texts that must be said; no limit where none stands here."""
SAME = "same"
"""A translator's comment (``# same``) on a text that is the same word in both languages."""
ENGLISH = frozenset(
    {
        "about", "after", "and", "are", "because", "been", "before", "between", "but", "by", "can",
        "could", "did", "does", "each", "every", "for", "from", "has", "have", "how", "if", "into",
        "is", "it", "its", "less", "many", "more", "must", "not", "of", "or", "shall", "should",
        "than", "that", "the", "their", "then", "there", "these", "they", "this", "those", "was",
        "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you",
        "your",
    }
)  # fmt: skip
"""English words that are no word of Indonesian."""
SHOWN = 8
"""Texts named before the rest are counted."""

_KEPT = {
    "placeholders": re.compile(r"(?<![`{])\{[a-z]\w*\}(?!`)"),
    "links": re.compile(r"\]\(([^)\s]+)[^)]*\)|(?:(?<=<)|(?<![(<]))(https?://[^\s)>]+)"),
    "code": re.compile(r"(?<!\})`([^`]+)`"),
    "roles": re.compile(r"\{([a-z][\w:-]*)\}`(?:[^`<]*<([^>]+)>)?"),
    "HTML": re.compile(r"</?[a-z][^>]*>"),
    "footnotes": re.compile(r"\[\^[^\]]+\]"),
    "numbers": re.compile(r"\d(?:[\d.,]*\d)?"),
}
_ENGLISH_NUMBER = re.compile(
    r"(?<![\d.])\d+\.\d{1,2}(?![\d.])|(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])"
)
_SEPARATORS = str.maketrans("", "", ".,")
_NOT_PROSE = re.compile(
    r"`[^`]*`|<[^>]+>|\]\([^)]*\)|https?://\S+|\{\w+\}|(?<!\*)\*[^*]+\*(?!\*)"
    r"|[\"“‘][^\"“”]*[\"”’]"
)
_WORD = re.compile(r"[a-z]+")


@attrs.frozen
class Count:
    """How many texts of a catalogue a language has said."""

    lang: str
    domain: str
    texts: int
    said: int
    fuzzy: int
    """Said of an older English; read as unsaid until somebody has looked."""

    @property
    def share(self) -> float:
        """The part that is said, 0 to 1; 1 where there is nothing to say."""
        return self.said / self.texts if self.texts else 1.0


def check(checkout: Checkout) -> list[Count]:
    """How far each language is; ``CheckError`` with everything that is wrong at once."""
    faults: list[Fault] = [*_glossary_faults(), *_code_faults(checkout)]
    for domain, found in entries(checkout).items():
        for lang in TARGETS:
            faults += _catalogue_faults(checkout, domain, lang, found)
    if faults:
        raise CheckError(faults)
    return counted(checkout)


def counted(checkout: Checkout) -> list[Count]:
    """How many texts each catalogue has, and how many are said."""
    found = []
    for lang in TARGETS:
        for domain in DOMAINS:
            inside = list(messages(read_catalogue(checkout.catalogue(domain, lang))))
            fuzzy = sum(one.fuzzy for one in inside)
            said = sum(is_said(one) and not one.fuzzy for one in inside)
            found.append(Count(lang, domain, len(inside), said, fuzzy))
    return found


def differences(english: str, said: str) -> list[str]:
    """What a translation must keep and does not: placeholders, links, code, tags, numbers.

    >>> differences("{count} members", "{jumlah} anggota")
    ['its placeholders differ: {count} in English, {jumlah} here']
    """
    found = []
    for name, pattern in _KEPT.items():
        due, here = (Counter(_matches(pattern, text)) for text in (english, said))
        if due != here:
            shown = [", ".join(sorted((one - other).elements())) or "none" for one, other in
                     ((due, here), (here, due))]  # fmt: skip
            found.append(f"its {name} differ: {shown[0]} in English, {shown[1]} here")
    return found


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """What is found in a text; a number without what stands between its digits."""
    for match in pattern.finditer(text):
        one = "".join(match.groups("")) or match[0]
        yield one.translate(_SEPARATORS) if one[0].isdigit() else one


def leftovers(said: str) -> list[str]:
    """English words left in a text of another language, outside code, quotes and titles.

    >>> leftovers("Anggota and pengurus")
    ['and']
    """
    return sorted(ENGLISH & set(_WORD.findall(_NOT_PROSE.sub(" ", said).lower())))


def _catalogue_faults(
    checkout: Checkout, domain: str, lang: str, found: Iterable[Entry]
) -> Iterator[Fault]:
    path = checkout.catalogue(domain, lang)
    name = checkout.named(path)
    kept = {key_of(one): one for one in messages(read_catalogue(path))}
    due = {entry.text: entry for entry in found}
    overruled = [
        key
        for key, entry in due.items()
        if key in kept and lang in entry.given and forms_of(kept[key])[0] != entry.given[lang]
    ]
    for stale, what in (
        (sorted(due.keys() - kept.keys()), "it lacks"),
        (sorted(kept.keys() - due.keys()), "nothing says any more"),
        (overruled, "the source says otherwise of"),
    ):
        if stale:
            yield Fault(name, f"{what} {_some(stale)}.", "Run 'coopsim translate update'.")
    unsaid = [key for key, one in kept.items() if one.fuzzy or not is_said(one)]
    limit = LIMITS.get((lang, domain), 0.0)
    if kept and 1 - len(unsaid) / len(kept) < limit:
        advice = f"Due: {limit:.0%}. 'coopsim translate missing {lang}' lists them in a table."
        yield Fault(name, f"{_some(unsaid)} not said, or fuzzy.", advice)
    for message in kept.values():
        if is_said(message) and not message.fuzzy:
            for what in _message_faults(message, lang):
                yield Fault(f"{name}: {key_of(message)!r}", f"{what}.")


def _message_faults(message: Message, lang: str) -> Iterator[str]:
    english = key_of(message)
    for said in forms_of(message):
        yield from differences(english, said)
        if lang != "id":
            continue
        if words := leftovers(said):
            yield f"English is left in it: {', '.join(words)}"
        if numbers := _ENGLISH_NUMBER.findall(_NOT_PROSE.sub(" ", said)):
            yield f"it has numbers in English form: {', '.join(numbers)} (write 1.234,5)"
        same = said == english and any(letter.isalpha() for letter in _NOT_PROSE.sub("", said))
        if same and SAME not in message.user_comments:
            yield f"it is the English; if that is right, write '# {SAME}' above its msgid"


def _glossary_faults() -> Iterator[Fault]:
    for term in glossary():
        empty = [lang for lang in (SOURCE, *TARGETS) if not term.word(lang).strip()]
        if empty:
            yield Fault(f"glossary.toml: [{term.key}]", f"no word in {', '.join(empty)}.")


def _code_faults(checkout: Checkout) -> Iterator[Fault]:
    """Code is the same in every language."""
    for path in checkout.notebooks:
        notebook = read_notebook(path)
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        for lang in TARGETS:
            built = in_language(notebook, lang, tests=True).cells
            if [cell.source for cell in built if cell.cell_type == "code"] != code:
                yield Fault(checkout.named(path), f"its code differs in {lang}.")


def _some(texts: list[str]) -> str:
    short = [text if len(text) < 60 else f"{text[:57]}..." for text in texts[:SHOWN]]
    shown = ", ".join(map(repr, short))
    rest = len(texts) - SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown
