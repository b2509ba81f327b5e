"""What is asked of many runs: study files, designs, tables, and a function for others' tools."""

from coopsim.study.designs import Points, points
from coopsim.study.errors import StudyError, StudyFailedError, StudyFolderError
from coopsim.study.factors import Factor
from coopsim.study.parts import BASE, Design, Outcome, Replicates, StopRule, Study
from coopsim.study.reading import load_study, study_names

__all__ = [
    "BASE",
    "Design",
    "Factor",
    "Outcome",
    "Points",
    "Replicates",
    "StopRule",
    "Study",
    "StudyError",
    "StudyFailedError",
    "StudyFolderError",
    "load_study",
    "points",
    "study_names",
]
