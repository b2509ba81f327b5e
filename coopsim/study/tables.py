"""Tables of a study's runs, read from its store: one row a run, or one row a point and outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.plots.points import half_width, mean_of
from coopsim.study.cells import Asked, Cells, no_such_outcome
from coopsim.study.folder import store_of
from coopsim.study.outcomes import kind_of, outcome_values
from coopsim.study.parts import BASE, Outcome, Study
from coopsim.sweep import Store

if TYPE_CHECKING:
    import pandas as pd

DONE = "done"


def run_table(study: Study, folder: str | Path, *, base: bool = False) -> pd.DataFrame:
    """One row a run that has ended: point, seed, status, seconds, factors, outcomes.

    ``group`` numbers the uncertain world of a point, ``error`` says why a run failed and ``key``
    is its address. A run that failed has NaN for every outcome, and so has a metric that has no
    meaning in the whole window. With ``base``, the runs of the base (point -1) are there too if
    the study's stop rule asks for them.
    """
    import pandas as pd

    cells = Cells.of(study)
    with store_of(folder) as store:
        asked = [one for one in cells.most() if base or one.point != BASE]
        rows = {row.key: row for row in store.rows([one.cell.key for one in asked])}
        ended = [one for one in asked if one.cell.key in rows]
        ended.sort(key=lambda one: (one.point, one.cell.seed))
        values = {one.name: values_of(store, one, ended, rows) for one in study.outcomes}
    found = [rows[one.cell.key] for one in ended]
    settings = {point: cells.settings(point) for point in {one.point for one in ended}}
    unchanged = {one.name: one.of(study.base) for one in study.factors}
    columns: dict[str, Any] = {
        "point": np.array([one.point for one in ended], dtype=np.int64),
        "seed": np.array([one.cell.seed for one in ended], dtype=np.int64),
        "status": [row.status for row in found],
        "seconds": np.array([row.seconds for row in found], dtype=np.float64),
    }
    for one in study.factors:
        columns[one.name] = [settings[a.point].get(one.name, unchanged[one.name]) for a in ended]
    columns |= values
    groups = cells.points.groups
    columns["group"] = [int(groups[one.point]) if one.point != BASE else 0 for one in ended]
    columns["error"] = [row.error for row in found]
    columns["key"] = [row.key for row in found]
    return pd.DataFrame(columns)


def state(study: Study, folder: str | Path) -> dict[str, Any]:
    """How far a study is: points, runs asked for, done, failed, left, and errors by count.

    With a stop rule the runs asked for are those that are there and those sure to be asked for.
    """
    cells = Cells.of(study)
    with store_of(folder) as store:
        planned = {one.cell.key for one in cells.planned()}
        known = {row.key: row for row in store.rows({one.cell.key for one in cells.most()})}
    failed = [row for row in known.values() if row.status != DONE]
    errors = Counter(
        f"{row.status}: {(row.error.strip() or '?').splitlines()[-1]}" for row in failed
    )
    return {
        "study": study.name, "title": study.title, "points": len(cells.points),
        "runs": len(planned | known.keys()), "done": len(known) - len(failed),
        "failed": len(failed), "left": len(planned - known.keys()), "errors": dict(errors),
    }  # fmt: skip


def values_of(
    store: Store, outcome: Outcome, asked: Sequence[Asked], rows: dict[str, Any]
) -> NDArray[np.float64]:
    """An outcome of each run asked for; NaN for one that is not done."""
    done = list(dict.fromkeys(
        one.cell.key for one in asked
        if one.cell.key in rows and rows[one.cell.key].status == DONE
    ))  # fmt: skip
    found: dict[str, float] = {}
    if done:
        yearly = store.yearly(done, [outcome.metric], kind_of(outcome))[:, :, 0]
        found = dict(zip(done, outcome_values(outcome, yearly).tolist(), strict=True))
    return np.array([found.get(one.cell.key, np.nan) for one in asked], dtype=np.float64)


def point_table(
    study: Study, folder: str | Path, outcomes: Iterable[str] | None = None
) -> pd.DataFrame:
    """One row a point and outcome: its factors, mean, sd, 95 % interval (luck only), n, failed.

    ``n`` counts the runs with a value, ``failed`` those that did not end well.
    """
    import pandas as pd

    chosen = [one.name for one in study.outcomes] if outcomes is None else list(outcomes)
    for name in chosen:
        if name not in [one.name for one in study.outcomes]:
            raise no_such_outcome(study, name)
    runs = run_table(study, folder)
    rows: list[dict[str, Any]] = []
    for point, own in runs.groupby("point", sort=True):
        head = {"point": point, "group": own["group"].iloc[0]}
        head |= {one.name: own[one.name].iloc[0] for one in study.factors}
        failed = int((own["status"] != DONE).sum())
        for name in chosen:
            values = own[name].to_numpy(dtype=np.float64)
            values = values[np.isfinite(values)]
            rows.append(head | {"outcome": name} | summary(values) | {"failed": failed})
    names = [one.name for one in study.factors]
    columns = ["point", "group", *names, "outcome", "mean", "sd", "low", "high", "n", "failed"]
    return pd.DataFrame(rows, columns=columns)


def summary(values: NDArray[np.float64]) -> dict[str, float]:
    """Mean, standard deviation and 95 % t interval of some runs; NaN where there are too few."""
    mean, half = float(mean_of(values)), float(half_width(values))
    sd = float(values.std(ddof=1)) if len(values) > 1 else float("nan")
    return {"mean": mean, "sd": sd, "low": mean - half, "high": mean + half, "n": len(values)}
