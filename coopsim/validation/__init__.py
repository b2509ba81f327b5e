"""Stylised facts as executable cases: what is run, what is measured, what must hold.

The data are in ``facts.toml``; a measure is a pure function of what the runs left; one judge, the
same for every fact, compares what was measured with the target.
"""

from __future__ import annotations

from coopsim.validation.cases import Fact, FactError, Part, load_facts
from coopsim.validation.fitted import load_fitted
from coopsim.validation.judging import Finding, Measured, judge
from coopsim.validation.page import write_page
from coopsim.validation.running import FIRST_SEED, validate
from coopsim.validation.table import write_table

__all__ = [
    "FIRST_SEED", "Fact", "FactError", "Finding", "Measured", "Part", "judge", "load_facts",
    "load_fitted", "validate", "write_page", "write_table",
]  # fmt: skip
