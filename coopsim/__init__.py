"""coopsim: a laboratory of cooperatives, their revolving funds and their markets.

A training simulation: no financial advice, and nothing about any real cooperative.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coopsim.version import __version__

if TYPE_CHECKING:
    from coopsim.files import load_scenario
    from coopsim.model.mesa_model import CoopModel
    from coopsim.results import Run
    from coopsim.run import Comparison, compare, simulate
    from coopsim.scenario import Scenario
    from coopsim.study import Study, as_function, load_study

_HOMES = {
    "Comparison": "coopsim.run",
    "CoopModel": "coopsim.model.mesa_model",
    "Run": "coopsim.results",
    "Scenario": "coopsim.scenario",
    "Study": "coopsim.study",
    "as_function": "coopsim.study",
    "compare": "coopsim.run",
    "load_scenario": "coopsim.files",
    "load_study": "coopsim.study",
    "simulate": "coopsim.run",
}
__all__ = [
    "Comparison",
    "CoopModel",
    "Run",
    "Scenario",
    "Study",
    "__version__",
    "as_function",
    "compare",
    "load_scenario",
    "load_study",
    "simulate",
]


def __getattr__(name: str) -> Any:
    """Fetch a public name when it is first asked for: importing coopsim stays quick."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'coopsim' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
