"""What is asked: a frozen scenario. A variant is a copy; nothing edits one in place."""

from coopsim.scenario.faults import scenario_faults
from coopsim.scenario.parts import (
    CURRENCIES,
    KINDS,
    SECTORS,
    VERBS,
    CooperativeSet,
    District,
    Origin,
    Policy,
    ScenarioParts,
)
from coopsim.scenario.scenario import Scenario, example
from coopsim.scenario.terms import (
    PARAMS,
    TABLES,
    Terms,
    as_declared,
    default_of,
    is_number,
    replaced,
    value_fault,
)

__all__ = [
    "CURRENCIES",
    "KINDS",
    "PARAMS",
    "SECTORS",
    "TABLES",
    "VERBS",
    "CooperativeSet",
    "District",
    "Origin",
    "Policy",
    "Scenario",
    "ScenarioParts",
    "Terms",
    "as_declared",
    "default_of",
    "example",
    "is_number",
    "replaced",
    "scenario_faults",
    "value_fault",
]
