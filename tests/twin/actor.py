"""What every agent has: books that money moves through, luck, and some arithmetic."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from operator import add
from typing import Any

import mesa
import numpy as np

from coopsim.ledger import FLOWS
from coopsim.ledger.flows import MAY_BE_NEGATIVE

LEGS = {
    flow.name: tuple((leg.table, leg.account, leg.sign) for leg in flow.legs if leg.table != "@")
    for flow in FLOWS
}
"""What each flow raises and lowers inside."""
OF_COOPERATIVES = {name for name, legs in LEGS.items() if any(leg[0] == "c" for leg in legs)}


class Actor(mesa.Agent):
    """Anybody with money: an agent with a row of a table, and ``owners`` of what it books."""

    table: str

    def __init__(self, model: mesa.Model, row: int, columns: dict[str, list[Any]]) -> None:
        super().__init__(model)
        self.row, self.owners = row, {self.table: self}
        for name, values in columns.items():
            setattr(self, name, values[row])

    def draw(self, purpose: str) -> float:
        """Its own luck this month, for a purpose."""
        return self.model.draws(purpose, self.table)[self.row]

    def book(self, flow: str, amount: float) -> int:
        """Book a flow, rounded half to even; nobody's account may fall below zero."""
        whole = round(amount)
        assert whole >= 0, f"{flow}: a negative amount, {whole}"
        if whole == 0:
            return 0
        for table, account, sign in LEGS[flow]:
            owner = self.owners[table]
            value = getattr(owner, account) + sign * whole
            if value < 0 and sign < 0:
                assert (table, account) in MAY_BE_NEGATIVE, f"{flow}: {account} falls to {value}"
            setattr(owner, account, value)
        self.model.totals[flow] += whole
        if flow in OF_COOPERATIVES:
            self.owners["c"].booked[flow] += whole
        return whole


def of_one(function: np.ufunc) -> Callable[[float], float]:
    """NumPy's function of one number; in the last bit ``math`` has another on some processors."""
    return lambda x: float(function(x))


exp, exp2, log = of_one(np.exp), of_one(np.exp2), of_one(np.log)
log2, log10, cos = of_one(np.log2), of_one(np.log10), of_one(np.cos)


def clip(x: float, low: float, high: float) -> float:
    """The nearest number between two bounds."""
    return min(max(x, low), high)


def chance_of(logit: float) -> float:
    """The share or chance that belongs to a logit."""
    return 1 / (1 + exp(-logit))


def power(base: float, exponent: float) -> float:
    """``base ** exponent`` as NumPy reckons it for a column, whose squares and roots are exact."""
    return float((np.array([base]) ** exponent)[0])


def total(values: Iterable[float]) -> float:
    """A sum from 0.0, one by one (``sum`` of newer Pythons is cleverer than that)."""
    return reduce(add, values, 0.0)


def mean_of(values: Sequence[float]) -> float:
    """The mean over cooperatives; to the last digit the value where they agree."""
    first = values[0]
    return float(first + np.mean([value - first for value in values]))  # NumPy adds pairwise


def in_turn(asked: dict[Any, int], available: int, purpose: str) -> Iterator[tuple[Any, int]]:
    """Who asked, and what each is paid: if there is too little, by lot until nothing is left."""
    short = sum(asked.values()) > available
    for one in sorted(asked, key=lambda one: one.draw(purpose)) if short else asked:
        paid = min(available, asked[one])
        available -= paid
        yield one, paid


def split(pool: int, weights: Sequence[float]) -> list[int]:
    """A pool in parts by weight that sum to it exactly, by largest remainder."""
    whole = total(weights)
    if pool <= 0 or whole <= 0:
        return [0] * len(weights)
    exact = [pool * (weight / whole) for weight in weights]
    parts = [math.floor(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in by_remainder[: pool - sum(parts)]:
        parts[place] += 1
    return parts


def after_days(days: float) -> tuple[int, float]:
    """A delay as whole months, and the share that waits one month more."""
    return min(int(days // 30), 5), days % 30 / 30
