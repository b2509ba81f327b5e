"""The assessment on the page: a code without a name, ten questions, how sure; nothing is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import ipywidgets as W

from coopsim.assessment import assessment
from coopsim.text import number, words
from coopsim.widgets.part import Part, page
from coopsim.widgets.questions import Choice

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

CONFIDENCE = "confidence."
LONGEST = 20
"""Characters of a code that are kept."""
HOW = words(
    "This is no examination. Nobody is told your result, and your code is no name. If you do not "
    "know an answer, leave it open. The answers are told at the end of the course."
)
CODE = words("Your code: the first two letters of your mother's name and the day of your birth")

KNOWN = words("Your code is {code}, as at the top of this page.")


class Code(Part):
    """How the sheets of a person before and after are joined."""

    kinds: ClassVar = {"text": str}

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "assess.code")
        self._how, self._asked = page(), page()
        self.line = W.Text(continuous_update=False)
        self.line.observe(self._typed, "value")
        self.box.children = [self._how, self._asked, self.line]

    def tell(self) -> None:
        """Say what the answers are for, and ask for the code, unless the page has one."""
        self._how.value = f"<p>{self.told(HOW)}</p>"
        self.line.description = self.plain("Your code")
        self.answered()

    def answered(self) -> None:
        """One code is enough: where the page was opened with one, it is not asked for again."""
        code = self.lesson.saved.code
        known = bool(code) and self.line.value == code
        asked = self.told(KNOWN, code=code) if known else self.told(CODE)
        self._asked.value = f"<p class='cs-ask'>{asked}</p>"
        self.line.layout.display = "none" if known else ""

    def restore(self) -> None:
        """Show the code that was typed, or the one the page was opened with."""
        self.line.value = str(self.answer.get("text", "")) or self.lesson.saved.code

    @property
    def done(self) -> bool:
        """Whether there is a code."""
        return bool(self.answer.get("text"))

    def _typed(self, change: Any) -> None:
        self.answer["text"] = change["new"].strip()[:LONGEST]
        self.lesson.changed()


class Asked(Part):
    """One question of the assessment: the last answer counts, and no word is said about it."""

    kinds: ClassVar = {"choice": str}

    def __init__(
        self, lesson: Opened, key: str, stem: str, options: list[tuple[str, str]], place: int = 0
    ) -> None:
        super().__init__(lesson, f"assess.{key}")
        self.stem, self.options, self.place = stem, options, place
        self._asked, self.choice = page(), Choice(self._chosen)
        self.box.children = [self._asked, self.choice.box]

    def tell(self) -> None:
        """Write the question and its options."""
        place = f"{number(self.place, self.lesson.lang)}. " if self.place else ""
        self._asked.value = f"<p class='cs-ask'>{place}{self.told(self.stem)}</p>"
        rows = [(self.plain(text), key) for key, text in self.options]
        self.choice.tell(rows, self.plain(self.stem), self.answer.get("choice"))

    def restore(self) -> None:
        """Show the answer that was given."""
        self.tell()

    @property
    def done(self) -> bool:
        """Whether it was answered."""
        return bool(self.answer.get("choice"))

    @property
    def result(self) -> Any:
        """The answer."""
        return self.answer.get("choice")

    def _chosen(self) -> None:
        if self.choice.value is not None:
            self.answer["choice"] = self.choice.value
            self.lesson.changed()


class Count(Part):
    """How many questions there are, and how many are answered once one is."""

    counts = False

    def __init__(self, lesson: Opened, parts: list[Asked]) -> None:
        super().__init__(lesson, "assess")
        self._parts, self._said = parts, page("", "cs-status")
        self.box.children = [self._said]

    def tell(self) -> None:
        """Count."""
        self.answered()

    def answered(self) -> None:
        """Count again."""
        done, lang = sum(one.done for one in self._parts), self.lesson.lang
        sure = sum(CONFIDENCE in one.name for one in self._parts)
        asked, stated, all_ = (
            number(count, lang) for count in (len(self._parts) - sure, sure, len(self._parts))
        )
        there = self.told(
            "There are {asked} questions and {stated} statements.", asked=asked, stated=stated
        )
        answered = self.told("{done} of {all} are answered.", done=number(done, lang), all=all_)
        self._said.value = f"<p>{there} {answered if done else ''}</p>"


def sheet(lesson: Opened, form: str) -> list[Part]:
    """The parts of form A (before) or B (after), in the order of the paper sheet."""
    whole = assessment()
    scale = [(one.key, one.text) for one in whole.scale]
    asked = [
        Asked(lesson, item.id, item.stem, [(one.key, one.text) for one in item.options], place)
        for place, item in enumerate(whole.form(form), 1)
    ]
    sure = [
        Asked(lesson, f"{CONFIDENCE}{one.key}", one.text, scale, place)
        for place, one in enumerate(whole.confidence, len(asked) + 1)
    ]
    return [Code(lesson), *asked, *sure, Count(lesson, [*asked, *sure])]
