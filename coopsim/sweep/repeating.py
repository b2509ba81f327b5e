"""One cell again, here, to see that its numbers are what the store says."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.metrics import METRICS
from coopsim.sweep.addressing import Base, Cell, sources_digest
from coopsim.sweep.errors import SourcesDifferError, StoreError, SweepError
from coopsim.sweep.rows import CellRow
from coopsim.sweep.running import (
    DONE,
    KINDS,
    SIMULATED,
    Job,
    digest_of,
    run_cell,
    unpacked,
)  # fmt: skip
from coopsim.sweep.store import Store


@attrs.frozen(eq=False)
class Repeat:
    """A cell run again. Arrays have shape (years, metrics, kinds); equal means bit for bit."""

    row: CellRow
    stored: NDArray[np.float64]
    again: NDArray[np.float64]

    @property
    def equal(self) -> bool:
        """Whether every bit is the same."""
        return digest_of(self.stored) == digest_of(self.again)

    def differing(self) -> tuple[str, ...]:
        """Metrics of which some year differs."""
        if self.stored.shape != self.again.shape:
            return tuple(one.name for one in METRICS)
        same = (self.stored == self.again) | (np.isnan(self.stored) & np.isnan(self.again))
        return tuple(
            one.name for one, alike in zip(METRICS, same.all(axis=(0, 2)), strict=True) if not alike
        )


def repeat(base: Base, cell: Cell, store: Store, simulator: str = SIMULATED) -> Repeat:
    """Run a stored cell again in this process and put both side by side.

    Raises ``StoreError`` if the store does not have it done, ``SourcesDifferError`` if it was
    asked of other sources or of another base, ``SweepError`` if it fails now.
    """
    if base.key(dict(cell.values), cell.seed) != cell.key:
        raise SourcesDifferError(
            f"cell {cell.key}: these values and this seed have another address here. It was run "
            "with other sources of coopsim or from another base scenario; run it anew to compare."
        )
    row = next(store.rows([cell.key]), None)
    if row is None or row.status != DONE:
        state = "is not in the store" if row is None else f"{row.status}: there is nothing to equal"
        raise StoreError(f"{store.folder}: cell {cell.key} {state}. Run or retry the study first.")
    job = Job(base, simulator, None, sources_digest())
    outcome = run_cell(job, cell)
    if outcome.status != DONE:
        raise SweepError(f"cell {cell.key} fails when it is run again:\n{outcome.error}")
    names = [one.name for one in METRICS]
    stored = np.stack([store.yearly([cell.key], names, kind)[0] for kind in KINDS], axis=2)
    return Repeat(row, stored, unpacked(outcome.data, len(METRICS)))
