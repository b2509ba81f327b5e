"""A household's livelihood: wages, trees, trips and a kiosk, and where it sells and buys."""

from twin.actor import chance_of, clip, log, log10


class Livelihood:
    """Earning, producing and selling."""

    @property
    def dealt_in(self) -> bool:
        """Whether its cooperative trades in what it lives from."""
        home = self.cooperative
        return home.active and home.trades and home.sector == self.sector

    @property
    def traders_price(self) -> float:
        """What traders pay for its crop or catch."""
        return self.cooperative.now.traders[min(self.sector, 1)]

    @property
    def crop_of_year(self) -> float:
        """What its crop or catch of a normal year fetches from traders."""
        crop, sea = self.terms.agriculture, self.terms.fisheries
        a_year = (crop.full_yield * 0.75, sea.trips * sea.catch * 8, 0.0)
        return a_year[self.sector] * self.capacity * self.traders_price

    def meet_hardship(self) -> None:
        """Illness, ceremonies and school fees, in months of need."""
        luck = self.terms.luck
        self.now.hardship = (
            luck.illness_cost * (self.draw("illness") < luck.illness)
            + luck.ceremony_cost * (self.draw("ceremony") < luck.ceremony)
            + luck.school_cost * (self.model.moy == luck.school_month)
        )

    def earn_elsewhere(self) -> None:
        """Cash from wages, second crops and remittances; food from garden, forest and shore."""
        live, shift = self.terms.livelihood, self.terms.luck.income_shift
        swing = live.other_income_swing * (2 * self.draw("other income") - 1)
        earned = self.other_income * self.model.index * (1 + swing) * (1 + shift)
        self.now.income += self.book("other_income", earned)
        self.now.income += self.needs * live.subsistence

    # ------------------------------------------------------------------------ agriculture

    def tend_trees(self) -> None:
        """Trees grow older; now and then a worn-out stand is replanted."""
        crop = self.terms.agriculture
        self.tree_age += 1 / 12
        yearly = self.terms.programme.rehabilitation * self.member + crop.replanting
        if self.draw("rehabilitation") < yearly / 12 and self.tree_age > crop.old_age:
            self.tree_age = max(crop.mature_age - 1.5, 0.0)

    @property
    def input_cost(self) -> float:
        """What compost, seedlings and tools for all its trees cost."""
        return self.capacity * self.terms.agriculture.input_cost * self.model.index

    def wish_for_supplies(self) -> float:
        """What a member asks to be lent for fuel, or for inputs if its purse bears the rest."""
        if not (self.member and self.dealt_in):
            return 0.0
        credit = self.terms.market.supplies_on_credit
        if self.sector == 1:
            fuel = self.terms.fisheries.fuel_cost * self.model.index
            return self._trips_wanted() * fuel * credit
        wish = self.input_cost * credit * self.cooperative.month_of_inputs
        return wish * (self.cash > 2 * (self.input_cost - wish) + self.needs * 0.5)

    def buy_inputs(self) -> None:
        """In their month, partly on credit, if the purse bears the rest."""
        if self.cooperative.month_of_inputs:
            cost, lent = self.input_cost, self.supplies_lent
            rest = max(round(cost) - lent, 0.0)
            able = lent > 0 or self.cash > 2 * rest + self.needs * 0.5
            self.now.income -= self.book("supplies_paid", min(rest * able, self.cash)) + lent
            self.inputs = able and cost > 0

    def pick(self) -> None:
        """The month's harvest, in kilograms of green."""
        home, crop = self.cooperative, self.terms.agriculture
        rising = clip((self.tree_age - crop.mature_age + 2.0) / 2.0, 0.0, 1.0)
        falling = clip((self.tree_age - crop.old_age) / 15.0, 0.0, 1.0)
        trees = rising * (1 - (1 - crop.old_yield) * falling)
        weather = home.weather * (1 + self.terms.luck.yield_shift)
        better = 1 + crop.input_gain * self.inputs + crop.skill_gain * (home.skill * self.member)
        full = self.capacity * crop.full_yield
        self.now.output = full * trees * home.now.season * weather * better

    # -------------------------------------------------------------------------- fisheries

    def _trips_wanted(self) -> float:
        """Trips in a month of its season: fewest when the sea is rough."""
        sea = self.terms.fisheries
        away = abs((self.model.moy - sea.rough_month + 6) % 12 - 6)
        return sea.trips * (sea.rough_trips + (1 - sea.rough_trips) * away / 6)

    def fish(self) -> None:
        """As many trips as fuel allows, on a stock the district shares."""
        home, sea, lent = self.cooperative, self.terms.fisheries, self.supplies_lent
        cost = sea.fuel_cost * self.model.index
        trips = min(self._trips_wanted(), (0.5 * self.cash + lent) / max(cost, 1e-9))
        fuel = clip(trips * cost - lent, 0, self.cash // 2)
        self.now.income -= self.book("supplies_paid", fuel) + lent
        place = self.model.places[home.district]
        seen = 1 - sea.shared_stock * (1 - place.fish)
        weather = home.sea * (1 + self.terms.luck.yield_shift)
        skill = 1 + sea.skill_gain * (home.skill * self.member)
        self.now.output = trips * sea.catch * self.capacity * seen * weather * skill
        place.caught += self.now.output

    # ------------------------------------------------------------------------------ trade

    def keep_kiosk(self) -> None:
        """Sell what is in stock, part of it on credit (bon); see what is missing."""
        shop, stock_size = self.terms.trade, self.capacity * self.model.index
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

    def restock(self) -> None:
        """A kiosk buys goods from its cooperative or from wholesalers, for cash or on credit."""
        now, home, shop = self.now, self.cooperative, self.terms.trade
        share, cheaper, mine = 0.0, 1.0, 0
        if self.member and self.dealt_in:
            cheaper = 1 - home.price
            share = self._loyalty(1 / cheaper, 0.0, self.supplies > 0)
            wanted = now.output * share * cheaper
            asked = round(wanted * self.terms.market.supplies_on_credit * (self.supplies == 0))
            in_cash = max(min(round(wanted) - asked, 0.5 * self.cash), 0)
            mine = self.book("goods_sold_on_credit", asked) + self.book("goods_sold", in_cash)
            home.now.goods += mine / cheaper
        outside = now.output * (1 - share)
        owed = self.book("restock_owed", outside * shop.supplier_credit * (self.trader_debt == 0))
        paid = self.book("restock_paid", max(min(outside - owed, 0.5 * self.cash), 0))
        self.book("trader_repaid", min(self.trader_debt, self.cash // 3))
        bought = mine / cheaper + owed + paid
        if bought > 0:
            self.held = max(home.price, 0.0) * (mine / cheaper) / max(bought, 1.0)
        now.to_cooperative, now.to_trader, now.crop_value = mine, owed + paid, mine + owed + paid

    # ---------------------------------------------------------------------------- selling

    def look_into_the_purse(self) -> None:
        """How short of cash it is, and its own reasons this month."""
        self.now.tightness = clip(1 - self.cash / max(self.month_need, 1.0), 0.0, 1.0)
        self.now.own_reasons = self.draw("own reasons")

    def sell_crop(self) -> None:
        """Part to the cooperative, part to traders; who owes a trader is tied to him."""
        now, home, market = self.now, self.cooperative, self.terms.market
        quantity = self._process_at_home() if self.sector == 0 else now.output
        outside = self.traders_price * (1 - market.advance_discount * (self.trader_debt > 0))
        price = home.price * (1 - market.outsider_discount * (not self.member)) * self.dealt_in
        share = 0.0
        if price > 0 and (self.member or market.buy_from_all):
            share = self._loyalty(price / max(outside, 1e-9), home.now.wait, self.loan > 0)
            owed = self.trader_debt / max(quantity * outside, 1e-9)
            share *= 1 - market.enforcement * min(owed, 1.0)
        kilograms = quantity * share
        value = round(kilograms * price)
        self.book("delivered", value - self.book("delivered_due", value * home.now.due_now))
        home.now.volume += kilograms
        home.now.delivered += value
        home.now.outsiders_kg += kilograms * (not self.member)
        sold = self.book("trader_sale", (quantity - kilograms) * outside)
        self.now.service += self.book("trader_repaid", min(self.trader_debt, sold))
        now.to_cooperative, now.to_trader, now.crop_value = value, sold, value + sold
        now.income += value + sold

    def _process_at_home(self) -> float:
        """Dry part of the crop and keep it a month: kilograms ready for sale today."""
        now, crop, index = self.now, self.terms.agriculture, self.model.index
        cost = crop.processing_cost * crop.parchment_per_green
        gain = crop.processing_gain - cost / max(self.traders_price / index, 1e-9)
        habit = crop.cherry_habit * (1 + 2 * now.tightness)
        kept = now.output * chance_of(max(crop.processing_choice * gain - habit, -700.0))
        labour = kept * crop.parchment_per_green * crop.processing_cost * index
        now.income -= self.book("processing_paid", min(labour, self.cash))
        quantity = now.output - kept + self.held
        self.held = kept * (1 + crop.processing_gain)
        return quantity

    def _loyalty(self, ratio: float, delay: float, owes: bool) -> float:
        """What draws it to the cooperative and what keeps it away, as a share."""
        market, draw = self.terms.market, self.now.own_reasons
        need = market.cash_choice * self.now.tightness
        first_month = (market.deferral_choice * self.trust - need) * min(delay, 1.0)
        after_it = (market.lateness_choice + need) * max(delay - 1.0, 0.0)
        return chance_of(
            market.price_choice * (ratio - 1)
            + market.trust_choice * (self.trust - 0.5)
            + (first_month - after_it)
            + market.member_choice * (self.member - 0.5)
            - market.check_off_choice * market.check_off * owes
            - market.distance_choice * self.hours
            - market.crowd_choice * log10(max(self.cooperative.members, 1.0) / 100)
            + market.taste * log(draw / (1 - draw))
        )
