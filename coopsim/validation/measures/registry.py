"""Where measures are known by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Sample = NDArray[np.float64]
Measure = Callable[..., Sample]
"""Takes ``Worlds`` and the options of a part; returns one number a seed, NaN where unknown."""

MEASURES: dict[str, Measure] = {}
"""Every measure by the name that ``facts.toml`` calls it."""


def measure(function: Measure) -> Measure:
    """Register a measure under its own name."""
    MEASURES[function.__name__] = function
    return function
