"""A menu of every value a policy can change, with a search: hundreds in one list help nobody."""

from __future__ import annotations

import ipywidgets as W

from coopsim.scenario import PARAMS
from coopsim.studio import GROUPS, search
from coopsim.studio.values import term
from coopsim.widgets.part import classed
from coopsim.widgets.studio.bench import Bench
from coopsim.widgets.wording import plain

USUAL = "fund.loan_rate"


class TermMenu:
    """``search`` narrows ``terms``; ``value`` is the full name of the one chosen."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.search = classed(W.Text(continuous_update=True), "cs-asked")
        self.search.observe(lambda _: self._offer(), "value")
        self.terms = classed(W.Dropdown(options=[("", "")], value=""), "cs-asked")

    @property
    def value(self) -> str:
        """The full name of the value that is chosen."""
        return str(self.terms.value)

    def tell(self) -> None:
        """Write it in the page's language; what is chosen stays."""
        lang = self.bench.lang
        self.search.description = plain("Search for a value to change", lang)
        self.search.placeholder = plain("loan rate", lang)
        self.terms.description = plain("A value it changes", lang)
        self._offer()

    def _offer(self) -> None:
        """Offer the values that hold the words searched for; all where none does."""
        rows = [term(self.bench.draft.scenario, name) for name in PARAMS]
        found = search(rows, self.search.value, self.bench.lang) or rows
        names, kept = [one.name for one in found], self.terms.value or USUAL
        lang = self.bench.lang
        self.terms.options = [
            (f"{plain(GROUPS[one.group], lang)}: {plain(one.label, lang)}", one.name)
            for one in found
        ]
        self.terms.value = kept if kept in names and not self.search.value else names[0]
