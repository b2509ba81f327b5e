"""How a household lives from its purse, and what it puts aside."""

from __future__ import annotations

import math
from typing import Any

from twin.sums import clip


class Lives:
    """Living, borrowing in need, and saving."""

    def must_find(self: Any) -> int:
        """Cash it must find this month: basics less subsistence, and hardship."""
        live = self.cooperative.terms.livelihood
        basics = max(live.basics - live.subsistence, 0.0)
        return round(self.need * self.model.index * (basics + self.now.hardship))

    def wish_to_withdraw(self: Any) -> int:
        """What it asks of its voluntary savings, for need or in panic."""
        saving, trust = self.cooperative.terms.savings, self.trust
        doubt = clip((saving.panic_trust - trust) / max(saving.panic_trust, 1e-6), 0, 1)
        chance = saving.panic * min(doubt * (1 + 3 * self.cooperative.bad_news), 1.0)
        if self.draw("panics") < chance:
            return self.voluntary
        return min(self.voluntary, max(self.must_find() - self.cash, 0))

    def live(self: Any) -> None:
        """Meet needs from the purse, a trader, another lender; then spend part of what is left."""
        live, must = self.cooperative.terms.livelihood, self.must_find()
        if self.cash < must:
            self._borrow_elsewhere(must - self.cash)
        owed = self.interest + self.now.principal_due
        spare = max(self.cash - must - (live.buffer * self.month_need + owed), 0.0)
        spent = min(must + live.spending * spare, self.cash)
        inside = self._at_the_shop(spent)
        self.book("living", round(spent) - inside)
        self.now.at_shop += self.book("shop_sale", inside)
        self.cooperative.now.shop_sales += inside
        self.short = spent < 0.95 * must

    def _at_the_shop(self: Any, spent: float) -> int:
        """What a member spends at its cooperative's shop, the more the more it trusts it."""
        home = self.cooperative
        if not (self.member and home.active and home.kind >= 3):
            return 0
        return round(spent * home.terms.trade.shop_share * self.trust)

    def _borrow_elsewhere(self: Any, gap: int) -> None:
        """A trader advances on the next crop; another lender helps in need."""
        bank, market = self.cooperative.terms.bank, self.cooperative.terms.market
        if self.draw("trader helps") < market.advances and self.trader_debt == 0:
            gap -= self.book(
                "trader_advance", min(gap, round(market.advance_size * self.crop_of_year))
            )
        if self.draw("lender helps") < bank.lender_access:
            limit = round(bank.lender_size * self.need * self.model.index)
            self.book("lender_loan", min(gap, max(limit - self.other_debt, 0)))

    def pay_and_save(self: Any) -> None:
        """Pay the instalment from the purse, save, and serve debts to other lenders."""
        self.pay_instalment()
        if self.member and self.cooperative.active:
            self._save()
        if self.other_debt > 0:
            self._serve_other_lenders()

    def _save(self: Any) -> None:
        """Compulsory saving, then voluntary saving out of what is spare; interest on savings."""
        terms = self.cooperative.terms
        saving, live, need = terms.savings, terms.livelihood, self.need * self.model.index
        fee = saving.mandatory * self.model.index + saving.mandatory_of_sales * self.proceeds
        if self.cash >= round(fee):
            self.book("mandatory_saved", fee)
        kept = live.buffer * need * (1 - live.subsistence)
        spare = self.cash - kept - self.interest - self.now.principal_due
        rate = min(saving.rate, terms.regulation.savings_cap)
        put = max(spare, 0.0) * self._keenness(need, rate - live.inflation)
        self.book("voluntary_saved", min(put, self.cash))
        self.book("savings_interest", self.voluntary * rate / 12)

    def _keenness(self: Any, need: float, real_rate: float) -> float:
        """How much of what is spare is saved: nothing at the goal, which the real rate moves."""
        saving = self.cooperative.terms.savings
        pull = math.exp2(clip(real_rate / max(saving.rate_pull, 1e-6), -3.0, 3.0))
        goal = max(saving.goal * pull, 1e-9)
        missing = clip(1 - self.voluntary / need / goal, 0.0, 1.0)
        return clip(saving.propensity * self.trust * 2 * missing, 0.0, 1.0)

    def _serve_other_lenders(self: Any) -> None:
        """Other lenders take interest and are repaid from what is in the purse."""
        interest = round(self.other_debt * self.cooperative.terms.bank.lender_rate / 12)
        paid = self.book("lender_interest", min(interest, self.cash // 2))
        back = self.book("lender_repaid", min(self.other_debt, self.cash // 3))
        self.service_year += paid + back
