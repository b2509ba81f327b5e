"""What a run gives back: frozen, savable, unable to draw."""

from coopsim.results.parts import (
    GROUPS,
    SCOPES,
    Accounts,
    MetricInfo,
    Panel,
    Scope,
    Series,
    grouped,
)
from coopsim.results.run import Run
from coopsim.results.storage import scenario_from_data, write_whole

__all__ = [
    "GROUPS",
    "SCOPES",
    "Accounts",
    "MetricInfo",
    "Panel",
    "Run",
    "Scope",
    "Series",
    "grouped",
    "scenario_from_data",
    "write_whole",
]
