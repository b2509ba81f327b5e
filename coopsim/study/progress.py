"""How far a study has come."""

from __future__ import annotations

import attrs


@attrs.frozen
class Progress:
    """How far a study has come."""

    done: int = 0
    failed: int = 0
    total: int = 0
    """Runs asked for so far; a stop rule may ask for more."""
    seconds: float = 0.0
    """Since the study was started this time."""
    left: float = float("nan")
    """Seconds that what is asked for so far will take; NaN until one run has ended."""

    over: bool = False
    """Whether it has ended, one way or another."""
    trouble: str = ""
    """What ended it, if something did that should not."""

    @property
    def ended(self) -> int:
        """Runs that need not be run again, finished or failed."""
        return self.done + self.failed
