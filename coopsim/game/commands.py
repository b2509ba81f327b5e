"""What may be asked of a room, each a frozen thing that the log keeps as it is.

A command is checked against the state and then appended; the state is the fold of the log. Who
may ask what is decided by who knows which secret, before a command is made: ``Room.seat``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

Value = float | bool | str
Decision = dict[str, Value]
"""Positions of levers, by key."""
FACILITATOR, DESK = "facilitator", "desk"
"""Who is no team."""


def _tuple(votes: Iterable[float | None]) -> tuple[float | None, ...]:
    return tuple(votes)


@attrs.frozen
class Command:
    """The base of everything that may be asked of a room."""


@attrs.frozen
class Join(Command):
    """A device of a team comes in; coming in again is no fault."""

    team: int
    device: str


@attrs.frozen
class Rename(Command):
    """A team takes a name."""

    team: int
    name: str


@attrs.frozen
class Start(Command):
    """The lobby ends and the first year begins."""


@attrs.frozen
class Decide(Command):
    """A team's draft for this year; ``version`` is the one it was made from.

    ``device`` is the mark of the page that asks: what it drafted itself is nobody else's change.
    """

    team: int
    version: int
    decision: Decision
    device: str = ""


@attrs.frozen
class Send(Command):
    """A team sends its decisions of this year; ``version`` and ``device`` as in ``Decide``."""

    team: int
    version: int
    decision: Decision
    device: str = ""


@attrs.frozen
class TypeIn(Command):
    """The facilitator types in what a team wrote on paper; it counts as sent."""

    team: int
    decision: Decision


@attrs.frozen
class Reopen(Command):
    """A team that has sent may change its decisions again."""

    team: int


@attrs.frozen
class DecideDesk(Command):
    """The national desk sets its terms of this year."""

    version: int
    decision: Decision


@attrs.frozen
class Advance(Command):
    """The year is lived. ``votes`` is the share of members for each team's proposed split.

    None where nothing was proposed; the room fills it in.
    """

    votes: tuple[float | None, ...] = attrs.field(default=(), converter=_tuple)


@attrs.frozen
class Undo(Command):
    """The last year is taken back; its decisions become drafts again."""


@attrs.frozen
class Pause(Command):
    """The clock stops."""


@attrs.frozen
class Resume(Command):
    """The clock goes on."""


@attrs.frozen
class Extend(Command):
    """This year gets more seconds."""

    seconds: float


@attrs.frozen
class PlayEvent(Command):
    """An event card is put into this year, for all teams alike."""

    event: str


@attrs.frozen
class CallOff(Command):
    """An event card is taken out of this year."""

    event: str


@attrs.frozen
class Tell(Command):
    """A message to one team, or to all (``team`` None)."""

    text: str
    team: int | None = None


@attrs.frozen
class Reveal(Command):
    """A dial or number is shown on the projector."""

    what: str


@attrs.frozen
class Hide(Command):
    """A dial or number is shown no more."""

    what: str


@attrs.frozen
class Renew(Command):
    """A secret is replaced: ``whose`` is a team's number, ``desk``, ``facilitator`` or ``pin``.

    The room fills in the hash of the new one; ``Room.renew`` gives the secret itself, once.
    """

    whose: str
    hashed: str = ""


COMMANDS: dict[str, type[Command]] = {
    one.__name__: one
    for one in (
        Join, Rename, Start, Decide, Send, TypeIn, Reopen, DecideDesk, Advance, Undo, Pause,
        Resume, Extend, PlayEvent, CallOff, Tell, Reveal, Hide, Renew,
    )
}  # fmt: skip


def as_data(command: Command) -> dict[str, Any]:
    """A command as plain data, its name beside it."""
    return {"command": type(command).__name__} | attrs.asdict(command)
