"""Commands on scenarios as files: what differs between two, and workbooks to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import attrs
import typer

from coopsim.cli import output
from coopsim.cli.options import Json, NameOrFile, Settings, scenarios_of
from coopsim.errors import Fault

if TYPE_CHECKING:
    from coopsim.studio import Difference

OtherNameOrFile = Annotated[
    str | None, typer.Argument(metavar="B", help="The other; A itself if left out.")
]
SettingsB = Annotated[
    list[str] | None,
    typer.Option("--set-b", metavar="NAME=VALUE", help="For B only; may be repeated."),
]
COLUMNS = ("", "unit", "A", "B", "grade", "who says so")


def diff(
    a: NameOrFile, b: OtherNameOrFile = None, settings_b: SettingsB = None, json: Json = False
) -> None:
    """List every value and dated policy in which two scenarios differ, and who says so."""
    if b is None and not settings_b:
        raise typer.BadParameter("give a second scenario, or --set-b NAME=VALUE.", param_hint="B")
    first, second = scenarios_of([(a, ()), (b if b is not None else a, settings_b or ())])
    from coopsim.studio import differences

    found = differences(first, second)
    if json:
        sides = {
            key: {"name": one.name, "title": one.title, "digest": one.digest}
            for key, one in (("a", first), ("b", second))
        }
        output.write_json(sides | {"differences": [attrs.asdict(one) for one in found]})
        return
    output.say(f"A: {first.title}", f"B: {second.title}")
    if not found:
        output.say("", "No value differs.")
        return
    rows: list[Sequence[str]] = []
    for heading, inside in _headed(found):
        rows += [(heading,), *(_row(one, second.currency) for one in inside)]
    output.say("", output.table("", COLUMNS, rows, right=99))
    output.say("", "Grades: A read in a source, B background knowledge, C assumed.", output.MARK)


def _headed(found: tuple[Difference, ...]) -> list[tuple[str, list[Difference]]]:
    groups: dict[str, list[Difference]] = {}
    for one in found:
        groups.setdefault(_heading(one), []).append(one)
    return list(groups.items())


def _heading(one: Difference) -> str:
    if one.policy is not None:
        where = ", ".join(f"{key} {value}" for key, value in one.policy.where) or "all"
        until = one.policy.until or "the end"
        return f"[[policy]] months {one.policy.start} to {until}, for {where}"
    return f"[{one.group}{f'.{one.owner}' if one.owner else ''}]"


def _row(one: Difference, currency: str) -> tuple[str, ...]:
    from coopsim.studio.differences import written

    unit = one.unit.replace("money", currency, 1) if one.unit.startswith("money") else one.unit
    return one.label, unit, written(one.a), written(one.b), one.grade, one.source


def sheet(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A scenario, or a workbook.")],
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="FILE.xlsx, or FILE.toml.")],
    settings: Settings = None,
    force: Annotated[bool, typer.Option("--force", help="Replace TARGET if it exists.")] = False,
) -> None:
    """Write a scenario as a workbook to fill in, or a workbook that was filled in as a scenario.

    Every fault of a workbook is told with its sheet and cell, and nothing is written.
    """
    from coopsim.errors import ScenarioError
    from coopsim.files import save_scenario, with_settings
    from coopsim.results import write_whole
    from coopsim.studio import as_xlsx, from_xlsx

    if target.exists() and not force:
        raise ScenarioError([Fault(str(target), "the file is there already.", "Add --force.")])
    scenario: Any = (
        from_xlsx(Path(source).read_bytes(), Path(source).name)
        if source.endswith(".xlsx")
        else scenarios_of([(source, ())])[0]
    )
    scenario = with_settings(scenario, settings or ())
    if target.suffix == ".xlsx":
        write_whole(target, as_xlsx(scenario))
    elif target.suffix == ".toml":
        save_scenario(attrs.evolve(scenario, name=target.stem), target)
    else:
        what = f"'{target.suffix}' is neither a workbook nor a scenario."
        raise ScenarioError([Fault(str(target), what, "Allowed: FILE.xlsx or FILE.toml.")])
    output.say(f"{target}: {scenario.title}.")
