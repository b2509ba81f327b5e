"""The national revolving fund."""

from __future__ import annotations

from typing import Any

from twin.books import Actor
from twin.sums import mean_of


class NationalFund(Actor):
    """One agent with a till, what cooperatives owe it, and its capital."""

    def _owner(self, table: str) -> Any:
        return self

    def endow(self) -> None:
        """The state adds its yearly budget; the fund pays its own running cost."""
        terms = [one.terms.national for one in self.model.cooperatives]
        if self.model.moy == 1:
            budget = mean_of([one.budget for one in terms]) * self.model.index
            self.book("fund_capital", budget / self.model.weight)
        cost = mean_of([one.cost for one in terms]) / 12 * float(self.loans)
        self.book("fund_cost", min(cost, float(self.cash)))

    def pay_out(self) -> None:
        """Pay what was approved, best rank first, until the first that does not fit."""
        queue = [one.approved() for one in self.model.cooperatives]
        left, running = self.cash, 0
        for _, one, wanted, first in sorted(queue, key=lambda asked: asked[0]):
            running += wanted
            one.receive(wanted if running <= left else 0, first)
