"""What a household does for a living: wages, trees, trips and a kiosk."""

from __future__ import annotations

from typing import Any

from twin.sums import clip


class Works:
    """Earning and producing."""

    def meet_hardship(self: Any) -> None:
        """Illness, ceremonies and school fees, in months of need."""
        luck = self.cooperative.terms.luck
        ill, ceremony = self.draw("illness"), self.draw("ceremony")
        self.now.hardship = (
            luck.illness_cost * (ill < luck.illness)
            + luck.ceremony_cost * (ceremony < luck.ceremony)
            + luck.school_cost * (self.model.moy == luck.school_month)
        )

    def earn_elsewhere(self: Any) -> None:
        """Cash from wages, second crops and remittances; food from garden, forest and shore."""
        live, index = self.cooperative.terms.livelihood, self.model.index
        shift = self.cooperative.terms.luck.income_shift
        swing = live.other_income_swing * (2 * self.draw("other income") - 1)
        earned = self.other_income * index * (1 + swing) * (1 + shift)
        self.now.income += self.book("other_income", earned)
        self.now.income += self.need * index * live.subsistence

    # ------------------------------------------------------------------------ agriculture

    def tend_trees(self: Any) -> None:
        """Trees grow older; now and then a worn-out stand is replanted."""
        crop, programme = self.cooperative.terms.agriculture, self.cooperative.terms.programme
        self.tree_age += 1 / 12
        yearly = programme.rehabilitation * self.member + crop.replanting
        if self.draw("rehabilitation") < yearly / 12 and self.tree_age > crop.old_age:
            self.tree_age = max(crop.mature_age - 1.5, 0.0)

    @property
    def buys_inputs_now(self: Any) -> bool:
        """Whether this is the month four before the middle of the harvest."""
        return (self.cooperative.terms.agriculture.harvest_month - 5) % 12 + 1 == self.model.moy

    def wish_for_inputs(self: Any) -> float:
        """What it asks its cooperative to lend for inputs, if its purse bears the rest."""
        wish = self._input_cost() * self.cooperative.terms.market.supplies_on_credit
        kept = self.need * self.model.index * 0.5
        return wish * (self.cash > 2 * (self._input_cost() - wish) + kept)

    def buy_inputs(self: Any) -> None:
        """Compost, seedlings and tools, partly on credit, if the purse bears it."""
        if not self.buys_inputs_now:
            return
        cost, lent = self._input_cost(), self.supplies_lent
        rest = max(round(cost) - lent, 0.0)
        able = lent > 0 or self.cash > 2 * rest + self.need * self.model.index * 0.5
        self.now.income -= self.book("supplies_paid", min(rest * able, self.cash)) + lent
        self.inputs = able and cost > 0

    def _input_cost(self: Any) -> float:
        return self.capacity * self.cooperative.terms.agriculture.input_cost * self.model.index

    def pick(self: Any) -> None:
        """The month's harvest, in kilograms of green."""
        home, crop = self.cooperative, self.cooperative.terms.agriculture
        if home.now.season == 0:
            return
        rising = clip((self.tree_age - crop.mature_age + 2.0) / 2.0, 0.0, 1.0)
        falling = clip((self.tree_age - crop.old_age) / 15.0, 0.0, 1.0)
        trees = rising * (1 - (1 - crop.old_yield) * falling)
        weather = home.weather * (1 + home.terms.luck.yield_shift)
        skill = home.skill * self.member
        better = 1 + crop.input_gain * self.inputs + crop.skill_gain * skill
        self.now.output = (
            self.capacity * crop.full_yield * trees * home.now.season * weather * better
        )

    # -------------------------------------------------------------------------- fisheries

    def wish_for_fuel(self: Any) -> float:
        """What it asks its cooperative to lend for fuel."""
        terms = self.cooperative.terms
        cost = terms.fisheries.fuel_cost * self.model.index
        return self._trips_wanted() * cost * terms.market.supplies_on_credit

    def _trips_wanted(self: Any) -> float:
        sea = self.cooperative.terms.fisheries
        away = abs((self.model.moy - sea.rough_month + 6) % 12 - 6)
        season = sea.rough_trips + (1 - sea.rough_trips) * away / 6
        return sea.trips * season

    def fish(self: Any) -> None:
        """As many trips as fuel allows, on a stock the district shares."""
        home, sea = self.cooperative, self.cooperative.terms.fisheries
        cost, lent = sea.fuel_cost * self.model.index, self.supplies_lent
        affordable = (0.5 * self.cash + lent) / max(cost, 1e-9)
        trips = min(self._trips_wanted(), affordable)
        fuel = clip(trips * cost - lent, 0, self.cash // 2)
        self.now.income -= self.book("supplies_paid", fuel) + lent
        place = self.model.places[home.district]
        seen = 1 - sea.shared_stock * (1 - place.fish)
        weather = home.sea * (1 + home.terms.luck.yield_shift)
        skill = 1 + sea.skill_gain * (home.skill * self.member)
        self.now.output = trips * sea.catch * self.capacity * seen * weather * skill
        place.caught += self.now.output

    # ------------------------------------------------------------------------------ trade

    def keep_kiosk(self: Any) -> None:
        """Sell what is in stock, part of it on credit (bon); see what is missing."""
        shop, stock_size = self.cooperative.terms.trade, self.capacity * self.model.index
        festive = 1 + shop.festive_sales * (self.model.moy == 12)
        demand = stock_size * shop.turnover * festive * (0.7 + 0.6 * self.draw("customers"))
        sold = min(round(demand), self.stock)
        revenue = sold * (1 + shop.markup) / (1 - self.held)
        on_credit = round(revenue * shop.bon_share)
        lost = self.book("bon_lost", self.bon * shop.bon_lost)
        self.book("bon_collected", min(round(self.bon * shop.bon_collected), self.bon))
        self.book("kiosk_cost", sold)
        self.book("kiosk_sale", round(revenue) - on_credit)
        self.book("bon_given", on_credit)
        self.now.income += revenue - sold - lost
        self.now.output = max(stock_size - self.stock, 0.0)
