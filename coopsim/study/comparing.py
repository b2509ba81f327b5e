"""Two points of a study under the same luck: paired differences and what the pairing saves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coopsim.errors import ComparisonError
from coopsim.study.parts import BASE, Study
from coopsim.study.tables import run_table, summary

if TYPE_CHECKING:
    import pandas as pd


def compare_points(study: Study, folder: str | Path, a: int, b: int | None = None) -> pd.DataFrame:
    """Point ``b`` less point ``a`` under the same seeds; every other point if ``b`` is not given.

    One row a point and outcome: difference, 95 % interval (luck only), pairs, and ``fewer``: how
    many times fewer runs the pairing needs than runs of unlike luck would. A seed counts where
    both runs gave a value. Raises ``ComparisonError`` for a point without a run.
    """
    import pandas as pd

    runs = run_table(study, folder, base=BASE in (a, b))
    names = [one.name for one in study.outcomes]
    lucks = runs.set_index("seed")
    by_point = {int(p): lucks.loc[lucks["point"] == p, names] for p in runs["point"].unique()}
    for point in (a, b):
        if point is not None and point not in by_point:
            known = f"{min(by_point)} to {max(by_point)}" if by_point else "none yet"
            raise ComparisonError(f"point {point} has no run. Points with runs: {known}.")
    others = [point for point in by_point if point != a] if b is None else [b]
    rows: list[dict[str, Any]] = []
    for point in others:
        for name in names:
            first, second = by_point[a][name].align(by_point[point][name], join="inner")
            row = {"point": point, "against": a, "outcome": name}
            rows.append(row | _paired(first.to_numpy(), second.to_numpy()))
    return pd.DataFrame(rows)


def _paired(a: Any, b: Any) -> dict[str, float]:
    """The difference of two outcomes seed by seed."""
    known = np.isfinite(a) & np.isfinite(b)
    a, b = a[known], b[known]
    found = summary(b - a)
    fewer = float("nan")
    if len(a) > 1:
        apart, paired = a.var(ddof=1) + b.var(ddof=1), (b - a).var(ddof=1)
        fewer = float(apart / paired) if paired > 0 else float("inf") if apart > 0 else fewer
    return {
        "difference": found["mean"], "sd": found["sd"], "low": found["low"],
        "high": found["high"], "pairs": found["n"], "fewer": fewer,
    }  # fmt: skip
