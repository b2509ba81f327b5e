"""Every flow of money, declared once with its legs.

A leg names an account that rises (``+``) or falls (``-``). For each cooperative and for the
national fund, assets rise by as much as debts, capital and result do; cash that appears or goes
names the party outside (``@buyers``) it came from (``-``: they paid) or went to (``+``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from coopsim.errors import LedgerError

Actor = Literal["household", "cooperative"]

PARTIES = (
    "buyers", "traders", "shops", "employers", "neighbours", "customers", "banks", "lenders",
    "government", "employees", "insiders",
)  # fmt: skip
"""Who stands outside: customers of a cooperative, middlemen, shops and suppliers, employers and
kin, those paid for hardship and help, customers of kiosks, banks, other lenders to households,
government and donors, employees and lenders of premises, and who embezzles."""

ASSETS = (
    "cash", "stock", "receivable", "loans", "interest", "supplies", "equipment",
)  # fmt: skip
DEBTS = (
    "provision", "voluntary", "payable", "bills", "dues", "bank_debt", "fund_debt",
    "bank_interest", "fund_interest",
)  # fmt: skip
CAPITAL = ("share", "mandatory", "grants", "reserve", "surplus", "undivided")
MEMO = ("written_off",)
MAY_BE_NEGATIVE = {("c", "surplus"), ("c", "undivided"), ("f", "capital")}


@attrs.frozen
class Leg:
    """One account of one party, rising or falling."""

    table: str
    """``h`` household, ``c`` its cooperative, ``f`` the national fund, ``@`` outside."""
    account: str
    sign: int


@attrs.frozen
class Flow:
    """A kind of booking: who it is booked for, its legs, and where a statement shows it."""

    name: str
    actor: Actor
    legs: tuple[Leg, ...]
    meaning: str
    line: str
    """The line of the cooperative's statement of surplus it belongs to, or an empty string."""
    cash_line: str
    """The line of the cooperative's cash flow statement, or an empty string."""

    @property
    def outside(self) -> int:
        """Minor units that leave for the outside with each unit booked; below 0: enter."""
        return sum(leg.sign for leg in self.legs if leg.table == "@")


def _flow(name: str, actor: Actor, legs: str, meaning: str, line: str = "", cash: str = "") -> Flow:
    parsed = []
    for text in legs.split():
        sign = {"+": 1, "-": -1}[text[-1]]
        table, account = ("@", text[1:-1]) if text[0] == "@" else text[:-1].split(".")
        parsed.append(Leg(table, account, sign))
    return Flow(name, actor, tuple(parsed), meaning, line, cash)


H: Actor = "household"
C: Actor = "cooperative"
FLOWS: tuple[Flow, ...] = (
    # what a household does outside its cooperative
    _flow("other_income", H, "h.cash+ @employers-", "wages, second crops, remittances"),
    _flow("living", H, "h.cash- @shops+", "daily needs, hardship and wishes"),
    _flow("trader_sale", H, "h.cash+ @traders-", "produce sold to a trader"),
    _flow("trader_advance", H, "h.cash+ h.trader_debt+ @traders-", "a trader advances cash"),
    _flow("trader_repaid", H, "h.cash- h.trader_debt- @traders+", "an advance is taken off"),
    _flow("processing_paid", H, "h.cash- @neighbours+", "labour for pulping and drying"),
    _flow("supplies_paid", H, "h.cash- @shops+", "inputs and fuel paid from the purse"),
    _flow("restock_paid", H, "h.cash- h.stock+ @shops+", "a kiosk buys goods for cash"),
    _flow("restock_owed", H, "h.stock+ h.trader_debt+", "a kiosk buys goods on credit"),
    _flow("kiosk_sale", H, "h.cash+ @customers-", "a kiosk sells for cash, at cost and markup"),
    _flow("bon_given", H, "h.bon+", "a kiosk sells on credit (bon)"),
    _flow("kiosk_cost", H, "h.stock-", "goods that left a kiosk, at cost"),
    _flow("bon_collected", H, "h.cash+ h.bon- @customers-", "a customer pays a bon"),
    _flow("bon_lost", H, "h.bon-", "a bon is given up"),
    _flow("lender_loan", H, "h.cash+ h.other_debt+ @lenders-", "another lender helps"),
    _flow("lender_repaid", H, "h.cash- h.other_debt- @lenders+", "another lender is repaid"),
    _flow("lender_interest", H, "h.cash- @lenders+", "interest to another lender"),
    # membership and savings
    _flow("share_paid_in", H, "h.cash- h.share+ c.cash+ c.share+", "an entry share is paid in", cash="members' shares and compulsory savings"),
    _flow("share_subsidised", H, "h.share+ c.cash+ c.share+ @government-", "the state pays part of an entry share", cash="members' shares and compulsory savings"),
    _flow("mandatory_saved", H, "h.cash- h.mandatory+ c.cash+ c.mandatory+", "compulsory saving", cash="members' shares and compulsory savings"),
    _flow("voluntary_saved", H, "h.cash- h.voluntary+ c.cash+ c.voluntary+", "voluntary saving", cash="voluntary savings paid in"),
    _flow("voluntary_withdrawn", H, "h.cash+ h.voluntary- c.cash- c.voluntary-", "voluntary savings paid out", cash="voluntary savings paid out"),
    _flow("withdrawal_queued", H, "h.voluntary- h.claim+ c.voluntary- c.payable+", "a withdrawal the till could not meet"),
    _flow("savings_interest", H, "h.voluntary+ c.voluntary+ c.surplus-", "interest on savings", "interest on savings"),
    _flow("share_released", H, "h.share- h.claim+ c.share- c.payable+", "a leaver's entry share falls due"),
    _flow("share_forfeited", H, "h.share- c.share- c.reserve+", "a leaver's entry share stays"),
    _flow("mandatory_released", H, "h.mandatory- h.claim+ c.mandatory- c.payable+", "a leaver's compulsory savings fall due"),
    _flow("voluntary_released", H, "h.voluntary- h.claim+ c.voluntary- c.payable+", "a leaver's voluntary savings fall due"),
    _flow("claim_paid", H, "h.cash+ h.claim- c.cash- c.payable-", "the cooperative pays what is due", cash="paid to members for produce, refunds and exits"),
    _flow("promise_matured", H, "h.promised- h.claim+", "a promised payment falls due"),
    # deliveries and supplies
    _flow("delivered", H, "h.promised+ c.stock+ c.payable+", "produce delivered, to be paid later"),
    _flow("delivered_due", H, "h.claim+ c.stock+ c.payable+", "produce delivered, to be paid now"),
    _flow("supplies_lent", H, "h.supplies+ c.supplies+ c.cash- @shops+", "inputs or fuel on credit", cash="supplies bought for members"),
    _flow("supplies_repaid", H, "h.cash- h.supplies- c.cash+ c.supplies-", "supplies taken off the proceeds", cash="supplies repaid by members"),
    _flow("supplies_forgiven", H, "h.supplies- c.supplies- c.surplus-", "supplies never repaid", "losses on supplies"),
    _flow("supplies_set_off", H, "h.supplies- h.claim- c.supplies- c.payable-", "supplies set off against what is due"),
    _flow("goods_sold", H, "h.cash- h.stock+ c.cash+ c.surplus+", "goods sold to kiosks", "sales of goods", "sales of goods"),
    _flow("goods_sold_on_credit", H, "h.stock+ h.supplies+ c.supplies+ c.surplus+", "goods sold to kiosks on credit", "sales of goods"),
    _flow("shop_sale", H, "h.cash- c.cash+ c.surplus+", "the shop sells to members", "sales of goods", "sales of goods"),
    # lending
    _flow("loan_disbursed", H, "h.cash+ h.loan+ c.cash- c.loans+", "a loan is paid out", cash="loans paid out"),
    _flow("loan_fee", H, "h.cash- c.cash+ c.surplus+", "fee on a loan", "loan fees", "interest and fees received"),
    _flow("interest_accrued", H, "h.interest+ c.interest+ c.surplus+", "interest falls due", "interest on loans"),
    _flow("interest_paid", H, "h.cash- h.interest- c.cash+ c.interest-", "interest is paid", cash="interest and fees received"),
    _flow("principal_paid", H, "h.cash- h.loan- c.cash+ c.loans-", "principal is paid", cash="loans repaid"),
    _flow("loan_written_off", H, "h.loan- h.written_off+ c.loans- c.provision- c.written_off+", "a loan is written off"),
    _flow("interest_given_up", H, "h.interest- c.interest- c.surplus-", "interest on a lost loan is taken back", "interest given up"),
    _flow("loan_recovered", H, "h.cash- h.written_off- c.cash+ c.surplus+ c.written_off-", "something comes in on a written-off loan", "recoveries", "loans repaid"),
    _flow("claim_given_up", H, "h.written_off- c.written_off-", "a written-off loan is forgotten"),
    _flow("loan_set_off", H, "h.claim- h.loan- c.payable- c.loans-", "a leaver's savings are set off against the loan"),
    _flow("written_off_set_off", H, "h.claim- h.written_off- c.payable- c.surplus+ c.written_off-", "a leaver's savings are set off against a written-off loan", "recoveries"),
    _flow("interest_set_off", H, "h.claim- h.interest- c.payable- c.interest-", "a leaver's savings are set off against interest"),
    _flow("provision_made", C, "c.provision+ c.surplus-", "provision for doubtful loans", "provision for loans"),
    _flow("provision_released", C, "c.provision- c.surplus+", "provision no longer needed", "provision for loans"),
    # the cooperative's trade
    _flow("sale", C, "c.receivable+ c.surplus+", "produce sold to a buyer", "sales of produce"),
    _flow("buyer_paid", C, "c.cash+ c.receivable- @buyers-", "a buyer pays", cash="received from buyers"),
    _flow("cost_of_produce", C, "c.stock- c.surplus-", "produce that left the store, at cost", "cost of produce"),
    _flow("spoilage", C, "c.stock- c.surplus-", "produce lost in the store", "spoilage"),
    _flow("handling", C, "c.bills+ c.surplus-", "grading, bags, transport and fees", "handling and transport"),
    _flow("goods_bought", C, "c.cash- c.surplus- @shops+", "goods bought in bulk", "cost of goods", "goods bought"),
    _flow("goods_owed", C, "c.bills+ c.surplus-", "goods bought in bulk, not yet paid", "cost of goods"),
    # the office
    _flow("office_cost", C, "c.bills+ c.surplus-", "rent, books and honoraria", "office"),
    _flow("manager_pay", C, "c.bills+ c.surplus-", "pay of a manager", "manager"),
    _flow("meeting_cost", C, "c.bills+ c.surplus-", "group meetings and the annual meeting", "meetings"),
    _flow("digital_cost", C, "c.bills+ c.surplus-", "connection, devices and fees", "digital records"),
    _flow("certification_fee", C, "c.bills+ c.surplus-", "certification", "certification"),
    _flow("tax", C, "c.bills+ c.undivided-", "tax on the surplus"),
    _flow("bills_paid", C, "c.cash- c.bills- @employees+", "bills and wages are paid", cash="bills and wages paid"),
    _flow("embezzled", C, "c.cash- c.surplus- @insiders+", "cash is embezzled", "embezzlement", "embezzled"),
    _flow("grant_received", C, "c.cash+ c.grants+ @government-", "a grant", cash="grants received"),
    _flow("equipment_given", C, "c.equipment+ c.grants+", "ice plant or store given in kind"),
    _flow("wear", C, "c.equipment- c.surplus-", "wear of equipment", "wear of equipment"),
    # surplus
    _flow("year_closed_surplus", C, "c.surplus- c.undivided+", "the year's surplus waits for the annual meeting"),
    _flow("year_closed_loss", C, "c.surplus+ c.undivided-", "the year's loss is carried"),
    _flow("loss_charged", C, "c.reserve- c.undivided+", "a loss is charged to the reserve"),
    _flow("loss_charged_to_grants", C, "c.grants- c.undivided+", "a loss is charged to grants"),
    _flow("to_reserve", C, "c.undivided- c.reserve+", "surplus to the reserve"),
    _flow("to_board", C, "c.undivided- c.dues+", "surplus to the board"),
    _flow("to_staff", C, "c.undivided- c.dues+", "surplus to staff"),
    _flow("to_education", C, "c.undivided- c.dues+", "surplus to education"),
    _flow("to_social", C, "c.undivided- c.dues+", "surplus to social purposes"),
    _flow("dues_paid", C, "c.cash- c.dues- @employees+", "board, staff, education and social money is paid", cash="surplus paid out"),
    _flow("patronage_refund", H, "h.claim+ c.payable+ c.undivided-", "surplus to members by their business"),
    _flow("capital_refund", H, "h.claim+ c.payable+ c.undivided-", "surplus to members by their shares"),
    # banks and the national fund
    _flow("bank_drawdown", C, "c.cash+ c.bank_debt+ @banks-", "a bank lends", cash="borrowed from bank and fund"),
    _flow("bank_repaid", C, "c.cash- c.bank_debt- @banks+", "a bank is repaid", cash="repaid to bank and fund"),
    _flow("bank_interest", C, "c.bank_interest+ c.surplus-", "interest to a bank falls due", "interest to bank and fund"),
    _flow("bank_interest_paid", C, "c.cash- c.bank_interest- @banks+", "interest to a bank is paid", cash="interest paid to bank and fund"),
    _flow("bank_debt_lost", C, "c.bank_debt- c.surplus+", "a bank gives up a claim on a dissolved cooperative", "debts forgiven"),
    _flow("fund_capital", C, "f.cash+ f.capital+ @government-", "the state endows the national fund"),
    _flow("fund_cost", C, "f.cash- f.capital- @employees+", "running cost of the national fund"),
    _flow("fund_drawdown", C, "f.cash- f.loans+ c.cash+ c.fund_debt+", "the national fund lends", cash="borrowed from bank and fund"),
    _flow("fund_repaid", C, "f.cash+ f.loans- c.cash- c.fund_debt-", "the national fund is repaid", cash="repaid to bank and fund"),
    _flow("fund_interest", C, "f.interest+ f.capital+ c.fund_interest+ c.surplus-", "interest to the national fund falls due", "interest to bank and fund"),
    _flow("fund_interest_paid", C, "f.cash+ f.interest- c.cash- c.fund_interest-", "interest to the national fund is paid", cash="interest paid to bank and fund"),
    _flow("fund_written_off", C, "f.loans- f.capital- c.fund_debt- c.surplus+", "the national fund gives up a loan", "debts forgiven"),
    _flow("fund_interest_lost", C, "f.interest- f.capital- c.fund_interest- c.surplus+", "the national fund gives up interest", "debts forgiven"),
    _flow("bank_interest_lost", C, "c.bank_interest- c.surplus+", "a bank gives up interest", "debts forgiven"),
    _flow("guarantee_paid", C, "f.cash+ f.capital+ @government-", "a guarantor repays part of a loss"),
    # the end of a cooperative
    _flow("stock_lost", C, "c.stock- c.surplus-", "produce of a dissolved cooperative is lost", "losses on winding up"),
    _flow("equipment_lost", C, "c.equipment- c.surplus-", "equipment of a dissolved cooperative is lost", "losses on winding up"),
    _flow("receivable_lost", C, "c.receivable- c.surplus-", "a buyer never pays", "losses on winding up"),
    _flow("claim_lost", H, "h.claim- c.payable- c.surplus+", "what a dissolved cooperative cannot pay", "losses of members on winding up"),
    _flow("bills_lost", C, "c.bills- c.surplus+", "bills a dissolved cooperative cannot pay", "debts forgiven"),
    _flow("dues_lost", C, "c.dues- c.surplus+", "dues a dissolved cooperative cannot pay", "debts forgiven"),
    _flow("grants_used", C, "c.grants- c.surplus+", "grants eaten by the losses of winding up"),
    _flow("reserve_used", C, "c.reserve- c.surplus+", "reserve eaten by the losses of winding up"),
    _flow("remainder_given", C, "c.cash- c.surplus- @government+", "what is left of a dissolved cooperative goes to public use", cash="given to public use"),
    # opening balances, booked before the first month
    _flow("opening_cash", H, "h.cash+ @employers-", "purse on the first day"),
    _flow("opening_stock", H, "h.stock+", "goods of a kiosk on the first day"),
    _flow("opening_share", H, "h.share+ c.share+ c.cash+ @employers-", "entry shares paid before"),
    _flow("opening_mandatory", H, "h.mandatory+ c.mandatory+ c.cash+ @employers-", "compulsory savings paid before"),
    _flow("opening_voluntary", H, "h.voluntary+ c.voluntary+ c.cash+ @employers-", "voluntary savings paid before"),
    _flow("opening_loan", H, "h.loan+ c.loans+ c.cash- @shops+", "loans paid out before and spent"),
    _flow("opening_grant", C, "c.cash+ c.grants+ @government-", "grants received before"),
    _flow("opening_reserve", C, "c.cash+ c.reserve+ @employers-", "reserve gathered before"),
    _flow("opening_provision", C, "c.provision+ c.reserve-", "provision made before"),
)  # fmt: skip


def checked(flows: Iterable[Flow]) -> dict[str, Flow]:
    """Flows by name; a flow whose legs do not balance is refused."""
    found: dict[str, Flow] = {}
    for flow in flows:
        assets = sum(leg.sign for leg in flow.legs if leg.table == "c" and leg.account in ASSETS)
        claims = sum(
            leg.sign for leg in flow.legs if leg.table == "c" and leg.account in DEBTS + CAPITAL
        )
        cash = sum(leg.sign for leg in flow.legs if leg.account == "cash" and leg.table != "@")
        fund_assets = sum(
            leg.sign for leg in flow.legs if leg.table == "f" and leg.account != "capital"
        )
        fund_capital = sum(
            leg.sign for leg in flow.legs if leg.table == "f" and leg.account == "capital"
        )
        if (
            assets != claims
            or fund_assets != fund_capital
            or cash + flow.outside != 0
            or flow.name in found
        ):
            raise LedgerError(f"flow '{flow.name}' does not balance or stands twice")
        found[flow.name] = flow
    return found


BOOKS = tuple(sorted({leg.account for flow in FLOWS for leg in flow.legs if leg.table == "c"}))
"""Accounts of a cooperative, in the order its yearly books keep."""
OPERATING = (
    "office_cost", "manager_pay", "meeting_cost", "digital_cost", "certification_fee", "wear",
)  # fmt: skip
"""Flows that are the cost of running a cooperative, whatever its business."""
BY_NAME = checked(FLOWS)
CODE = {name: code for code, name in enumerate(BY_NAME)}
