"""Search and change values by group, each with its unit, bounds, source and fault beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import ipywidgets as W

from coopsim.params import GRADES, Grade
from coopsim.studio import GROUPS, Value, search, values, with_value
from coopsim.studio.edits import SAID_BY, without_own_term
from coopsim.text import number, words
from coopsim.widgets.part import button, classed, page
from coopsim.widgets.studio.bench import Bench
from coopsim.widgets.studio.fields import Fields, row, shown, typed, who_says
from coopsim.widgets.studio.piece import Piece
from coopsim.widgets.studio.saying import fault_words, value_words

SOURCE = 200
"""Most characters of a source."""
SHOWN = 20
"""Rows shown at first, and more at each press."""
SHOWS = {
    "": words("Decisions and assumptions"),
    "decision": words("Decisions: what a cooperative or a programme chooses"),
    "assumption": words("Assumptions: what nobody chooses"),
    "differs": words("Only what differs from the parent"),
    "faulty": words("Only what is wrong"),
}


class Changing(Piece):
    """The search, and the rows it finds; a changed row asks who says so."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.fields = Fields(self.set, self.reset, self.says)
        self.search = W.Text(continuous_update=True)
        self.group = W.Dropdown(options=[("", "")], value="")
        self.shows = W.Dropdown(options=[("", "")], value="")
        self._said, self._most, self._quiet = page("", "cs-status"), SHOWN, False
        self._more = button(self.more)
        self._wrong: dict[str, str] = {}
        for one in (self.search, self.group, self.shows):
            one.observe(lambda _: self._asked(), "value")
            one.add_class("cs-asked")
        asked = classed(W.VBox([self.search, self.group, self.shows]), "cs-abreast")
        self.box.children = [asked, self._said, self.fields, self._more]

    def tell(self) -> None:
        """Write the menus, and the rows."""
        self._quiet = True
        self.search.description = self.plain("Search by words or name")
        self.search.placeholder = self.plain("loan rate")
        self.group.description, self.shows.description = self.plain("Group"), self.plain("Show")
        groups = [(self.plain(text), key) for key, text in GROUPS.items()]
        _refill(self.group, [(self.plain("Every group"), ""), *groups], "fund")
        _refill(self.shows, [(self.plain(text), key) for key, text in SHOWS.items()], "decision")
        self._more.description = self.plain("Show more")
        self._quiet = False
        self.drawn()

    def _asked(self) -> None:
        if not self._quiet:
            self._most = SHOWN
            self.drawn()

    def more(self) -> None:
        """Show more of what was found."""
        self._most += SHOWN
        self.drawn()

    def says(self, name: str, source: str, grade: str) -> None:
        """Note who says the value of one row, and how good that is; the value stays."""
        draft, source = self.bench.draft, source.strip()[:SOURCE]
        one = values(draft.scenario).get(name)
        if one is None or one.fixed or grade not in GRADES:
            return
        if not source and one.source == SAID_BY:
            return  # a grade was chosen first; who says so comes yet
        said: tuple[Grade, str] = (cast(Grade, grade), source) if source else ("C", SAID_BY)
        changed, faults = with_value(draft.scenario, name, one.value, *said)
        if not faults:
            self.bench.change(changed)

    def set(self, name: str, text: str) -> None:
        """Set a value to what was typed; what is no value is told and changes nothing."""
        draft = self.bench.draft
        one = values(draft.scenario).get(name)
        if one is None or one.fixed:
            return
        value = typed(text, one)
        if value is None:
            self._wrong[name] = self.plain("This is no number. The old value stays.")
            self.drawn()
            return
        self._wrong.pop(name, None)
        changed, faults = with_value(draft.scenario, name, value)
        if not faults:
            self.bench.change(changed)

    def reset(self, name: str) -> None:
        """Put a value back to the parent's."""
        draft = self.bench.draft
        before = values(draft.parent).get(name)
        self._wrong.pop(name, None)
        if before is None:
            _, owner, term = name.split(".", 2)
            self.bench.change(without_own_term(draft.scenario, owner, term))
            return
        changed, _ = with_value(draft.scenario, name, before.value, before.grade, before.source)
        self.bench.change(changed)

    def found(self) -> list[Value]:
        """The values the search asks for, in their order."""
        rows: Iterable[Value] = values(self.bench.draft.scenario).values()
        shows = self.shows.value
        if shows == "differs":
            names = {one.name for one in self.bench.draft.differences}
            rows = [one for one in rows if one.name in names]
        elif shows == "faulty":
            rows = [one for one in rows if self._faults().get(one.name)]
        role = shows if shows in ("decision", "assumption") else ""
        group = "" if self.search.value.strip() else self.group.value
        return search(rows, self.search.value, self.bench.lang, group, role)

    def _faults(self) -> dict[str, str]:
        """Faults by the name of the value they belong to; those of a table to all its values."""
        found: dict[str, str] = {}
        scenario = self.bench.draft.scenario
        names = values(scenario)
        for one in self.bench.draft.faults:
            within = [name for name in names if name == one.name or name.startswith(f"{one.name}.")]
            for name in within:
                value = names[name] if name == one.name else None
                said = fault_words(one, value, self.bench.lang, scenario.currency)
                found[name] = f"{found.get(name, '')} {said}".strip()
        return found | self._wrong

    def drawn(self) -> None:
        """Show the rows that are found, as the draft has them."""
        bench, lang = self.bench, self.bench.lang
        currency = bench.draft.scenario.currency
        found, faults = self.found(), self._faults()
        before = values(bench.draft.parent)
        rows, heading = [], ""
        for one in found[: self._most]:
            made: dict[str, Any] = row(one, lang, currency)
            made["fault"] = faults.get(one.name, "")
            old = before.get(one.name)
            if old is None or old.value != one.value:
                was = value_words(old.value if old else None, one.kind, one.unit, lang, currency)
                made["was"] = self.plain("The parent has: {value}", value=was)
                made["back"] = self.plain("Put back")
                if ".sectors." not in one.name:
                    made["says"] = who_says(one, lang)
            made["heading"] = "" if one.group == heading else self.plain(GROUPS[one.group])
            heading = one.group
            rows.append(made)
        self.fields.rows = rows
        count = {"count": number(len(found), lang), "shown": number(len(rows), lang)}
        self._said.value = f"<p>{self.told('{shown} of {count} values are shown.', **count)}</p>"
        self._more.layout.display = "" if len(found) > len(rows) else "none"

    @property
    def result(self) -> Any:
        """How many values there are to find, and the first ones' fields."""
        return {
            "found": len(self.found()),
            "first": [shown(one.value, one) for one in self.found()[:3]],
        }


def _refill(menu: Any, options: list[tuple[str, str]], usual: str) -> None:
    """New words for a menu; what was chosen stays chosen."""
    kept = menu.value if menu.value in [key for _, key in options] and menu.options[0][0] else usual
    menu.options = options
    menu.value = kept
