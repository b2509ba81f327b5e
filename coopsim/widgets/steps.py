"""Long work in the page's own thread, step by step, so that the page goes on answering."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from coopsim.errors import CoopsimError

PAUSE = 0.01
"""Seconds in which the page answers between two steps."""


class Steps:
    """Works through one thing after the other; a new ``begin`` or ``stop`` lets go of the old.

    Without a running loop, as in a test, everything is worked off at once.
    """

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def begin(
        self, work: Iterable[int], told: Callable[[int], None],
        ended: Callable[[CoopsimError | None], None],
    ) -> None:  # fmt: skip
        """Tell each step, then that it ended, or why it could not."""
        self.stop()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            for _ in _worked(work, told, ended):
                pass
            return
        self._task = loop.create_task(_slowly(_worked(work, told, ended)))

    def stop(self) -> None:
        """Let go of what is under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _worked(
    work: Iterable[int], told: Callable[[int], None], ended: Callable[[CoopsimError | None], None]
) -> Iterator[None]:
    try:
        for step in work:
            told(step)
            yield
    except CoopsimError as error:
        ended(error)
        return
    ended(None)


async def _slowly(steps: Iterator[None]) -> None:
    for _ in steps:
        await asyncio.sleep(PAUSE)
