"""One activity of the plan: whether it is taken up, by whom, when, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.text import words
from coopsim.widgets.part import classed, page
from coopsim.widgets.plantexts import Texts
from coopsim.workplan import Action, ActionForm
from coopsim.workplan.content import LEADS
from coopsim.workplan.form import QUARTERS
from coopsim.workplan.plan import Lead

if TYPE_CHECKING:
    from coopsim.widgets.plan import PlanView

HIGHEST_COST = 10_000_000
TYPED = (
    ("focal_first", words("Focal point, first side")),
    ("focal_second", words("Focal point, second side")),
    ("place", words("Place")),
    ("baseline", words("Baseline: how it is today, from which record")),
    ("target", words("Target: how much, by when")),
    ("cost_source", words("Source of the cost and of the money")),
)


class ActionView:
    """A box to tick, and what there is to fill in once it is ticked."""

    def __init__(self, view: PlanView, form: ActionForm) -> None:
        self.view, self.form = view, form
        self.tick = W.Checkbox(value=False, indent=False)
        self._about = page()
        quarters = list(range(1, QUARTERS + 1))
        self.start = W.Dropdown(options=quarters, value=form.start)
        self.end = W.Dropdown(options=quarters, value=form.end)
        self.lead = W.Dropdown(options=[("", "both")])
        self.cost = W.BoundedIntText(min=0, max=HIGHEST_COST, value=int(form.cost), step=100)
        self.typed = Texts(view, f"typed.{form.key}", TYPED)
        self._fields = classed(
            W.VBox(
                [
                    self._about,
                    classed(W.VBox([self.lead, self.start, self.end]), "cs-abreast"),
                    self.cost,
                    self.typed.box,
                ]
            ),
            "cs-fields",
        )
        self._quiet = False
        for one in (self.start, self.end, self.lead, self.cost):
            one.add_class("cs-asked")
        for one in (self.tick, self.start, self.end, self.lead, self.cost):
            one.observe(lambda _: self._changed(), "value")
        self.box = classed(W.VBox([self.tick, self._fields]), "cs-action")

    @property
    def taken(self) -> bool:
        """Whether it is in the plan."""
        return bool(self.tick.value)

    @property
    def action(self) -> Action:
        """The action as it stands."""
        typed = self.typed.values
        focal = (typed.pop("focal_first"), typed.pop("focal_second"))
        lead: Lead = self.lead.value
        end = max(self.start.value, self.end.value)
        return Action(self.form, self.start.value, end, float(self.cost.value), lead, focal, typed)

    def tell(self) -> None:
        """Write its words."""
        plain, told, form = self.view.plain, self.view.told, self.form
        self._quiet = True
        self.tick.description = plain(form.activity)
        rows = (
            (words("Output"), form.output), (words("Indicator"), form.indicator),
            (words("Baseline"), form.baseline), (words("Target"), form.target),
            (words("Means of verification"), form.means), (words("Risks"), form.risk),
        )  # fmt: skip
        lines = "".join(f"<dt>{told(label)}</dt><dd>{told(text)}</dd>" for label, text in rows)
        self._about.value = f"<dl>{lines}</dl>"
        kept = self.lead.value
        self.lead.options = [(plain(label), key) for key, label in LEADS.items()]
        self.lead.value = kept
        self.lead.description = plain("Lead")
        self.start.description = plain("First quarter")
        self.end.description = plain("Last quarter")
        self.cost.description = plain(
            "Cost in {currency}", currency=self.view.lesson.data.scenario.currency
        )
        self._quiet = False
        self.typed.tell()
        self._fold()

    def restore(self) -> None:
        """Take up what was chosen."""
        kept: Any = self.view.answer.get(f"action.{self.form.key}", {})
        kept = kept if isinstance(kept, dict) else {}
        self._quiet = True
        self.tick.value = kept.get("taken") is True
        for field, name in ((self.start, "start"), (self.end, "end")):
            usual = getattr(self.form, name)
            field.value = kept[name] if kept.get(name) in field.options else usual
        lead = kept.get("lead", "both")
        self.lead.options = [(plain, key) for key, plain in LEADS.items()]
        self.lead.value = lead if lead in LEADS else "both"
        cost = kept.get("cost", self.form.cost)
        self.cost.value = int(cost) if isinstance(cost, int | float) else int(self.form.cost)
        self._quiet = False
        self.typed.restore()
        self._fold()

    def _fold(self) -> None:
        self._fields.layout.display = "" if self.taken else "none"

    def _changed(self) -> None:
        if self._quiet:
            return
        self._fold()
        self.view.answer[f"action.{self.form.key}"] = {
            "taken": self.taken, "start": self.start.value, "end": self.end.value,
            "lead": self.lead.value, "cost": self.cost.value,
        }  # fmt: skip
        self.view.changed()
