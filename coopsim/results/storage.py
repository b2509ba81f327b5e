"""Runs as folders of Parquet and JSON, written whole or not at all; no pickle."""

from __future__ import annotations

import io
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.errors import RunFileError
from coopsim.results.parts import Accounts, MetricInfo, Panel, Series
from coopsim.scenario import TABLES, CooperativeSet, District, Origin, Policy, Scenario, Terms

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.results.run import Run

FORMAT = 1


def write_run(run: Run, target: Path) -> Path:
    """Write a run to a folder; returns the folder."""
    import pandas as pd

    target.mkdir(parents=True, exist_ok=True)
    for scope in run.series:
        write_whole(target / f"{scope}.parquet", _parquet(run.table(scope)))
    books = run.accounts
    frames = {
        "balances": _cube(books.balances, books.account_names),
        "flows": _cube(books.flows, books.flow_names),
        "facts": _cube(books.facts, books.fact_names),
        "households": _cube(run.panel.values, run.panel.columns),
    }
    for name, frame in frames.items():
        write_whole(target / f"{name}.parquet", _parquet(pd.DataFrame(frame)))
    write_whole(target / "run.json", json.dumps(_header(run), indent=1).encode())
    return target


def _header(run: Run) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": run.version,
        "seed": run.seed,
        "digest": run.scenario.digest,
        "scenario": attrs.asdict(run.scenario),
        "metrics": [attrs.asdict(one) for one in run.metrics],
        "places": {scope: list(series.places) for scope, series in run.series.items()},
        "cooperatives": list(run.cooperatives),
        "panel_rows": run.panel.rows.tolist(),
    }


def read_run(source: Path) -> dict[str, Any]:
    """The fields of a run saved in a folder; ``RunFileError`` if it is damaged or missing."""
    import pandas as pd

    try:
        header = json.loads((source / "run.json").read_text(encoding="utf-8"))
        if header["format"] != FORMAT:
            raise RunFileError(
                f"{source}: the run has format {header['format']}; this version reads {FORMAT}. "
                "Run it again."
            )
        frames = {
            name: pd.read_parquet(source / f"{name}.parquet")
            for name in (*header["places"], "balances", "flows", "facts", "households")
        }
        return _fields(header, frames)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise RunFileError(
            f"{source}: this is not a complete saved run ({type(error).__name__}: {error}). "
            "Allowed: a folder written by 'coopsim run --out'. Run it again with --out."
        ) from error


def _fields(header: dict[str, Any], frames: dict[str, pd.DataFrame]) -> dict[str, Any]:
    metrics = tuple(MetricInfo(**one) for one in header["metrics"])
    names = [one.name for one in metrics]
    series = {}
    for scope, places in header["places"].items():
        flat = frames[scope][names].to_numpy(dtype=np.float64)
        cube = flat.reshape(-1, len(places), len(names)).transpose(0, 2, 1)
        series[scope] = Series(scope, tuple(places), np.ascontiguousarray(cube))
    balances, account_names = _uncube(frames["balances"], np.int64)
    flows, flow_names = _uncube(frames["flows"], np.int64)
    facts, fact_names = _uncube(frames["facts"], np.float64)
    panel, columns = _uncube(frames["households"], np.float64)
    return {
        "scenario": scenario_from_data(header["scenario"]),
        "seed": header["seed"],
        "version": header["version"],
        "metrics": metrics,
        "series": series,
        "accounts": Accounts(account_names, balances, flow_names, flows, fact_names, facts),
        "panel": Panel(np.array(header["panel_rows"], dtype=np.int64), columns, panel),
        "cooperatives": tuple(header["cooperatives"]),
    }


def scenario_from_data(data: dict[str, Any]) -> Scenario:
    """A scenario from the plain data of ``attrs.asdict``, as JSON gives it back."""
    data = dict(data)
    data["districts"] = tuple(District(**one) for one in data["districts"])
    data["cooperatives"] = tuple(_set_from_data(one) for one in data["cooperatives"])
    data["policies"] = tuple(
        Policy(**{**one, "changes": _pairs(one["changes"]), "where": _pairs(one["where"])})
        for one in data["policies"]
    )
    data["terms"] = Terms(**{table: cls(**data["terms"][table]) for table, cls in TABLES.items()})
    data["expect"] = tuple((name, tuple(limits)) for name, limits in data["expect"])
    data["words"] = _pairs(data["words"])
    data["without"] = tuple(data["without"])
    data["origins"] = tuple((name, Origin(**one)) for name, one in data["origins"])
    return Scenario(**data)


def _set_from_data(one: dict[str, Any]) -> CooperativeSet:
    tuples = {name: tuple(one[name]) for name in ("sectors", "districts")}
    return CooperativeSet(**{**one, **tuples, "terms": _pairs(one["terms"])})


def _pairs(items: list[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in items)


def _cube(values: NDArray[Any], names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """A cube (time, names, rows) as columns of a long table with time and row."""
    times, _, rows = values.shape
    columns: dict[str, NDArray[Any]] = {
        "time": np.repeat(np.arange(times), rows),
        "row": np.tile(np.arange(rows), times),
    }
    columns.update({name: values[:, i, :].reshape(-1) for i, name in enumerate(names)})
    return columns


def _uncube(frame: pd.DataFrame, dtype: Any) -> tuple[NDArray[Any], tuple[str, ...]]:
    names = tuple(name for name in frame.columns if name not in ("time", "row"))
    rows = int(frame["row"].max()) + 1 if len(frame) else 0
    flat = frame[list(names)].to_numpy(dtype=dtype)
    cube = flat.reshape(-1, max(rows, 1), len(names)) if rows else flat.reshape(0, 0, len(names))
    return np.ascontiguousarray(cube.transpose(0, 2, 1)), names


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a temporary neighbour, then a rename."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
