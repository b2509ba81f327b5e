"""How much faster columns are than one Python object an agent: the model against its plain twin.

    python benchmarks/twin.py            # 1,000 and 10,000 households, twelve months
    python benchmarks/twin.py --large    # and 100,000

Both live the same months from the same opening world and end with the same numbers to the last
bit (``tests/test_twin.py``); the twin is plain, idiomatic Mesa. Processor time, in one run, month
by month in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import gc
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from coopsim.files import load_scenario
from coopsim.model.village import Village

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # before this file of the same name
from twin.world import Twin

PRESETS = ("timor-leste-coffee", "timor-leste-credit-union")


def seconds(work: Callable[[], object]) -> float:
    """Processor time of some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def race(preset: str, households: int, months: int = 12) -> tuple[float, float]:
    """Processor time of the columnar model and of the twin, in turn month by month."""
    scenario = load_scenario(preset).sized(households=households)
    village, twin = Village(scenario, 1), Twin(scenario, 1)
    gc.collect()
    columns = plain = 0.0
    for _ in range(months):
        columns += seconds(village.step)
        plain += seconds(twin.step)
    cash = np.array([one.cash for one in twin.everyone])
    assert np.array_equal(village.households.cash, cash), "the twins have parted"
    return columns, plain


def main() -> None:
    """Race both worlds at each size and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--large", action="store_true", help="also 100,000 households")
    sizes = (1_000, 10_000, 100_000) if parser.parse_args().large else (1_000, 10_000)
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    print(f"{'households':>12} {'preset':26} {'columns':>9} {'twin':>9} {'ratio':>7}")
    for size in sizes:
        for preset in PRESETS:
            columns, plain = race(preset, size)
            print(
                f"{size:>12,} {preset:26} {columns:>8.2f}s {plain:>8.2f}s {plain / columns:>6.1f}x"
            )


if __name__ == "__main__":
    main()
