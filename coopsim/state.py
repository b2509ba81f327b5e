"""Columns: one NumPy array an attribute, declared once with type, unit, meaning and writer."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

Money = NDArray[np.int64]
Real = NDArray[np.float64]
Row = NDArray[np.int64]
Index = NDArray[np.int32]
Small = NDArray[np.int16]
Tiny = NDArray[np.int8]
Flag = NDArray[np.bool_]
Ring = NDArray[np.int64]

NEIGHBOURS = 16
"""Households in a row that hear from each other."""
RING = 7
"""Months ahead that payments may be promised for."""
WAITING, ACTIVE, DORMANT, DISSOLVED = range(4)
"""Status of a cooperative: not yet founded, active, dormant, dissolved."""

T = TypeVar("T")


def column(dtype: str, unit: str, meaning: str, by: str, *, width: int = 0) -> Any:
    """Declare a column; ``by`` is the verb that writes it (``ledger``: only ``move`` does)."""
    return attrs.field(
        metadata={"dtype": dtype, "unit": unit, "meaning": meaning, "by": by, "width": width}
    )


def money(meaning: str) -> Any:
    """Declare a money column: int64 minor units, written by the ledger alone."""
    return column("int64", "minor units", meaning, "ledger")


@attrs.define(eq=False)
class Households:
    """Every household, a row each, in the order sector, cooperative.

    Sixteen rows in a row are neighbours.
    """

    table: ClassVar[str] = "household"

    home: Row = column("int64", "row", "cooperative it belongs to or may join", "found")
    sector: Tiny = column("int8", "code", "sector it lives from", "found")
    persons: Tiny = column("int8", "persons", "persons in the household", "found")
    woman: Flag = column("bool", "", "whether the member is or would be a woman", "found")
    insider: Flag = column("bool", "", "whether it is a board family", "found")
    hours: Real = column("float64", "hours", "way to the cooperative", "found")
    need: Real = column(
        "float64", "minor units a month", "need in the first month's prices", "found"
    )
    other_income: Real = column(
        "float64", "minor units a month", "mean cash earned elsewhere", "found"
    )
    capacity: Real = column(
        "float64", "ha, boats or minor units", "land, boat or size of kiosk", "found"
    )

    member: Flag = column("bool", "", "whether it is a member", "join_and_leave")
    joined: Small = column("int16", "month", "month it joined", "join_and_leave")
    trust: Real = column("float64", "0 to 1", "trust in the cooperative", "govern")
    tree_age: Real = column("float64", "years", "age of its trees", "produce")
    inputs: Flag = column("bool", "", "whether this season's crop got inputs", "produce")
    held: Real = column(
        "float64",
        "kg or share",
        "parchment held at home, weighed by its worth; in trade, the share saved on goods in stock",
        "deliver",
    )
    short: Flag = column("bool", "", "whether this month's need was not met", "pay_in_and_out")

    cash: Money = money("purse")
    stock: Money = money("goods of a kiosk, at cost")
    bon: Money = money("owed to a kiosk by its customers")
    share: Money = money("entry share paid in (simpanan pokok)")
    mandatory: Money = money("compulsory savings (simpanan wajib)")
    voluntary: Money = money("voluntary savings (simpanan sukarela)")
    claim: Money = money("due from the cooperative now")
    promised: Money = money("due from the cooperative later")
    loan: Money = money("principal owed to the cooperative")
    interest: Money = money("interest owed to the cooperative")
    supplies: Money = money("owed to the cooperative for supplies")
    trader_debt: Money = money("owed to a trader or wholesaler")
    other_debt: Money = money("owed to other lenders")
    written_off: Money = money("written off by the cooperative, still claimed")

    income: Money = column(
        "int64", "minor units", "income of this month, subsistence included", "pay_in_and_out"
    )
    income_year: Money = column("int64", "minor units", "income since January", "pay_in_and_out")
    service_year: Money = column(
        "int64", "minor units", "debt service since January", "pay_in_and_out"
    )
    patronage: Money = column(
        "int64", "minor units", "business with the cooperative this year", "close_year"
    )
    patronage_before: Money = column(
        "int64", "minor units", "business with the cooperative last year", "close_year"
    )
    used: Flag = column("bool", "", "whether it used a service this year", "close_year")

    loan_amount: Money = column("int64", "minor units", "principal when lent", "lend")
    loan_rate: Real = column("float64", "a year", "rate of its loan", "lend")
    loan_age: Tiny = column("int8", "months", "age of its loan", "pay_in_and_out")
    loan_tenor: Tiny = column("int8", "months", "tenor of its loan", "lend")
    loan_grace: Tiny = column("int8", "months", "grace of its loan", "lend")
    loan_contract: Tiny = column("int8", "code", "contract of its loan", "lend")
    loan_bullet: Flag = column("bool", "", "whether the principal falls due at the end", "lend")
    topped_up: Flag = column("bool", "", "whether its loan was topped up", "lend")
    rescheduled: Flag = column("bool", "", "whether its loan was given new dates", "pay_in_and_out")
    late: Small = column(
        "int16", "months", "months its oldest instalment has waited", "pay_in_and_out"
    )


@attrs.define(eq=False)
class Cooperatives:
    """Every cooperative, a row each, those yet to be founded included."""

    table: ClassVar[str] = "cooperative"

    set: Small = column("int16", "row", "set of cooperatives it belongs to", "found")
    kind: Tiny = column("int8", "code", "kind of cooperative", "found")
    sector: Tiny = column("int8", "code", "main sector around it", "found")
    district: Small = column("int16", "row", "district", "found")
    hours: Real = column("float64", "hours", "way to the market", "found")
    lends: Flag = column("bool", "", "whether it lends", "found")
    trades: Flag = column("bool", "", "whether it buys and sells", "found")
    households: Index = column("int32", "households", "households around it", "found")
    weather: Real = column("float64", "normal = 1", "harvest weather of the year", "luck")
    sea: Real = column("float64", "normal = 1", "fishing weather of the month", "luck")
    quality: Real = column("float64", "0 to 1", "how its place suits good crops", "found")

    status: Tiny = column("int8", "code", "waiting, active, dormant or dissolved", "close_year")
    founded: Small = column(
        "int16", "month", "month of founding, below 0 before the run", "join_and_leave"
    )
    from_above: Flag = column("bool", "", "founded by a programme", "join_and_leave")
    members: Index = column("int32", "members", "members", "join_and_leave")
    skill: Real = column("float64", "0 to 1", "management skill", "govern")
    transparency: Real = column("float64", "0 to 1", "transparency", "govern")
    digital: Flag = column("bool", "", "digital records and payments", "govern")
    ice: Flag = column("bool", "", "has ice", "govern")
    storage: Flag = column("bool", "", "has storage", "govern")
    certified: Flag = column("bool", "", "certified", "govern")
    broken: Real = column(
        "float64", "share", "promises due this month that were not paid", "pay_in_and_out"
    )
    unserved: Real = column(
        "float64", "minor units a month", "loans refused for want of cash, smoothed", "lend"
    )
    known_rate: Real = column("float64", "a year", "lending rate as households know it", "lend")
    bad_news: Real = column("float64", "share", "promises broken lately", "govern")
    late_share: Real = column(
        "float64", "share", "portfolio at risk, over a month late", "pay_in_and_out"
    )
    meeting_month: Tiny = column(
        "int8", "month", "month of this year's annual meeting, 0: none", "close_year"
    )
    met: Flag = column("bool", "", "annual meeting held this year", "close_year")
    just_met: Flag = column("bool", "", "annual meeting held in the last month", "close_year")
    just_missed: Flag = column(
        "bool", "", "window closed without a meeting in the last month", "close_year"
    )
    unmet_months: Small = column(
        "int16", "months", "months since the last annual meeting", "close_year"
    )
    last_surplus: Money = column(
        "int64", "minor units", "surplus of the last closed year", "close_year"
    )
    health: Real = column("float64", "points", "health score, Indonesian scheme", "close_year")
    fraud_year: Flag = column("bool", "", "embezzlement this year", "govern")
    good_record: Flag = column("bool", "", "no default on the national fund", "refinance")
    application: Tiny = column(
        "int8", "months", "months until the fund decides, -1: none", "refinance"
    )
    fund_rate: Real = column("float64", "a year", "rate of its fund loan", "refinance")
    fund_amount: Money = column("int64", "minor units", "fund loan when paid out", "refinance")
    fund_coming: Money = column("int64", "minor units", "tranches still to come", "refinance")
    fund_age: Small = column("int16", "months", "age of its fund loan", "refinance")
    fund_late: Small = column("int16", "months", "months its fund loan is late", "refinance")
    bank_amount: Money = column("int64", "minor units", "bank loan when paid out", "refinance")
    bank_age: Small = column("int16", "months", "age of its bank loan", "refinance")

    price: Real = column(
        "float64",
        "minor units a kg",
        "price promised to members (trade: goods saved, share)",
        "deliver",
    )
    trader_price: Real = column("float64", "minor units a kg", "what traders pay nearby", "deliver")
    pooled: Real = column("float64", "kg", "crop in its store", "deliver")
    last_volume: Real = column("float64", "kg a month", "volume of late, smoothed", "sell_and_pay")

    cash: Money = money("cash")
    stock: Money = money("produce in store, at cost")
    receivable: Money = money("owed by buyers")
    loans: Money = money("loans to members")
    interest: Money = money("interest accrued and not paid")
    supplies: Money = money("owed by members for supplies")
    equipment: Money = money("equipment, less wear")
    provision: Money = money("provision for loans")
    voluntary: Money = money("voluntary savings of members")
    payable: Money = money("owed to members for produce, refunds and exits")
    bills: Money = money("unpaid bills and wages")
    dues: Money = money("surplus set aside for board, staff, education and social use")
    bank_debt: Money = money("owed to a bank")
    fund_debt: Money = money("owed to the national fund")
    bank_interest: Money = money("interest owed to a bank")
    fund_interest: Money = money("interest owed to the national fund")
    share: Money = money("members' entry shares")
    mandatory: Money = money("members' compulsory savings")
    grants: Money = money("grants")
    reserve: Money = money("reserve")
    surplus: Money = money("result of this year so far")
    undivided: Money = money("result not yet divided")
    written_off: Money = money("loans written off and still claimed")

    buyers_due: Ring = column(
        "int64",
        "minor units",
        "receivable falling due in each coming month",
        "sell_and_pay",
        width=RING,
    )
    members_due: NDArray[np.float64] = column(
        "float64", "weight", "promises falling due in each coming month", "deliver", width=RING
    )


@attrs.define(eq=False)
class NationalFund:
    """The national revolving fund: one row."""

    table: ClassVar[str] = "fund"

    cash: Money = money("cash")
    loans: Money = money("owed by cooperatives")
    interest: Money = money("interest owed by cooperatives")
    capital: Money = money("capital")


@attrs.define(eq=False)
class Places:
    """Market and nature of each district, a row each."""

    table: ClassVar[str] = "district"

    fish: Real = column("float64", "unfished = 1", "fish stock", "produce")
    unfished: Real = column("float64", "kg", "unfished stock", "found")


def empty(table: type[T], rows: int) -> T:
    """A table of ``rows`` rows, all zero."""
    columns = {}
    for field in attrs.fields(table):  # type: ignore[arg-type]
        width = field.metadata["width"]
        shape = (rows, width) if width else rows
        columns[field.name] = np.zeros(shape, dtype=field.metadata["dtype"])
    return table(**columns)


def arrays(table: Any) -> dict[str, NDArray[Any]]:
    """The columns of a table, by name."""
    return {field.name: getattr(table, field.name) for field in attrs.fields(type(table))}
