"""What a participant takes home: the trial, the answers, the stamp; and the glossary."""

from __future__ import annotations

import datetime
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.text import LANGUAGES, NAMES, NO_HARM, Term, date, glossary, words
from coopsim.version import __version__
from coopsim.widgets.follower import Menu
from coopsim.widgets.part import Part, button, classed, page, unfold
from coopsim.widgets.shell import Header

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened
    from coopsim.widgets.telling import Pair

UNVERIFIED, DOUBT = words("not confirmed by a speaker"), "?"


class Handout(Part):
    """A page made of what was tried and written; printed by the browser."""

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "take_home")
        self._title, self._page = page(), page("", "cs-handout")
        self._early = False
        self.make, self._print = button(self.made, main=True), button(self._printed)
        self.box.children = [self._title, W.HBox([self.make, self._print]), self._page]

    def tell(self) -> None:
        """Write the buttons, and the page if it was made."""
        self._title.value = f"<h3>{self.told('To take home')}</h3>"
        self.make.description = self.plain("Make my page")
        self._print.description = self.plain("Print")
        self._print.layout.display = "" if self.done else "none"
        self._early = self.done and any(view.shown.waiting for view in self.lesson.trials.values())
        self._page.value = self._content() if self.done else ""

    @property
    def done(self) -> bool:
        """Whether the page was made."""
        return bool(self.answer.get("made"))

    def follow(self, trial: str, pair: Pair | None) -> None:
        """A trial that was still worked out when the page was made has come: write it anew."""
        if pair is not None and self._early:
            self.tell()

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
        parts += [one.taken_home for one in lesson.parts.values()]
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
    """Terms with their meaning, behind a click; those of another language beside, when asked."""

    counts = False

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "glossary")
        self._page, self.beside = page(), Menu(self._show)
        inside = W.VBox([self.beside.box, self._page])
        inside.layout.display = "none"
        self._fold: Any = classed(button(lambda: unfold(self._fold, inside)), "cs-fold")
        self.box.children = [self._fold, inside]

    def tell(self) -> None:
        """Write the terms in the reader's language."""
        lang = self.lesson.lang
        self._fold.description = self.plain("Glossary")
        others = [(NAMES[one], one) for one in LANGUAGES if one != lang]
        self.beside.tell(self.plain("Beside it"), [(self.plain("no other language"), ""), *others])
        self._show()

    def _show(self) -> None:
        other = self.beside.value or ""
        shown = [self.lesson.lang, *([other] if other else [])]
        rows = [
            f"<dt>{' · '.join(self._word(term, one) for one in shown)}</dt>"
            f"<dd>{self.told(term.meaning)}</dd>"
            for term in glossary()
        ]
        doubt = any(one in term.unverified for term in glossary() for one in shown)
        note = f"<p><small>{DOUBT} {self.told(UNVERIFIED)}</small></p>" if doubt else ""
        self._page.value = f"{note}<dl>{''.join(rows)}</dl>"

    def _word(self, term: Term, lang: str) -> str:
        doubt = f"<sup>{DOUBT}</sup>" if lang in term.unverified else ""
        return f"<b lang='{lang}'>{escape(term.word(lang))}</b>{doubt}"
