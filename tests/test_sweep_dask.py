"""A sweep on a cluster: a real scheduler and two workers, each a process on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sweeping import COUNTED, SLOW, base, cells, runs

from coopsim.metrics import METRICS
from coopsim.sweep import KINDS, Execution, Store, SweepError, sweep

TESTS = Path(__file__).parent
NAMES = [one.name for one in METRICS]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    where = os.environ | {"PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}
    file = tmp_path / "scheduler.json"
    loopback = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path)]
    quiet = {"env": where, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def started(what: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *loopback, *words]
        return subprocess.Popen(command, **quiet)  # type: ignore[call-overload,no-any-return]

    scheduler = started("scheduler", "--port", "0")
    workers = [started("worker", *options) for _ in range(2)]
    try:
        yield _address(file), workers
    finally:
        for one in (*workers, scheduler):
            one.kill()
            one.wait()


def _address(file: Path) -> str:
    import distributed

    ends = time.monotonic() + 90
    while not file.exists() or not file.read_text():
        assert time.monotonic() < ends, "no scheduler"
        time.sleep(0.05)
    with distributed.Client(scheduler_file=str(file)) as client:
        client.wait_for_workers(2, timeout=90)
        address: str = client.scheduler.address
    return address


def test_a_worker_of_a_cluster_is_killed(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    one = base(tmp_path)
    asked = cells(one, range(16), rates=(0.06, 0.2))

    def kill(now: object) -> None:
        if len(runs(tmp_path)) > 5 and workers[0].poll() is None:
            workers[0].send_signal(signal.SIGKILL)

    with Store(tmp_path / "store") as store, Store(tmp_path / "local") as local:
        how = Execution("dask", dask=address, simulator=SLOW)
        result = sweep(one, asked, store, how, progress=kill)
        assert workers[0].poll() == -signal.SIGKILL
        assert (result.done, result.failed, result.skipped) == (32, 0, 0)
        assert len(list(store.rows())) == 32 and store.verify() == ()
        assert 32 <= len(runs(tmp_path)) <= 40  # what was in flight is begun once more
        begun = len(runs(tmp_path))
        assert sweep(one, asked, store, how).skipped == 32 and len(runs(tmp_path)) == begun
        sweep(one, asked, local, Execution("threads", simulator=COUNTED))
        keys = [cell.key for cell in asked]
        for kind in KINDS:
            there, here = store.yearly(keys, NAMES, kind), local.yearly(keys, NAMES, kind)
            assert np.array_equal(there, here, equal_nan=True)


def test_a_cluster_is_started_here(tmp_path: Path) -> None:
    one = base(tmp_path)
    how = Execution("dask", workers=1, simulator="coopsim.sweep.running:simulated")
    with Store(tmp_path / "store") as store:
        assert sweep(one, cells(one, range(3)), store, how).done == 3


def test_no_scheduler_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coopsim.sweep.executors.PATIENCE", 0.5)
    how = Execution("dask", dask="tcp://127.0.0.1:9")
    with (
        Store(tmp_path / "store") as store,
        pytest.raises(SweepError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"),
    ):
        sweep(base(tmp_path), [], store, how)
