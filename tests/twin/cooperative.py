"""A cooperative: who it is, how a month begins and ends for it, and what luck it meets."""

from __future__ import annotations

import math
from collections import Counter
from types import SimpleNamespace
from typing import Any

from coopsim.state import ACTIVE
from twin.books import Actor
from twin.borrows_outside import BorrowsOutside
from twin.closes import Closes
from twin.governs import Governs
from twin.keeps import Keeps
from twin.sums import total
from twin.trades import Trades


class Cooperative(Trades, Keeps, BorrowsOutside, Governs, Closes, Actor):
    """An organisation with its books, its board, its place and the households around it."""

    def __init__(self, model: Any, row: int, columns: dict[str, Any]) -> None:
        self.around = columns["households"][row]  # their number; ``households`` are they
        super().__init__(model, row, columns)
        self.households: list[Any] = []
        self.booked: Counter[str] = Counter()
        self.year: Counter[str] = Counter()

    def _owner(self, table: str) -> Any:
        return self if table == "c" else self.model.fund

    def draw(self, purpose: str) -> float:
        """Its own luck this month, for a purpose."""
        return self.model.draws(purpose, len(self.model.cooperatives))[self.row]

    @property
    def active(self) -> bool:
        """Whether it does business."""
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
            leaves=0, trained=False, defrauded=False,
            delivered=0, goods=0.0, shop_sales=0, outside_share=0.0,
        )  # fmt: skip
        self.now.season = self._season()

    def close_month(self) -> None:
        """Add the month's bookings to the year's."""
        self.year += self.booked

    def deviation(self, sector: int, normal: float) -> float:
        """The log of a world price against its mean, a month on."""
        luck = self.terms.luck
        kept = luck.price_persistence ** (1 / 12)
        step = luck.price_sd * math.sqrt(1 - kept**2) * normal
        return kept * self.model.deviation[sector] + step

    def meet_luck(self, year: list[float], sea: list[float]) -> None:
        """World prices, and the weather of its district."""
        luck, market, model = self.terms.luck, self.terms.market, self.model
        season = 1 + luck.price_season * math.cos(2 * math.pi * (model.month - 2) / 12)
        for sector, base in enumerate((market.coffee_price, market.fish_price)):
            spread = math.exp(model.deviation[sector] - 0.5 * (luck.price_sd * luck.price_sd))
            self.now.world[sector] = base * model.index * season * spread * (1 + luck.price_shift)
        if model.moy == 1:
            self.weather = self._weather(year[0], year[self.district + 1])
        self.sea = self._weather(sea[0], sea[self.district + 1])

    def _weather(self, common: float, own: float) -> float:
        """Weather against a normal year, shared in part by all districts; its mean is 1."""
        luck = self.terms.luck
        shared, alone = math.sqrt(luck.weather_common), math.sqrt(1 - luck.weather_common)
        deviation = luck.weather_sd * (shared * common + alone * own)
        return math.exp(deviation - 0.5 * (luck.weather_sd * luck.weather_sd))

    def _season(self) -> float:
        """The share of the year's harvest that is picked this month."""
        crop = self.terms.agriculture
        raw = []
        for month in range(1, 13):
            ahead = (month - crop.harvest_month + 6) % 12 - 6
            raw.append(max(1 - abs(ahead) / (crop.harvest_width + 1), 0.0))
        return raw[self.model.moy - 1] / total(raw)
