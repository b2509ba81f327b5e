"""The page around the parts: header, language menu, progress, saving, printing, prose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as W
import traitlets as T

from coopsim.text import LANGUAGES, NAMES, NO_HARM, number, words
from coopsim.widgets.controls import STATIC
from coopsim.widgets.part import Part, button, page
from coopsim.widgets.prose import exchange
from coopsim.widgets.timetable import timetable

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

SHARED = words("Only where several people share this computer: each has answers of their own.")
NOTICES = {
    "resumed": words("Your saved answers are here again."),
    "whose": words(
        "Saved answers are here again. Are they another person's? Then write a code of your own "
        "above: theirs stay, and yours come back with your code."
    ),
    "damaged": words(
        "The saved file was damaged. It is kept beside this page, and you begin with a new one."
    ),
    "foreign": words(
        "These answers were saved with another version of this village. They are kept; the "
        "pictures are worked out anew."
    ),
    "partly": words(
        "A part of the saved file was damaged. The file is kept beside this page; what could be "
        "read is here again."
    ),
    "other tab": words(
        "This lesson is open in another tab too. Both are kept: this page goes on with the code "
        "{code}."
    ),
    "not written": words(
        "The answers cannot be saved in this folder. Keep this page open and print it."
    ),
}


class Shell(anywidget.AnyWidget):
    """Names, roles, language and prose of the page; shows nothing itself."""

    _esm = STATIC / "shell.js"
    _css = STATIC / "shell.css"
    lang = T.Unicode("en").tag(sync=True)
    title = T.Unicode("").tag(sync=True)
    code = T.Unicode("").tag(sync=True)
    prose: Any = T.List([]).tag(sync=True)


class Header(Part):
    """Title, language menu, progress, save, print, and the no-harm line."""

    counts = False

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "start")
        self.shell = Shell()
        self.shell.on_msg(lambda *_: lesson.page_stands())
        self._title, self._notice = page(), page("", "cs-status")
        self._progress, self._harm, self._parts = page("", "cs-status"), page(), page()
        self._shared = page("", "cs-shared")
        self.menu = W.Dropdown(options=[(NAMES[one], one) for one in LANGUAGES], value=lesson.lang)
        self.menu.observe(lambda change: lesson.speak(change["new"]), "value")
        self.code = W.Text(continuous_update=False, value=lesson.saved.code)
        self.code.observe(lambda change: self._open(change["new"]), "value")
        self._save, self._print = button(lesson.changed), button(self.print)
        self._anew = button(lesson.begin_anew)
        self.box.children = [
            self.shell, self._title, W.HBox([self.menu, self.code, self._shared]), self._progress,
            W.HBox([self._save, self._print, self._anew]), self._notice, self._parts,
            self._harm,
        ]  # fmt: skip
        self.box.add_class("cs-header")

    def tell(self) -> None:
        """Write the header in the lesson's language."""
        lesson = self.lesson
        title = self.plain(lesson.data.title)
        with self.shell.hold_sync():  # words and their language arrive together
            self.shell.lang, self.shell.title = lesson.lang, title
            self.shell.prose = exchange(Path(f"{lesson.data.name}.ipynb"), lesson.lang)
        self._title.value = f"<h2>{self.told(lesson.data.title)}</h2>"
        self.menu.description = self.plain("Language")
        self.code.description = self.plain("Code of this page")
        self._shared.value = f"<small>{self.told(SHARED)}</small>"
        self._save.description = self.plain("Save")
        self._print.description = self.plain("Print")
        self._anew.description = self.plain("Begin anew")
        self._harm.value = f"<p class='cs-noharm'>{self.told(NO_HARM)}</p>"
        self._parts.value = timetable(lesson.data, lesson.lang)
        self.answered()

    def answered(self) -> None:
        """Say how much is done, and what there is to say about saving."""
        done, parts = (number(count, self.lesson.lang) for count in self.lesson.progress)
        self._progress.value = f"<p>{self.told('Done {done} of {all}', done=done, all=parts)}</p>"
        saved = self.lesson.saved
        notice = "whose" if saved.notice == "resumed" and not saved.code else saved.notice
        values: dict[str, Any] = {"code": saved.code} if notice == "other tab" else {}
        self.code.value = self.shell.code = saved.code
        shown = self.told(NOTICES[notice], **values) if notice else ""
        self._notice.value = f"<p class='cs-notice'>{shown}</p>" if shown else ""

    def _open(self, code: str) -> None:
        """A code was written; the page's own is no news."""
        if code != self.lesson.saved.code:
            self.lesson.open_code(code)

    def print(self) -> None:
        """Open the browser's own print window."""
        self.shell.send({"do": "print"})
