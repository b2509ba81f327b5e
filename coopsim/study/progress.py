"""How far a study has come, and times as a person says them."""

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

    def __str__(self) -> str:
        words = f"{self.done:,} of {self.total:,} runs done"
        words += f", {self.failed:,} failed" if self.failed else ""
        if self.left > 0:  # NaN is not
            words += f", about {duration(self.left)} left"
        return words


def duration(seconds: float) -> str:
    """Seconds as a person says them.

    >>> duration(7), duration(90), duration(9000)
    ('7 seconds', '1.5 minutes', '2.5 hours')
    """
    for length, unit in ((3600, "hours"), (60, "minutes")):
        if seconds >= length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} seconds"
