"""What is asked of many runs: study files, designs, tables, and a function for others' tools."""

from coopsim.study.analysis import Analysis
from coopsim.study.checking import Estimate, check
from coopsim.study.comparing import compare_points
from coopsim.study.designs import Points, points
from coopsim.study.errors import StudyError, StudyFailedError, StudyFolderError
from coopsim.study.factors import Factor
from coopsim.study.folder import provenance_of, study_in
from coopsim.study.function import Function, as_function
from coopsim.study.parts import BASE, Design, Outcome, Replicates, StopRule, Study
from coopsim.study.reading import load_study, study_names
from coopsim.study.running import StudyRun
from coopsim.study.saving import save_study, study_text
from coopsim.sweep import Execution

__all__ = [
    "BASE",
    "Analysis",
    "Design",
    "Estimate",
    "Execution",
    "Factor",
    "Function",
    "Outcome",
    "Points",
    "Replicates",
    "StopRule",
    "Study",
    "StudyError",
    "StudyFailedError",
    "StudyFolderError",
    "StudyRun",
    "as_function",
    "check",
    "compare_points",
    "load_study",
    "points",
    "provenance_of",
    "save_study",
    "study_in",
    "study_names",
    "study_text",
]
