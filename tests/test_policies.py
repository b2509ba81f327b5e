"""A policy changes nothing before it starts, only what it names, and only whom it names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import value_of

from coopsim.model.village import Village
from coopsim.policies import changing_months, terms_in_force
from coopsim.scenario import PARAMS, TABLES, CooperativeSet, District, Policy, Scenario
from coopsim.state import arrays

HILL, SHORE, TOWN = "Hill", "Shore", "Town"


def three_places() -> Scenario:
    """Growers on the hill, fishers at the shore, kiosks in the town, savers in both of those."""
    return Scenario(
        name="three places",
        title="Three places",
        districts=(District(HILL, 0.4, 2.0), District(SHORE, 0.3, 1.0), District(TOWN, 0.3, 0.0)),
        cooperatives=(
            CooperativeSet("growers", "producer", (1.0, 0.0, 0.0), 2, 30, 12, (HILL,)),
            CooperativeSet("fishers", "fisher", (0.0, 1.0, 0.0), 1, 30, 10, (SHORE,)),
            CooperativeSet("traders", "consumer", (0.0, 0.0, 1.0), 1, 30, 10, (TOWN,)),
            CooperativeSet("savers", "savings-and-loan", (0.4, 0.2, 0.4), 2, 30, 15, (SHORE, TOWN)),
        ),
        households=180,
        months=24,
    )


def columns(village: Village) -> dict[str, list[Any]]:
    """Every number of a village."""
    tables = ("households", "cooperatives", "fund", "places")
    found = {
        f"{table}.{name}": values.tolist()
        for table in tables
        for name, values in arrays(getattr(village, table)).items()
    }
    return found | {
        "totals": village.ledger.totals.tolist(),
        "index": [village.index],
        "deviation": village.deviation.tolist(),
    }


def differing(one: Village, other: Village) -> set[str]:
    first, second = columns(one), columns(other)
    return {name for name in first if first[name] != second[name]}


def lived(scenario: Scenario, months: int, seed: int = 3) -> Village:
    village = Village(scenario, seed)
    for _ in range(months):
        village.step()
    return village


def in_force(scenario: Scenario, month: int, name: str) -> list[Any]:
    """A term of each cooperative in a month."""
    cooperatives = Village(scenario, 1).cooperatives
    table, key = name.split(".")
    value = getattr(getattr(terms_in_force(scenario, month, cooperatives), table), key)
    found: list[Any] = np.broadcast_to(value, cooperatives.cash.shape).tolist()
    return found


# ------------------------------------------------------------------------------------ in time


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from([one for one in PARAMS if not one.startswith("surplus")]),
    start=st.integers(2, 14),
    seed=st.integers(0, 1000),
    data=st.data(),
)
def test_a_policy_changes_nothing_before_it_starts(
    name: str, start: int, seed: int, data: st.DataObject
) -> None:
    value = data.draw(value_of(PARAMS[name], 1.0))
    before = three_places()
    after = before.with_policies(Policy(start, ((name, value),)))
    one, other = Village(before, seed), Village(after, seed)
    assert not differing(one, other)
    for _ in range(start - 1):
        one.step()
        other.step()
        assert not differing(one, other)


def test_a_policy_that_matters_shows_in_its_first_month() -> None:
    before = three_places()
    after = before.with_policies(Policy(5, (("office.fixed_cost", 500.0),)))
    one, other = lived(before, 4), lived(after, 4)
    assert not differing(one, other)
    one.step()
    other.step()
    assert {"cooperatives.bills", "cooperatives.surplus"} <= differing(one, other)


def test_a_policy_ends_with_its_last_month() -> None:
    scenario = three_places().with_policies(Policy(5, (("fund.loan_rate", 0.3),), until=8))
    base = three_places().terms.fund.loan_rate
    found = [in_force(scenario, month, "fund.loan_rate")[0] for month in range(3, 11)]
    assert found == [base, base, 0.3, 0.3, 0.3, 0.3, base, base]
    village = Village(scenario, 1)
    lived_through = []
    for _ in range(10):
        village.step()
        lived_through.append(float(np.max(village.terms.fund.loan_rate)))
    assert lived_through == [base] * 4 + [0.3] * 4 + [base] * 2


def test_policies_do_not_compound() -> None:
    """Terms come from the base whenever a policy begins or ends, never from the terms before."""
    shift = Policy(2, (("luck.yield_shift", -0.5),))
    others = [Policy(m, (("office.fixed_cost", 90.0 + m),), until=m) for m in range(3, 20)]
    scenario = three_places().with_policies(shift, *others)
    for month in (2, 3, 10, 19, 24):
        assert in_force(scenario, month, "luck.yield_shift")[0] == -0.5
    assert in_force(scenario, 10, "office.fixed_cost")[0] == 10000  # 100.00, in cents
    assert in_force(scenario, 20, "office.fixed_cost")[0] == 9000


def test_two_policies_on_different_terms_add_up() -> None:
    one, two = Policy(3, (("fund.tenor", 24),)), Policy(6, (("fund.loan_fee", 0.05),), until=9)
    both = three_places().with_policies(one, two)
    swapped = three_places().with_policies(two, one)
    for month in (1, 3, 6, 9, 10):
        cooperatives = Village(both, 1).cooperatives
        assert terms_in_force(both, month, cooperatives) == terms_in_force(
            swapped, month, cooperatives
        )
    assert in_force(both, 7, "fund.tenor")[0] == 24
    assert in_force(both, 7, "fund.loan_fee")[0] == 0.05
    assert changing_months(both) == {1, 3, 6, 10}


def test_a_policy_equal_to_the_base_is_no_difference() -> None:
    """Every term at once, set by a policy to what it is anyhow."""
    base = three_places()
    same = tuple(
        (name, getattr(getattr(base.terms, param.table), param.key))
        for name, param in PARAMS.items()
    )
    for where in ((), (("district", HILL),)):
        village = lived(base.with_policies(Policy(4, same, until=11, where=where)), 14)
        assert not differing(lived(base, 14), village)


def test_a_policy_from_the_first_month_does_not_rewrite_the_past() -> None:
    """The world is founded on the base: what was lent before keeps its terms."""
    changed = three_places().with_policies(Policy(1, (("fund.loan_rate", 0.05),)))
    assert not differing(Village(changed, 1), Village(three_places(), 1))
    assert differing(lived(changed, 6), lived(three_places(), 6))


# ------------------------------------------------------------------------------------ for whom


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ((), [0, 1, 2, 3, 4, 5]),
        ((("district", HILL),), [0, 1]),
        ((("sector", "fisheries"),), [2]),
        ((("kind", "consumer"),), [3]),
        ((("set", "savers"),), [4, 5]),
        ((("cooperative", 1),), [1]),
        ((("set", "savers"), ("district", TOWN)), None),
    ],
)
def test_a_policy_is_for_whom_it_names(where: Any, rows: list[int] | None) -> None:
    scenario = three_places().with_policies(Policy(3, (("fund.loan_rate", 0.33),), where=where))
    cooperatives = Village(scenario, 1).cooperatives
    if rows is None:
        rows = [row for row in (4, 5) if cooperatives.district[row] == 2]
        assert rows
    found = in_force(scenario, 3, "fund.loan_rate")
    assert [row for row, rate in enumerate(found) if rate == 0.33] == rows
    base = three_places().terms.fund.loan_rate
    assert {rate for row, rate in enumerate(found) if row not in rows} <= {base}


@pytest.mark.parametrize(
    "name", ["fund.largest", "office.fixed_cost", "fund.contract", "fund.tenor"]
)
def test_a_targeted_value_is_in_the_units_of_the_rules(name: str) -> None:
    """Money in cents, a choice as its place, whether it is for one or for all."""
    value = {"fund.largest": 700.0, "office.fixed_cost": 33.0, "fund.contract": "flat",
             "fund.tenor": 7}[name]  # fmt: skip
    everybody = three_places().with_policies(Policy(1, ((name, value),)))
    one = three_places().with_policies(Policy(1, ((name, value),), where=(("set", "savers"),)))
    assert in_force(one, 1, name)[4:] == in_force(everybody, 1, name)[4:]
    assert in_force(one, 1, name)[:4] == in_force(three_places(), 1, name)[:4]


def test_other_districts_do_not_notice() -> None:
    """Terms of the hill's cooperatives alone: nobody elsewhere has a cent more or less.

    But trust spreads between neighbours, and a row of sixteen may lie across two cooperatives;
    so cooperatives are of 32 households here.
    """
    base = three_places()
    sets = [
        CooperativeSet(one.name, one.kind, one.sectors, one.count, 32, one.members, one.districts)
        for one in base.cooperatives[:3]
    ]
    import attrs

    base = attrs.evolve(base, cooperatives=tuple(sets), households=128)
    changes = (("market.payout", 1.0), ("fund.loan_rate", 0.5), ("office.fixed_cost", 300.0))
    after = base.with_policies(Policy(4, changes, where=(("district", HILL),)))
    one, other = lived(base, 24), lived(after, 24)
    hill = one.cooperatives.district == 0
    for table, mine in (("cooperatives", hill), ("households", hill[one.households.home])):
        for name, values in arrays(getattr(one, table)).items():
            changed = arrays(getattr(other, table))[name]
            assert np.array_equal(values[~mine], changed[~mine]), f"{table}.{name}"
    assert not np.array_equal(one.cooperatives.cash[hill], other.cooperatives.cash[hill])


# -------------------------------------------------------------------------------- the same luck


@pytest.mark.parametrize(
    "change", [("fund.loan_rate", 0.5), ("market.payout", 1.0), ("programme.mentors", 0.5),
               ("savings.mandatory", 20.0), ("membership.entry_share", 200.0)],
)  # fmt: skip
def test_common_luck(change: tuple[str, Any]) -> None:
    """Prices, weather, illness, harvests and wages do not depend on what is decided."""
    base = three_places().with_terms(agriculture__skill_gain=0.0, agriculture__input_gain=0.0)
    one, other = Village(base, 9), Village(base.with_policies(Policy(2, (change,))), 9)
    for _ in range(24):
        one.step()
        other.step()
        for name in ("world", "hardship"):
            assert np.array_equal(getattr(one.now, name), getattr(other.now, name)), name
        for name in ("weather", "sea"):
            a, b = getattr(one.cooperatives, name), getattr(other.cooperatives, name)
            assert np.array_equal(a, b), name
        farms = one.farms
        assert np.array_equal(one.now.output[farms], other.now.output[farms])
        assert np.array_equal(one.households.tree_age, other.households.tree_age)
        assert one.ledger.month_totals[0] == other.ledger.month_totals[0]  # other_income
    assert differing(one, other)


def test_terms_are_declared_once() -> None:
    assert {param.table for param in PARAMS.values()} == set(TABLES)
