"""A study that runs, watched from a terminal: how far it is, and Ctrl-C that loses nothing."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from coopsim.cli import output

if TYPE_CHECKING:
    from coopsim.study import StudyRun
    from coopsim.study.progress import Progress as Now

LOOK = 0.2
"""Seconds between two looks on a terminal."""
LINES = 60.0
"""Seconds between two lines where nobody looks."""
PATIENCE = 60.0
"""Seconds that runs in flight are given after Ctrl-C."""


def watched(run: StudyRun, folder: Path) -> Now:
    """Show how far a study is until it ends; raises what ended it.

    Ctrl-C stops it, tells how to go on, and leaves with 130.
    """
    bar = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(),
        TextColumn("{task.fields[words]}", markup=False),
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty(),
    )  # fmt: skip
    told = time.monotonic()
    try:
        with bar:
            task = bar.add_task(run.study.name, total=None, words="")
            while run.running:
                now = run.progress
                bar.update(task, completed=now.ended, total=now.total or None, words=str(now))
                run.wait(LOOK)
                if not sys.stderr.isatty() and time.monotonic() - told > LINES:
                    told = time.monotonic()
                    output.note(str(run.progress))
        return run.wait()
    except KeyboardInterrupt:
        run.cancel()
        now = run.wait(PATIENCE)
        output.note(f"Stopped: {now}. What is done is kept. Go on with:")
        output.note(f"  coopsim study resume {folder}")
        raise typer.Exit(130) from None
