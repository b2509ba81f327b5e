"""Work that takes a while, in a thread of its own: the page answers, and it can be let go."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from coopsim.errors import CoopsimError
from coopsim.studio import Trials

Told = Callable[[CoopsimError | None], None]


class Background:
    """Lives the worlds of one test run after the other; a new ``begin`` lets go of the old.

    Without a running loop, as in a test, everything is lived at once.
    """

    def __init__(self) -> None:
        self._current: Trials | None = None

    @property
    def busy(self) -> bool:
        """Whether a test run is under way."""
        return self._current is not None

    def begin(self, trials: Trials, told: Told) -> None:
        """Live the worlds; ``told`` is called on the page's thread after each, and at an error."""
        self._current = trials
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._work(trials, lambda error: self._heard(trials, told, error))
            return

        def post(error: CoopsimError | None) -> None:
            loop.call_soon_threadsafe(self._heard, trials, told, error)

        work = threading.Thread(target=self._work, args=(trials, post), daemon=True, name="trials")
        work.start()

    def stop(self) -> None:
        """Let go within a month of the world that is being lived."""
        self._current = None

    def _work(self, trials: Trials, post: Told) -> None:
        try:
            while not trials.done and trials.live(lambda: self._current is not trials):
                post(None)
        except CoopsimError as error:
            post(error)

    def _heard(self, trials: Trials, told: Told, error: CoopsimError | None) -> None:
        if self._current is trials:
            if error is not None or trials.done:
                self._current = None
            told(error)
