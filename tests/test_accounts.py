"""The accounts of a year, on books small enough to check by hand: 3 households, 1 cooperative.

Amounts in cents. Opening: shares 30.00, voluntary 60.00, all in cash. Year 1 lends 50.00, earns
interest of 6.00 and pays an office of 2.00; year 2 divides the surplus of 3.00.
"""

from __future__ import annotations

import re

import attrs
import numpy as np
import pytest

from coopsim.accounts import (
    balance_sheet,
    cash_flow,
    health,
    members_capital,
    report,
    sources_and_uses,
    statement_of_surplus,
    text,
)
from coopsim.accounts.words import ACCOUNTS, ACTIVITIES, CASH_LINES, LINES, PARTS
from coopsim.errors import AuditError, CoopsimError
from coopsim.ledger import CODE, FLOWS, Ledger
from coopsim.ledger.flows import ASSETS, CAPITAL, DEBTS, MEMO
from coopsim.results import Accounts, Panel, Run, Series
from coopsim.rules.health import CLASSES
from coopsim.scenario import example
from coopsim.state import Cooperatives, Households, NationalFund, empty

BOOKS = (*ASSETS, *DEBTS, *CAPITAL, *MEMO)
STATEMENTS = (balance_sheet, statement_of_surplus, cash_flow, members_capital, sources_and_uses)
FACTS = {
    "members": (3, 4), "joins": (0, 1), "leaves": (0, 0), "par30": (0, 1000),
    "loans_1_12": (0, 1000), "loans_over_12": (0, 0), "skill": (0.5, 0.5),
    "transparency": (0.75, 0.75), "met": (0, 1), "inflation": (0.02, 0.02),
}  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Run:
    return hand_built()


def hand_built() -> Run:
    households, cooperatives = empty(Households, 3), empty(Cooperatives, 1)
    ledger = Ledger(households, cooperatives, empty(NationalFund, 1))
    ledger.move("opening_cash", [5000, 5000, 5000])
    ledger.move("opening_share", [1000, 1000, 1000])
    ledger.move("opening_voluntary", [3000, 2000, 1000])
    balances, flows = [], []
    _close(ledger, balances, flows)
    flows.clear()  # the opening is no flow of a year

    ledger.move("loan_disbursed", [5000, 0, 0])
    ledger.move("interest_accrued", [600, 0, 0])
    ledger.move("interest_paid", [500, 0, 0])
    ledger.move("principal_paid", [2000, 0, 0])
    ledger.move("savings_interest", [50, 30, 20])
    ledger.move("office_cost", [200])
    ledger.move("bills_paid", [150])
    ledger.move("year_closed_surplus", [300])
    _close(ledger, balances, flows)

    ledger.move("to_reserve", [120])
    ledger.move("patronage_refund", [100, 50, 30])
    ledger.move("claim_paid", [100, 0, 0])
    ledger.move("provision_made", [350])
    ledger.move("year_closed_loss", [350])
    ledger.move("loss_charged", [120])
    _close(ledger, balances, flows)
    facts = np.array([[[values[year]] for values in FACTS.values()] for year in (0, 1)], float)
    return Run(
        scenario=attrs.evolve(example(), first_year=2026), seed=1, version="0", metrics=(),
        series={"nation": Series("nation", ("nation",), np.zeros((24, 0, 1)))},
        accounts=Accounts(
            BOOKS, np.stack(balances), tuple(CODE), np.stack(flows), tuple(FACTS), facts
        ),
        panel=Panel(np.zeros(0, np.int64), (), np.zeros((24, 0, 0))), cooperatives=("Growers",),
    )  # fmt: skip


def _books(cooperatives: Cooperatives) -> np.ndarray:
    return np.stack([getattr(cooperatives, name).copy() for name in BOOKS])


def _close(ledger: Ledger, balances: list, flows: list) -> None:
    ledger.close_month()
    ledger.audit(12)
    balances.append(_books(ledger.cooperatives))
    flows.append(ledger.year.copy())
    ledger.year[:] = 0
    ledger.open_month()


def test_balance_sheet_by_hand(run: Run) -> None:
    sheet = balance_sheet(run, "Growers", 1)
    # 90.00 - 50.00 lent + 5.00 interest + 20.00 repaid - 1.50 bills
    assert sheet["cash"] == 9000 - 5000 + 500 + 2000 - 150 == 6350
    assert sheet["loans to members"] == 3000
    assert sheet["interest owed by members"] == 100
    assert sheet["voluntary savings"] == 6100
    assert sheet["unpaid bills and wages"] == 50
    assert sheet["surplus not yet divided"] == 300
    assert sheet["total assets"] == sheet["total debts and own capital"] == 9450
    assert sheet.tied == (("assets = debts + capital", 9450),)


def test_balance_sheet_takes_the_provision_off_assets(run: Run) -> None:
    sheet = balance_sheet(run, 0, 2)
    assert sheet["provision for loans"] == -350
    assert sheet["total assets"] == 6250 + 3000 + 100 - 350
    assert sheet["owed to members"] == 80


def test_last_year_stands_beside(run: Run) -> None:
    cash = [line for line in balance_sheet(run, 0, 2).lines if line.label == "cash"]
    assert [(line.amount, line.before) for line in cash] == [(6250, 6350)]
    opening = [line for line in balance_sheet(run, 0, 1).lines if line.label == "cash"]
    assert [line.before for line in opening] == [9000]
    assert {line.before for line in statement_of_surplus(run, 0, 1).lines} == {None}


def test_statement_of_surplus_by_hand(run: Run) -> None:
    first = statement_of_surplus(run, 0, 1)
    assert (first["interest on loans"], first["interest on savings"], first["office"]) == (
        600,
        -100,
        -200,
    )
    assert first["surplus of the year"] == 300
    second = statement_of_surplus(run, 0, 2)
    assert second["provision for loans"] == second["surplus of the year"] == -350


def test_cash_flow_by_hand(run: Run) -> None:
    flow = cash_flow(run, 0, 1)
    assert flow["loans paid out"] == -5000
    assert flow["loans repaid"] == 2000
    assert flow["interest and fees received"] == 500
    assert flow["bills and wages paid"] == -150
    assert flow["change in cash"] == -2650
    assert (flow["cash at the start"], flow["cash at the end"]) == (9000, 6350)


def test_members_capital_by_hand(run: Run) -> None:
    capital = members_capital(run, 0, 2)
    assert capital["surplus to the reserve"] == 120
    assert capital["total reserve"] == 0  # 1.20 in, 1.20 of the loss charged to it
    undivided = capital["total surplus not yet divided, or accumulated loss"]
    assert undivided == 300 - 120 - 180 - 350 + 120
    assert capital["total own capital"] == 3000 - 230


def test_sources_are_uses(run: Run) -> None:
    table = sources_and_uses(run, 0, 1)
    assert table["less cash"] == 2650
    assert table["more loans to members"] == 3000
    assert table["total sources"] == table["total uses"] == 2650 + 100 + 50 + 300


@pytest.mark.parametrize(("what", "make", "account", "wrong"), [
    ("assets and debts with capital", balance_sheet, "stock", 7),
    ("the year's surplus", statement_of_surplus, "surplus", 7),
    ("the cash flow and the change in cash", cash_flow, "cash", 7),
    ("bookings to reserve", members_capital, "reserve", 7),
    ("sources and uses", sources_and_uses, "voluntary", -7),
])  # fmt: skip
def test_books_that_do_not_tie_are_refused(what, make, account, wrong) -> None:
    broken = hand_built()
    broken.accounts.balances[1, BOOKS.index(account), 0] += wrong
    with pytest.raises(
        AuditError, match=rf"accounts of 'Growers', year 1: {what}.* a difference of .*7 minor"
    ):
        make(broken, 0, 1)


def test_unknown_cooperative_and_year_are_answered(run: Run) -> None:
    with pytest.raises(
        CoopsimError,
        match=r"no cooperative 'Grovers'\. Allowed: a number from 0 to 0, or a name\. "
        r"Did you mean 'Growers'\?",
    ):
        balance_sheet(run, "Grovers", 1)
    for wrong in (1, -1, True):
        with pytest.raises(CoopsimError, match="a number from 0 to 0"):
            balance_sheet(run, wrong, 1)
    for year in (0, 3, True):
        with pytest.raises(CoopsimError, match=rf"no accounts of year {year}\. Allowed: 1 to 2\."):
            health(run, "Growers", year)
    assert balance_sheet(run, "0", 1) == balance_sheet(run, 0, 1)


def test_health_by_hand(run: Run) -> None:
    found = health(run, 0, 2)
    ratio = {line.code: line for line in found.ratios}
    assert ratio["A1"].value == pytest.approx(1000 / 3000)
    assert ratio["A1"].met is False
    assert ratio["P2"].value == pytest.approx(0.35)  # 3.50 for 10.00 late
    assert ratio["P2"].met is True
    assert ratio["P1"].met is None  # no loan over 12 months late
    assert ratio["E1"].value == pytest.approx(2650 / 9000)
    assert ratio["L1"].value == pytest.approx((6250 - 80 - 50) / 6100)
    assert ratio["S10"].value == pytest.approx(1 / 3)
    assert ratio["R12"].value == pytest.approx(-350 / 9225)
    assert ratio["R5"].goal == "≥ 2 % (inflation)"
    points = {aspect.key: score for aspect, score in found.aspects}
    # own capital 27.70 of 90.00 is 30.8 %: 7 full steps of 4 points
    assert points["capital"] == 35
    assert points["asset_quality"] == pytest.approx(30)  # a third late: none; provisions complete
    assert points["management"] == pytest.approx(20 + 30 + 20)
    assert points["liquidity"] == 100
    assert points["identity"] == 100
    expected = 0.15 * 35 + 0.25 * 30 + 0.15 * 70 + 0.10 * 100 + 0.15 * 100 + 0 + 10
    assert found.score == pytest.approx(expected)
    assert found.class_indonesian == CLASSES[1] == "dalam pengawasan"
    assert found.mark.startswith("Training simulation")


def test_printed_form(run: Run) -> None:
    lines = text(balance_sheet(run, 0, 1)).splitlines()
    assert lines[0] == "Balance sheet / Neraca: Growers, 2026"
    assert lines[1].split() == ["USD", "2026", "2025"]
    assert lines[3].split() == ["cash", "kas", "63.50", "90.00"]
    numbers = [line for line in lines[1:-1] if line.strip() and line[-1] in "0123456789-"]
    assert len({len(line) for line in numbers}) == 1, "columns are aligned"
    assert (
        lines[-1]
        == "Training simulation, no official assessment. Simulasi pelatihan, bukan penilaian resmi."
    )


def test_losses_stand_in_brackets_and_classes_carry_the_mark(run: Run) -> None:
    whole = report(run, 0, 2)
    assert "(3.50)" in text(statement_of_surplus(run, 0, 2))
    assert "dalam pengawasan (under supervision)" in whole
    assert whole.count("Training simulation, no official assessment.") == 6
    assert not re.search(r"\bnan\b", whole)


def test_rupiah_have_no_cents(run: Run) -> None:
    rupiah = attrs.evolve(
        run, scenario=attrs.evolve(run.scenario, currency="IDR", per_dollar=16000.0)
    )
    assert "6,350" in text(balance_sheet(rupiah, 0, 1))


def test_every_line_of_a_flow_has_its_word() -> None:
    assert {flow.line for flow in FLOWS} - {""} == set(LINES)
    assert {flow.cash_line for flow in FLOWS} - {""} == set(CASH_LINES)
    assert {word.part for word in LINES.values()} == set(PARTS)
    assert {word.part for word in CASH_LINES.values()} == set(ACTIVITIES)
    assert set(ACCOUNTS) == set(BOOKS)


def test_every_flow_of_cash_has_its_line() -> None:
    for flow in FLOWS:
        touches = any((leg.table, leg.account) == ("c", "cash") for leg in flow.legs)
        if not flow.name.startswith("opening_"):
            assert touches == bool(flow.cash_line), flow.name


def test_a_simulated_world_ties_in_every_year() -> None:
    from coopsim.run import simulate

    lived = simulate(example().sized(months=36), seed=3)
    for year in (1, 2, 3):
        for make in STATEMENTS:
            assert make(lived, 0, year).tied
