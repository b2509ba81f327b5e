"""A budget tried: under several lucks, and again with other assumptions and other costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.text import number
from coopsim.widgets import deskshown
from coopsim.widgets.deskworlds import (
    DOUBTED,
    DOUBTED_WORLDS,
    SIDES,
    WORLDS,
    Runs,
    doubted,
    lived,
)
from coopsim.widgets.part import button, page
from coopsim.widgets.steps import Steps

if TYPE_CHECKING:
    from coopsim.widgets.desk import DeskView


class DeskTrials:
    """Two buttons and what they found; ``forget`` lets go of one's own split when it moves."""

    def __init__(self, view: DeskView) -> None:
        self.view = view
        self.runs: Runs = {}
        self.doubts: Runs = {}
        self._steps = Steps()
        self._try, self._vary = button(self.run_it, main=True), button(self.vary)
        self._said, self._doubt, self._shown = page("", "cs-status"), page("", "cs-status"), page()
        self.box = W.VBox([W.HBox([self._try, self._vary]), self._said, self._doubt, self._shown])

    def run_it(self) -> None:
        """Try no budget, the equal split and one's own under the same lucks."""
        view = self.view
        splits = {"none": dict.fromkeys(view.a, 0), "a": view.a, "b": dict(view.b)}
        worlds = lived(view.file, view.lesson.data, splits, self.runs)
        self._begin(worlds, self._said, WORLDS)

    def vary(self) -> None:
        """Try the two splits with other assumptions, and costs from half to double."""
        view = self.view
        splits = {"a": view.a, "b": dict(view.b)}
        worlds = doubted(view.file, view.lesson.data, splits, self.doubts)
        self._begin(worlds, self._doubt, DOUBTED_WORLDS)

    @property
    def taken_home(self) -> str:
        """What was found, for a page to print; nothing before a budget was tried."""
        tried = all(side in self.runs for side in SIDES)
        found = (self._said, self._doubt, self._shown) if tried else ()
        return "".join(one.value for one in found)

    def forget(self) -> None:
        """One's own split has moved."""
        self._steps.stop()
        self.runs.pop("b", None)
        self.doubts.pop("b", None)

    def tell(self) -> None:
        """Write the buttons."""
        self._try.description = self.view.plain("Try this budget")
        self._vary.description = self.view.plain("Vary the assumptions and the costs too")

    def show(self) -> None:
        """Show what was found of the split as it stands, or what to do."""
        view, lang = self.view, self.view.lesson.lang
        varied = all(side in self.doubts for side in DOUBTED)
        self._doubt.value = deskshown.doubt(self.doubts, lang) if varied else ""
        if all(side in self.runs for side in SIDES):
            spent = {"a": sum(view.a.values()), "b": sum(view.b.values())}
            scenario = view.lesson.data.scenario
            self._said.value = deskshown.sentence(self.runs, spent, scenario, lang)
            self._shown.value = deskshown.pictures(view.file, self.runs, lang)
            self._shown.remove_class("cs-waiting")
        else:
            self._shown.add_class("cs-waiting")
            hint = view.told("Divide the budget, then try it. A is the equal split.")
            self._said.value = f"<p>{hint}</p>"

    def _begin(self, worlds: Iterator[int], said: W.HTML, count: int) -> None:
        view = self.view

        def told(done: int) -> None:
            lang = view.lesson.lang
            shown = {"done": number(done, lang), "runs": number(count, lang)}
            said.value = f"<p>{view.told('{done} of {runs} worlds lived …', **shown)}</p>"

        def ended(error: CoopsimError | None) -> None:
            if error is None:
                view.tried()
                return
            why = str(error).strip().splitlines()[-1]
            said.value = f"<p>{view.told('This budget cannot be tried: {why}', why=why)}</p>"

        self._steps.begin(worlds, told, ended)
