"""The comparison with the twin is alive: twelve one-line mistakes in the columnar model are caught.

A mistake replaces a few characters of one function while a test runs, and nowhere else.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from busy import busy
from twin.compare import first_difference

from coopsim.model import order
from coopsim.model.verbs import deliver, members, office, produce, refinance, sell
from coopsim.rules import agriculture, lending, luck, market, savings

MISTAKES: tuple[tuple[Callable[..., Any], str, str, str], ...] = (
    (luck.weather_factor, "0.5 *", "0.51 *", "h.cash"),
    (agriculture.tree_factor, "/ 15.0", "/ 16.0", "h.held"),
    (market.delivered_share, "terms.price_choice * (", "terms.trust_choice * (", "h.cash"),
    (savings.monthly_interest, "/ 12", "/ 11.9", "h.voluntary"),
    (lending.months_late, "paid_steps + 1)", "paid_steps + 2)", "h.loan"),
    (order.split_among, "parts - exact", "exact - parts", "h.claim"),
    (produce._buy_inputs, "-= paid + lent", "-= paid", "h.income"),
    (deliver._sell_crop, " * (1 - discount)", "", "h.cash"),
    (sell.sell_and_pay, " * (1 - now.spoiled)", "", "c.receivable"),
    (office.run_office, "/ 12 *", "/ 11 *", "c.equipment"),
    (refinance._pay_out, "% 6 == 0", "% 5 == 0", "c.fund_amount"),
    (members.neighbours_mean, "// NEIGHBOURS", "// (NEIGHBOURS - 1)", "h.member"),
)
"""A function, what it says, what it must not say, and where that shows first."""


@pytest.mark.parametrize(
    ("function", "right", "wrong", "shows"), MISTAKES, ids=[one[0].__name__ for one in MISTAKES]
)
def test_a_mistake_is_caught(
    function: Callable[..., Any], right: str, wrong: str, shows: str, monkeypatch: Any
) -> None:
    with_mistake(function, right, wrong, monkeypatch)
    told = first_difference(busy(), seed=1, months=36)
    assert told, "nobody noticed"
    assert f"{shows}, row" in told


def test_without_a_mistake_nothing_is_found() -> None:
    assert first_difference(busy(), seed=1, months=14) == ""


def with_mistake(function: Callable[..., Any], right: str, wrong: str, monkeypatch: Any) -> None:
    """Give a function other code, wherever it was imported, until the test ends."""
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(right) == 1, f"{function.__name__} does not say '{right}' once any more"
    names = dict(function.__globals__)
    exec(f"from __future__ import annotations\n{source.replace(right, wrong)}", names)
    monkeypatch.setattr(function, "__code__", names[function.__name__].__code__)
