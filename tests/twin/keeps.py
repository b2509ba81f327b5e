"""How a cooperative keeps its members' money: claims, savings, loans, losses and the office."""

from __future__ import annotations

import math
from typing import Any

from coopsim.state import DISSOLVED, WAITING
from twin.sums import paid_in_order, total


class Keeps:
    """The till and the revolving fund."""

    def pay_claims(self: Any) -> None:
        """Promises fall due, and what is due is paid as far as the till goes."""
        ring = self.members_due
        whole = total(ring)
        share = ring[0] / max(whole, 1e-9) if whole > 0 else 1.0
        ring.pop(0)
        ring.append(0.0)
        for one in self.households:
            one.book("promise_matured", one.promised * share)
        queue = [one for one in self.households if one.claim > 0]
        asked = [one.claim for one in queue]
        for one, paid in self._in_turn(queue, asked, "claims queue"):
            one.proceeds = one.book("claim_paid", paid)
        self.now.promised = sum(asked)
        self.now.kept = sum(one.proceeds for one in queue)

    def pay_withdrawals(self: Any) -> None:
        """Voluntary savings are paid out; what the till cannot meet is queued."""
        queue = [one for one in self.households if one.voluntary > 0]
        asked = [one.wish_to_withdraw() for one in queue]
        for (one, paid), wish in zip(
            self._in_turn(queue, asked, "withdrawals queue"), asked, strict=True
        ):
            self.now.kept += one.book("voluntary_withdrawn", paid)
            one.book("withdrawal_queued", wish - paid)
        self.now.promised += sum(asked)

    def _in_turn(self: Any, queue: list[Any], asked: list[int], purpose: str) -> Any:
        """Each of a queue with what it is paid from the till."""
        paid = paid_in_order(asked, self.cash, lambda: [one.draw(purpose) for one in queue])
        return zip(queue, paid, strict=True)

    def _outside_share(self: Any) -> float:
        """The share of its funds that is nobody's own savings: grants and state loans."""
        outside = float(self.grants - min(self.equipment, self.grants) + self.fund_debt)
        own = float(self.share + self.mandatory + self.voluntary + self.reserve)
        return outside / max(outside + own, 1.0)

    def provide_for_losses(self: Any) -> None:
        """Loans too late are written off, the others provided for; promises are counted."""
        fund = self.terms.fund
        lost = [one for one in self.households if one.late >= fund.write_off]
        self.write_off(lost)
        for one in lost:
            one.late = 0
        share = {False: fund.provision_early, True: 1.0}
        late = [one for one in self.households if one.late >= 1]
        target = sum(round(one.loan * share[one.late > 12]) for one in late)
        self.book("provision_made", max(target - self.provision, 0))
        self.book("provision_released", max(self.provision - target, 0))
        self.late_share = sum(one.loan for one in late) / max(self.loans, 1)
        now = self.now
        self.broken = 1 - now.kept / max(now.promised, 1) if now.promised > 0 else 0.0

    def write_off(self: Any, debtors: list[Any]) -> None:
        """Take loans and their interest off the books; the claim on the member stays."""
        lost = sum(one.loan for one in debtors)
        self.book("provision_made", max(lost - self.provision, 0))
        for one in debtors:
            one.book("loan_written_off", one.loan)
            one.book("interest_given_up", one.interest)
            one.now.principal_due = 0

    # ---------------------------------------------------------------------------- lending

    def lend_to_members(self: Any) -> None:
        """Serve the queue whole until the first that does not fit."""
        fund, rate = self.terms.fund, self.lending_rate()
        news = fund.rate_news * (rate - self.known_rate)
        self.known_rate = self.known_rate + news if self.model.month > 1 else rate
        queue = self._applications(rate) if self._may_lend() else []
        left, running, refused = self._lendable(), 0, 0
        for _, _, one, amount in sorted(queue, key=lambda asked: asked[:2]):
            running += amount
            if running <= left:
                one.sign(amount)
            else:
                refused += amount
        self.unserved = round(0.75 * self.unserved + 0.25 * refused)

    def _applications(self: Any, rate: float) -> list[tuple[float, int, Any, int]]:
        """Who asks for how much, with its key in the queue; insiders first, where they are."""
        found = []
        for one in self.households:
            if one.may_ask() and one.asks_for_loan(rate, self.known_rate):
                amount = one.loan_asked(rate)
                if amount > 0:
                    first = 2.0 * (self.terms.fund.insiders_first and one.insider)
                    found.append((one.draw("lending queue") - first, one.row, one, amount))
        return found

    def lending_rate(self: Any) -> float:
        """Its rate as a declining rate, after the legal cap."""
        fund = self.terms.fund
        stated = min(fund.loan_rate, self.terms.regulation.rate_cap)
        is_flat = fund.contract > 0 and not fund.bullet
        return stated * 2 * fund.tenor / (fund.tenor + 1) if is_flat else stated

    def _may_lend(self: Any) -> bool:
        """Active, with a fund, and legal or allowed without."""
        law = self.terms.regulation
        capital = self.share + self.mandatory + self.grants + self.reserve
        legal = self.members >= law.minimum_members and capital >= law.minimum_capital
        return self.active and self.lends and (legal or law.informal_lends)

    def _lendable(self: Any) -> float:
        """Cash above the liquidity floor and below the share lent."""
        fund, claims = self.terms.fund, self.payable + self.bills
        above_floor = self.cash - claims - fund.liquidity_floor * self.voluntary
        room = fund.share_lent * (self.cash + self.loans) - self.loans
        return max(min(above_floor, room), 0.0)

    # ------------------------------------------------------------------------- the office

    def run_office(self: Any) -> None:
        """Rent, honoraria or a manager, meetings, connection; equipment wears; bills are paid."""
        office, digital, index = self.terms.office, self.terms.digital, self.model.index
        fixed = office.fixed_cost * (1 - digital.cost_saved * self.digital)
        cost = (fixed + office.member_cost * self.members) * index
        cost += office.asset_cost / 12 * self.loans
        groups = self.terms.fund.meetings * office.meeting_cost * index
        self.book("office_cost", cost * self.active)
        self.book(
            "manager_pay", office.manager_cost * index * (office.paid_manager and self.active)
        )
        self.book("meeting_cost", groups * (self.active and self.lends))
        self.book("digital_cost", digital.cost * index * (self.digital and self.active))
        if self.status not in (WAITING, DISSOLVED):
            self.book("wear", self.equipment * office.depreciation / 12)
        budget = math.floor(self.cash * office.budget_share)
        self.book("bills_paid", min(self.bills, budget))
        self.book("dues_paid", min(self.dues, self.cash // 4))
