"""The year is closed, the annual meeting divides the surplus, some cooperatives end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger import CODE, OPERATING
from coopsim.model.order import split_among
from coopsim.model.verbs.arrears import write_off
from coopsim.model.verbs.members import release
from coopsim.model.verbs.refinance import forgive_fund_debt, own_capital
from coopsim.rules.governance import meeting_held
from coopsim.rules.health import health_score, management_score, provision_cover
from coopsim.rules.surplus import split_by_largest_remainder, surplus_shares
from coopsim.state import ACTIVE, DISSOLVED, DORMANT, WAITING

if TYPE_CHECKING:
    from coopsim.model.village import Village

Flags = NDArray[np.bool_]


def close_year(v: Village) -> None:
    """Annual meetings fall in their month; month 12 closes the books."""
    c = v.cooperatives
    plan, month_draw = v.draw_cooperatives("annual meeting"), v.draw_cooperatives("meeting month")
    month = (v.month - 1) % 12 + 1
    _count_business(v)
    if month == 1:
        _plan_meetings(v, plan, month_draw)
    meets = (c.meeting_month == month) & ((c.status == ACTIVE) | (c.status == DORMANT))
    c.unmet_months += 1
    if meets.any():
        _hold_meetings(v, meets)
    window = np.ceil(np.asarray(v.terms.governance.meeting_window)) + 1
    missed = (month == window) & ~c.met & (c.status == ACTIVE) & (c.founded < v.month - 12)
    c.just_met[:], c.just_missed[:] = meets, missed  # ``govern`` hears of it next month
    if month == 12:
        _close_books(v)
    _rest_and_end(v)


def _count_business(v: Village) -> None:
    """Business with the cooperative, for refunds and to know who uses it at all."""
    h = v.households
    done = np.rint(v.now.to_cooperative + v.now.at_shop).astype(np.int64) * h.member
    h.patronage += done
    h.used |= (done > 0) | ((h.loan > 0) & h.member)


def _plan_meetings(v: Village, plan: Any, month_draw: Any) -> None:
    """Whether and when last year's annual meeting will be held."""
    c, g = v.cooperatives, v.terms.governance
    held = meeting_held(
        c.skill, c.transparency, plan, duty=v.terms.regulation.meeting_duty, terms=g
    )
    window = np.asarray(g.meeting_window)
    when = 1 + np.floor(month_draw * window).astype(np.int64)
    c.meeting_month[:] = np.where(held & (c.status != WAITING), when, 0)
    c.met[:] = False
    c.fraud_year[:] = False


def _hold_meetings(v: Village, meets: Flags) -> None:
    """The annual meeting approves the accounts and divides the surplus."""
    c = v.cooperatives
    cost = np.asarray(v.terms.office.annual_meeting_cost) * v.index * c.members
    v.ledger.move("meeting_cost", cost * meets)
    c.met |= meets
    c.unmet_months[meets] = 0
    c.status[meets & (c.status == DORMANT)] = ACTIVE
    _divide(v, meets & (c.undivided > 0))


def _divide(v: Village, meets: Flags) -> None:
    """Tax, reserve, refunds by business and by shares, and the common purposes."""
    c, h = v.cooperatives, v.households
    v.ledger.move("tax", np.floor(c.undivided * np.asarray(v.terms.office.tax) * meets))
    shares = surplus_shares(v.terms.surplus, v.terms.regulation.reserve_share)
    matrix = np.stack([np.broadcast_to(share, c.cash.shape) for share in shares])
    parts = np.zeros((len(shares), len(c.cash)), dtype=np.int64)
    for row in np.flatnonzero(meets):
        parts[:, row] = split_by_largest_remainder(int(c.undivided[row]), matrix[:, row])
    by_business = _to_members(v, parts[1], h.patronage_before)
    by_shares = _to_members(v, parts[2], h.share + h.mandatory)
    v.ledger.move("patronage_refund", by_business)
    v.ledger.move("capital_refund", by_shares)
    for place, name in enumerate(("board", "staff", "education", "social"), 3):
        v.ledger.move(f"to_{name}", parts[place])
    v.ledger.move("to_reserve", np.where(meets, c.undivided, 0))


def _to_members(v: Village, pool: NDArray[np.int64], weights: Any) -> NDArray[np.int64]:
    """A pool of each cooperative split among its members."""
    h = v.households
    given = np.zeros(len(h.home), dtype=np.int64)
    rows = np.flatnonzero(h.member & (pool > 0)[h.home])
    given[rows] = split_among(pool, h.home[rows], weights[rows])
    return given


def _close_books(v: Village) -> None:
    """The result of the year is carried to the annual meeting; a loss is charged by rule."""
    c = v.cooperatives
    c.last_surplus[:] = c.surplus
    v.ledger.move("year_closed_surplus", np.maximum(c.surplus, 0))
    v.ledger.move("year_closed_loss", np.maximum(-c.surplus, 0))
    loss = np.maximum(-c.undivided, 0)
    charged = v.ledger.move("loss_charged", np.minimum(loss, c.reserve))
    v.ledger.move("loss_charged_to_grants", np.minimum(loss - charged, c.grants))
    _health(v)


def _health(v: Village) -> None:
    """Health score of the Indonesian scheme at the year's end."""
    h, c = v.households, v.cooperatives
    assets = np.maximum(total_assets(v), 1)
    year = v.ledger.year + v.ledger.booked
    costs = sum(year[CODE[name]] for name in OPERATING)
    rows = np.flatnonzero(h.loan)
    old = h.late[rows] > 12
    late = [
        np.bincount(h.home[rows], h.loan[rows] * part, len(c.cash))
        for part in ((h.late[rows] >= 1) & ~old, old)
    ]
    c.health[:] = health_score(
        own_capital(v), assets, c.late_share,
        provision_cover=provision_cover(c.provision, late[0], late[1]),
        expense_share=costs / assets, liquidity=c.cash / np.maximum(c.voluntary + c.payable, 1),
        management=management_score(c.skill, c.transparency, c.met), met=c.met,
        roa=c.last_surplus / assets, member_share=members_business(v),
    ) * (c.status == ACTIVE)  # fmt: skip


def members_business(v: Village) -> NDArray[np.float64]:
    """Share of this month's volume that came from members; 1 where there is no trade."""
    outside = v.now.outsiders_kg / np.maximum(v.now.volume, 1e-9)
    found: NDArray[np.float64] = 1 - np.clip(outside, 0.0, 1.0)
    return found


def total_assets(v: Village) -> NDArray[np.int64]:
    """Assets of each cooperative less provisions, minor units."""
    c = v.cooperatives
    total: NDArray[np.int64] = (
        c.cash
        + c.stock
        + c.receivable
        + c.loans
        + c.interest
        + c.supplies
        + c.equipment
        - c.provision
    )
    return total


def _rest_and_end(v: Village) -> None:
    """Cooperatives without meetings fall dormant; shells and the insolvent are dissolved."""
    c, law = v.cooperatives, v.terms.regulation
    unmet = c.unmet_months > np.asarray(law.dormant_after)
    c.status[(c.status == ACTIVE) & unmet] = DORMANT
    exists = (c.status == ACTIVE) | (c.status == DORMANT)
    shell = c.members < np.asarray(v.terms.membership.shell_members)
    ruined = own_capital(v) < -0.05 * np.maximum(total_assets(v), 1)
    long_gone = c.unmet_months > 2 * np.asarray(law.dormant_after)
    ends = exists & (shell | ruined | long_gone) & (c.founded < v.month - 6)
    if ends.any():
        _wind_up(v, ends)


def _wind_up(v: Village, ends: Flags) -> None:
    """Set off, pay what cash allows, share the loss, give what is left to public use."""
    h, c = v.households, v.cooperatives
    rows = np.flatnonzero(ends[h.home])
    v.ledger.move("promise_matured", h.promised[rows].copy(), rows)
    release(v, rows[h.member[rows]])
    debtors = rows[h.loan[rows] + h.interest[rows] > 0]
    write_off(v, debtors)
    v.ledger.move("claim_given_up", h.written_off[rows].copy(), rows)
    v.ledger.move("supplies_forgiven", h.supplies[rows].copy(), rows)
    v.ledger.move("provision_released", c.provision * ends)
    for flow, column in (
        ("stock_lost", c.stock),
        ("equipment_lost", c.equipment),
        ("receivable_lost", c.receivable),
    ):
        v.ledger.move(flow, column * ends)
    _pay_members_last(v, rows, ends)
    forgive_fund_debt(v, ends & (c.fund_debt + c.fund_interest > 0))
    for flow, column in (
        ("bank_debt_lost", c.bank_debt), ("bank_interest_lost", c.bank_interest),
        ("bills_lost", c.bills), ("dues_lost", c.dues), ("grants_used", c.grants),
        ("reserve_used", c.reserve),
    ):  # fmt: skip
        v.ledger.move(flow, column * ends)
    v.ledger.move("year_closed_surplus", np.maximum(-c.undivided, 0) * ends)
    v.ledger.move("year_closed_loss", np.maximum(c.undivided, 0) * ends)
    v.ledger.move("remainder_given", c.cash * ends)
    c.buyers_due[ends], c.members_due[ends] = 0, 0.0
    c.status[ends] = DISSOLVED
    c.members[ends] = 0
    h.trust[rows] = np.minimum(h.trust[rows], 0.2)


def _pay_members_last(v: Village, rows: Any, ends: Flags) -> None:
    """Members share the cash in proportion to what is due to them."""
    h, c = v.households, v.cooperatives
    owed = np.bincount(h.home[rows], h.claim[rows], len(c.cash))
    rate = np.minimum(c.cash / np.maximum(owed, 1.0), 1.0)
    v.ledger.move("claim_paid", np.floor(h.claim[rows] * rate[h.home[rows]]), rows)
    lost = v.ledger.move("claim_lost", h.claim[rows].copy(), rows)
    v.now.members_lost += np.bincount(h.home[rows], lost, len(c.cash))
