"""A game as a scenario file: decisions and cards are dated policies, and the file replays it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import attrs

from coopsim.game.boardlevers import board_of, team_levers
from coopsim.game.desklevers import desk_levers
from coopsim.game.events import EVENTS, event_changes
from coopsim.game.levers import Changes
from coopsim.game.setup import BEFORE, Setup, first_month
from coopsim.game.state import Year
from coopsim.scenario import Policy, Scenario

Span = tuple[int, int, Changes]
"""First and last year, and what holds in them."""


def to_scenario(setup: Setup, years: Sequence[Year], teams: Sequence[str] = ()) -> Scenario:
    """The scenario of a game's lived years: ``coopsim run`` on it gives the game's numbers.

    ``teams`` are names for the policies' reasons; those of the setup if left out.
    """
    named = tuple(teams) or setup.teams
    policies = [
        policy for number, name in enumerate(named) for policy in _team(setup, years, number, name)
    ]
    policies += [*_desk(setup, years), *_cards(setup, years)]
    policies.sort(key=lambda policy: (policy.start, policy.where, policy.until or 0))
    return attrs.evolve(
        setup.world, months=BEFORE + 12 * len(years),
        policies=(*setup.world.policies, *policies),
    )  # fmt: skip


def decisions_csv(setup: Setup, years: Sequence[Year], teams: Sequence[str] = ()) -> str:
    """Every decision of every team and year as a table, a line each."""
    levers = team_levers(setup)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("year", "team", "name", "silent", "yes_votes", *(one.key for one in levers)))
    for number, year in enumerate(years, 1):
        for team, name in enumerate(tuple(teams) or setup.teams):
            decision, share = year.decisions[team], year.votes[team]
            row = (decision[lever.key] for lever in levers)
            votes = "" if share is None else f"{share:.4f}"
            writer.writerow((number, team + 1, _plain(name), year.silent[team], votes, *row))
    return out.getvalue()


def _plain(text: str) -> str:
    """A typed name that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _team(setup: Setup, years: Sequence[Year], number: int, name: str) -> Iterator[Policy]:
    board, levers = board_of(setup), team_levers(setup)
    yearly = [[lever.writes(year.decisions[number], board) for lever in levers] for year in years]
    for first, last, changes in _spans(yearly):
        yield Policy(
            first_month(first), tuple(changes.items()), first_month(last + 1) - 1,
            (("cooperative", number),), f"{name}, {_years(first, last)}",
        )  # fmt: skip


def _desk(setup: Setup, years: Sequence[Year]) -> Iterator[Policy]:
    if not setup.desk:
        return
    board, levers = board_of(setup), desk_levers(setup)
    yearly = [[lever.writes(year.desk, board) for lever in levers] for year in years]
    for first, last, changes in _spans(yearly):
        yield Policy(
            first_month(first), tuple(changes.items()), first_month(last + 1) - 1, (),
            f"national desk, {_years(first, last)}",
        )  # fmt: skip


def _cards(setup: Setup, years: Sequence[Year]) -> Iterator[Policy]:
    board = board_of(setup)
    for number, year in enumerate(years, 1):
        for key in year.events:
            card, start = EVENTS[key], first_month(number) - 1
            changes = tuple(event_changes(card, board).items())
            why = f"{card.title}, year {number}"
            yield Policy(start + card.start, changes, start + card.until, (), why)


def _spans(yearly: list[list[Changes]]) -> Iterator[Span]:
    """Runs of years in which a lever writes the same; those of the same years together."""
    found: dict[tuple[int, int], Changes] = {}
    for place in range(len(yearly[0]) if yearly else 0):
        start = 0
        for year in range(1, len(yearly) + 1):
            now = yearly[start][place]
            if year < len(yearly) and yearly[year][place] == now:
                continue
            if now:
                found.setdefault((start + 1, year), {}).update(now)
            start = year
    for (first, last), changes in sorted(found.items()):
        yield first, last, changes


def _years(first: int, last: int) -> str:
    return f"year {first}" if first == last else f"years {first}-{last}"
