"""Your cooperative in ten minutes: fifteen numbers of its annual-meeting book, one of the place.

They become a scenario. Nothing is sent anywhere: this is arithmetic on the computer it runs on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import attrs

from coopsim.errors import Fault, Sentence
from coopsim.files import load_scenario
from coopsim.scenario import Scenario
from coopsim.studio.errors import StudioError
from coopsim.studio.own_cooperative import OwnCooperative, own_cooperative
from coopsim.text import words

CLOSE = 0.01
"""Sums of a book that differ by less than this share are taken for equal: books round."""
COUNTED = ("members", "borrowers", "households")
LEAST_AROUND = 12
FAR = 0.3
"""Interest income that differs from rate times loans by more than this share is remarked on."""


@attrs.frozen
class Entry:
    """One line of the book: its words, the unit of a parameter, and its name in an Indonesian
    book, which needs no translation."""

    key: str
    label: str
    unit: str
    indonesian: str = ""


ENTRIES: tuple[Entry, ...] = (
    Entry("members", words("Members"), "members", "anggota"),
    Entry("pokok", words("Entry shares of all members"), "money", "simpanan pokok"),
    Entry("wajib", words("Compulsory savings of all members"), "money", "simpanan wajib"),
    Entry("sukarela", words("Voluntary savings of all members"), "money", "simpanan sukarela"),
    Entry("loans", words("Loans to members that are not yet repaid"), "money", "piutang"),
    Entry("arrears", words("Of these: loans with a late instalment"), "money", "tunggakan"),
    Entry("cash", words("Cash and money in the bank"), "money", "kas dan bank"),
    Entry("reserve", words("Reserves"), "money", "cadangan"),
    Entry("debt", words("Debt to banks, funds and others"), "money", "utang luar"),
    Entry("income", words("Income of the year"), "money", "pendapatan"),
    Entry("cost", words("Cost of the year, interest on savings included"), "money", "biaya"),
    Entry("surplus", words("Surplus of the year"), "money", "SHU"),
    Entry("rate", words("Interest on loans a year"), "share"),
    Entry("borrowers", words("Members with a loan"), "members", "peminjam"),
    Entry("price", words("Price paid to members for a kilogram"), "money/kg"),
    Entry("households", words("Households that live around it, members or not"), "households"),
)


def asked_of(preset: Scenario) -> tuple[Entry, ...]:
    """The lines to ask for: a cooperative that only saves and lends pays no price."""
    most = max(preset.cooperatives, key=lambda one: one.count)
    return tuple(one for one in ENTRIES if one.key != "price" or most.trades)


@attrs.frozen
class AnnualBook:
    """Numbers of one cooperative and year, each None where the book does not say.

    Amounts are in the currency of the preset they are read with; ``rate`` is a share a year, 0.12
    for 12 %. ``members`` and ``borrowers`` are persons.
    """

    members: float | None = None
    pokok: float | None = None
    wajib: float | None = None
    sukarela: float | None = None
    loans: float | None = None
    arrears: float | None = None
    cash: float | None = None
    reserve: float | None = None
    debt: float | None = None
    income: float | None = None
    cost: float | None = None
    surplus: float | None = None
    rate: float | None = None
    borrowers: float | None = None
    price: float | None = None
    households: float | None = None
    """Those that live around it, members or not: no book says it."""

    @property
    def said(self) -> dict[str, float]:
        """The numbers the book says, by key."""
        return {key: one for key, one in attrs.asdict(self).items() if one is not None}


def from_annual_book(book: AnnualBook, preset: Scenario | str | Path) -> OwnCooperative:
    """A scenario of one invented village around a cooperative like the book's.

    What the book does not say is taken from ``preset`` and marked assumed. Raises
    ``StudioError`` with everything that cannot be; what is only odd comes as a remark.
    """
    faults = tuple(impossible(book))
    if faults:
        raise StudioError(faults)
    return own_cooperative(book.said, load_scenario(preset), tuple(odd(book)))


def impossible(book: AnnualBook) -> Iterator[Fault]:
    """Numbers that contradict each other or cannot be."""
    said = book.said
    for key, value in said.items():
        if not math.isfinite(value) or (value < 0 and key != "surplus"):
            what = Sentence("{value} cannot be.", value=f"{value:,g}")
            yield Fault(key, what, Sentence("Allowed: {least} or more.", least=0))
        elif key in COUNTED and value != int(value):
            what = Sentence("{value} is not a whole number.", value=f"{value:,g}")
            yield Fault(key, what, Sentence("Allowed: a whole number."))
    if book.members is not None and book.members < 2:
        what = Sentence("a cooperative has members.")
        yield Fault("members", what, Sentence("Allowed: {least} or more.", least=2))
    if book.rate is not None and book.rate > 0.6:
        what = Sentence("{rate} % a year cannot be.", rate=f"{book.rate * 100:,g}")
        yield Fault("rate", what, Sentence("Allowed: 0 to 60 % a year."))
    yield from _more_than(said, "borrowers", "members")
    yield from _more_than(said, "arrears", "loans")
    yield from _more_than(said, "members", "households")
    if book.households is not None and book.households < LEAST_AROUND:
        what = Sentence("{value} are too few to be a village.", value=f"{book.households:,g}")
        yield Fault("households", what, Sentence("Allowed: {least} or more.", least=LEAST_AROUND))
    if book.loans and book.borrowers == 0:
        what = Sentence("there are loans and nobody who borrowed.")
        yield Fault("borrowers", what, Sentence("Count the borrowers."))
    if book.borrowers and book.loans == 0:
        what = Sentence("there are borrowers and no loans.")
        yield Fault("loans", what, Sentence("Add up what they owe."))
    if None not in (book.income, book.cost, book.surplus):
        assert book.income is not None and book.cost is not None and book.surplus is not None
        due = book.income - book.cost
        if abs(book.surplus - due) > CLOSE * max(abs(book.income), abs(book.cost), 1.0):
            what = Sentence(
                "{surplus} is not income less cost, {due}: they differ by {difference}.",
                surplus=f"{book.surplus:,.10g}", due=f"{due:,.10g}",
                difference=f"{abs(book.surplus - due):,.10g}",
            )  # fmt: skip
            yield Fault("surplus", what, Sentence("Look for a line that is missing."))


def _more_than(said: dict[str, float], part: str, whole: str) -> Iterator[Fault]:
    if part in said and whole in said and said[part] > said[whole]:
        what = Sentence(
            "{part} are more than the {whole} of '{line}'.",
            part=f"{said[part]:,.10g}", whole=f"{said[whole]:,.10g}", line=Sentence(whole),
        )  # fmt: skip
        yield Fault(part, what, Sentence("Allowed: as many or fewer."))


def odd(book: AnnualBook) -> Iterator[Fault]:
    """What may be right and is worth a look, by how much."""
    said = book.said
    sides = (("cash", "loans"), ("pokok", "wajib", "sukarela", "reserve", "debt"))
    if all(key in said for side in sides for key in side):
        owned, owed = (sum(said[key] for key in side) for side in sides)
        owed += max(said.get("surplus", 0.0), 0.0)
        if abs(owned - owed) > CLOSE * max(owned, owed, 1.0):
            more = Sentence("more") if owned > owed else Sentence("less")
            what = Sentence(
                "cash and loans are {owned}; shares, savings, reserves, debt and surplus are "
                "{owed}. It owns {difference} {more} than these lines say.",
                owned=f"{owned:,.10g}", owed=f"{owed:,.10g}", more=more,
                difference=f"{abs(owned - owed):,.10g}",
            )  # fmt: skip
            rest = Sentence("Other lines of the book (stock, buildings, grants) may be the rest.")
            yield Fault("cash", what, rest)
    if book.rate and book.loans and book.income is not None:
        due = book.rate * book.loans
        if abs(book.income - due) > FAR * max(book.income, due):
            what = Sentence(
                "rate times loans is {due} a year; the income is {income}.",
                due=f"{due:,.10g}", income=f"{book.income:,.10g}",
            )  # fmt: skip
            rest = Sentence("Trade, fees or loans that do not pay may be the rest.")
            yield Fault("income", what, rest)
