"""The explanation of a trial: a reason of one's own first, then what the model answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.text import words
from coopsim.widgets.lessonparts import Option, Trial
from coopsim.widgets.part import Part, page
from coopsim.widgets.questions import Line
from coopsim.widgets.telling import way_of

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened


class Explain(Part):
    """A line to write first; then whether the guess was right, and why, unfolds."""

    def __init__(self, lesson: Opened, trial: Trial) -> None:
        super().__init__(lesson, f"explain.{trial.key}")
        self.trial = trial
        self._shown = page("", "cs-status")
        self.why = Line(lesson, f"{self.name}.why", words("Why do you think this happened?"))
        self.box.children = [self.why.box, self._shown]

    def tell(self) -> None:
        """Write the question, and what the model answered once there was a guess and a try."""
        self.why.tell()
        self.answered()

    def restore(self) -> None:
        """Show what was written."""
        self.why.restore()

    def answered(self) -> None:
        """After a guess or a try there is more to say; what was written unfolds it."""
        self._shown.value = self._said()

    @property
    def lines(self) -> list[Line]:
        """The reason."""
        return [self.why]

    @property
    def done(self) -> bool:
        """Whether a reason was written."""
        return self.why.done

    @property
    def right(self) -> Option | None:
        """The option the model makes true."""
        answered = self._truth()
        if answered is None or self.trial.predict is None:
            return None
        options = self.trial.predict.options
        return next((one for one in options if one.when == answered), None)

    def _truth(self) -> str | None:
        """More, less or same: what the model answers to the guess; None before a try."""
        view, predict = self.lesson.trials.get(self.trial.key), self.trial.predict
        if view is None or predict is None or not view.answer.get("tried"):
            return None
        worlds, runs = self.lesson.worlds, []
        for side, settings in (("a", self.trial.a), ("b", self.trial.b)):
            world = view.world(settings)
            if worlds.known(world) is None:
                worlds.ask(f"{self.name}.{side}", world, lambda _: self.answered())
            runs.append(worlds.known(world))
        a, b = runs
        return way_of(predict, a, b) if a is not None and b is not None else None

    @property
    def result(self) -> Any:
        """The option the model makes true."""
        right = self.right
        return right.key if right else None

    def _said(self) -> str:
        """What stands there: what to do first, or the answer, folded until a line was written."""
        if self.trial.predict is None:
            return self._causes()
        guess, trial = (
            self.lesson.answers.get(f"{part}.{self.trial.key}", {}) for part in ("predict", "trial")
        )
        if not guess.get("locked") or not trial.get("tried"):
            return f"<p>{self.told('Guess and try first; then the explanation stands here.')}</p>"
        right = self.right
        if right is None:
            return f"<p>{self.told('Calculating …')}</p>"
        summary = self.told("What the model answers (write your own reason first)")
        return (
            f"<details data-key='{self.name}'{' open' if self.done else ''}>"
            f"<summary>{summary}</summary>{self._judged(guess['choice'], right)}"
            f"{self._causes()}</details>"
        )

    def _causes(self) -> str:
        """Cause and effect, link by link, and in a sentence."""
        chain = "".join(f"<li>{self.told(link)}</li>" for link in self.trial.chain)
        after = f"<ol class='cs-chain'>{chain}</ol>" if chain else ""
        after += f"<p>{self.told(self.trial.explain)}</p>" if self.trial.explain else ""
        return after

    def _judged(self, choice: str, right: Option) -> str:
        """Whether the guess was right, and why."""
        options = self.trial.predict.options if self.trial.predict else ()
        chosen = next((one for one in options if one.key == choice), right)
        verdict = (
            words("Here it happened as you guessed.")
            if chosen.key == right.key
            else words("Here it did not happen as you guessed.")
        )
        asked = self.told("This answers your guess, wherever the sliders stand now.")
        both = f"<p><b>{self.told(verdict)}</b> {asked}</p><p>{self.told(chosen.why)}</p>"
        if chosen.key == right.key:
            return both
        happened = self.told("What happened: {answer}", answer=self.plain(right.text))
        return f"{both}<p>{happened} {self.told(right.why)}</p>"
