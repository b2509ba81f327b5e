"""Dated policies: a picture of when each holds, and the fields of the one that is chosen."""

from __future__ import annotations

from typing import Any

import attrs
import ipywidgets as W

from coopsim.scenario import PARAMS, Policy, Scenario
from coopsim.studio import with_policy, without_policy
from coopsim.studio.sheets import WHERE
from coopsim.studio.values import term
from coopsim.text import words
from coopsim.widgets.part import button, classed, page
from coopsim.widgets.studio.bench import Bench
from coopsim.widgets.studio.fields import Fields, typed
from coopsim.widgets.studio.piece import Piece, scrolled
from coopsim.widgets.studio.policy_rows import policy_faults, policy_rows, titled
from coopsim.widgets.studio.term_menu import TermMenu
from coopsim.widgets.studio.timeline_picture import Line, timeline

FIRST_MONTH = 13
"""Where a new policy begins: after a year as it is."""
NONE = words("A policy changes values from one month to another, for all or for some.")


class Timeline(Piece):
    """Add, change and remove dated policies; ``number`` is the one whose fields are shown."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.number = 0
        self._picture, self._said = page("", "cs-timeline"), page("", "cs-status")
        self.menu = classed(W.Dropdown(options=[("", 0)], value=0), "cs-asked")
        self.menu.observe(lambda change: self._chosen(change["new"]), "value")
        self.offered = TermMenu(bench)
        self.fields = Fields(self.set, self.reset)
        self._add, self._remove = button(self.add), button(self.remove)
        self._put, self._quiet = button(self.put_term), False
        self.box.children = [
            self._picture, classed(W.HBox([self.menu, self._add, self._remove]), "cs-row"),
            self._said, self.fields, self.offered.search,
            classed(W.HBox([self.offered.terms, self._put]), "cs-row"),
        ]  # fmt: skip

    @property
    def scenario(self) -> Scenario:
        """The draft's scenario."""
        return self.bench.draft.scenario

    @property
    def policy(self) -> Policy | None:
        """The policy that is chosen."""
        rows = self.scenario.policies
        return rows[self.number - 1] if 1 <= self.number <= len(rows) else None

    def tell(self) -> None:
        """Write buttons and menus."""
        self.menu.description = self.plain("Policy")
        self._add.description = self.plain("Add a policy")
        self._remove.description = self.plain("Remove it")
        self._put.description = self.plain("Add this value to it")
        self.offered.tell()
        self.drawn()

    def add(self) -> None:
        """Add a policy that changes nothing yet, and show its fields."""
        start = min(FIRST_MONTH, self.scenario.months)
        self.number = len(self.scenario.policies) + 1
        self.bench.change(with_policy(self.scenario, Policy(start, ())))

    def remove(self) -> None:
        """Remove the chosen policy."""
        if self.policy is not None:
            gone, self.number = (
                self.number,
                max(self.number - 1, min(1, len(self.scenario.policies) - 1)),
            )
            self.bench.change(without_policy(self.scenario, gone))

    def put_term(self) -> None:
        """Let the chosen policy change one more value, from what it is now."""
        if self.policy is None:
            self.add()
        one = term(self.scenario, self.offered.value)
        self._change(changes={**dict(self._policy.changes), self.offered.value: one.value})

    @property
    def _policy(self) -> Policy:
        assert self.policy is not None
        return self.policy

    def _change(self, **changes: Any) -> None:
        if "changes" in changes:
            changes["changes"] = tuple(changes["changes"].items())
        policy = attrs.evolve(self._policy, **changes)
        self.bench.change(with_policy(self.scenario, policy, self.number))

    def _chosen(self, number: int) -> None:
        if not self._quiet:
            self.number = number
            self.drawn()

    def set(self, name: str, text: str) -> None:
        """Set when, for whom or why the policy holds, or a value it changes."""
        if self.policy is None:
            return
        if name in PARAMS:
            value = typed(text, term(self.scenario, name))
            if value is not None:
                self._change(changes={**dict(self._policy.changes), name: value})
        elif name == "why":
            self._change(why=text[:300])
        elif name in ("from", "until"):
            self._dated(name, text)
        elif name in WHERE:
            where = {key: one for key, one in self._policy.where if key != name}
            if name == "cooperative" and text:
                if not text.isdecimal() or int(text) < 1:
                    self.drawn()
                    return
                where[name] = int(text) - 1  # files count from 0
            elif text:
                where[name] = text
            self._change(where=tuple(where.items()))

    def _dated(self, name: str, text: str) -> None:
        if name == "until" and not text:
            self._change(until=None)
        elif text.removeprefix("-").isdecimal() and abs(int(text)) <= 1200:
            self._change(**{"start" if name == "from" else name: int(text)})
        else:
            self.drawn()

    def reset(self, name: str) -> None:
        """Take a value out of the policy."""
        if self.policy is not None and name in PARAMS:
            changes = {key: one for key, one in self._policy.changes if key != name}
            self._change(changes=changes)

    def drawn(self) -> None:
        """Show the picture, the menu and the fields of the chosen policy."""
        lang, policies = self.bench.lang, self.scenario.policies
        year = self.scenario.first_year
        self.number = min(max(self.number, 1 if policies else 0), len(policies))
        self._quiet = True
        self.menu.options = [
            (f"{place}. {titled(one, lang, year)}", place) for place, one in enumerate(policies, 1)
        ] or [(self.plain("There is no dated policy yet"), 0)]
        self.menu.value = self.number
        self._quiet = False
        faults = policy_faults(self.bench.draft, self.bench.lang)
        lines = [
            Line(f"{place}. {titled(one, lang, year)}", one.start, one.until, place in faults,
                 place == self.number)
            for place, one in enumerate(policies, 1)
        ]  # fmt: skip
        title = self.plain("Dated policies over the months")
        drawn = scrolled(timeline(lines, self.scenario.months, title, lang), title)
        self._picture.value = drawn if lines else f"<p>{self.told(NONE)}</p>"
        found = faults.get(self.number, [])
        self._said.value = (
            "".join(f"<p class='cs-fault' lang='en'>{one}</p>" for one in found)
            if self.policy
            else ""
        )
        self.fields.rows = (
            [] if self.policy is None else policy_rows(self.scenario, self.policy, lang)
        )
        self._remove.disabled = self.policy is None

    @property
    def result(self) -> Any:
        """When each policy holds, and how many values it changes."""
        return [[one.start, one.until, len(one.changes)] for one in self.scenario.policies]
