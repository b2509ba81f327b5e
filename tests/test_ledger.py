"""The ledger: every booking balances, nothing is overdrawn, and the audit finds what is wrong."""

from __future__ import annotations

import re

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopsim.errors import AuditError, LedgerError
from coopsim.files import load_scenario
from coopsim.ledger import FLOWS, Ledger
from coopsim.ledger.audit import MIRRORS
from coopsim.ledger.book import whole
from coopsim.ledger.flows import (
    ASSETS,
    CAPITAL,
    CODE,
    DEBTS,
    MAY_BE_NEGATIVE,
    PARTIES,
    Flow,
    Leg,
    checked,
)
from coopsim.model.village import Village
from coopsim.scenario import CooperativeSet, District, Scenario
from coopsim.state import Cooperatives, Households, NationalFund, empty

HOMES = [0, 0, 0, 1, 1]
LETTERS = {"h": "households", "c": "cooperatives", "f": "fund"}
BY_NAME = {flow.name: flow for flow in FLOWS}


@pytest.fixture
def books() -> Ledger:
    """Five households around two cooperatives, and nobody owns anything."""
    households = empty(Households, len(HOMES))
    households.home[:] = HOMES
    return Ledger(households, empty(Cooperatives, 2), empty(NationalFund, 1))


def everything(books: Ledger) -> dict[str, list[int]]:
    """Every money column and every count of the books."""
    tables = {"h": books.households, "c": books.cooperatives, "f": books.fund}
    legs = {(leg.table, leg.account) for flow in FLOWS for leg in flow.legs if leg.table != "@"}
    found = {f"{t}.{name}": getattr(tables[t], name).tolist() for t, name in sorted(legs)}
    return found | {
        "booked": books.booked.tolist(),
        "month": books.month_totals.tolist(),
        "totals": books.totals.tolist(),
    }


# ------------------------------------------------------------------------------------- a booking


def test_a_booking_moves_every_leg_and_says_what_it_booked(books: Ledger) -> None:
    books.move("opening_cash", np.array([10, 20, 30, 40, 50]))
    paid = books.move("share_paid_in", np.array([7, 9]), np.array([1, 3]))
    assert paid.tolist() == [7, 9]
    assert books.households.cash.tolist() == [10, 13, 30, 31, 50]
    assert books.households.share.tolist() == [0, 7, 0, 9, 0]
    assert books.cooperatives.cash.tolist() == [7, 9]
    assert books.cooperatives.share.tolist() == [7, 9]
    assert books.booked[CODE["share_paid_in"]].tolist() == [7, 9]
    books.close_month()
    assert books.outside()["employers"] == -150
    books.audit(1)


def test_a_cooperative_books_by_its_own_row(books: Ledger) -> None:
    books.move("opening_grant", np.array([100, 0]))
    books.move("office_cost", np.array([30, 5]))
    books.move("bills_paid", np.array([30]), np.array([0]))
    assert books.cooperatives.cash.tolist() == [70, 0]
    assert books.cooperatives.bills.tolist() == [0, 5]
    assert books.cooperatives.surplus.tolist() == [-30, -5]
    books.close_month()
    books.audit(1)


@pytest.mark.parametrize(
    ("flow", "amount", "rows", "message"),
    [
        ("opening_cash", [1, -1, 0, 0, 0], None, "opening_cash: a negative amount, -1 minor unit"),
        ("living", [0, 3], [2, 4], "living: h.cash of row 4 would be overdrawn by 3 minor units"),
        # the household could pay, the cooperative's debt to it is too small: nothing is booked
        ("claim_paid", [1], [0], "claim_paid: h.claim of row 0 would be overdrawn by 1 minor unit"),
        ("bills_paid", [0, 2], None, "c.cash of row 1 would be overdrawn by 2 minor units"),
        ("fund_cost", [4], [0], "fund_cost: f.cash of row 0 would be overdrawn by 4 minor units"),
    ],
)
def test_a_refused_booking_books_nothing(
    books: Ledger, flow: str, amount: list[int], rows: list[int] | None, message: str
) -> None:
    books.move("opening_cash", np.array([5, 5, 5, 0, 0]))
    books.move("opening_reserve", np.array([5, 0]))
    books.move("office_cost", np.array([0, 2]))
    before = everything(books)
    with pytest.raises(LedgerError, match=re.escape(message)):
        books.move(flow, np.array(amount), slice(None) if rows is None else np.array(rows))
    assert everything(books) == before


def test_an_overdraft_of_the_second_leg_leaves_the_first_alone(books: Ledger) -> None:
    """The purse could pay the instalment, but the loan is smaller than that."""
    books.move("opening_reserve", np.array([50, 0]))
    books.move("loan_disbursed", np.array([20]), np.array([0]))
    books.move("opening_cash", np.array([30]), np.array([0]))
    before = everything(books)
    with pytest.raises(LedgerError, match=r"h\.loan of row 0 would be overdrawn by 5 "):
        books.move("principal_paid", np.array([25]), np.array([0]))
    assert everything(books) == before


def test_results_and_the_capital_of_the_fund_may_fall_below_zero(books: Ledger) -> None:
    assert {("c", "surplus"), ("c", "undivided"), ("f", "capital")} == MAY_BE_NEGATIVE
    books.move("office_cost", np.array([30, 0]))
    books.move("year_closed_loss", np.array([30, 0]))
    assert books.cooperatives.surplus.tolist() == [0, 0]
    assert books.cooperatives.undivided.tolist() == [-30, 0]
    books.close_month()
    books.audit(12)


def test_nothing_is_booked_for_nobody_and_for_nothing(books: Ledger) -> None:
    before = everything(books)
    assert books.move("opening_cash", np.zeros(5)).tolist() == [0] * 5
    assert books.move("opening_cash", np.array([], dtype=float), np.array([], dtype=int)).size == 0
    assert everything(books) == before


def test_an_amount_is_rounded_half_to_even_once(books: Ledger) -> None:
    paid = books.move("opening_cash", np.array([0.5, 1.5, 2.5, 2.4999, 2.5001]))
    assert paid.tolist() == [0, 2, 2, 2, 3]
    assert books.households.cash.tolist() == [0, 2, 2, 2, 3]
    assert books.totals[CODE["opening_cash"]] == 0  # not before the month is closed
    assert books.month_totals[CODE["opening_cash"]] == 9
    assert whole(np.array([True, False])).tolist() == [1, 0]


@given(st.lists(st.floats(0, 1e9), min_size=5, max_size=5))
def test_parts_are_rounded_and_sums_are_sums_of_the_rounded(amounts: list[float]) -> None:
    households = empty(Households, len(HOMES))
    households.home[:] = HOMES
    books = Ledger(households, empty(Cooperatives, 2), empty(NationalFund, 1))
    booked = books.move("opening_voluntary", np.array(amounts))
    assert booked.tolist() == [round(amount) for amount in amounts]
    sums = [sum(booked[:3].tolist()), sum(booked[3:].tolist())]
    assert books.cooperatives.voluntary.tolist() == sums
    books.close_month()
    books.audit(1)


def test_sums_beyond_what_a_float_holds_are_exact(books: Ledger) -> None:
    """2^53 + 1 is the first whole number that a float64 cannot hold."""
    huge = 2**53
    books.move("opening_voluntary", np.array([huge, 1, 1, huge + 1, 2]))
    assert books.cooperatives.voluntary.tolist() == [huge + 2, huge + 3]
    books.move("voluntary_withdrawn", np.array([1]), np.array([3]))
    assert books.cooperatives.voluntary.tolist() == [huge + 2, huge + 2]
    assert books.households.voluntary.tolist() == [huge, 1, 1, huge, 2]
    books.close_month()
    books.audit(1)
    books.households.voluntary[1] += 1  # one cent among nine thousand million million
    with pytest.raises(AuditError, match="month 2, voluntary, row 0"):
        books.audit(2)


# --------------------------------------------------------------------------------- the flows


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_flow_balances(flow: Flow) -> None:
    """Assets rise by as much as debts and capital; cash that comes or goes has a party outside."""
    legs = [(leg.table, leg.account, leg.sign) for leg in flow.legs]
    assets = sum(sign for table, name, sign in legs if table == "c" and name in ASSETS)
    claims = sum(sign for table, name, sign in legs if table == "c" and name in DEBTS + CAPITAL)
    assert assets == claims
    fund = [(name, sign) for table, name, sign in legs if table == "f"]
    assert sum(s for n, s in fund if n != "capital") == sum(s for n, s in fund if n == "capital")
    inside = sum(sign for table, name, sign in legs if name == "cash" and table != "@")
    outside = [(name, sign) for table, name, sign in legs if table == "@"]
    assert inside + sum(sign for _, sign in outside) == 0
    assert {name for name, _ in outside} <= set(PARTIES)
    assert flow.outside == -inside
    assert flow.meaning
    holders = {"h": Households, "c": Cooperatives, "f": NationalFund}
    for table, name, sign in legs:
        assert sign in (1, -1)
        if table != "@":
            column = attrs.fields_dict(holders[table])[name]
            assert column.metadata["by"] == "ledger", f"{table}.{name} is no money column"


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_result_stands_on_a_line(flow: Flow) -> None:
    """What moves the year's surplus is shown in its statement, and cash in the cash flow."""
    surplus = any(leg.table == "c" and leg.account == "surplus" for leg in flow.legs)
    ends = {"year_closed_surplus", "year_closed_loss"}  # the sum of the lines, not one of them
    ends |= {"grants_used", "reserve_used", "remainder_given"}  # capital goes, nothing is earned
    assert bool(flow.line) == (surplus and flow.name not in ends)
    cash = any(leg.table == "c" and leg.account == "cash" for leg in flow.legs)
    assert bool(flow.cash_line) == (cash and not flow.name.startswith("opening"))


@pytest.mark.parametrize(
    "legs",
    [
        ["c.cash+"],
        ["c.cash+", "c.reserve-"],
        ["h.cash+"],
        ["h.cash+", "@shops+"],
        ["f.cash+", "@government-"],
        ["c.loans+", "c.provision-"],
    ],
)
def test_a_flow_out_of_balance_is_refused(legs: list[str]) -> None:
    parts = []
    for text in legs:
        table, account = ("@", text[1:-1]) if text[0] == "@" else text[:-1].split(".")
        parts.append(Leg(table, account, 1 if text[-1] == "+" else -1))
    with pytest.raises(LedgerError, match="'wrong' does not balance"):
        checked([Flow("wrong", "household", tuple(parts), "", "", "")])


def test_a_flow_that_stands_twice_is_refused() -> None:
    with pytest.raises(LedgerError, match="'living' does not balance or stands twice"):
        checked([BY_NAME["living"], BY_NAME["living"]])


def test_every_money_column_has_a_flow_that_fills_it() -> None:
    filled = {(leg.table, leg.account) for flow in FLOWS for leg in flow.legs if leg.sign > 0}
    emptied = {(leg.table, leg.account) for flow in FLOWS for leg in flow.legs if leg.sign < 0}
    columns = {(letter, name) for letter, name, _ in money_columns()}
    assert columns <= filled
    assert columns <= emptied


def money_columns() -> list[tuple[str, str, str]]:
    """Letter, name and meaning of every column that only the ledger writes."""
    holders = {"h": Households, "c": Cooperatives, "f": NationalFund}
    return [
        (letter, field.name, field.metadata["meaning"])
        for letter, table in holders.items()
        for field in attrs.fields(table)
        if field.metadata["by"] == "ledger"
    ]


# --------------------------------------------------------------------------------- the audit


def two_hamlets() -> Scenario:
    """Farmers, fishers and kiosks around three cooperatives."""
    return Scenario(
        name="two hamlets",
        title="Two hamlets",
        districts=(District("Hill", 0.6, 2.0), District("Shore", 0.4, 0.5)),
        cooperatives=(
            CooperativeSet("growers", "producer", (1.0, 0.0, 0.0), 1, 30, 12),
            CooperativeSet("all", "multi-purpose", (0.4, 0.3, 0.3), 2, 30, 10),
        ),
        households=90,
    )


@pytest.mark.parametrize("preset", ["hamlet", "timor-leste-credit-union", "timor-leste-fisheries"])
def test_opening_balances_are_booked(preset: str) -> None:
    """The world begins with nothing; all it holds on the first day came through the books."""
    scenario = load_scenario(preset)
    village = Village(scenario.sized(households=scenario.smallest), seed=1)
    totals = village.ledger.totals
    for letter, name, _ in money_columns():
        booked = sum(
            leg.sign * int(totals[CODE[flow.name]])
            for flow in FLOWS
            for leg in flow.legs
            if (leg.table, leg.account) == (letter, name)
        )
        held = getattr(getattr(village, LETTERS[letter]), name)
        assert int(held.sum()) == booked, f"{letter}.{name}"
    assert village.households.cash.sum() > 0
    assert village.cooperatives.share.sum() > 0


@pytest.fixture(scope="module")
def lived() -> Village:
    """A village that has lived three months."""
    village = Village(two_hamlets(), seed=4)
    for _ in range(3):
        village.step()
    return village


MIRRORED = {part for _, parts in MIRRORS for part in parts}
"""Accounts of households that are also in the books of their cooperative."""


@pytest.mark.parametrize("amount", [1, -1])
@pytest.mark.parametrize(("letter", "name"), [column[:2] for column in money_columns()])
def test_the_audit_finds_a_minor_unit(lived: Village, letter: str, name: str, amount: int) -> None:
    """A unit more or less on any account is named with the month, the account and the row.

    Of what only households hold, such as their purses, the sum is all the books know.
    """
    values = getattr(getattr(lived, LETTERS[letter]), name)
    row = int(values.argmax())
    values[row] += amount
    try:
        with pytest.raises(AuditError) as caught:
            lived.ledger.audit(lived.month)
    finally:
        values[row] -= amount
    lived.ledger.audit(lived.month)
    if letter == "c":
        place = f"{name}, row {row}: moved without a booking"
    elif letter == "h" and name in MIRRORED:
        account = next(one for one, parts in MIRRORS if name in parts)
        place = f"{account}, row {lived.households.home[row]}: members' sums differ"
    else:
        place = f"{'household' if letter == 'h' else 'fund'} {name}, all rows: moved without"
    assert str(caught.value).startswith(f"month 3, {place}")
    assert f"by {amount} minor units" in str(caught.value)


def test_the_audit_names_the_flows_that_touched_the_account(lived: Village) -> None:
    lived.cooperatives.bills[1] += 5
    with pytest.raises(AuditError, match=r"bills, row 1: .*by 5 minor .*: .*office_cost.*bills_p"):
        lived.ledger.audit(3)
    lived.cooperatives.bills[1] -= 5


def test_money_moved_between_cooperatives_without_a_booking_is_found(lived: Village) -> None:
    """The sums would still be right."""
    for name in ("cash", "reserve"):
        getattr(lived.cooperatives, name)[:2] += (1, -1)
    with pytest.raises(AuditError, match="month 3, cash, row 0: moved without a booking by 1 "):
        lived.ledger.audit(3)
    for name in ("cash", "reserve"):
        getattr(lived.cooperatives, name)[:2] -= (1, -1)


def test_an_account_below_zero_is_found_though_its_sum_is_right(lived: Village) -> None:
    cash = lived.households.cash
    taken = int(cash[1]) + 1
    cash[:2] += (taken, -taken)
    with pytest.raises(AuditError, match="month 3, cash, row 1: below zero by -1 minor units"):
        lived.ledger.audit(3)
    cash[:2] -= (taken, -taken)


def test_a_step_ends_with_an_audit() -> None:
    """A verb that writes a money column past the ledger does not get through the month."""
    village = Village(two_hamlets(), seed=4)
    village.step()
    village.cooperatives.reserve[2] += 7
    with pytest.raises(AuditError, match="month 2, balance, row 2: the books do not balance by"):
        village.step()
