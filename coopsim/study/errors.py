"""What a study refuses, in words."""

from __future__ import annotations

from coopsim.errors import CoopsimError, FaultsError


class StudyError(FaultsError):
    """A study that cannot be run."""


class StudyFolderError(CoopsimError):
    """A folder that holds no study, or another one."""


class StudyFailedError(CoopsimError):
    """Runs of a study failed; the others are kept."""
