"""A draft: a scenario on its way, its parent, and whether it was kept since."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import CoopsimError, Sentence
from coopsim.files import load_scenario, preset_names, scenario_text
from coopsim.results.storage import scenario_from_data
from coopsim.scenario import Scenario
from coopsim.studio.differences import Difference, differences
from coopsim.studio.edits import marked
from coopsim.studio.places import Placed, faults_at

NAMELESS = "draft"


@attrs.frozen
class Draft:
    """A scenario under change; nothing edits the parent.

    ``parent_name`` is a preset's name or the name of a file. The scenario may be faulty.
    """

    parent: Scenario
    parent_name: str
    scenario: Scenario
    kept: str
    """Stamp of what was last written to a file; the parent's at the beginning."""

    @classmethod
    def begun(cls, name_or_path: str | Path) -> Draft:
        """A draft that begins as a preset or a file; ``ScenarioError`` if that does not load."""
        parent = load_scenario(name_or_path)
        return cls.of(parent, Path(name_or_path).name)

    @classmethod
    def of(cls, parent: Scenario, parent_name: str, scenario: Scenario | None = None) -> Draft:
        """A draft of a parent that is there already, as the parent or as ``scenario``."""
        begun = attrs.evolve(scenario or parent, name=NAMELESS)
        return cls(parent, parent_name, begun, stamp(attrs.evolve(parent, name=NAMELESS)))

    @classmethod
    def made(cls, scenario: Scenario, parent_name: str) -> Draft:
        """A draft of a scenario that was just made and is no file yet: it is its own parent."""
        return attrs.evolve(cls.of(scenario, parent_name), kept="")

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What it changes against its parent."""
        return differences(self.parent, self.scenario)

    @property
    def faults(self) -> tuple[Placed, ...]:
        """Everything that is wrong with it, each at its place."""
        return faults_at(self.scenario)

    @property
    def unsaved(self) -> bool:
        """Whether it differs from what was last kept as a file."""
        return stamp(self.scenario) != self.kept

    @property
    def of_preset(self) -> bool:
        """Whether its parent is a preset, which every computer with coopsim has."""
        return self.parent_name in preset_names()

    def changed(self, scenario: Scenario) -> Draft:
        """The draft with another scenario, marked a what-if where it is one."""
        return attrs.evolve(self, scenario=marked(attrs.evolve(scenario, name=NAMELESS)))

    def titled(self, title: str, note: str) -> Draft:
        """The draft with a title, in every language alike, and a note."""
        words = tuple((lang, title) for lang, _ in self.scenario.words)
        title = title.strip() or self.parent.title
        if title == self.scenario.title:
            words = self.scenario.words
        return self.changed(attrs.evolve(self.scenario, title=title, note=note, words=words))

    def as_kept(self) -> Draft:
        """The draft as it is once written to a file."""
        return attrs.evolve(self, kept=stamp(self.scenario))

    def as_data(self) -> dict[str, Any]:
        """The draft as JSON takes it."""
        return {
            "parent_name": self.parent_name, "kept": self.kept,
            "parent": attrs.asdict(self.parent), "scenario": attrs.asdict(self.scenario),
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Draft:
        """The draft of ``as_data``; ``CoopsimError`` if the data is none."""
        try:
            sides = (scenario_from_data(data[key]) for key in ("parent", "scenario"))
            parent, scenario = sides
            found = cls(parent, str(data["parent_name"]), scenario, str(data["kept"]))
            found.parent.checked()
            stamp(found.scenario)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = Sentence("this is no draft of the studio ({error}).", error=error)
            raise CoopsimError(what) from error
        return found


def stamp(scenario: Scenario) -> str:
    """A hash of everything a file would say."""
    return hashlib.sha256(scenario_text(scenario).encode()).hexdigest()[:16]
