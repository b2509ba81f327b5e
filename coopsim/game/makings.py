"""What made a dial: the bookings and counts behind it, over all lived years.

They are what a room talks about, not terms of a sum: a dial is in real value and a household's.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from coopsim.game.levers import Board
from coopsim.game.measures import (
    GIVEN,
    GRANTED,
    MEMBERS_OWN,
    Values,
    balance,
    better_price,
    cheaper_loans,
    flow,
    yearly,
)
from coopsim.game.worlds import World
from coopsim.text import say, words


@attrs.frozen
class Making:
    """One thing that made a dial; of all lived years together, or as it ``stands`` at their end."""

    label: str
    unit: str
    """``money``, ``share`` or empty for a count."""
    measure: Callable[[World], Values] = attrs.field(repr=False)
    """By year and team; row 0 is the year before the game."""
    stands: bool = False
    fits: Callable[[Board], bool] = attrs.field(default=lambda board: True, repr=False)

    def title(self, lang: str = "en") -> str:
        """What it is called."""
        return say(self.label, lang)

    def values(self, world: World) -> Values:
        """What it comes to, a team: shape (teams,), money in units of the currency."""
        found = np.nan_to_num(self.measure(world))
        total: Values = found[-1] if self.stands else found[1:].sum(axis=0)
        return total


def _booked(*names: str) -> Callable[[World], Values]:
    """Flows of the books, added."""

    def measure(world: World) -> Values:
        total: Values = np.sum([flow(world, name) for name in names], axis=0)
        return total

    return measure


def _read(metric: str) -> Callable[[World], Values]:
    return lambda world: yearly(world, metric)


def _paid_in(world: World) -> Values:
    """How much more members' shares and compulsory savings there are than the year before."""
    paid = np.sum([balance(world, name) for name in MEMBERS_OWN], axis=0) / world.run.scenario.minor
    found: Values = np.diff(paid, axis=0, prepend=paid[:1])
    return found


def _provided(world: World) -> Values:
    found: Values = flow(world, "provision_made") - flow(world, "provision_released")
    return found


def _lends(board: Board) -> bool:
    return board.played.lends


def _sells(board: Board) -> bool:
    return board.played.trades and board.sector < 2


NEW_DATES = Making(
    words("loans given new dates, not counted as late"), "share", _read("rescheduled_share"),
    stands=True, fits=_lends,
)  # fmt: skip
GRANTS = Making(words("grants received"), "money", _booked(*GRANTED))
MAKINGS: dict[str, tuple[Making, ...]] = {
    "members_better_off": (
        Making(words("surplus given back to members"), "money", _booked(*GIVEN[:2])),
        Making(words("interest on savings"), "money", _booked(GIVEN[2])),
        Making(words("a better price than the traders'"), "money", better_price, fits=_sells),
        Making(words("interest saved against other lenders"), "money", cheaper_loans, fits=_lends),
        Making(words("money members lost when cooperatives ended"), "money",
               _booked("claim_lost")),
    ),
    "fund_alive": (
        Making(words("surpluses less losses"), "money", _read("surplus")),
        Making(words("members' shares and compulsory savings"), "money", _paid_in),
        GRANTS,
        Making(words("loans written off"), "money", _booked("loan_written_off"), fits=_lends),
        NEW_DATES,
    ),
    "trust": (
        Making(words("annual meetings held"), "", _read("meetings_held")),
        Making(words("due to members and not paid"), "money", _read("unpaid_claims"), stands=True),
        Making(words("cash embezzled"), "money", _booked("embezzled")),
    ),
    "reserve": (
        Making(words("surplus to the reserve"), "money", _booked("to_reserve")),
        Making(words("losses charged to the reserve"), "money",
               _booked("loss_charged", "reserve_used")),
        Making(words("provision for loans"), "money", _provided, fits=_lends),
        GRANTS,
        NEW_DATES,
    ),
}  # fmt: skip
"""By dial. Grants and new dates are told because a dial alone would hide them."""


def makings_of(dial: str, board: Board) -> tuple[Making, ...]:
    """What made a dial, for a kind of cooperative."""
    return tuple(one for one in MAKINGS[dial] if one.fits(board))
