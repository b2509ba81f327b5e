"""Event cards: what befalls everybody alike in a year, as dated changes of the world's terms.

A card says what happens; the model works out what follows. How hard each one is, is assumed (C).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np

from coopsim.game.boardlevers import board_of
from coopsim.game.levers import Board, Changes
from coopsim.game.setup import Setup, first_month
from coopsim.scenario import PARAMS, SECTORS, Policy
from coopsim.streams import Streams
from coopsim.text import say, words

CHANCE = 0.6
"""Chance that a year's draw has a card (C)."""


@attrs.frozen
class Event:
    """A card: a title, a story, and what changes from month ``start`` to ``until`` of the year.

    ``changes`` holds, by term, what is added to the scenario's value and by what it is multiplied.
    """

    key: str
    title: str
    story: str
    changes: Mapping[str, tuple[float, float]]
    start: int = 1
    until: int = 12
    fits: Callable[[Board], bool] = attrs.field(default=lambda board: True, repr=False)

    def named(self, lang: str = "en") -> str:
        """Its title."""
        return say(self.title, lang)

    def told(self, lang: str = "en") -> str:
        """Its story, to be read aloud."""
        return say(self.story, lang)


def _grows(board: Board) -> bool:
    return board.played.sectors[0] > 0.1


def _fishes(board: Board) -> bool:
    return board.played.sectors[1] > 0.1


EVENTS: dict[str, Event] = {one.key: one for one in (
    Event("flood", words("Flood"), words(
        "The river has come over its banks. Part of the harvest is gone, and for some months "
        "there is little work."
    ), {"luck.yield_shift": (-0.4, 1.0), "luck.income_shift": (-0.15, 1.0)}, 2, 7),
    Event("price_fall", words("The price falls"), words(
        "Abroad there is too much of what we sell. All year the price is a third lower."
    ), {"luck.price_shift": (-0.33, 1.0)}, fits=lambda b: _grows(b) or _fishes(b)),
    Event("price_rise", words("The price rises"), words(
        "Buyers abroad are short this year. The price is a quarter higher."
    ), {"luck.price_shift": (0.25, 1.0)}, fits=lambda b: _grows(b) or _fishes(b)),
    Event("late_buyer", words("The buyer pays late"), words(
        "Our buyers have troubles of their own and pay two months later than agreed."
    ), {"market.buyer_delay": (60.0, 1.0)},
        fits=lambda b: b.played.trades and b.sector < 2),
    Event("illness", words("A wave of illness"), words(
        "From March to August a fever goes from house to house. Families pay for care, and "
        "some cannot work."
    ), {"luck.illness": (0.0, 4.0), "luck.income_shift": (-0.08, 1.0)}, 3, 8),
    Event("fish", words("The fish stay away"), words(
        "The sea is warm and young fish are few. The stock grows only slowly this year."
    ), {"fisheries.growth": (0.0, 0.3)}, fits=_fishes),
    Event("fuel", words("Fuel is dear"), words(
        "Fuel costs half as much again, for boats and for lorries."
    ), {"fisheries.fuel_cost": (0.0, 1.5), "market.transport_cost": (0.0, 1.5)},
        fits=lambda b: _fishes(b) or b.played.trades),
    Event("inspection", words("Inspection"), words(
        "This year the inspector visits every cooperative and asks for its annual meeting."
    ), {"regulation.meeting_duty": (1.0, 0.0)}),
    Event("cheap_lender", words("A cheap lender comes"), words(
        "A bank with the state's money lends in our villages. Members compare."
    ), {"bank.soft_share": (0.35, 1.0)}, fits=lambda b: b.played.lends),
    Event("ceremonies", words("A year of ceremonies"), words(
        "Many families bury, marry and build this year, and all need money at once."
    ), {"luck.ceremony": (0.0, 2.5)}),
)}  # fmt: skip
"""Every card, by key."""


def events_of(setup: Setup) -> tuple[Event, ...]:
    """The cards of this game: those that change something here and are nobody's to decide."""
    board = board_of(setup)
    desk = {"regulation.meeting_duty"} if setup.desk else set()
    return tuple(one for one in EVENTS.values() if one.fits(board) and not desk & set(one.changes))


def in_its_way(setup: Setup, event: Event, year: int) -> Policy | None:
    """The scenario's own policy that sets, in this year, what the card would; None if none does."""
    start, until = _months(event, year)
    return next((
        policy
        for policy in setup.world.policies
        if _meets(policy, start, until) and not set(event.changes).isdisjoint(dict(policy.changes))
    ), None)  # fmt: skip


def changes_of(setup: Setup, year: int) -> tuple[Policy, ...]:
    """The scenario's own policies that the teams meet in some month of a year of the game."""
    start, until = first_month(year), first_month(year + 1) - 1
    board = board_of(setup)
    return tuple(
        policy
        for policy in setup.world.policies
        if _meets(policy, start, until) and _concerns(policy, board)
    )


def _meets(policy: Policy, start: int, until: int) -> bool:
    """Whether a policy is in force in one of some months."""
    return policy.start <= until and (policy.until is None or start <= policy.until)


def _concerns(policy: Policy, board: Board) -> bool:
    """Whether a policy is for the cooperatives of the teams."""
    mine = {"kind": board.played.kind, "sector": SECTORS[board.sector]}
    return all(mine.get(key, value) == value for key, value in policy.where)


def _months(event: Event, year: int) -> tuple[int, int]:
    """First and last month of a card that is played in a year."""
    start = first_month(year) - 1
    return start + event.start, start + event.until


def drawn(setup: Setup, year: int) -> tuple[str, ...]:
    """The cards of a year from the seed: one or none; none where only the facilitator plays.

    The deck is shuffled once and goes round, so that no card comes again before the others; where
    the scenario itself sets what a card would, the next one is drawn. The first year has none.
    """
    cards = events_of(setup)
    if setup.cards == "chosen" or not cards or year < 2:
        return ()
    deck = np.argsort(Streams(setup.seed).uniforms("deck of the game", 0, len(cards)))
    luck = Streams(setup.seed).uniforms("card of the game", year, 1)[0]
    turned = (cards[int(place)] for place in np.roll(deck, -(year % len(cards))))
    free = [one.key for one in turned if in_its_way(setup, one, year) is None]
    return tuple(free[:1]) if luck < CHANCE else ()


def event_changes(event: Event, board: Board) -> Changes:
    """The terms a card writes in this world, within what is allowed for them."""
    found: Changes = {}
    for name, (added, times) in event.changes.items():
        param = PARAMS[name]
        scale = board.world.per_dollar if param.is_money else 1.0
        value = board.base(name) * times + added
        found[name] = min(max(value, param.low * scale), param.high * scale)
    return found


def contradiction(setup: Setup, events: tuple[str, ...]) -> str:
    """A term that two cards of one year would both set, or an empty string."""
    seen: set[str] = set()
    for key in events:
        shared = seen & set(EVENTS[key].changes)
        if shared:
            return sorted(shared)[0]
        seen |= set(EVENTS[key].changes)
    return ""
