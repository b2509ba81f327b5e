"""The same choice under other lucks: in how many of twenty was B better?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.results import Run
from coopsim.text import number
from coopsim.widgets.lessonparts import Settings
from coopsim.widgets.luckstold import ManyLucks
from coopsim.widgets.part import button, page
from coopsim.widgets.telling import last_of
from coopsim.widgets.trialworlds import assumed

if TYPE_CHECKING:
    from coopsim.widgets.trial import TrialView

LUCKS = 20


class Lucks:
    """Buttons, a progress line and two bands: luck only, and luck with assumptions varied."""

    def __init__(self, view: TrialView) -> None:
        self.view = view
        self.found: dict[str, list[list[tuple[float, float]]]] = {"luck": [], "wide": []}
        """For each luck, A and B of every outcome."""
        self._running = ""
        self._try, self._vary = button(self.try_lucks), button(self.vary)
        self._cancel = button(self.stop)
        self._said = page("", "cs-status")
        buttons = [self._try, self._cancel]
        if view.trial.assumptions and view.trial.recommends:
            buttons.insert(1, self._vary)
        self._cancel.layout.display = "none"
        self.box = W.VBox([W.HBox(buttons), self._said])

    @property
    def wins(self) -> int:
        """In how many lucks B was better (or more, where no way is better)."""
        return self._many("luck").wins

    def try_lucks(self) -> None:
        """Run A and B as they stand under twenty other lucks."""
        self._begin("luck")

    def vary(self) -> None:
        """The same with the assumptions anywhere in the lesson's range."""
        self._begin("wide")

    def stop(self) -> None:
        """Let go; what B was is no longer asked."""
        if not self._running and not any(self.found.values()):
            return
        self._running = ""
        self.found = {"luck": [], "wide": []}
        self.view.lesson.worlds.forget(f"{self.view.name}.lucks")
        self._show()

    def _begin(self, kind: str) -> None:
        self._running, self.found[kind] = kind, []
        settings = (dict(self.view.a), dict(self.view.b))
        self._show()
        self._next(kind, settings, 0, [])

    def _next(self, kind: str, both: tuple[Settings, Settings], luck: int, half: list[Any]) -> None:
        """Ask for A, then B, of one luck after the other."""
        if self._running != kind:
            return
        if len(half) == 2:
            if not any(isinstance(one, CoopsimError) for one in half):
                self.found[kind].append([
                    (last_of(half[0], one.metric), last_of(half[1], one.metric))
                    for one in self.view.trial.outcomes
                ])  # fmt: skip
            luck, half = luck + 1, []
        if luck == LUCKS:
            self._running = ""
            self._show()
            return
        settings = dict(both[len(half)])
        if kind == "wide":
            settings |= assumed(self.view.trial, self.view.lesson.data.seed, luck)
        world = self.view.world(settings, 1 + luck, brief=True)
        if not half:
            self._show()

        def then(found: Run | CoopsimError) -> None:
            self._next(kind, both, luck, [*half, found])

        self.view.lesson.worlds.ask(f"{self.view.name}.lucks", world, then)

    def tell(self) -> None:
        """Write the buttons and what was found."""
        self._try.description = self.view.plain("Try under 20 other lucks")
        self._vary.description = self.view.plain("Vary the assumptions too")
        self._cancel.description = self.view.plain("Stop")
        self._show()

    def _show(self) -> None:
        running = bool(self._running)
        self._cancel.layout.display = "" if running else "none"
        self._try.disabled = self._vary.disabled = running
        lines = []
        for kind in ("luck", "wide"):
            if kind == self._running:
                done = number(len(self.found[kind]), self.view.lesson.lang)
                lines.append(self.view.told("{done} of 20 worlds lived …", done=done))
            elif self.found[kind]:
                lines += self._many(kind).lines(kind)
        both = all(self.found.values()) and not running
        if both and self._many("luck").turns(self._many("wide")):
            lines.append(self.view.told("The model cannot tell: with other assumptions, the "
                                        "answer can turn round."))  # fmt: skip
        self._said.value = "".join(f"<p>{line}</p>" for line in lines)

    def _many(self, kind: str) -> ManyLucks:
        lesson = self.view.lesson
        currency = lesson.data.scenario.currency
        return ManyLucks(self.view.trial.outcomes, self.found[kind], lesson.lang, currency)
