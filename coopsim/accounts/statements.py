"""The statements of a cooperative's year, made from its bookings; each ties or raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from coopsim.accounts.books import Books, open_books
from coopsim.accounts.lines import Line, Statement, side_by_side, statement
from coopsim.accounts.words import (
    ACCOUNTS,
    ACCUMULATED_LOSS,
    ACTIVITIES,
    CASH_LINES,
    LINES,
    PARTS,
    UNDIVIDED_OR_LOSS,
    Word,
)
from coopsim.ledger.flows import ASSETS, BY_NAME, CAPITAL, DEBTS
from coopsim.results import Run

OWED = tuple(account for account in DEBTS if account != "provision")
"""Debts; the provision is taken off the assets instead."""


def balance_sheet(run: Run, cooperative: int | str, year: int) -> Statement:
    """What a cooperative owns and owes at the year's end (Neraca), beside the year before."""
    books = open_books(run, cooperative, year)
    assets = net_assets(books)
    books.tie("assets and debts with capital", assets, books.total((*OWED, *CAPITAL)))
    lines = side_by_side(books, _balance_rows, opening=True)
    tied = (("assets = debts + capital", assets),)
    return statement(books, "Balance sheet", "Neraca", lines=lines, tied=tied)


def statement_of_surplus(run: Run, cooperative: int | str, year: int) -> Statement:
    """What a cooperative earned and spent in the year (Perhitungan Hasil Usaha)."""
    books = open_books(run, cooperative, year)
    surplus = year_surplus(books)
    moved_on = sum(amount for flow, amount in books.bookings("surplus") if not flow.line)
    change = books.balance("surplus") - books.balance("surplus", ago=1)
    books.tie("the year's surplus and what was booked to it", surplus, change - moved_on)
    lines = side_by_side(books, _surplus_rows)
    tied = (("income - cost = change of the surplus account before it is closed", surplus),)
    return statement(
        books, "Statement of surplus", "Perhitungan Hasil Usaha", lines=lines, tied=tied
    )


def cash_flow(run: Run, cooperative: int | str, year: int) -> Statement:
    """Where a cooperative's cash came from and went in the year (Arus Kas)."""
    books = open_books(run, cooperative, year)
    moved = sum(_by_line(books, "cash", CASH_LINES).values())
    change = books.balance("cash") - books.balance("cash", ago=1)
    books.tie("the cash flow and the change in cash", moved, change)
    lines = side_by_side(books, _cash_rows)
    return statement(books, "Cash flow", "Arus Kas", lines=lines, tied=(("change in cash", moved),))


def members_capital(run: Run, cooperative: int | str, year: int) -> Statement:
    """How each part of own capital changed in the year, and by what (Perubahan Ekuitas)."""
    books = open_books(run, cooperative, year)
    for account in CAPITAL:
        booked = sum(amount for _, amount in books.bookings(account))
        change = books.balance(account) - books.balance(account, ago=1)
        books.tie(f"bookings to {ACCOUNTS[account][0]} and its change", booked, change)
    lines = side_by_side(books, _capital_rows)
    tied = (("opening + changes = closing", books.total(CAPITAL)),)
    return statement(books, "Changes in own capital", "Perubahan Ekuitas", lines=lines, tied=tied)


def sources_and_uses(run: Run, cooperative: int | str, year: int) -> Statement:
    """Which balances brought money in the year and which took it (Sumber dan Penggunaan Dana)."""
    books = open_books(run, cooperative, year)
    changes = _changes(books)
    sources = sum(change for change in changes.values() if change > 0)
    uses = -sum(change for change in changes.values() if change < 0)
    books.tie("sources and uses", sources, uses)
    lines = side_by_side(books, _source_rows)
    title, indonesian = "Sources and uses", "Sumber dan Penggunaan Dana"
    return statement(books, title, indonesian, lines=lines, tied=(("sources = uses", sources),))


def net_assets(books: Books, ago: int = 0) -> int:
    """Assets at the year's end, after the provision for loans."""
    return books.total(ASSETS, ago) - books.balance("provision", ago)


def year_surplus(books: Books) -> int:
    """Surplus of the year before tax: everything booked on a line of the statement."""
    return sum(_by_line(books, "surplus", LINES).values())


def part_of_surplus(books: Books, part: str) -> int:
    """One part of the statement of surplus, as named in ``PARTS``; costs are below 0."""
    lines = _by_line(books, "surplus", LINES)
    return sum(amount for line, amount in lines.items() if _part(line, LINES, PARTS) == part)


def _by_line(books: Books, account: str, words: Mapping[str, Word]) -> dict[str, int]:
    """What each line of a statement did to an account: every line known, in the words' order."""
    found = dict.fromkeys(words, 0)
    for flow in BY_NAME.values():  # the order of declaration, so that lines stand the same
        line = flow.line if account == "surplus" else flow.cash_line
        if line:
            found.setdefault(line, 0)
    for flow, amount in books.bookings(account):
        line = flow.line if account == "surplus" else flow.cash_line
        if line:
            found[line] += amount
    return found


def _part(line: str, words: Mapping[str, Word], parts: Mapping[str, tuple[str, str]]) -> str:
    return words[line].part if line in words else list(parts)[-1]


def _in_parts(
    books: Books, account: str, words: Mapping[str, Word], parts: Mapping[str, tuple[str, str]]
) -> Iterator[Line]:
    """Lines under their parts, each part with its sum."""
    lines = _by_line(books, account, words)
    for part, (label, indonesian) in parts.items():
        inside = [line for line in lines if _part(line, words, parts) == part]
        yield Line(label, indonesian, kind="heading")
        for line in inside:
            yield Line(line, words[line].indonesian if line in words else "", lines[line], level=2)
        yield _total(label, indonesian, sum(lines[line] for line in inside), level=1)


def _total(label: str, indonesian: str, amount: int, level: int = 0) -> Line:
    return Line(f"total {label}", f"jumlah {indonesian}", amount, kind="total", level=level)


def _account_rows(books: Books, accounts: Iterable[str]) -> Iterator[Line]:
    for account in accounts:
        balance = books.balance(account)
        is_loss = account == "undivided" and balance < 0
        yield Line(*(ACCUMULATED_LOSS if is_loss else ACCOUNTS[account]), balance, level=2)


def _balance_rows(books: Books) -> Iterator[Line]:
    yield Line("assets", "aset", kind="heading")
    yield from _account_rows(books, ASSETS)
    yield Line(*ACCOUNTS["provision"], -books.balance("provision"), level=2)
    yield _total("assets", "aset", net_assets(books))
    yield Line("debts", "kewajiban", kind="heading")
    yield from _account_rows(books, OWED)
    yield _total("debts", "kewajiban", books.total(OWED), level=1)
    yield Line("own capital", "modal sendiri", kind="heading")
    yield from _account_rows(books, CAPITAL)
    yield _total("own capital", "modal sendiri", books.total(CAPITAL), level=1)
    yield _total("debts and own capital", "kewajiban dan modal", books.total((*OWED, *CAPITAL)))
    yield Line(*ACCOUNTS["written_off"], books.balance("written_off"), kind="memo")


def _surplus_rows(books: Books) -> Iterator[Line]:
    yield from _in_parts(books, "surplus", LINES, PARTS)
    yield Line(
        "surplus of the year", "sisa hasil usaha (SHU)", year_surplus(books), kind="total", level=0
    )


def _cash_rows(books: Books) -> Iterator[Line]:
    yield from _in_parts(books, "cash", CASH_LINES, ACTIVITIES)
    change = books.balance("cash") - books.balance("cash", ago=1)
    yield Line("change in cash", "kenaikan (penurunan) kas", change, kind="total", level=0)
    yield Line(
        "cash at the start", "kas awal tahun", books.balance("cash", ago=1), kind="total", level=0
    )
    yield Line("cash at the end", "kas akhir tahun", books.balance("cash"), kind="total", level=0)


def _capital_rows(books: Books) -> Iterator[Line]:
    for account in CAPITAL:
        label, indonesian = UNDIVIDED_OR_LOSS if account == "undivided" else ACCOUNTS[account]
        yield Line(label, indonesian, kind="heading")
        yield Line("at the start", "saldo awal", books.balance(account, ago=1), level=2)
        if account == "surplus":
            yield Line("surplus of the year", "SHU tahun ini", year_surplus(books), level=2)
        for flow, amount in books.bookings(account):
            if not (account == "surplus" and flow.line):
                yield Line(flow.meaning, "", amount, level=2)
        yield _total(label, indonesian, books.balance(account), level=1)
    yield _total("own capital", "modal sendiri", books.total(CAPITAL))


def _changes(books: Books) -> dict[str, int]:
    """By account, what its change brought (above 0) or took (below 0)."""
    found = {}
    for account in (*ASSETS, *DEBTS, *CAPITAL):
        change = books.balance(account) - books.balance(account, ago=1)
        found[account] = -change if account in ASSETS else change
    return found


def _source_rows(books: Books) -> Iterator[Line]:
    changes = _changes(books)
    for label, indonesian, sign in (("sources", "sumber", 1), ("uses", "penggunaan", -1)):
        yield Line(label, indonesian, kind="heading")
        for account, change in changes.items():
            rises = (account in ASSETS) == (sign < 0)
            english, other = ACCOUNTS[account]
            words = (
                (f"more {english}", f"{other} naik")
                if rises
                else (f"less {english}", f"{other} turun")
            )
            yield Line(*words, max(sign * change, 0), level=2)
        yield _total(label, indonesian, sum(max(sign * c, 0) for c in changes.values()))
