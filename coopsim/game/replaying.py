"""A room's years lived again from the first month, and held against what its log says."""

from __future__ import annotations

from coopsim.game.errors import GameError
from coopsim.game.results import Results, lived
from coopsim.game.room import Room
from coopsim.game.voting import vote_on
from coopsim.game.worlds import forget


def replayed(room: Room) -> Results:
    """The results of a room's years, from its log and seed alone.

    Raises ``GameError`` if the members would vote otherwise than the log says: then another
    version of the model wrote it.
    """
    forget()
    results = lived(room.setup, room.state.lived)
    before = room.state.first
    for number, year in enumerate(results.years, 1):
        for team, share in enumerate(year.votes):
            again = vote_on(room.setup, results, team, number, before[team], year.proposed[team])
            if not year.silent[team] and again != share:
                raise GameError(
                    f"In year {number}, members of team {team + 1} voted {share} and now vote "
                    f"{again}. This room was played with another version of the model; its log "
                    "is whole, and its numbers are not these."
                )
        before = year.decisions
    return results
