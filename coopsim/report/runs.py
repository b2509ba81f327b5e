"""The runs behind a report: how many, which failed and why, and how to run one again."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coopsim.plots.points import DONE
from coopsim.report import markup
from coopsim.study.analysis import Analysis

if TYPE_CHECKING:
    import pandas as pd

POINTS = 200
"""Points that the page lists; the command exports all of them."""
KEYS = 2000
"""Runs whose address the page lists."""
ERRORS = 10
"""Different errors that are shown."""
LINES = 12
"""Last lines of an error that are shown."""


def counts(analysis: Analysis) -> str:
    """How many runs there are, in a sentence or two."""
    table, total = analysis.table, len(analysis.points)
    done = int((table["status"] == DONE).sum())
    failed, points = len(table) - done, table["point"].nunique()
    text = f"{done:,} runs are done at {points:,} of {total:,} points"
    text += f"; {failed:,} failed" if failed else "; none failed"
    minutes = float(table["seconds"].sum()) / 60
    time = f"{minutes:.2g} minutes" if minutes < 90 else f"{minutes / 60:.2g} hours"
    return f"{text}. They took {time} of one processor."


def failures(analysis: Analysis, folder: str | Path) -> str:
    """Runs that did not end well, by error, with one example each."""
    table = analysis.table
    bad = table[table["status"] != DONE]
    if bad.empty:
        return ""
    errors = bad["error"].fillna("").astype(str)
    last = errors.map(lambda text: text.strip().splitlines()[-1] if text.strip() else "no words")
    parts = [markup.heading("Runs that failed")]
    for (status, words), rows in list(bad.groupby([bad["status"], last]))[:ERRORS]:
        example = rows.iloc[0]
        points = ", ".join(str(one) for one in rows["point"].unique()[:8])
        parts += [
            markup.paragraph(f"{len(rows):,} runs {status}: {words}. Points {points}."),
            markup.folded(
                f"An example: point {example['point']}, seed {example['seed']}",
                markup.code("\n".join(str(example["error"]).splitlines()[-LINES:]))
                + markup.code(_cell(str(example["key"]), folder)),
            ),
        ]
    parts.append(markup.paragraph("Run them again, once their cause is gone:"))
    parts.append(markup.code(f"coopsim study retry {_place(folder)} --failed"))
    return "\n".join(parts)


def points_table(analysis: Analysis) -> str:
    """Each point with its factors and the mean of each outcome, folded."""
    first = [analysis.answers(one.name) for one in analysis.study.outcomes]
    factors = analysis.factors
    columns = ["point", *(one.title for one in factors)]
    columns += [f"{one.outcome.title} (± luck only)" for one in first]
    columns += ["runs", "failed"]
    rows = []
    for row, point in enumerate(first[0].points[:POINTS]):
        cells = [str(point)]
        cells += [one.told(value) for one, value in zip(factors, first[0].values[row], strict=True)]
        for one in first:
            mean, half = float(one.mean[row]), float(one.half[row])
            width = f" ± {one.outcome.told(half)}" if np.isfinite(half) else ""
            cells.append(one.outcome.told(mean) + width if np.isfinite(mean) else "none")
        done = int(first[0].count[row] + first[0].empty[row])
        rows.append([*cells, str(done), str(first[0].failed[row])])
    total = len(first[0].points)
    shown = (
        f"All {total:,} points" if total <= POINTS else f"The first {POINTS} of {total:,} points"
    )
    body = markup.table(columns, rows, right=1)
    return markup.heading("Every point") + markup.folded(f"{shown}, with their means", body)


def again(analysis: Analysis, folder: str | Path) -> str:
    """The commands that repeat all of it or any run of it."""
    table = analysis.table
    place = _place(folder)
    parts = [
        markup.heading("Do it again"),
        markup.paragraph("One run, by its address, with a word on whether it comes out equal:"),
        markup.code(_cell(str(table["key"].iloc[0]) if len(table) else "KEY", folder)),
        markup.paragraph("Everything that is missing; and the table of all runs:"),
        markup.code(f"coopsim study resume {place}\ncoopsim study export {place} --csv"),
    ]
    if len(table):
        parts.append(_addresses(table))
    return "\n".join(parts)


def _addresses(table: pd.DataFrame) -> str:
    shown = table.head(KEYS)
    rows = (
        [str(point), str(seed), str(status), str(key)]
        for point, seed, status, key in zip(
            shown["point"], shown["seed"], shown["status"], shown["key"], strict=True
        )
    )
    more = "" if len(table) <= KEYS else f" (the first {KEYS:,} of {len(table):,})"
    body = markup.table(("point", "seed", "status", "address"), rows)
    return markup.folded(f"The address of every run{more}", body)


def _cell(key: str, folder: str | Path) -> str:
    return f"coopsim study cell {key} --in {_place(folder)}"


def _place(folder: str | Path) -> str:
    return shlex.quote(Path(folder).as_posix())
