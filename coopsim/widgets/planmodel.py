"""The plan tried in the model: its annex on the page, worked out while the page goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coopsim.errors import CoopsimError
from coopsim.text import number
from coopsim.widgets.part import button, page
from coopsim.widgets.steps import Steps
from coopsim.workplan import Effects, Languages, Trying, fragment, policies, shown_by_model

if TYPE_CHECKING:
    from coopsim.widgets.plan import PlanView


class ModelView:
    """A button, a line of progress, and the annex; ``effects`` are of the plan as it stands."""

    def __init__(self, view: PlanView) -> None:
        self.view = view
        self.button, self.said = button(self.tried, main=True), page("", "cs-status")
        self.effects: Effects | None = None
        self._steps = Steps()

    def forget(self) -> None:
        """The plan has changed: what the model said was of another one."""
        self._steps.stop()
        self.effects = None
        self.tell()

    def tell(self) -> None:
        """Write the annex, or what the button would do."""
        view = self.view
        self.button.description = view.plain("Try the plan in the model")
        if self.effects is None:
            note = view.told("Each activity becomes a dated change in an invented village.")
            self.said.value = f"<p>{note}</p>"
        else:
            shown = shown_by_model(view.plan, Languages(view.lesson.lang))
            self.said.value = fragment(shown)

    def tried(self) -> None:
        """Try the plan, with both bands, run by run."""
        view = self.view
        if not view.done:
            self.said.value = f"<p>{view.told('Choose at least one activity first.')}</p>"
            return
        data = view.lesson.data
        trial = next(iter(data.trials.values()), None)
        metrics = tuple(one.metric for one in trial.outcomes) if trial else ("members",)
        varied = tuple((one.term, one.positions) for one in trial.assumptions) if trial else ()
        try:
            trying = Trying(data.scenario, policies(view.plan), metrics, varied, data.seed)
        except CoopsimError as error:
            self._ended(None, error)
            return
        self._steps.begin(
            trying, lambda done: self._told(done, trying.runs),
            lambda error: self._ended(trying, error),
        )  # fmt: skip

    def _told(self, done: int, runs: int) -> None:
        lang = self.view.lesson.lang
        said = {"done": number(done, lang), "runs": number(runs, lang)}
        self.said.value = f"<p>{self.view.told('{done} of {runs} worlds lived …', **said)}</p>"

    def _ended(self, trying: Trying | None, error: CoopsimError | None) -> None:
        if error is not None or trying is None:
            why = str(error).strip().splitlines()[-1]
            said = self.view.told("These activities do not go together: {why}", why=why)
            self.said.value = f"<p>{said}</p>"
            return
        self.effects = trying.found
        self.tell()
