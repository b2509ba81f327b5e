"""The assessment: an item bank, two parallel forms, answers scored, and what is handed out."""

from coopsim.assessment.forms import Assessment, Concept, Said, assessment
from coopsim.assessment.items import Answer, AssessmentError, Item, items, load_items

__all__ = [
    "Answer",
    "Assessment",
    "AssessmentError",
    "Concept",
    "Item",
    "Said",
    "assessment",
    "items",
    "load_items",
]
