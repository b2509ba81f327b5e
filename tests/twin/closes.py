"""How a cooperative closes its year: meeting, surplus, books, health; and how it ends."""

from __future__ import annotations

import math
from typing import Any

from coopsim.state import ACTIVE, DISSOLVED, DORMANT, WAITING
from twin.sums import clip, split

OPERATING = (
    "office_cost", "manager_pay", "meeting_cost", "digital_cost", "certification_fee", "wear",
)  # fmt: skip


class Closes:
    """The annual meeting, the books and the end."""

    def close_year(self: Any) -> None:
        """Annual meetings fall in their month; month 12 closes the books."""
        month, window = self.model.moy, self.terms.governance.meeting_window
        if month == 1:
            self._plan_meeting(window)
        meets = self.meeting_month == month and self.status in (ACTIVE, DORMANT)
        self.unmet_months += 1
        if meets:
            self._hold_meeting()
        missed = month == math.ceil(window) + 1 and not self.met and self.active
        self.just_met = meets
        self.just_missed = missed and self.founded < self.model.month - 12
        if month == 12:
            self._close_books()
            self.health = self._health() if self.active else 0.0
        self._rest_or_end()

    def _plan_meeting(self: Any, window: float) -> None:
        """Whether and when last year's annual meeting will be held."""
        score = 0.5 * (self.skill + self.transparency)
        chance = self.terms.governance.meeting_chance * (0.4 + 1.2 * score)
        chance = clip(chance + 0.25 * self.terms.regulation.meeting_duty, 0.0, 1.0)
        held = self.draw("annual meeting") < chance and self.status != WAITING
        self.meeting_month = 1 + math.floor(self.draw("meeting month") * window) if held else 0
        self.met = self.fraud_year = False

    def _hold_meeting(self: Any) -> None:
        """Members approve the accounts and divide the surplus."""
        cost = self.terms.office.annual_meeting_cost * self.model.index * self.members
        self.book("meeting_cost", cost)
        self.met, self.unmet_months, self.status = True, 0, ACTIVE
        if self.undivided > 0:
            self._divide()

    def _divide(self: Any) -> None:
        """Tax, refunds by business and by shares, common purposes, and the rest to the reserve."""
        self.book("tax", math.floor(self.undivided * self.terms.office.tax))
        parts = split(self.undivided, self._shares())
        members = [one for one in self.households if one.member]
        by_business = split(parts[1], [one.patronage_before for one in members])
        by_shares = split(parts[2], [one.share + one.mandatory for one in members])
        for one, refund, dividend in zip(members, by_business, by_shares, strict=True):
            one.book("patronage_refund", refund)
            one.book("capital_refund", dividend)
        for part, purpose in zip(parts[3:], ("board", "staff", "education", "social"), strict=True):
            self.book(f"to_{purpose}", part)
        self.book("to_reserve", self.undivided)

    def _shares(self: Any) -> list[float]:
        """The seven shares, the reserve lifted to what the law asks and the rest scaled down."""
        own = self.terms.surplus
        reserve, rest = max(own.reserve, self.terms.regulation.reserve_share), 1 - own.reserve
        scale = (1 - reserve) / max(rest, 1e-12) if rest > 0 else 0.0
        others = (own.patronage, own.capital, own.board, own.staff, own.education, own.social)
        return [reserve] + [share * scale for share in others]

    def _close_books(self: Any) -> None:
        """The result is carried to the annual meeting; a loss is charged to reserve and grants."""
        self.last_surplus = self.surplus
        self.book("year_closed_surplus", max(self.surplus, 0))
        self.book("year_closed_loss", max(-self.surplus, 0))
        loss = max(-self.undivided, 0)
        charged = self.book("loss_charged", min(loss, self.reserve))
        self.book("loss_charged_to_grants", min(loss - charged, self.grants))

    # ----------------------------------------------------------------------------- health

    def _health(self: Any) -> float:
        """The Indonesian score, for training only: seven aspects, weighted."""
        assets = max(self._assets, 1)
        costs = sum(self.year[flow] + self.booked[flow] for flow in OPERATING)
        deposits = max(self.voluntary + self.payable, 1)
        business = 1 - clip(self.now.outsiders_kg / max(self.now.volume, 1e-9), 0.0, 1.0)
        aspects = (
            (15.0, clip(5 * math.floor(self.own_capital / assets * 25 + 1e-9), 0.0, 100.0)),
            (25.0, 0.7 * _points(self.late_share, 0.30, 0.05) + 0.3 * self._provision_cover()),
            (15.0, 40 * self.skill + 40 * self.transparency + 20 * self.met),
            (10.0, _points(costs / assets, 0.20, 0.05)),
            (15.0, _points(self.cash / deposits, 0.0, 0.15)),
            (10.0, _points(self.last_surplus / assets, 0.0, 0.10)),
            (10.0, 0.5 * (100.0 * self.met) + 0.5 * (100 * business)),
        )
        total = 0.0
        for weight, points in aspects:
            total += weight / 100 * points
        return total

    def _provision_cover(self: Any) -> float:
        """Points for provisions against those needed."""
        late = [one for one in self.households if one.late >= 1]
        old = sum(one.loan for one in late if one.late > 12)
        needed = 0.35 * sum(one.loan for one in late if one.late <= 12) + old
        return 100 * clip(self.provision / needed, 0.0, 1.0) if needed > 0 else 100.0

    @property
    def _assets(self: Any) -> int:
        held = self.cash + self.stock + self.receivable + self.equipment
        return held + self.loans + self.interest + self.supplies - self.provision

    # ---------------------------------------------------------------------------- the end

    def _rest_or_end(self: Any) -> None:
        """Without meetings it falls dormant; a shell and an insolvent one are wound up."""
        patience = self.terms.regulation.dormant_after
        if self.active and self.unmet_months > patience:
            self.status = DORMANT
        shell = self.members < self.terms.membership.shell_members
        ruined = self.own_capital < -0.05 * max(self._assets, 1)
        long_gone = self.unmet_months > 2 * patience
        exists = self.status in (ACTIVE, DORMANT) and self.founded < self.model.month - 6
        if exists and (shell or ruined or long_gone):
            self._wind_up()

    def _wind_up(self: Any) -> None:
        """Set off, pay what cash allows, share the loss, give what is left to public use."""
        for one in self.households:
            one.book("promise_matured", one.promised)
            if one.member:
                one.leave()
        self._lose_what_is_owed()
        self._pay_members_last()
        if self.fund_debt + self.fund_interest > 0:
            self.be_forgiven()
        for flow, account in (
            ("bank_debt_lost", "bank_debt"), ("bank_interest_lost", "bank_interest"),
            ("bills_lost", "bills"), ("dues_lost", "dues"), ("grants_used", "grants"),
            ("reserve_used", "reserve"),
        ):  # fmt: skip
            self.book(flow, getattr(self, account))
        self.book("year_closed_surplus", max(-self.undivided, 0))
        self.book("year_closed_loss", max(self.undivided, 0))
        self.book("remainder_given", self.cash)
        self.buyers_due, self.members_due = [0] * 7, [0.0] * 7
        self.status, self.members = DISSOLVED, 0
        for one in self.households:
            one.trust = min(one.trust, 0.2)

    def _lose_what_is_owed(self: Any) -> None:
        """Loans, supplies and things of the cooperative are lost."""
        self.write_off([one for one in self.households if one.loan + one.interest > 0])
        for one in self.households:
            one.book("claim_given_up", one.written_off)
            one.book("supplies_forgiven", one.supplies)
        self.book("provision_released", self.provision)
        self.book("stock_lost", self.stock)
        self.book("equipment_lost", self.equipment)
        self.book("receivable_lost", self.receivable)

    def _pay_members_last(self: Any) -> None:
        """Members share the cash in proportion to what is due to them."""
        owed = sum(one.claim for one in self.households)
        rate = min(self.cash / max(owed, 1.0), 1.0)
        for one in self.households:
            one.book("claim_paid", math.floor(one.claim * rate))
            self.now.members_lost += one.book("claim_lost", one.claim)


def _points(ratio: float, zero: float, full: float) -> float:
    """Points rise evenly from 0 at one ratio to 100 at the other."""
    return 100 * clip((ratio - zero) / (full - zero), 0.0, 1.0)
