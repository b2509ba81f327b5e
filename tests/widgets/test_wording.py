"""Values as a reader says them: every unit of every parameter and metric has its words."""

from __future__ import annotations

from coopsim.metrics import METRICS
from coopsim.scenario import PARAMS
from coopsim.widgets.wording import AFTER_MONEY, axis_form, number_of, told, value_of


def test_values_are_told_with_their_unit() -> None:
    assert value_of(PARAMS["fund.loan_rate"], 0.125, "id", "USD") == "12,5% per tahun"
    assert value_of(PARAMS["fund.tenor"], 24, "en", "USD") == "24 months"
    assert value_of(PARAMS["fund.share_lent"], 0.85, "en", "USD") == "85% of funds"
    assert value_of(PARAMS["market.payout"], 0.95, "id", "USD") == "95% dari harga bersih"
    assert value_of(PARAMS["fund.bullet"], True, "en", "USD") == "yes"
    assert value_of(PARAMS["fund.largest"], 1500, "id", "IDR") == "Rp\N{NO-BREAK SPACE}1.500"


def test_what_follows_an_amount_is_a_message() -> None:
    units = {one.unit for one in (*PARAMS.values(), *METRICS) if one.unit.startswith("money ")}
    assert {unit.removeprefix("money ") for unit in units} <= set(AFTER_MONEY)


def test_every_metric_can_be_told_and_missing_ones_too() -> None:
    for metric in METRICS:
        for value in (0.0, -3.2, 0.034, 1e7, float("nan")):
            assert number_of(metric.info, value, "tet", "USD")


def test_an_axis_counts_in_thousands_where_numbers_are_long() -> None:
    form, words = axis_form("money", 26_000, "en", "USD")
    assert (form(25_000), words) == ("25", "thousand USD")
    form, words = axis_form("share", 0.04, "id", "USD")
    assert (form(0.025), words) == ("2,5%", "")


def test_another_language_carries_its_mark_and_words_are_escaped() -> None:
    assert told("<b>{x}", "en", x="<i>") == "&lt;b&gt;&lt;i&gt;"
    assert '<sup class="cs-other"' in told("no such sentence anywhere", "tet")
