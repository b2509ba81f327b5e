"""The draft joint work plan of two sides: data, dated policies of the model, and documents.

``read_form`` reads what a plan may hold from a lesson's file, ``Plan`` is what a room decided,
``policies`` makes dated policies of its actions, ``Effects`` tries them in the model, ``content``
writes the plan in two languages, and ``as_html``, ``as_docx`` and ``as_xlsx`` print that content.
A plan is always a draft: no emblem, no signature, nothing about any real cooperative.
"""

from coopsim.workplan.annexes import shown_by_model
from coopsim.workplan.blocks import Languages
from coopsim.workplan.content import content
from coopsim.workplan.docx import as_docx
from coopsim.workplan.effects import Effect, Effects, Trying
from coopsim.workplan.form import ActionForm, PlanForm, WorkPlanError, read_form
from coopsim.workplan.html import as_html, fragment
from coopsim.workplan.plan import Action, Gap, Plan, policies
from coopsim.workplan.xlsx import as_xlsx

__all__ = [
    "Action",
    "ActionForm",
    "Effect",
    "Effects",
    "Gap",
    "Languages",
    "Plan",
    "PlanForm",
    "Trying",
    "WorkPlanError",
    "as_docx",
    "as_html",
    "as_xlsx",
    "content",
    "fragment",
    "policies",
    "read_form",
    "shown_by_model",
]
