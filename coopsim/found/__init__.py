"""The opening world of a scenario: who lives where, what they own and owe on the first day."""

from __future__ import annotations

import attrs

from coopsim.found import opening, people, places
from coopsim.found.luck import Luck
from coopsim.found.people import sector_rows
from coopsim.found.places import weight
from coopsim.ledger import Ledger
from coopsim.policies import terms_in_force
from coopsim.scenario import Scenario, Terms
from coopsim.state import Cooperatives, Households, NationalFund, Places, empty
from coopsim.streams import Streams

BEFORE = 0
"""The month of the opening world: no policy is in force yet."""

__all__ = ["Luck", "World", "found", "sector_rows", "weight"]


@attrs.define
class World:
    """The tables of an opening world and its books."""

    households: Households
    cooperatives: Cooperatives
    fund: NationalFund
    places: Places
    ledger: Ledger
    terms: Terms
    luck: Luck


def found(scenario: Scenario, streams: Streams) -> World:
    """The opening world of a scenario under the luck of ``streams`` (month 0)."""
    c = places.cooperatives(scenario)
    luck = Luck.of(scenario, c, streams)
    people.character(scenario, c, luck)
    terms = terms_in_force(scenario, BEFORE, c)
    h = people.households(scenario, c, terms, luck)
    nature = empty(Places, len(scenario.districts))
    people.nature(nature, h, c, terms)
    fund = empty(NationalFund, 1)
    ledger = Ledger(h, c, fund)
    people.members(scenario, h, c, luck)
    opening.opening_balances(scenario, ledger, terms, luck)
    opening.opening_loans(scenario, ledger, terms, luck)
    opening.opening_market(h, c, terms)
    ledger.close_month()
    ledger.audit(0)
    return World(h, c, fund, nature, ledger, terms, luck)
