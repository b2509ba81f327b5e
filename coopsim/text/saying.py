"""Saying a sentence in a language, with its values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coopsim.errors import PLACEHOLDER, Sentence, TextError
from coopsim.text.catalogues import INTERFACE, catalogue
from coopsim.text.languages import SOURCE, chain
from coopsim.text.numbers import COMMA_POINT, number

_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?: ?%)?")
"""A number as English writes it."""


def words(message: str) -> str:
    """The message itself: marks English for the catalogues where it is said elsewhere."""
    return message


NO_HARM = words(
    "This is a training simulation. It is no official health assessment and no financial advice, "
    "and it says nothing about any real cooperative."
)
"""What every page, printout and projector says, in its language."""


def say(message: str, lang: str = SOURCE, /, **values: object) -> str:
    """The English message in a language, or in the next of its chain that has it.

    Each ``{name}`` takes the value of that name. Raises ``TextError`` for an unknown language
    and where values and placeholders do not match.

    >>> say("{count} members", count=12)
    '12 members'
    """
    return spoken(message, lang, **values)[0]


def spoken(message: str, lang: str = SOURCE, /, **values: object) -> tuple[str, str]:
    """What ``say`` says and the language it is in, so that a page can mark another language."""
    text, heard = found(message, lang)
    return filled(text, message, values), heard


def said(text: str, lang: str = SOURCE) -> str:
    """A ``Sentence`` in a language, its numbers in the language's form; other text as it is.

    >>> said(Sentence("{value} is out of bounds.", value="1,200.5"), "id")
    '1.200,5 di luar batas.'
    """
    return said_in(text, lang)[0]


def said_in(text: str, lang: str) -> tuple[str, str]:
    """What ``said`` says, and the language it is in, so that a page can mark another language."""
    if not isinstance(text, Sentence):
        return text, lang
    return spoken(text.message, lang, **{k: _value(one, lang) for k, one in text.values.items()})


def _value(value: object, lang: str) -> str:
    if callable(value):
        return str(value(lang))
    text = said(value, lang) if isinstance(value, str) else str(value)
    if not _FIGURE.fullmatch(text):
        return text
    thousands, point = COMMA_POINT[lang]
    return text.translate({ord(","): thousands, ord("."): point})


def say_many(
    singular: str, plural: str, count: int, lang: str = SOURCE, /, **values: object
) -> str:
    """The message for one or for many; ``{count}`` is the number in the language's form.

    >>> say_many("{count} member", "{count} members", 2)
    '2 members'
    """
    text = singular if count == 1 else plural
    for one in chain(lang):
        forms = catalogue(INTERFACE, one).texts.get(singular, ())
        if one == SOURCE:
            break
        if forms:
            text = forms[_form(catalogue(INTERFACE, one).form, count, len(forms))]
            break
    given = {"count": number(count, lang), **values}
    needed = set(PLACEHOLDER.findall(singular + plural)) - {"count"}
    _match(plural, needed, set(values) - {"count"})
    return PLACEHOLDER.sub(lambda name: str(given[name[1]]), text)


def found(message: str, lang: str, domain: str = INTERFACE) -> tuple[str, str]:
    """The text for an English message, unfilled, and the language it is in."""
    for one in chain(lang):
        if one != SOURCE and (forms := catalogue(domain, one).texts.get(message)):
            return forms[0], one
    return message, SOURCE


def filled(text: str, message: str, values: Mapping[str, object]) -> str:
    """A text with its values; ``TextError`` unless they are those of the English message."""
    needed = set(PLACEHOLDER.findall(message))
    _match(message, needed, set(values))
    return PLACEHOLDER.sub(lambda name: str(values.get(name[1], name[0])), text)


def _match(message: str, needed: set[str], given: set[str]) -> None:
    if needed != given:
        raise TextError(
            f"The sentence {message!r} takes {_names(needed)} and was given {_names(given)}."
        )


def _names(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "no values"


def _form(expression: str, count: int, forms: int) -> int:
    """The plural form of a count: gettext's expression, as its reader knows it."""
    from gettext import c2py

    return min(int(c2py(expression)(count)), forms - 1)
