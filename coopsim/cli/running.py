"""Commands that simulate: run, compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.cli import output
from coopsim.cli.keeping import keep, make_room
from coopsim.cli.options import (
    LARGEST_SEED,
    Everything,
    Households,
    Json,
    Months,
    NameOrFile,
    Settings,
    scenario_of,
    scenarios_of,
)
from coopsim.results import grouped

if TYPE_CHECKING:
    from coopsim.results import Run
    from coopsim.run import Comparison

MOST = 10_000
"""Times fewer runs above which the number says no more."""
Seed = Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Which luck.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write tables and pictures here.")
]
Every = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="M", help="Every M months, keep what the same command can go on from."
    ),
]
NoPictures = Annotated[bool, typer.Option("--no-pictures", help="Write the tables only.")]
Force = Annotated[bool, typer.Option("--force", help="Replace another run in DIR.")]
Seeds = Annotated[int, typer.Option(min=1, max=100_000, help="How many seeds, from 1 on.")]
ScenarioA = Annotated[
    str, typer.Argument(metavar="A", help="A preset's name or a scenario file (TOML).")
]
ScenarioB = Annotated[
    str | None, typer.Argument(metavar="B", help="Another; A itself if --set-b is given.")
]
SettingsB = Annotated[
    list[str] | None,
    typer.Option("--set-b", metavar="NAME=VALUE", help="Change a term of B alone; repeat."),
]


def run(
    name: NameOrFile,
    settings: Settings = None,
    households: Households = None,
    months: Months = None,
    seed: Seed = 1,
    out: Out = None,
    checkpoint_every: Every = None,
    no_pictures: NoPictures = False,
    everything: Everything = False,
    force: Force = False,
    json: Json = False,
) -> None:
    """Simulate a scenario and show its main lines; with --out, write its tables and pictures."""
    if checkpoint_every is not None and out is None:
        raise typer.BadParameter("it needs --out DIR.", param_hint="--checkpoint-every")
    scenario = scenario_of(name, settings or (), households, months)
    checkpoint = make_room(out, scenario, seed, force=force) if out else None
    if checkpoint and checkpoint_every and checkpoint.exists():
        output.note(f"Going on from {checkpoint}.")
    from coopsim.run import simulate

    with output.progress(scenario.name) as progress:
        made = simulate(
            scenario,
            seed,
            checkpoint=checkpoint if checkpoint_every else None,
            every=checkpoint_every or 12,
            progress=progress,
        )
    kept = keep(made, out, pictures=not no_pictures) if out else None
    if json:
        output.write_json(run_data(made) | (kept.as_data() if kept else {}))
        return
    output.say(*summary(made, everything))
    if kept:
        output.say("", *kept.as_words())


def compare(
    a: ScenarioA,
    b: ScenarioB = None,
    seeds: Seeds = 30,
    settings: Settings = None,
    settings_b: SettingsB = None,
    households: Households = None,
    months: Months = None,
    everything: Everything = False,
    json: Json = False,
) -> None:
    """Simulate two scenarios under the same luck and show what B changes against A."""
    if b is None and not settings_b:
        raise typer.BadParameter("give a second scenario, or --set-b NAME=VALUE.", param_hint="B")
    both, only_b = settings or [], settings_b or []
    asked = [(a, both), (b if b is not None else a, [*both, *only_b])]
    first, second = scenarios_of(asked, households, months)
    from coopsim.run import compare as simulate_both

    with output.progress("seeds") as progress:
        found = simulate_both(first, second, range(1, seeds + 1), progress=progress)
    if json:
        sides = {"a": _side(found.a), "b": _side(found.b)}
        output.write_json(sides | {"seeds": list(found.seeds), "metrics": found.rows()})
        return
    output.say(*effect(found, everything, ", ".join(only_b)))


def run_data(made: Run) -> dict[str, Any]:
    """A run for machines: every metric by whole year, or by month if it is shorter."""
    whole = made.months >= 12
    metrics = {
        one.name: {
            "label": one.label, "unit": one.unit, "over_time": one.over_time,
            "values": (made.by_year if whole else made.values)(one.name),
        }
        for one in made.metrics
    }  # fmt: skip
    return {
        "scenario": _side(made.scenario), "seed": made.seed, "version": made.version,
        "months": made.months, "households": made.scenario.households,
        "currency": made.scenario.currency, "first_year": made.scenario.first_year,
        "values_by": "year" if whole else "month", "numbers_digest": made.numbers_digest,
        "metrics": metrics,
    }  # fmt: skip


def _side(scenario: Any) -> dict[str, Any]:
    return {key: getattr(scenario, key) for key in ("name", "title", "digest")}


def summary(made: Run, everything: bool = False) -> Iterator[Any]:
    """A run for people: the first and the last year of its main metrics."""
    scenario, whole = made.scenario, made.months >= 12
    size = f"{scenario.households:,} households · {made.months} months · seed {made.seed}"
    yield f"{scenario.title} · {size}"
    if whole:
        last = scenario.first_year + made.months // 12 - 1
        columns = ("", "unit", f"{scenario.first_year}", f"{last}")
    else:
        columns = ("", "unit", "first month", "last month")
    rows: list[Sequence[str]] = []
    for group, metrics in grouped(made.metrics, everything):
        inside: list[Sequence[str]] = []
        for one in metrics:
            values = (made.by_year if whole else made.values)(one.name)
            shown = [output.number(float(values[place]), one.unit) for place in (0, -1)]
            if shown != ["-", "-"]:  # nothing of the kind in this scenario
                inside.append((one.label, output.unit_words(one.unit, scenario.currency), *shown))
        rows += [(group,), *inside] if inside else []
    yield from (output.table("", columns, rows, right=2), "", output.MARK)


def effect(found: Comparison, everything: bool = False, changes: str = "") -> Iterator[Any]:
    """A comparison for people: the main metrics, or all."""
    rows = {row["metric"]: row for row in found.rows()}
    yield f"A: {found.a.title}"
    yield f"B: {found.b.title}" + (f", with {changes}" if changes else "")
    yield f"Means of the last year over {len(found.seeds)} seeds, each the same luck for both"
    columns = ("", "unit", "A", "B", "B - A", "95 % (luck only)", "runs saved")
    lines: list[Sequence[str]] = []
    for group, metrics in grouped(found.metrics, everything):
        shown = [_effect_row(rows[one.name], found.a.currency) for one in metrics]
        inside = [row for row in shown if row[2:4] != ("-", "-")]
        lines += [(group,), *inside] if inside else []
    yield from (output.table("", columns, lines, right=2), "")
    yield (
        "The interval is of luck only: it says nothing of how sure the assumptions are. 'Runs "
        "saved': how many times fewer runs the same luck needs than separate lucks would."
    )
    yield output.MARK


def _effect_row(row: dict[str, Any], currency: str) -> tuple[str, ...]:
    unit = row["unit"]
    a, b, gap, low, high = (
        output.number(row[key], unit) for key in ("a", "b", "difference", "low", "high")
    )
    band = "-" if "-" in (low, high) else f"{low} to {high}"
    saved = "-" if not isfinite(row["fewer"]) else output.number(min(row["fewer"], MOST), "")
    if row["fewer"] > MOST:
        saved = f"over {MOST:,}"
    return row["label"], output.unit_words(unit, currency), a, b, gap, band, saved
