"""The assessment: an item bank, two parallel forms, answers scored, and what is handed out."""

from coopsim.assessment.forms import Assessment, Concept, Said, assessment
from coopsim.assessment.items import Answer, AssessmentError, Item, items, load_items
from coopsim.assessment.pages import Stamp, certificate, report_page
from coopsim.assessment.questionnaire import Questionnaire, questionnaire, read_filled
from coopsim.assessment.reactions import (
    OWN_WORDS,
    TOO_FEW,
    Reactions,
    reactions,
    reactions_data,
    reactions_page,
)
from coopsim.assessment.scoring import Report, report
from coopsim.assessment.sheets import Sheet, columns, read_sheets

__all__ = [
    "OWN_WORDS",
    "TOO_FEW",
    "Answer",
    "Assessment",
    "AssessmentError",
    "Concept",
    "Item",
    "Questionnaire",
    "Reactions",
    "Report",
    "Said",
    "Sheet",
    "Stamp",
    "assessment",
    "certificate",
    "columns",
    "items",
    "load_items",
    "questionnaire",
    "reactions",
    "reactions_data",
    "reactions_page",
    "read_filled",
    "read_sheets",
    "report",
    "report_page",
]
