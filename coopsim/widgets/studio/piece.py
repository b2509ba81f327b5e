"""What every part of the studio has: a box to show, words to write, and the draft it is about."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.errors import CoopsimError, Fault, FaultsError
from coopsim.studio import GROUPS, values
from coopsim.text import said_in
from coopsim.widgets.part import classed
from coopsim.widgets.studio.saying import fault_words
from coopsim.widgets.wording import marked, plain, told

if TYPE_CHECKING:
    from coopsim.widgets.studio.bench import Bench


class Piece:
    """One part of the studio; ``tell`` writes every word anew, ``drawn`` follows the draft."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.box: Any = classed(W.VBox(), "cs-part")

    def tell(self) -> None:
        """Write every word in the page's language; what was typed stays."""
        self.drawn()

    def drawn(self) -> None:
        """The draft has changed."""

    @property
    def result(self) -> Any:
        """Integers and keys, the same in every language; None where there is nothing."""
        return None

    def told(self, message: str, **values: object) -> str:
        """A sentence as HTML in the page's language."""
        return told(message, self.bench.lang, **values)

    def plain(self, message: str, **values: object) -> str:
        """A sentence for a label in the page's language."""
        return plain(message, self.bench.lang, **values)

    def wrong(self, error: CoopsimError) -> str:
        """What was refused and why, as HTML."""
        faults = error.faults if isinstance(error, FaultsError) else (Fault("", error.args[0]),)
        return self.listed(faults)

    def faulty(self) -> str:
        """Everything wrong with the draft, each at its place in the reader's words."""
        draft = self.bench.draft
        if not draft.faults:
            return ""
        known = values(draft.scenario)
        rows = []
        for one in draft.faults:
            kind, _, number = one.name.partition(".")
            label = known[one.name].label if one.name in known else GROUPS.get(kind, one.place)
            place = self.plain(label)
            if kind == "policy":
                place = f"{self.plain('dated policy')} {number}"
            value, currency = known.get(one.name), draft.scenario.currency
            rows.append(Fault(place, fault_words(one, value, self.bench.lang, currency)))
        return self.listed(rows)

    def listed(self, faults: Iterable[Fault]) -> str:
        """Faults as a list, each with its place."""
        return fault_list(faults, self.bench.lang)

    def _repr_mimebundle_(self, **about: Any) -> Any:
        return self.box._repr_mimebundle_(**about)


def fault_list(faults: Iterable[Fault], lang: str) -> str:
    """Faults as HTML, each with its place; nothing where there is none."""
    rows = "".join(f"<li>{_in_words(one, lang)}</li>" for one in faults)
    return f"<ul class='cs-faults'>{rows}</ul>" if rows else ""


def _in_words(fault: Fault, lang: str) -> str:
    where, what, allowed = (
        marked(*said_in(part, lang), lang) for part in (fault.where, fault.what, fault.allowed)
    )
    return f"{where}: {what} {allowed}".removeprefix(": ").strip()


def scrolled(table: str, label: str) -> str:
    """A table that scrolls by itself where it is wider than the page."""
    return (
        f"<div class='cs-scroll' tabindex='0' role='region' "
        f"aria-label='{escape(label, quote=True)}'>{table}</div>"
    )


def note(html: str) -> str:
    """A line that is read aloud when it changes."""
    return f"<p class='cs-notice'>{html}</p>" if html else ""
