"""Values as a reader says them: every unit of every parameter and metric has its words."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from coopsim.metrics import BY_NAME, METRICS
from coopsim.scenario import PARAMS
from coopsim.text import cited
from coopsim.widgets.lessonfile import lesson_names, load_lesson
from coopsim.widgets.telling import _gap
from coopsim.widgets.wording import (
    AFTER_MONEY,
    axis_form,
    difference_of,
    evidence,
    number_of,
    told,
    value_of,
)  # fmt: skip


def test_values_are_told_with_their_unit() -> None:
    assert value_of(PARAMS["fund.loan_rate"], 0.125, "id", "USD") == "12,5% per tahun"
    assert value_of(PARAMS["fund.tenor"], 24, "en", "USD") == "24 months"
    assert value_of(PARAMS["fund.share_lent"], 0.85, "en", "USD") == "85% of funds"
    assert value_of(PARAMS["market.payout"], 0.95, "id", "USD") == "95% dari harga bersih"
    assert value_of(PARAMS["fund.bullet"], True, "en", "USD") == "yes"
    assert value_of(PARAMS["market.cash_choice"], 2.5, "id", "USD") == "2,5"
    assert value_of(PARAMS["membership.first_trust"], 0.3, "en", "USD") == "3 of 10"
    assert value_of(PARAMS["governance.no_meeting"], 0.04, "en", "USD") == "0.4 of 10"
    assert value_of(PARAMS["fund.largest"], 1500, "id", "IDR") == "Rp\N{NO-BREAK SPACE}1.500"


def test_what_follows_an_amount_is_a_message() -> None:
    units = {one.unit for one in (*PARAMS.values(), *METRICS) if one.unit.startswith("money ")}
    assert {unit.removeprefix("money ") for unit in units} <= set(AFTER_MONEY)


def test_every_metric_can_be_told_and_missing_ones_too() -> None:
    for metric in METRICS:
        for value in (0.0, -3.2, 0.034, 1e7, float("nan")):
            assert number_of(metric.info, value, "tet", "USD")


def test_an_axis_counts_in_thousands_where_numbers_are_long() -> None:
    form, words = axis_form("money", (0, 25_000, 50_000), "en", "USD")
    assert (form(25_000), words) == ("25", "thousand USD")


def test_an_axis_writes_each_of_its_levels_exactly() -> None:
    for unit, levels, labels in (
        ("share", (0, 0.025, 0.05), ["0,0%", "2,5%", "5,0%"]),
        ("share", (0, 0.05, 0.1), ["0%", "5%", "10%"]),
        ("0 to 1", (0, 0.25, 0.5), ["0,0", "2,5", "5,0"]),
        ("money", (0, 2_500, 5_000), ["0", "2.500", "5.000"]),
        ("money", (0, 12_500, 25_000), ["0,0", "12,5", "25,0"]),
    ):
        form, _ = axis_form(unit, levels, "id", "USD")
        assert [form(level) for level in levels] == labels


def test_a_grade_and_its_source_say_no_word_twice() -> None:
    assumed = evidence(PARAMS["livelihood.inflation"], "en", ("C", "assumed"))
    assert assumed.count("assumed") == 1 and "<cite" not in assumed
    why = evidence(PARAMS["livelihood.inflation"], "en", ("C", "assumed: sold fresh"))
    assert why.count("assumed") == 1 and ". sold fresh</p>" in why
    read = evidence(PARAMS["livelihood.inflation"], "en", ("A", "ILO20"))
    assert "<b>ILO20</b>: <cite>ILO 21 Jan 2020, TL cooperatives</cite> <a href=" in read


def test_every_key_in_a_source_of_a_lesson_is_known() -> None:
    for name in lesson_names():
        lesson = load_lesson(name)
        found = dict(lesson.scenario.origins)
        terms = {one.term for trial in lesson.trials.values() for one in trial.controls.values()}
        for term in terms:
            source = found.get(term, PARAMS[term]).source
            keys = set(re.findall(r"\b[A-Z]{2}[A-Z0-9-]{2,}\b", source))
            assert keys <= {one.key for one in cited(source)} | {"SHU"}, (name, term, source)


def test_marks_are_told_of_ten_and_differences_of_shares_in_points() -> None:
    trust, met = BY_NAME["trust"].info, BY_NAME["meetings_held"].info
    assert number_of(trust, 0.57, "en", "USD") == "5.7 of 10"
    assert difference_of(trust, 0.06, "en", "USD") == "0.6 points of 10"
    assert difference_of(met, -0.123, "en", "USD") == "\N{MINUS SIGN}12.3 percentage points"


@pytest.mark.parametrize(
    ("name", "a", "b", "said"),
    [
        ("trust", 0.5151, 0.5949, "0.7 points of 10"),  # 5.2 and 5.9
        ("meetings_held", 0.5, 0.917, "42 percentage points"),  # 50 % and 92 %
        ("debt_service", 0.076, 0.066, "1.0 percentage points"),
        ("debt_service", 0.0849, 0.127, "4.5 percentage points"),  # 8.5 % and 13 %
    ],
)
def test_a_difference_is_of_the_numbers_beside_it(name: str, a: float, b: float, said: str) -> None:
    pair: Any = SimpleNamespace(lang="en", currency="USD")
    assert _gap(pair, BY_NAME[name].info, a, b) == said


def test_another_language_carries_its_mark_and_words_are_escaped() -> None:
    assert told("<b>{x}", "en", x="<i>") == "&lt;b&gt;&lt;i&gt;"
    assert '<sup class="cs-other"' in told("no such sentence anywhere", "tet")


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (100.0, 80.0, "US$\N{NO-BREAK SPACE}20 (20%)"),
        (1.0, 300.0, "US$\N{NO-BREAK SPACE}299"),  # of a small base
        (200.4, 180.6, "US$\N{NO-BREAK SPACE}19 (10%)"),  # of 200 and 181, as shown
        (100.0, -20.0, "US$\N{NO-BREAK SPACE}120"),  # zero lies between
    ],
)
def test_a_share_of_a_small_base_or_across_zero_is_not_told(a: float, b: float, said: str) -> None:
    pair: Any = SimpleNamespace(lang="en", currency="USD")
    assert _gap(pair, BY_NAME["surplus"].info, a, b) == said
