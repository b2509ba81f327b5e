"""What every picture's data share: time, currency, and numbers told in words."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.errors import CoopsimError
from coopsim.results import Run, Scope

Reals = NDArray[np.float64]

_STEPS = {
    "USD": ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")),
    "IDR": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand")),
}
_SYMBOLS = {"IDR": "Rp"}


class PictureError(CoopsimError):
    """A picture that does not exist, or cannot be written as asked."""


@attrs.frozen
class Scale:
    """How the money of one axis is written: divided by what, and in which unit."""

    divisor: float
    unit: str


@attrs.frozen
class Frame:
    """The time and the currency of a run."""

    first_year: int
    months: int
    currency: str

    @property
    def years(self) -> int:
        """Whole years; a run shorter than a year counts as one."""
        return max(self.months // 12, 1)

    @property
    def month_ends(self) -> Reals:
        """Where the end of each month lies on an axis of years, shape (months,)."""
        return np.asarray(self.first_year + np.arange(1, self.months + 1) / 12, dtype=np.float64)

    @property
    def year_middles(self) -> Reals:
        """Where the middle of each whole year lies, shape (years,)."""
        middles = self.first_year + np.arange(self.years) + min(0.5, self.months / 24)
        return np.asarray(middles, dtype=np.float64)

    def money(self, value: float, *, unit: bool = True) -> str:
        """An amount in words, three figures: ``12,300 USD``, ``Rp 4.5 million``."""
        if not np.isfinite(value):
            return "nothing known"
        value = _three_figures(value)
        number = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.2f}"
        for size, word in _STEPS.get(self.currency, _STEPS["USD"]):
            if abs(value) >= size and size >= 1e6:
                number = f"{value / size:,.3g} {word}"
                break
        if not unit:
            return number
        symbol = _SYMBOLS.get(self.currency)
        return f"{symbol} {number}" if symbol else f"{number} {self.currency}"

    def scale(self, *values: Reals) -> Scale:
        """The scale at which these amounts keep few figures before the point."""
        top = max((float(np.max(np.abs(finite(one)), initial=0.0)) for one in values), default=0.0)
        symbol = _SYMBOLS.get(self.currency, self.currency)
        for size, word in _STEPS.get(self.currency, _STEPS["USD"]):
            if top >= (2 if size >= 1e6 else 10) * size:
                rupiah = symbol != self.currency
                return Scale(size, f"{symbol} {word}" if rupiah else f"{word} {symbol}")
        return Scale(1.0, symbol)


def frame_of(run: Run) -> Frame:
    """The time and the currency of a run."""
    return Frame(run.scenario.first_year, run.months, run.scenario.currency)


def yearly(run: Run, metric: str, scope: Scope = "nation") -> Reals:
    """A metric by whole year; the months of a shorter run count as one year."""
    if run.months >= 12:
        return run.by_year(metric, scope)
    monthly = run.values(metric, scope)
    if run.info(metric).over_time == "last":
        return monthly[-1:]
    known = np.isfinite(monthly)
    total = np.where(known, monthly, 0.0).sum(axis=0, keepdims=True)
    if run.info(metric).over_time == "sum":
        return np.asarray(total)
    count = known.sum(axis=0, keepdims=True)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def finite(values: Reals) -> Reals:
    """The values that are known, flat."""
    return np.asarray(values[np.isfinite(values)])


def ends(values: Reals) -> tuple[float, float]:
    """The first and the last known value; NaN if there is none."""
    known = finite(values)
    return (float(known[0]), float(known[-1])) if len(known) else (np.nan, np.nan)


def prices_by_year(run: Run) -> Reals:
    """Prices by year against the first year; 1 where they are not known."""
    index = yearly(run, "price_index")
    known = finite(index)
    if not len(known) or known[0] <= 0:
        return np.ones(len(index))
    return np.where(np.isfinite(index), index / known[0], 1.0)


def none_of(*values: Reals) -> bool:
    """Whether nothing is known, or all that is known is 0."""
    return all(not np.any(finite(one)) for one in values)


def percent(share: float) -> str:
    """A share in words: ``18 %``, ``0.4 %``."""
    if not np.isfinite(share):
        return "an unknown share"
    number = share * 100
    return f"{number:.0f} %" if abs(number) >= 0.95 or abs(number) < 0.05 else f"{number:.1g} %"


def change(start: float, end: float, what: str) -> str:
    """What became of something between two amounts: ``lost 18 % of their real value``."""
    if not (np.isfinite(start) and np.isfinite(end)) or start <= 0:
        return f"began with nothing of {what}" if start == 0 else f"have no known change of {what}"
    share = end / start - 1
    if share >= 1:
        times = f"{share + 1:.2g}" if share < 9 else f"{share + 1:,.0f}"
        return f"grew to {times} times {what}"
    if abs(share) < 0.005:
        return f"kept {what}"
    return f"{'gained' if share > 0 else 'lost'} {percent(abs(share))} of {what}"


def join(parts: list[str]) -> str:
    """Words in a row: ``a, b and c``."""
    return (
        parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
    )


def _three_figures(value: float) -> float:
    return float(f"{value:.3g}")
