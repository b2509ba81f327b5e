"""Identities of a revolving fund: what it must charge, what it loses, what it is worth.

Rates and shares are numbers (0.12 is 12 %), a year unless said otherwise.
"""

from __future__ import annotations

import numpy as np

from coopsim.params import Number


def break_even_rate(lent_share: Number, loss: Number, cost: Number, *, inflation: Number) -> Number:
    """Lending rate at which a fund just keeps its real value.

    ``lent_share`` of the fund is out on loan, ``loss`` of it is lost a year, running costs are
    ``cost`` of the fund. NaN where nothing is lent or all is lost.

    >>> round(float(break_even_rate(0.85, 0.05, 0.06, inflation=0.03)), 3)
    0.164
    """
    needed = _ratio(np.asarray(cost) + inflation, lent_share) + loss
    return _ratio(needed, 1 - np.asarray(loss))


def real_growth(
    lent_share: Number, rate: Number, loss: Number, *, cost: Number, inflation: Number
) -> Number:
    """Growth of a fund's real value in a year, without new money."""
    kept = np.asarray(rate) * (1 - np.asarray(loss)) - loss
    nominal = np.asarray(lent_share) * kept - cost
    return (1 + nominal) / (1 + np.asarray(inflation)) - 1


def half_life(growth: Number) -> Number:
    """Years until half is left at a yearly growth; infinite where nothing is lost."""
    seen = np.asarray(growth, dtype=float)
    shrinks = (seen < 0) & (seen > -1)
    years = np.log(0.5) / np.log1p(np.where(shrinks, seen, -0.5))
    return np.where(shrinks, years, np.where(seen <= -1, 0.0, np.inf))


def annual_loss_rate(collection_rate: Number, tenor_years: Number) -> Number:
    """Share of the portfolio lost in a year when this share of each loan comes back.

    Equal instalments: on average half of a loan is out.

    >>> round(annual_loss_rate(0.95, 0.25), 3)
    0.4
    """
    return _ratio(2 * (1 - np.asarray(collection_rate)), tenor_years)


def rotation(lent_share: Number, tenor_years: Number, bullet: Number = False) -> Number:
    """Times a year the fund is lent out: instalments return twice as fast as a bullet."""
    return _ratio(np.where(bullet, 1.0, 2.0) * lent_share, tenor_years)


def cgap_rate(
    cost: Number, loss: Number, funds_cost: Number, *, capitalisation: Number,
    investment_income: Number,
) -> Number:  # fmt: skip
    """Lending rate that covers all costs (CGAP), each a share of the mean portfolio."""
    needed = np.asarray(cost) + loss + funds_cost + capitalisation - investment_income
    return _ratio(needed, 1 - np.asarray(loss))


def operational_self_sufficiency(
    revenue: Number, financial: Number, losses: Number, *, operating: Number
) -> Number:
    """Operating revenue against financial, loan-loss and operating expense; 1 just covers it."""
    return _ratio(revenue, np.asarray(financial) + losses + operating)


def portfolio_at_risk(late: Number, portfolio: Number) -> Number:
    """Outstanding principal of all loans with anything late, against the portfolio."""
    return _ratio(late, portfolio)


def real_value(nominal: Number, inflation: Number, years: Number) -> Number:
    """An amount in the money of ``years`` ago."""
    return np.asarray(nominal) / (1 + np.asarray(inflation)) ** years


def _ratio(part: Number, whole: Number) -> Number:
    """A share, NaN where the whole is zero."""
    top, bottom = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    found = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=found, where=bottom != 0)
    return found if found.ndim else float(found)
