"""A household: who it is, how it lives, saves, borrows, and where it belongs."""

import math
from types import SimpleNamespace
from typing import Any

from twin.actor import Actor, chance_of, clip, exp, exp2, log, log2, power
from twin.livelihood import Livelihood

LARGEST = exp(4.0)
"""The most that pulls and pushes multiply a chance by."""


class Borrower:
    """One loan at a time, and what is owed for supplies."""

    def settle_what_falls_due(self) -> None:
        """A month passes on the loan; supplies and instalments come off the proceeds."""
        if self.loan > 0:
            before, home = self._principal_due(), self.cooperative
            self.loan_age += 1
            self.now.principal_due = self._principal_due()
            home.now.due += self.now.principal_due - before
            if self.late < 3:  # interest: on the balance, or on the first amount within the tenor
                within = self.loan_age <= self.loan_tenor
                base = self.loan if self.loan_contract == 0 else self.loan_amount * within
                home.now.due += self.book("interest_accrued", base * self.loan_rate / 12)
        if self.supplies > 0:
            purse = self.cash // 2 if self.sector == 2 else 0
            self.book("supplies_repaid", min(self.supplies, self.proceeds + purse, self.cash))
        if self.proceeds > 0:
            limit = math.floor(self.terms.market.check_off * self.proceeds)
            self._pay_loan(min(limit, self.cash))

    def _principal_due(self) -> int:
        """Principal due and unpaid at the present age of the loan."""
        if self.loan_bullet:
            repaid = float(self.loan_age >= self.loan_tenor)
        else:
            steps = max(self.loan_tenor - self.loan_grace, 1)
            repaid = clip((self.loan_age - self.loan_grace) / steps, 0.0, 1.0)
        return max(self.loan - round(self.loan_amount * (1 - repaid)), 0)

    def _pay_loan(self, able: int) -> None:
        """Interest first, then principal."""
        paid = min(self.now.principal_due + self.interest, able)
        interest = self.book("interest_paid", min(self.interest, paid))
        self.now.principal_due -= self.book("principal_paid", paid - interest)
        self.now.service += paid
        self.patronage += interest
        self.cooperative.now.collected += paid

    def pay_instalment(self) -> None:
        """Discipline, meetings and trust against others' example and one's own habit."""
        home, fund = self.cooperative, self.terms.fund
        if self.now.principal_due + self.interest == 0:
            return
        base = clip(fund.discipline, 1e-6, 1 - 1e-6)
        willingness = chance_of(
            log(base / (1 - base))
            + fund.meeting_effect * log2(max(fund.meetings, 0.25))
            + fund.liability_effect * fund.joint_liability
            + fund.trust_effect * min(self.trust - 0.5, 0.25)
            - fund.outside_money_effect * max(home.now.outside_share - 0.3, 0.0)
            - fund.contagion * home.late_share
            - fund.habit * min(max(self._months_late(), 2 * self.rescheduled), 3.0)
        )
        if self.draw("pays the instalment") < willingness:
            self._pay_loan(self.cash)

    def _months_late(self) -> int:
        """Months the oldest unpaid instalment has waited; a cent of rounding is no arrears."""
        if self.loan <= 0:
            return 0
        steps = max(self.loan_tenor - self.loan_grace, 1)
        amount = float(max(self.loan_amount, 1))
        paid_steps = math.floor((amount - self.loan) / amount * steps + 1e-2)
        unpaid = self.loan_tenor if self.loan_bullet else self.loan_grace + paid_steps + 1
        return max(self.loan_age - unpaid, 0)

    def count_arrears(self) -> None:
        """How late the loan is; some late loans are given new dates."""
        self.late, fund = self._months_late(), self.terms.fund
        if self.late >= 2 and self.draw("rescheduled") < fund.rescheduling:
            self.loan_amount, self.loan_age, self.loan_grace = self.loan, 0, 0
            self.loan_tenor, self.loan_bullet, self.rescheduled = fund.tenor, False, True
            self.late = 0

    def repay_what_was_written_off(self) -> None:
        """Something comes in on a few loans written off; then the month's income is known."""
        if self.written_off > 0 and self.draw("recovered") < self.terms.fund.recovery:
            amount = min(self.written_off, self.cash // 3)
            self.now.service += self.book("loan_recovered", amount)
        self.income = round(self.now.income)
        self.income_year += self.income
        self.service_year += self.now.service

    def asks_for_loan(self, rate: float, known_rate: float) -> bool:
        """Whether a member free to ask does, at the rate it knows, and no cheaper lender helps."""
        fund, bank = self.terms.fund, self.terms.bank
        half = self.late == 0 and 2 * self.loan <= self.loan_amount and fund.top_up
        free = self.member and (self.loan == 0 or half) and self.written_off == 0
        if not free or self.model.month - self.joined < fund.waiting:
            return False
        dear = max(known_rate, 0.005) / fund.reference_rate
        if self.draw("asks for a loan") >= fund.demand * power(dear, -fund.asking_elasticity):
            return False
        return rate <= bank.soft_rate or self.draw("soft lender") >= bank.soft_share

    def loan_asked(self, rate: float) -> int:
        """What it asks within the ceilings; nobody bothers for less than a fifth of the wish."""
        fund, unit = self.terms.fund, self.model.plan.minor
        cheap = power(max(rate, 0.005) / fund.reference_rate, -fund.size_elasticity)
        wanted = self.needs * fund.loan_size * cheap * power(fund.tenor / 12, fund.tenor_pull)
        service = 1 / max(fund.tenor - fund.grace, 1) + rate / 12
        income = self.other_income * self.model.index + self.crop_of_year / 12
        savings = self.share + self.mandatory + self.voluntary
        ceiling = min(savings * fund.multiple, fund.service_cap * income / service, fund.largest)
        ceiling *= 2.0 if fund.insiders_first and self.insider else 1.0
        amount = math.floor((min(wanted, ceiling) - self.loan) / unit) * unit
        return int(amount) if amount >= 0.2 * wanted else 0

    def sign(self, amount: int) -> None:
        """Sign the contract and take the money home, less the fee."""
        fund = self.terms.fund
        self.topped_up, self.rescheduled = self.loan > 0, False
        self.loan_amount, self.loan_age = self.loan + amount, 0
        self.loan_rate = min(fund.loan_rate, self.terms.regulation.rate_cap)
        self.loan_tenor, self.loan_grace = fund.tenor, min(fund.grace, fund.tenor - 1)
        self.loan_contract, self.loan_bullet = fund.contract, fund.bullet
        self.book("loan_disbursed", amount)
        self.patronage += self.book("loan_fee", amount * fund.loan_fee)
        self.used = True


class Household(Livelihood, Borrower, Actor):
    """A family with its purse, its sector, and one cooperative it belongs to or may join.

    Its attributes are the columns of ``docs/model.md``, appendix B, and ``now``, its scratch:
    ``needs`` at its prices, ``month_need`` what takes cash of it; ``terms`` its cooperative's.
    """

    table = "h"

    def __init__(self, model: Any, row: int, columns: dict[str, list[Any]]) -> None:
        super().__init__(model, row, columns)
        self.cooperative = model.cooperatives[self.home]
        self.cooperative.people.append(self)
        self.owners["c"] = self.cooperative

    def begin_month(self) -> None:
        """A clean slate; in January the counters of the year begin anew."""
        self.terms, self.needs = self.cooperative.terms, self.need * self.model.index
        self.month_need = self.needs * (1 - self.terms.livelihood.subsistence)
        if self.model.moy == 1:
            self.patronage_before, self.used = self.patronage, False
            self.patronage = self.income_year = self.service_year = 0
        self.now = SimpleNamespace(
            hardship=0.0, output=0.0, income=0.0, crop_value=0.0, to_cooperative=0.0, at_shop=0.0,
            to_trader=0.0, tightness=0.0, own_reasons=0.0, principal_due=0, service=0,
        )  # fmt: skip
        self.proceeds, self.now.owing = 0, self.loan > 0

    def must_find(self) -> int:
        """Cash it must find this month: basics less subsistence, and hardship."""
        live = self.terms.livelihood
        return round(self.needs * (max(live.basics - live.subsistence, 0.0) + self.now.hardship))

    def wish_to_withdraw(self) -> int:
        """What it asks of its voluntary savings, for need or in panic."""
        saving = self.terms.savings
        doubt = clip((saving.panic_trust - self.trust) / max(saving.panic_trust, 1e-6), 0, 1)
        if self.draw("panics") < saving.panic * min(doubt * (1 + 3 * self.cooperative.bad_news), 1):
            return self.voluntary
        return min(self.voluntary, max(self.must_find() - self.cash, 0))

    def live(self) -> None:
        """Meet needs from the purse, a trader, another lender; then spend part of what is left."""
        live, home, must = self.terms.livelihood, self.cooperative, self.must_find()
        bank, market = self.terms.bank, self.terms.market
        trader_helps = self.draw("trader helps") < market.advances and self.trader_debt == 0
        if self.cash < must and trader_helps:
            most = round(market.advance_size * self.crop_of_year)
            self.book("trader_advance", min(must - self.cash, most))
        if self.cash < must and self.draw("lender helps") < bank.lender_access:
            room = max(round(bank.lender_size * self.needs) - self.other_debt, 0)
            self.book("lender_loan", min(must - self.cash, room))
        owed = self.interest + self.now.principal_due
        spare = max(self.cash - must - (live.buffer * self.month_need + owed), 0.0)
        spent = min(must + live.spending * spare, self.cash)
        has_shop = self.member and home.active and home.kind >= 3
        inside = round(spent * self.terms.trade.shop_share * self.trust) if has_shop else 0
        self.book("living", round(spent) - inside)
        self.now.at_shop += self.book("shop_sale", inside)
        home.now.shop_sales += inside
        self.short = spent < 0.95 * must

    def save(self) -> None:
        """A member saves what it must, then out of what is spare until its goal is reached."""
        saving, live = self.terms.savings, self.terms.livelihood
        if not (self.member and self.cooperative.active):
            return
        fee = saving.mandatory * self.model.index + saving.mandatory_of_sales * self.proceeds
        if self.cash >= round(fee):
            self.book("mandatory_saved", fee)
        kept = live.buffer * self.needs * (1 - live.subsistence)
        spare = self.cash - kept - self.interest - self.now.principal_due
        rate = min(saving.rate, self.terms.regulation.savings_cap)
        pull = exp2(clip((rate - live.inflation) / max(saving.rate_pull, 1e-6), -3.0, 3.0))
        missing = clip(1 - self.voluntary / self.needs / max(saving.goal * pull, 1e-9), 0.0, 1.0)
        keen = clip(saving.propensity * self.trust * 2 * missing, 0.0, 1.0)
        self.book("voluntary_saved", min(max(spare, 0.0) * keen, self.cash))
        self.book("savings_interest", self.voluntary * rate / 12)

    def serve_other_lenders(self) -> None:
        """They take interest and are repaid from what is left in the purse."""
        interest = round(self.other_debt * self.terms.bank.lender_rate / 12)
        paid = self.book("lender_interest", min(interest, self.cash // 2))
        back = self.book("lender_repaid", min(self.other_debt, self.cash // 3))
        self.now.service += paid + back

    def gain_of_membership(self) -> float:
        """What membership would add, as a share of a usual household's need."""
        home, terms, index = self.cooperative, self.terms, self.model.index
        live, membership = terms.livelihood, terms.membership
        goods = self.capacity * index * terms.trade.turnover
        value = goods if self.sector == 2 else self.crop_of_year / 12
        usual = live.need_over_line * live.poverty_line * live.household_size * index
        trade = clip(home.now.better, -0.3, 0.5) * value * (home.sector == self.sector) / usual
        gap = min(terms.bank.lender_rate, 1.0) - terms.fund.loan_rate
        credit = membership.credit_worth * clip(gap, 0.0, 1.0) * home.now.liquid
        real = (terms.savings.rate - live.inflation) * home.lends
        saving = membership.savings_worth * clip(real, -0.05, 0.1)
        return clip(trade + credit + saving, -0.2, 0.2)

    def consider_joining(self) -> None:
        """Join if gain, neighbours and trust outweigh distance, the share and an empty purse."""
        terms, draw = self.terms.membership, self.draw("joins")
        if self.member or not self.cooperative.active or draw >= terms.joining * LARGEST:
            return
        joint = self.cooperative.late_share * self.terms.fund.joint_liability
        share = terms.entry_share * self.model.index * (1 - self.terms.programme.entry_subsidy)
        pull = (
            terms.gain_pull * 10 * self.gain_of_membership()
            + terms.peer_pull * (self.members_around - 0.2)
            + terms.trust_pull * (self.trust - 0.5)
            - terms.distance_push * self.hours
            - terms.share_burden * (share / self.month_need)
            - terms.means_push * self.now.tightness
            - terms.liability_push * joint
        )
        chance = min(terms.joining * exp(clip(pull, -6.0, 4.0)), 1.0)
        if draw < chance and self.cash >= share + 1:
            self.join()

    def join(self) -> None:
        """Pay the entry share, or the state does in part."""
        full = round(self.terms.membership.entry_share * self.model.index)
        given = self.book("share_subsidised", full * self.terms.programme.entry_subsidy)
        self.book("share_paid_in", min(full - given, self.cash))
        self.member, self.joined = True, self.model.month
        self.cooperative.members += 1
        self.cooperative.now.joins += 1

    def consider_leaving(self) -> None:
        """Leave if doubt outweighs gain and its savings cover its debts."""
        terms, draw = self.terms.membership, self.draw("leaves")
        long_enough = self.member and self.joined < self.model.month
        if not long_enough or draw >= terms.leaving * LARGEST:
            return
        doubt = terms.doubt_push * (0.5 - self.trust) * 2
        push = doubt - terms.gain_hold * 10 * self.gain_of_membership()
        owed = self.loan + self.interest + self.supplies
        own = self.mandatory + self.voluntary + self.share * terms.refund_share
        chance = min(terms.leaving * exp(clip(push, -4.0, 4.0)), 1.0)
        if draw < chance and owed <= own:
            self.leave()

    def leave(self) -> None:
        """Debts are set off against savings and shares, the rest falls due."""
        self.book("share_released", self.share * self.terms.membership.refund_share)
        self.book("share_forfeited", self.share)
        self.book("mandatory_released", self.mandatory)
        self.book("voluntary_released", self.voluntary)
        for debt in ("interest", "loan", "supplies", "written_off"):
            self.book(f"{debt}_set_off", min(getattr(self, debt), self.claim))
        self.now.principal_due, self.member = 0, False
        self.cooperative.members -= 1
        self.cooperative.now.leaves += 1

    def trust_anew(self) -> None:
        """Promises kept and broken, news from neighbours, and what happened at the cooperative."""
        home, governance = self.cooperative, self.terms.governance
        felt = (1.0 if self.member else 0.5) * home.active
        kept = governance.promise_kept / 12 * (1 - home.broken) * felt * 2 * (1 - self.trust)
        lost = governance.promise_broken * home.broken * felt
        news = governance.news * (self.trust_around - self.trust)
        self.trust = clip(self.trust + kept - lost + news + home.now.event * felt, 0.0, 1.0)

    def count_business(self) -> None:
        """Business with the cooperative, for refunds and to know who uses it at all."""
        done = round(self.now.to_cooperative + self.now.at_shop) * self.member
        self.patronage += done
        self.used = self.used or done > 0 or (self.loan > 0 and self.member)
