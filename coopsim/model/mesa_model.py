"""The village as a Mesa model, for Mesa's collectors, batch runs and pages."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from operator import attrgetter, index
from pathlib import Path
from typing import Any

import numpy as np
from mesa import DataCollector, Model

from coopsim.errors import Fault, ScenarioError, nearest
from coopsim.files import load_scenario
from coopsim.metrics import BY_NAME
from coopsim.model.agents import TYPES, RowView, spans
from coopsim.model.agentset import ColumnAgentSet
from coopsim.model.reporters import MAIN, NationNow
from coopsim.model.village import Village
from coopsim.scenario import PARAMS, Scenario

SIZES = ("households", "months")


class CoopModel(Model):
    """A village that Mesa's tools can run, collect from and show.

    ``scenario`` is a preset's name, a file or a ``Scenario``; ``households``, ``months`` and terms
    by their flat names (``fund__loan_rate=0.06``) change it. ``rng`` is the seed, a whole number;
    None draws one, and ``seed`` tells which. Each month the main metrics are collected, and what
    ``collect`` adds by the arguments of Mesa's ``DataCollector``
    (``{"agent_reporters": {"trust": "trust"}}``); every metric is an attribute:
    ``model.poverty``. With ``collect=False`` nothing is measured, and a month is lived faster.

    The world itself is ``village``; it knows nothing of Mesa. Agents are rows of its tables, seen
    when somebody looks.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario,
        rng: int | None = None,
        *,
        collect: bool | Mapping[str, Any] = True,
        **overrides: Any,
    ) -> None:
        asked = _scenario_asked(scenario, overrides)
        seed = _seed_asked(rng)
        super().__init__(rng=seed)
        self.seed = seed
        self.village = Village(asked, seed)
        self.spans = spans(self.village)
        self.nation = NationNow(self.village) if collect is not False else None
        self.datacollector = _collector(collect if isinstance(collect, Mapping) else {})

    def step(self) -> None:
        """One month; ``Village.step`` reads as its table of contents."""
        self.village.step()
        if self.nation is not None:
            self.nation.note(self.village)
            self.datacollector.collect(self)
        self.running = self.month < self.village.scenario.months

    def __getattr__(self, name: str) -> float:
        """A metric of the nation in the month last lived."""
        if name not in BY_NAME:
            raise AttributeError(f"a CoopModel has no '{name}'. {nearest(name, BY_NAME)}".rstrip())
        if self.nation is None:
            raise AttributeError(f"'{name}' is not measured, because of collect=False.")
        return self.nation.value(name)

    @property
    def month(self) -> int:
        """The month last lived; 0 before the first step."""
        return int(self.village.month)

    @property
    def agents(self) -> ColumnAgentSet:
        """All rows: households, cooperatives, the national fund, buyers."""
        return self._set_of(range(max(span.stop for span in self.spans.values())))

    @property
    def agent_types(self) -> list[type[RowView]]:
        """The types of rows."""
        return list(TYPES)

    @property
    def agents_by_type(self) -> dict[type[RowView], ColumnAgentSet]:
        """The rows of each type."""
        return {kind: self._set_of(span) for kind, span in self.spans.items()}

    def _set_of(self, ids: range) -> ColumnAgentSet:
        return ColumnAgentSet(self, ids, self.random)


def _scenario_asked(scenario: str | Path | Scenario, overrides: dict[str, Any]) -> Scenario:
    """The scenario with what the caller changes; faults are found before anything is made."""
    found = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    flat = {name.replace(".", "__") for name in PARAMS}
    faults = [
        Fault(f"CoopModel: {name}", "there is no such term.", _advice(name, flat))
        for name in overrides
        if name not in flat and name not in SIZES
    ]
    if faults:
        raise ScenarioError(faults)
    plain = {
        name: value.item() if isinstance(value, np.generic) else value
        for name, value in overrides.items()
    }
    sizes = {name: plain.pop(name) for name in SIZES if name in plain}
    return found.sized(**sizes).with_terms(**plain)


def _advice(name: str, flat: set[str]) -> str:
    return "Write rng=." if name == "seed" else nearest(name, flat | {*SIZES, "collect"})


def _seed_asked(rng: Any) -> int:
    """The seed as a plain int: Mesa takes NumPy's integers for something else."""
    if rng is None:
        return secrets.randbits(32)
    try:
        seed = index(rng)
    except TypeError:
        seed = -1
    if not 0 <= seed < 2**64:
        allowed = "Allowed: None, or a whole number from 0 to 2**64 - 1."
        raise ScenarioError([Fault("CoopModel: rng", f"{rng!r} is no seed.", allowed)])
    return seed


def _collector(reporters: Mapping[str, Any]) -> DataCollector:
    """A collector whose reporters can be pickled, as Mesa's own for a name cannot."""
    rows = dict(reporters.get("agent_reporters") or {})
    types = dict(reporters.get("agenttype_reporters") or {})
    return DataCollector(
        model_reporters={
            **dict(zip(MAIN, MAIN, strict=True)),
            **(reporters.get("model_reporters") or {}),
        },
        agent_reporters=_picklable(rows),
        agenttype_reporters={kind: _picklable(named) for kind, named in types.items()},
        tables=reporters.get("tables"),
    )


def _picklable(reporters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: attrgetter(reporter) if isinstance(reporter, str) else reporter
        for name, reporter in reporters.items()
    }
