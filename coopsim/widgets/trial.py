"""A trial: A is pinned, B moves, both live under the same luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import ipywidgets as W

from coopsim.widgets.controls import ControlView
from coopsim.widgets.lessonparts import Control, Settings, Trial
from coopsim.widgets.lucks import Lucks
from coopsim.widgets.part import Part, button, classed, page, unfold
from coopsim.widgets.shown import Shown
from coopsim.widgets.telling import Pair, integers
from coopsim.widgets.trialworlds import next_asked, place_of, world_of
from coopsim.widgets.worlds import World

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened


class TrialView(Part):
    """Controls, a sentence, pictures and a table; ``controls`` move by their ``value``."""

    kinds: ClassVar = {"a": dict, "b": dict, "tried": list}

    def __init__(self, lesson: Opened, trial: Trial) -> None:
        super().__init__(lesson, f"trial.{trial.key}")
        self.trial = trial
        self.controls = {
            key: ControlView(one, lesson.data.scenario, self._moved)
            for key, one in trial.controls.items()
        }
        self._title, self._fold = page(), classed(button(self._unfold), "cs-fold")
        self._pin, self._again = button(self.pin), button(self.start_over)
        self.shown, self.lucks = Shown(trial), Lucks(self)
        self.pair: Pair | None = None
        self._last: tuple[Control, int] = (trial.decisions[0], 1)
        self._assumed = self._column(trial.assumptions)
        self._assumed.layout.display = "none"
        decided = self._column(trial.decisions)
        folded = [self._fold, self._assumed] if trial.assumptions else []
        side = classed(W.VBox([decided, *folded, W.HBox([self._pin, self._again])]), "cs-side")
        right = classed(W.VBox([*self.shown.boxes, self.lucks.box]), "cs-shown")
        around = classed(W.Box([side, self.shown.brief, right]), "cs-trial")
        self.box.children = [self._title, around]

    def _column(self, controls: tuple[Control, ...]) -> Any:
        return classed(W.VBox([self.controls[one.key].box for one in controls]), "cs-controls")

    @property
    def a(self) -> Settings:
        """Settings of A, assumptions as they stand for both."""
        assumed = {one.key: self.controls[one.key].value for one in self.trial.assumptions}
        return {**self.answer["a"], **assumed}

    @property
    def b(self) -> Settings:
        """Settings of B: where the controls stand."""
        return {key: view.value for key, view in self.controls.items()}

    def world(self, settings: Settings, luck: int = 0, *, brief: bool = False) -> World:
        """The world of some settings, under the lesson's luck or the one so many after it."""
        data = self.lesson.data
        return world_of(self.trial, data.scenario, settings, data.seed + luck, brief=brief)

    def _moved(self, control: Control) -> None:
        new = place_of(control, self.controls[control.key].value)
        old = place_of(control, self.answer["b"].get(control.key))
        self._last = (control, 1 if new >= old else -1)
        tried = self.answer.get("tried", [])
        self.answer["tried"] = list(dict.fromkeys([*tried, control.key]))
        self.answer["b"] = self.b
        self._changed()

    def pin(self) -> None:
        """Make B the new A."""
        self._take(self.b, self.b)
        self._changed()

    def start_over(self) -> None:
        """Back to A and B as the lesson begins."""
        self._take(self.trial.a, self.trial.b)
        self._changed()

    def _changed(self) -> None:
        self.lucks.stop()
        self.show()
        self.lesson.changed()

    def _take(self, a: Settings, b: Settings) -> None:
        self.answer["a"], self.answer["b"] = dict(a), dict(b)
        for key, view in self.controls.items():
            view.put(b[key])

    def _unfold(self) -> None:
        unfold(self._fold, self._assumed)
        self.lesson.worlds.think_ahead(self._ahead())

    def _ahead(self) -> list[World]:
        """Worlds that may be asked for next: of assumptions first, where they are unfolded."""
        shown = self._assumed.layout.display != "none"
        asked = next_asked(self.trial, self.a, self.b, self._last, unfolded=shown)
        return [self.world(one) for one in asked]

    def tell(self) -> None:
        """Write every word; the controls stay where they are."""
        for view in self.controls.values():
            view.tell(self.lesson.lang, self.lesson.data.scenario.currency)
        self._title.value = f"<h3>{self.told(self.trial.title)}</h3>"
        self._fold.description = self.plain("What we assume (not ours to decide)")
        self._pin.description = self.plain("Pin B as the new A")
        self._again.description = self.plain("Start over")
        self.lucks.tell()
        self.show()

    def restore(self) -> None:
        """Take up saved settings, as far as the controls still have these positions."""
        self._take(*(
            {key: one.nearest(self.answer.get(side, {}).get(key, usual[key]))
             for key, one in self.trial.controls.items()}
            for side, usual in (("a", self.trial.a), ("b", self.trial.b))
        ))  # fmt: skip

    def show(self) -> None:
        """Show the worlds where the controls stand, or say that they are being worked out.

        A picture always belongs to the positions shown, or is dimmed and said to be old.
        """
        worlds = self.lesson.worlds
        for view in self.controls.values():
            view.disabled = self.locked
        if self.locked:
            self.shown.say(self.told("Lock your guess above; then the sliders open."))
            worlds.think_ahead([self.world(self.a), *self._ahead()])
            return
        a, b = (self.world(one) for one in (self.a, self.b))
        for world in (a, b):
            if worlds.known(world) is None:
                self.shown.wait(self.told("Calculating …"))
                self.lesson.drawn(self.trial.key, None)
                worlds.ask(self.name, world, lambda _: self.show())
                return
        worlds.forget(self.name)
        runs = (worlds.live(a), worlds.live(b))
        self.pair = self.shown.draw(runs, self.a, self.b, self.lesson.lang)
        self.lesson.drawn(self.trial.key, self.pair)
        worlds.think_ahead(self._ahead())

    @property
    def locked(self) -> bool:
        """Whether a guess comes first."""
        guess = self.lesson.parts.get(f"predict.{self.trial.key}")
        return guess is not None and not guess.done

    @property
    def taken_home(self) -> str:
        """Its title, its sentence and its pictures, as they stand; nothing before the guess."""
        return "" if self.locked else f"{self._title.value}{self.shown.taken_home}"

    @property
    def done(self) -> bool:
        """Whether every decision was moved at least once."""
        return {one.key for one in self.trial.decisions} <= set(self.answer.get("tried", []))

    @property
    def result(self) -> Any:
        """The last year of A and B as integers, by metric."""
        worlds, sides = self.lesson.worlds, {"a": self.a, "b": self.b}
        runs = {side: worlds.live(self.world(one)) for side, one in sides.items()}
        return {side: integers(run, self.trial.outcomes) for side, run in runs.items()}
