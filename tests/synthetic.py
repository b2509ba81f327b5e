"""A made-up run, plausible and balanced, for tests of what reads runs: no model behind it."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.ledger.flows import ASSETS, BY_NAME, CAPITAL, DEBTS, MEMO
from coopsim.metrics import METRICS
from coopsim.results import Accounts, Panel, Run, Series
from coopsim.scenario import CooperativeSet, District, Scenario

PATHS: dict[str, tuple[float, float, float]] = {
    "households": (2000, 2000, 0),
    "members": (640, 900, 0.01),
    "members_share": (0.32, 0.45, 0.01),
    "joins": (6, 9, 0.3),
    "leaves": (4, 5, 0.3),
    "borrowers": (200, 420, 0.05),
    "borrowers_share": (0.31, 0.46, 0.05),
    "used_share": (0.6, 0.7, 0.02),
    "women_share": (0.35, 0.4, 0),
    "women_borrowers_share": (0.3, 0.36, 0.02),
    "delivered_share": (0.5, 0.6, 0.1),
    "traders_used": (0.6, 0.5, 0.1),
    "outsiders_volume": (0.1, 0.12, 0.1),
    "price_paid": (2.1, 2.75, 0.06),
    "trader_price": (1.85, 2.4, 0.07),
    "price_gap": (0.13, 0.15, 0.05),
    "income_members": (268, 372, 0.35),
    "income_others": (259, 321, 0.35),
    "poverty": (0.42, 0.37, 0.1),
    "gini": (0.3, 0.31, 0.02),
    "income_median_members": (240, 331, 0.3),
    "income_median_others": (232, 290, 0.3),
    "short_share": (0.1, 0.08, 0.3),
    "savings": (41_000, 98_000, 0.03),
    "voluntary": (16_000, 45_000, 0.05),
    "loans": (38_000, 81_000, 0.08),
    "lent": (4_000, 9_000, 0.3),
    "par30": (0.09, 0.145, 0.2),
    "par90": (0.05, 0.08, 0.2),
    "late_portfolio_1_3": (0.045, 0.06, 0.3),
    "late_portfolio_4_12": (0.03, 0.05, 0.1),
    "repayment": (0.93, 0.9, 0.05),
    "loss_rate": (0.02, 0.03, 0.1),
    "write_offs": (60, 210, 0.5),
    "fund_nominal": (45_300, 69_800, 0.02),
    "fund_real": (45_300, 52_400, 0.02),
    "own_capital": (26_000, 40_000, 0.01),
    "own_capital_real": (26_000, 30_000, 0.01),
    "cash": (9_000, 14_000, 0.2),
    "liquidity": (0.5, 0.31, 0.2),
    "unpaid_claims": (200, 900, 0.4),
    "oss": (1.1, 1.05, 0.1),
    "surplus": (300, 500, 0.5),
    "refunds": (100, 180, 0.5),
    "refund_per_member": (0.2, 0.3, 0.5),
    "meetings_held": (0.7, 0.8, 0),
    "active": (12, 11, 0),
    "dormant": (0, 1, 0),
    "dissolved": (0, 0, 0),
    "informal": (2, 2, 0),
    "skill": (0.4, 0.5, 0.01),
    "transparency": (0.4, 0.5, 0.01),
    "trust": (0.5, 0.6, 0.02),
    "digital_share": (0.1, 0.3, 0),
    "health": (61, 66, 0.02),
    "national_capital": (50_000, 56_000, 0),
    "national_real": (50_000, 42_000, 0),
    "national_late": (0.02, 0.09, 0.1),
    "bank_debt": (0, 5_000, 0),
    "fund_debt": (20_000, 38_000, 0),
    "debt_service": (0.12, 0.15, 0.2),
    "over_indebted": (0.06, 0.08, 0.2),
    "savings_lost": (0, 0, 0),
    "trader_debt": (9_000, 8_000, 0.2),
    "other_debt": (5_000, 4_000, 0.2),
    "unit_cost": (0.3, 0.28, 0.1),
    "fish_stock": (0.7, 0.6, 0.02),
    "harvest": (30_000, 33_000, 0.8),
    "cost_per_member": (2.0, 1.8, 0.1),
    "remote_members_share": (0.2, 0.24, 0.01),
    "world_price_coffee": (3.6, 4.3, 0.05),
    "price_index": (1.0, 1.33, 0),
    "effective_rate": (0.2, 0.18, 0),
    "flat_equivalent": (0.11, 0.1, 0),
}
"""Of a metric: its first value, its last, and how far it swings over a year; others stay at 1."""
NAMES = [metric.name for metric in METRICS]
ACCOUNTS = tuple(name for name in (*ASSETS, *DEBTS, *CAPITAL, *MEMO))
FACTS = (
    "members", "women", "borrowers", "women_borrowers", "loans_1_12", "loans_over_12", "par30",
    "par90", "joins", "leaves", "status", "legal", "skill", "transparency", "health", "met",
    "savings_rate", "loan_rate", "inflation", "lent", "volume_kg", "trust", "digital",
)  # fmt: skip
YEARLY = {
    "share_paid_in": 900, "mandatory_saved": 5200, "voluntary_saved": 21_000,
    "voluntary_withdrawn": 17_500, "loan_disbursed": 62_000, "principal_paid": 54_500,
    "interest_paid": 9_100, "loan_fee": 620, "loan_recovered": 140, "buyer_paid": 88_000,
    "claim_paid": 71_000, "supplies_lent": 3_900, "supplies_repaid": 3_500, "shop_sale": 6_200,
    "goods_bought": 5_300, "bills_paid": 16_500, "dues_paid": 700, "grant_received": 2_000,
    "fund_drawdown": 9_000, "fund_repaid": 7_500, "fund_interest_paid": 540, "embezzled": 300,
    "year_closed_surplus": 5_600, "year_closed_loss": 1_400, "to_reserve": 2_000,
    "patronage_refund": 1_250, "capital_refund": 750, "to_board": 250, "to_staff": 250,
    "to_education": 250, "to_social": 250, "tax": 150, "loss_charged": 900,
}  # fmt: skip
"""What is booked in a year, in the currency's unit, all cooperatives together."""


def synthetic_run(
    *, months: int = 120, districts: int = 3, cooperatives: int = 12, currency: str = "USD",
    empty: bool = False, national: bool = True, seed: int = 1,
) -> Run:  # fmt: skip
    """A run as ``results`` declares it; ``empty`` makes every metric NaN and every flow 0."""
    scenario = _scenario(months, districts, currency)
    luck = np.random.Generator(np.random.Philox(seed))
    rate = scenario.per_dollar
    metrics = tuple(metric.info for metric in METRICS)
    places = {
        "nation": ("nation",),
        "sector": ("agriculture", "fisheries", "trade"),
        "district": tuple(one.name for one in scenario.districts),
        "cooperative": tuple(f"Cooperative {i + 1}" for i in range(cooperatives)),
    }
    series = {}
    for scope, names in places.items():
        values = _series(luck, months, len(names), rate, national)
        if scope == "sector":
            for name in ("price_paid", "trader_price"):
                column = NAMES.index(name)
                values[:, column, 2] = np.nan  # trade buys no produce
                values[np.arange(months) % 12 < 4, column, 0] = np.nan  # coffee has a season
        if empty:
            values[:] = np.nan
        series[scope] = Series(scope, names, values)
    accounts = _accounts(luck, months // 12, cooperatives, scenario.minor * rate, empty)
    rows = np.arange(5)
    panel = Panel(rows, ("cash", "loan"), np.zeros((months, 2, len(rows))))
    return Run(
        scenario, seed, "0.1.0", metrics, series, accounts, panel, places["cooperative"]
    )  # fmt: skip


def _scenario(months: int, districts: int, currency: str) -> Scenario:
    named = ("Ermera", "Liquiçá", "Bobonaro", "Dili", "Baucau")
    places = tuple(
        District(named[i] if i < len(named) else f"Kabupaten {i + 1}", 1 / districts)
        for i in range(districts)
    )
    rupiah = currency == "IDR"
    scenario = Scenario(
        name="invented", title="An invented coast and its hills", districts=places,
        cooperatives=(CooperativeSet("invented", "multi-purpose", (0.6, 0.2, 0.2)),),
        months=months, households=2000, currency=currency, per_dollar=15_000.0 if rupiah else 1.0,
    )  # fmt: skip
    live = scenario.terms.livelihood
    line = float(live.poverty_line) * scenario.per_dollar
    terms = attrs.evolve(scenario.terms, livelihood=attrs.evolve(live, poverty_line=line))
    return attrs.evolve(scenario, terms=terms)


def _series(
    luck: np.random.Generator, months: int, places: int, rate: float, national: bool
) -> NDArray[np.float64]:
    values = np.zeros((months, len(METRICS), places))
    time = np.arange(months)
    place = 1 + 0.2 * luck.normal(size=places) * (places > 1)
    for column, metric in enumerate(METRICS):
        first, last, swing = PATHS.get(metric.name, (1.0, 1.0, 0.0))
        scale = rate if metric.unit.startswith("money") else 1.0
        trend = first + (last - first) * time / max(months - 1, 1)
        season = 1 + swing * 0.5 * np.sin(2 * np.pi * (time - 4) / 12)
        noise = np.cumsum(luck.normal(0, swing * 0.03, (months, places)), axis=0)
        values[:, column] = (trend * season)[:, None] * np.maximum(1 + noise, 0.2) * place * scale
        if metric.name.startswith("national") and not national:
            values[:, column] = 0.0
    return values


def _accounts(
    luck: np.random.Generator, years: int, cooperatives: int, minor: float, empty: bool
) -> Accounts:
    names = tuple(BY_NAME)
    flows = np.zeros((years, len(names), cooperatives), dtype=np.int64)
    if not empty:
        for name, amount in YEARLY.items():
            growth = 1 + 0.06 * np.arange(years)[:, None]
            share = luck.uniform(0.5, 1.5, (years, cooperatives)) / cooperatives
            flows[:, names.index(name)] = np.rint(amount * minor * growth * share).astype(np.int64)
        if years > 1:
            divided = [names.index(name) for name in YEARLY if name.startswith("to_")]
            flows[0, divided] = 0  # the first year's surplus is divided in the second
    balances = np.zeros((years + 1, len(ACCOUNTS), cooperatives), dtype=np.int64)
    if not empty:
        balances[0, ACCOUNTS.index("cash")] = round(9_000 * minor / cooperatives)
    for year in range(years):
        balances[year + 1] = balances[year]
        for code, name in enumerate(names):
            for leg in BY_NAME[name].legs:
                if leg.table == "c":
                    balances[year + 1, ACCOUNTS.index(leg.account)] += leg.sign * flows[year, code]
    facts = np.full((years, len(FACTS), cooperatives), np.nan if empty else 1.0)
    return Accounts(ACCOUNTS, balances, names, flows, FACTS, facts)
