"""The law of the money in any world that validates, month by month."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from worlds import World, worlds

from coopsim.ledger import FLOWS
from coopsim.ledger.audit import MIRRORS
from coopsim.ledger.flows import ASSETS, CAPITAL, DEBTS, MAY_BE_NEGATIVE
from coopsim.metrics import METRICS
from coopsim.model.record import Recorder
from coopsim.model.village import Village
from coopsim.state import ACTIVE, DISSOLVED, DORMANT, WAITING, arrays

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

TABLES = ("households", "cooperatives", "fund", "places")
UNIT = ("trust", "skill", "transparency", "quality", "broken", "bad_news", "fish")
"""Columns that stay between 0 and 1."""
RATIOS = {"price_gap", "liquidity", "loss_rate", "debt_service", "fish_stock"}
"""Metrics told as shares that may lie above 1, or below 0."""
PARTS = [m.name for m in METRICS if m.unit in ("share", "0 to 1") and m.name not in RATIOS]
"""Metrics that are a part of a whole."""
LETTERS = {"h": "households", "c": "cooperatives", "f": "fund"}


LIVED = settings(max_examples=70, suppress_health_check=list(HealthCheck))
SEEDS = st.integers(0, 2**64 - 1)


@LIVED
@given(world=worlds(), seed=SEEDS)
def test_money_is_never_made_or_lost(world: World, seed: int) -> None:
    live(world, seed)


@LIVED
@given(world=worlds(every=True), seed=SEEDS)
def test_money_is_never_made_or_lost_wherever_every_term_stands(world: World, seed: int) -> None:
    live(world, seed)


def live(world: World, seed: int) -> None:
    """Live through a world month by month; the village audits itself, and is checked besides."""
    village = Village(world.scenario, seed)
    recorder = Recorder(village)
    check(village)
    for _ in range(world.scenario.months):
        note(f"month {village.month + 1}")
        village.step()
        recorder.record(village)
        check(village)
    check_series(recorder)


def check(village: Village) -> None:
    """Every month holds what the audit proves, counted once more and by other means, and more."""
    check_columns(village)
    check_signs(village)
    check_books(village)
    check_members(village)
    check_ends(village)


def check_columns(village: Village) -> None:
    """Columns keep their declared type; no float is NaN or infinite; scores stay scores."""
    for table in TABLES:
        held = getattr(village, table)
        for field in attrs.fields(type(held)):
            values = getattr(held, field.name)
            assert values.dtype == field.metadata["dtype"], f"{table}.{field.name}"
            if values.dtype.kind == "f":
                assert np.isfinite(values).all(), f"{table}.{field.name}"
                if field.name != "price":  # goods may cost more at the cooperative than outside
                    assert (values >= 0).all(), f"{table}.{field.name} below zero"
            if field.name in UNIT:
                assert ((values >= 0) & (values <= 1)).all(), f"{table}.{field.name}"


def check_signs(village: Village) -> None:
    """No account is below zero, except results and the capital of the national fund."""
    for flow in FLOWS:
        for leg in flow.legs:
            if leg.table != "@" and (leg.table, leg.account) not in MAY_BE_NEGATIVE:
                values = getattr(getattr(village, LETTERS[leg.table]), leg.account)
                assert values.min(initial=0) >= 0, f"{leg.table}.{leg.account}"


def check_books(village: Village) -> None:
    """Each cooperative's books balance, in Python's unbounded integers."""
    c = arrays(village.cooperatives)
    for row in range(len(village.cooperatives.cash)):
        assets = sum(int(c[name][row]) for name in ASSETS)
        claims = sum(int(c[name][row]) for name in DEBTS + CAPITAL)
        assert assets == claims, f"books of cooperative {row}"
        assert int(c["buyers_due"][row].sum()) == int(c["receivable"][row]), "buyers' ring"
    fund = {name: int(values[0]) for name, values in arrays(village.fund).items()}
    assert fund["cash"] + fund["loans"] + fund["interest"] == fund["capital"]


def check_members(village: Village) -> None:
    """What a cooperative owes is what its households own; who is no member owns no share."""
    h, c = village.households, village.cooperatives
    for row in range(len(c.cash)):
        around = np.flatnonzero(h.home == row).tolist()
        for account, parts in MIRRORS:
            owned = sum(int(getattr(h, part)[one]) for part in parts for one in around)
            assert owned == int(getattr(c, account)[row]), f"{account} of cooperative {row}"
        assert int(h.member[around].sum()) == int(c.members[row])
    outside = ~h.member
    for name in ("share", "mandatory", "voluntary"):
        assert not getattr(h, name)[outside].any(), f"{name} of somebody who is no member"
    lent = h.loan > 0
    assert (h.loan[lent] <= h.loan_amount[lent]).all()
    assert (h.loan_tenor[lent] >= 1).all()


def check_ends(village: Village) -> None:
    """A cooperative not yet founded or wound up has neither members nor money."""
    c = village.cooperatives
    assert np.isin(c.status, (WAITING, ACTIVE, DORMANT, DISSOLVED)).all()
    gone = (c.status == WAITING) | (c.status == DISSOLVED)
    assert not c.members[gone].any()
    for name in (*ASSETS, *DEBTS, *CAPITAL):
        assert not getattr(c, name)[gone].any(), name


def check_series(recorder: Recorder) -> None:
    """What is recorded is finite or, where a metric has no meaning, NaN; shares stay shares."""
    series: Any = recorder.results()[0]
    names = [metric.name for metric in METRICS]
    for scope, one in series.items():
        assert not np.isinf(one.values).any(), scope
        for name in PARTS:
            values = one.values[:, names.index(name), :]
            known = values[~np.isnan(values)]
            assert ((known >= -1e-9) & (known <= 1 + 1e-9)).all(), f"{scope} {name}"
