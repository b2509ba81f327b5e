"""Ten years of your cooperative: a game for three to eight teams in one world.

Each team is the board of one cooperative. A year is twelve months of the model; decisions are
dated policies, so a finished game is a scenario file that ``coopsim run`` replays.

- ``prepared(name, scenario, teams, ...)`` gives a ``Setup``: the world, the teams, the rules.
- ``Room.create(store_url, setup)`` and ``Room.open(store_url, name)`` give a ``Room``. Its
  ``state`` is frozen and nothing but the fold of an append-only log; ``do(command)`` checks a
  command, writes it and gives the state after it, or raises ``GameError`` with one clear
  sentence. ``results()`` gives what the lived years gave. ``seat(code)``, ``admits(pin)`` and
  ``is_facilitator(secret)`` say who somebody is.
- ``team_levers(setup)`` and ``desk_levers(setup)`` are what can be decided, ``events_of(setup)``
  the cards, ``numbers_of`` and ``DIALS`` what is read.
- ``bots`` play teams in a rehearsal: ``bots.CHARACTERS``, ``bots.send``, ``bots.rehearse``.
- ``what_if``, ``to_scenario`` and ``decisions_csv`` are for the debrief.

``Advance`` and ``results`` run the model: seconds at most, and no more than twelve months where
the year before is known. Nothing outside may depend on the modules below this one.
"""

from coopsim.game import bots
from coopsim.game.boardlevers import SPLIT, SUPPORT, board_of, set_levers, split_of, team_levers
from coopsim.game.commands import (
    DESK,
    FACILITATOR,
    Advance,
    CallOff,
    Command,
    Decide,
    DecideDesk,
    Decision,
    Extend,
    Hide,
    Join,
    Pause,
    PlayEvent,
    Rename,
    Reopen,
    Resume,
    Reveal,
    Send,
    Start,
    Tell,
    TypeIn,
    Undo,
    Value,
)
from coopsim.game.desklevers import desk_levers
from coopsim.game.errors import GameError, StaleError, StoreError
from coopsim.game.events import EVENTS, Event, changes_of, events_of, in_its_way
from coopsim.game.export import decisions_csv, to_scenario
from coopsim.game.levers import Lever
from coopsim.game.makings import Making, makings_of
from coopsim.game.measures import DIALS, NUMBERS, Dial, Number
from coopsim.game.names import name_warning, team_names
from coopsim.game.results import Results, lived
from coopsim.game.room import Room
from coopsim.game.secrets import PIN, Secrets
from coopsim.game.setup import Setup, for_teams, prepared
from coopsim.game.state import Message, State, Team, Year
from coopsim.game.store import Store
from coopsim.game.vote import accepted
from coopsim.game.whatif import WhatIf, what_if

__all__ = [
    "DESK", "DIALS", "EVENTS", "FACILITATOR", "NUMBERS", "PIN", "SPLIT", "SUPPORT", "Advance",
    "CallOff", "Command", "Decide", "DecideDesk", "Decision", "Dial", "Event", "Extend",
    "GameError", "Hide", "Join", "Lever", "Making", "Message", "Number", "Pause", "PlayEvent",
    "Rename", "Reopen", "Results", "Resume", "Reveal", "Room", "Secrets", "Send", "Setup",
    "StaleError", "Start", "State", "Store", "StoreError", "Team", "Tell", "TypeIn", "Undo",
    "Value", "WhatIf", "Year", "accepted", "board_of", "bots", "changes_of", "decisions_csv",
    "desk_levers", "events_of", "for_teams", "in_its_way", "lived", "makings_of", "name_warning",
    "prepared", "set_levers", "split_of", "team_levers", "team_names", "to_scenario", "what_if",
]  # fmt: skip
