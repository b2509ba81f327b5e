"""How cooperatives learn and forget, and how trust is won and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.model.verbs.members import neighbours_mean
from coopsim.rules.governance import fraud_occurs, skill_after, transparency_after, trust_after
from coopsim.rules.office import adopts
from coopsim.state import ACTIVE

if TYPE_CHECKING:
    from coopsim.model.village import Village


def govern(v: Village) -> None:
    """Programmes, management, records, fraud and trust."""
    c, terms = v.cooperatives, v.terms
    active = c.status == ACTIVE
    trained = _reached(v, "training", terms.programme.training) & active
    v.now.trained[:] = trained
    spill = _spill_over(v, trained)
    best = np.max(c.skill, initial=0.0, where=active)
    visits = _reached(v, "study visit", terms.programme.study_visits) & active
    gap = np.maximum(best - c.skill, 0.0) * visits
    mentors = np.asarray(terms.programme.mentors) * active
    skill = skill_after(
        c.skill, np.where(trained, 1.0, spill), mentors, visit_gap=gap,
        manager=np.asarray(terms.office.paid_manager, dtype=float), terms=terms.governance,
    )  # fmt: skip
    transparency = transparency_after(
        c.transparency, mentors, c.digital, met=c.just_met, terms=terms.governance
    )
    c.skill[:] = np.where(active, skill, c.skill)
    c.transparency[:] = np.where(active, transparency, c.transparency)
    c.digital[:] = (
        adopts(c.digital, c.skill, v.draw_cooperatives("digital"), terms=terms.digital) & active
    )
    _equip(v, active)
    _defraud(v, active)
    c.bad_news[:] = 0.7 * c.bad_news + 0.3 * c.broken
    _trust(v, trained, spill)


def _reached(v: Village, purpose: str, yearly: Any) -> NDArray[np.bool_]:
    """Cooperatives a yearly programme reaches this month."""
    reached: NDArray[np.bool_] = v.draw_cooperatives(purpose) < np.asarray(yearly) / 12
    return reached


def _spill_over(v: Village, trained: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The part of a training that reaches untrained cooperatives of the district."""
    district, places = v.cooperatives.district, len(v.places.fish)
    count = np.maximum(np.bincount(district, minlength=places), 1)
    near = np.bincount(district, trained, places) / count
    return np.asarray(v.terms.governance.spill_over) * near[district]


def _equip(v: Village, active: NDArray[np.bool_]) -> None:
    """Ice, stores, certificates and grants."""
    c, programme = v.cooperatives, v.terms.programme
    value = np.asarray(programme.equipment) * v.index
    for column, purpose, share, sector in (
        (c.ice, "ice", programme.ice, 1), (c.storage, "storage", programme.storage, 0)
    ):  # fmt: skip
        given = _reached(v, purpose, share) & active & (c.sector == sector) & c.trades & ~column
        column |= given
        v.ledger.move("equipment_given", value * given)
    certified = _reached(v, "certification", programme.certification)
    c.certified |= certified & active & (c.sector == 0) & c.trades
    may = active & (~np.asarray(programme.grant_asks_meeting, dtype=bool) | c.met)
    yearly = (v.month - 1) % 12 == 0
    v.ledger.move("grant_received", np.asarray(programme.grant) * v.index * may * yearly)


def _defraud(v: Village, active: NDArray[np.bool_]) -> None:
    c, g = v.cooperatives, v.terms.governance
    stolen = fraud_occurs(c.transparency, v.draw_cooperatives("fraud"), terms=g) & active
    taken = np.floor(c.cash * np.asarray(g.fraud_share) * stolen)
    v.ledger.move("embezzled", taken)
    v.now.defrauded[:] = stolen & (taken > 0)
    c.fraud_year |= v.now.defrauded


def _trust(v: Village, trained: Any, spill: Any) -> None:
    """Members feel promises and events in full, others hear of them."""
    h, c, g = v.households, v.cooperatives, v.terms.governance
    event = (
        np.asarray(g.training_trust) * np.where(trained, 1.0, spill)
        + np.asarray(g.meeting_trust) * c.just_met
        - np.asarray(g.no_meeting) * c.just_missed
        - 0.3 * v.now.defrauded
    )
    felt = np.where(h.member, 1.0, 0.5) * (c.status == ACTIVE)[h.home]
    h.trust[:] = trust_after(
        h.trust, c.broken[h.home], neighbours_mean(h.trust), felt=felt,
        event=event[h.home] * felt, terms=v.at_home("governance"),
    )  # fmt: skip
