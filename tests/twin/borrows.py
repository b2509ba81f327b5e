"""A household's loan from its cooperative: what falls due, paying, falling behind, asking."""

from __future__ import annotations

import math
from typing import Any

from twin.sums import chance_of, clip, power


class Borrows:
    """One loan at a time, and what is owed for supplies."""

    def settle_what_falls_due(self: Any) -> None:
        """A month passes on the loan; supplies and instalments come off the proceeds."""
        if self.loan > 0:
            self._fall_due()
        if self.supplies > 0:
            purse = self.cash // 2 if self.sector == 2 else 0
            able = min(self.supplies, self.proceeds + purse)
            self.book("supplies_repaid", min(able, self.cash))
        if self._owes and self.proceeds > 0:
            limit = math.floor(self.cooperative.terms.market.check_off * self.proceeds)
            self._pay_loan(min(limit, self.cash))

    def _fall_due(self: Any) -> None:
        self.loan_age += 1
        accrued = 0
        if self.late < 3:
            accrued = self.book("interest_accrued", self._interest_of_month())
        self.now.principal_due = self._principal_due(self.loan_age)
        before = self._principal_due(self.loan_age - 1)
        self.cooperative.now.due += self.now.principal_due - before + accrued

    def _interest_of_month(self: Any) -> float:
        """Declining: on the balance; flat and murabahah: on the first amount, within the tenor."""
        if self.loan_contract == 0:
            return self.loan * self.loan_rate / 12
        return self.loan_amount * self.loan_rate / 12 * (self.loan_age <= self.loan_tenor)

    def _principal_due(self: Any, age: int) -> int:
        """Principal due and unpaid at an age of the loan."""
        if self.loan_bullet:
            repaid = float(age >= self.loan_tenor)
        else:
            steps = max(self.loan_tenor - self.loan_grace, 1)
            repaid = clip((age - self.loan_grace) / steps, 0.0, 1.0)
        return max(self.loan - round(self.loan_amount * (1 - repaid)), 0)

    @property
    def _owes(self: Any) -> bool:
        return self.now.principal_due > 0 or self.interest > 0

    def _pay_loan(self: Any, able: int) -> None:
        """Interest first, then principal."""
        paid = min(self.now.principal_due + self.interest, able)
        interest = self.book("interest_paid", min(self.interest, paid))
        self.now.principal_due -= self.book("principal_paid", paid - interest)
        self.service_year += paid
        self.patronage += interest
        self.cooperative.now.collected += paid

    def pay_instalment(self: Any) -> None:
        """Who is willing pays what the purse allows."""
        if self._owes and self.draw("pays the instalment") < self._willingness():
            self._pay_loan(self.cash)

    def _willingness(self: Any) -> float:
        """Discipline, meetings and trust against others' example and one's own habit."""
        home, fund = self.cooperative, self.cooperative.terms.fund
        base = clip(fund.discipline, 1e-6, 1 - 1e-6)
        return chance_of(
            math.log(base / (1 - base))
            + fund.meeting_effect * math.log2(max(fund.meetings, 0.25))
            + fund.liability_effect * fund.joint_liability
            + fund.trust_effect * min(self.trust - 0.5, 0.25)
            - fund.outside_money_effect * max(home.now.outside_share - 0.3, 0.0)
            - fund.contagion * home.late_share
            - fund.habit * min(self._months_late(), 3.0)
        )

    def _months_late(self: Any) -> int:
        """Months the oldest unpaid instalment has waited; a cent of rounding is no arrears."""
        if self.loan <= 0:
            return 0
        steps = max(self.loan_tenor - self.loan_grace, 1)
        amount = float(max(self.loan_amount, 1))
        paid_steps = math.floor((amount - self.loan) / amount * steps + 1e-2)
        unpaid = self.loan_tenor if self.loan_bullet else self.loan_grace + paid_steps + 1
        return max(self.loan_age - unpaid, 0)

    def count_arrears(self: Any) -> None:
        """How late the loan is; some late loans are given new dates."""
        self.late = self._months_late()
        fund = self.cooperative.terms.fund
        if self.late >= 2 and self.draw("rescheduled") < fund.rescheduling:
            self.loan_amount, self.loan_age, self.loan_grace = self.loan, 0, 0
            self.loan_tenor, self.loan_bullet, self.rescheduled = fund.tenor, False, True
            self.late = 0

    def repay_what_was_written_off(self: Any) -> None:
        """Something comes in on a few loans written off; then the month's income is known."""
        chance = self.cooperative.terms.fund.recovery
        if self.written_off > 0 and self.draw("recovered") < chance:
            amount = min(self.written_off, self.cash // 3)
            self.service_year += self.book("loan_recovered", amount)
        self.income = round(self.now.income)
        self.income_year += self.income

    # ---------------------------------------------------------------------------- a new loan

    def may_ask(self: Any) -> bool:
        """A member without a loan, or half through one, who has waited long enough."""
        fund = self.cooperative.terms.fund
        half = self.late == 0 and 2 * self.loan <= self.loan_amount and fund.top_up
        free = self.member and (self.loan == 0 or half) and self.written_off == 0
        return free and self.model.month - self.joined >= fund.waiting

    def asks_for_loan(self: Any, rate: float, known_rate: float) -> bool:
        """Whether it asks at the rate it knows of, and no cheaper lender takes it."""
        fund, bank = self.cooperative.terms.fund, self.cooperative.terms.bank
        dear = max(known_rate, 0.005) / fund.reference_rate
        if self.draw("asks for a loan") >= fund.demand * power(dear, -fund.asking_elasticity):
            return False
        return not (rate > bank.soft_rate and self.draw("soft lender") < bank.soft_share)

    def loan_asked(self: Any, rate: float) -> int:
        """What it asks within the ceilings; nobody bothers for less than a fifth of the wish."""
        fund, index, unit = self.cooperative.terms.fund, self.model.index, self.model.plan.minor
        dear = max(rate, 0.005) / fund.reference_rate
        cheap = power(dear, -fund.size_elasticity)
        wanted = (
            self.need * index * fund.loan_size * cheap * power(fund.tenor / 12, fund.tenor_pull)
        )
        service = 1 / max(fund.tenor - fund.grace, 1) + rate / 12
        income = self.other_income * index + self.crop_of_year / 12
        savings = self.share + self.mandatory + self.voluntary
        ceiling = min(savings * fund.multiple, fund.service_cap * income / service, fund.largest)
        ceiling *= 2.0 if fund.insiders_first and self.insider else 1.0
        amount = math.floor((min(wanted, ceiling) - self.loan) / unit) * unit
        return int(amount) if amount >= 0.2 * wanted else 0

    def sign(self: Any, amount: int) -> None:
        """Sign the contract and take the money home, less the fee."""
        terms = self.cooperative.terms
        fund = terms.fund
        self.topped_up, self.rescheduled = self.loan > 0, False
        self.loan_amount, self.loan_age = self.loan + amount, 0
        self.loan_rate = min(fund.loan_rate, terms.regulation.rate_cap)
        self.loan_tenor, self.loan_grace = fund.tenor, min(fund.grace, fund.tenor - 1)
        self.loan_contract, self.loan_bullet = fund.contract, fund.bullet
        self.book("loan_disbursed", amount)
        self.patronage += self.book("loan_fee", amount * fund.loan_fee)
        self.used = True
