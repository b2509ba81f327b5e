"""Commands about scenarios: list, describe, sources, check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import attrs
import typer

from coopsim.cli import output
from coopsim.cli.options import Json, NameOrFile, Settings, scenario_of
from coopsim.errors import ScenarioError
from coopsim.files import SourceRow, check_scenario, load_scenario, preset_names
from coopsim.files import sources as source_rows
from coopsim.params import GRADES
from coopsim.scenario import SECTORS, CooperativeSet, Policy, Scenario

Measure = Annotated[
    bool, typer.Option("--measure/--no-measure", help="Measure in a run what a fund must charge.")
]
WHAT_IF = "A WHAT-IF: it adds something that does not exist today."
SETS = "Cooperatives, at full size; households and members of each"
SET_COLUMNS = ("set", "kind", "lives from", "cooperatives", "households", "members")
POLICY_COLUMNS = ("from", "until", "for", "what", "why")


def list_presets(json: Json = False) -> None:
    """List the scenarios that come with coopsim."""
    found = [load_scenario(name) for name in preset_names()]
    if json:
        keys = ("name", "title", "country", "currency", "households", "months", "what_if", "note")
        output.write_json([{key: getattr(one, key) for key in keys} for one in found])
        return
    rows = [(one.name, one.title, f"{one.households:,}", f"{one.months}") for one in found]
    output.say(output.table("", ("name", "title", "households", "months"), rows, right=2))
    output.say("", "More about one: coopsim describe NAME")


def describe(name: NameOrFile, settings: Settings = None, json: Json = False) -> None:
    """Say what a scenario is: its size, places, cooperatives, policies and expectations."""
    scenario = scenario_of(name, settings or ())
    if json:
        output.write_json(_described(scenario))
        return
    if scenario.what_if:
        output.say(WHAT_IF, style="bold")
    output.say(scenario.title, style="bold")
    if scenario.note:
        output.say(scenario.note)
    output.say("", output.table("", ("", ""), _facts(scenario)))
    places = [(one.name, f"{one.share * 100:.1f}", f"{one.hours:g}") for one in scenario.districts]
    head = ("place", "% of households", "hours to the market")
    output.say("", output.table("Places", head, places, right=1))
    output.say("", output.table(SETS, SET_COLUMNS, map(_set_row, scenario.cooperatives), right=3))
    if scenario.policies:
        policies = map(_policy_row, scenario.policies)
        output.say("", output.table("Dated policies, by month", POLICY_COLUMNS, policies))
    if scenario.expect:
        limits = [(key, f"{low:g}", f"{high:g}") for key, (low, high) in scenario.expect]
        head = ("yearly value of", "low", "high")
        output.say("", output.table("Expected to stay within", head, limits, right=1))
    output.say("", output.MARK)


def sources(
    name: NameOrFile, settings: Settings = None, measure: Measure = True, json: Json = False
) -> None:
    """List every value with its unit, grade and source, and what the fund would have to charge.

    Grades: A read in a source, B background knowledge, C assumed. The lending rate stands beside
    the rate at which the fund would just keep its real value, from shares that a run measures.
    """
    from coopsim.cli import lending

    scenario = scenario_of(name, settings or ())
    rows = source_rows(scenario)
    measured = lending.measure(scenario) if measure else None
    if json:
        fund = lending.as_data(measured) if measured else None
        values = [attrs.asdict(row) for row in rows]
        output.write_json({"scenario": scenario.name, "values": values, "fund": fund})
        return
    groups: dict[str, list[SourceRow]] = {}
    for row in rows:
        groups.setdefault(_group(row.name)[0], []).append(row)
    output.say(scenario.title, style="bold")
    for group, inside in groups.items():
        lines = [
            (_group(row.name)[1], _value(row.value), row.unit, row.grade, _source(row))
            for row in inside
        ]
        output.say("", output.table(group, ("value of", "", "unit", "grade", "source"), lines))
    grades = ", ".join(f"{grade} {words}" for grade, words in GRADES.items())
    output.say("", f"Grades: {grades}. Where a conclusion rests on C, vary it first.")
    if measured:
        output.say("", *lending.as_words(measured))


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file, or a preset.")],
    json: Json = False,
) -> None:
    """Say everything that is wrong with a scenario file; exit code 2 if anything is."""
    faults = check_scenario(file)
    if json:
        found = [attrs.asdict(fault) for fault in faults]
        output.write_json({"file": file, "valid": not faults, "faults": found})
        raise typer.Exit(2 if faults else 0)
    if faults:
        raise ScenarioError(faults)
    scenario = load_scenario(file)
    size = f"{scenario.households:,} households, {scenario.months} months"
    output.say(f"{file}: no fault. {scenario.title}: {size}.")


def _facts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What a scenario is, a line each."""
    yield "name", scenario.name
    for language, words in scenario.words:
        yield f"title ({language})", words
    yield "country", scenario.country or "-"
    rate = f", {scenario.per_dollar:,g} a dollar" if scenario.currency != "USD" else ""
    yield "currency", f"{scenario.currency}{rate}"
    yield "households", f"{scenario.households:,}, at least {scenario.smallest:,}"
    if scenario.whole:
        yield "in reality", f"{scenario.whole:,} households"
    yield "time", f"{scenario.months} months from January {scenario.first_year}"
    if scenario.without:
        yield "left out", ", ".join(scenario.without)
    yield "digest", scenario.digest


def _set_row(one: CooperativeSet) -> tuple[str, ...]:
    sectors = [
        f"{sector} {share * 100:.0f} %"
        for sector, share in zip(SECTORS, one.sectors, strict=True)
        if share
    ]
    kind = f"{one.kind}{'' if one.lends else ', does not lend'}"
    numbers = (f"{value:,}" for value in (one.count, one.households, one.members))
    return (one.name, kind, ", ".join(sectors), *numbers)


def _policy_row(policy: Policy) -> tuple[str, ...]:
    changes = ", ".join(f"{term} = {_value(value)}" for term, value in policy.changes)
    where = ", ".join(f"{key} {value}" for key, value in policy.where) or "all"
    until = "the end" if policy.until is None else str(policy.until)
    return str(policy.start), until, where, changes, policy.why


def _described(scenario: Scenario) -> dict[str, Any]:
    data = scenario.as_data()
    data |= {key: getattr(scenario, key) for key in ("name", "title", "note", "digest")}
    data |= {"words": dict(scenario.words), "expect": dict(scenario.expect)}
    for one in data["cooperatives"]:
        one["terms"] = dict(one["terms"])
    for one in data["policies"]:
        one["changes"], one["where"] = dict(one["changes"]), dict(one["where"])
    return data


def _group(name: str) -> tuple[str, str]:
    """A value's group and its name inside: cooperatives and policies by their own name."""
    group, _, rest = name.partition(".")
    if not rest:
        return "scenario", name
    if group in ("cooperatives", "policy"):
        own, _, rest = rest.partition(".")
        return f"{group} {own}", rest
    return group, rest


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def _source(row: SourceRow) -> str:
    return row.source if row.file else f"{row.source} (default)"
