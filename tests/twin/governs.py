"""How a cooperative is founded and governed: members, skill, transparency, gifts and fraud."""

from __future__ import annotations

import math
from typing import Any

from coopsim.state import ACTIVE, WAITING
from twin.sums import clip


class Governs:
    """Members and management."""

    def be_founded_from_above(self: Any) -> None:
        """A programme founds it; the nearest households become members on paper."""
        if self.status != WAITING or self.draw("founded") >= self.terms.programme.founding:
            return
        self.status, self.founded, self.from_above = ACTIVE, self.model.month, True
        self.unmet_months = 0
        nearest = sorted(self.households, key=lambda one: one.hours)
        for one in nearest[: self.terms.regulation.minimum_members]:
            one.join()

    def weigh_membership(self: Any) -> None:
        """What neighbours see: a better price, and whether the till can lend."""
        if self.sector == 2:
            ratio = self.price
        else:
            ratio = self.price / max(self.trader_price, 1e-9) - 1 if self.price > 0 else 0.0
        self.now.better = ratio * self.trades
        needed = max(0.1 * (self.voluntary + self.loans), 1.0)
        self.now.liquid = min(self.cash / needed, 1.0) * self.lends

    def count_members(self: Any) -> None:
        """The register of members."""
        self.members = sum(one.member for one in self.households)

    def _reached(self: Any, purpose: str, yearly: float) -> bool:
        """Whether a yearly programme reaches it this month."""
        return self.active and self.draw(purpose) < yearly / 12

    def be_trained(self: Any) -> None:
        """Some are trained this month."""
        self.now.trained = self._reached("training", self.terms.programme.training)

    def learn(self: Any, best: float) -> None:
        """Skill and transparency drift down, and are raised; gifts, fraud and news follow."""
        taught = 1.0 if self.now.trained else self._spill_over()
        mentors = self.terms.programme.mentors * self.active
        attention = mentors / (mentors + self.terms.governance.mentor_limit)
        if self.active:
            self.skill = self._skill_after(best, taught, attention)
            self.transparency = self._transparency_after(attention)
        self.digital = self._goes_digital() and self.active
        self._get_gifts()
        self._lose_to_fraud()
        self.bad_news = 0.7 * self.bad_news + 0.3 * self.broken
        self.now.event = self._event(taught)

    def _spill_over(self: Any) -> float:
        """The part of neighbours' training that reaches it."""
        near = [one for one in self.model.cooperatives if one.district == self.district]
        trained = sum(one.now.trained for one in near)
        return self.terms.governance.spill_over * (trained / len(near))

    def _skill_after(self: Any, best: float, taught: float, attention: float) -> float:
        governance = self.terms.governance
        visits = self._reached("study visit", self.terms.programme.study_visits)
        gap = max(best - self.skill, 0.0) * visits
        gain = (1 - self.skill) * (
            governance.training_gain * taught
            + governance.mentor_gain * attention / 12
            + governance.manager_gain * self.terms.office.paid_manager / 12
        )
        lost = governance.forgetting / 12 * self.skill
        return clip(self.skill + gain + governance.visit_gain * gap - lost, 0.0, 1.0)

    def _transparency_after(self: Any, attention: float) -> float:
        governance, missing = self.terms.governance, 1 - self.transparency
        effort = governance.records_gain * self.digital + 0.5 * governance.mentor_gain * attention
        gain = missing * effort / 12 + governance.audit_gain * self.just_met * missing * 2
        lost = governance.opacity / 12 * self.transparency
        return clip(self.transparency + gain - lost, 0.0, 1.0)

    def _goes_digital(self: Any) -> bool:
        """Skilled ones adopt sooner and lapse less."""
        terms, draw = self.terms.digital, self.draw("digital")
        if self.digital:
            return not draw < terms.lapse / 12 * (1 - self.skill)
        yearly = (terms.uptake + terms.push * terms.push_effect) * (0.5 + self.skill)
        return draw < yearly / 12

    def _get_gifts(self: Any) -> None:
        """Ice, stores, certificates and grants."""
        programme, index = self.terms.programme, self.model.index
        if self.trades and self.sector == 1 and not self.ice:
            self.ice = self._reached("ice", programme.ice)
            self.book("equipment_given", programme.equipment * index * self.ice)
        if self.trades and self.sector == 0 and not self.storage:
            self.storage = self._reached("storage", programme.storage)
            self.book("equipment_given", programme.equipment * index * self.storage)
        if self.trades and self.sector == 0 and not self.certified:
            self.certified = self._reached("certification", programme.certification)
        deserves = self.active and (self.met or not programme.grant_asks_meeting)
        if self.model.moy == 1 and deserves:
            self.book("grant_received", programme.grant * index)

    def _lose_to_fraud(self: Any) -> None:
        """Cash is embezzled, the sooner the less transparent the books are."""
        governance, hidden = self.terms.governance, 1 - self.transparency
        if self.active and self.draw("fraud") < governance.fraud / 12 * (hidden * hidden):
            taken = self.book("embezzled", math.floor(self.cash * governance.fraud_share))
            self.now.defrauded = taken > 0
        self.fraud_year = self.fraud_year or self.now.defrauded

    def _event(self: Any, taught: float) -> float:
        """What happened that members trust it more or less for."""
        governance = self.terms.governance
        return (
            governance.training_trust * taught
            + governance.meeting_trust * self.just_met
            - governance.no_meeting * self.just_missed
            - 0.3 * self.now.defrauded
        )
