"""Measures of the loan fund: take-up, the identities of a revolving fund, losses."""

from __future__ import annotations

import numpy as np

from coopsim.rules.indicators import annual_loss_rate, break_even_rate, real_growth
from coopsim.validation.measures.registry import Sample, measure
from coopsim.validation.worlds import Seen, Worlds

COSTS = ("office_cost", "manager_pay", "meeting_cost", "digital_cost")
PUBLISHED = ((0.98, 0.25, 0.16), (0.95, 0.25, 0.40), (0.95, 1.0, 0.10), (0.80, 1.0, 0.40))
"""Collection rate, tenor in years and annual loss as published (RSCAS)."""


@measure
def elasticity(
    worlds: Worlds, metric: str, year: int, dear: str = "dear", cheap: str = "cheap", start: int = 1
) -> Sample:
    """Elasticity of a metric to the lending rate in the year-th year after month ``start``.

    The dearer against the cheaper fund, seed by seed, under the same luck.
    """
    months = slice(start - 1 + 12 * (year - 1), start - 1 + 12 * year)
    logs = []
    for variant in (dear, cheap):
        amount = worlds.values(metric, variant)[:, months].sum(axis=1)
        rate = worlds.values("effective_rate", variant)[:, months].mean(axis=1)
        logs.append((np.log(np.where(amount > 0, amount, np.nan)), np.log(rate)))
    (dear_amount, dear_rate), (cheap_amount, cheap_rate) = logs
    return np.asarray((dear_amount - cheap_amount) / (dear_rate - cheap_rate))


@measure
def identity_error(worlds: Worlds, variant: str, first: int = 2) -> Sample:
    """Real growth of a closed fund as booked, less what the identity gives, a year."""
    seen = worlds.seen[variant]
    return np.array([_booked_growth(one, first) - _identity(one, first) for one in seen])


@measure
def falls_iff_below(worlds: Worlds, first: int = 2) -> Sample:
    """Share of the rates tried at which the real fund falls exactly when r < r*, seed by seed."""
    right = [
        [
            (_booked_growth(one, first) < 0) == (_rate(one, first) < _break_even(one, first))
            for one in seen
        ]
        for seen in worlds.seen.values()
    ]
    return np.asarray(np.mean(right, axis=0))


def _fund(seen: Seen, first: int) -> tuple[float, float]:
    """Mean money in the fund and mean loans out, over the months from a year on."""
    months = slice(12 * (first - 1), None)
    values = [seen.run.values(name)[months].mean() for name in ("fund_nominal", "loans")]
    return float(values[0]), float(values[1])


def _years(seen: Seen, first: int) -> float:
    return seen.run.months / 12 - first + 1


def _a_year(seen: Seen, first: int, *flows: str) -> float:
    booked = seen.booked(*flows, years=slice(first - 1, None))
    return booked / seen.run.scenario.minor / _years(seen, first)


def _inflation(seen: Seen, first: int) -> float:
    index = seen.run.values("price_index")
    return float((index[-1] / index[12 * (first - 1) - 1]) ** (1 / _years(seen, first)) - 1)


def _rate(seen: Seen, first: int) -> float:
    return float(seen.run.values("effective_rate")[12 * (first - 1) :].mean())


def _shares(seen: Seen, first: int) -> tuple[float, float, float]:
    """Share lent, annual loss of the loans, running cost of the fund."""
    fund, loans = _fund(seen, first)
    lost = _a_year(seen, first, "provision_made") - _a_year(seen, first, "provision_released")
    lost -= _a_year(seen, first, "loan_recovered")
    return loans / fund, lost / loans, _a_year(seen, first, *COSTS) / fund


def _booked_growth(seen: Seen, first: int) -> float:
    """Real growth of the fund a year, its change being set against the mean fund."""
    money = seen.run.values("fund_nominal")
    change = (money[-1] - money[12 * (first - 1) - 1]) / _years(seen, first)
    return float((1 + change / _fund(seen, first)[0]) / (1 + _inflation(seen, first)) - 1)


def _identity(seen: Seen, first: int) -> float:
    lent, loss, cost = _shares(seen, first)
    inflation = _inflation(seen, first)
    return float(real_growth(lent, _rate(seen, first), loss, cost=cost, inflation=inflation))


def _break_even(seen: Seen, first: int) -> float:
    lent, loss, cost = _shares(seen, first)
    return float(break_even_rate(lent, loss, cost, inflation=_inflation(seen, first)))


@measure
def published_loss_error(worlds: Worlds) -> Sample:
    """Annual loss by our rule against each published one, as a share of it; nothing is run."""
    ours = [float(annual_loss_rate(rate, years)) / loss for rate, years, loss in PUBLISHED]
    return np.array(ours) - 1


@measure
def loss_against_collection(worlds: Worlds, variant: str = "base", first: int = 2) -> Sample:
    """Annual loss of the portfolio as booked, against ``2 (1 - CR) / T`` of the same books."""
    found = []
    for one in worlds.seen[variant]:
        lost = _a_year(one, first, "loan_written_off")
        came = _a_year(one, first, "principal_paid")
        years = float(one.run.scenario.terms.fund.tenor) / 12
        expected = float(annual_loss_rate(came / (came + lost), years))
        found.append(lost / _fund(one, first)[1] / expected if lost > 0 else np.nan)
    return np.array(found)
