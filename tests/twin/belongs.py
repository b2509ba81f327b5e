"""Belonging: joining, leaving, trusting, and the business a household does."""

from __future__ import annotations

import math
from typing import Any

from twin.sums import clip

LARGEST = math.exp(4.0)
"""The most that pulls and pushes multiply a chance by."""


class Belongs:
    """A household and its cooperative."""

    def gain_of_membership(self: Any) -> float:
        """What membership would add, as a share of a usual household's need."""
        home, index = self.cooperative, self.model.index
        live, terms = home.terms.livelihood, home.terms.membership
        if self.sector == 2:
            value = self.capacity * index * home.terms.trade.turnover
        else:
            value = self.crop_of_year / 12
        usual = live.need_over_line * live.poverty_line * live.household_size * index
        trade = clip(home.now.better, -0.3, 0.5) * value * (home.sector == self.sector) / usual
        gap = min(home.terms.bank.lender_rate, 1.0) - home.terms.fund.loan_rate
        credit = terms.credit_worth * clip(gap, 0.0, 1.0) * home.now.liquid
        real = (home.terms.savings.rate - live.inflation) * home.lends
        return trade + credit + terms.savings_worth * clip(real, -0.05, 0.1)

    def would_join(self: Any, peers: float) -> bool:
        """Whether gain, neighbours and trust outweigh distance, the share and an empty purse."""
        terms, draw = self.cooperative.terms.membership, self.draw("joins")
        if self.member or not self.cooperative.active or draw >= terms.joining * LARGEST:
            return False
        subsidy = self.cooperative.terms.programme.entry_subsidy
        share = terms.entry_share * self.model.index * (1 - subsidy)
        pull = (
            terms.gain_pull * 10 * clip(self.gain_of_membership(), -0.2, 0.2)
            + terms.peer_pull * (peers - 0.2)
            + terms.trust_pull * (self.trust - 0.5)
            - terms.distance_push * self.hours
            - terms.share_burden * (share / self.month_need)
            - terms.means_push * self.now.tightness
            - terms.liability_push * self._would_answer_for()
        )
        chance = min(terms.joining * math.exp(clip(pull, -6.0, 4.0)), 1.0)
        return draw < chance and self.cash >= share + 1

    def _would_answer_for(self: Any) -> float:
        """Others' arrears, where groups are liable together."""
        return self.cooperative.late_share * self.cooperative.terms.fund.joint_liability

    def join(self: Any) -> None:
        """Pay the entry share, or the state does in part."""
        terms = self.cooperative.terms
        full = round(terms.membership.entry_share * self.model.index)
        given = round(full * terms.programme.entry_subsidy)
        self.book("share_subsidised", given)
        self.book("share_paid_in", min(full - given, self.cash))
        self.member, self.joined = True, self.model.month
        self.cooperative.now.joins += 1

    def would_leave(self: Any) -> bool:
        """Whether a member whose savings cover its debts leaves this month."""
        terms, draw = self.cooperative.terms.membership, self.draw("leaves")
        long_enough = self.member and self.joined < self.model.month
        if not long_enough or draw >= terms.leaving * LARGEST:
            return False
        doubt = terms.doubt_push * (0.5 - self.trust) * 2
        push = doubt - terms.gain_hold * 10 * clip(self.gain_of_membership(), -0.2, 0.2)
        owed = self.loan + self.interest + self.supplies
        own = self.mandatory + self.voluntary + self.share * terms.refund_share
        chance = min(terms.leaving * math.exp(clip(push, -4.0, 4.0)), 1.0)
        return draw < chance and owed <= own

    def leave(self: Any) -> None:
        """Debts are set off against savings and shares, the rest falls due."""
        self.book("share_released", self.share * self.cooperative.terms.membership.refund_share)
        self.book("share_forfeited", self.share)
        self.book("mandatory_released", self.mandatory)
        self.book("voluntary_released", self.voluntary)
        self.book("interest_set_off", min(self.interest, self.claim))
        self.book("loan_set_off", min(self.loan, self.claim))
        self.book("supplies_set_off", min(self.supplies, self.claim))
        self.book("written_off_set_off", min(self.written_off, self.claim))
        self.now.principal_due = 0
        self.member = False
        self.cooperative.now.leaves += 1

    def trust_anew(self: Any, around: float) -> None:
        """Promises kept and broken, news from neighbours, and what happened at the cooperative."""
        home, governance = self.cooperative, self.cooperative.terms.governance
        felt = (1.0 if self.member else 0.5) * home.active
        kept = governance.promise_kept / 12 * (1 - home.broken) * felt * 2 * (1 - self.trust)
        lost = governance.promise_broken * home.broken * felt
        news = governance.news * (around - self.trust)
        self.trust = clip(self.trust + kept - lost + news + home.now.event * felt, 0.0, 1.0)

    def count_business(self: Any) -> None:
        """Business with the cooperative, for refunds and to know who uses it at all."""
        done = round(self.now.to_cooperative + self.now.at_shop) * self.member
        self.patronage += done
        self.used = self.used or done > 0 or (self.loan > 0 and self.member)
