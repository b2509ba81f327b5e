"""What households and cooperatives own and owe on the first day, booked flow by flow."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coopsim.found.luck import Luck
from coopsim.found.people import sector_rows
from coopsim.found.places import weight
from coopsim.ledger import Ledger
from coopsim.policies import mean_of, of_homes
from coopsim.rules.lending import (
    loan_ceiling,
    loan_wanted,
    months_late,
    principal_outstanding,
    provision_needed,
)
from coopsim.scenario import Scenario, Terms
from coopsim.state import (
    ACTIVE,
    RING,
    Cooperatives,
    Households,
)

Ints = NDArray[np.int64]


def opening_balances(scenario: Scenario, ledger: Ledger, terms: Terms, luck: Luck) -> None:
    """Purses, kiosks, shares, savings, reserves, grants and the national fund."""
    h, c = ledger.households, ledger.cooperatives
    minor = scenario.minor
    live = of_homes(terms.livelihood, h.home)
    purse = live.buffer * h.need * (1 - np.asarray(live.subsistence))
    ledger.move("opening_cash", purse * (0.5 + luck.of_households("purse", 0)))
    kiosks = sector_rows(h.sector)[2]
    ledger.move("opening_stock", h.capacity[kiosks], kiosks)
    member = h.member
    pokok = np.broadcast_to(of_homes(terms.membership, h.home).entry_share, member.shape)
    ledger.move("opening_share", pokok * member)
    saving = of_homes(terms.savings, h.home)
    ledger.move("opening_mandatory", saving.mandatory * np.maximum(-h.joined, 0) * member)
    mean = np.array([one.voluntary for one in scenario.cooperatives])[c.set] * minor
    spread = -np.log(luck.of_households("voluntary", 0))
    ledger.move("opening_voluntary", mean[h.home] * spread * member)
    active = c.status == ACTIVE
    sets = scenario.cooperatives
    ledger.move("opening_grant", np.array([one.grants for one in sets])[c.set] * minor * active)
    part = np.array([one.reserve for one in sets])[c.set]
    ledger.move("opening_reserve", part * (c.share + c.mandatory))
    capital = mean_of(terms.national.capital)
    if capital > 0:
        scale = 1 / weight(scenario)
        ledger.move("fund_capital", np.array([capital * scale]), np.array([0]))


def opening_loans(scenario: Scenario, ledger: Ledger, terms: Terms, luck: Luck) -> None:
    """Loans of all ages, some of them late.

    Within what each fund can have lent at once; more where it has lent again what came back.
    """
    h, c = ledger.households, ledger.cooperatives
    sets = scenario.cooperatives
    wish = np.array([one.borrowers for one in sets])[c.set] * c.lends
    late_share = np.array([one.late for one in sets])[c.set]
    draw = luck.of_households("borrower", 0)
    rows = np.flatnonzero(h.member & (draw < wish[h.home]))
    home = h.home[rows]
    fund = of_homes(terms.fund, home)
    need = h.need[rows]
    savings = h.share[rows] + h.mandatory[rows] + h.voluntary[rows]
    rate = np.minimum(fund.loan_rate, of_homes(terms.regulation, home).rate_cap)
    ceiling = loan_ceiling(savings, h.other_income[rows], rate, terms=fund)
    amount = np.minimum(loan_wanted(need, rate, terms=fund), ceiling)
    funds = fund_limit(c, terms)
    asked = np.bincount(home, amount, len(c.set))
    amount = np.floor(amount * np.minimum(1.0, funds / np.maximum(asked, 1.0))[home])
    tenor = np.broadcast_to(fund.tenor, amount.shape)
    age = np.floor(tenor * luck.of_households("loan age", 0)[rows])
    is_late = luck.of_households("loan late", 0)[rows] < late_share[home]
    behind = 2 + np.floor(4 * luck.of_households("loan behind", 0)[rows])
    paid_age = np.where(is_late, np.maximum(age - behind, 0), age)
    grace = np.minimum(fund.grace, tenor - 1)
    terms_of_loan: Any = {"tenor": tenor, "grace": grace, "bullet": fund.bullet}
    owed = np.bincount(home, principal_outstanding(amount, paid_age, **terms_of_loan), len(c.set))
    least = np.array([one.on_loan for one in sets])[c.set] * c.cash
    amount = np.floor(amount * np.maximum(1.0, least / np.maximum(owed, 1.0))[home])
    balance = principal_outstanding(amount, paid_age, **terms_of_loan)
    h.loan_amount[rows] = amount
    h.loan_rate[rows], h.loan_tenor[rows], h.loan_grace[rows] = rate, tenor, grace
    h.loan_contract[rows], h.loan_bullet[rows] = fund.contract, fund.bullet
    h.loan_age[rows] = age
    ledger.move("opening_loan", balance, rows)
    h.late[rows] = months_late(
        amount, h.loan[rows], age, tenor=tenor, grace=grace, bullet=h.loan_bullet[rows]
    )
    needed = provision_needed(h.loan[rows], h.late[rows], terms=fund)
    target = np.bincount(home, np.rint(needed), len(c.set)).astype(np.int64)
    ledger.move("opening_provision", np.minimum(target, c.reserve))


def fund_limit(c: Cooperatives, terms: Terms) -> NDArray[np.float64]:
    """What a cooperative may have lent: its share lent, and never more than its cash."""
    limit = np.asarray(terms.fund.share_lent) * c.cash
    return np.minimum(limit, c.cash * 0.98)


def opening_market(h: Households, c: Cooperatives, terms: Terms) -> None:
    """Volumes a cooperative would expect in its first month of trade."""
    ring = np.zeros((len(c.set), RING))
    c.members_due[:] = ring
    size = len(c.set)
    crop = of_homes(terms.agriculture, h.home)
    sea = of_homes(terms.fisheries, h.home)
    shop = of_homes(terms.trade, h.home)
    expected = np.choose(
        h.sector,
        [
            h.capacity * crop.full_yield / 6,
            h.capacity * sea.trips * sea.catch * 0.5,
            h.capacity * shop.turnover,
        ],
    )
    own = c.sector[h.home] == h.sector
    c.last_volume[:] = 0.5 * np.bincount(h.home, expected * (h.member & own), size)
