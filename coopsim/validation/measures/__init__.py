"""Measures: pure functions of the worlds of a case, one number a seed each."""

from __future__ import annotations

from coopsim.validation.measures import governing, lending, levels, market
from coopsim.validation.measures.registry import MEASURES, Measure

__all__ = ["MEASURES", "Measure", "governing", "lending", "levels", "market"]
