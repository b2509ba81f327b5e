"""What several commands ask for, declared once, and the scenario that comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from coopsim.errors import Fault, ScenarioError
from coopsim.files import load_scenario, with_settings
from coopsim.scenario import Scenario

NameOrFile = Annotated[
    str, typer.Argument(metavar="NAME_OR_FILE", help="A preset's name or a scenario file (TOML).")
]
SavedRun = Annotated[
    Path, typer.Argument(metavar="RUN", help="A folder that 'coopsim run --out' wrote.")
]
Json = Annotated[bool, typer.Option("--json", help="Plain JSON for machines, and nothing else.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="As fund.loan_rate=0.06; may be repeated."),
]
Households = Annotated[
    int | None, typer.Option("--households", metavar="N", help="Households to simulate.")
]
Months = Annotated[int | None, typer.Option("--months", metavar="M", help="Months to simulate.")]
Everything = Annotated[bool, typer.Option("--all", help="Every metric, not the main ones.")]
GAMES = "coopsim-games.sqlite"
"""The store of games, unless another is named."""
StoreUrl = Annotated[
    str,
    typer.Option(
        "--store", metavar="URL", help="Of games: a SQLite file, or postgresql+psycopg://..."
    ),
]
LARGEST_SEED = 2**63 - 1

Asked = tuple[str, Sequence[str]]
"""A preset or file, and settings."""


def scenario_of(
    name: str,
    settings: Sequence[str] = (),
    households: int | None = None,
    months: int | None = None,
) -> Scenario:
    """The scenario of a preset or file with what the command line changes.

    Raises ``ScenarioError`` with every fault at once.
    """
    return scenarios_of([(name, settings)], households, months)[0]


def scenarios_of(
    asked: Iterable[Asked], households: int | None = None, months: int | None = None
) -> list[Scenario]:
    """Several scenarios of one size; the faults of all of them come together."""
    sizes = {"households": households, "months": months}
    sized = [f"{key}={value}" for key, value in sizes.items() if value is not None]
    found: list[Scenario] = []
    faults: dict[Fault, None] = {}
    for name, settings in asked:
        try:
            scenario = load_scenario(name)
            if changes := [*settings, *sized]:
                scenario = with_settings(scenario, changes, "command line")
            found.append(scenario)
        except ScenarioError as error:
            faults |= dict.fromkeys(error.faults)
    if faults:
        raise ScenarioError(faults)
    return found
