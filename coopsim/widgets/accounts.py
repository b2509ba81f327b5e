"""The accounts of a cooperative, A beside B, as its own treasurer would lay them out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import ipywidgets as W

from coopsim.accounts import (
    Statement,
    balance_sheet,
    cash_flow,
    members_capital,
    statement_of_surplus,
)
from coopsim.text import money, number, say, words
from coopsim.widgets import svg
from coopsim.widgets.follower import Follower, Menu
from coopsim.widgets.lessonparts import STATEMENTS
from coopsim.widgets.part import page
from coopsim.widgets.telling import Pair
from coopsim.widgets.wording import axis_form, told

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

MADE = {
    "balance": balance_sheet, "surplus": statement_of_surplus,
    "cash": cash_flow, "capital": members_capital,
}  # fmt: skip
REAL = words(
    "Books count the money of their year. In the prices of the first month, as in the pictures "
    "above, the own capital at the end of this year is {a} in A and {b} in B."
)
NO_STOCK = words(
    "This model keeps no stock of goods for sale: what is sold in a month is bought in that month."
)
Key = tuple[str, str, str]
"""Heading above a line, its label, its kind."""
Amounts = dict[Key, int]
Stacked = tuple[str, str, tuple[str, ...]]
"""Words, colour, and lines of the balance sheet."""
OWNED: tuple[Stacked, ...] = (
    (words("cash"), svg.SKY, ("cash",)),
    (words("loans to members"), svg.BLUE, ("loans to members", "provision for loans")),
    (words("everything else it owns"), svg.ORANGE, ()),
)
FROM: tuple[Stacked, ...] = (
    (words("own capital"), svg.GREEN, ("total own capital",)),
    (words("voluntary savings"), svg.YELLOW, ("voluntary savings",)),
    (words("other debts"), svg.PINK, ()),
)
"""What the picture stacks; the last part of each is what its total has besides the others."""
TOTALS = (
    (OWNED, words("owns"), "total assets"),
    (FROM, words("is from"), "total debts and own capital"),
)


class AccountsView(Follower):
    """A statement of one cooperative and year, with A and B in two columns."""

    def __init__(self, lesson: Opened, trial: str) -> None:
        super().__init__(lesson, "accounts", trial)
        self._title = page()
        self.statement, self.year = Menu(self.draw), Menu(self.draw)
        self.cooperative = Menu(self.draw)
        menus = [self.statement.box, self.year.box, self.cooperative.box]
        self.box.children = [self._title, W.HBox(menus), self.page]

    def tell(self) -> None:
        """Write the menus and the statement."""
        lang = self.lesson.lang
        self._title.value = f"<h3>{self.told('The accounts, A beside B')}</h3>"
        rows = [(self.plain(name), key) for key, name in STATEMENTS.items()]
        self.statement.tell(self.plain("Statement"), rows, self.trial.books.statement)
        years = self.lesson.data.scenario.months // 12
        last = [(number(year, lang), year) for year in range(years, 0, -1)]
        self.year.tell(self.plain("Year"), last, self.trial.books.year)
        super().tell()

    def draw(self) -> None:
        """Show the statement; a menu of cooperatives where there are several."""
        if self.pair is not None:
            names = [(self._numbered(row), row) for row in range(len(self.pair.a.cooperatives))]
            self.cooperative.tell(
                self.plain("Cooperative"), names, self.trial.books.cooperative - 1
            )
            self.cooperative.box.layout.display = "" if len(names) > 1 else "none"
        super().draw()

    def shown(self, pair: Pair) -> str:
        """The statement as a table, and a picture of the balance sheet."""
        make, name = MADE[self.statement.value], STATEMENTS[self.statement.value]
        row, year = self.cooperative.value, self.year.value
        both = (make(pair.a, row, year), make(pair.b, row, year))
        picture = _picture(pair, row, year) if self.statement.value == "balance" else ""
        heading = f"{self.plain(name)} · {self._numbered(row)} · {pair.currency}"
        amounts = (_amounts(both[0]), _amounts(both[1]))
        lines = "".join(self._line(key, amounts, both[0].minor) for key in _lines(*amounts))
        return (
            f"<div class='cs-scroll' tabindex='0' role='region' "
            f"aria-label='{escape(heading, quote=True)}'><table class='cs-accounts'>"
            f"<caption>{escape(heading)}</caption><thead><tr><th scope='col'></th>"
            f"<th scope='col'>A</th><th scope='col'>B</th></tr></thead>"
            f"<tbody>{lines}</tbody></table></div>{self._notes(pair, row, year)}{picture}"
        )

    def _notes(self, pair: Pair, row: int, year: int) -> str:
        """What a reader of real books would miss in these, as HTML."""
        notes = []
        real = "own_capital_real"
        if real in {one.metric for one in self.trial.outcomes}:
            shown = {
                side: pair.shown(
                    run.info(real), run.values(real, "cooperative")[12 * year - 1, row]
                )
                for side, run in (("a", pair.a), ("b", pair.b))
            }
            notes.append(self.told(REAL, **shown))
        if any(statement_of_surplus(run, row, year)["sales of goods"] for run in (pair.a, pair.b)):
            notes.append(self.told(NO_STOCK))
        return "".join(f"<p><small>{note}</small></p>" for note in notes)

    def _numbered(self, row: int) -> str:
        """A cooperative by its number: names of presets are keys, and their districts are real."""
        return f"{self.plain('Cooperative')} {row + 1}"

    def _line(self, key: Key, both: tuple[Amounts, Amounts], minor: int) -> str:
        _, label, kind = key
        if kind == "heading":
            return f"<tr><th colspan='3' scope='rowgroup'>{self._named(label)}</th></tr>"
        lang, digits = self.lesson.lang, 2 if minor > 1 else 0
        cells = "".join(f"<td>{number(one.get(key, 0) / minor, lang, digits)}</td>" for one in both)
        style = " class='cs-total'" if kind == "total" else ""
        return f"<tr{style}><th scope='row'>{self._named(label)}</th>{cells}</tr>"

    def _named(self, label: str) -> str:
        """A line's words; a total is said as such."""
        if not label.startswith("total "):
            return self.told(label)
        return self.told("total: {part}", part=self.plain(label.removeprefix("total ")))


def _amounts(statement: Statement) -> Amounts:
    """A statement's lines in their order; the same label may stand under several headings."""
    heading, found = "", {}
    for line in statement.lines:
        heading = line.label if line.kind == "heading" else heading
        under = "" if line.kind == "total" else heading
        found[under, line.label, str(line.kind)] = line.amount or 0
    return found


def _lines(a: Amounts, b: Amounts) -> list[Key]:
    """Lines of both in their order, each once: what only one has stands where it does."""
    rows = list(a)
    place = 0
    for row in b:
        if row in a:
            place = rows.index(row) + 1
        else:
            rows.insert(place, row)
            place += 1
    return rows


def _stack(sheet: Statement, parts: tuple[Stacked, ...], total: str) -> list[int]:
    """The amounts of the parts in minor units; the last one is what makes them whole."""
    found = [sum(sheet[name] for name in names) for _, _, names in parts]
    return [*found[:-1], sheet[total] - sum(found)]


def _picture(pair: Pair, row: int, year: int) -> str:
    """Bars: what A and B own, then where it is from; a part that neither has is left out."""
    lang, minor = pair.lang, pair.a.scenario.minor
    sheets = (("A", balance_sheet(pair.a, row, year)), ("B", balance_sheet(pair.b, row, year)))
    bars, said, shown = [], [], list[Stacked]()
    for parts, does, total in TOTALS:
        stacks = {side: _stack(sheet, parts, total) for side, sheet in sheets}
        there = [any(stack[place] for stack in stacks.values()) for place in range(len(parts))]
        shown += [part for part, is_there in zip(parts, there, strict=True) if is_there]
        for side, stack in stacks.items():
            held = [
                (name, amount / minor, colour)
                for (name, colour, _), amount, is_there in zip(parts, stack, there, strict=True)
                if is_there
            ]
            drawn = tuple((value, colour) for _, value, colour in held)
            bars.append(svg.Bar(f"{side} {say(does, lang)}", drawn))
            said += [
                f"{side}: {say(name, lang)} {money(value, pair.currency, lang, 0)}"
                for name, value, _ in held
            ]
    levels = svg.levels([bar.total for bar in bars])
    form, counted = axis_form("money", levels, lang, pair.currency)
    title = say("What the cooperative owns, and where it is from", lang)
    picture = svg.bar_chart(bars, svg.Axis("", form, levels), title=title, told="; ".join(said))
    legend = "".join(
        f"<li><span class='cs-dot' style='background:{colour}'></span>{told(name, lang)}</li>"
        for name, colour, _ in shown
    )
    caption = escape(f"{title} ({counted})")
    key = f"<ul class='cs-key'>{legend}</ul>"
    return f"<figure><figcaption>{caption}</figcaption>{picture}{key}</figure>"
