"""What may befall a sweep, with real processes: nothing finished is lost, nothing counted twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from interrupting import started
from numpy.typing import NDArray
from sweeping import (
    COUNTED,
    HANGS,
    KILLS,
    KILLS_ONCE,
    RAISES,
    SLOW,
    base,
    cells,
    runs,
)  # fmt: skip

from coopsim.metrics import METRICS
from coopsim.sweep import (
    DIED,
    DONE,
    FAILED,
    KINDS,
    LATE,
    Cell,
    Execution,
    Store,
    StoreBusyError,
    StoreFullError,
    SweepError,
    sweep,
)  # fmt: skip

NAMES = [one.name for one in METRICS]
TESTS = Path(__file__).parent
TWO = Execution(workers=2, simulator=COUNTED)
HERE = Execution("threads", simulator=COUNTED)


def numbers(store: Store, asked: list[Cell]) -> NDArray[np.float64]:
    """Everything that is kept of some cells."""
    return np.stack([store.yearly([c.key for c in asked], NAMES, kind) for kind in KINDS])


def undisturbed(folder: Path, asked: list[Cell]) -> NDArray[np.float64]:
    """The numbers of a sweep that nothing befell, run in this process."""
    folder.mkdir()
    with Store(folder / "store") as store:
        sweep(base(folder), asked, store, Execution("threads"))
        return numbers(store, asked)


def script(folder: Path, seeds: int, simulator: str = SLOW, before: str = "") -> list[str]:
    """A runner in a process of its own."""
    text = f"""
import sys; sys.path.insert(0, {str(TESTS)!r})
from pathlib import Path
from sweeping import base, cells
from coopsim.sweep import Execution, Store, sweep
folder = Path({str(folder)!r})
if __name__ == "__main__":
    one = base(folder)
    store = Store(folder / "store")
    {before}
    sweep(one, cells(one, range({seeds})), store, Execution(workers=2, simulator={simulator!r}))
"""
    path = folder / "runner.py"
    path.write_text(text)
    return [sys.executable, str(path)]


def until(true: object, what: str, seconds: float = 90.0) -> None:
    """Wait until something holds."""
    ends = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < ends, what
        time.sleep(0.02)


def stored(folder: Path) -> int:
    """Cells that a store has, seen from outside."""
    if not (folder / "store" / "index.sqlite").exists():
        return 0
    with Store.open_readonly(folder / "store") as store:
        return len(store.done())


def test_runner_is_killed_and_the_sweep_resumed(tmp_path: Path) -> None:
    with started(script(tmp_path, 40)) as runner:
        until(lambda: stored(tmp_path) >= 6, "the runner stored nothing")
        runner.send_signal(signal.SIGKILL)
        runner.wait()
    later = tmp_path / "later"  # another title, the same world: these runs leave their own trace
    later.mkdir()
    one = base(later)
    asked = cells(one, range(40))
    with Store(tmp_path / "store") as store:
        before = store.done()
        kept = {cell.seed for cell in asked if cell.key in before}
        assert 6 <= len(before) < 40
        result = sweep(one, asked, store, TWO)
        assert (result.skipped, result.done) == (len(before), 40 - len(before))
        assert sorted(runs(later)) == sorted(set(range(40)) - kept)
        assert np.array_equal(
            numbers(store, asked), undisturbed(tmp_path / "calm", asked), equal_nan=True
        )
        assert store.verify() == ()
        assert sweep(one, asked, store, TWO).skipped == 40


def test_worker_is_killed_and_nothing_is_lost(tmp_path: Path) -> None:
    one = base(tmp_path)
    asked = cells(one, [*range(20), KILLS_ONCE])
    with Store(tmp_path / "store") as store:
        result = sweep(one, asked, store, TWO)
        assert (result.done, result.failed) == (21, 0)
        assert np.array_equal(
            numbers(store, asked), undisturbed(tmp_path / "calm", asked), equal_nan=True
        )
        assert runs(tmp_path).count(KILLS_ONCE) == 2


def test_every_trouble_is_a_row_and_takes_no_other_run_with_it(tmp_path: Path) -> None:
    one = base(tmp_path)
    asked = cells(one, [0, 1, 2, RAISES, 3, KILLS, 4, HANGS, 5, 6])
    bad = one.cell({"rate": 50.0}, seed=7)
    how = Execution(workers=2, simulator=COUNTED, time_limit=3.0, retries=1)
    with Store(tmp_path / "store") as store:
        result = sweep(one, [*asked, bad], store, how)
        assert (result.done, result.failed) == (7, 4)
        rows = {row.seed: row for row in store.rows()}
        assert {seed: rows[seed].status for seed in (RAISES, KILLS, HANGS, 7)} == {
            RAISES: FAILED, KILLS: DIED, HANGS: LATE, 7: FAILED}  # fmt: skip
        assert "AuditError: money was made in month 1" in rows[RAISES].error
        assert (rows[RAISES].stage, rows[7].stage) == ("run", "build")
        assert "50.0 is out of bounds" in rows[7].error
        assert "longer than 3 seconds" in rows[HANGS].error
        assert "died" in rows[KILLS].error
        assert runs(tmp_path).count(KILLS) == 2 == rows[KILLS].attempts
        assert np.isnan(store.yearly([bad.key], ["members"])).all()
        assert sweep(one, [*asked, bad], store, how).skipped == 11  # a row, and not run again
        begun = len(runs(tmp_path))
        again = sweep(one, [asked[3]], store, Execution("threads", simulator=COUNTED, again=True))
        assert again.failed == 1 and len(runs(tmp_path)) == begun + 1


def test_a_run_without_end_is_stopped_between_months_where_nobody_can_be_killed(
    tmp_path: Path,
) -> None:
    one = base(tmp_path, months=600)
    how = Execution("threads", time_limit=0.2)
    with Store(tmp_path / "store") as store:
        assert sweep(one, cells(one, [1]), store, how).failed == 1
        (row,) = store.rows()
        assert row.status == LATE and 0.2 < row.seconds < 5
        assert "of 600: the run took longer than 0.2 seconds" in row.error


def test_a_second_runner_is_refused_or_waits(tmp_path: Path) -> None:
    runner = subprocess.Popen(script(tmp_path, 8))
    try:
        until(lambda: stored(tmp_path) >= 1, "the runner stored nothing")
        one = base(tmp_path)
        with Store(tmp_path / "store") as store:
            with pytest.raises(StoreBusyError, match=rf"process {runner.pid} on .*, since 2"):
                sweep(one, cells(one, range(8)), store, HERE)
            with store.lock(wait=90.0):
                assert runner.wait(timeout=60) == 0
                assert len(store.done()) == 8
    finally:
        runner.kill()
        runner.wait()


def test_a_full_disk_stops_the_sweep_and_loses_nothing(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))"
    ran = subprocess.run(
        script(tmp_path, 60, COUNTED, before=limit), capture_output=True, text=True, check=False
    )
    assert "StoreFullError" in ran.stderr, ran.stderr
    assert "Every run that was stored before is safe. Make room" in ran.stderr
    one = base(tmp_path)
    asked = cells(one, range(60))
    with Store(tmp_path / "store") as store:
        before = len(store.done())
        assert 0 < before < 60
        assert store.verify() == ()
        assert sweep(one, asked, store, TWO).skipped == before
        assert len(store.done()) == 60 and store.verify() == ()


def test_no_room_for_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from coopsim.sweep import batches

    def no_room(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    one = base(tmp_path)
    asked = cells(one, range(3))
    with Store(tmp_path / "store") as store:
        sweep(one, asked, store, HERE)
        monkeypatch.setattr(batches, "write_whole", no_room)
        with pytest.raises(StoreFullError, match="No space left on device"):
            store.flush()
        assert store.verify() == () and len(store.done()) == 3
        monkeypatch.undo()
        store.flush()
        assert store.verify() == () and len(list((tmp_path / "store/batches").iterdir())) == 1


def test_stopping_keeps_what_was_finished(tmp_path: Path) -> None:
    one = base(tmp_path)
    asked = cells(one, range(40))
    stop = threading.Event()
    with Store(tmp_path / "store") as store:
        result = sweep(
            one, asked, store, Execution(workers=2, simulator=SLOW),
            progress=lambda now: stop.set() if now.done >= 4 else None, stop=stop,
        )  # fmt: skip
        assert result.stopped and 4 <= result.done < 40
        assert len(store.done()) == result.done
        assert sweep(one, asked, store, TWO).skipped == result.done
        assert len(store.done()) == 40


def test_interrupting_keeps_what_was_finished(tmp_path: Path) -> None:
    with started(script(tmp_path, 200), stderr=subprocess.PIPE) as runner:
        until(lambda: stored(tmp_path) >= 2, "the runner stored nothing")
        os.killpg(runner.pid, signal.SIGINT)  # as a terminal does: to the workers too
        _, told = runner.communicate(timeout=60)
    assert runner.returncode in (1, -signal.SIGINT, 130) and "KeyboardInterrupt" in told
    with Store(tmp_path / "store") as store:
        assert 2 <= len(store.done()) < 200 and not store.failed() and store.verify() == ()


def test_a_script_without_its_guard_is_told(tmp_path: Path) -> None:
    path = tmp_path / "unguarded.py"
    text = Path(script(tmp_path, 3)[1]).read_text()
    path.write_text(text.replace('if __name__ == "__main__":', "if True:"))
    ran = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=False, timeout=180
    )
    assert ran.returncode == 1
    assert "Put the call under  if __name__" in ran.stderr


def test_what_cannot_be_imported_is_a_row(tmp_path: Path) -> None:
    one = base(tmp_path)
    with Store(tmp_path / "store") as store:
        sweep(one, cells(one, [1]), store, Execution("threads", simulator="nowhere:nothing"))
        assert next(store.rows()).status == FAILED
    with pytest.raises(SweepError, match=r"no executor 'process'. Did you mean 'processes'"):
        sweep(one, [], Store(tmp_path / "store"), Execution("process"))  # type: ignore[arg-type]
    assert DONE not in (FAILED, LATE, DIED)
