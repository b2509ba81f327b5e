"""What differs: every value once, in one order, and nothing exactly where the digests are equal."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from coopsim.files import load_scenario, preset_names
from coopsim.params import Param
from coopsim.scenario import PARAMS, District, Policy, Scenario, example
from coopsim.studio import differences, values, with_policy, with_value, without_policy

COFFEE = load_scenario("timor-leste-coffee")


def names(a: Scenario, b: Scenario) -> list[str]:
    return [one.name for one in differences(a, b)]


def test_a_value_and_who_says_so() -> None:
    changed, faults = with_value(COFFEE, "fund.loan_rate", 0.1, "A", "our board, 2025")
    assert not faults
    [one] = differences(COFFEE, changed)
    assert (one.group, one.label, one.unit) == ("fund", "lending rate", "a year")
    assert (one.a, one.b, one.grade, one.source) == (0.18, 0.1, "A", "our board, 2025")


def test_they_stand_in_the_order_of_a_file() -> None:
    changed = COFFEE
    for name, value in (
        ("fund.tenor", 6), ("luck.illness", 0.1), ("cooperatives.coffee.members", 99),
        ("district.Ermera.hours", 3.0), ("months", 60),
    ):  # fmt: skip
        changed, _ = with_value(changed, name, value)
    changed = with_policy(changed, Policy(13, (("fund.loan_rate", 0.1),), 24))
    assert names(COFFEE, changed) == [
        "months", "district.Ermera.hours", "cooperatives.coffee.members", "luck.illness",
        "fund.tenor", "policy.1", "policy.1.fund.loan_rate",
    ]  # fmt: skip


def test_one_side_may_have_none() -> None:
    base = with_policy(COFFEE, Policy(13, (("fund.loan_rate", 0.1), ("fund.tenor", 9)), 24))
    dearer = with_policy(base, Policy(13, (("fund.loan_rate", 0.2),), 24), 1)
    rows = {one.name: (one.a, one.b) for one in differences(base, dearer)}
    assert rows == {"policy.1.fund.loan_rate": (0.1, 0.2), "policy.1.fund.tenor": (9, None)}
    gone = {one.name: (one.a, one.b) for one in differences(base, without_policy(base, 1))}
    assert gone["policy.1"] == (True, None) and gone["policy.1.fund.tenor"] == (9, None)


def test_the_same_values_in_another_order_are_a_difference() -> None:
    turned = attrs.evolve(COFFEE, districts=COFFEE.districts[::-1])
    assert turned.digest != COFFEE.digest
    assert [one.label for one in differences(COFFEE, turned)] == ["order of writing"]


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_differs_from_itself_in_nothing(name: str) -> None:
    assert differences(load_scenario(name), load_scenario(name)) == ()


def within(param: Param) -> some.SearchStrategy[object]:
    if param.kind == "choice":
        return some.sampled_from(param.choices)
    if param.kind == "yes/no":
        return some.booleans()
    if param.kind == "whole":
        return some.integers(int(param.low), int(param.high))
    return some.floats(param.low, param.high, allow_nan=False)


CHANGES = some.sampled_from(sorted(PARAMS)).flatmap(
    lambda name: some.tuples(some.just(name), within(PARAMS[name]))
)
POLICIES = some.builds(
    lambda start, change, where, why: Policy(start, (change,), None, where, why),
    some.integers(1, 120), CHANGES, some.sampled_from([(), (("sector", "trade"),)]),
    some.sampled_from(["", "because"]),
)  # fmt: skip


@settings(max_examples=60)
@given(some.lists(CHANGES, max_size=3), some.lists(POLICIES, max_size=3), some.booleans())
def test_none_exactly_where_the_digests_are_equal(
    changes: list[tuple[str, object]], policies: list[Policy], moved: bool
) -> None:
    base = example()
    other = attrs.evolve(base, policies=tuple(policies))
    for name, value in changes:
        other, _ = with_value(other, name, value)
    if moved:
        other = attrs.evolve(other, districts=(*other.districts, District("Far", 1.0, 5.0)))
    assert (differences(base, other) == ()) == (base.digest == other.digest)
    assert (differences(other, base) == ()) == (base.digest == other.digest)
    turned = attrs.evolve(other, policies=other.policies[::-1])
    assert (differences(other, turned) == ()) == (other.digest == turned.digest)


def test_every_value_has_words_bounds_and_a_grade() -> None:
    for one in values(COFFEE).values():
        assert one.label and one.grade in "ABC", one.name
        if one.kind in ("number", "whole") and not one.fixed:
            assert one.low <= one.value <= one.high, one.name
