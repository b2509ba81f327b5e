"""What a run gives back: frozen, savable, unable to draw."""

from coopsim.results.parts import SCOPES, Accounts, MetricInfo, Panel, Scope, Series
from coopsim.results.run import Run
from coopsim.results.storage import scenario_from_data, write_whole

__all__ = [
    "SCOPES",
    "Accounts",
    "MetricInfo",
    "Panel",
    "Run",
    "Scope",
    "Series",
    "scenario_from_data",
    "write_whole",
]
