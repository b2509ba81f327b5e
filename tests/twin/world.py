"""The twin's world: its households and cooperatives, its luck, and the order of a month."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import attrs
import mesa
from scipy.special import ndtri

from coopsim.found import found
from coopsim.ledger import FLOWS
from coopsim.policies import changing_months, terms_in_force
from coopsim.scenario import Scenario
from coopsim.state import arrays
from coopsim.streams import Streams
from twin.cooperative import Cooperative
from twin.fund import NationalFund
from twin.household import Household
from twin.sums import clip, mean_of, neighbours_means, total


class Twin(mesa.Model):
    """A world of agents. ``step`` is one month, in the order it is lived."""

    def __init__(self, plan: Scenario, seed: int) -> None:
        super().__init__(rng=seed)
        self.plan, self.streams = plan, Streams(seed)
        world = found(plan, self.streams)
        columns = [_lists(world.households), _lists(world.cooperatives), _lists(world.fund)]
        self.fund = NationalFund(self, 0, columns[2])
        self.cooperatives = [
            Cooperative(self, row, columns[1]) for row in range(len(world.cooperatives.cash))
        ]
        self.everyone = [
            Household(self, row, columns[0]) for row in range(len(world.households.home))
        ]
        for one in self.everyone:
            one.cooperative.households.append(one)
        self.farmers, self.fishers, self.keepers = (
            [one for one in self.everyone if one.sector == sector] for sector in (0, 1, 2)
        )
        self.places = [
            SimpleNamespace(fish=fish, unfished=most, caught=0.0)
            for fish, most in zip(*_lists(world.places).values(), strict=True)
        ]
        self.totals = Counter(
            dict(zip((f.name for f in FLOWS), world.ledger.totals.tolist(), strict=True))
        )
        self.month, self.moy, self.index, self.deviation = 0, 0, 1.0, [0.0, 0.0]
        self.weight = plan.whole / plan.households if plan.whole else 1.0
        self._first_day = world.cooperatives  # who a policy is for does not change
        self._changes = changing_months(plan)
        self._draws: dict[tuple[str, int], list[float]] = {}

    def step(self) -> None:
        """One month; each line is lived by everybody before the next begins."""
        self.set_the_terms()
        for verb in (
            self.luck, self.earn_elsewhere, self.produce, self.deliver, self.sell_and_pay,
            self.pay_in_and_out, self.lend, self.run_office, self.refinance,
            self.join_and_leave, self.govern, self.close_year,
        ):  # fmt: skip
            if verb.__name__ not in self.plan.without:
                verb()
        each(self.cooperatives, "close_month")

    def set_the_terms(self) -> None:
        """A month begins: the terms in force, the price level, and a clean slate."""
        self.month += 1
        self.moy = (self.month - 1) % 12 + 1
        if self.month in self._changes:
            self._announce(terms_in_force(self.plan, self.month, self._first_day))
        if self.month > 1:
            inflation = mean_of([one.terms.livelihood.inflation for one in self.cooperatives])
            self.index *= (1 + inflation) ** (1 / 12)
        self._draws.clear()
        each(self.cooperatives, "begin_month")
        each(self.everyone, "begin_month")

    def luck(self) -> None:
        """World prices and weather for places, hardship for households."""
        normals = [ndtri(draw) for draw in self.draws("world price", 2)]
        for sector in (0, 1):
            moved = [one.deviation(sector, normals[sector]) for one in self.cooperatives]
            self.deviation[sector] = mean_of(moved)
        number = len(self.places) + 1
        year = [float(ndtri(draw)) for draw in self.draws("weather of the year", number)]
        sea = [float(ndtri(draw)) for draw in self.draws("weather at sea", number)]
        for one in self.cooperatives:
            one.meet_luck(year, sea)
        each(self.everyone, "meet_hardship")

    def earn_elsewhere(self) -> None:
        """Wages, second crops and remittances."""
        each(self.everyone, "earn_elsewhere")

    def produce(self) -> None:
        """Harvests, fishing trips and kiosks; cooperatives lend supplies in between."""
        each(self.farmers, "tend_trees")
        each(self.cooperatives, "lend_inputs")
        each(self.farmers, "buy_inputs")
        each(self.farmers, "pick")
        each(self.cooperatives, "lend_fuel")
        each(self.fishers, "fish")
        if self.fishers:
            self._let_fish_grow()
        each(self.keepers, "keep_kiosk")

    def deliver(self) -> None:
        """Offers are made; crops and goods find their way."""
        each(self.cooperatives, "make_an_offer")
        each(self.everyone, "look_into_the_purse")
        each(self.farmers, "sell_crop")
        each(self.fishers, "sell_crop")
        each(self.cooperatives, "take_in_the_crop")
        each(self.keepers, "restock")
        each(self.cooperatives, "buy_in_bulk")

    def sell_and_pay(self) -> None:
        """Cooperatives sell their pool, and buyers pay."""
        each(self.cooperatives, "sell_the_pool")

    def pay_in_and_out(self) -> None:
        """What comes in and what must go out of purses and tills, in that order."""
        each(self.cooperatives, "pay_claims")
        each(self.everyone, "settle_what_falls_due")
        each(self.cooperatives, "pay_withdrawals")
        each(self.everyone, "live")
        each(self.cooperatives, "restock_the_shop")
        each(self.everyone, "pay_and_save")
        each(self.everyone, "count_arrears")
        each(self.cooperatives, "provide_for_losses")
        each(self.everyone, "repay_what_was_written_off")

    def lend(self) -> None:
        """Members apply, cooperatives lend."""
        each(self.cooperatives, "lend_to_members")

    def run_office(self) -> None:
        """Bills fall due, and are paid as far as the budget goes."""
        each(self.cooperatives, "run_office")

    def refinance(self) -> None:
        """Cooperatives repay the national fund and banks, apply, and are paid."""
        each(self.cooperatives, "service_debts")
        self.fund.endow()
        each(self.cooperatives, "apply_to_the_fund")
        self.fund.pay_out()
        each(self.cooperatives, "borrow_from_bank")

    def join_and_leave(self) -> None:
        """Programmes found cooperatives, households join, members leave."""
        each(self.cooperatives, "be_founded_from_above")
        each(self.cooperatives, "weigh_membership")
        peers = neighbours_means([float(one.member) for one in self.everyone])
        joiners = [one for one in self.everyone if one.would_join(peers[one.row])]
        each(joiners, "join")
        each(self.cooperatives, "weigh_membership")
        leavers = [one for one in self.everyone if one.would_leave()]
        each(leavers, "leave")
        each(self.cooperatives, "count_members")

    def govern(self) -> None:
        """How cooperatives learn and forget, and how trust is won and lost."""
        best = max((one.skill for one in self.cooperatives if one.active), default=0.0)
        each(self.cooperatives, "be_trained")
        for one in self.cooperatives:
            one.learn(max(best, 0.0))
        around = neighbours_means([one.trust for one in self.everyone])
        for one in self.everyone:
            one.trust_anew(around[one.row])

    def close_year(self) -> None:
        """Annual meetings, the books of the year, and the end of some cooperatives."""
        each(self.everyone, "count_business")
        each(self.cooperatives, "close_year")

    def draws(self, purpose: str, size: int) -> list[float]:
        """Uniform numbers of this month for a purpose, drawn once and then remembered."""
        if (purpose, size) not in self._draws:
            self._draws[purpose, size] = self.streams.uniforms(purpose, self.month, size).tolist()
        return self._draws[purpose, size]

    def _announce(self, terms: Any) -> None:
        """Every cooperative learns its terms; where they do not differ they share them."""
        differ = any(
            hasattr(value, "shape")
            for table in attrs.asdict(terms, recurse=False).values()
            for value in attrs.asdict(table).values()
        )
        shared = _terms_of(terms, 0)
        for one in self.cooperatives:
            one.terms = _terms_of(terms, one.row) if differ else shared

    def _let_fish_grow(self) -> None:
        """Each district's stock grows and is fished, by the mean terms of its cooperatives."""
        first = self.cooperatives[0].terms.fisheries
        for number, place in enumerate(self.places):
            here = [one.terms.fisheries for one in self.cooperatives if one.district == number]
            count = max(len(here), 1)
            growth = first.growth + total(one.growth - first.growth for one in here) / count
            shared = first.shared_stock
            shared += total(one.shared_stock - shared for one in here) / count
            grown = place.fish + growth / 12 * place.fish * (1 - place.fish)
            taken = shared * place.caught / max(place.unfished, 1e-9)
            place.fish, place.caught = clip(grown - taken, 0.02, 1.0), 0.0


def each(agents: list[Any], what: str) -> None:
    """Everybody does something, in the order of rows."""
    for agent in agents:
        getattr(agent, what)()


def _lists(table: Any) -> dict[str, list[Any]]:
    """The columns of a table as lists of Python numbers."""
    return {name: values.tolist() for name, values in arrays(table).items()}


def _terms_of(terms: Any, row: int) -> SimpleNamespace:
    """The terms of one cooperative, as plain numbers."""
    tables = {
        table: SimpleNamespace(
            **{name: _one(value, row) for name, value in attrs.asdict(own).items()}
        )
        for table, own in attrs.asdict(terms, recurse=False).items()
    }
    return SimpleNamespace(**tables)


def _one(value: Any, row: int) -> Any:
    return value[row].item() if getattr(value, "shape", ()) else value
