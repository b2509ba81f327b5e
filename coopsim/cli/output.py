"""How the command line writes: tables for people, JSON for machines, progress on stderr."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

PIPED_WIDTH = 120
"""Columns where nobody looks: a pipe or a file has no width of its own."""
MARK = "A training simulation: no advice, and nothing about any real cooperative."


def say(*parts: Any, style: str | None = None) -> None:
    """Write words or tables for people; nothing in them is taken for markup."""
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    console = Console(width=width, markup=False, emoji=False, highlight=False)
    for part in parts:
        console.print(part, style=style)


def note(words: str) -> None:
    """Write a remark to stderr, out of the way of the output."""
    print(words, file=sys.stderr)


def write_json(data: Any) -> None:
    """Write data as JSON: a number without meaning (NaN, infinity) is null."""
    print(json.dumps(plain(data), indent=1, allow_nan=False))


def plain(data: Any) -> Any:
    """Data as JSON knows it."""
    if isinstance(data, dict):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, np.ndarray):
        return plain(data.tolist())
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]
    if isinstance(data, np.generic):
        return plain(data.item())
    if isinstance(data, float) and not math.isfinite(data):
        return None
    return str(data) if isinstance(data, Path) else data


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], right: int = 99
) -> Table:
    """A table of words; columns from number ``right`` on are numbers and stand to the right.

    A row of one word is the heading of those below it.
    """
    made = Table(
        title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False,
        show_header=any(columns), header_style="italic",
    )  # fmt: skip
    for place, column in enumerate(columns):
        number = place >= right
        made.add_column(column, justify="right" if number else "left", no_wrap=number)
    for row in rows:
        made.add_row(*row, style="bold" if len(row) == 1 else None)
    return made


def number(value: float, unit: str) -> str:
    """A number in its unit: shares in per cent, no more digits than it can bear."""
    if not math.isfinite(value):
        return "-"
    if unit.startswith("share"):
        text = f"{value * 100:,.1f}"
    elif abs(value) >= 100 or (float(value).is_integer() and not unit.startswith("money")):
        text = f"{value:,.0f}"
    elif abs(value) >= 10 and not unit.startswith("money"):
        text = f"{value:,.1f}"
    else:
        text = f"{value:,.2f}"
    return text if text.strip("-0.") else text.removeprefix("-")  # no minus before a zero


def unit_words(unit: str, currency: str) -> str:
    """A unit as a table shows it."""
    if unit.startswith("share"):
        return unit.replace("share", "%", 1)
    return unit.replace("money", currency, 1)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, on a terminal only, moved by calling it with (done, all)."""
    bar = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
        TimeRemainingColumn(), TextColumn("left"),
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty(),
    )  # fmt: skip
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
