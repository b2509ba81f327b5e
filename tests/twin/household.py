"""A household: who it is, and how a month begins for it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from twin.belongs import Belongs
from twin.books import Actor
from twin.borrows import Borrows
from twin.lives import Lives
from twin.sells import Sells
from twin.works import Works


class Household(Works, Sells, Lives, Borrows, Belongs, Actor):
    """A family with its purse, its sector, and one cooperative it belongs to or may join.

    Its attributes are the columns of ``docs/model.md``, appendix B; ``now`` is the scratch of
    this month.
    """

    def __init__(self, model: Any, row: int, columns: dict[str, Any]) -> None:
        super().__init__(model, row, columns)
        self.cooperative = model.cooperatives[self.home]

    def _owner(self, table: str) -> Any:
        return self if table == "h" else self.cooperative

    def draw(self, purpose: str) -> float:
        """Its own luck this month, for a purpose."""
        return self.model.draws(purpose, len(self.model.everyone))[self.row]

    def begin_month(self) -> None:
        """A clean slate; in January the counters of the year begin anew."""
        if self.model.moy == 1:
            self.patronage_before = self.patronage
            self.patronage = self.income_year = self.service_year = 0
            self.used = False
        self.now = SimpleNamespace(
            hardship=0.0, output=0.0, income=0.0, crop_value=0.0, to_cooperative=0.0,
            at_shop=0.0, to_trader=0.0, tightness=0.0, own_reasons=0.0, principal_due=0,
        )  # fmt: skip
        self.proceeds = 0

    @property
    def month_need(self) -> float:
        """Cash that a month's need takes, garden and shore not counted."""
        return self.need * self.model.index * (1 - self.cooperative.terms.livelihood.subsistence)

    @property
    def served(self) -> bool:
        """Whether its cooperative trades for it in what it lives from."""
        home = self.cooperative
        return self.member and home.active and home.trades and home.sector == self.sector

    @property
    def traders_price(self) -> float:
        """What traders pay for its crop or catch."""
        return self.cooperative.now.traders[min(self.sector, 1)]

    @property
    def crop_of_year(self) -> float:
        """What its crop or catch of a normal year fetches from traders."""
        terms = self.cooperative.terms
        if self.sector == 2:
            return 0.0
        if self.sector == 0:
            a_year = terms.agriculture.full_yield * 0.75
        else:
            a_year = terms.fisheries.trips * terms.fisheries.catch * 8
        return a_year * self.capacity * self.traders_price
