"""Every error coopsim raises on purpose, under one base class.

A message says what happened, where, what is allowed and what to do.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Self

import attrs

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""``{name}``: the only thing in a sentence that is not said as it stands."""


class Sentence(str):
    """English with its values in it, which ``coopsim.text.said`` says in another language.

    A value may be a sentence itself, or a function that writes it in a language.

    >>> Sentence("{count} members, and no {what}.", count=12, what="board")
    '12 members, and no board.'
    """

    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, /, **values: object) -> Self:
        """The message with its values; it is a ``KeyError`` where one is missing."""
        written = {
            name: str(value("en") if callable(value) else value) for name, value in values.items()
        }
        made = super().__new__(cls, PLACEHOLDER.sub(lambda name: written[name[1]], message))
        made.message, made.values = message, values
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return _sentence, (self.message, dict(self.values))


def _sentence(message: str, values: Mapping[str, object]) -> Sentence:
    return Sentence(message, **values)


class CoopsimError(Exception):
    """The base of every error coopsim raises on purpose."""


@attrs.frozen
class Fault:
    """One thing wrong with something a person wrote."""

    where: str
    """The file and the place in it, as ``coffee.toml: [fund] loan_rate``."""
    what: str
    """What is wrong, with the value."""
    allowed: str = ""
    """What is allowed, and the nearest known name."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f" {self.allowed}" if self.allowed else "")


class FaultsError(CoopsimError):
    """A file or a request with faults: carries every one at once."""

    undone = "nothing was run"
    """What did not happen because of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        head = "1 fault" if count == 1 else f"{count} faults"
        super().__init__("\n".join([f"{head}; {self.undone}.", *map(str, self.faults)]))

    def __reduce__(self) -> tuple[type, tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class ScenarioError(FaultsError):
    """A scenario that cannot be run."""


class LedgerError(CoopsimError):
    """A booking the ledger refuses: a negative amount or an overdraft."""


class AuditError(CoopsimError):
    """The monthly audit found money made or lost."""


class RunFileError(CoopsimError):
    """A saved run or checkpoint that cannot be read back."""


class ComparisonError(CoopsimError):
    """Two scenarios that cannot be compared."""


class TextError(CoopsimError):
    """Words that cannot be said: an unknown language, a sentence without its values."""


class ServeError(CoopsimError):
    """Lessons that cannot be served: a port that is taken, no network, no lessons."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The advice that follows a wrong name: the nearest known one, or all of a short list.

    >>> nearest("yeild", ["yield", "land"])
    "Did you mean 'yield'?"
    """
    known = sorted(known)
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return Sentence("Did you mean '{name}'?", name=close[0])
    if len(known) <= 12:
        return Sentence("Known: {names}.", names=", ".join(known))
    return ""
