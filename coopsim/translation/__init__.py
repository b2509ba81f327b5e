"""The tool of translators: extract, update, fill, check and build; it needs a checkout."""

from coopsim.translation.building import build
from coopsim.translation.checking import check, counted
from coopsim.translation.entries import Entry
from coopsim.translation.sources import Checkout, TranslationError, entries
from coopsim.translation.updating import extract, update
from coopsim.translation.worksheets import fill, missing

__all__ = [
    "Checkout",
    "Entry",
    "TranslationError",
    "build",
    "check",
    "counted",
    "entries",
    "extract",
    "fill",
    "missing",
    "update",
]
