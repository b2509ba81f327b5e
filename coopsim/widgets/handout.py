"""What a participant takes home: the trial, the answers, the stamp; and the glossary."""

from __future__ import annotations

import datetime
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as W

from coopsim.text import NAMES, NO_HARM, date, glossary, words
from coopsim.version import __version__
from coopsim.widgets.part import Part, button, page
from coopsim.widgets.shell import Header

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

UNVERIFIED = words("not confirmed by a speaker")


class Handout(Part):
    """A page made of what was tried and written; printed by the browser."""

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "take_home")
        self._title, self._page = page(), page("", "cs-handout")
        self.make, self._print = button(self.made, main=True), button(self._printed)
        self.box.children = [self._title, W.HBox([self.make, self._print]), self._page]

    def tell(self) -> None:
        """Write the buttons, and the page if it was made."""
        self._title.value = f"<h3>{self.told('To take home')}</h3>"
        self.make.description = self.plain("Make my page")
        self._print.description = self.plain("Print")
        self._print.layout.display = "" if self.done else "none"
        self._page.value = self._content() if self.done else ""

    @property
    def done(self) -> bool:
        """Whether the page was made."""
        return bool(self.answer.get("made"))

    def made(self) -> None:
        """Make the page of what stands now."""
        self.answer["made"] = True
        self.tell()
        self.lesson.changed()

    def _printed(self) -> None:
        header = self.lesson.parts.get("start")
        if isinstance(header, Header):
            header.print()

    def _content(self) -> str:
        lesson = self.lesson
        parts = [f"<h2>{self.told(lesson.data.title)}</h2>"]
        for view in lesson.trials.values():
            parts.append(f"<h3>{self.told(view.trial.title)}</h3>{view.shown.sentence.value}")
            parts.append(view.shown.picture.value)
        written = [one for one in lesson.lines if one.done]
        for line in written:
            text = escape(str(line.answer["text"])).replace("\n", "<br>")
            parts.append(f"<p class='cs-ask'>{self.told(line.question)}</p><p>{text}</p>")
        parts.append(f"<p class='cs-noharm'>{self.told(NO_HARM)}</p>")
        return "".join(parts) + self._stamp()

    def _stamp(self) -> str:
        lesson = self.lesson
        said = {
            "version": __version__, "digest": lesson.data.scenario.digest,
            "seed": lesson.data.seed, "language": NAMES[lesson.lang],
            "day": date(datetime.datetime.now(datetime.UTC).date(), lesson.lang),
        }  # fmt: skip
        stamp = "coopsim {version} · village {digest} · luck {seed} · {language} · {day}"
        return f"<p class='cs-stamp'>{self.told(stamp, **said)}</p>"


class GlossaryView(Part):
    """Terms with their meaning, behind a click."""

    counts = False

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "glossary")
        self._page = page()
        self.box.children = [self._page]

    def tell(self) -> None:
        """Write the terms in the reader's language, beside the English."""
        lang = self.lesson.lang
        rows = []
        for term in glossary():
            doubt = f" <small>({self.told(UNVERIFIED)})</small>" if lang in term.unverified else ""
            other = f" <span lang='en'>({escape(term.en)})</span>" if lang != "en" else ""
            word = f"<b>{escape(term.word(lang))}</b>{other}{doubt}"
            rows.append(f"<dt>{word}</dt><dd>{self.told(term.meaning)}</dd>")
        self._page.value = (
            f"<details data-key='glossary'><summary>{self.told('Glossary')}</summary>"
            f"<dl>{''.join(rows)}</dl></details>"
        )
