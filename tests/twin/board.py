"""How a cooperative is governed: founding, members, skill, fraud, the year's books, the end."""

import math

from coopsim.state import ACTIVE, DISSOLVED, DORMANT, WAITING
from twin.actor import clip, split, total

OPERATING = (
    "office_cost", "manager_pay", "meeting_cost", "digital_cost", "certification_fee", "wear",
)  # fmt: skip
LOST = ("stock", "equipment", "receivable", "bank_debt", "bank_interest", "bills", "dues")


class Board:
    """Members, management, the annual meeting and the end."""

    def be_founded_from_above(self) -> None:
        """A programme founds it; the nearest households become members on paper."""
        programme = self.terms.programme
        chance = {WAITING: programme.founding, DISSOLVED: programme.refounding}
        if self.draw("founded") < chance.get(self.status, 0.0):
            self.status, self.founded, self.from_above = ACTIVE, self.model.month, True
            self.unmet_months = 0
            nearest = sorted(self.people, key=lambda one: one.hours)
            for one in nearest[: self.terms.regulation.minimum_members]:
                one.join()

    def weigh_membership(self) -> None:
        """What neighbours see: a better price, and whether the till can lend."""
        ratio = self.price
        if self.sector < 2:
            ratio = self.price / max(self.trader_price, 1e-9) - 1 if self.price > 0 else 0.0
        self.now.better = ratio * self.trades
        needed = max(0.1 * (self.voluntary + self.loans), 1.0)
        self.now.liquid = min(self.cash / needed, 1.0) * self.lends

    def _reached(self, purpose: str, yearly: float) -> bool:
        """Whether a yearly programme reaches it this month."""
        return self.active and self.draw(purpose) < yearly / 12

    def be_trained(self) -> None:
        self.now.trained = self._reached("training", self.terms.programme.training)

    def learn(self) -> None:
        """Skill and transparency drift down, and are raised."""
        governance, programme = self.terms.governance, self.terms.programme
        near = [one.now.trained for one in self.model.cooperatives if one.district == self.district]
        spill_over = governance.spill_over * (sum(near) / len(near))
        self.now.taught = 1.0 if self.now.trained else spill_over
        if not self.active:
            return
        attention = programme.mentors / (programme.mentors + governance.mentor_limit)
        gap = max(self.model.best_skill - self.skill, 0.0)
        gain = (1 - self.skill) * (
            governance.training_gain * self.now.taught
            + governance.mentor_gain * attention / 12
            + governance.manager_gain * self.terms.office.paid_manager / 12
        )
        seen = governance.visit_gain * (gap * self._reached("study visit", programme.study_visits))
        lost = governance.forgetting / 12 * self.skill
        self.skill = clip(self.skill + gain + seen - lost, 0.0, 1.0)
        hidden = 1 - self.transparency
        effort = governance.records_gain * self.digital + 0.5 * governance.mentor_gain * attention
        gain = hidden * effort / 12 + governance.audit_gain * self.just_met * hidden * 2
        lost = governance.opacity / 12 * self.transparency
        self.transparency = clip(self.transparency + gain - lost, 0.0, 1.0)

    def go_digital(self) -> None:
        """Skilled ones adopt sooner and lapse less."""
        terms, draw = self.terms.digital, self.draw("digital")
        adopts = (terms.uptake + terms.push * terms.push_effect) * (0.5 + self.skill)
        stays = draw >= terms.lapse / 12 * (1 - self.skill)
        self.digital = self.active and (stays if self.digital else draw < adopts / 12)

    def get_gifts(self) -> None:
        """Ice, stores, certificates and grants."""
        programme, before = self.terms.programme, self.ice + self.storage
        if self.trades and self.sector == 1:
            self.ice = self.ice or self._reached("ice", programme.ice)
        if self.trades and self.sector == 0:
            self.storage = self.storage or self._reached("storage", programme.storage)
            certified = self._reached("certification", programme.certification)
            self.certified = self.certified or certified
        new = self.ice + self.storage - before
        self.book("equipment_given", programme.equipment * self.model.index * new)
        if self.model.moy == 1 and self.active and (self.met or not programme.grant_asks_meeting):
            self.book("grant_received", programme.grant * self.model.index)

    def lose_to_fraud(self) -> None:
        """Cash is embezzled, the sooner the less transparent the books are; news spread."""
        governance, hidden = self.terms.governance, 1 - self.transparency
        if self.active and self.draw("fraud") < governance.fraud / 12 * (hidden * hidden):
            taken = self.book("embezzled", math.floor(self.cash * governance.fraud_share))
            self.now.defrauded = taken > 0
        self.fraud_year = self.fraud_year or self.now.defrauded
        self.bad_news = 0.7 * self.bad_news + 0.3 * self.broken
        self.now.event = (
            governance.training_trust * self.now.taught
            + governance.meeting_trust * self.just_met
            - governance.no_meeting * self.just_missed
            - 0.3 * self.now.defrauded
        )

    def meet(self) -> None:
        """In January a meeting is planned or not; in its month members divide the surplus."""
        month, governance = self.model.moy, self.terms.governance
        if month == 1:
            score = 0.5 * (self.skill + self.transparency)
            chance = governance.meeting_chance * (0.4 + 1.2 * score)
            chance = clip(chance + 0.25 * self.terms.regulation.meeting_duty, 0.0, 1.0)
            held = self.draw("annual meeting") < chance and self.status != WAITING
            when = 1 + math.floor(self.draw("meeting month") * governance.meeting_window)
            self.meeting_month, self.met, self.fraud_year = when * held, False, False
        self.just_met = self.meeting_month == month and self.status in (ACTIVE, DORMANT)
        self.unmet_months += 1
        if self.just_met:
            self.met, self.unmet_months, self.status = True, 0, ACTIVE
            cost = self.terms.office.annual_meeting_cost * self.model.index * self.members
            self.book("meeting_cost", cost)
            if self.undivided > 0:
                self._divide_surplus()
        missed = month == math.ceil(governance.meeting_window) + 1 and not self.met and self.active
        self.just_missed = missed and self.founded < self.model.month - 12

    def _divide_surplus(self) -> None:
        """Tax, then seven shares, the reserve lifted to what the law asks and the rest less."""
        own = self.terms.surplus
        reserve, rest = max(own.reserve, self.terms.regulation.reserve_share), 1 - own.reserve
        scale = (1 - reserve) / max(rest, 1e-12) if rest > 0 else 0.0
        others = (own.patronage, own.capital, own.board, own.staff, own.education, own.social)
        self.book("tax", math.floor(self.undivided * self.terms.office.tax))
        _, business, capital, *purposes = split(
            self.undivided, [reserve] + [share * scale for share in others]
        )
        members = [one for one in self.people if one.member]
        by_business = split(business, [one.patronage_before for one in members])
        by_shares = split(capital, [one.share + one.mandatory for one in members])
        for one, refund, dividend in zip(members, by_business, by_shares, strict=True):
            one.book("patronage_refund", refund)
            one.book("capital_refund", dividend)
        for purpose, part in zip(("board", "staff", "education", "social"), purposes, strict=True):
            self.book(f"to_{purpose}", part)
        self.book("to_reserve", self.undivided)

    def close_year(self) -> None:
        """The result is carried to the annual meeting; a loss is charged to reserve and grants."""
        if self.model.moy == 12:
            self.last_surplus = self.surplus
            self.book("year_closed_surplus", max(self.surplus, 0))
            self.book("year_closed_loss", max(-self.surplus, 0))
            self.book("loss_charged", min(max(-self.undivided, 0), self.reserve))
            self.book("loss_charged_to_grants", min(max(-self.undivided, 0), self.grants))
            self.health = self._health() if self.active else 0.0

    def _health(self) -> float:
        """The Indonesian score, for training only: seven aspects, weighted."""
        assets = max(self._assets, 1)
        costs = sum(self.year[flow] + self.booked[flow] for flow in OPERATING)
        deposits = max(self.voluntary + self.payable, 1)
        business = 1 - clip(self.now.outsiders_kg / max(self.now.volume, 1e-9), 0.0, 1.0)
        old = sum(one.loan for one in self.people if one.late > 12)
        needed = 0.35 * sum(one.loan for one in self.people if 1 <= one.late <= 12) + old
        cover = 100 * clip(self.provision / needed, 0.0, 1.0) if needed > 0 else 100.0
        aspects = (
            (15.0, clip(5 * math.floor(self.own_capital / assets * 25 + 1e-9), 0.0, 100.0)),
            (25.0, 0.7 * _points(self.late_share, 0.30, 0.05) + 0.3 * cover),
            (15.0, 40 * self.skill + 40 * self.transparency + 20 * self.met),
            (10.0, _points(costs / assets, 0.20, 0.05)),
            (15.0, _points(self.cash / deposits, 0.0, 0.15)),
            (10.0, _points(self.last_surplus / assets, 0.0, 0.10)),
            (10.0, 0.5 * (100.0 * self.met) + 0.5 * (100 * business)),
        )
        return total(weight / 100 * points for weight, points in aspects)

    @property
    def _assets(self) -> int:
        held = self.cash + self.stock + self.receivable + self.equipment
        return held + self.loans + self.interest + self.supplies - self.provision

    def rest_or_end(self) -> None:
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

    def _wind_up(self) -> None:
        """Set off, pay what cash allows, share the loss, give what is left to public use."""
        for one in self.people:
            one.book("promise_matured", one.promised)
            if one.member:
                one.leave()
        self.write_off([one for one in self.people if one.loan + one.interest > 0])
        owed = sum(one.claim for one in self.people)
        rate = min(self.cash / max(owed, 1.0), 1.0)
        for one in self.people:
            one.book("claim_given_up", one.written_off)
            one.book("supplies_forgiven", one.supplies)
            one.book("claim_paid", math.floor(one.claim * rate))
            self.now.members_lost += one.book("claim_lost", one.claim)
            one.trust = min(one.trust, 0.2)
        if self.fund_debt + self.fund_interest > 0:
            self.be_forgiven()
        for account in LOST:
            self.book(f"{account}_lost", getattr(self, account))
        self.book("provision_released", self.provision)
        for account in ("grants", "reserve"):
            self.book(f"{account}_used", getattr(self, account))
        self.book("year_closed_surplus", max(-self.undivided, 0))
        self.book("year_closed_loss", max(self.undivided, 0))
        self.book("remainder_given", self.cash)
        self.buyers_due, self.members_due = [0] * 7, [0.0] * 7
        self.status, self.members = DISSOLVED, 0


def _points(ratio: float, zero: float, full: float) -> float:
    """Points rise evenly from 0 at one ratio to 100 at the other."""
    return 100 * clip((ratio - zero) / (full - zero), 0.0, 1.0)
