"""Batches of finished runs: Parquet files, one row a cell and year, one column a number kept."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coopsim.results import write_whole
from coopsim.sweep.errors import StoreError
from coopsim.sweep.running import KINDS

FOLDER = "batches"


def column(metric: str, kind: str) -> str:
    """The column of a metric's yearly value, ``members``, or extreme month, ``members.low``."""
    return metric if kind == KINDS[0] else f"{metric}.{kind}"


def write_batch(
    path: Path, keys: Sequence[str], values: Sequence[NDArray[np.float64]], metrics: Sequence[str]
) -> str:
    """Write cells, each of shape (years, metrics, kinds), whole or not at all; returns a hash."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    lengths = [len(one) for one in values]
    cube = np.concatenate(values)
    columns = {
        "key": pa.array(np.repeat(np.array(keys), lengths)).dictionary_encode(),
        "year": pa.array(np.concatenate([np.arange(1, n + 1, dtype=np.int16) for n in lengths])),
    }
    for place, metric in enumerate(metrics):
        for number, kind in enumerate(KINDS):
            columns[column(metric, kind)] = pa.array(np.ascontiguousarray(cube[:, place, number]))
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, compression="zstd", use_dictionary=["key"])
    path.parent.mkdir(exist_ok=True)
    write_whole(path, buffer.getvalue())
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def read_batch(path: Path, columns: Iterable[str]) -> NDArray[np.float64]:
    """Columns of a batch: shape (rows, columns); NaN for a column it does not have."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    asked = list(columns)
    try:
        with pq.ParquetFile(path) as file:
            known = set(file.schema_arrow.names)
            table = file.read([name for name in asked if name in known], use_threads=False)
            found = np.full((file.metadata.num_rows, len(asked)), np.nan)
    except (OSError, pa.ArrowInvalid) as error:
        raise StoreError(
            f"{path}: the batch is missing or damaged ({error}). Forget its runs with "
            "store.forget(store.verify()) and resume: they are run again."
        ) from error
    for place, name in enumerate(asked):
        if name in known:
            found[:, place] = table.column(name).to_numpy()
    return found
