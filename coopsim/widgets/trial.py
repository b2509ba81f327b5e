"""A trial: A is pinned, B moves, both live under the same luck."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.results import Run
from coopsim.widgets.controls import ControlView
from coopsim.widgets.lessonparts import Control, Settings, Trial
from coopsim.widgets.lucks import Lucks
from coopsim.widgets.part import Part, button, page
from coopsim.widgets.telling import (
    Pair,
    change_sentence,
    outcome_sentence,
    pictures,
    table,
    whole,
)
from coopsim.widgets.worlds import World

if TYPE_CHECKING:
    from coopsim.widgets.lesson import Lesson


class TrialView(Part):
    """Controls, a sentence, pictures and a table; ``controls`` move by their ``value``."""

    def __init__(self, lesson: Lesson, trial: Trial) -> None:
        super().__init__(lesson, f"trial.{trial.key}")
        self.trial = trial
        self.controls = {
            key: ControlView(one, lesson.data.scenario, self._moved)
            for key, one in trial.controls.items()
        }
        self._title, self._sentence = page(), page("", "cs-status")
        self._picture, self._table = page(), page()
        self._fold = button(self._unfold)
        self._assumed = W.VBox([self.controls[one.key].box for one in trial.assumptions])
        self._pin, self._again = button(self.pin), button(self.start_over)
        self.lucks = Lucks(self)
        self._last: tuple[Control, int] | None = None
        decided = W.VBox([self.controls[one.key].box for one in trial.decisions])
        decided.add_class("cs-controls")
        self._assumed.add_class("cs-controls")
        self._assumed.layout.display = "none"
        folded = [self._fold, self._assumed] if trial.assumptions else []
        side = W.VBox([decided, *folded, W.HBox([self._pin, self._again])])
        side.add_class("cs-side")
        shown = W.VBox([self._sentence, self._picture, self._table, self.lucks.box])
        shown.add_class("cs-shown")
        both = W.Box([side, shown])
        both.add_class("cs-trial")
        self.box.children = [self._title, both]

    # ------------------------------------------------------------------ where it stands

    @property
    def a(self) -> Settings:
        """Settings of A, assumptions as they stand for both."""
        return {**self.answer["a"], **self._assumptions()}

    @property
    def b(self) -> Settings:
        """Settings of B: where the controls stand."""
        return {key: view.value for key, view in self.controls.items()}

    def _assumptions(self) -> Settings:
        return {one.key: self.controls[one.key].value for one in self.trial.assumptions}

    def world(self, settings: Settings, seed: int | None = None, *, brief: bool = False) -> World:
        """The world of some settings; parameters that take the rest follow."""
        decisions = []
        left: dict[Any, float] = {}
        for one in self.trial.decisions:
            value = settings[one.key]
            decisions.append((one.term, value, one.where))
            if one.rest:
                base = self.lesson.term(one.term)
                left[one.rest, one.where] = left.get((one.rest, one.where), 0.0) + base - value
        for (term, where), more in left.items():
            decisions.append((term, round(self.lesson.term(term) + more, 10), where))
        return World(
            self.trial.start,
            tuple(sorted(decisions, key=repr)),
            tuple((one.term, settings[one.key]) for one in self.trial.assumptions
                  if settings[one.key] != self.lesson.term(one.term)),
            self.lesson.data.seed if seed is None else seed,
            brief,
        )  # fmt: skip

    # ------------------------------------------------------------------ what people do

    def _moved(self, control: Control) -> None:
        new = self.controls[control.key].value
        old = self.answer["b"].get(control.key, new)
        self._last = (control, 1 if _place(control, new) >= _place(control, old) else -1)
        tried = self.answer.setdefault("tried", [])
        if control.key not in tried:
            tried.append(control.key)
        self.answer["b"] = self.b
        self.lucks.stop()
        self.show()
        self.lesson.changed()

    def pin(self) -> None:
        """Make B the new A."""
        self._take(self.b, self.b)
        self.show()
        self.lesson.changed()

    def start_over(self) -> None:
        """Back to A and B as the lesson begins."""
        self._take(self.trial.a, self.trial.b)
        self.show()
        self.lesson.changed()

    def _take(self, a: Settings, b: Settings) -> None:
        self.answer["a"], self.answer["b"] = dict(a), dict(b)
        for key, view in self.controls.items():
            view.put(b[key])

    def _unfold(self) -> None:
        hidden = self._assumed.layout.display == "none"
        self._assumed.layout.display = "" if hidden else "none"
        (self._fold.add_class if hidden else self._fold.remove_class)("cs-open")

    # ------------------------------------------------------------------ what is shown

    def tell(self) -> None:
        """Write every word; the controls stay where they are."""
        scenario = self.lesson.data.scenario
        for view in self.controls.values():
            view.tell(self.lesson.lang, scenario.currency)
        self._title.value = f"<h3>{self.told(self.trial.title)}</h3>"
        self._fold.description = self.plain("What we assume (not ours to decide)")
        self._pin.description = self.plain("Pin B as the new A")
        self._again.description = self.plain("Start over")
        self.lucks.tell()
        self.show()

    def restore(self) -> None:
        """Take up saved settings, as far as the controls still have these positions."""
        kept = {side: dict(self.answer.get(side, {})) for side in ("a", "b")}
        usual = {"a": self.trial.a, "b": self.trial.b}
        for side, settings in kept.items():
            for key, one in self.trial.controls.items():
                if settings.get(key) not in one.positions:
                    settings[key] = usual[side][key]
        self._take(kept["a"], kept["b"])

    def show(self) -> None:
        """Show the worlds where the controls stand, or say that they are being worked out."""
        locked = self.locked
        for view in self.controls.values():
            view.disabled = locked
        if locked:
            self._sentence.value = self.told("Lock your guess above; then the sliders open.")
            self.lesson.worlds.think_ahead([self.world(self.a), *self._neighbours()])
            return
        answers = []
        for settings in (self.a, self.b):
            world = self.world(settings)
            found = self.lesson.worlds.known(world)
            if found is None:
                self._wait()
                self.lesson.worlds.ask(self.name, world, lambda _: self.show())
                return
            answers.append(found)
        self._draw(answers)
        self.lesson.worlds.forget(self.name)
        self.lesson.worlds.think_ahead(self._neighbours())

    @property
    def locked(self) -> bool:
        """Whether a guess comes first."""
        if self.trial.predict is None or f"predict.{self.trial.key}" not in self.lesson.parts:
            return False
        return not self.lesson.parts[f"predict.{self.trial.key}"].done

    def _wait(self) -> None:
        """Nothing is blanked: the old picture is dimmed and said to be old."""
        self._picture.add_class("cs-waiting")
        self._table.add_class("cs-waiting")
        self._sentence.value = self.told("Calculating this village …")

    def _draw(self, answers: list[Run | CoopsimError]) -> None:
        a, b = answers
        for one in (a, b):
            if isinstance(one, CoopsimError):
                sentence = "These settings cannot be run together: {why}"
                self._sentence.value = f"<p>{self.told(sentence, why=_short(one))}</p>"
                return
        assert isinstance(a, Run) and isinstance(b, Run)
        pair = Pair(a, b, self.lesson.lang)
        changed = change_sentence(
            self.trial.decisions, self.a, self.b, self.lesson.lang, pair.currency
        )
        first, *others = [outcome_sentence(pair, one) for one in self.trial.outcomes]
        more = "".join(f"<li>{one}</li>" for one in others)
        self._sentence.value = f"<p>{changed} <b>{first}</b></p><ul>{more}</ul>"
        self._picture.value = pictures(pair, self.trial.outcomes, self.trial.start)
        self._table.value = table(pair, self.trial.outcomes)
        self._picture.remove_class("cs-waiting")
        self._table.remove_class("cs-waiting")

    def _neighbours(self) -> Iterator[World]:
        """Positions nearby: on in the direction of travel, then around, then the whole row."""
        here = self.b
        yield self.world(here)
        last, way = self._last or (self.trial.decisions[0], 1)
        steps = [(last, way), (last, 2 * way), (last, -way)]
        steps += [(one, step) for one in self.trial.decisions for step in (1, -1)]
        steps += [(last, way * step) for step in range(3, 9)]
        steps += [(one, step) for one in self.trial.decisions for step in (2, -2, 3, -3)]
        for control, step in dict.fromkeys(steps):
            place = _place(control, here[control.key]) + step
            if 0 <= place < len(control.positions):
                yield self.world({**here, control.key: control.positions[place]})

    # ------------------------------------------------------------------ what came out

    @property
    def done(self) -> bool:
        """Whether every decision was moved at least once."""
        tried = self.answer.get("tried", [])
        return all(one.key in tried for one in self.trial.decisions)

    @property
    def result(self) -> Any:
        """The last year of A and B as integers, by metric."""
        found: dict[str, Any] = {}
        for side, settings in (("a", self.a), ("b", self.b)):
            run = self.lesson.worlds.live(self.world(settings))
            if isinstance(run, Run):
                pair = Pair(run, run, "en")
                found[side] = {
                    one.metric: whole(run.info(one.metric), pair.ends(one)[0])
                    for one in self.trial.outcomes
                }
        return found

    def truth(self) -> str | None:
        """More, less or same: what the model answers to the prediction; None before a try."""
        predict = self.trial.predict
        if predict is None or not self.answer.get("tried"):
            return None
        runs = [self.lesson.worlds.live(self.world(one)) for one in (self.trial.a, self.trial.b)]
        a, b = (float(last(run, predict.metric)) for run in runs)
        if abs(b - a) <= predict.same * abs(a):
            return "same"
        return "more" if b > a else "less"


def last(run: Run | CoopsimError, metric: str) -> float:
    """A metric in the last year of a run; raises the run's own error."""
    if isinstance(run, CoopsimError):
        raise run
    from coopsim.run import last_year

    return float(last_year(run, [metric])[0])


def _place(control: Control, value: Any) -> int:
    return control.positions.index(value) if value in control.positions else 0


def _short(error: CoopsimError) -> str:
    """The last line of an error: what is wrong, without the list's heading."""
    return str(error).strip().splitlines()[-1]
