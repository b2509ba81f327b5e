"""A lesson for a notebook: each method makes one widget of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets as W

from coopsim.assessment import items
from coopsim.widgets.accounts import AccountsView
from coopsim.widgets.assess import sheet
from coopsim.widgets.certificate import CertificateView
from coopsim.widgets.desk import DeskView
from coopsim.widgets.diary import DiaryView
from coopsim.widgets.explaining import Explain
from coopsim.widgets.handout import GlossaryView, Handout
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.opened import Opened
from coopsim.widgets.part import Part, classed
from coopsim.widgets.places import PlacesView
from coopsim.widgets.plan import PlanView
from coopsim.widgets.questions import Line, Predict, Question
from coopsim.widgets.shell import Header
from coopsim.widgets.trial import TrialView


def open_lesson(name: str | Path, lang: str = "", folder: Path | None = None) -> Lesson:
    """Open a lesson by name; answers are saved in ``folder``, beside the notebook.

    The language is the one given, else of the page's address (``?lang=id``), else of the saved
    lesson, else English. Raises ``LessonError`` with every fault of the lesson's file.
    """
    return Lesson(load_lesson(name), lang=lang, folder=folder or Path("saved"))


class Lesson(Opened):
    """An open lesson; the trial of a part is named by its key in the lesson's file."""

    def start(self) -> Header:
        """Title, language menu, progress, save, print, and the no-harm line."""
        return self.add(Header(self))

    def predict(self, trial: str) -> Predict:
        """A guess that locks before the trial opens."""
        return self.add(Predict(self, self.data.trial(trial)))

    def trial(self, trial: str) -> TrialView:
        """A pinned, B moves: controls, sentence, pictures, table, other lucks."""
        self.trials[trial] = TrialView(self, self.data.trial(trial))
        return self.add(self.trials[trial])

    def explain(self, trial: str) -> Explain:
        """Was the guess right, why, and a line to write."""
        return self.add(Explain(self, self.data.trial(trial)))

    def accounts(self, trial: str = "") -> AccountsView:
        """The accounts of a cooperative, A beside B, of a trial (the first one)."""
        return self.add(AccountsView(self, trial or self._first))

    def diary(self, trial: str = "") -> DiaryView:
        """One household, month by month, in A and in B."""
        return self.add(DiaryView(self, trial or self._first))

    def map(self, metric: str, trial: str = "") -> PlacesView:
        """A metric by district, A and B in small pictures."""
        return self.add(PlacesView(self, trial or self._first, metric))

    def check(self) -> Any:
        """The lesson's items of the bank, with feedback that says why."""
        bank = items()
        return self._together([Question(self, bank[one]) for one in self.data.items])

    def assess(self, form: str) -> Any:
        """Form A (before) or B (after) of the assessment; no answer is told."""
        return self._together(sheet(self, form))

    def talk(self) -> Any:
        """Questions for the group; what is written goes to the work plan."""
        return self._together(
            [Line(self, f"talk.{one.key}", one.question) for one in self.data.talk]
        )

    def plan(self) -> PlanView:
        """A draft joint work plan: its actions are tried in the model, its documents edited."""
        return self.add(PlanView(self))

    def desk(self) -> DeskView:
        """One budget over districts and lines: A is the equal split, B moves."""
        return self.add(DeskView(self))

    def certificate(self) -> CertificateView:
        """A certificate of taking part; it certifies no marks."""
        return self.add(CertificateView(self))

    def take_home(self) -> Handout:
        """The lesson on a page to print, with its stamp."""
        return self.add(Handout(self))

    def glossary(self) -> GlossaryView:
        """The terms of the field in the reader's language."""
        return self.add(GlossaryView(self))

    def rehearsed(self) -> Lesson:
        """The same lesson with its questions and trials open, every guess made, nothing saved."""
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

    @property
    def _first(self) -> str:
        return next(iter(self.data.trials), "")

    def _together(self, parts: list[Part]) -> Any:
        return classed(W.VBox([self.add(one).box for one in parts]), "cs-part")
