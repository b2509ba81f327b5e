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
    """In words: what it is made of."""
    unit: str
    """``share`` (of 1) or ``money``."""
    measure: Callable[[World], Values] = attrs.field(repr=False)

    def title(self, lang: str = "en") -> str:
        """What it is called."""
        return say(self.label, lang)

    def told(self, lang: str = "en") -> str:
        """How it is worked out."""
        return say(self.formula, lang)

    def values(self, world: World) -> Values:
        """The dial of every year and team."""
        return self.measure(world)


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


GIVEN = ("patronage_refund", "capital_refund", "savings_interest")
"""Flows from the cooperative to its members that are theirs to keep."""
MEMBERS_OWN = ("share", "mandatory")
"""Accounts of what members have paid in for good."""
GRANTED = ("grant_received", "equipment_given")
"""Flows of what others gave the cooperative."""
UNCOVERED = ("undivided", "surplus")
"""Accounts where a loss stands that neither reserve nor grants could cover."""
OWNED = ("cash", "stock", "receivable", "loans", "interest", "supplies", "equipment")


NUMBERS: tuple[Number, ...] = (
    Number("members", words("members"), ""),
    Number("savings", words("members' savings and shares"), "money"),
    Number("volume", words("crop and fish sold, kg"), "kg", _sells),
    Number("loans", words("loans out"), "money", _lends),
    Number("par30", words("loans over a month late (PAR30)"), "share", _lends),
    Number(
        "rescheduled_share", words("loans given new dates, not counted as late"), "share", _lends
    ),
    Number("surplus", words("surplus of the year"), "money"),
    Number("cash", words("cash"), "money"),
)
"""What a board reads first; a kind of cooperative has those that fit it.

Loans given new dates stand beside the late ones: without them a board would read that its
arrears are gone.
"""


def _better_off(world: World) -> Values:
    """What members gained from the cooperative in a year, a household around, first prices."""
    households = yearly(world, "households")
    gained = sum(flow(world, name) for name in GIVEN) - flow(world, "claim_lost")
    gained = gained + better_price(world) + cheaper_loans(world)
    found: Values = gained / households / yearly(world, "price_index")
    return found


def flow(world: World, name: str) -> Values:
    """A flow of the books by year and team, in units of the currency."""
    books = world.run.accounts
    found: Values = books.flows[:, books.flow_names.index(name)] / world.run.scenario.minor
    return found


def better_price(world: World) -> Values:
    """What members' crop and fish brought above the traders' price."""
    per_kilogram = yearly(world, "price_paid") - yearly(world, "trader_price")
    members = 1 - np.nan_to_num(yearly(world, "outsiders_volume"))
    found: Values = np.nan_to_num(per_kilogram * yearly(world, "volume") * members)
    return found


def cheaper_loans(world: World) -> Values:
    """Interest that borrowers would have paid other lenders above the cooperative's rate."""
    loans = world.run.values("loans", "cooperative")
    rate = np.nan_to_num(world.run.values("effective_rate", "cooperative"))
    asked = world.run.scenario.terms.bank.lender_rate
    saved = loans * (asked - rate) / 12
    found: Values = saved.reshape(-1, 12, saved.shape[1]).sum(axis=1)
    return found


def _alive(world: World) -> Values:
    """Own capital less grants over what was there before and members have paid in, all real.

    A grant is taken off on both sides: nobody looks better for losing only a part of it.
    """
    prices = yearly(world, "price_index")
    own = yearly(world, "own_capital_real")
    given = np.sum([flow(world, name) for name in GRANTED], axis=0)
    paid = sum(balance(world, name) for name in MEMBERS_OWN) / world.run.scenario.minor
    more = np.maximum(np.diff(paid, axis=0), 0.0)
    held = np.vstack([own[:1], own[0] + np.cumsum(more / prices[1:], axis=0)])
    granted = np.vstack([np.zeros_like(own[:1]), np.cumsum(given[1:] / prices[1:], axis=0)])
    found: Values = np.maximum(own - granted, 0.0) / np.maximum(held, 1e-9)
    return found


def _trust(world: World) -> Values:
    return yearly(world, "trust")


def _reserve(world: World) -> Values:
    """Reserve, less losses that stand uncovered, over all that the cooperative owns.

    Without them it would stand at nothing for years, whatever a board does about its losses.
    """
    owned = sum(balance(world, name) for name in OWNED) - balance(world, "provision")
    uncovered = np.minimum(sum(balance(world, name) for name in UNCOVERED), 0.0)
    found: Values = (balance(world, "reserve") + uncovered) / np.maximum(owned, 1.0)
    return found


DIALS: tuple[Dial, ...] = (
    Dial("members_better_off", words("Members better off"), words(
        "What members gained in the year, for each household around and in the first year's "
        "prices: refunds, interest on savings, a better price than the traders', and loans cheaper "
        "than other lenders'; less what they lost if the cooperative ended."
    ), "money", _better_off),
    Dial("fund_alive", words("The fund is alive"), words(
        "The cooperative's own capital without the grants it got, against what it had before the "
        "game and what members have paid in since, in real value: below 100% the fund is being "
        "eaten up."
    ), "share", _alive),
    Dial("trust", words("Trust"), words(
        "Trust of the households around in the cooperative, from 0 to 100%."
    ), "share", _trust),
    Dial("reserve", words("Reserve"), words(
        "The reserve, against all the cooperative owns: 10% is a common aim. Below 0 it is used "
        "up, and coming surpluses must first cover old losses."
    ), "share", _reserve),
)  # fmt: skip
"""The four dials, in the order they are revealed."""


def numbers_of(board: Board) -> tuple[Number, ...]:
    """The numbers that a kind of cooperative has."""
    return tuple(one for one in NUMBERS if one.fits(board))
