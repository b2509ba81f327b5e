"""Statements as a board member recognises them: aligned columns, two languages, two years."""

from __future__ import annotations

from coopsim.accounts.health import HealthReport, RatioLine, health
from coopsim.accounts.lines import Statement
from coopsim.accounts.statements import (
    balance_sheet,
    cash_flow,
    members_capital,
    sources_and_uses,
    statement_of_surplus,
)
from coopsim.accounts.words import MARK, MARK_INDONESIAN
from coopsim.results import Run

MADE = (balance_sheet, statement_of_surplus, cash_flow, members_capital, sources_and_uses)


def report(run: Run, cooperative: int | str, year: int) -> str:
    """Every statement and the health of a cooperative's year, as text."""
    parts = [text(make(run, cooperative, year)) for make in MADE]
    return "\n\n".join([*parts, text(health(run, cooperative, year))])


def text(part: Statement | HealthReport) -> str:
    """A statement or a health report as text, this year beside last year."""
    return _health_text(part) if isinstance(part, HealthReport) else _statement_text(part)


def _statement_text(part: Statement) -> str:
    indents = [line.level * 2 if line.kind != "heading" else 0 for line in part.lines]
    shown = list(zip(part.lines, indents, strict=True))
    labels = max([len(line.label) + indent for line, indent in shown], default=0)
    others = max([len(line.indonesian) for line in part.lines], default=0)
    now, then = part.calendar_year, part.calendar_year - 1
    columns = [_money(line.amount, part.minor) for line in part.lines]
    before = [_money(line.before, part.minor) for line in part.lines]
    wide = max([12, *map(len, columns), *map(len, before)])
    head = f"{part.title} / {part.indonesian}: {part.cooperative}, {part.calendar_year}"
    lines = [head, f"{part.currency:{labels + others + 4}}{now:>{wide}}  {then:>{wide}}"]
    for (line, indent), amount, old in zip(shown, columns, before, strict=True):
        if line.kind == "total":
            lines.append(" " * (labels + others + 4) + "-" * wide + "  " + "-" * wide)
        label = " " * indent + (line.label.upper() if line.kind == "heading" else line.label)
        row = f"{label:{labels + 2}}{line.indonesian:{others + 2}}{amount:>{wide}}  {old:>{wide}}"
        lines.append(row.rstrip())
    return "\n".join([*lines, f"{MARK} {MARK_INDONESIAN}"])


def _money(amount: int | None, minor: int) -> str:
    """An amount as a board writes it: below zero in brackets, nothing as a dash."""
    if amount is None:
        return ""
    if amount == 0:
        return "-"
    whole, rest = divmod(abs(amount), minor)
    digits = f"{whole:,}" + (f".{rest:02d}" if minor > 1 else "")
    return f"({digits})" if amount < 0 else digits


def _health_text(part: HealthReport) -> str:
    head = f"Health / Kesehatan: {part.cooperative}, {part.calendar_year}"
    names = max(len(one.name) for one in part.ratios) + 2
    goals = max(len(one.goal) for one in part.ratios) + 2
    lines = [head, "", f"{'PEARLS':5} {'':{names}}{'ratio':>10}  {'goal':{goals}}met"]
    lines += [_ratio_text(one, names, goals) for one in part.ratios]
    for title, pairs in (("Perdep 06/2016", part.aspects), ("Permenkop 9/2020", part.components)):
        lines += ["", f"{title:58}{'weight':>8}{'points':>8}"]
        for aspect, score in pairs:
            both = f"{aspect.name} / {aspect.indonesian}"
            lines.append(f"  {both:56}{aspect.weight:>8.0f}{score:>8.1f}")
        total, word = (
            (part.score, f"{part.class_indonesian} ({part.class_english})")
            if pairs is part.aspects
            else (part.index, part.index_class)
        )
        lines.append(f"  {'total / jumlah: ' + word:56}{100:>8}{total:>8.1f}")
    return "\n".join([*lines, "", f"{part.mark} {part.mark_indonesian}"])


def _ratio_text(one: RatioLine, names: int, goals: int) -> str:
    if one.code == "P3":
        value = "yes" if one.value else "no"
    else:
        value = "-" if one.value != one.value else f"{one.value * 100:,.1f} %"
    met = {True: "yes / ya", False: "no / belum", None: "-"}[one.met]
    return f"{one.code:5}  {one.name:{names}}{value:>10}  {one.goal:{goals}}{met}"
