"""How a cooperative trades: its offer, what it takes in, and how it sells."""

from __future__ import annotations

import math
from typing import Any

from twin.sums import after_days, clip, paid_in_order


class Trades:
    """Supplies, offers, deliveries and sales."""

    def lend_inputs(self: Any) -> None:
        """Inputs on credit, in the month they are bought."""
        farmers = [one for one in self.households if one.sector == 0]
        if farmers and farmers[0].buys_inputs_now:
            self._lend_supplies(farmers, "inputs queue", [one.wish_for_inputs() for one in farmers])

    def lend_fuel(self: Any) -> None:
        """Fuel on credit."""
        fishers = [one for one in self.households if one.sector == 1]
        self._lend_supplies(fishers, "fuel queue", [one.wish_for_fuel() for one in fishers])

    def _lend_supplies(self: Any, rows: list[Any], purpose: str, asked: list[float]) -> None:
        """To members who owe nothing for supplies, first come first served, from half the till."""
        wanted = [
            round(wish * one.served * (one.supplies == 0))
            for one, wish in zip(rows, asked, strict=True)
        ]
        lent = paid_in_order(wanted, self.cash // 2, lambda: [one.draw(purpose) for one in rows])
        for one, amount in zip(rows, lent, strict=True):
            one.supplies_lent = one.book("supplies_lent", amount)

    def make_an_offer(self: Any) -> None:
        """Say what it will pay; traders answer."""
        now, market = self.now, self.terms.market
        own_crop = min(self.sector, 1)
        now.spoiled = self._spoiled()
        now.sale_price = self._sale_price(now.world[own_crop])
        full = (market.handling_cost + market.transport_cost * self.hours) * self.model.index
        large = self.last_volume / (self.last_volume + max(market.minimum_volume, 1.0))
        now.unit_cost = full * (1 - market.volume_saving * large)
        if self.sector < 2:
            margin = now.sale_price * (1 - now.spoiled) - now.unit_cost
            offer = market.payout * max(margin, 0.0)
        else:
            offer = clip(self._bulk_saving() - self.terms.trade.wholesale_margin, -0.3, 0.6)
        self.price = offer if self.trades and self.active else 0.0
        now.traders = [self._traders_answer(sector) for sector in (0, 1)]
        self.trader_price = now.traders[own_crop]
        self._plan_payments()

    def _spoiled(self: Any) -> float:
        if self.sector == 1:
            return self.terms.fisheries.spoilage * (1 - self.terms.fisheries.ice_saves * self.ice)
        return self.terms.market.spoilage * (1 - self.terms.market.storage_saves * self.storage)

    def _sale_price(self: Any, world: float) -> float:
        """What it gets a kilogram: local when its channel is shut."""
        market = self.terms.market
        share = (
            market.local_price, market.wholesale_price, market.contract_price,
            market.export_price, market.digital_price * (1 - market.platform_fee),
        )  # fmt: skip
        channel = market.channel if self._channel_open() else 0
        premium = market.certified_premium * market.certified_share * self.model.index
        certified = self.certified and self.sector == 0 and channel >= 1
        return world * share[channel] + premium * certified

    def _channel_open(self: Any) -> bool:
        """Contract and export buyers ask volume and quality, the digital market some volume."""
        market, quality = self.terms.market, self.quality * (0.7 + 0.6 * self.skill)
        if market.channel in (2, 3):
            enough = self.last_volume >= market.minimum_volume
            return enough and quality >= market.minimum_quality
        return market.channel != 4 or self.last_volume >= 0.1 * market.minimum_volume

    def _bulk_saving(self: Any) -> float:
        """The share saved by buying together."""
        shop, volume = self.terms.trade, self.last_volume
        return shop.bulk_discount * volume / (volume + shop.bulk_volume * self.model.index)

    def _traders_answer(self: Any, sector: int) -> float:
        """What traders pay at the farm gate: rivals and a cooperative's yardstick raise it."""
        market = self.terms.market
        alone = self.now.world[sector] * market.trader_share
        alone *= 1 + market.competition * math.log2(market.traders)
        near = alone * max(1 - market.road_cost * self.hours, 0.2)
        own = self.price if self.sector == sector else 0.0
        return near + market.yardstick * max(own - near, 0.0)

    def _plan_payments(self: Any) -> None:
        """When deliveries of this month are paid, in shares of their value, month by month."""
        market = self.terms.market
        days = market.payment_delay * (1 - self.terms.digital.delay_saved * self.digital)
        balance = 1 - market.advance_share
        self.now.wait = (market.advance_share * days + balance * market.buyer_delay) / 30
        weights = [0.0] * 7
        for part, delay in ((market.advance_share, days), (balance, market.buyer_delay)):
            months, later = after_days(delay)
            weights[months] += part * (1 - later)
            weights[months + 1] += part * later
        self.now.due_now, *self.now.due_later = weights

    def offer_to(self: Any, household: Any) -> float:
        """What it promises a household for its crop; nothing if it does not deal in it."""
        if not (self.trades and self.active and self.sector == household.sector):
            return 0.0
        discount = 0.0 if household.member else self.terms.market.outsider_discount
        return self.price * (1 - discount)

    def take_in_the_crop(self: Any) -> None:
        """What came into the store, and when it is to be paid."""
        self.pooled += self.now.volume
        for month, weight in enumerate(self.now.due_later, 1):
            self.members_due[month] += weight * self.now.delivered

    def buy_in_bulk(self: Any) -> None:
        """Goods for kiosks, bought together."""
        self._buy_goods(round(self.now.goods * (1 - self._bulk_saving())))
        self.now.volume += self.now.goods

    def restock_the_shop(self: Any) -> None:
        """Goods for the shop; and how much of its money is nobody's own, as borrowers see it."""
        self._buy_goods(round(self.now.shop_sales / (1 + self.terms.trade.shop_margin)))
        self.now.outside_share = self._outside_share()

    def _buy_goods(self: Any, cost: int) -> None:
        """Suppliers are paid from cash, or owed."""
        paid = self.book("goods_bought", min(cost, self.cash))
        self.book("goods_owed", cost - paid)

    def sell_the_pool(self: Any) -> None:
        """Grade, transport and sell; what buyers owe falls due in time."""
        now, market = self.now, self.terms.market
        self.book("spoilage", self.stock * now.spoiled)
        self.book("cost_of_produce", self.stock)
        revenue = self.book("sale", self.pooled * (1 - now.spoiled) * now.sale_price)
        self.book("handling", self.pooled * now.unit_cost)
        months, later = after_days(market.buyer_delay)
        waiting = round(revenue * later)
        self.buyers_due[months] += revenue - waiting
        self.buyers_due[months + 1] += waiting
        self.book("buyer_paid", self.buyers_due.pop(0))
        self.buyers_due.append(0)
        fee = market.certification_fee * self.model.index / 12
        self.book("certification_fee", fee * (self.certified and self.active))
        if now.volume > 0:
            self.last_volume = 0.75 * self.last_volume + 0.25 * now.volume
        self.pooled = 0.0
