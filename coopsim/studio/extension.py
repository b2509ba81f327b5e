"""A scenario as a short file that extends a preset and states only what differs."""

from __future__ import annotations

import attrs

from coopsim.files.saving import policy_lines, scenario_text, sourced, toml_key
from coopsim.scenario import SECTORS, TABLES, Origin, Scenario
from coopsim.studio.differences import Difference, differences

Origins = dict[str, Origin]


def extension_text(parent: Scenario, parent_name: str, scenario: Scenario) -> str:
    """The short form. It may not say everything: whoever writes it loads it back first."""
    found = differences(parent, scenario)
    origins = dict(scenario.origins)
    blocks = [_top(parent, parent_name, scenario, found, origins)]
    if scenario.words != parent.words:
        blocks.append(
            ["[words]", *(f"{key} = {sourced(text, None)}" for key, text in scenario.words)]
        )
    if any(one.group == "district" for one in found):
        blocks += _districts(scenario)
    gone = {one.name for one in parent.cooperatives} - {one.name for one in scenario.cooperatives}
    if gone:
        blocks.append(["[cooperatives]", *(f"{toml_key(name)} = false" for name in sorted(gone))])
    for one in scenario.cooperatives:
        mine = [row for row in found if row.group == "cooperatives" and row.owner == one.name]
        blocks += _cooperatives(scenario, one.name, mine, origins)
    for table in TABLES:
        rows = [one for one in found if one.group == table]
        if rows:
            lines = (
                f"{one.name.split('.')[1]} = {sourced(one.b, origins.get(one.name))}"
                for one in rows
            )
            blocks.append([f"[{table}]", *lines])
    for number, policy in enumerate(scenario.policies, 1):
        if number > len(parent.policies):
            blocks.append(list(policy_lines(number, policy, origins)))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _top(
    parent: Scenario, parent_name: str, scenario: Scenario, found: tuple[Difference, ...],
    origins: Origins,
) -> list[str]:  # fmt: skip
    lines = [f"extends = {sourced(parent_name, None)}", f"title = {sourced(scenario.title, None)}"]
    lines += [
        f"{one.name} = {sourced(one.b, origins.get(one.name))}"
        for one in found
        if one.group == "scenario"
    ]
    if scenario.note != parent.note:
        lines.append(f"note = {sourced(scenario.note, None)}")
    return lines


def _blocks_of(scenario: Scenario, heading: str) -> list[list[str]]:
    """Blocks of the whole text that begin with a heading."""
    blocks = scenario_text(scenario).split("\n\n")
    return [block.splitlines() for block in blocks if block.startswith(heading)]


def _districts(scenario: Scenario) -> list[list[str]]:
    """Districts replace inherited ones, so all of them are written."""
    return _blocks_of(attrs.evolve(scenario, note="", title="-"), "[[district]]")


def _cooperatives(
    scenario: Scenario, owner: str, rows: list[Difference], origins: Origins
) -> list[list[str]]:
    """What differs in a set of cooperatives; all of a new one."""
    if not rows:
        return []
    heading = f"[cooperatives.{toml_key(owner)}"
    prefix = f"cooperatives.{owner}."
    kinds = {row.name.removeprefix(prefix): row for row in rows}
    if "kind" in kinds and kinds["kind"].a is None:
        plain = attrs.evolve(scenario, note="", title="-")
        return [*_blocks_of(plain, heading + "]"), *_blocks_of(plain, heading + ".terms]")]
    one = next(one for one in scenario.cooperatives if one.name == owner)
    lines, terms = [heading + "]"], [heading + ".terms]"]
    if any(key.startswith("sectors.") for key in kinds):
        shares = zip(SECTORS, one.sectors, strict=True)
        lines.append(f"sectors = {{ {', '.join(f'{s} = {v!r}' for s, v in shares)} }}")
    for key, row in kinds.items():
        if key.startswith("sectors.") or row.b is None:
            continue
        text = sourced(row.b, origins.get(row.name))
        (terms if "." in key else lines).append(f"{key} = {text}")
    return [block for block in (lines, terms) if len(block) > 1]
