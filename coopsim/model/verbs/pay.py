"""What comes in and what must go out of a purse, in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger.runs import summed
from coopsim.model.order import paid_in_order
from coopsim.model.verbs.arrears import age_loans, check_off, collect, fall_due
from coopsim.rules.livelihood import cash_need, cash_spent
from coopsim.rules.savings import monthly_interest, panics, voluntary_saving
from coopsim.state import ACTIVE

if TYPE_CHECKING:
    from coopsim.model.village import Village

Money = NDArray[np.int64]


def pay_in_and_out(v: Village) -> None:
    """Proceeds, check-off, living, instalments, savings, withdrawals."""
    claims_due, claims_paid, proceeds = _pay_claims(v)
    fall_due(v)
    _repay_supplies(v, proceeds)
    check_off(v, proceeds)
    asked, paid = _live(v)
    collect(v, willing=v.draw("pays the instalment"))
    _save(v, proceeds)
    _other_debts(v)
    age_loans(v)
    c = v.cooperatives
    due = claims_due + asked
    c.broken[:] = np.where(due > 0, 1 - (claims_paid + paid) / np.maximum(due, 1), 0.0)
    h = v.households
    h.income[:] = np.rint(v.now.income)
    h.income_year += h.income
    h.service_year += v.now.service


def _pay_claims(v: Village) -> tuple[Money, Money, Money]:
    """Promises fall due, and what is due is paid as far as the till goes."""
    h, c = v.households, v.cooperatives
    ring = c.members_due
    whole_ring = ring.sum(axis=1)
    share = np.where(whole_ring > 0, ring[:, 0] / np.maximum(whole_ring, 1e-9), 1.0)
    ring[:, :-1] = ring[:, 1:]
    ring[:, -1] = 0.0
    rows = np.flatnonzero(h.promised > 0)
    v.ledger.move("promise_matured", h.promised[rows] * share[h.home[rows]], rows)
    size = len(c.cash)
    proceeds = np.zeros(len(h.home), dtype=np.int64)
    rows = np.flatnonzero(h.claim > 0)
    claim, home = h.claim[rows], h.home[rows]
    paid = paid_in_order(claim, home, c.cash, lambda: v.draw("claims queue")[rows])
    v.ledger.move("claim_paid", paid, rows)
    proceeds[rows] = paid
    return summed(claim, home, size), summed(paid, home, size), proceeds


def _repay_supplies(v: Village, proceeds: Money) -> None:
    """Supplies are taken off the proceeds first; a kiosk pays from its purse."""
    h = v.households
    rows = np.flatnonzero(h.supplies > 0)
    if len(rows) == 0:
        return
    from_purse = np.where(h.sector[rows] == 2, h.cash[rows] // 2, 0)
    v.ledger.move(
        "supplies_repaid",
        np.minimum(np.minimum(h.supplies[rows], proceeds[rows] + from_purse), h.cash[rows]),
        rows,
    )


def _live(v: Village) -> tuple[Money, Money]:
    """Needs are met from the purse, savings, a trader, another lender; then wishes."""
    h, live = v.households, v.at_home("livelihood")
    must = np.rint(cash_need(h.need, v.index, v.now.hardship, terms=live)).astype(np.int64)
    asked, paid = _withdraw(v, must)
    short = np.flatnonzero(h.cash < must)
    _borrow_elsewhere(v, short, must[short] - h.cash[short])
    owed = h.interest + v.now.principal_due
    month_need = h.need * v.index * (1 - np.asarray(live.subsistence))
    spent = cash_spent(h.cash, must, live.buffer * month_need + owed, terms=live)
    _spend(v, spent)
    h.short[:] = spent < 0.95 * must
    return asked, paid


def _spend(v: Village, spent: Any) -> None:
    """Households spend; members do part of it at their cooperative's shop, if it has one."""
    shop = v.terms.trade
    outside = np.rint(spent).astype(np.int64)
    inside = _at_shop(v, spent) if np.any(shop.shop_share) else None
    if inside is not None:
        outside -= inside
    v.ledger.move("living", outside)
    if inside is None or not inside.any():
        return
    c = v.cooperatives
    v.ledger.move("shop_sale", inside)
    v.now.at_shop += inside
    sales = summed(inside, v.households.home, len(c.cash))
    cost = np.rint(sales / (1 + np.asarray(shop.shop_margin)))
    paid = np.minimum(cost, c.cash)
    v.ledger.move("goods_bought", paid)
    v.ledger.move("goods_owed", cost - paid)


def _at_shop(v: Village, spent: Any) -> Money:
    """What members spend at the shop of their cooperative."""
    h, c, shop = v.households, v.cooperatives, v.at_home("trade")
    sells = ((c.status == ACTIVE) & (c.kind >= 3))[h.home] & h.member
    return np.rint(spent * np.asarray(shop.shop_share) * sells * h.trust).astype(np.int64)


def _withdraw(v: Village, must: Money) -> tuple[Money, Money]:
    """Voluntary savings are withdrawn for need or in panic; the till may not be enough."""
    h, c = v.households, v.cooperatives
    size = len(c.cash)
    draw = v.draw("panics")
    rows = np.flatnonzero(h.voluntary > 0)
    flees = panics(
        h.trust[rows], c.bad_news[h.home[rows]], draw[rows], terms=v.terms_for("savings", rows)
    )
    balance = h.voluntary[rows]
    need = np.maximum(must[rows] - h.cash[rows], 0)
    asked = np.where(flees, balance, np.minimum(balance, need))
    home = h.home[rows]
    paid = paid_in_order(asked, home, c.cash, lambda: v.draw("withdrawals queue")[rows])
    v.ledger.move("voluntary_withdrawn", paid, rows)
    v.ledger.move("withdrawal_queued", asked - paid, rows)
    return summed(asked, home, size), summed(paid, home, size)


def _borrow_elsewhere(v: Village, rows: NDArray[np.int64], gap: Money) -> None:
    """A trader advances on the next crop; another lender helps in need."""
    if len(rows) == 0:
        return
    h, bank, market = v.households, v.terms_for("bank", rows), v.terms_for("market", rows)
    helped = (v.draw("trader helps")[rows] < market.advances) & (h.trader_debt[rows] == 0)
    size = np.where(helped, market.advance_size * crop_value_of_year(v, rows), 0.0)
    got = v.ledger.move("trader_advance", np.minimum(gap, np.rint(size)), rows)
    served = v.draw("lender helps")[rows] < bank.lender_access
    limit = np.rint(bank.lender_size * h.need[rows] * v.index)
    room = np.where(served, np.maximum(limit - h.other_debt[rows], 0), 0)
    v.ledger.move("lender_loan", np.minimum(gap - got, room), rows)


def crop_value_of_year(v: Village, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """What a household's crop or catch of a normal year fetches from traders, minor units."""
    h = v.households
    sector = h.sector[rows]
    crop, sea = v.terms_for("agriculture", rows), v.terms_for("fisheries", rows)
    a_year = np.where(sector == 0, crop.full_yield * 0.75, sea.trips * np.asarray(sea.catch) * 8)
    price: NDArray[np.float64] = v.now.traders[np.minimum(sector, 1), h.home[rows]]
    return a_year * h.capacity[rows] * (sector < 2) * price


def _save(v: Village, proceeds: Money) -> None:
    """Compulsory saving, then voluntary saving out of what is spare; interest on savings."""
    h, c = v.households, v.cooperatives
    rows = np.flatnonzero(h.member & (c.status == ACTIVE)[h.home])
    saving, live = v.terms_for("savings", rows), v.terms_for("livelihood", rows)
    fee = saving.mandatory * v.index + saving.mandatory_of_sales * proceeds[rows]
    fee = np.rint(fee).astype(np.int64)
    v.ledger.move("mandatory_saved", np.where(h.cash[rows] >= fee, fee, 0), rows)
    need = h.need[rows] * v.index
    kept = live.buffer * need * (1 - np.asarray(live.subsistence))
    spare = h.cash[rows] - kept - h.interest[rows] - v.now.principal_due[rows]
    rate = np.minimum(saving.rate, v.terms_for("regulation", rows).savings_cap)
    put = voluntary_saving(
        spare, h.voluntary[rows] / need, h.trust[rows], real_rate=rate - np.asarray(live.inflation),
        terms=saving,
    )  # fmt: skip
    v.ledger.move("voluntary_saved", np.minimum(put, h.cash[rows]), rows)
    v.ledger.move("savings_interest", monthly_interest(h.voluntary[rows], rate), rows)


def _other_debts(v: Village) -> None:
    """Other lenders take interest and are repaid from what is in the purse."""
    h = v.households
    rows = np.flatnonzero(h.other_debt > 0)
    if len(rows) == 0:
        return
    rate = v.terms_for("bank", rows).lender_rate
    interest = np.rint(monthly_interest(h.other_debt[rows], rate))
    paid = v.ledger.move("lender_interest", np.minimum(interest, h.cash[rows] // 2), rows)
    back = v.ledger.move("lender_repaid", np.minimum(h.other_debt[rows], h.cash[rows] // 3), rows)
    v.now.service[rows] += paid + back
