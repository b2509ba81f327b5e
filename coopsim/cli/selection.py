"""The main lines of a run: what is shown of the metrics, by group, in this order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coopsim.results import MetricInfo

MAIN: dict[str, tuple[str, ...]] = {
    "people": (
        "households", "members", "members_share", "women_share", "income_members",
        "income_others", "poverty",
    ),
    "markets": ("delivered_share", "price_paid", "trader_price", "price_gap"),
    "savings and loans": (
        "savings", "loans", "effective_rate", "flat_equivalent", "repayment", "par30", "loss_rate",
    ),
    "fund and surplus": ("fund_nominal", "fund_real", "liquidity", "oss", "surplus", "refunds"),
    "governance": ("active", "meetings_held", "transparency", "trust"),
    "health, and what debt does to borrowers": (
        "health", "debt_service", "over_indebted", "savings_lost",
    ),
}  # fmt: skip
"""Health never stands without the debt burden, nor a flat rate without the effective one."""
REST = "the rest"


def grouped(
    metrics: Sequence[MetricInfo], everything: bool
) -> Iterator[tuple[str, list[MetricInfo]]]:
    """Groups of metrics to show: the main ones, and the others after them if asked."""
    known = {one.name: one for one in metrics}
    for group, names in MAIN.items():
        yield group, [known.pop(name) for name in names if name in known]
    if everything:
        yield REST, list(known.values())
