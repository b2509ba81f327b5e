"""The numbers a board reads every year, and the four dials of the debrief, declared once."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.game.levers import Board
from coopsim.game.worlds import World
from coopsim.text import say, words

Values = NDArray[np.float64]
"""Shape (years + 1, teams); row 0 is the year before the game."""


@attrs.frozen
class Number:
    """A number that matters: a metric of the model at each year's end."""

    key: str
    label: str
    unit: str
    """``money``, ``share``, ``kg`` or empty, as ``Metric.unit``."""
    fits: Callable[[Board], bool] = attrs.field(default=lambda board: True, repr=False)

    def title(self, lang: str = "en") -> str:
        """What it is called."""
        return say(self.label, lang)

    def values(self, world: World) -> Values:
        """The number of every year and team."""
        return yearly(world, self.key)


@attrs.frozen
class Dial:
    """One of four things a board is judged by; more is better in each."""

    key: str
    label: str
    formula: str
    """In words: what stands over what."""
    unit: str
    """``share`` (of 1) or ``score`` (0 to 1)."""
    measure: Callable[[World, World], Values] = attrs.field(repr=False)
    """From the world that was lived, and the same one had nobody decided anything."""

    def title(self, lang: str = "en") -> str:
        """What it is called."""
        return say(self.label, lang)

    def told(self, lang: str = "en") -> str:
        """How it is worked out."""
        return say(self.formula, lang)


def yearly(world: World, metric: str) -> Values:
    """A metric of the model by year and team."""
    return np.asarray(world.run.by_year(metric, "cooperative"), dtype=float)


def balance(world: World, account: str) -> Values:
    """An account of the books by year and team, minor units."""
    books = world.run.accounts
    place = books.account_names.index(account)
    found: Values = books.balances[1:, place].astype(np.float64)
    return found


def _lends(board: Board) -> bool:
    return board.played.lends


def _sells(board: Board) -> bool:
    return board.played.trades and board.sector < 2


NUMBERS: tuple[Number, ...] = (
    Number("members", words("members"), ""),
    Number("savings", words("members' savings and shares"), "money"),
    Number("volume", words("crop and fish sold, kg"), "kg", _sells),
    Number("loans", words("loans out"), "money", _lends),
    Number("par30", words("loans over a month late (PAR30)"), "share", _lends),
    Number("surplus", words("surplus of the year"), "money"),
    Number("cash", words("cash"), "money"),
)
"""What a board reads first; a kind of cooperative has those that fit it."""


def _better_off(world: World, still: World) -> Values:
    """Income of members and what they got of the surplus, real, over the same without them."""
    return _with_refunds(world) / np.maximum(_with_refunds(still), 1e-9)


def _with_refunds(world: World) -> Values:
    refunds = np.nan_to_num(yearly(world, "refund_per_member")) / 12
    return np.nan_to_num(yearly(world, "income_members")) + refunds


def _alive(world: World, still: World) -> Values:
    """Own capital in the first month's prices over that of the year before the game."""
    own = yearly(world, "own_capital_real")
    return np.maximum(own, 0.0) / np.maximum(own[0], 1e-9)


def _trust(world: World, still: World) -> Values:
    return yearly(world, "trust")


def _reserve(world: World, still: World) -> Values:
    """Reserve over all that the cooperative owns."""
    owned = sum(
        balance(world, name)
        for name in ("cash", "stock", "receivable", "loans", "interest", "supplies", "equipment")
    ) - balance(world, "provision")
    return balance(world, "reserve") / np.maximum(owned, 1.0)


DIALS: tuple[Dial, ...] = (
    Dial("members_better_off", words("Members better off"), words(
        "Income of members with what they got of the surplus, against the same year had no board "
        "changed anything: 100% is no change."
    ), "share", _better_off),
    Dial("fund_alive", words("The fund is alive"), words(
        "The cooperative's own capital in real value, against the year before the game: below "
        "100% it has been eaten up."
    ), "share", _alive),
    Dial("trust", words("Trust"), words(
        "Trust of the households around in the cooperative, from 0 to 100%."
    ), "share", _trust),
    Dial("reserve", words("Reserve"), words(
        "The reserve, against all the cooperative owns: 10% is a common aim."
    ), "share", _reserve),
)  # fmt: skip
"""The four dials, in the order they are revealed."""


def numbers_of(board: Board) -> tuple[Number, ...]:
    """The numbers that a kind of cooperative has."""
    return tuple(one for one in NUMBERS if one.fits(board))
