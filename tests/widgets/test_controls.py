"""Controls of a trial: each shows its task, in the reader's language."""

from __future__ import annotations

from coopsim.files import load_scenario
from coopsim.widgets.controls import ControlView
from coopsim.widgets.lessonparts import Control


def view(term: str, positions: tuple[object, ...], task: str) -> ControlView:
    scenario = load_scenario("timor-leste-credit-union")
    made = ControlView(Control(term, positions, task), scenario, lambda _: None)
    made.tell("en", "USD")
    return made


def test_a_choice_shows_its_task_as_a_slider_does() -> None:
    assert view("fund.loan_rate", (0.06, 0.12), "Find <the> rate.").box.task == "Find <the> rate."
    choice = view("fund.insiders_first", (False, True), "See <who> waits.")
    assert "See &lt;who&gt; waits." in choice.box.children[-1].value
    assert "cs-task" not in view("fund.insiders_first", (False, True), "").box.children[-1].value
