"""How a household sells: to its cooperative or to traders, and where a kiosk buys."""

from __future__ import annotations

import math
from typing import Any

from twin.sums import chance_of


class Sells:
    """Delivering crops and buying goods."""

    def look_into_the_purse(self: Any) -> None:
        """How short of cash it is, and its own reasons this month."""
        full = max(self.month_need, 1.0)
        self.now.tightness = min(max(1 - self.cash / full, 0.0), 1.0)
        self.now.own_reasons = self.draw("own reasons")

    def sell_crop(self: Any) -> None:
        """Part to the cooperative, part to traders; who owes a trader is tied to him."""
        now, home, market = self.now, self.cooperative, self.cooperative.terms.market
        quantity = self._process_at_home() if self.sector == 0 else now.output
        outside = self.traders_price * (1 - market.advance_discount * (self.trader_debt > 0))
        price = home.offer_to(self)
        share = self._share_for_cooperative(price, quantity, outside)
        kilograms = quantity * share
        value = round(kilograms * price)
        self._deliver(kilograms, value)
        sold = self.book("trader_sale", (quantity - kilograms) * outside)
        self.service_year += self.book("trader_repaid", min(self.trader_debt, sold))
        now.to_cooperative, now.to_trader = value, sold
        now.crop_value = value + sold
        now.income += value + sold

    def _process_at_home(self: Any) -> float:
        """Dry part of the crop and keep it a month: kilograms ready for sale today."""
        now, crop, index = self.now, self.cooperative.terms.agriculture, self.model.index
        cost = crop.processing_cost * crop.parchment_per_green
        gain = crop.processing_gain - cost / max(self.traders_price / index, 1e-9)
        habit = crop.cherry_habit * (1 + 2 * now.tightness)
        share = chance_of(max(crop.processing_choice * gain - habit, -700.0))
        kept = now.output * share
        labour = kept * crop.parchment_per_green * crop.processing_cost * index
        now.income -= self.book("processing_paid", min(labour, self.cash))
        quantity = now.output - kept + self.held
        self.held = kept * (1 + crop.processing_gain)
        return quantity

    def _share_for_cooperative(self: Any, price: float, quantity: float, outside: float) -> float:
        """The share of the crop its cooperative gets."""
        market = self.cooperative.terms.market
        if price <= 0 or not (self.member or market.buy_from_all):
            return 0.0
        share = self._loyalty(price / max(outside, 1e-9), self.cooperative.now.wait, self.loan > 0)
        owed = self.trader_debt / max(quantity * outside, 1e-9)
        return share * (1 - market.enforcement * min(owed, 1.0))

    def _loyalty(self: Any, ratio: float, delay: float, owes: bool) -> float:
        """What draws it to the cooperative and what keeps it away, as a share."""
        market, draw = self.cooperative.terms.market, self.now.own_reasons
        patience = market.deferral_choice * self.trust - market.cash_choice * self.now.tightness
        return chance_of(
            market.price_choice * (ratio - 1)
            + market.trust_choice * (self.trust - 0.5)
            + patience * delay
            + market.member_choice * (self.member - 0.5)
            - market.check_off_choice * market.check_off * owes
            - market.distance_choice * self.hours
            - market.crowd_choice * math.log10(max(self.cooperative.members, 1.0) / 100)
            + market.taste * math.log(draw / (1 - draw))
        )

    def _deliver(self: Any, kilograms: float, value: int) -> None:
        """What is due now becomes a claim, the rest a promise."""
        home = self.cooperative
        now_due = round(value * home.now.due_now)
        self.book("delivered_due", now_due)
        self.book("delivered", value - now_due)
        home.now.volume += kilograms
        home.now.delivered += value
        if not self.member:
            home.now.outsiders_kg += kilograms

    def restock(self: Any) -> None:
        """A kiosk buys goods from its cooperative or from wholesalers, for cash or on credit."""
        now, shop = self.now, self.cooperative.terms.trade
        share, mine, bought = self._buy_from_cooperative() if self.served else (0.0, 0, 0.0)
        outside = now.output * (1 - share)
        asked = outside * shop.supplier_credit * (self.trader_debt == 0)
        owed = self.book("restock_owed", asked)
        paid = self.book("restock_paid", max(min(outside - owed, 0.5 * self.cash), 0))
        self.book("trader_repaid", min(self.trader_debt, self.cash // 3))
        total = bought + owed + paid
        if total > 0:
            self.held = max(self.cooperative.price, 0.0) * bought / max(total, 1.0)
        now.to_cooperative, now.to_trader = mine, owed + paid
        now.crop_value = mine + owed + paid

    def _buy_from_cooperative(self: Any) -> tuple[float, int, float]:
        """The share it wants from there, what it pays or owes, and that at standard prices."""
        home, cheaper = self.cooperative, 1 - self.cooperative.price
        share = self._loyalty(1 / cheaper, 0.0, self.supplies > 0)
        mine = self.now.output * share * cheaper
        asked = round(mine * home.terms.market.supplies_on_credit * (self.supplies == 0))
        in_cash = max(min(round(mine) - asked, 0.5 * self.cash), 0)
        lent = self.book("goods_sold_on_credit", asked)
        sold = self.book("goods_sold", in_cash)
        bought = (lent + sold) / cheaper
        home.now.goods += bought
        return share, lent + sold, bought
