"""The twin's world: its households and cooperatives, its luck, and the order of a month."""

import math
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
from twin.actor import Actor, clip, mean_of, power, total
from twin.cooperative import Cooperative
from twin.household import Household
from twin.till import NationalFund

MONTH = {
    "luck": "world move_prices, cooperatives meet_luck, everyone meet_hardship",
    "earn_elsewhere": "everyone earn_elsewhere",
    "produce": """
        farmers tend_trees, cooperatives lend_supplies, farmers buy_inputs, farmers pick,
        fishers fish, world let_fish_grow, keepers keep_kiosk""",
    "deliver": """
        cooperatives make_an_offer, cooperatives plan_payments, everyone look_into_the_purse,
        farmers sell_crop, fishers sell_crop, keepers restock, cooperatives take_in""",
    "sell_and_pay": "cooperatives sell_the_pool",
    "pay_in_and_out": """
        cooperatives pay_claims, everyone settle_what_falls_due, cooperatives pay_withdrawals,
        everyone live, cooperatives restock_the_shop, everyone pay_instalment, everyone save,
        everyone serve_other_lenders, everyone count_arrears, cooperatives provide_for_losses,
        everyone repay_what_was_written_off""",
    "lend": "cooperatives lend_to_members",
    "run_office": "cooperatives run_office",
    "refinance": """
        cooperatives service_debts, funds endow, cooperatives apply_to_the_fund, funds pay_out,
        cooperatives borrow_from_bank""",
    "join_and_leave": """
        cooperatives be_founded_from_above, cooperatives weigh_membership, world look_around,
        everyone consider_joining, cooperatives weigh_membership, everyone consider_leaving""",
    "govern": """
        world look_around, cooperatives be_trained, cooperatives learn, cooperatives go_digital,
        cooperatives get_gifts, cooperatives lose_to_fraud, everyone trust_anew""",
    "close_year": """
        everyone count_business, cooperatives meet, cooperatives close_year,
        cooperatives rest_or_end""",
}
"""The month: each deed is done by everybody before the next; a scenario may leave parts out."""


class Twin(mesa.Model):
    """A world of agents. ``step`` is one month, in the order it is lived."""

    def __init__(self, plan: Scenario, seed: int) -> None:
        super().__init__(rng=seed)
        self.plan, opening = plan, found(plan, Streams(seed))
        self.luck = opening.luck
        self.world, self.funds = [self], self._all(NationalFund, opening.fund)
        [self.fund] = self.funds
        self.cooperatives = self._all(Cooperative, opening.cooperatives)
        self.everyone = self._all(Household, opening.households)
        self.farmers, self.fishers, self.keepers = (
            [one for one in self.everyone if one.sector == sector] for sector in (0, 1, 2)
        )
        places = zip(opening.places.fish.tolist(), opening.places.unfished.tolist(), strict=True)
        self.places = [SimpleNamespace(fish=now, unfished=most, caught=0.0) for now, most in places]
        totals = opening.ledger.totals.tolist()
        self.totals = Counter({flow.name: whole for flow, whole in zip(FLOWS, totals, strict=True)})
        parts = [deeds for part, deeds in MONTH.items() if part not in plan.without]
        self.deeds = [deed.split() for deed in ",".join(parts).split(",")]
        self.month, self.moy, self.index, self.deviation = 0, 0, 1.0, [0.0, 0.0]
        self.weight = plan.whole / plan.households if plan.whole else 1.0
        self._first_day = opening.cooperatives  # who a policy is for does not change
        self._draws: dict[tuple[str, int | str], list[float]] = {}

    def _all(self, kind: type[Actor], table: Any) -> list[Any]:
        columns = {name: values.tolist() for name, values in arrays(table).items()}
        return [kind(self, row, columns) for row in range(len(columns["cash"]))]

    def step(self) -> None:
        """One month: the terms are set, then everybody lives it deed by deed."""
        self.set_the_terms()
        for who, deed in self.deeds:
            for one in getattr(self, who):
                getattr(one, deed)()
        for one in self.cooperatives:
            one.year += one.booked

    def set_the_terms(self) -> None:
        """A month begins: the terms in force, the price level, and a clean slate."""
        self.month += 1
        self.moy = (self.month - 1) % 12 + 1
        self._draws.clear()
        if self.month in changing_months(self.plan):
            self._announce(terms_in_force(self.plan, self.month, self._first_day))
        if self.month > 1:
            inflation = mean_of([one.terms.livelihood.inflation for one in self.cooperatives])
            self.index *= (1 + inflation) ** (1 / 12)
        for one in self.cooperatives + self.everyone:
            one.begin_month()

    def _announce(self, terms: Any) -> None:
        """Every cooperative learns its terms, as plain numbers."""
        tables = attrs.asdict(terms)
        for one in self.cooperatives:
            one.terms = SimpleNamespace()
            for table, values in tables.items():
                own = {
                    name: value[one.row].item() if getattr(value, "shape", ()) else value
                    for name, value in values.items()
                }
                setattr(one.terms, table, SimpleNamespace(**own))

    def draws(self, purpose: str, of: int | str) -> list[float]:
        """Uniform numbers of this month, drawn once: so many, or one for each row of a table."""
        if (purpose, of) not in self._draws:
            self._draws[purpose, of] = self.luck.draws(purpose, self.month, of).tolist()
        return self._draws[purpose, of]

    def move_prices(self) -> None:
        """World prices of crop and fish wander about their mean."""
        for sector, draw in enumerate(self.draws("world price", 2)):
            moved = []
            for luck in (one.terms.luck for one in self.cooperatives):
                kept = power(luck.price_persistence, 1 / 12)
                step = luck.price_sd * math.sqrt(1 - kept**2) * float(ndtri(draw))
                moved.append(kept * self.deviation[sector] + step)
            self.deviation[sector] = mean_of(moved)

    def let_fish_grow(self) -> None:
        """Each district's stock grows and is fished, by the mean terms of its cooperatives."""
        first = self.cooperatives[0].terms.fisheries
        for number, place in enumerate(self.places if self.fishers else ()):
            here = [one.terms.fisheries for one in self.cooperatives if one.district == number]
            count = max(len(here), 1)
            growth = first.growth + total(one.growth - first.growth for one in here) / count
            shared = total(one.shared_stock - first.shared_stock for one in here) / count
            grown = place.fish + growth / 12 * place.fish * (1 - place.fish)
            taken = (first.shared_stock + shared) * place.caught / max(place.unfished, 1e-9)
            place.fish, place.caught = clip(grown - taken, 0.02, 1.0), 0.0

    def look_around(self) -> None:
        """Sixteen neighbours see each other, and boards see the best of them."""
        for start in range(0, len(self.everyone), 16):
            block = self.everyone[start : start + 16]
            members = total(one.member for one in block) / len(block)
            trust = total(one.trust for one in block) / len(block)
            for one in block:
                one.members_around, one.trust_around = members, trust
        self.best_skill = max((one.skill for one in self.cooperatives if one.active), default=0.0)
