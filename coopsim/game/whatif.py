"""What if one team had decided one thing otherwise: the same game under the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from coopsim.errors import Sentence
from coopsim.game.boardlevers import team_levers
from coopsim.game.commands import Decision, Value
from coopsim.game.errors import GameError
from coopsim.game.measures import Values
from coopsim.game.results import Results, lived
from coopsim.game.setup import Setup
from coopsim.game.state import Year


@attrs.frozen(eq=False)
class WhatIf:
    """A game as it was (``a``) and as it would have been (``b``)."""

    team: int
    lever: str
    changed: tuple[int, ...]
    """Years whose decision differs; none if the team had decided so anyway."""
    a: Results
    b: Results

    def difference(self, key: str) -> Values:
        """B less A of a number or dial, of every year and team."""
        return self.b.values(key) - self.a.values(key)


def what_if(
    setup: Setup,
    years: Sequence[Year],
    team: int,
    lever: str,
    value: Value,
    in_years: Iterable[int] = (),
) -> WhatIf:
    """The same game with one lever of one team at another position in some years (all if empty).

    Members are not asked again: this is what the decision would have done had it held. Raises
    ``GameError`` for a team, lever, position or year that is not there.
    """
    known = {one.key: one for one in team_levers(setup)}
    if not 0 <= team < len(setup.teams):
        raise GameError(Sentence("There is no team number {number}.", number=team))
    if lever not in known:
        raise GameError(Sentence("There is nothing called '{name}' to decide.", name=lever))
    wrong = known[lever].fault(value)
    if wrong:
        raise GameError(Sentence("{lever}: {wrong}", lever=known[lever].title, wrong=wrong))
    chosen = set(in_years) or set(range(1, len(years) + 1))
    if not chosen <= set(range(1, len(years) + 1)):
        raise GameError(
            Sentence("Years 1 to {last} have been lived; choose among them.", last=len(years))
        )
    other = tuple(
        attrs.evolve(year, decisions=_otherwise(year.decisions, team, lever, value))
        if number in chosen
        else year
        for number, year in enumerate(years, 1)
    )
    changed = tuple(
        number
        for number, (was, would) in enumerate(zip(years, other, strict=True), 1)
        if was.decisions != would.decisions
    )
    return WhatIf(team, lever, changed, lived(setup, years), lived(setup, other))


def _otherwise(
    decisions: tuple[Decision, ...], team: int, lever: str, value: Value
) -> tuple[Decision, ...]:
    return tuple(
        decision | {lever: value} if number == team else decision
        for number, decision in enumerate(decisions)
    )
