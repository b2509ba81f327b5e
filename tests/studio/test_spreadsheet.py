"""A scenario out as a workbook and in again: the same one, or every fault with sheet and cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook

from coopsim.files import load_scenario, preset_names
from coopsim.scenario import PARAMS, Policy, Scenario, scenario_faults
from coopsim.studio import StudioError, as_xlsx, from_xlsx, with_policy, with_value
from studio.test_differences import CHANGES

COFFEE = with_policy(
    load_scenario("timor-leste-coffee"),
    Policy(13, (("fund.loan_rate", 0.1), ("fund.tenor", 6)), 24, (("district", "Ermera"),), "why"),
)


def edited(change: Callable[[Any], None], scenario: Scenario = COFFEE) -> bytes:
    """The workbook as somebody left it."""
    book = load_workbook(io.BytesIO(as_xlsx(scenario)))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell_of(sheet: Any, name: str) -> Any:
    """The cell to fill in for a value."""
    return next(row[2] for row in sheet.iter_rows(min_row=3, max_col=3) if row[0].value == name)


def held(value: object) -> object:
    """A value as a spreadsheet holds it: 15 digits of a number."""
    return float(f"{value:.15g}") if isinstance(value, float) else value


def faults(content: bytes) -> list[str]:
    with pytest.raises(StudioError) as caught:
        from_xlsx(content, "ours.xlsx")
    return [str(one) for one in caught.value.faults]


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_comes_back_the_same(name: str) -> None:
    scenario = load_scenario(name)
    back = from_xlsx(as_xlsx(scenario, "id"))
    assert back == scenario and back.digest == scenario.digest
    told = {key: (one.value, one.grade, one.source) for key, one in back.origins}
    for key, one in scenario.origins:
        if one.source != "assumed" and isinstance(one.value, int | float):
            assert told[key] == (one.value, one.grade, one.source), key


@settings(max_examples=4)
@given(some.lists(CHANGES, min_size=1, max_size=4), some.integers(1, 100), CHANGES)
def test_any_scenario_comes_back_the_same(
    changes: list[tuple[str, object]], start: int, dated: tuple[str, object]
) -> None:
    scenario = with_policy(
        load_scenario("timor-leste-coffee"), Policy(start, ((dated[0], held(dated[1])),))
    )
    for name, value in changes:
        scenario, _ = with_value(scenario, name, held(value))
    if any(scenario_faults(scenario, "")):  # the shares of the surplus, mostly
        scenario = attrs.evolve(scenario, terms=COFFEE.terms, policies=COFFEE.policies)
    assert from_xlsx(as_xlsx(scenario)).digest == scenario.digest


def test_what_is_filled_in_is_taken_and_nothing_else() -> None:
    def fill(book: Any) -> None:
        cell_of(book["fund"], "fund.loan_rate").value = 0.12
        cell_of(book["fund"], "fund.bullet").value = "yes"
        cell_of(book["market"], "market.channel").value = "contract"
        cell_of(book["scenario"], "months").value = 60
        book["districts"]["C2"].value = 4
        book["cooperatives"]["I2"].value = "Ermera; Aileu"
        book["policies"]["A4"].value, book["policies"]["B4"].value = 2, 30
        book["policies"]["D4"].value = "Aileu"
        book["policies"]["I4"].value, book["policies"]["J4"].value = "programme.training", 0.5

    found = from_xlsx(edited(fill))
    assert (found.terms.fund.loan_rate, found.terms.fund.bullet) == (0.12, True)
    assert (found.terms.market.channel, found.months) == ("contract", 60)
    assert found.districts[0].hours == 4.0
    assert found.cooperatives[0].districts == ("Ermera", "Aileu")
    added = Policy(30, (("programme.training", 0.5),), None, (("district", "Aileu"),))
    assert found.policies == (*COFFEE.policies, added)
    assert dict(found.origins)["fund.loan_rate"].source == "set in the workbook"


def test_every_fault_at_once_with_its_sheet_and_cell() -> None:
    def spoil(book: Any) -> None:
        cell_of(book["fund"], "fund.loan_rate").value = "dear"
        cell_of(book["fund"], "fund.tenor").value = 99
        cell_of(book["fund"], "fund.bullet").value = "perhaps"
        cell_of(book["savings"], "savings.rate").value = None
        cell_of(book["scenario"], "currency").value = "EUR"
        book["surplus"]["A3"].value = "surplus.resreve"
        book["districts"]["B3"].value = "much"
        book["policies"]["B2"].value = None
        book["policies"]["I3"].value = "fund.tenro"

    told = faults(edited(spoil))
    assert [one.partition(":")[0] for one in told] == ["ours.xlsx"] * len(told)
    text = "\n".join(told)
    for piece in (
        "sheet 'fund', cell C3: 'dear' is not a number. Allowed: 0% to 60%.",
        "sheet 'fund', cell C6: 99 is out of bounds. Allowed: 1 to 60.",
        "sheet 'fund', cell C5: 'perhaps' is not true or false. Allowed: yes, no.",
        "the cell is empty. Allowed: 0% to 20%.",
        "'currency' is not changed in a workbook.",
        "sheet 'surplus', cell A3: there is no value 'surplus.resreve'. "
        "Did you mean 'surplus.reserve'?",
        "sheet 'districts', cell B3: 'much' is not a number.",
        "sheet 'policies', cell B2",
        "sheet 'policies', cell I3: there is no term 'fund.tenro'. Did you mean 'fund.tenor'?",
    ):
        assert piece in text, f"{piece} is not in\n{text}"


def test_what_only_the_whole_shows_names_its_cell_too() -> None:
    def spoil(book: Any) -> None:
        cell_of(book["surplus"], "surplus.reserve").value = 0.9
        book["cooperatives"]["H2"].value = 99_999
        for column, value in zip("ABIJ", (2, 20, "fund.tenor", 9), strict=True):
            book["policies"][f"{column}4"].value = value

    told = "\n".join(faults(edited(spoil)))
    assert "sheet 'surplus', cell C3: the shares of the surplus sum to" in told
    assert "sheet 'cooperatives', cell H2: 99,999 are more than" in told
    assert "sheet 'policies', cell A4: fund.tenor is also set by policy 1" in told


def test_a_formula_is_text_and_a_text_is_never_a_formula() -> None:
    nasty = attrs.evolve(COFFEE, title="=cmd|' /C calc'!A0", note="")
    book = load_workbook(io.BytesIO(as_xlsx(nasty)))
    assert book["read me"]["A1"].data_type == "s"
    assert from_xlsx(as_xlsx(nasty)).title == nasty.title


@pytest.mark.parametrize(
    "content", [b"", b"no workbook", b"PK\x05\x06" + b"\0" * 18, b"x" * 3_000_000]
)
def test_what_is_no_workbook_is_told(content: bytes) -> None:
    assert len(faults(content)) == 1


def test_another_workbook_is_told() -> None:
    stream = io.BytesIO()
    Workbook().save(stream)
    assert "sheet 'coopsim': it is missing" in faults(stream.getvalue())[0]


def test_a_sheet_or_column_that_is_gone_is_told() -> None:
    def spoil(book: Any) -> None:
        del book["fund"]
        book["policies"]["J1"].value = "number"

    told = "\n".join(faults(edited(spoil)))
    assert "sheet 'fund': it is missing" in told and "there is no column 'value'" in told


def test_the_workbook_holds_every_value_once() -> None:
    book = load_workbook(io.BytesIO(as_xlsx(COFFEE)))
    names = [
        row[0] for sheet in book for row in sheet.iter_rows(min_row=3, max_col=1, values_only=True)
    ]
    for name in PARAMS:
        assert names.count(name) == 1, name
    assert book["coopsim"].sheet_state == "hidden"
