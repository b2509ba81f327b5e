"""What a run gives back: frozen, savable, unable to draw."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.errors import RunFileError, nearest
from coopsim.scenario import (
    TABLES,
    CooperativeSet,
    District,
    Origin,
    Policy,
    Scenario,
    Terms,
)

if TYPE_CHECKING:
    import pandas as pd

Scope = str
SCOPES: tuple[Scope, ...] = ("nation", "sector", "district", "cooperative")
FORMAT = 1


@attrs.frozen
class MetricInfo:
    """What a column of numbers is: words and how it is summed."""

    name: str
    unit: str
    label: str
    over_time: str
    """How a year is told: ``last``, ``sum`` or ``mean`` of its months."""


@attrs.frozen(eq=False)
class Series:
    """Metrics by month for the places of one scope.

    ``values`` has shape (months, metrics, places), float64; money is in the currency's unit
    (dollars, rupiah), nominal. NaN where a metric has no meaning (a price nobody paid).
    """

    scope: Scope
    places: tuple[str, ...]
    values: NDArray[np.float64]


@attrs.frozen(eq=False)
class Accounts:
    """The yearly books of every cooperative, in minor units (int64).

    ``balances`` has shape (years + 1, accounts, cooperatives): the opening day and every year's
    end. ``flows`` has shape (years, flows, cooperatives): what was booked in each year.
    ``facts`` has shape (years, facts, cooperatives), float64: members, late loans, health and
    other counts of the year's end.
    """

    account_names: tuple[str, ...]
    balances: NDArray[np.int64]
    flow_names: tuple[str, ...]
    flows: NDArray[np.int64]
    fact_names: tuple[str, ...]
    facts: NDArray[np.float64]


@attrs.frozen(eq=False)
class Panel:
    """Sampled households, month by month: shape (months, columns, households), float64.

    Money is in the currency's unit.
    """

    rows: NDArray[np.int64]
    columns: tuple[str, ...]
    values: NDArray[np.float64]


@attrs.frozen(eq=False)
class Run:
    """One simulated world: series, yearly accounts, sampled households, and where they came from."""

    scenario: Scenario
    seed: int
    version: str
    metrics: tuple[MetricInfo, ...]
    series: dict[Scope, Series]
    accounts: Accounts
    panel: Panel
    cooperatives: tuple[str, ...]
    """Names of the cooperatives, by row."""

    @property
    def months(self) -> int:
        """Months simulated."""
        return int(self.series["nation"].values.shape[0])

    def info(self, metric: str) -> MetricInfo:
        """The declaration of a metric; ``KeyError`` with the nearest name if there is none."""
        for one in self.metrics:
            if one.name == metric:
                return one
        known = [one.name for one in self.metrics]
        raise KeyError(f"there is no metric '{metric}'. {nearest(metric, known)}")

    def values(self, metric: str, scope: Scope = "nation") -> NDArray[np.float64]:
        """A metric by month: shape (months,) for the nation, (months, places) otherwise."""
        place = self.metrics.index(self.info(metric))
        found = self.series[scope].values[:, place, :]
        return found[:, 0] if scope == "nation" else found

    def by_year(self, metric: str, scope: Scope = "nation") -> NDArray[np.float64]:
        """A metric by whole year: the last month, sum or mean, as the metric declares."""
        monthly = self.values(metric, scope)
        years = len(monthly) // 12
        shaped = monthly[: years * 12].reshape(years, 12, *monthly.shape[1:])
        how = self.info(metric).over_time
        if how == "last":
            return shaped[:, -1]
        return np.nansum(shaped, axis=1) if how == "sum" else _nanmean(shaped)

    def table(self, scope: Scope = "nation") -> pd.DataFrame:
        """The series of a scope as a long table: month, place, and a column a metric."""
        import pandas as pd

        series = self.series[scope]
        months, _, places = series.values.shape
        table = pd.DataFrame(
            series.values.transpose(0, 2, 1).reshape(months * places, -1),
            columns=[one.name for one in self.metrics],
        )
        table.insert(0, "place", list(series.places) * months)
        table.insert(0, "month", np.repeat(np.arange(1, months + 1), places))
        return table

    def summary(self) -> str:
        """The run in a few lines: title, size, and the main metrics at the start and the end."""
        title = f"{self.scenario.title} · {self.scenario.households:,} households · {self.months} months · seed {self.seed}"  # fmt: skip
        lines = [title, f"{'':44}{'year 1':>16}{'last year':>16}"]
        for one in self.metrics:
            yearly = self.by_year(one.name) if self.months >= 12 else self.values(one.name)
            first, last = (_shown(yearly[i], one.unit, self.scenario.currency) for i in (0, -1))
            lines.append(f"{one.label[:43]:44}{first:>16}{last:>16}")
        lines.append("A training simulation: no advice, and nothing about any real cooperative.")
        return "\n".join(lines)

    def save(self, folder: str | Path) -> Path:
        """Write the run to a folder as Parquet with JSON beside it; returns the folder.

        Files are written whole or not at all.
        """
        import pandas as pd

        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        for scope in self.series:
            write_whole(target / f"{scope}.parquet", _parquet(self.table(scope)))
        frames = {
            "balances": _cube(self.accounts.balances, self.accounts.account_names),
            "flows": _cube(self.accounts.flows, self.accounts.flow_names),
            "facts": _cube(self.accounts.facts, self.accounts.fact_names),
            "households": _cube(self.panel.values, self.panel.columns),
        }
        for name, frame in frames.items():
            write_whole(target / f"{name}.parquet", _parquet(pd.DataFrame(frame)))
        write_whole(target / "run.json", json.dumps(self._header(), indent=1).encode())
        return target

    def _header(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": self.version,
            "seed": self.seed,
            "digest": self.scenario.digest,
            "scenario": attrs.asdict(self.scenario),
            "metrics": [attrs.asdict(one) for one in self.metrics],
            "places": {scope: list(series.places) for scope, series in self.series.items()},
            "cooperatives": list(self.cooperatives),
            "panel_rows": self.panel.rows.tolist(),
        }

    @classmethod
    def load(cls, folder: str | Path) -> Run:
        """Read a run saved by ``save``; raises ``RunFileError`` if it is damaged or missing."""
        import pandas as pd

        source = Path(folder)
        try:
            header = json.loads((source / "run.json").read_text(encoding="utf-8"))
            frames = {
                name: pd.read_parquet(source / f"{name}.parquet")
                for name in (*header["places"], "balances", "flows", "facts", "households")
            }
            return cls._read(header, frames)
        except RunFileError:
            raise
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise RunFileError(
                f"{source}: this is not a complete saved run ({type(error).__name__}: {error}). "
                "Allowed: a folder written by 'coopsim run --out'. Run it again with --out."
            ) from error

    @classmethod
    def _read(cls, header: dict[str, Any], frames: dict[str, pd.DataFrame]) -> Run:
        if header["format"] != FORMAT:
            raise RunFileError(f"the run has format {header['format']}; this version reads {FORMAT}.")
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
        return cls(
            scenario=scenario_from_data(header["scenario"]),
            seed=header["seed"],
            version=header["version"],
            metrics=metrics,
            series=series,
            accounts=Accounts(account_names, balances, flow_names, flows, fact_names, facts),
            panel=Panel(np.array(header["panel_rows"], dtype=np.int64), columns, panel),
            cooperatives=tuple(header["cooperatives"]),
        )

    @property
    def numbers_digest(self) -> str:
        """Hash of every number of the run: equal for equal runs."""
        found = hashlib.sha256()
        parts: list[NDArray[Any]] = [series.values for series in self.series.values()]
        parts += [self.accounts.balances, self.accounts.flows, self.accounts.facts, self.panel.values]
        for part in parts:
            found.update(np.ascontiguousarray(part).tobytes())
        return found.hexdigest()[:16]


def scenario_from_data(data: dict[str, Any]) -> Scenario:
    """A scenario from the plain data of ``attrs.asdict``, as JSON gives it back."""
    data = dict(data)
    data["districts"] = tuple(District(**one) for one in data["districts"])
    data["cooperatives"] = tuple(
        CooperativeSet(**{**one, "sectors": tuple(one["sectors"]), "districts": tuple(one["districts"]), "terms": _pairs(one["terms"])})
        for one in data["cooperatives"]
    )  # fmt: skip
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
    import io

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


def _nanmean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    count = np.sum(~np.isnan(values), axis=1)
    total = np.nansum(values, axis=1)
    mean: NDArray[np.float64] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean


def _shown(value: float, unit: str, currency: str) -> str:
    if np.isnan(value):
        return "-"
    if unit == "share":
        return f"{value * 100:,.1f} %"
    if unit.startswith("money"):
        return f"{value:,.0f} {currency}" if abs(value) >= 100 else f"{value:,.2f} {currency}"
    return f"{value:,.2f}" if abs(value) < 10 and value != int(value) else f"{value:,.0f}"
