"""An open lesson: its data, its worlds, its answers, and the parts that are on the page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs

from coopsim.text import LANGUAGES
from coopsim.widgets.lessonparts import LessonFile
from coopsim.widgets.part import Part
from coopsim.widgets.saving import Saved
from coopsim.widgets.worlds import Worlds

if TYPE_CHECKING:
    from coopsim.widgets.questions import Line
    from coopsim.widgets.telling import Pair
    from coopsim.widgets.trial import TrialView

P = TypeVar("P", bound=Part)


class Opened:
    """What the parts of a lesson share; ``parts`` holds them by name, in the page's order."""

    def __init__(self, data: LessonFile, *, lang: str, folder: Path | None) -> None:
        query = parse_qs(os.environ.get("QUERY_STRING", ""))
        asked = {key: values[0] for key, values in query.items()}
        self.data = data
        self.parts: dict[str, Part] = {}
        self.trials: dict[str, TrialView] = {}
        self.worlds = Worlds(data.scenario)
        self.folder = folder
        self.saved = Saved(folder, data.name, data.scenario.digest, asked.get("team", ""))
        self.answers: dict[str, dict[str, Any]] = self.saved.read()
        wishes = (lang, asked.get("lang"), self.saved.lang)
        self.lang = next((one for one in wishes if one in LANGUAGES), "en")
        self._taking_up = False

    def add(self, part: P) -> P:
        """Put a part on the page, with its saved answers and in the lesson's language."""
        self.parts[part.name] = part
        with self._saving_nothing():
            self._leave_out_damaged(part)
            part.restore()
            part.tell()
        self.tell_answered()
        return part

    def speak(self, lang: str) -> None:
        """Change every word of the page to a language; answers stay."""
        self.lang = lang
        for part in self.parts.values():
            part.tell()
        self.changed()

    def changed(self) -> None:
        """Something was answered: save, beside the notebook, and let every part know."""
        if self._taking_up:
            return
        self.saved.write(self.answers, self.lang, self.progress)
        self.tell_answered()

    def trials_open(self, trial: str) -> None:
        """A guess was locked: its trial opens."""
        if trial in self.trials:
            self.trials[trial].show()

    def drawn(self, trial: str, pair: Pair | None) -> None:
        """A trial shows these two, or works them out (None): what looks closer follows."""
        for part in self.parts.values():
            part.follow(trial, pair)

    def page_stands(self) -> None:
        """The page has made all its parts: what was answered meanwhile passed it by."""
        if self.worlds.told:
            for part in self.parts.values():
                part.show_again()

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
        with self._saving_nothing():
            for part in self.parts.values():
                self._leave_out_damaged(part)
                part.restore()
            for part in self.parts.values():
                part.tell()
        self.tell_answered()

    @contextmanager
    def _saving_nothing(self) -> Iterator[None]:
        """What was saved is shown again: that is no answer, and the page may not be whole yet."""
        before, self._taking_up = self._taking_up, True
        try:
            yield
        finally:
            self._taking_up = before

    def _leave_out_damaged(self, part: Part) -> None:
        """Forget saved answers of a wrong kind; the file as it was is kept."""
        for one in (part, *part.lines):
            kept = self.answers.get(one.name, {})
            for key, kind in one.kinds.items():
                if key in kept and not isinstance(kept[key], kind):
                    del kept[key]
                    self.saved.keep_damaged()

    def tell_answered(self) -> None:
        """Let every part know that something was answered."""
        for part in self.parts.values():
            part.answered()

    @property
    def progress(self) -> tuple[int, int]:
        """How many parts of the page are done, of how many that count."""
        counted = [one for one in self.parts.values() if one.counts]
        return sum(one.done for one in counted), len(counted)

    @property
    def lines(self) -> list[Line]:
        """Every line to write on the page, in its order."""
        return [line for part in self.parts.values() for line in part.lines]

    @property
    def result(self) -> dict[str, Any]:
        """What stands after everything was worked out: integers and keys of every part."""
        self.worlds.settle()
        found = {name: part.result for name, part in self.parts.items()}
        return {name: one for name, one in found.items() if one is not None}
