"""Many runs: cells addressed by content, a store that survives, executors that can be changed.

>>> import tempfile
>>> from coopsim.files import load_scenario
>>> base = Base(
...     load_scenario("hamlet").sized(months=12), {"rate": FactorTarget("fund.loan_rate")}
... )
>>> cells = [base.cell({"rate": rate}, seed=1) for rate in (0.06, 0.12)]
>>> with tempfile.TemporaryDirectory() as folder, Store(folder) as store:
...     result = sweep(base, cells, store, Execution("threads"))
...     numbers = store.yearly([cell.key for cell in cells], ["members", "loans"])
>>> result.done, numbers.shape
(2, (2, 1, 2))
"""

from coopsim.sweep.addressing import Base, Cell, FactorTarget, canonical, sources_digest
from coopsim.sweep.errors import (
    SourcesDifferError,
    StoreBusyError,
    StoreError,
    StoreFullError,
    SweepError,
)
from coopsim.sweep.executors import EXECUTORS, Execution
from coopsim.sweep.repeating import Repeat, repeat
from coopsim.sweep.rows import CellRow
from coopsim.sweep.runner import Progress, SweepResult, sweep
from coopsim.sweep.running import DIED, DONE, FAILED, KINDS, LATE, STATUSES
from coopsim.sweep.store import Store

__all__ = [
    "DIED",
    "DONE",
    "EXECUTORS",
    "FAILED",
    "KINDS",
    "LATE",
    "STATUSES",
    "Base",
    "Cell",
    "CellRow",
    "Execution",
    "FactorTarget",
    "Progress",
    "Repeat",
    "SourcesDifferError",
    "Store",
    "StoreBusyError",
    "StoreError",
    "StoreFullError",
    "SweepError",
    "SweepResult",
    "canonical",
    "repeat",
    "sources_digest",
    "sweep",
]
