"""Who joins and who leaves; cooperatives founded from above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.model.order import before_me
from coopsim.model.verbs.pay import crop_value_of_year
from coopsim.rules.membership import (
    LARGEST_PULL,
    expected_gain,
    joins,
    leaves,
    owned_on_exit,
    set_off,
)
from coopsim.state import ACTIVE, DISSOLVED, NEIGHBOURS, WAITING

if TYPE_CHECKING:
    from coopsim.model.village import Village

Rows = NDArray[np.int64]


def join_and_leave(v: Village) -> None:
    """Households join and leave; programmes found cooperatives."""
    h, c = v.households, v.cooperatives
    join_draw, leave_draw = v.draw("joins"), v.draw("leaves")
    _found_from_above(v)
    _let_in(v, join_draw)
    _let_go(v, leave_draw)
    c.members[:] = np.bincount(h.home, h.member, len(c.cash)).astype(np.int32)


def _let_in(v: Village, draw: Any) -> None:
    """Households that may join and whom gain, neighbours and trust move."""
    h, c = v.households, v.cooperatives
    open_ = (c.status == ACTIVE)[h.home]
    likely = draw < v.at_home("membership").joining * LARGEST_PULL
    rows = np.flatnonzero(likely & ~h.member & open_)
    terms, live = v.terms_for("membership", rows), v.terms_for("livelihood", rows)
    subsidy = np.asarray(v.terms_for("programme", rows).entry_subsidy)
    share = np.asarray(terms.entry_share) * v.index * (1 - subsidy)
    month_need = h.need[rows] * v.index * (1 - np.asarray(live.subsistence))
    peers = neighbours_mean(h.member.astype(float))[rows]
    chosen = joins(
        gain_of_membership(v, rows), peers, h.trust[rows], hours=h.hours[rows],
        burden=share / month_need, tightness=v.now.tightness[rows], draw=draw[rows], terms=terms,
        answers_for=(c.late_share * np.asarray(v.terms.fund.joint_liability))[h.home[rows]],
    )  # fmt: skip
    chosen &= h.cash[rows] >= share + 1
    admit(v, rows[chosen], subsidy[chosen] if np.ndim(subsidy) else subsidy)


def neighbours_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of a column over each household's sixteen neighbours, itself included."""
    block = np.arange(len(values)) // NEIGHBOURS
    found: NDArray[np.float64] = (np.bincount(block, values) / np.bincount(block))[block]
    return found


def gain_of_membership(v: Village, rows: Rows) -> Any:
    """What membership would add, as a share of a usual household's need.

    Against a usual need, not its own: who grows more gains more.
    """
    h, c, live = v.households, v.cooperatives, v.terms_for("livelihood", rows)
    home, sector = h.home[rows], h.sector[rows]
    ratio = np.where(c.price > 0, c.price / np.maximum(c.trader_price, 1e-9) - 1, 0.0)
    ratio = np.where(c.sector == 2, c.price, ratio) * c.trades
    turnover = h.capacity[rows] * v.index * v.terms_for("trade", rows).turnover
    value = np.where(sector == 2, turnover, crop_value_of_year(v, rows) / 12)
    usual = live.need_over_line * live.poverty_line * live.household_size * v.index
    trade = np.clip(ratio, -0.3, 0.5)[home] * value * (c.sector[home] == sector) / usual
    liquid = np.minimum(c.cash / np.maximum(0.1 * (c.voluntary + c.loans), 1.0), 1.0) * c.lends
    gap = np.minimum(v.terms.bank.lender_rate, 1.0) - np.asarray(v.terms.fund.loan_rate)
    real = (np.asarray(v.terms.savings.rate) - v.terms.livelihood.inflation) * c.lends
    return expected_gain(
        trade, np.broadcast_to(gap, c.cash.shape)[home], liquid[home], real_rate=real[home],
        terms=v.terms_for("membership", rows),
    )  # fmt: skip


def admit(v: Village, rows: Rows, subsidy: Any) -> None:
    """Households become members and pay their entry share, or the state does in part."""
    h = v.households
    pokok = np.rint(np.asarray(v.terms_for("membership", rows).entry_share) * v.index)
    pokok = np.broadcast_to(pokok, rows.shape)
    given = np.rint(pokok * subsidy)
    v.ledger.move("share_subsidised", given, rows)
    v.ledger.move("share_paid_in", np.minimum(pokok - given, h.cash[rows]), rows)
    h.member[rows] = True
    h.joined[rows] = v.month
    v.now.joins += np.bincount(h.home[rows], minlength=len(v.now.joins))


def _let_go(v: Village, draw: Any) -> None:
    """Members leave whose savings, shares and claims cover what they owe."""
    h = v.households
    likely = draw < v.at_home("membership").leaving * LARGEST_PULL
    rows = np.flatnonzero(likely & h.member & (h.joined < v.month))
    terms = v.terms_for("membership", rows)
    gain = gain_of_membership(v, rows)
    rows = rows[leaves(gain, h.trust[rows], draw=draw[rows], terms=terms)]
    terms = v.terms_for("membership", rows)
    owed = h.loan[rows] + h.interest[rows] + h.supplies[rows]
    owned = owned_on_exit(h.share[rows], h.mandatory[rows], h.voluntary[rows], terms=terms)
    release(v, rows[owed <= owned])


def release(v: Village, rows: Rows) -> None:
    """Members go: debts are set off against savings and shares, the rest falls due to them."""
    h = v.households
    back = v.terms_for("membership", rows).refund_share
    v.ledger.move("share_released", h.share[rows] * back, rows)
    v.ledger.move("share_forfeited", h.share[rows].copy(), rows)
    v.ledger.move("mandatory_released", h.mandatory[rows].copy(), rows)
    v.ledger.move("voluntary_released", h.voluntary[rows].copy(), rows)
    parts = set_off(
        h.claim[rows], interest=h.interest[rows], loan=h.loan[rows], supplies=h.supplies[rows],
        written_off=h.written_off[rows],
    )  # fmt: skip
    for debt, part in zip(("interest", "loan", "supplies", "written_off"), parts, strict=False):
        v.ledger.move(f"{debt}_set_off", part, rows)
    v.now.principal_due[rows] = 0
    h.member[rows] = False
    v.now.leaves += np.bincount(h.home[rows], minlength=len(v.now.leaves))


def _found_from_above(v: Village) -> None:
    """A programme founds cooperatives; the nearest households become members on paper."""
    h, c, programme = v.households, v.cooperatives, v.terms.programme
    draw = v.draw_cooperatives("founded")
    born = (c.status == WAITING) & (draw < programme.founding)
    born |= (c.status == DISSOLVED) & (draw < programme.refounding)
    if not born.any():
        return
    c.status[born], c.founded[born], c.from_above[born] = ACTIVE, v.month, True
    c.unmet_months[born] = 0
    rows = np.flatnonzero(born[h.home])
    one = np.ones(len(rows), dtype=np.int64)
    rank = before_me(one, h.home[rows], h.hours[rows])
    wanted = np.broadcast_to(v.terms.regulation.minimum_members, c.status.shape)
    chosen = rows[rank < wanted[h.home[rows]]]
    admit(v, chosen, v.terms_for("programme", chosen).entry_subsidy)
