"""A lesson: its data, its answers, its worlds, and one widget for each part of the page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs

import ipywidgets as W

from coopsim.text import LANGUAGES
from coopsim.widgets.items import items
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import LessonFile
from coopsim.widgets.part import Part
from coopsim.widgets.questions import Explain, Line, Predict, Question
from coopsim.widgets.saving import Saved
from coopsim.widgets.shell import Header
from coopsim.widgets.trial import TrialView
from coopsim.widgets.worlds import Worlds

P = TypeVar("P", bound=Part)


def open_lesson(name: str | Path, lang: str = "", folder: Path | None = None) -> Lesson:
    """Open a lesson by name; answers are saved in ``folder``, beside the notebook.

    The language is the one given, else of the page's address (``?lang=id``), else of the saved
    lesson, else English. Raises ``LessonError`` with every fault of the lesson's file.
    """
    return Lesson(load_lesson(name), lang=lang, folder=folder or Path("saved"))


class Lesson:
    """An open lesson. Each method makes one part of the page; ``parts`` holds them by name."""

    def __init__(self, data: LessonFile, *, lang: str, folder: Path | None) -> None:
        asked = {
            key: found[0] for key, found in parse_qs(os.environ.get("QUERY_STRING", "")).items()
        }
        self.data = data
        self.parts: dict[str, Part] = {}
        self.trials: dict[str, TrialView] = {}
        self.worlds = Worlds(data.scenario)
        self.folder = folder
        self.saved = Saved(folder, data.name, data.scenario.digest, asked.get("team", ""))
        self.answers: dict[str, dict[str, Any]] = self.saved.read()
        self.lang = next(
            (one for one in (lang, asked.get("lang"), self.saved.lang) if one in LANGUAGES), "en"
        )

    # ------------------------------------------------------------------ parts of the page

    def start(self) -> Header:
        """Title, language menu, progress, save, print, and the no-harm line."""
        return self._add(Header(self))

    def predict(self, trial: str) -> Predict:
        """A guess that locks before the trial opens."""
        return self._add(Predict(self, self.data.trial(trial)))

    def trial(self, trial: str) -> TrialView:
        """A pinned, B moves: controls, sentence, pictures, table, other lucks."""
        made = TrialView(self, self.data.trial(trial))
        self.trials[trial] = made
        return self._add(made)

    def explain(self, trial: str) -> Explain:
        """Was the guess right, why, and a line to write."""
        return self._add(Explain(self, self.data.trial(trial)))

    def check(self) -> Any:
        """The lesson's items of the bank, with feedback that says why."""
        bank = items()
        return self._together([Question(self, bank[one]) for one in self.data.items])

    def talk(self) -> Any:
        """Questions for the group; what is written goes to the work plan."""
        return self._together(
            [Line(self, f"talk.{one.key}", one.question) for one in self.data.talk]
        )

    def _together(self, parts: list[Any]) -> Any:
        box = W.VBox([self._add(one).box for one in parts])
        box.add_class("cs-part")
        return box

    def _add(self, part: P) -> P:
        self.parts[part.name] = part
        part.restore()
        part.tell()
        self._told("start")
        return part

    # ------------------------------------------------------------------ what happens

    def speak(self, lang: str) -> None:
        """Change every word of the page to a language; answers stay."""
        self.lang = lang
        for part in self.parts.values():
            part.tell()
        self.save()

    def changed(self) -> None:
        """Something was answered: open what it opens, save, say how much is done."""
        for name in self.parts:
            if name.split(".")[0] == "explain":
                self.parts[name].tell()
        self.save()

    def opened(self, trial: str) -> None:
        """A guess was locked: its trial opens."""
        if trial in self.trials:
            self.trials[trial].show()

    def rehearsed(self) -> Lesson:
        """The same lesson with every part open and every guess made; nothing is saved."""
        made = Lesson(self.data, lang=self.lang, folder=None)
        made.start()
        for trial, one in self.data.trials.items():
            if one.predict is not None:
                made.predict(trial).guess(one.predict.options[0].key)
            made.trial(trial)
            made.explain(trial)
        made.check()
        made.talk()
        return made

    def save(self) -> None:
        """Write the answers beside the notebook."""
        self.saved.write(self.answers, self.lang)
        self._told("start")

    def open_code(self, code: str) -> None:
        """Go on with the answers of a person's or a team's code."""
        self.saved = Saved(self.folder, self.data.name, self.data.scenario.digest, code)
        self._take_up(self.saved.read())

    def begin_anew(self) -> None:
        """Put the answers aside and begin again; the old file stays."""
        self.saved.begin_anew()
        self._take_up({})

    def _take_up(self, answers: dict[str, dict[str, Any]]) -> None:
        self.answers = answers
        for part in self.parts.values():
            part.restore()
        for part in self.parts.values():
            part.tell()

    def _told(self, name: str) -> None:
        header = self.parts.get(name)
        if isinstance(header, Header):
            header.say_progress()

    @property
    def result(self) -> dict[str, Any]:
        """What stands after everything was worked out: integers and keys of every part."""
        self.worlds.settle()
        found = {name: part.result for name, part in self.parts.items()}
        return {name: one for name, one in found.items() if one is not None}
