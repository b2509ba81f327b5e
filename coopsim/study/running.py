"""Run a study in the background: round by round, with progress, until told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from coopsim.study.cells import Asked, Cells
from coopsim.study.folder import done_in, open_folder
from coopsim.study.live import Live, in_notebook
from coopsim.study.parts import Study
from coopsim.study.progress import Progress
from coopsim.study.stopping import next_counts
from coopsim.study.tables import DONE, point_table, run_table
from coopsim.sweep import Execution, SweepResult, sweep
from coopsim.sweep import Progress as Swept

if TYPE_CHECKING:
    import pandas as pd

Watcher = Callable[[Progress], None]


def started(
    study: Study, folder: str | Path, how: Execution | None = None, live: bool | None = None
) -> StudyRun:
    """A study that is being run in the background: what ``Study.run`` gives."""
    run = StudyRun(study, folder, how or Execution())
    if live or (live is None and in_notebook()):
        run.watch(Live(study, folder))
    return run.start()


class StudyRun:
    """A study being run in the background; made by ``Study.run``, which returns at once.

    Every run that finishes is kept at once: to stop and go on later loses only runs in flight.
    """

    def __init__(self, study: Study, folder: str | Path, how: Execution) -> None:
        self.study = study
        self.folder = Path(folder)
        self.how = how
        self.progress = Progress()
        self.error: BaseException | None = None
        self._watchers: list[Watcher] = []
        self._stop = threading.Event()
        self._idle = threading.Event()
        """Waited for in place of the thread: after a Ctrl-C that falls into its ``join``, Python
        up to 3.12 takes a thread that runs for one that has ended."""
        self._idle.set()
        self._before = self.progress
        """What there was before the sweep that is at work now."""
        self._cells = Cells.of(study)
        self._cells.checked(done_in(self.folder))
        self._store = open_folder(study, folder)
        self._thread = threading.Thread(target=self._work, name=f"study {study.name}", daemon=True)

    def watch(self, watcher: Watcher) -> None:
        """Call something with each progress, and once more when it has ended."""
        self._watchers.append(watcher)

    def start(self) -> StudyRun:
        """Begin, or go on with what a former run left."""
        self._idle.clear()
        self._thread.start()
        return self

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return not self._idle.is_set()

    @property
    def finished(self) -> bool:
        """Whether every run the study asks for has ended."""
        return not self.running and self.error is None and not self._stop.is_set()

    def cancel(self) -> None:
        """Stop soon: runs in flight are let go, what has finished is kept."""
        self._stop.set()

    def wait(self, timeout: float | None = None) -> Progress:
        """Wait until it ends or the seconds are over; raises what ended it, if something did."""
        self._idle.wait(timeout)
        if self.error is not None:
            raise self.error
        return self.progress

    def table(self) -> pd.DataFrame:
        """One row a run that has ended so far: see ``Study.table``."""
        return run_table(self.study, self.folder)

    def by_point(self) -> pd.DataFrame:
        """One row a point and outcome so far: see ``Study.by_point``."""
        return point_table(self.study, self.folder)

    def __repr__(self) -> str:
        now = self.progress
        state = "running" if self.running else "finished" if self.finished else "stopped"
        failed = f", {now.failed:,} failed" if now.failed else ""
        return f"{self.study.title}: {state}, {now.done:,} of {now.total:,} runs done{failed}"

    def _work(self) -> None:
        try:
            with self._store:
                self._rounds()
        except Exception as error:  # told by wait() and by the display to whoever started it
            self.error = error
        try:
            trouble = str(self.error or "")
            self._tell(attrs.evolve(self.progress, over=True, left=0.0, trouble=trouble))
        finally:
            self._idle.set()

    def _rounds(self) -> None:
        """One sweep of what is planned; with a stop rule, one more for each round it asks for."""
        self._sweep(self._cells.planned())
        rule = self.study.stop
        if rule is None:
            return
        counts = dict.fromkeys(self._cells.numbers(), rule.least)
        while not self._stop.is_set():
            after = next_counts(self._cells, self._store, counts, rule)
            if after == counts:
                return
            self._sweep(self._more(counts, after))
            counts = after

    def _more(self, before: dict[int, int], after: dict[int, int]) -> Iterator[Asked]:
        seeds = self.study.replicates.seeds(max(after.values()))
        for point, count in after.items():
            yield from self._cells.asked(seeds[before[point] : count], [point])

    def _sweep(self, asked: Iterable[Asked]) -> None:
        cells = {one.cell.key: one.cell for one in asked}
        known = self._store.statuses(cells)
        done = sum(status == DONE for status in known.values())
        failed = 0 if self.how.again else len(known) - done
        now = self.progress
        self._before = attrs.evolve(
            now, done=now.done + done, failed=now.failed + failed, total=now.total + len(cells)
        )
        self._tell(self._before)
        result = sweep(
            self._cells.base, list(cells.values()), self._store, self.how,
            progress=self._note, stop=self._stop,
        )  # fmt: skip

        self._note(result)  # what was in flight when it was stopped may have ended since

    def _note(self, now: Swept | SweepResult) -> None:
        before, ended = self._before, now.done + now.failed
        done, failed = before.done + now.done, before.failed + now.failed
        left = (before.total - done - failed) * now.seconds / ended if ended else float("nan")
        seconds = before.seconds + now.seconds
        self._tell(Progress(done, failed, before.total, seconds, left))

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        for watcher in self._watchers:
            watcher(progress)
