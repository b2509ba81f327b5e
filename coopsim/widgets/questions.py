"""Questions: a guess that locks, a quiz that says why, lines for the group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import ipywidgets as W

from coopsim.assessment import Item
from coopsim.text import words
from coopsim.widgets.lessonparts import Trial
from coopsim.widgets.part import Part, button, page

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

LONGEST = 2000
"""Characters of a typed line that are kept."""


class Choice:
    """Radio buttons over (key, English) pairs; the chosen key survives a change of language."""

    def __init__(self, changed: Any) -> None:
        self.box = W.RadioButtons(options=[("", "")], index=None)
        self.box.add_class("cs-choice")
        self._quiet = False
        self.box.observe(lambda _: None if self._quiet else changed(), "value")

    @property
    def value(self) -> str | None:
        """The chosen key."""
        return self.box.value or None

    @value.setter
    def value(self, key: str | None) -> None:
        """Choose a key."""
        self.box.value = key

    def tell(self, rows: list[tuple[str, str]], name: str, chosen: str | None) -> None:
        """Write (words, key) rows under a name, the chosen one kept."""
        self._quiet = True
        self.box.options = rows
        self.box.value = chosen if chosen in [key for _, key in rows] else None
        self.box.description = name
        self._quiet = False


class Line(Part):
    """A question with a line to write; what is typed is kept as it is and shown escaped."""

    kinds: ClassVar = {"text": str}

    def __init__(self, lesson: Opened, name: str, question: str) -> None:
        super().__init__(lesson, name)
        self.question = question
        self._asked = page()
        self.line = W.Textarea(rows=3, continuous_update=False)
        self.line.add_class("cs-line")
        self.line.observe(self._typed, "value")
        self.box.children = [self._asked, self.line]

    def tell(self) -> None:
        """Write the question."""
        self._asked.value = f"<p class='cs-ask'>{self.told(self.question)}</p>"
        self.line.description = self.plain(self.question)
        self.line.placeholder = self.plain("Write one line")

    def restore(self) -> None:
        """Show what was typed."""
        self.line.value = str(self.answer.get("text", ""))

    @property
    def lines(self) -> list[Line]:
        """Itself."""
        return [self]

    @property
    def done(self) -> bool:
        """Whether something was written."""
        return bool(self.answer.get("text"))

    def _typed(self, change: Any) -> None:
        self.answer["text"] = change["new"][:LONGEST]
        self.lesson.changed()


class Predict(Part):
    """A guess before any picture; once locked it stays."""

    kinds: ClassVar = {"choice": str, "locked": bool}

    def __init__(self, lesson: Opened, trial: Trial) -> None:
        super().__init__(lesson, f"predict.{trial.key}")
        assert trial.predict is not None
        self.prediction = trial.predict
        self._asked, self._said = page(), page("", "cs-status")
        self.choice = Choice(self._chosen)
        self.lock = button(self.locked_now, main=True)
        self.box.children = [self._asked, self.choice.box, self.lock, self._said]

    def tell(self) -> None:
        """Write the question and its options."""
        self._asked.value = f"<p class='cs-ask'>{self.told(self.prediction.question)}</p>"
        rows = [(self.plain(one.text), one.key) for one in self.prediction.options]
        self.choice.tell(rows, self.plain(self.prediction.question), self.answer.get("choice"))
        self.lock.description = self.plain("Lock my guess")
        self._show()

    def restore(self) -> None:
        """Show the guess that was made."""
        self.tell()

    @property
    def locked(self) -> bool:
        """Whether the guess stands."""
        return bool(self.answer.get("locked"))

    @property
    def done(self) -> bool:
        """Whether the guess stands."""
        return self.locked

    @property
    def result(self) -> Any:
        """The guess."""
        return self.answer.get("choice") if self.locked else None

    def guess(self, key: str) -> None:
        """Choose an answer and lock it."""
        self.choice.value = key
        self.locked_now()

    def locked_now(self) -> None:
        """Lock the guess, if there is one."""
        if not self.answer.get("choice"):
            self._said.value = self.told("Choose one answer first.")
            return
        self.answer["locked"] = True
        self._show()
        self.lesson.changed()
        self.lesson.trials_open(self.name.partition(".")[2])

    def _chosen(self) -> None:
        if not self.locked:
            self.answer["choice"] = self.choice.value
            self._show()

    def _show(self) -> None:
        locked = self.locked
        self.choice.box.disabled = self.lock.disabled = locked
        self._said.value = self.told("Your guess is locked. Now try it.") if locked else ""


class Question(Part):
    """One item of the bank: feedback says why; tries are free; the first one is kept."""

    kinds: ClassVar = {"first": str, "last": str, "tries": int}

    def __init__(self, lesson: Opened, item: Item) -> None:
        super().__init__(lesson, f"check.{item.id}")
        self.item = item
        self._asked, self._said = page(), page("", "cs-status")
        self.choice = Choice(self._chosen)
        self.box.children = [self._asked, self.choice.box, self._said]

    def tell(self) -> None:
        """Write the stem, the options and what was said about the last answer."""
        self._asked.value = f"<p class='cs-ask'>{self.told(self.item.stem)}</p>"
        rows = [(self.plain(one.text), one.key) for one in self.item.options]
        self.choice.tell(rows, self.plain(self.item.stem), self.answer.get("last"))
        self._show()

    def restore(self) -> None:
        """Show the last answer."""
        self.tell()

    @property
    def done(self) -> bool:
        """Whether it was answered rightly, at whichever try."""
        return bool(self.answer.get("last") == self.item.right.key)

    @property
    def result(self) -> Any:
        """First answer, last answer, tries."""
        return [self.answer.get("first"), self.answer.get("last"), self.answer.get("tries", 0)]

    def _chosen(self) -> None:
        key = self.choice.value
        if key is None:
            return
        self.answer.setdefault("first", key)
        self.answer["last"] = key
        self.answer["tries"] = self.answer.get("tries", 0) + 1
        self._show()
        self.lesson.changed()

    def _show(self) -> None:
        last = self.answer.get("last")
        chosen = next((one for one in self.item.options if one.key == last), None)
        if chosen is None:
            self._said.value = ""
            return
        word = words("Yes.") if chosen.right else words("Not yet.")
        kind = "cs-right" if chosen.right else "cs-wrong"
        self._said.value = (
            f"<p class='{kind}'><b>{self.told(word)}</b> {self.told(chosen.feedback)}</p>"
        )
