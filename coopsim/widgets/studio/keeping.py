"""Name and keep a draft as a file, and publish it to a lesson."""

from __future__ import annotations

import datetime
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.studio import ROLES, Draft, file_text, keep, publish, real_name
from coopsim.studio.keeping import name_of
from coopsim.text import words
from coopsim.widgets.lessonfile import lesson_names, load_lesson
from coopsim.widgets.part import button, classed, page
from coopsim.widgets.studio.bench import Bench
from coopsim.widgets.studio.carrying import Carrying
from coopsim.widgets.studio.our_village import fits
from coopsim.widgets.studio.piece import Piece, note

REAL = words(
    "“{name}” may be the name of a real cooperative. Choose an invented one: what happens in this "
    "village could be taken for news of it."
)
KEPT_OF_IT = words(
    "Its A is your village as you kept it; a slider has your village’s own value as one more "
    "position. The story, the guess and the explanation of the lesson’s first village are left "
    "out, and the page says so."
)
NO_LESSON = ("12_work_plan", "13_ministry_desk", "00_start")
"""Lessons whose tables are made for their own village."""


class Keeping(Piece):
    """The title, the name, the role; the buttons; what was written, and how to use it."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.title, self.note = W.Text(continuous_update=False), W.Text(continuous_update=False)
        self.name = W.Text(continuous_update=False)
        self.role = W.Dropdown(options=[(key, key) for key in ROLES], value="trainer")
        self.replace = classed(W.Checkbox(value=False, indent=False), "cs-tick")
        self._show = button(self.preview)
        self.keep_button = button(self.keep, main=True)
        self.workbook = Carrying(bench, self.file_name)
        self.lesson = W.Dropdown(options=[("", "")], value="")
        self._publish = button(self.publish)
        self._warned, self._said, self._published = (page("", "cs-status") for _ in range(3))
        self._head = page()
        self._file, self._quiet = page(), False
        self.path: Path | None = None
        for one in (self.title, self.note, self.name, self.role, self.lesson):
            one.add_class("cs-asked")
        for one in (self.title, self.note):
            one.observe(lambda _: self._titled(), "value")
        self.box.children = [
            self.title, self.note, self._warned,
            classed(W.VBox([self.name, self.role]), "cs-abreast"), self.replace,
            classed(W.HBox([self.keep_button, self._show]), "cs-row"), self._said, self._file,
            self.workbook.box,
            self._head, classed(W.HBox([self.lesson, self._publish]), "cs-row"),
            self._published,
        ]  # fmt: skip

    def tell(self) -> None:
        """Write labels and buttons; what was typed stays."""
        self.title.description = self.plain("Title")
        self.note.description = self.plain("What it is for, in a sentence")
        self.name.description = self.plain("Name of the file")
        self.role.description = self.plain("Your role (no name)")
        kept = self.role.value
        self.role.options = [(self.plain(text), key) for key, text in ROLES.items()]
        self.role.value = kept
        self.replace.description = self.plain("Replace my file of this name, if there is one")
        self.keep_button.description = self.plain("Keep it as a scenario")
        self._show.description = self.plain("Show the file as it will be written")
        self.workbook.tell()
        self._publish.description = self.plain("Make a lesson of it")
        self.lesson.description = self.plain("Lesson")
        self._head.value = f"<h3>{self.told('In a lesson')}</h3>"
        lessons = [one for one in lesson_names() if one not in NO_LESSON]
        self._lessons(lessons)
        self.drawn()

    def _lessons(self, names: list[str]) -> None:
        kept = self.lesson.value or names[0]
        self.lesson.options = [
            (f"{one[:2]} {self.plain(load_lesson(one).title)}", one) for one in names
        ]
        self.lesson.value = kept

    def _titled(self) -> None:
        if not self._quiet:
            draft = self.bench.draft.titled(self.title.value[:200], self.note.value[:500])
            if draft != self.bench.draft:
                self.bench.put(draft)

    def file_name(self) -> str:
        """The name typed, or one made of the title."""
        return str(self.name.value.strip() or name_of(self.title.value))

    def keep(self) -> None:
        """Write the file, or say every reason why not."""
        name = self.file_name()
        try:
            self.path = keep(self.bench.draft, name, self.bench.scenarios, self.role.value,
                             replace=self.replace.value)  # fmt: skip
        except CoopsimError as error:
            self._said.value = self.wrong(error)
            return
        except OSError as error:
            why = str(error.strerror)
            self._said.value = note(self.told("The file cannot be written: {why}.", why=why))
            return
        self.replace.value = False
        self.bench.put(self.bench.draft.as_kept())
        file = f"scenarios/{self.path.name}"
        from_above = "/".join(self.path.resolve().parts[-3:])  # coopsim serve is started there
        game = f"<code>coopsim serve --game {escape(from_above)}</code>"
        kept = self.told("Kept as {file}.", file=file)
        self._said.value = note(f"{kept} {self.told('Play it as a game:')} {game}")

    def publish(self) -> None:
        """Make a lesson that opens the kept file, if the lesson's sliders fit this village."""
        if self.path is None or self.bench.draft.unsaved:
            self._published.value = note(
                self.told("Keep it as a scenario first; then a lesson can open it.")
            )
            return
        try:
            made = publish(self.path, self.lesson.value, self.bench.folder or Path(), fits,
                           replace=True)  # fmt: skip
        except CoopsimError as error:
            self._published.value = self.wrong(error)
            return
        text = self.told("The lesson {file} stands in the list of lessons now.", file=made.name)
        self._published.value = f"{note(text)}<p>{self.told(KEPT_OF_IT)}</p>"

    def drawn(self) -> None:
        """Show title, note, warning and file of the draft."""
        scenario = self.bench.draft.scenario
        self._quiet = True
        self.title.value, self.note.value = scenario.title, scenario.note
        self._quiet = False
        self.name.placeholder = name_of(scenario.title)
        found = real_name(f"{scenario.title}. {scenario.note}. {self.name.value}")
        self._warned.value = note(self.told(REAL, name=found)) if found else ""
        self._file.value = self._published.value = ""

    def preview(self) -> None:
        """Show the file as it will be written."""
        self._file.value = self._preview(self.bench.draft)

    def _preview(self, draft: Draft) -> str:
        if draft.faults:
            return self.faulty()
        name = self.file_name() or "scenario"
        try:
            text = file_text(draft, name, self.role.value, datetime.date.today())
        except CoopsimError as error:
            return self.wrong(error)
        return f"<pre class='cs-file' tabindex='0' lang='en'>{escape(text)}</pre>"

    @property
    def result(self) -> Any:
        """Whether it is kept."""
        return {"kept": not self.bench.draft.unsaved}
