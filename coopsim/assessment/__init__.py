"""The assessment: an item bank, two parallel forms, answers scored, and what is handed out."""

from coopsim.assessment.forms import Assessment, Concept, Said, assessment
from coopsim.assessment.items import Answer, AssessmentError, Item, items, load_items
from coopsim.assessment.pages import Stamp, certificate, report_page
from coopsim.assessment.scoring import Report, report
from coopsim.assessment.sheets import Sheet, columns, read_sheets

__all__ = [
    "Answer",
    "Assessment",
    "AssessmentError",
    "Concept",
    "Item",
    "Report",
    "Said",
    "Sheet",
    "Stamp",
    "assessment",
    "certificate",
    "columns",
    "items",
    "load_items",
    "read_sheets",
    "report",
    "report_page",
]
