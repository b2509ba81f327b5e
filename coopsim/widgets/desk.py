"""The ministry's desk: one budget over districts and lines; A is the equal split, B is yours."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.widgets import deskshown
from coopsim.widgets.deskfile import DeskFile, Split, read_desk
from coopsim.widgets.desktrials import DeskTrials
from coopsim.widgets.part import Part, button, classed, page

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened


class DeskView(Part):
    """A budget to divide: ``put`` moves money, ``trials`` tries it under several lucks."""

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "desk")
        scenario = lesson.data.scenario
        self.file: DeskFile = read_desk(lesson.data.name, scenario)
        self.places = tuple(one.name for one in scenario.districts)
        self.a: Split = self.file.equal(self.places)
        self.b: Split = dict(self.a)
        self._quiet, self._place = False, self.places[0]
        self._title, self._table = page(), page("", "cs-status")
        self.district = W.Dropdown(options=list(self.places))
        self.district.observe(lambda change: self._chosen(change["new"]), "value")
        self.fields = {
            line.key: W.BoundedIntText(min=0, max=self.file.budget, step=self.file.step)
            for line in self.file.lines
        }
        for key, field in self.fields.items():
            field.observe(lambda change, key=key: self._typed(key, change["new"]), "value")
        self.mended = {key: page("", "cs-status") for key in self.fields}
        self._notes = page()
        self.trials = DeskTrials(self)
        self._equal, self._empty = button(self.equal), button(self.empty)
        rows = [one for key, field in self.fields.items() for one in (field, self.mended[key])]
        fields = classed(W.VBox([self.district, *rows, self._notes]), "cs-side")
        right = classed(W.VBox([self._table, W.HBox([self._equal, self._empty])]), "cs-shown")
        self.box.children = [
            self._title, classed(W.Box([fields, right]), "cs-trial"), self.trials.box,
        ]  # fmt: skip

    @property
    def left(self) -> int:
        """What of the budget is not given to anybody."""
        return self.file.budget - sum(self.b.values())

    def put(self, place: str, line: str, amount: int) -> None:
        """Give a district so much for a line, in whole steps; never more than is left."""
        most, step = self.b[place, line] + self.left, self.file.step
        allowed = min(max(int(amount), 0) // step * step, most)
        self.b[place, line] = allowed
        self._fill()
        scenario, lang = self.lesson.data.scenario, self.lesson.lang
        self.mended[line].value = deskshown.mended(amount, most, step, scenario, lang)
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
        self.trials.forget()
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
        """Show the chosen district's amounts; what was said of one typed before is gone."""
        self._quiet = True
        for key, field in self.fields.items():
            field.value = self.b[self._place, key]
            self.mended[key].value = ""
        self._quiet = False

    def tell(self) -> None:
        """Write every word; the split stays."""
        currency = self.lesson.data.scenario.currency
        self._title.value = f"<h3>{self.told('One budget, four districts')}</h3>"
        self.district.description = self.plain("District")
        for line in self.file.lines:
            self.fields[line.key].description = f"{self.plain(line.words)} ({currency})"
        self._notes.value = deskshown.notes(self.file, self.lesson.lang)
        self.trials.tell()
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
    def taken_home(self) -> str:
        """The budget as it stands, and what was found; nothing while it is the equal split."""
        if self.b == self.a and not self.done:
            return ""
        return f"{self._title.value}{self._table.value}{self.trials.taken_home}"

    @property
    def result(self) -> Any:
        """The budget that is left, and what was spent on each line."""
        spent = Counter[str]()
        for (_, line), amount in self.b.items():
            spent[line] += amount
        return {"left": self.left, "spent": dict(spent)}

    def tried(self) -> None:
        """A split was tried: show it, and keep that it was."""
        self.answer["tried"] = True
        self.trials.show()
        self.lesson.changed()

    def _show(self) -> None:
        self._table.value = deskshown.budget_table(
            self.file, self.places, self.b, self.lesson.data.scenario, self.lesson.lang
        )
        self.trials.show()
