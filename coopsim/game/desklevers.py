"""The levers of the national desk: its terms hold for every cooperative alike."""

from __future__ import annotations

from collections.abc import Mapping

from coopsim.game.boardlevers import board_of
from coopsim.game.commands import Value
from coopsim.game.levers import Board, Changes, Lever, one_term
from coopsim.game.setup import Setup
from coopsim.text import words

RANKING = {
    "health": words("the healthiest first"),
    "size": words("the largest first"),
    "queue": words("by lot"),
}


def desk_levers(setup: Setup) -> tuple[Lever, ...]:
    """The levers of the national desk of this game; those of the fund only where there is one."""
    board = board_of(setup)
    levers = [*(_fund(board) if setup.has_fund else []), one_term(
        board, "inspection", "regulation.meeting_duty",
        (words("How firmly annual meetings are inspected"),
         words("Inspected cooperatives hold their meeting more often.")), "share", (0.0, 1.0, 0.1),
    )]  # fmt: skip
    taken = {name for policy in setup.world.policies for name, _ in policy.changes}
    return tuple(lever for lever in levers if not taken & set(lever.terms))


def _fund(board: Board) -> list[Lever]:
    capital = float(board.base("national.capital"))
    ceiling = float(board.base("national.ceiling"))
    return [
        one_term(board, "fund_rate", "national.rate", (
            words("Rate of the national fund, a year"),
            words("A low rate helps the cooperatives that get a loan; but the fund lives from its "
                  "interest."),
        ), "share", (0.0, 0.18, 0.01)),
        one_term(board, "fund_ceiling", "national.ceiling", (
            words("Largest loan to a cooperative"),
            words("Large loans reach few; small ones change little."),
        ), "money", (0.25 * ceiling, 2 * ceiling, 0.25 * ceiling)),
        one_term(board, "fund_budget", "national.budget", (
            words("New money for the fund, a year"),
            words("The state's money is needed elsewhere too."),
        ), "money", (0.0, 0.5 * capital, 0.05 * capital)),
        one_term(board, "fund_cap", "national.on_lending_cap", (
            words("Most a borrowing cooperative may charge"),
            words("Protects borrowers. If it is low, a cooperative that must charge more to cover "
                  "its costs gets no loan."),
        ), "share", (0.06, 0.36, 0.01)),
        one_term(board, "fund_health", "national.health", (
            words("Health points asked of a cooperative"),
            words("Asks more of the boards; the weak are left out."),
        ), "", (0.0, 80.0, 5.0)),
        _ranking(board),
    ]  # fmt: skip


def _ranking(board: Board) -> Lever:
    default = str(board.base("national.ranking"))

    def writes(decision: Mapping[str, Value], board: Board) -> Changes:
        value = str(decision["ranking"])
        return {} if value == default else {"national.ranking": value}

    return Lever(
        "ranking", words("Who is served first"),
        words("When the fund's money is short, somebody has to wait."),
        "choice", default, choices=tuple(RANKING.items()), terms=("national.ranking",),
        writes=writes,
    )  # fmt: skip
