"""Where a run is written: room made for it, its tables, its pictures, its checkpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from coopsim.cli import output
from coopsim.errors import CoopsimError
from coopsim.scenario import Scenario

if TYPE_CHECKING:
    from coopsim.results import Run

CHECKPOINT, HEADER, PICTURES = "checkpoint.npz", "run.json", "pictures"

LEFTOVERS = (f".{CHECKPOINT}.*", f".{HEADER}.*", ".*.parquet.*")
"""What a run that was killed while it wrote may leave: unfinished neighbours of its files."""


@attrs.frozen
class Kept:
    """What was written, and where."""

    folder: Path
    tables: tuple[Path, ...]
    pictures: tuple[Path, ...]

    def as_data(self) -> dict[str, Any]:
        """For machines."""
        return {"out": self.folder, "tables": self.tables, "pictures": self.pictures}

    def as_words(self) -> Iterator[str]:
        """For people."""
        yield f"Tables: {self.folder} ({len(self.tables)} Parquet files and {HEADER})"
        if self.pictures:
            names = ", ".join(path.name for path in self.pictures)
            yield f"Pictures: {self.pictures[0].parent} ({names})"


def make_room(out: Path, scenario: Scenario, seed: int, *, force: bool) -> Path:
    """Make the folder ready before anything is run; returns the place of the checkpoint.

    Raises ``CoopsimError`` if another scenario's or seed's run is there, unless ``force``.
    """
    if out.exists() and not out.is_dir():
        raise CoopsimError(f"{out}: this is no folder. Give --out a folder, old or new.")
    header, checkpoint = out / HEADER, out / CHECKPOINT
    if header.exists() and (other := _another(header, scenario, seed)):
        if not force:
            raise CoopsimError(
                f"{out}: {other} is there; this is '{scenario.title}', seed {seed}, digest "
                f"{scenario.digest}. Give --out another folder, or --force to replace it."
            )
        header.unlink()  # first: tables of two runs must never look like one
        for table in out.glob("*.parquet"):
            table.unlink()
    if force:
        checkpoint.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    for pattern in LEFTOVERS:
        for leftover in out.glob(pattern):
            leftover.unlink()
    return checkpoint


def _another(header: Path, scenario: Scenario, seed: int) -> str:
    """What run a folder holds, if it is not this one; else an empty string."""
    try:
        found = json.loads(header.read_text(encoding="utf-8"))
        if (found["digest"], found["seed"]) == (scenario.digest, seed):
            return ""
        title = found["scenario"]["title"]
        return f"a run of '{title}', seed {found['seed']}, digest {found['digest']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "something that is no run of coopsim"


def keep(run: Run, out: Path, *, pictures: bool) -> Kept:
    """Write a run's tables, then its pictures: whatever happens, whole files."""
    run.save(out)
    tables = sorted(out.glob("*.parquet"))
    drawn = pictures_of(run, out / PICTURES) if pictures else []
    return Kept(out, tuple(tables), tuple(drawn))


def pictures_of(
    run: Run, folder: Path, names: Sequence[str] = (), formats: Sequence[str] = ("png",)
) -> list[Path]:
    """Draw pictures, all unless named, into a folder; returns their paths."""
    from coopsim.plots import PICTURES as KNOWN
    from coopsim.plots import save_pictures

    chosen = list(dict.fromkeys(names)) or list(KNOWN)
    saved: list[Path] = []
    unknown = [name for name in chosen if name not in KNOWN]
    save_pictures(run, folder, names=unknown, formats=formats)  # draws nothing: refuses, if at all
    with output.progress("pictures") as progress:
        for done, name in enumerate(chosen, 1):
            saved += save_pictures(run, folder, names=[name], formats=formats)
            progress(done, len(chosen))
    return saved
