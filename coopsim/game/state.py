"""The state of a room: frozen, and nothing but the fold of its log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from coopsim.game.commands import Decision

Phase = Literal["lobby", "deciding", "paused", "finished"]


@attrs.frozen
class Year:
    """A year that was lived: what each team decided, in full, and what befell all.

    ``votes`` is the share of members for a proposed split, None where none was proposed; a split
    that was voted down is not among the decisions.
    """

    decisions: tuple[Decision, ...]
    proposed: tuple[Decision, ...]
    votes: tuple[float | None, ...]
    silent: tuple[bool, ...]
    events: tuple[str, ...] = ()
    desk: Decision = attrs.field(factory=dict)


@attrs.frozen
class Team:
    """A team as it stands: ``draft`` is this year's, ``version`` what a send must carry.

    ``changed_by`` is the device that made the version; empty where it was none of the team's.
    """

    number: int
    name: str
    draft: Decision
    sent: bool = False
    version: int = 0
    devices: tuple[str, ...] = ()
    changed_by: str = ""


@attrs.frozen
class Message:
    """Words of the facilitator, to one team or (None) to all."""

    text: str
    team: int | None
    year: int


@attrs.frozen
class State:
    """Everything a room knows; ``year`` counts from 1 and is the one being decided.

    ``used`` are the seconds of this year's clock that the log knows of, ``limit`` all it has;
    ``Room.seconds_left`` counts on from there. ``hashes`` are of secrets, by whose they are.
    """

    phase: Phase
    years: int
    teams: tuple[Team, ...]
    first: tuple[Decision, ...] = ()
    """Decisions in force before the first year: the scenario's own."""
    year: int = 1
    lived: tuple[Year, ...] = ()
    events: tuple[str, ...] = ()
    desk: Decision = attrs.field(factory=dict)
    desk_version: int = 0
    messages: tuple[Message, ...] = ()
    revealed: tuple[str, ...] = ()
    used: float = 0.0
    limit: float = 0.0
    hashes: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    length: int = 0
    """Entries of the log that were folded: it grows with every change."""

    @property
    def all_sent(self) -> bool:
        """Whether every team has sent this year's decisions."""
        return all(team.sent for team in self.teams)

    def decided(self, team: int) -> Decision:
        """A team's decisions in force until this year begins: the last lived year's."""
        return self.lived[-1].decisions[team] if self.lived else self.first[team]

    def messages_to(self, team: int) -> tuple[Message, ...]:
        """What a team may read."""
        return tuple(one for one in self.messages if one.team in (None, team))
