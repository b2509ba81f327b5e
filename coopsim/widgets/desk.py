"""The ministry's desk: one budget over districts and lines; A is the equal split, B is yours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.text import number
from coopsim.widgets import deskshown
from coopsim.widgets.deskfile import DeskFile, Split, read_desk
from coopsim.widgets.deskworlds import (
    DOUBTED,
    DOUBTED_WORLDS,
    SIDES,
    WORLDS,
    Runs,
    doubted,
    lived,
)
from coopsim.widgets.part import Part, button, classed, page
from coopsim.widgets.steps import Steps

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened


class DeskView(Part):
    """A budget to divide; ``put`` moves money, ``run_it`` tries it under several lucks.

    ``vary`` tries it again with other assumptions and other costs.
    """

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "desk")
        scenario = lesson.data.scenario
        self.file: DeskFile = read_desk(lesson.data.name, scenario)
        self.places = tuple(one.name for one in scenario.districts)
        self.a: Split = self.file.equal(self.places)
        self.b: Split = dict(self.a)
        self.runs: Runs = {}
        self.doubts: Runs = {}
        self._steps, self._quiet, self._place = Steps(), False, self.places[0]
        self._title, self._table, self._said = page(), page("", "cs-status"), page("", "cs-status")
        self._doubt = page("", "cs-status")
        self.district = W.Dropdown(options=list(self.places))
        self.district.observe(lambda change: self._chosen(change["new"]), "value")
        self.fields = {
            line.key: W.BoundedIntText(min=0, max=self.file.budget, step=self.file.step)
            for line in self.file.lines
        }
        for key, field in self.fields.items():
            field.observe(lambda change, key=key: self._typed(key, change["new"]), "value")
        self._notes = page()
        self.run_button, self._vary = button(self.run_it, main=True), button(self.vary)
        self._equal, self._empty = button(self.equal), button(self.empty)
        self._shown = page()
        fields = classed(W.VBox([self.district, *self.fields.values(), self._notes]), "cs-side")
        right = classed(W.VBox([self._table, W.HBox([self._equal, self._empty])]), "cs-shown")
        self.box.children = [
            self._title, classed(W.Box([fields, right]), "cs-trial"),
            W.HBox([self.run_button, self._vary]), self._said, self._doubt, self._shown,
        ]  # fmt: skip

    @property
    def left(self) -> int:
        """What of the budget is not given to anybody."""
        return self.file.budget - sum(self.b.values())

    def put(self, place: str, line: str, amount: int) -> None:
        """Give a district so much for a line; never more than is left."""
        old = self.b[place, line]
        step = self.file.step
        allowed = min(max(int(amount), 0) // step * step, old + self.left)
        self.b[place, line] = allowed
        if allowed != amount or place != self._place:
            self._fill()
        self._moved()

    def equal(self) -> None:
        """Back to the equal split."""
        self._put_all(dict(self.a))

    def empty(self) -> None:
        """Everything back into the budget."""
        self._put_all(dict.fromkeys(self.a, 0))

    def _put_all(self, split: Split) -> None:
        self.b = split
        self._fill()
        self._moved()

    def _moved(self) -> None:
        self._steps.stop()
        self.runs.pop("b", None)
        self.doubts.pop("b", None)
        self.answer["b"] = [[place, line, amount] for (place, line), amount in self.b.items()]
        self._show()
        self.lesson.changed()

    def _chosen(self, place: str) -> None:
        self._place = place
        self._fill()

    def _typed(self, line: str, amount: int) -> None:
        if not self._quiet:
            self.put(self._place, line, amount)

    def _fill(self) -> None:
        self._quiet = True
        for key, field in self.fields.items():
            field.value = self.b[self._place, key]
        self._quiet = False

    def tell(self) -> None:
        """Write every word; the split stays."""
        currency = self.lesson.data.scenario.currency
        self._title.value = f"<h3>{self.told('One budget, four districts')}</h3>"
        self.district.description = self.plain("District")
        for line in self.file.lines:
            self.fields[line.key].description = f"{self.plain(line.words)} ({currency})"
        self._notes.value = deskshown.notes(self.file, self.lesson.lang)
        self.run_button.description = self.plain("Try this budget")
        self._vary.description = self.plain("Vary the assumptions and the costs too")
        self._equal.description = self.plain("Equal split")
        self._empty.description = self.plain("Take everything back")
        self._show()

    def restore(self) -> None:
        """Take up a saved split, as far as it fits the budget."""
        self.b = self.file.kept(self.answer.get("b"), self.a)
        self._fill()

    @property
    def done(self) -> bool:
        """Whether a split of one's own was tried."""
        return bool(self.answer.get("tried"))

    @property
    def result(self) -> Any:
        """The budget that is left, and what was spent on each line."""
        spent = Counter[str]()
        for (_, line), amount in self.b.items():
            spent[line] += amount
        return {"left": self.left, "spent": dict(spent)}

    def run_it(self) -> None:
        """Try no budget, the equal split and this one under the same lucks."""
        splits = {"none": dict.fromkeys(self.a, 0), "a": self.a, "b": dict(self.b)}
        worlds = lived(self.file, self.lesson.data, splits, self.runs)
        self._begin(worlds, self._said, WORLDS)

    def vary(self) -> None:
        """Try the two splits with other assumptions, and costs from half to double."""
        splits = {"a": self.a, "b": dict(self.b)}
        worlds = doubted(self.file, self.lesson.data, splits, self.doubts)
        self._begin(worlds, self._doubt, DOUBTED_WORLDS)

    def _begin(self, worlds: Iterator[int], said: W.HTML, count: int) -> None:
        def told(done: int) -> None:
            shown = {
                "done": number(done, self.lesson.lang),
                "runs": number(count, self.lesson.lang),
            }
            said.value = f"<p>{self.told('{done} of {runs} worlds lived …', **shown)}</p>"

        def ended(error: CoopsimError | None) -> None:
            if error is not None:
                why = str(error).strip().splitlines()[-1]
                said.value = f"<p>{self.told('This budget cannot be tried: {why}', why=why)}</p>"
                return
            self.answer["tried"] = True
            self._show()
            self.lesson.changed()

        self._steps.begin(worlds, told, ended)

    def _show(self) -> None:
        data, lang = self.lesson.data, self.lesson.lang
        self._table.value = deskshown.budget_table(
            self.file, self.places, self.b, data.scenario, lang
        )
        varied = all(side in self.doubts for side in DOUBTED)
        self._doubt.value = deskshown.doubt(self.doubts, lang) if varied else ""
        if all(side in self.runs for side in SIDES):
            spent = {"a": sum(self.a.values()), "b": sum(self.b.values())}
            self._said.value = deskshown.sentence(self.runs, spent, data.scenario, lang)
            self._shown.value = deskshown.pictures(self.file, self.runs, lang)
            self._shown.remove_class("cs-waiting")
        else:
            self._shown.add_class("cs-waiting")
            hint = self.told("Divide the budget, then try it. A is the equal split.")
            self._said.value = f"<p>{hint}</p>"
