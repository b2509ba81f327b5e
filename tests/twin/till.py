"""The till: members' savings and loans, the office, and what the national fund and banks lend."""

import math
from typing import Any

from coopsim.state import DISSOLVED, WAITING
from twin.actor import Actor, clip, in_turn, mean_of, total


class Till:
    """The till and the revolving fund."""

    def pay_claims(self) -> None:
        """Promises fall due, and what is due is paid as far as the till goes."""
        ring = self.members_due
        whole = total(ring)
        share = ring[0] / max(whole, 1e-9) if whole > 0 else 1.0
        self.members_due = [*ring[1:], 0.0]
        for one in self.people:
            one.book("promise_matured", one.promised * share)
        asked = {one: one.claim for one in self.people if one.claim > 0}
        for one, paid in in_turn(asked, self.cash, "claims queue"):
            one.proceeds = one.book("claim_paid", paid)
        self.now.promised, self.now.kept = sum(asked.values()), sum(one.proceeds for one in asked)

    def pay_withdrawals(self) -> None:
        """Voluntary savings are paid out; what the till cannot meet is queued."""
        asked = {one: one.wish_to_withdraw() for one in self.people if one.voluntary > 0}
        for one, paid in in_turn(asked, self.cash, "withdrawals queue"):
            self.now.kept += one.book("voluntary_withdrawn", paid)
            one.book("withdrawal_queued", asked[one] - paid)
        self.now.promised += sum(asked.values())

    def provide_for_losses(self) -> None:
        """Loans too late are written off, the others provided for; promises are counted."""
        fund, now = self.terms.fund, self.now
        lost = [one for one in self.people if one.late >= fund.write_off]
        self.write_off(lost)
        for one in lost:
            one.late = 0
        behind = [one for one in self.people if one.late >= 1 or one.rescheduled]
        target = sum(
            round(one.loan * (1.0 if one.late > 12 else fund.provision_early)) for one in behind
        )
        self.book("provision_made", max(target - self.provision, 0))
        self.book("provision_released", max(self.provision - target, 0))
        self.late_share = sum(one.loan for one in behind if one.late >= 1) / max(self.loans, 1)
        self.broken = 1 - now.kept / max(now.promised, 1) if now.promised > 0 else 0.0

    def write_off(self, debtors: list[Any]) -> None:
        """Take loans and their interest off the books; the claim on the member stays."""
        lost = sum(one.loan for one in debtors)
        self.book("provision_made", max(lost - self.provision, 0))
        for one in debtors:
            one.book("loan_written_off", one.loan)
            one.book("interest_given_up", one.interest)
            one.now.principal_due = 0

    def lend_to_members(self) -> None:
        """Serve the queue whole until the first that does not fit."""
        fund, rate, running, refused = self.terms.fund, self.lending_rate(), 0, 0
        news = fund.rate_news * (rate - self.known_rate)
        self.known_rate = self.known_rate + news if self.model.month > 1 else rate
        above_floor = self.cash - self.payable - self.bills - fund.liquidity_floor * self.voluntary
        left = min(above_floor, fund.share_lent * (self.cash + self.loans) - self.loans)
        for _, _, one, amount in sorted(self._applications(rate)):
            running += amount
            if running <= left:
                one.sign(amount)
            else:
                refused += amount
                self.now.refused += 1
        self.unserved = round(0.75 * self.unserved + 0.25 * refused)

    def _applications(self, rate: float) -> list[tuple[float, int, Any, int]]:
        """Place in the queue, who asks, how much; insiders first, where they are."""
        law, queue = self.terms.regulation, []
        capital = self.share + self.mandatory + self.grants + self.reserve
        legal = self.members >= law.minimum_members and capital >= law.minimum_capital
        if not (self.active and self.lends and (legal or law.informal_lends)):
            return []
        for one in self.people:
            if one.asks_for_loan(rate, self.known_rate) and (amount := one.loan_asked(rate)) > 0:
                first = 2.0 * (self.terms.fund.insiders_first and one.insider)
                queue.append((one.draw("lending queue") - first, one.row, one, amount))
        return queue

    def lending_rate(self) -> float:
        """Its rate as a declining rate, after the legal cap."""
        fund = self.terms.fund
        stated = min(fund.loan_rate, self.terms.regulation.rate_cap)
        is_flat = fund.contract > 0 and not fund.bullet
        return stated * 2 * fund.tenor / (fund.tenor + 1) if is_flat else stated

    def run_office(self) -> None:
        """Rent, honoraria or a manager, meetings, connection; equipment wears; bills are paid."""
        office, digital, index = self.terms.office, self.terms.digital, self.model.index
        fixed = office.fixed_cost * (1 - digital.cost_saved * self.digital)
        cost = (fixed + office.member_cost * self.members) * index
        cost += office.asset_cost / 12 * self.loans
        if self.active:
            self.book("office_cost", cost)
            self.book("manager_pay", office.manager_cost * index * office.paid_manager)
            groups = self.terms.fund.meetings * office.meeting_cost
            self.book("meeting_cost", groups * index * self.lends)
            self.book("digital_cost", digital.cost * index * self.digital)
        if self.status not in (WAITING, DISSOLVED):
            self.book("wear", self.equipment * office.depreciation / 12)
        budget = math.floor(self.cash * office.budget_share)
        self.book("bills_paid", min(self.bills, budget))
        self.book("dues_paid", min(self.dues, self.cash // 4))


class NationalFund(Actor):
    """One agent with a till, what cooperatives owe it, and its capital."""

    table = "f"

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
        left, running = self.cash, 0
        for _, _, one, wanted, first in sorted(one.approved() for one in self.model.cooperatives):
            running += wanted
            one.receive(wanted if running <= left else 0, first)


class Refinance:
    """Debts outside the cooperative."""

    def service_debts(self) -> None:
        """Interest falls due, both lenders are repaid, and a loan a year late is given up."""
        national, bank = self.terms.national, self.terms.bank
        self.fund_age += self.fund_debt > 0
        self.bank_age += self.bank_debt > 0
        interest = self.fund_debt * self.fund_rate / 12
        if national.contract == 1:  # a share in the loan income instead
            part = min(self.fund_debt / max(self.loans + self.cash, 1), 1.0)
            interest = national.profit_share * self.booked["interest_accrued"] * part
        self.book("fund_interest", interest)
        self.book("bank_interest", self.bank_debt * bank.rate / 12)
        late = self._repay("fund", national.tenor, min(national.grace, national.tenor - 1))
        self._repay("bank", bank.tenor, grace=0)
        self.fund_late = self.fund_late + 1 if late and self.fund_debt > 0 else 0
        if self.fund_late > 12:
            self.be_forgiven()
        if national.mode == 1:
            gone = self.booked["loan_written_off"]  # a fund that channels bears its part itself
            part = min(self.fund_debt / max(self.loans + gone, 1), 1.0)
            self.book("fund_written_off", min(round(gone * part), self.fund_debt))

    def _repay(self, lender: str, tenor: int, grace: int) -> bool:
        """Interest, then the principal that has fallen due; whether anything stays unpaid."""
        debt, amount, age = (getattr(self, f"{lender}_{of}") for of in ("debt", "amount", "age"))
        interest = getattr(self, f"{lender}_interest")
        interest -= self.book(f"{lender}_interest_paid", min(interest, self.cash))
        repaid = clip((age - grace) / max(tenor - grace, 1), 0.0, 1.0)
        due = max(debt - round(amount * (1 - repaid)), 0)
        return due > self.book(f"{lender}_repaid", min(due, self.cash)) or interest > 0

    def be_forgiven(self) -> None:
        """The national fund gives up what it is owed; the record is spoilt for good."""
        self.book("guarantee_paid", self.fund_debt * self.terms.national.guarantee)
        self.book("fund_written_off", self.fund_debt)
        self.book("fund_interest_lost", self.fund_interest)
        self.good_record = False
        self.fund_late = self.fund_coming = 0

    def apply_to_the_fund(self) -> None:
        """Apply, if it may, when most is lent or members were turned away; then wait."""
        fund, national = self.model.fund, self.terms.national
        if self.application > 0:
            self.application -= 1
        may_lend = self.terms.fund.share_lent * (self.loans + self.cash)
        lent_out = self.loans > national.lent_before * may_lend
        if (
            (fund.capital > 0 or fund.cash > 0)
            and self.application < 0
            and (self.active and self.lends and self.good_record and self.fund_debt == 0)
            and self.model.month - self.founded >= national.age
            and (self.unmet_months < 15 or not national.asks_meeting)
            and (self.last_surplus > 0 or not national.asks_surplus)
            and self.health >= national.health
            and self.lending_rate() <= national.on_lending_cap + 1e-12
            and self.draw("applies to the national fund") < national.applications
            and (lent_out or self.unserved > 0.05 * self.loans)
        ):
            self.application = national.processing

    def approved(self) -> tuple[float, int, Any, int, int]:
        """Its place in the fund's queue, and what it should be paid now: all, and first parts."""
        national, own = self.terms.national, self.own_capital
        lot = self.model.draws("national fund queue", len(self.model.cooperatives))[self.row]
        places = (-self.health, -own, lot)
        self.ceiling = math.floor(clip(national.of_capital * own, 0.0, national.ceiling))
        self.ready = self.application == 0 and self.active
        first, later = self.ceiling // national.tranches if self.ready else 0, 0
        if self.fund_coming > 0 and self.fund_age % 6 == 0:
            part = (self.fund_amount + self.fund_coming) // national.tranches
            later = min(self.fund_coming, max(part, 1))
        return places[national.ranking], lot, self, first + later, first

    def receive(self, amount: int, first: int) -> None:
        """Take what the fund pays; who was ready and got nothing must apply again."""
        paid = self.book("fund_drawdown", amount)
        if self.ready and paid > 0:
            self.fund_amount = self.fund_age = 0
            self.fund_rate = self.terms.national.rate
            self.fund_coming = self.ceiling - first
        else:
            self.fund_coming = max(self.fund_coming - paid, 0)
        self.fund_amount += paid
        if self.ready:
            self.application = -1

    def borrow_from_bank(self) -> None:
        """Ask a bank when the till cannot meet what is owed."""
        bank = self.terms.bank
        floor = self.terms.fund.liquidity_floor * self.voluntary
        short = max(self.payable + self.bills + floor - self.cash, 0.0)
        room = max(bank.of_capital * max(self.own_capital, 0.0) - self.bank_debt, 0.0)
        if self.draw("bank serves") < bank.access and self.active and self.bank_debt == 0:
            got = self.book("bank_drawdown", math.floor(min(short, room)))
            if got > 0:
                self.bank_amount, self.bank_age = got, 0
