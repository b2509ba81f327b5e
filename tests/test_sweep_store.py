"""What a store keeps is what was run; what is no store is refused with words."""

from __future__ import annotations

import sqlite3
import sys
import tracemalloc
from pathlib import Path

import attrs
import numpy as np
import pyarrow.parquet as pq
import pytest
from sweeping import COUNTED, base, cells, runs

from coopsim.files import load_scenario
from coopsim.metrics import METRICS
from coopsim.run import simulate
from coopsim.sweep import (
    Base,
    Execution,
    SourcesDifferError,
    Store,
    StoreError,
    SweepError,
    repeat,
    running,
    sweep,
)  # fmt: skip
from coopsim.sweep.running import KINDS, Outcome, Report, digest_of, origin, packed, yearly

HERE = Execution("threads", simulator=COUNTED)
NAMES = [one.name for one in METRICS]


def fabricated(store: Store, one: Base, count: int, years: int = 1) -> list[str]:
    """A finished sweep that nobody ran, written through the store's own doors."""
    asked = cells(one, range(count))
    rows = np.random.Generator(np.random.Philox(key=1)).random((years, len(METRICS), len(KINDS)))
    data, digest = packed(rows), digest_of(rows)
    for first in range(0, count, 100):
        outcomes = tuple(
            Outcome(cell, "done", 0.1, years=years, data=data, digest=digest)
            for cell in asked[first : first + 100]
        )
        store.add(Report(origin(), outcomes))
        store.flush(500)
    return [cell.key for cell in asked]


@pytest.mark.parametrize("months", [5, 12, 30])
def test_years_are_those_of_the_run(months: int) -> None:
    run = simulate(load_scenario("hamlet").sized(months=months), 4, scopes=("nation",), panel=1)
    found = yearly(run)
    length = min(months, 12)
    assert found.shape == (max(1, months // 12), len(METRICS), 3)
    for place, metric in enumerate(METRICS):
        months_ = run.values(metric.name)[: len(found) * length].reshape(-1, length)
        with np.errstate(invalid="ignore"):
            assert np.array_equal(found[:, place, 1], np.fmin.reduce(months_, 1), equal_nan=True)
            assert np.array_equal(found[:, place, 2], np.fmax.reduce(months_, 1), equal_nan=True)
        if months >= 12:
            told = run.by_year(metric.name)
        else:
            last, known = months_[0, -1], months_[0][~np.isnan(months_[0])]
            total = known.sum()
            mean = total / len(known) if len(known) else np.nan
            told = np.array([{"last": last, "sum": total, "mean": mean}[metric.over_time]])
        assert np.array_equal(found[:, place, 0], told, equal_nan=True), metric.name


def test_numbers_are_the_same_waiting_and_in_a_batch(tmp_path: Path) -> None:
    one = base(tmp_path, months=26)
    asked = cells(one, range(3), rates=(0.06, 0.2))
    keys = [cell.key for cell in asked]
    with Store(tmp_path / "store") as store:
        sweep(one, asked, store, HERE)
        waiting = [store.yearly(keys, NAMES, kind) for kind in KINDS]
        assert waiting[0].shape == (6, 2, len(METRICS))
        for place, cell in enumerate(asked):
            run = simulate(one.scenario(dict(cell.values)), cell.seed)
            told = np.stack([run.by_year(name) for name in NAMES], axis=1)
            assert np.array_equal(waiting[0][place], told, equal_nan=True)
        store.flush()
        for kind, before in zip(KINDS, waiting, strict=True):
            assert np.array_equal(store.yearly(keys, NAMES, kind), before, equal_nan=True)
        turned = store.yearly([keys[4], "0" * 32, keys[1], keys[4]], ["loans", "members"])
        place = [NAMES.index("loans"), NAMES.index("members")]
        for row, key in enumerate((4, None, 1, 4)):
            if key is None:
                assert np.isnan(turned[row]).all()
            else:
                assert np.array_equal(turned[row], waiting[0][key][:, place], equal_nan=True)
        (file,) = (tmp_path / "store/batches").iterdir()
        table = pq.read_table(file)  # as anybody's tool reads it
        assert table.num_rows == 12 and {"key", "year", "members", "members.low"} < set(
            table.column_names
        )
    assert sorted(runs(tmp_path)) == [0, 0, 1, 1, 2, 2]


def test_rows_tell_where_a_number_comes_from(tmp_path: Path) -> None:
    one = base(tmp_path)
    asked = cells(one, [5])
    with Store(tmp_path / "store") as store:
        sweep(one, asked, store, HERE)
        (row,) = store.rows([asked[0].key])
        assert row.values == {"rate": 0.06} and row.seed == 5 and row.status == "done"
        assert row.seconds > 0 and row.memory > 1e6 and row.attempts == 1 and row.years == 1
        assert row.version and row.python and row.numpy and row.host and row.when.endswith("+00:00")


def test_a_cell_asked_twice_is_run_once(tmp_path: Path) -> None:
    one = base(tmp_path)
    asked = cells(one, [1, 2, 1]) + cells(Base(one.scenario({"rate": 0.06}), one.factors), [2])
    with Store(tmp_path / "store") as store:
        result = sweep(one, iter(asked), store, HERE)
        assert (result.done, result.skipped) == (2, 2) and sorted(runs(tmp_path)) == [1, 2]


def test_a_widened_sweep_runs_what_is_new(tmp_path: Path) -> None:
    one = base(tmp_path)
    with Store(tmp_path / "store") as store:
        sweep(one, cells(one, range(3)), store, HERE)
        wider = cells(one, range(4), rates=(0.06, 0.1))
        result = sweep(one, wider, store, HERE)
        assert (result.done, result.skipped) == (5, 3)
        store.forget([wider[0].key])
        assert sweep(one, wider, store, HERE).done == 1


def test_a_cell_is_run_again_and_equal_to_the_bit(tmp_path: Path) -> None:
    one = base(tmp_path, months=26)
    asked = cells(one, [1, 2])
    with Store(tmp_path / "store") as store:
        sweep(one, asked[:1], store, HERE)
        found = repeat(one, asked[0], store)
        assert found.equal and found.differing() == () and found.again.shape == (2, len(NAMES), 3)
        bent = found.again.copy()
        bent[1, NAMES.index("loans"), 0] = np.nextafter(bent[1, NAMES.index("loans"), 0], 1e18)
        other = attrs.evolve(found, again=bent)
        assert not other.equal and other.differing() == ("loans",)
        with pytest.raises(StoreError, match="is not in the store"):
            repeat(one, asked[1], store)
        with pytest.raises(
            SourcesDifferError, match="other sources of coopsim or from another base"
        ):
            repeat(base(tmp_path, months=27), asked[0], store)


def test_other_sources_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = base(tmp_path)
    monkeypatch.setattr(running, "sources_digest", lambda: "f" * 32)
    with Store(tmp_path / "store") as store, pytest.raises(SourcesDifferError, match="other sourc"):
        sweep(one, cells(one, [1]), store, HERE)
    assert runs(tmp_path) == []


def test_what_is_damaged_is_found_and_run_again(tmp_path: Path) -> None:
    one = base(tmp_path)
    asked = cells(one, range(4))
    with Store(tmp_path / "store") as store:
        sweep(one, asked[:2], store, HERE)
        store.flush()
        sweep(one, asked, store, HERE)
        (file,) = (tmp_path / "store/batches").iterdir()
        whole = file.read_bytes()
        file.write_bytes(whole[:-40])
        with pytest.raises(StoreError, match=r"batch is missing or damaged.*store\.forget"):
            store.yearly([asked[0].key], ["members"])
        assert set(store.verify()) == {asked[0].key, asked[1].key}
        store.forget(store.verify())
        assert sweep(one, asked, store, HERE).done == 2 and store.verify() == ()
        store._index().execute("UPDATE cells SET digest = 'x' WHERE key = ?", (asked[3].key,))
        assert store.verify() == (asked[3].key,)


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("mine")
    with pytest.raises(StoreError, match=r"holds something else \(chapter.txt\) and no store"):
        Store(tmp_path / "thesis")
    with pytest.raises(StoreError, match="this is a file"):
        Store(tmp_path / "thesis" / "chapter.txt")
    with pytest.raises(StoreError, match="there is no store here"):
        Store.open_readonly(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    with sqlite3.connect(foreign / "index.sqlite") as other:
        other.execute("CREATE TABLE cells (a)")
    other.close()
    with pytest.raises(StoreError, match="no index of coopsim"):
        Store(foreign)
    Store(tmp_path / "mine").close()
    with sqlite3.connect(tmp_path / "mine/index.sqlite") as other:
        other.execute("PRAGMA user_version = 9")
    other.close()
    with pytest.raises(StoreError, match="has format 9; this version reads 1"):
        Store(tmp_path / "mine")
    index = tmp_path / "mine/index.sqlite"
    index.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(StoreError, match="index cannot be read"):
        Store(tmp_path / "mine")
    with Store(tmp_path / "new") as store:
        with pytest.raises(StoreError, match=r"no metric 'membrs'. Did you mean 'members'"):
            store.yearly([], ["membrs"])
        with pytest.raises(StoreError, match="no kind 'lo'"):
            store.yearly([], ["members"], "lo")


def test_missing_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = pytest.raises(SweepError, match=r'pip install "coopsim\[cluster\]"')
    with Store(tmp_path / "store") as store, told:
        sweep(base(tmp_path), [], store, Execution("dask"))


def test_memory_does_not_grow_with_the_number_of_cells(tmp_path: Path) -> None:
    one = base(tmp_path)
    with Store(tmp_path / "store") as store:
        fabricated(store, one, 6000)
        peaks = []
        for count in (1500, 6000):
            stream = (one.cell({"rate": 0.06}, seed) for seed in range(count))
            tracemalloc.start()
            result = sweep(one, stream, store, HERE)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert result.skipped == count
        assert peaks[1] < 1.2 * peaks[0] < 4e6
        assert all(one.values for one in store.rows()) and store.verify() == ()
