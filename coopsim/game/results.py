"""What the lived years gave: numbers, dials and accounts of every team."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from coopsim.accounts import (
    Statement,
    balance_sheet,
    cash_flow,
    sources_and_uses,
    statement_of_surplus,
)
from coopsim.errors import nearest
from coopsim.game.boardlevers import board_of
from coopsim.game.errors import GameError
from coopsim.game.measures import DIALS, NUMBERS, Dial, Number, Values, balance, numbers_of
from coopsim.game.setup import Setup
from coopsim.game.state import Year
from coopsim.game.worlds import Ballot, World, world
from coopsim.results import Run
from coopsim.state import ACTIVE

__all__ = ["DIALS", "NUMBERS", "Dial", "Number", "Results", "lived"]

RECOVERY = 3
"""Years after its end in which a cooperative is said to recover."""


@attrs.frozen(eq=False)
class Results:
    """The years of a game, worked out; year 0 is the one before the teams took over.

    Arrays have shape (years + 1, teams). Money is in the scenario's currency, nominal.
    """

    setup: Setup
    years: tuple[Year, ...]
    world: World = attrs.field(repr=False)

    @property
    def run(self) -> Run:
        """The model's run: months, books and all."""
        return self.world.run

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers that matter to these cooperatives."""
        return numbers_of(board_of(self.setup))

    def values(self, key: str) -> Values:
        """A number or dial by its key, of every year and team."""
        if key in self.world.measured:
            return self.world.measured[key]
        known: dict[str, Number | Dial] = {one.key: one for one in NUMBERS}
        known |= {one.key: one for one in DIALS}
        if key not in known:
            raise GameError(f"There is no number or dial '{key}'. {nearest(key, known)}")
        found = self.world.measured[key] = known[key].values(self.world)
        found.setflags(write=False)
        return found

    def value(self, key: str, team: int, year: int) -> float:
        """A number or dial of one team in one year."""
        return float(self.values(key)[year, team])

    def accounts(self, team: int, year: int) -> tuple[Statement, ...]:
        """Balance sheet, statement of surplus, cash flow, sources and uses of a team's year."""
        made = (balance_sheet, statement_of_surplus, cash_flow, sources_and_uses)
        return tuple(statement(self.run, team, year + 1) for statement in made)

    def fact(self, name: str) -> Values:
        """A yearly fact of the books (``met``, ``status``...), of every year and team."""
        books = self.run.accounts
        return books.facts[:, books.fact_names.index(name)]

    def meeting_held(self, team: int, year: int) -> bool:
        """Whether the annual meeting of the year before's accounts was held in this year."""
        return bool(self.fact("met")[year, team])

    def split_anything(self, team: int, year: int) -> bool:
        """Whether the annual meeting of this year had a surplus of the year before to split."""
        left = balance(self.world, "undivided")[year - 1, team]
        return bool(left > 0) and self.meeting_held(team, year)

    def status(self, team: int, year: int) -> str:
        """``active``, ``dormant``, or ``recovery``: wound up in the last three years.

        A cooperative that was wound up is founded anew within months, and plays on.
        """
        ended = self.run.values("dissolved", "cooperative")[:, team]
        until = 12 * (year + 1)
        if ended[max(until - 12 * RECOVERY, 0) : until].any():
            return "recovery"
        return "active" if self.fact("status")[year, team] == ACTIVE else "dormant"

    def ballot(self, year: int) -> Ballot:
        """What members vote by at a year's end."""
        return self.world.ballots[year]

    def ranking(self, dial: str, year: int) -> tuple[int, ...]:
        """Teams by a dial, the best first; those without a number last."""
        row = self.values(dial)[year]
        order = np.argsort(-np.nan_to_num(row, nan=-np.inf), kind="stable")
        return tuple(int(team) for team in order)


def lived(setup: Setup, years: Sequence[Year]) -> Results:
    """The results of lived years; the year before the game always has been lived."""
    return Results(setup, tuple(years), world(setup, years))
