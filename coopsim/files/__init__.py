"""Scenario files: read, checked, written; their settings and their sources."""

from coopsim.files.finding import preset_names
from coopsim.files.loading import check_scenario, load_scenario
from coopsim.files.saving import save_scenario, scenario_text
from coopsim.files.settings import with_settings, with_values
from coopsim.files.sources import SourceRow, sources

__all__ = [
    "SourceRow",
    "check_scenario",
    "load_scenario",
    "preset_names",
    "save_scenario",
    "scenario_text",
    "sources",
    "with_settings",
    "with_values",
]
