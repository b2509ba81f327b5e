"""The command that puts a kit together: kit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coopsim.cli import output

Platform = Annotated[
    str | None,
    typer.Option("--platform", metavar="NAME", help="win_amd64, linux_x86_64, macos_arm64 and so "
                 "on; this computer's if left out."),
]  # fmt: skip
Versions = Annotated[
    list[str] | None,
    typer.Option("--python-version", metavar="3.N", help="Of the Python there; may be repeated."),
]
Studies = Annotated[
    list[str] | None,
    typer.Option("--explorer", metavar="STUDY", help="Only these of the shipped studies."),
]


def kit(
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("build/kit"),
    platform: Platform = None,
    python_version: Versions = None,
    python: Annotated[
        Path | None,
        typer.Option(help="A Python to put in: a folder, or the zip of nuget.org's 'python'."),
    ] = None,
    site: Annotated[bool, typer.Option(help="The pages for trainers too.")] = True,
    explorers: Annotated[bool, typer.Option(help="Bake the shipped studies too.")] = True,
    explorer: Studies = None,
    root: Annotated[Path, typer.Option("--root", metavar="DIR", help="The checkout.")] = Path(),
) -> None:
    """Put a kit together: a folder and a zip to start by double-click, without a network."""
    from coopsim.kit import Kit, build_kit
    from coopsim.kit.plan import platform as named
    from coopsim.kit.plan import this_platform
    from coopsim.study import study_names
    from coopsim.translation import Checkout

    studies = (explorer or study_names()) if explorers else ()
    asked = Kit(
        Checkout(root), out, named(platform or this_platform()),
        tuple(python_version or ("3.11",)), site=site, studies=tuple(studies), python=python,
        runs=root / "build" / "studies",
    )  # fmt: skip
    made = build_kit(asked, lambda what: output.note(f"... {what}"))
    output.say(f"{made.folder}: {made.size / 1e6:,.0f} MB, {made.wheels} wheels.")
    output.say(f"{made.zip}: {made.zip_size / 1e6:,.0f} MB. Begin with BACA-DULU.html in it.")
