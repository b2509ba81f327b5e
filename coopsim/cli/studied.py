"""What a study came to, as its command shows it: a table of points, and whether they are known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.cli import output

if TYPE_CHECKING:
    import pandas as pd

    from coopsim.study import Outcome, Study

NAMED = 8
"""Points that are named; the others are counted."""


def results(asked: Study, folder: Path) -> Iterator[Any]:
    """The points by mean of the first outcome, the best first; where many, the ends only.

    With a stop rule on differences these are shown, as it judged them: pair by pair.
    """
    paired = asked.stop is not None and asked.stop.against is not None
    outcome, rows = _differences(asked, folder) if paired else _means(asked, folder)
    rows = rows.sort_values("value", ascending=outcome.good == "low")
    kept = rows if len(rows) <= 12 else rows.iloc[[*range(6), *range(-6, 0)]]
    columns = [one.name for one in asked.factors]
    lines = [
        [str(row["point"]), *(_shown(row[name]) for name in columns), _shown(row["value"]),
         _interval(row["low"], row["high"]), str(row["n"])]
        for _, row in kept.iterrows()
    ]  # fmt: skip
    if len(rows) > len(lines):
        lines.insert(6, ["…", *[""] * (len(columns) + 3)])
    heads = ("point", *columns, rows.attrs["value"], "95 % (luck only)", rows.attrs["n"])
    yield output.table(f"{outcome.name}: {outcome.words}", heads, lines, right=0)


def _means(asked: Study, folder: Path) -> tuple[Outcome, pd.DataFrame]:
    """The first outcome's mean at each point."""
    outcome, table = asked.outcomes[0], asked.by_point(folder)
    rows = table[table["outcome"] == outcome.name].rename(columns={"mean": "value"})
    rows.attrs |= {"value": "mean", "n": "runs"}
    return outcome, rows


def _differences(asked: Study, folder: Path) -> tuple[Outcome, pd.DataFrame]:
    """The stop rule's outcome at each point less that of the point it is held against."""
    from coopsim.study import BASE, compare_points

    assert asked.stop is not None and asked.stop.against is not None
    against, outcome = asked.stop.against, asked.outcome(asked.stop.outcome)
    table = asked.by_point(folder)
    names = ["point", *(one.name for one in asked.factors)]
    factors = table.loc[table["outcome"] == outcome.name, names]
    found = compare_points(asked, folder, against)
    gaps = found[found["outcome"] == outcome.name].rename(
        columns={"difference": "value", "pairs": "n"}
    )
    rows = factors.merge(gaps[["point", "value", "low", "high", "n"]], on="point")
    other = "the base" if against == BASE else f"point {against}"
    rows.attrs |= {"value": f"less {other}", "n": "pairs"}
    return outcome, rows


def _interval(low: float, high: float) -> str:
    """Two bounds in words; one run has no interval."""
    return "-" if low != low else f"{_shown(low)} to {_shown(high)}"


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return "-" if value != value else f"{value:,.4g}"
    return str(value)


def stop_words(asked: Study, state: dict[str, Any]) -> Iterator[str]:
    """What the stop rule came to, if there is one: where it is met, and where it never will be."""
    if asked.stop is None or "stop" not in state:
        return
    met, waiting, never = (state["stop"][word] for word in ("met", "open", "never"))
    count = len(met) + len(waiting) + len(never)
    yield f"The stop rule is met at {len(met):,} of {count:,} points."
    if waiting:
        yield f"More runs are needed at {_named(waiting)}."
    if never:
        yield (
            f"It is not met at {_named(never)}: {asked.stop.most:,} runs, the most it allows, "
            "leave the interval wider than it asks for."
        )


def _named(points: list[int]) -> str:
    """Points by number, the first few."""
    more = f" and {len(points) - NAMED:,} more" if len(points) > NAMED else ""
    return f"point{'s' if len(points) > 1 else ''} {', '.join(map(str, points[:NAMED]))}{more}"
