"""What a study refuses, in words."""

from __future__ import annotations

from collections.abc import Iterable

from coopsim.errors import CoopsimError, Fault


class StudyError(CoopsimError):
    """A study that cannot be run; carries every fault at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        head = "1 fault" if count == 1 else f"{count} faults"
        super().__init__("\n".join([f"{head}; nothing was run.", *map(str, self.faults)]))

    def __reduce__(self) -> tuple[type, tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class StudyFolderError(CoopsimError):
    """A folder that holds no study, or another one."""


class StudyFailedError(CoopsimError):
    """Runs of a study failed; the others are kept."""
