"""What a study will cost: its design checked as a whole, and a few runs timed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import attrs

from coopsim.metrics import METRICS
from coopsim.study.cells import Asked, Cells
from coopsim.study.errors import StudyFailedError
from coopsim.study.folder import STORE, store_of
from coopsim.study.parts import Study
from coopsim.study.progress import duration
from coopsim.sweep import Cell, Execution, Store, sweep
from coopsim.sweep.running import KINDS

PILOT = 3
"""Runs that are timed: of the first point, of one in the middle and of the last."""
ROW = 1000
"""Bytes of a run beside its numbers: its address, its factors, its versions."""


@attrs.frozen
class Estimate:
    """What running a study will take from now on."""

    points: int
    cells: int
    """Runs that are sure to be asked for."""
    most: int
    """Runs that a stop rule may ask for; the same without one."""
    done: int
    failed: int
    seconds_a_run: float
    """Median of the pilot; it ran alone, so a busy machine takes longer."""
    workers: int
    memory: int
    """Bytes of all workers together, at most."""
    disk: int
    """Bytes of the store when all is done, at most."""

    @property
    def left(self) -> int:
        """Runs that are sure to be run still."""
        return self.cells - self.done - self.failed

    @property
    def seconds(self) -> float:
        """Seconds that what is left will take."""
        return self.left * self.seconds_a_run / self.workers

    @property
    def most_seconds(self) -> float:
        """The same if a stop rule asks for all it may."""
        return (self.left + self.most - self.cells) * self.seconds_a_run / self.workers

    def __str__(self) -> str:
        words = [f"{self.points:,} points, {self.cells:,} runs; every point is a valid scenario."]
        if self.done or self.failed:
            words.append(f"{self.done:,} of them are done already, {self.failed:,} failed.")
        words.append(
            f"A run takes {self.seconds_a_run:.2g} seconds: the {self.left:,} left take about "
            f"{duration(self.seconds)} with {self.workers} at once."
        )
        if self.most > self.cells:
            longest = duration(self.most_seconds)
            words.append(f"The stop rule may ask for {self.most:,} runs: {longest} at most.")
        words.append(
            f"Memory: about {self.memory / 2**20:,.0f} MiB for all workers. "
            f"Disk: {self.disk / 2**20:,.1f} MiB at most."
        )
        return "\n".join(words)


def check(
    study: Study, folder: str | Path | None = None, how: Execution | None = None
) -> Estimate:  # fmt: skip
    """Check the whole design and estimate what it takes, from a few timed runs.

    Builds the scenario of every point: raises ``StudyError`` with every fault before anything is
    run, and ``StudyFailedError`` if a timed run fails. ``folder`` is where the study is or will
    be run: what is there already is counted. Nothing is written there.
    """
    execution = how or Execution()
    cells = Cells.of(study)
    cells.checked()
    planned = [one.cell.key for one in cells.planned()]
    unique = set(planned)
    most = max(len({one.cell.key for one in cells.most()}), len(unique))
    known: dict[str, str] = {}
    if folder is not None and (Path(folder) / STORE).is_dir():
        with store_of(folder) as store:
            known = store.statuses(unique)
    done = sum(status == "done" for status in known.values())
    seconds, memory = _pilot(cells)
    years = max(study.months // 12, 1)
    size = ROW + years * len(METRICS) * len(KINDS) * 8
    return Estimate(
        points=len(cells.points), cells=len(unique), most=most, done=done,
        failed=0 if execution.again else len(known) - done, seconds_a_run=seconds,
        workers=execution.count, memory=memory * execution.count, disk=size * most,
    )  # fmt: skip


def _pilot(cells: Cells) -> tuple[float, int]:
    """Seconds of a run and bytes of a worker."""
    count = len(cells.points)
    chosen = list(dict.fromkeys([0, count // 2, count - 1]))[:PILOT]
    seed = cells.study.replicates.first_seed
    asked: list[Asked] = list(cells.asked([seed], chosen))
    pilot: dict[str, Cell] = {one.cell.key: one.cell for one in asked}
    with tempfile.TemporaryDirectory() as folder, Store(folder) as store:
        sweep(cells.base, list(pilot.values()), store, Execution(executor="threads"))
        rows = list(store.rows(pilot))
    for one, row in zip(asked, rows, strict=False):
        if row.status != "done":
            raise StudyFailedError(
                f"{cells.study.name}: a run of point {one.point}, seed {one.cell.seed}, failed; "
                f"the others would be likely to.\n{row.error}"
            )
    return median(row.seconds for row in rows), max(row.memory for row in rows)
