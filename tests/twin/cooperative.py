"""A cooperative: who it is, what luck it meets, and how it trades."""

import math
from collections import Counter
from types import SimpleNamespace
from typing import Any

from scipy.special import ndtri

from coopsim.state import ACTIVE
from twin.actor import Actor, after_days, clip, cos, exp, in_turn, log2, total
from twin.board import Board
from twin.till import Refinance, Till


class Cooperative(Till, Refinance, Board, Actor):
    """An organisation with its books, its board, its place and the people around it."""

    table = "c"

    def __init__(self, model: Any, row: int, columns: dict[str, list[Any]]) -> None:
        super().__init__(model, row, columns)
        self.people, self.booked, self.year = [], Counter(), Counter()
        self.owners["f"] = model.fund

    @property
    def active(self) -> bool:
        return self.status == ACTIVE

    @property
    def own_capital(self) -> int:
        """Shares, compulsory savings, grants, reserve and results."""
        paid_in = self.share + self.mandatory
        return paid_in + self.grants + self.reserve + self.surplus + self.undivided

    def begin_month(self) -> None:
        """A clean slate; in January the books of the year begin anew."""
        self.booked.clear()
        if self.model.moy == 1:
            self.year.clear()
        self.now = SimpleNamespace(
            world=[0.0, 0.0], traders=[0.0, 0.0], collected=0, due=0, outsiders_kg=0.0,
            volume=0.0, spoiled=0.0, sale_price=0.0, unit_cost=0.0, members_lost=0, joins=0,
            leaves=0, refused=0, trained=False, defrauded=False,
            delivered=0, goods=0.0, shop_sales=0, outside_share=0.0, season=self._season(),
        )  # fmt: skip

    def _season(self) -> float:
        """The share of the year's harvest that is picked this month."""
        crop = self.terms.agriculture
        ahead = [(month - crop.harvest_month + 6) % 12 - 6 for month in range(1, 13)]
        raw = [max(1 - abs(months) / (crop.harvest_width + 1), 0.0) for months in ahead]
        return raw[self.model.moy - 1] / total(raw)

    def meet_luck(self) -> None:
        """World prices, and the weather of its district."""
        luck, market, model = self.terms.luck, self.terms.market, self.model
        season = 1 + luck.price_season * cos(2 * math.pi * (model.month - 2) / 12)
        for sector, base in enumerate((market.coffee_price, market.fish_price)):
            spread = exp(model.deviation[sector] - 0.5 * (luck.price_sd * luck.price_sd))
            self.now.world[sector] = base * model.index * season * spread * (1 + luck.price_shift)
        if model.moy == 1:
            self.weather = self._weather("weather of the year")
        self.sea = self._weather("weather at sea")

    def _weather(self, purpose: str) -> float:
        """Weather against a normal year, shared in part by all districts; its mean is 1."""
        luck, draws = self.terms.luck, self.model.draws(purpose, len(self.model.places) + 1)
        common, own = ndtri(draws[0]), ndtri(draws[self.district + 1])
        shared, alone = math.sqrt(luck.weather_common), math.sqrt(1 - luck.weather_common)
        deviation = luck.weather_sd * (shared * common + alone * own)
        return exp(deviation - 0.5 * (luck.weather_sd * luck.weather_sd))

    @property
    def month_of_inputs(self) -> bool:
        """Whether this is the month four before the middle of the harvest."""
        return (self.terms.agriculture.harvest_month - 5) % 12 + 1 == self.model.moy

    def lend_supplies(self) -> None:
        """Inputs or fuel, to members who owe nothing for supplies, from half the till."""
        wishes = {one: one.wish_for_supplies() for one in self.people if one.sector < 2}
        asked = {one: round(wish * (one.supplies == 0)) for one, wish in wishes.items()}
        queue = "fuel queue" if self.sector == 1 else "inputs queue"
        for one, lent in in_turn(asked, self.cash // 2, queue):
            one.supplies_lent = one.book("supplies_lent", lent)

    def make_an_offer(self) -> None:
        """Say what it will pay; traders answer."""
        now, market, sea = self.now, self.terms.market, self.terms.fisheries
        own_crop = min(self.sector, 1)
        if self.sector == 1:
            now.spoiled = sea.spoilage * (1 - sea.ice_saves * self.ice)
        else:
            now.spoiled = market.spoilage * (1 - market.storage_saves * self.storage)
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

    def _sale_price(self, world: float) -> float:
        """What it gets a kilogram: local when its channel asks more volume or quality."""
        market, volume = self.terms.market, self.last_volume
        large, some = volume >= market.minimum_volume, volume >= 0.1 * market.minimum_volume
        fine = large and self.quality * (0.7 + 0.6 * self.skill) >= market.minimum_quality
        share = (
            market.local_price, market.wholesale_price, market.contract_price,
            market.export_price, market.digital_price * (1 - market.platform_fee),
        )  # fmt: skip
        channel = market.channel if (True, True, fine, fine, some)[market.channel] else 0
        premium = market.certified_premium * market.certified_share * self.model.index
        certified = self.certified and self.sector == 0 and channel >= 1
        return world * share[channel] + premium * certified

    def _bulk_saving(self) -> float:
        """The share saved by buying together."""
        shop, volume = self.terms.trade, self.last_volume
        return shop.bulk_discount * volume / (volume + shop.bulk_volume * self.model.index)

    def _traders_answer(self, sector: int) -> float:
        """What traders pay at the farm gate: rivals and a cooperative's yardstick raise it."""
        market = self.terms.market
        alone = self.now.world[sector] * market.trader_share
        alone *= 1 + market.competition * log2(market.traders)
        near = alone * max(1 - market.road_cost * self.hours, 0.2)
        own = self.price if self.sector == sector else 0.0
        return near + market.yardstick * max(own - near, 0.0)

    def plan_payments(self) -> None:
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

    def take_in(self) -> None:
        """The crop comes into the store, to be paid in time; goods for kiosks are bought."""
        now = self.now
        self.pooled += now.volume
        for month, weight in enumerate(now.due_later, 1):
            self.members_due[month] += weight * now.delivered
        self._buy_goods(now.goods * (1 - self._bulk_saving()))
        now.volume += now.goods

    def restock_the_shop(self) -> None:
        """Goods for the shop; and how much of its money is nobody's own, as borrowers see it."""
        self._buy_goods(self.now.shop_sales / (1 + self.terms.trade.shop_margin))
        outside = float(self.grants - min(self.equipment, self.grants) + self.fund_debt)
        own = float(self.share + self.mandatory + self.voluntary + self.reserve)
        self.now.outside_share = outside / max(outside + own, 1.0)

    def _buy_goods(self, cost: float) -> None:
        """Suppliers are paid from cash, or owed."""
        paid = self.book("goods_bought", min(round(cost), self.cash))
        self.book("goods_owed", round(cost) - paid)

    def sell_the_pool(self) -> None:
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
