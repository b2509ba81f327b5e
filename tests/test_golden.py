"""A small table of known numbers: the same on every Python and Mesa the package runs on.

It says that numbers moved, never that they are right; the worked cases, the audit and the twin
say that. When numbers move on purpose, ``make golden`` writes it anew: show the difference and
say so in ``CHANGES.md``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coopsim.files import load_scenario
from coopsim.run import simulate

TABLE = Path(__file__).with_name("golden.json")
WORLDS = {"hamlet": 12, "timor-leste-coffee": 300, "indonesia-desa-merah-putih": 1_200}
METRICS = (
    "members", "income_members", "savings", "loans", "par30", "own_capital", "surplus", "trust",
    "volume", "poverty",
)  # fmt: skip


def measured(name: str) -> dict[str, list[float]]:
    """Metrics of a world by year over five years, one seed; NaN where there is nothing."""
    run = simulate(load_scenario(name).sized(households=WORLDS[name], months=60), seed=7)
    return {metric: run.by_year(metric).tolist() for metric in METRICS}


@pytest.mark.parametrize("name", WORLDS)
def test_numbers_have_not_moved(name: str) -> None:
    known = json.loads(TABLE.read_text(encoding="utf-8"))[name]
    found = measured(name)
    for metric in METRICS:
        # between processor families a last bit may differ, and be carried on
        assert found[metric] == pytest.approx(known[metric], rel=1e-9, nan_ok=True), metric


if __name__ == "__main__":
    TABLE.write_text(json.dumps({name: measured(name) for name in WORLDS}, indent=1) + "\n")
