"""The draft joint work plan: read strictly, always a draft, in two languages, and editable."""

from __future__ import annotations

import io
from pathlib import Path

import attrs
import docx
import openpyxl
import pytest

from coopsim import load_scenario
from coopsim.workplan import (
    Action,
    ActionForm,
    Effect,
    Effects,
    Gap,
    Plan,
    PlanForm,
    Trying,
    WorkPlanError,
    as_docx,
    as_html,
    as_xlsx,
    content,
    policies,
    read_form,
)
from coopsim.workplan.blocks import Both, shares

MENTORS = ActionForm(
    "mentors", "Boards that keep their books", "Mentors", "visits", "village", "visits", "0", "12",
    "reports", 6000.0, "assumed", "leaves", 1, 8, (("programme.mentors", 0.1),),
)  # fmt: skip
RATE = attrs.evolve(MENTORS, key="rate", cost=0.0, changes=(("fund.loan_rate", 0.12),), lasts=True)
FORM = PlanForm("a meeting", "stronger boards", "two years", 13, (MENTORS, RATE))
NASTY = "=1+1<script>alert(1)</script>\x07"


@pytest.fixture
def plan() -> Plan:
    mentors = Action(MENTORS, 2, 4, 6000.0, typed={"target": NASTY}, focal=("Ana", ""))
    rate = Action(RATE, 3, 3, 250.0, lead="first")
    return Plan(FORM, (mentors, rate), "USD", ("Nusa", "Railoro"), gaps=(Gap("Law", "a", "b"),))


def test_actions_become_dated_policies(plan: Plan) -> None:
    mentors, rate = policies(plan)
    assert (mentors.start, mentors.until) == (16, 24)
    assert (rate.start, rate.until) == (19, None)  # what members decide stays
    load_scenario("hamlet").with_policies(mentors, rate)


def test_it_is_a_draft_without_obligation_and_nobody_signs(plan: Plan) -> None:
    page = as_html(content(plan, "en", "id"), "en", "id").decode()
    assert "DRAFT / USULAN" in page
    for words in ("binds nobody", "no rights and no duties", "Not to be signed", "is not signed"):
        assert words in page
    assert page.index("9. Signatures") < page.index("Annex D")
    assert "<img" not in page and "<svg" not in page


def test_what_the_model_showed_stands_only_in_the_annex(plan: Plan) -> None:
    effect = Effect("members", 100.0, 777.0, (650.0, 690.0), (-3.0, 691.0))
    tried = attrs.evolve(plan, effects=Effects((effect,), 10, 7, "abc"))
    page = as_html(content(tried)).decode()
    assert "777" not in page[: page.index("Annex D")]
    after = page[page.index("Annex D") :]
    assert "777" in after and "the model cannot tell" in after  # the wide band holds both signs


def test_what_people_type_is_text(plan: Plan) -> None:
    page = as_html(content(plan)).decode()
    assert "<script>" not in page and "&lt;script&gt;" in page
    as_docx(content(plan))  # a control character would break the file
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(plan)))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert formulas == ["=SUM(H5:H6)"]  # ours, and none that was typed
    assert {cell.data_type for cell in cells} == {"s", "n", "f"}


def test_word_and_workbook_hold_every_activity_in_both_languages(plan: Plan) -> None:
    made = docx.Document(io.BytesIO(as_docx(content(plan, "en", "id"))))
    cells = {cell.text for table in made.tables for row in table.rows for cell in row.cells}
    assert {"Means of verification", "Sarana verifikasi"} <= cells
    assert "US$\N{NO-BREAK SPACE}6,250\nUS$\N{NO-BREAK SPACE}6.250" in cells
    assert made.sections[0].header.paragraphs[0].text == "DRAFT / USULAN"
    assert "Q3" in cells  # one quarter is no span
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(plan, "en", "id")))
    assert book.sheetnames[:2] == ["Matrix", "Text"]
    assert all(sheet["A1"].value == "DRAFT / USULAN" for sheet in book)
    costs = [book["Matrix"].cell(row, 8) for row in (5, 6)]
    assert [cell.value for cell in costs] == [6000, 250]
    assert {cell.number_format for cell in costs} == {'"US$" #,##0'}
    assert book["Matrix"]["B4"].value == "Output\nKeluaran"


def test_the_workbook_adds_up_what_stands_in_it(plan: Plan) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(plan)))["Matrix"]
    total = sheet.cell(sheet.max_row, 8)
    first, last = (sheet[one] for one in str(total.value)[5:-1].split(":"))
    assert (first.row, last.row) == (5, total.row - 1)
    assert sum(sheet.cell(row, 8).value for row in range(5, total.row)) == plan.cost


def test_an_activity_is_told_once_and_signatures_stay_on_one_page(plan: Plan) -> None:
    made = docx.Document(io.BytesIO(as_docx(content(plan, "en", "id"))))
    texts = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert sum(text.startswith(MENTORS.output) for text in texts) == len(plan.actions)
    signed = next(one for one in made.tables if one.rows[0].cells[1].text == "Nusa")
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in signed.rows]
    assert kept == [True] * (len(kept) - 1) + [None]
    assert any(one.text.startswith("4.1. Mentors") for one in made.paragraphs)
    assert not made.sections[0].footer.paragraphs[0].text  # one mark a page is enough


def test_effects_pair_the_same_luck_and_say_when_they_cannot_tell() -> None:
    trying = Trying(
        load_scenario("hamlet").sized(months=24), policies(Plan(FORM, (Action(MENTORS, 1, 4, 1.0),),
        "USD")), ("skill", "catch"), (("livelihood.inflation", (0.0, 0.1)),), lucks=2,
    )  # fmt: skip
    assert list(trying)[-1] == trying.runs == 8
    assert trying.found is not None
    skill, catch = trying.found.rows
    assert skill.direction == 1 and skill.with_plan > skill.without
    assert catch.direction == 0 and catch.luck == (0.0, 0.0)


def test_every_fault_of_a_plan_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        '[plan]\nbasis = "b"\nobjectiv = "o"\n[[plan.action]]\nkey = "a"\nstart = 9\n'
        "set = { programme = { mentors = 4.0, menters = 1 } }\n"
    )
    with pytest.raises(WorkPlanError) as caught:
        read_form(path)
    told = str(caught.value)
    for part in ("objectiv", "scope", "menters", "mentors", "output", "quarters 9"):
        assert part in told, part


def test_two_actions_never_change_one_term(tmp_path: Path) -> None:
    fields = "\n".join(
        f'{key} = "x"' for key in ("output", "activity", "modality", "place", "indicator",
        "baseline", "target", "means", "cost_source", "risk")
    )  # fmt: skip
    action = "[[plan.action]]\nkey = '{}'\ncost = 1\nstart = 1\nend = 2\n" + fields
    action += "\nset = { programme = { mentors = 0.1 } }\n"
    head = '[plan]\nbasis = "b"\nobjective = "o"\nscope = "s"\nfrom = 13\n'
    path = tmp_path / "plan.toml"
    path.write_text(head + action.replace("{}", "a", 1) + action.replace("{}", "b", 1))
    with pytest.raises(WorkPlanError, match=r"programme\.mentors is changed by 'a' too"):
        read_form(path)


def test_columns_are_as_wide_as_their_texts_and_those_to_fill_in_are_wide() -> None:
    prose, filled = "a long sentence on what will be done " * 3, (Both("No."), Both("Who"))
    number, long, longer, blank = shares(
        (*filled, Both("What"), Both("Done")), [(Both("1"), Both(prose), Both(prose * 2), Both(""))]
    )
    assert number < long == longer == blank
    assert number + long + longer + blank == pytest.approx(1.0)
