"""How a cooperative borrows from the national fund and from banks, and repays."""

from __future__ import annotations

import math
from typing import Any

from twin.sums import clip


class BorrowsOutside:
    """Debts outside the cooperative."""

    def service_debts(self: Any) -> None:
        """Interest falls due, both lenders are repaid, and a loan a year late is given up."""
        national, bank = self.terms.national, self.terms.bank
        self.fund_age += self.fund_debt > 0
        self.bank_age += self.bank_debt > 0
        if self.fund_debt > 0:
            self.book("fund_interest", self._cost_of_fund_loan())
        self.book("bank_interest", self.bank_debt * bank.rate / 12)
        late = self._repay("fund", national.tenor, min(national.grace, national.tenor - 1))
        self._repay("bank", bank.tenor, min(0, bank.tenor - 1))
        self.fund_late = self.fund_late + 1 if late and self.fund_debt > 0 else 0
        if self.fund_late > 12:
            self.be_forgiven()
        if national.mode == 1:
            self._pass_losses_on()

    def _cost_of_fund_loan(self: Any) -> float:
        """Interest, or under a profit share a part of the loan income."""
        national = self.terms.national
        if national.contract != 1:
            return self.fund_debt * self.fund_rate / 12
        part = min(self.fund_debt / max(self.loans + self.cash, 1), 1.0)
        return national.profit_share * self.booked["interest_accrued"] * part

    def _repay(self: Any, lender: str, tenor: int, grace: int) -> bool:
        """Interest, then the principal that has fallen due; whether anything stays unpaid."""
        debt, amount = getattr(self, f"{lender}_debt"), getattr(self, f"{lender}_amount")
        age = getattr(self, f"{lender}_age")
        self.book(f"{lender}_interest_paid", min(getattr(self, f"{lender}_interest"), self.cash))
        repaid = clip((age - grace) / max(tenor - grace, 1), 0.0, 1.0)
        due = max(debt - round(amount * (1 - repaid)), 0)
        paid = self.book(f"{lender}_repaid", min(due, self.cash))
        return due > paid or getattr(self, f"{lender}_interest") > 0

    def be_forgiven(self: Any) -> None:
        """The national fund gives up what it is owed; the record is spoilt for good."""
        self.book("guarantee_paid", self.fund_debt * self.terms.national.guarantee)
        self.book("fund_written_off", self.fund_debt)
        self.book("fund_interest_lost", self.fund_interest)
        self.good_record = False
        self.fund_late = self.fund_coming = 0

    def _pass_losses_on(self: Any) -> None:
        """A fund that channels bears its part of members' losses itself."""
        gone = self.booked["loan_written_off"]
        part = min(self.fund_debt / max(self.loans + gone, 1), 1.0)
        self.book("fund_written_off", min(round(gone * part), self.fund_debt))

    def apply_to_the_fund(self: Any) -> None:
        """Apply when most of the money is lent or members were turned away; then wait."""
        fund = self.model.fund
        if self.application > 0:
            self.application -= 1
        if not (fund.capital > 0 or fund.cash > 0):
            return
        if self.application < 0 and self._is_eligible() and self._needs_money():
            self.application = self.terms.national.processing

    def _needs_money(self: Any) -> bool:
        fund, national = self.terms.fund, self.terms.national
        may_lend = fund.share_lent * (self.loans + self.cash)
        lent_out = self.loans > national.lent_before * may_lend
        asks = self.draw("applies to the national fund") < national.applications
        return asks and (lent_out or self.unserved > 0.05 * self.loans)

    def _is_eligible(self: Any) -> bool:
        """Whether it meets what the national fund asks."""
        asked = self.terms.national
        return (
            self.active
            and self.lends
            and self.model.month - self.founded >= asked.age
            and (self.unmet_months < 15 or not asked.asks_meeting)
            and (self.last_surplus > 0 or not asked.asks_surplus)
            and self.health >= asked.health
            and self.good_record
            and self.fund_debt == 0
            and self.lending_rate() <= asked.on_lending_cap + 1e-12
        )

    def approved(self: Any) -> tuple[tuple[float, int], Any, int, int]:
        """Its place in the fund's queue, and what it should be paid now: first and later parts."""
        national = self.terms.national
        places = (-self.health, -self.own_capital, self.draw("national fund queue"))
        self.ceiling = math.floor(
            clip(national.of_capital * self.own_capital, 0.0, national.ceiling)
        )
        first = self.ceiling // national.tranches if self._ready else 0
        later = 0
        if self.fund_coming > 0 and self.fund_age % 6 == 0:
            part = (self.fund_amount + self.fund_coming) // national.tranches
            later = min(self.fund_coming, max(part, 1))
        return (places[national.ranking], self.row), self, first + later, first

    @property
    def _ready(self: Any) -> bool:
        return self.application == 0 and self.active

    def receive(self: Any, amount: int, first: int) -> None:
        """Take what the fund pays; who was ready and got nothing must apply again."""
        paid = self.book("fund_drawdown", amount)
        ready = self._ready
        if ready and paid > 0:
            self.fund_amount = self.fund_age = 0
            self.fund_rate = self.terms.national.rate
            self.fund_coming = self.ceiling - first
        else:
            self.fund_coming = max(self.fund_coming - paid, 0)
        self.fund_amount += paid
        if ready:
            self.application = -1

    def borrow_from_bank(self: Any) -> None:
        """Ask a bank when the till cannot meet what is owed."""
        bank = self.terms.bank
        floor = self.terms.fund.liquidity_floor * self.voluntary
        short = max(self.payable + self.bills + floor - self.cash, 0.0)
        room = max(bank.of_capital * max(self.own_capital, 0.0) - self.bank_debt, 0.0)
        if self.draw("bank serves") < bank.access and self.active and self.bank_debt == 0:
            got = self.book("bank_drawdown", math.floor(min(short, room)))
            if got > 0:
                self.bank_amount, self.bank_age = got, 0
