"""PEARLS: the ratios and goals of the World Council of Credit Unions.

Every ratio is a function of amounts, in any one unit, of a year's end or a year; NaN where what
it divides by is zero. Loans and assets are gross; the allowance is given apart.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from coopsim.params import Grade, Number

EARLY = 0.35
"""Allowance PEARLS asks for loans 1 to 12 months late; beyond, all of the loan."""


def allowance_for_long_late(allowance: Number, late_over_12: Number) -> Number:
    """P1: the allowance against loans over 12 months late, at most 1."""
    return np.minimum(_ratio(allowance, late_over_12), 1.0)


def allowance_for_late(allowance: Number, late_over_12: Number, late_1_12: Number) -> Number:
    """P2: what the allowance leaves after loans over 12 months late, against 1-12 months late."""
    return _ratio(np.maximum(np.asarray(allowance) - late_over_12, 0.0), late_1_12)


def long_late_written_off(late_over_12: Number) -> Number:
    """P3: 1 if no loan over 12 months late is left in the books, else 0."""
    return np.where(np.asarray(late_over_12) <= 0, 1.0, 0.0)


def recovered_share(recovered: Number, written_off: Number) -> Number:
    """P5: what has come in on loans written off, against what was written off."""
    return _ratio(recovered, written_off)


def solvency(
    assets: Number, late_over_12: Number, late_1_12: Number, *, allowance: Number,
    other_debts: Number, deposits: Number, shares: Number,
) -> Number:  # fmt: skip
    """P6: what would be left for savers and members, against their savings and shares.

    ``other_debts`` are all debts but members' deposits, without the allowance.
    """
    bad = np.asarray(late_over_12) + EARLY * np.asarray(late_1_12)
    left = np.asarray(assets) + allowance - bad - other_debts
    return _ratio(left, np.asarray(deposits) + shares)


def delinquency(late: Number, loans: Number) -> Number:
    """A1: outstanding principal of all loans a month or more late, against gross loans."""
    return _ratio(late, loans)


def non_earning_share(non_earning: Number, assets: Number) -> Number:
    """A2: assets that earn nothing, against assets."""
    return _ratio(non_earning, assets)


def zero_cost_cover(capital: Number, free_debts: Number, non_earning: Number) -> Number:
    """A3: net institutional capital and debts without interest, against non-earning assets."""
    return _ratio(np.asarray(capital) + free_debts, non_earning)


def net_loans_share(loans: Number, allowance: Number, assets: Number) -> Number:
    """E1: loans less the allowance, against assets."""
    return _ratio(np.asarray(loans) - allowance, assets)


def savings_share(savings: Number, assets: Number) -> Number:
    """E5: members' savings, against assets."""
    return _ratio(savings, assets)


def external_credit_share(credit: Number, assets: Number) -> Number:
    """E6: debts to banks and funds, against assets."""
    return _ratio(credit, assets)


def member_shares_share(shares: Number, assets: Number) -> Number:
    """E7: members' shares, against assets."""
    return _ratio(shares, assets)


def institutional_capital_share(capital: Number, assets: Number) -> Number:
    """E8: capital that belongs to no single member (reserves, grants), against assets."""
    return _ratio(capital, assets)


def net_institutional_capital(
    capital: Number, late_over_12: Number, late_1_12: Number, *, allowance: Number
) -> Number:
    """Institutional capital and the allowance, less the losses PEARLS expects; an amount."""
    bad = np.asarray(late_over_12) + EARLY * np.asarray(late_1_12)
    return np.asarray(capital) + allowance - bad


def net_institutional_capital_share(net_capital: Number, assets: Number) -> Number:
    """E9: net institutional capital, against assets."""
    return _ratio(net_capital, assets)


def loan_yield(loan_income: Number, mean_net_loans: Number) -> Number:
    """R1: interest and fees of a year, against mean net loans."""
    return _ratio(loan_income, mean_net_loans)


def savings_cost(interest: Number, mean_savings: Number) -> Number:
    """R5: interest on savings of a year, against mean savings."""
    return _ratio(interest, mean_savings)


def gross_margin(income: Number, financial_cost: Number, mean_assets: Number) -> Number:
    """R8: a year's income less the cost of funds, against mean assets."""
    return _ratio(np.asarray(income) - financial_cost, mean_assets)


def operating_expense_share(expense: Number, mean_assets: Number) -> Number:
    """R9: operating expense of a year, provisions apart, against mean assets."""
    return _ratio(expense, mean_assets)


def return_on_assets(surplus: Number, mean_assets: Number) -> Number:
    """R12: surplus of a year, against mean assets."""
    return _ratio(surplus, mean_assets)


def liquid_cover(liquid: Number, payables: Number, deposits: Number) -> Number:
    """L1: liquid money less what must be paid soon, against deposits."""
    return _ratio(np.asarray(liquid) - payables, deposits)


def liquidity_reserve_share(reserves: Number, deposits: Number) -> Number:
    """L2: money kept as a liquidity reserve, against deposits."""
    return _ratio(reserves, deposits)


def idle_liquidity_share(idle: Number, assets: Number) -> Number:
    """L3: liquid money that earns nothing, against assets."""
    return _ratio(idle, assets)


def membership_growth(before: Number, after: Number) -> Number:
    """S10: growth of members in a year."""
    return _ratio(np.asarray(after) - before, before)


def asset_growth(before: Number, after: Number) -> Number:
    """S11: growth of assets in a year."""
    return _ratio(np.asarray(after) - before, before)


def meets(value: Number, low: Number, high: Number) -> Number:
    """Whether a ratio meets its goal: 1 or 0, NaN where the ratio has no meaning."""
    seen = np.asarray(value, dtype=float)
    inside = (seen >= np.asarray(low) - 1e-12) & (seen <= np.asarray(high) + 1e-12)
    return np.where(np.isnan(seen), np.nan, np.where(inside, 1.0, 0.0))


def _ratio(part: Number, whole: Number) -> Number:
    """A share, NaN where the whole is zero."""
    top, bottom = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    found = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=found, where=bottom != 0)
    return found if found.ndim else float(found)


@attrs.frozen
class Ratio:
    """One PEARLS ratio: its goal as bounds, and where the goal comes from.

    ``floor`` says what a goal without a number of its own is measured against in a given year:
    ``inflation``, ``costs`` of lending, ``growth`` (keeping E9 at 10 % as assets grow) or
    ``margin`` (costs and growth).
    """

    code: str
    name: str
    formula: str
    rule: Callable[..., Number]
    low: float = -np.inf
    high: float = np.inf
    floor: str = ""
    source: str = "PEARLS"
    grade: Grade = "A"


PEARLS = (
    Ratio(
        "P1", "allowance for loans over 12 months late", "allowance / loans over 12 months late",
        allowance_for_long_late, 1.0,
    ),
    Ratio(
        "P2", "allowance for loans 1-12 months late",
        "(allowance - loans over 12 months late) / loans 1-12 months late",
        allowance_for_late, EARLY,
    ),
    Ratio(
        "P3", "loans over 12 months late written off", "1 if none is left in the books",
        long_late_written_off, 1.0,
    ),
    Ratio(
        "P5", "recoveries", "recovered on written-off loans / written off, both since the start",
        recovered_share, 0.75,
    ),
    Ratio(
        "P6", "solvency",
        "(assets + allowance - expected losses - other debts) / (savings + shares)", solvency, 1.11,
    ),
    Ratio("A1", "delinquency", "loans a month or more late / loans", delinquency, high=0.05),
    Ratio(
        "A2", "non-earning assets", "assets that earn nothing / assets",
        non_earning_share, high=0.05,
    ),
    Ratio(
        "A3", "zero-cost money", "(net institutional capital + free debts) / non-earning assets",
        zero_cost_cover, 2.0,
    ),
    Ratio("E1", "net loans", "(loans - allowance) / assets", net_loans_share, 0.70, 0.80),
    Ratio("E5", "savings", "savings / assets", savings_share, 0.70, 0.80),
    Ratio(
        "E6", "external credit", "debts to banks and funds / assets",
        external_credit_share, 0.0, 0.05,
    ),
    Ratio("E7", "members' shares", "shares / assets", member_shares_share, high=0.20),
    Ratio(
        "E8", "institutional capital", "institutional capital / assets",
        institutional_capital_share, 0.10,
    ),
    Ratio(
        "E9", "net institutional capital",
        "(institutional capital + allowance - expected losses) / assets",
        net_institutional_capital_share, 0.10,
    ),
    Ratio(
        "R1", "loan yield", "loan income / mean net loans; covers all costs",
        loan_yield, floor="costs",
    ),
    Ratio(
        "R5", "cost of savings", "interest on savings / mean savings; above inflation",
        savings_cost, floor="inflation",
    ),
    Ratio(
        "R8", "gross margin", "(income - cost of funds) / mean assets; covers costs and growth",
        gross_margin, floor="margin",
    ),
    Ratio(
        "R9", "operating expense", "operating expense / mean assets",
        operating_expense_share, high=0.05,
    ),
    Ratio(
        "R12", "return on assets", "surplus / mean assets; keeps E9 at 10 %",
        return_on_assets, floor="growth",
    ),
    Ratio(
        "L1", "liquid cover", "(liquid money - short-term payables) / savings",
        liquid_cover, 0.15, source="JOOM",
    ),
    Ratio(
        "L2", "liquidity reserve", "liquidity reserve / savings",
        liquidity_reserve_share, 0.10, source="JOOM",
    ),
    Ratio(
        "L3", "idle liquidity", "idle money / assets",
        idle_liquidity_share, high=0.01, source="JOOM",
    ),
    Ratio(
        "S10", "growth of members", "members gained in the year / members before",
        membership_growth, 0.15, source="JOOM",
    ),
    Ratio(
        "S11", "growth of assets", "assets gained in the year / assets before; above inflation",
        asset_growth, floor="inflation", source="JOOM",
    ),
)  # fmt: skip
"""Every ratio of the domain's list, in the order of the acronym."""
