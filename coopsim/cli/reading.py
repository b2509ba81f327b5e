"""Commands that read what a run left: accounts, plot; and the versions of everything."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, Any

import attrs
import typer

from coopsim.cli import output
from coopsim.cli.keeping import PICTURES, pictures_of
from coopsim.cli.options import Json, SavedRun
from coopsim.version import __version__

Cooperative = Annotated[
    str, typer.Option("--cooperative", "-c", metavar="C", help="Its number (from 0) or its name.")
]
Year = Annotated[
    int | None,
    typer.Option("--year", "-y", metavar="Y", help="From 1, or as 2030; the last if not given."),
]
Folder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Where to; RUN/pictures if left out.")
]
Picture = Annotated[
    list[str] | None, typer.Option("--picture", metavar="NAME", help="One picture; repeat.")
]
Format = Annotated[
    list[str] | None, typer.Option("--format", metavar="F", help="png (usual), svg or pdf; repeat.")
]


def accounts(
    saved: SavedRun, cooperative: Cooperative = "0", year: Year = None, json: Json = False
) -> None:
    """Print the books of a cooperative's year: balance sheet, surplus, cash flow, health."""
    from coopsim.accounts import health, report
    from coopsim.accounts.rendering import MADE
    from coopsim.results import Run

    run = Run.load(saved)
    chosen = len(run.accounts.flows) if year is None else year
    if chosen >= run.scenario.first_year:  # as people say it
        chosen -= run.scenario.first_year - 1
    if json:
        statements = [attrs.asdict(make(run, cooperative, chosen)) for make in MADE]
        state = attrs.asdict(health(run, cooperative, chosen))
        output.write_json({"statements": statements, "health": state})
        return
    print(report(run, cooperative, chosen))


def plot(
    saved: SavedRun,
    out: Folder = None,
    picture: Picture = None,
    format_: Format = None,
    json: Json = False,
) -> None:
    """Draw pictures of a saved run, all unless one is named, each with its words beside it."""
    from coopsim.results import Run

    run = Run.load(saved)
    folder = saved / PICTURES if out is None else out
    drawn = pictures_of(run, folder, picture or (), format_ or ("png",))
    if json:
        output.write_json({"out": folder, "pictures": drawn})
        return
    for path in drawn:
        output.say(str(path))


def version(json: Json = False) -> None:
    """Print the versions of coopsim, Python, Mesa and NumPy."""
    if json:
        output.write_json(_versions())
        return
    output.say(", ".join(f"{name} {number}" for name, number in _versions().items()))


def print_version(asked: bool) -> None:
    """The option ``--version``: print and leave."""
    if asked:
        version()
        raise typer.Exit


def _versions() -> dict[str, Any]:
    """By name; nothing of them is imported to be asked."""
    return {
        "coopsim": __version__,
        "python": platform.python_version(),
        "mesa": _installed("mesa"),
        "numpy": _installed("numpy"),
    }


def _installed(package: str) -> str:
    try:
        return version_of(package)
    except PackageNotFoundError:
        return "not installed"
