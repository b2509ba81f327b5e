"""The buyers' side: one market a district and sector, worked out from what cooperatives meet."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.scenario import SECTORS
from coopsim.state import ACTIVE, Index, Real, Small, Tiny, column

READ_ONLY = "nobody"


@attrs.define(eq=False)
class Buyers:
    """Markets, a row each, in the order district, sector; a cooperative counts in its main one.

    Prices are NaN where there is no cooperative to meet them.
    """

    table: ClassVar[str] = "buyer"

    district: Small = column("int16", "row", "district", READ_ONLY)
    sector: Tiny = column("int8", "code", "sector", READ_ONLY)
    cooperatives: Index = column("int32", "cooperatives", "active cooperatives", READ_ONLY)
    price: Real = column("float64", "minor units a kg", "mean they pay", READ_ONLY)
    trader_price: Real = column("float64", "minor units a kg", "mean traders pay", READ_ONLY)
    volume: Real = column("float64", "kg a month", "what cooperatives sell of late", READ_ONLY)
    fish: Real = column("float64", "unfished = 1", "fish stock of the district", READ_ONLY)


def buyers(village: Any) -> Buyers:
    """The markets of a village as they are now."""
    c, size = village.cooperatives, markets(village)
    row = c.district.astype(np.int64) * len(SECTORS) + c.sector
    active = c.status == ACTIVE
    count = np.bincount(row[active], minlength=size)
    district, sector = np.divmod(np.arange(size), len(SECTORS))
    return Buyers(
        district=district.astype(np.int16),
        sector=sector.astype(np.int8),
        cooperatives=count.astype(np.int32),
        price=_mean(c.price[active], row[active], size),
        trader_price=_mean(c.trader_price, row, size),
        volume=np.bincount(row, c.last_volume, size).astype(np.float64),
        fish=village.places.fish[district],
    )


def markets(village: Any) -> int:
    """How many markets there are."""
    return len(village.places.fish) * len(SECTORS)


def _mean(values: Real, row: NDArray[np.int64], size: int) -> Real:
    count = np.bincount(row, minlength=size)
    total = np.bincount(row, values, size)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
