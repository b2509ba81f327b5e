"""The draft joint work plan on the page: choose, fill in, try in the model, take the documents."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.text import LANGUAGES, NAMES, money, words
from coopsim.version import __version__
from coopsim.widgets.downloads import link
from coopsim.widgets.part import Part, button, classed, page
from coopsim.widgets.planaction import ActionView
from coopsim.widgets.planmodel import ModelView
from coopsim.widgets.plantexts import Texts, lines_of, written
from coopsim.workplan import (
    Gap,
    Plan,
    as_docx,
    as_html,
    as_xlsx,
    content,
    policies,
    read_form,
)

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

HEAD = (
    ("first", words("First side (an invented name is best)")),
    ("second", words("Second side (an invented name is best)")),
    ("place", words("Place of the meeting")),
    ("day", words("Day of the meeting")),
    ("objective", words("Objective, if yours differs from the proposal")),
)
LINES = (
    ("days30", words("Within 30 days: one line a person")),
    ("days90", words("Within 90 days: one line a person")),
    ("notes", words("Meeting notes: what was said, one line each")),
)


class PlanView(Part):
    """A draft plan; ``actions`` are its actions by key, ``plan`` what stands now."""

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "plan")
        self.form = read_form(_path(lesson))
        self.actions = {one.key: ActionView(self, one) for one in self.form.actions}
        self.head = Texts(self, "head", HEAD)
        self.lines_typed = Texts(self, "lines", LINES, rows=4)
        self.gaps = {
            key: Texts(self, f"gap.{key}", (("first", words("First side")),
                       ("second", words("Second side")), ("todo", words("What we do about it"))))
            for key, _ in self.form.gaps
        }  # fmt: skip
        self._titles = {key: page() for key in ("what", "gaps", "lines", "try", "take")}
        self._topics = {key: page() for key in self.gaps}
        self._sum, self._links = page("", "cs-status"), page()
        self.second = W.Dropdown(options=[(NAMES[one], one) for one in LANGUAGES], value="id")
        self.second.observe(lambda _: self._changed(), "value")
        self.model, self.make = ModelView(self), button(self.made, main=True)
        self.box.children = self._children()

    def _children(self) -> list[Any]:
        gaps = [
            one
            for key, texts in self.gaps.items()
            for one in (self._topics[key], classed(texts.box, "cs-abreast"))
        ]
        return [
            self.head.box, self._titles["what"], *(one.box for one in self.actions.values()),
            self._sum, self._titles["gaps"], *gaps, self._titles["lines"], self.lines_typed.box,
            self._titles["try"], self.model.button, self.model.said, self._titles["take"],
            classed(W.HBox([self.second, self.make]), "cs-row"), self._links,
        ]  # fmt: skip

    @property
    def _filled(self) -> list[Texts | ActionView]:
        """Everything there is to fill in."""
        return [self.head, self.lines_typed, *self.gaps.values(), *self.actions.values()]

    def tell(self) -> None:
        """Write every word; what was typed and chosen stays."""
        titles = {
            "what": words("Activities: choose at most four, and say who, when and what it costs"),
            "gaps": words("Country gap table: how is it on each side?"),
            "lines": words("Individual action plans, and notes"),
            "try": words("What does the model say? (annex, not signed)"),
            "take": words("Documents to edit and to print"),
        }
        for key, title in titles.items():
            self._titles[key].value = f"<h3>{self.told(title)}</h3>"
        for key, topic in self.form.gaps:
            self._topics[key].value = f"<p class='cs-ask'>{self.told(topic)}</p>"
        for one in self._filled:
            one.tell()
        self.second.description = self.plain("Second language")
        self.make.description = self.plain("Make the documents")
        self.model.tell()
        self._show()

    def restore(self) -> None:
        """Take up what was chosen and typed."""
        for one in self._filled:
            one.restore()
        usual = "en" if self.lesson.lang == "id" else "id"
        second = self.answer.get("second", usual)
        self.second.value = second if second in LANGUAGES else usual

    def changed(self) -> None:
        """Something was chosen or typed: save it; what the model said was of another plan."""
        self.model.forget()
        self._show()
        self._changed()

    def _changed(self) -> None:
        self.answer["second"] = self.second.value
        self._links.value = ""
        self.lesson.changed()

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        head, lines, data = self.head.values, self.lines_typed.values, self.lesson.data
        stamp = f"coopsim {__version__} · {data.scenario.digest} · {data.seed}"
        gaps = tuple(Gap(topic, **self.gaps[key].values) for key, topic in self.form.gaps)
        return Plan(
            form=self.form, actions=tuple(one.action for one in self.actions.values() if one.taken),
            currency=data.scenario.currency, sides=(head["first"], head["second"]),
            place=head["place"], day=head["day"], objective=head["objective"],
            days30=lines_of(lines["days30"]), days90=lines_of(lines["days90"]),
            notes=(*lines_of(lines["notes"]), *written(self.lesson.folder)),
            gaps=gaps, effects=self.model.effects, stamp=stamp,
        )  # fmt: skip

    @property
    def done(self) -> bool:
        """Whether at least one activity was chosen."""
        return any(one.taken for one in self.actions.values())

    @property
    def result(self) -> Any:
        """The activities, their quarters and months, and what they cost."""
        plan = self.plan
        return {
            "actions": [one.form.key for one in plan.actions],
            "months": [[one.start, one.until] for one in policies(plan)],
            "cost": round(plan.cost),
        }

    def rehearse(self) -> None:
        """Take up the first two activities, as a room might."""
        for one in list(self.actions.values())[:2]:
            one.tick.value = True

    def made(self) -> None:
        """Make the page, the Word document and the workbook, with their links."""
        lang, plan, second = self.lesson.lang, self.plan, self.second.value
        blocks = content(plan, lang, second)
        made = {
            "html": as_html(blocks, lang, second), "docx": as_docx(blocks),
            "xlsx": as_xlsx(plan, lang, second),
        }  # fmt: skip
        labels = {
            "html": words("Page to print, or to save as PDF"),
            "docx": words("Word document to edit"), "xlsx": words("Workbook to edit"),
        }  # fmt: skip
        rows = [link(f"joint-work-plan-draft.{kind}", content, self.told(labels[kind]))
                for kind, content in made.items()]  # fmt: skip
        self._links.value = f"<ul>{''.join(f'<li>{one}</li>' for one in rows)}</ul>"

    def _show(self) -> None:
        lang, currency = self.lesson.lang, self.lesson.data.scenario.currency
        total = money(self.plan.cost, currency, lang, 0)
        self._sum.value = (
            f"<p><b>{self.told('All activities together: {cost}', cost=total)}</b></p>"
        )


def _path(lesson: Opened) -> Path:
    return Path(str(files("coopsim") / "data" / "lessons" / f"{lesson.data.name}.toml"))
