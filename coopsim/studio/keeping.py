"""A draft as a file that reads well: named, told from its parent, and never over another."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs

from coopsim.errors import CoopsimError, Fault, Sentence
from coopsim.files import load_scenario, preset_names, scenario_text
from coopsim.results import write_whole
from coopsim.scenario import Scenario
from coopsim.studio.differences import Difference, written
from coopsim.studio.drafts import Draft
from coopsim.studio.errors import StudioError
from coopsim.studio.extension import extension_text
from coopsim.text import words
from coopsim.version import __version__

ROLES: dict[str, str] = {
    "trainer": words("trainer"),
    "board member": words("board member of a cooperative"),
    "official": words("official of a ministry or district"),
    "researcher": words("researcher"),
    "student": words("student"),
}
"""Who made a scenario: a role, never a name."""
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
MADE = re.compile(r"^# Made in the scenario studio by: (.+?), ", re.MULTILINE)
PARENT = re.compile(r"^# Parent: (\S+) \(digest ([0-9a-f]{16})\)", re.MULTILINE)
DIGEST = re.compile(r"^# This scenario: digest ([0-9a-f]{16})", re.MULTILINE)


@attrs.frozen
class Provenance:
    """What a file's header says of where it comes from; empty where it says nothing."""

    role: str = ""
    parent: str = ""
    parent_digest: str = ""
    digest: str = ""

    def drifted(self, scenario: Scenario) -> bool:
        """Whether the file no longer gives what was saved: its preset or it was changed since."""
        return bool(self.digest) and self.digest != scenario.digest


def provenance(path: Path) -> Provenance:
    """The header of a file that the studio wrote."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return Provenance()
    made, parent, digest = (pattern.search(text) for pattern in (MADE, PARENT, DIGEST))
    return Provenance(
        made[1] if made else "", parent[1] if parent else "", parent[2] if parent else "",
        digest[1] if digest else "",
    )  # fmt: skip


def name_of(title: str) -> str:
    """A file's name made of a title: ``Our coffee, 12 %`` is ``our-coffee-12``."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-")


def keep(draft: Draft, name: str, folder: Path, role: str, *, replace: bool = False) -> Path:
    """Write a draft as ``folder/name.toml``, whole or not at all; returns the path.

    What is written loads back to the same scenario. Raises ``StudioError`` with every reason not
    to: faults of the scenario, a name that is none or a preset's, a file that is there already
    unless ``replace`` is told.
    """
    target = folder / f"{name}.toml"
    faults = [one.fault for one in draft.faults]
    faults += _name_faults(name, target, replace=replace)
    if role not in ROLES:
        what = Sentence("{value} is unknown.", value=repr(role))
        faults.append(Fault("role", what, Sentence("Allowed: {names}.", names=", ".join(ROLES))))
    if faults:
        raise StudioError(faults)
    text = file_text(draft, name, role, datetime.date.today())
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(target, text.encode("utf-8"))
    return target


def _name_faults(name: str, target: Path, *, replace: bool) -> Iterator[Fault]:
    if not NAME.fullmatch(name):
        allowed = Sentence("Allowed: small letters, digits, - and _, as our-coffee-12.")
        yield Fault("name", Sentence("'{name}' is no name of a scenario.", name=name), allowed)
    elif name in preset_names():
        what = Sentence("'{name}' is a preset, and presets stay as they are.", name=name)
        yield Fault("name", what, Sentence("Choose another."))
    elif target.exists() and not replace:
        what = Sentence("there is a scenario '{name}' already.", name=name)
        advice = Sentence("Choose another name, or say that it is to be replaced.")
        yield Fault("name", what, advice)


def file_text(draft: Draft, name: str, role: str, day: datetime.date) -> str:
    """The file of a draft: a header, then TOML, short where a preset says the rest.

    The short form is taken where it loads back to the same scenario, else the whole.
    """
    header = "\n".join(_header(draft, role, day)) + "\n\n"
    if draft.of_preset:
        short = extension_text(draft.parent, draft.parent_name, draft.scenario)
        if _says_the_same(short, draft.scenario, name):
            return header + short
    whole = scenario_text(attrs.evolve(draft.scenario, name=name), name)
    if not _says_the_same(whole, draft.scenario, name):
        what = Sentence("this scenario cannot be written so that it reads back.")
        raise StudioError([Fault(name, what)])
    return header + whole


def _says_the_same(text: str, scenario: Scenario, name: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        try:
            found = load_scenario(path)
        except CoopsimError:
            return False
    return attrs.evolve(found, name=scenario.name) == scenario and found.digest == scenario.digest


def _header(draft: Draft, role: str, day: datetime.date) -> Iterator[str]:
    scenario = draft.scenario
    yield f"# {_plain(scenario.title)}"
    yield "#"
    yield f"# Made in the scenario studio by: {role}, {day.isoformat()}, coopsim {__version__}."
    parent = _plain(draft.parent_name).replace(" ", "-")
    yield f"# Parent: {parent} (digest {draft.parent.digest})."
    yield f"# This scenario: digest {scenario.digest}."
    if scenario.what_if:
        yield "# A what-if: it adds what does not exist."
    yield "# Invented, for training: it says nothing about any real cooperative."
    found = draft.differences
    yield "#"
    yield "# What differs from the parent:" if found else "# Nothing differs from the parent."
    for one in found:
        yield f"#   {_plain(_line(one))}"


def _line(one: Difference) -> str:
    when = ""
    if one.policy is not None:
        where = ", ".join(f"{key} {value}" for key, value in one.policy.where) or "all"
        when = f" [months {one.policy.start} to {one.policy.until or 'the end'}, {where}]"
    unit = f" {one.unit}" if one.unit else ""
    said = f" ({one.grade}: {one.source})" if one.source else ""
    if one.kind == "policy":
        return f"{one.name}{when}: {'new' if one.b else 'taken out'}"
    return f"{one.name}{when}: {written(one.a)} -> {written(one.b)}{unit}{said}"


def _plain(text: str) -> str:
    """Text on one line of a comment: TOML allows no control characters there."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())
