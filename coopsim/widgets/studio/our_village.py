"""A lesson made of a kept village: what of the village it keeps, and whether it can be lived."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from coopsim.errors import Fault, FaultsError
from coopsim.metrics import BY_NAME
from coopsim.scenario import PARAMS, Policy, Scenario
from coopsim.text import number, words
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import Control, LessonError, Trial
from coopsim.widgets.part import Part, classed, page
from coopsim.widgets.studio.piece import scrolled
from coopsim.widgets.studio.saying import when
from coopsim.widgets.trialworlds import term_of, world_of
from coopsim.widgets.wording import plain, value_of
from coopsim.widgets.worlds import scenario_of

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

LEFT_OUT = words(
    "This lesson is made of a village of your own. The story, the guess, the tasks, the "
    "explanation and the numbers of the lesson’s first village are left out: they tell of another "
    "place. So is how much was refused: what is asked for again is counted again."
)
BEGINS = words(
    "A is your village as you kept it; only what is marked “the lesson” in the table is set by "
    "the lesson. B changes what stands in bold, from month {month} on."
)
ALIKE = words("B begins like A: move a slider, and they part.")
ASKED = words("The question: {metric}, after {years} years.")
LATER = words("What your scenario dates stays, in A and in B: {policies}.")


def fits(path: Path) -> None:
    """Open a lesson's file and check the villages its trials begin with; raises every fault."""
    lesson = load_lesson(path)
    faults: list[Fault] = []
    for trial in lesson.trials.values():
        for settings in (trial.a, trial.b):
            world = world_of(trial, lesson.scenario, settings, lesson.seed)
            try:
                scenario_of(lesson.scenario, world).checked()
            except FaultsError as error:
                faults += error.faults
    if faults:
        raise LessonError(list(dict.fromkeys(faults)))


def our_village(lesson: Opened) -> OurVillage:
    """The part of a copied lesson that says what it keeps of the village."""
    return lesson.add(OurVillage(lesson))


def dated(scenario: Scenario, policy: Policy, lang: str) -> str:
    """What a dated policy sets, to what, when and for whom."""
    changes = (
        f"{plain(PARAMS[name].label, lang)}: "
        f"{value_of(PARAMS[name], value, lang, scenario.currency)}"
        for name, value in policy.changes
    )
    return f"{', '.join(changes)} ({when(policy, lang, scenario.first_year)})"


class OurVillage(Part):
    """In the place of the lesson's story: the village, where A and B stand, what is asked."""

    counts = False

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "village")
        self.box = classed(page(), "cs-part")

    def tell(self) -> None:
        """Write it in the lesson's language."""
        scenario, lang = self.lesson.data.scenario, self.lesson.lang
        title = dict(scenario.words).get(lang, scenario.title)
        said = [f"<h2>1. {escape(title)}</h2>",
                f"<p>{self.told(LEFT_OUT)}</p>"]  # fmt: skip
        said += [self._trial(one) for one in self.lesson.data.trials.values()]
        if scenario.policies:
            listed = "; ".join(dated(scenario, one, lang) for one in scenario.policies)
            said.append(f"<p>{self.told(LATER, policies=listed)}</p>")
        self.box.value = "".join(said)

    def _trial(self, trial: Trial) -> str:
        heads = "".join(
            f"<th scope='col'>{text}</th>" for text in ("", "A", "B", self.told("who sets A"))
        )
        rows = "".join(self._decision(trial, one) for one in trial.decisions)
        title = self.plain("Where A and B begin")
        table = scrolled(
            f"<table class='cs-left'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>",
            title,
        )
        alike = f"<p>{self.told(ALIKE)}</p>" if trial.a == trial.b else ""
        asked = ""
        if trial.predict is not None:
            years = number(self.lesson.data.scenario.months // 12, self.lesson.lang)
            metric = self.plain(BY_NAME[trial.predict.metric].info.label)
            asked = f"<p><b>{self.told(ASKED, metric=metric, years=years)}</b></p>"
        begins = self.told(BEGINS, month=trial.start)
        return f"<h3>{self.told(title)}</h3><p>{begins}</p>{table}{alike}{asked}"

    def _decision(self, trial: Trial, one: Control) -> str:
        scenario, lang = self.lesson.data.scenario, self.lesson.lang
        a, b = (value_of(one.param, side[one.key], lang, scenario.currency)
                for side in (trial.a, trial.b))  # fmt: skip
        own = trial.a[one.key] == term_of(scenario, one.term)
        who = self.told("your village") if own else self.told("the lesson")
        changed = f"<b>{b}</b>" if a != b else b
        return (f"<tr><th scope='row'>{self.told(one.label)}</th><td>{a}</td><td>{changed}</td>"
                f"<td>{who}</td></tr>")  # fmt: skip
