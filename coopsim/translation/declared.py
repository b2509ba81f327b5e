"""Words that stand in declarations: parameters, metrics, accounts, health, the glossary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coopsim.accounts import words as accounts
from coopsim.ledger.flows import FLOWS
from coopsim.metrics import METRICS
from coopsim.params import GRADES
from coopsim.rules import health
from coopsim.rules.pearls import PEARLS
from coopsim.scenario import PARAMS
from coopsim.text import NO_HARM, glossary
from coopsim.text.units import unit_message
from coopsim.translation.entries import Entry

STATEMENTS = {
    "Balance sheet": "Neraca",
    "Statement of surplus": "Perhitungan Hasil Usaha",
    "Cash flow": "Arus Kas",
    "Changes in own capital": "Perubahan Ekuitas",
    "Sources and uses": "Sumber dan Penggunaan Dana",
    "assets": "aset",
    "debts": "kewajiban",
    "own capital": "modal sendiri",
    "debts and own capital": "kewajiban dan modal",
    "surplus of the year": "sisa hasil usaha (SHU)",
    "change in cash": "kenaikan (penurunan) kas",
    "cash at the start": "kas awal tahun",
    "cash at the end": "kas akhir tahun",
    "at the start": "saldo awal",
    "sources": "sumber",
    "uses": "penggunaan",
}
"""Headings of ``accounts.statements``, which makes them as it goes; a test compares."""
PARTS = ("assets", "debts", "own capital", "debts and own capital", "sources", "uses")


def declared() -> Iterator[Entry]:
    """Every declared word; Indonesian comes along where it is declared too."""
    yield Entry(NO_HARM, ("coopsim/text/saying.py",), note="on every page, printout and projector")
    for one in (*_parameters(), *_metrics(), *_accounts(), *_health(), *_glossary()):
        if any(letter.isalpha() for letter in one.text):
            yield one


def _parameters() -> Iterator[Entry]:
    for param in PARAMS.values():
        where = (f"parameter#{param.name}",)
        yield Entry(param.label, where)
        yield Entry(unit_message(param.unit), where, note="a unit")
        yield from (Entry(word, where, note=f"a choice: {param.label}") for word in param.choices)
    yield from (Entry(word, ("coopsim/params.py",)) for word in GRADES.values())


def _metrics() -> Iterator[Entry]:
    for metric in METRICS:
        where = (f"metric#{metric.name}",)
        yield Entry(metric.label, where)
        yield Entry(unit_message(metric.unit), where, note="a unit")
        yield Entry(metric.group, where, note="a heading")


def _accounts() -> Iterator[Entry]:
    named = {"loss": accounts.ACCUMULATED_LOSS, "either": accounts.UNDIVIDED_OR_LOSS}
    parts = {**accounts.ACCOUNTS, **named, **accounts.PARTS, **accounts.ACTIVITIES}
    for english, other in parts.values():
        yield _pair(english, other, "accounts")
    for english, other in (*parts.values(), *((part, STATEMENTS[part]) for part in PARTS)):
        yield _pair(f"total {english}", f"jumlah {other}", "accounts")
    for english, other in accounts.ACCOUNTS.values():
        yield _pair(f"more {english}", f"{other} naik", "accounts")
        yield _pair(f"less {english}", f"{other} turun", "accounts")
    lines: Mapping[str, accounts.Word] = {**accounts.LINES, **accounts.CASH_LINES}
    yield from (_pair(english, word.indonesian, "accounts") for english, word in lines.items())
    yield from (_pair(english, other, "accounts") for english, other in STATEMENTS.items())
    yield _pair(accounts.MARK, accounts.MARK_INDONESIAN, "accounts")
    yield from (Entry(flow.meaning, (f"flow#{flow.name}",)) for flow in FLOWS)


def _health() -> Iterator[Entry]:
    for aspect in (*health.ASPECTS, *health.COMPONENTS):
        yield _pair(aspect.name, aspect.indonesian, "health")
    for english, other in zip(
        (*health.CLASS_WORDS, *health.COMPONENT_CLASS_WORDS),
        (*health.CLASSES, *health.COMPONENT_CLASSES),
        strict=True,
    ):
        yield _pair(english, other, "health")
    yield from (Entry(ratio.name, (f"pearls#{ratio.code}",)) for ratio in PEARLS)


def _glossary() -> Iterator[Entry]:
    for term in glossary():
        where = (f"glossary#{term.key}",)
        given = {lang: term.word(lang) for lang in ("id", "pt", "tet")}
        yield Entry(term.en, where, given=given)
        yield Entry(term.meaning, where)


def _pair(english: str, indonesian: str, where: str) -> Entry:
    return Entry(english, (where,), given={"id": indonesian} if indonesian else {})
