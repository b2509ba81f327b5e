"""The command that fits assumed parameters to given moments: calibrate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.cli import output
from coopsim.cli.options import Json, NameOrFile, scenario_of

if TYPE_CHECKING:
    from coopsim.calibration import Fit

STOPPED = 130
TrialCount = Annotated[int, typer.Option("--trials", min=1, help="Sets of values to try.")]
SeedCount = Annotated[int, typer.Option("--seeds", min=1, help="Worlds a trial, from seed 1 on.")]
Target = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.toml", help="Write the fitted preset here.")
]
Moments = Annotated[
    Path | None,
    typer.Option("--moments", metavar="FILE.toml", help="Moments and parameters of your own."),
]
MOMENT_COLUMNS = ("moment", "source", "grade", "target", "±", "before", "fitted", "new luck", "")
PARAMETER_COLUMNS = ("parameter", "before", "fitted", "searched in", "left open", "effect")


def calibrate(
    name: NameOrFile,
    trials: TrialCount = 120,
    seeds: SeedCount = 5,
    out: Target = None,
    moments: Moments = None,
    json: Json = False,
) -> None:
    """Fit assumed values of a preset to given moments, and say what the moments cannot tell."""
    scenario = scenario_of(name)
    from coopsim.calibration import as_data, fit, load_plan, refuse_target, write_fitted

    plan = load_plan(scenario.name, moments)
    if out is not None:
        refuse_target(out)
    with output.progress(f"{scenario.name}: trials") as progress:
        found = fit(plan, scenario, trials=trials, seeds=seeds, progress=progress)
    written = write_fitted(found, name, out) if out is not None else None
    if json:
        output.write_json(as_data(found) | {"file": written})
    else:
        output.say(*report(found))
        if written is not None:
            output.say("", f"Written: {written}. Try it: coopsim compare {name} {written}")
    if found.stopped:
        output.note("Stopped: this is the best so far, and what it rests on was not looked into.")
        raise typer.Exit(STOPPED)


def report(found: Fit) -> Iterator[Any]:
    """A fit for people."""
    from coopsim.calibration import as_data

    data = as_data(found)
    size = f"{data['households']:,} households, {data['months']} months"
    misfit = {key: "-" if x is None else f"{x:.2f}" for key, x in data["misfit"].items()}
    yield f"{found.scenario.title} · {size} · {found.trials} trials of {len(found.seeds)} seeds"
    yield from (data["note"], "") if data["note"] else ("",)
    rows = map(_moment_row, data["moments"])
    yield output.table("Fitting moments", MOMENT_COLUMNS, rows, right=3)
    yield (
        f"Misfit, the sum of squared misses in tolerances (±): {misfit['before']} before, "
        f"{misfit['after']} fitted, {misfit['fresh']} under luck the fit did not see."
    )
    rows = map(_parameter_row, data["parameters"])
    yield from ("", output.table("Fitted parameters", PARAMETER_COLUMNS, rows, right=1))
    yield (
        "Left open: one standard deviation each way, if the tolerances are standard errors. "
        "Effect: tolerances the moments move over the whole range."
    )
    yield from _told(data["identifiability"])
    tests = [(one["fact"], one["target"]) for one in data["tests"]]
    if tests:
        yield from ("", output.table("Kept back as tests, never fitted", ("", ""), tests))
    unused = [(one["moment"], one["because"]) for one in data["unused"]]
    if unused:
        yield from ("", output.table("Given, and not fitted", ("moment", "because"), unused))
    yield from ("", "Fitted values stay assumed (C): fitted is not observed.", output.MARK)


def _told(told: dict[str, Any] | None) -> Iterator[Any]:
    if told is None:
        return
    sizes = ", ".join(f"{size:.3g}" for size in told["singular_values"])
    yield from ("", "What the moments can tell", f"Singular values: {sizes}")
    yield from told["words"]


def _moment_row(row: dict[str, Any]) -> tuple[str, ...]:
    numbers = (row[key] for key in ("target", "tolerance", "before", "after", "fresh"))
    shown = ("-" if value is None else _number(value) for value in numbers)
    return row["moment"], row["source"], row["grade"], *shown, "" if row["within"] else "off"


def _parameter_row(row: dict[str, Any]) -> tuple[str, ...]:
    left = _range(row["left"]) if row["left"] else "-"
    effect = "-" if row["effect"] is None else f"{row['effect']:.1f}"
    values = (_number(row["before"]), _number(row["after"]))
    return row["parameter"], *values, _range(row["range"]), left, effect


def _range(limits: Any) -> str:
    return " to ".join(_number(one) for one in limits)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
