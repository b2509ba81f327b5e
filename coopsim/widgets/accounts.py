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
from coopsim.widgets.part import page
from coopsim.widgets.telling import Pair
from coopsim.widgets.wording import axis_form, told

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

STATEMENTS = {
    "balance": (balance_sheet, words("Balance sheet")),
    "surplus": (statement_of_surplus, words("Statement of surplus")),
    "cash": (cash_flow, words("Cash flow")),
    "capital": (members_capital, words("Changes in own capital")),
}
Key = tuple[str, str, str]
"""Heading above a line, its label, its kind."""
Amounts = dict[Key, int]
OWNED = (
    (words("cash"), svg.SKY, ("cash",)),
    (words("loans to members"), svg.BLUE, ("loans to members", "provision for loans")),
    (words("own capital"), svg.GREEN, ("total own capital",)),
    (words("voluntary savings"), svg.YELLOW, ("voluntary savings",)),
)
"""What the picture stacks: two parts of what is owned, two of where it is from."""


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
        rows = [(self.plain(name), key) for key, (_, name) in STATEMENTS.items()]
        self.statement.tell(self.plain("Statement"), rows)
        years = self.lesson.data.scenario.months // 12
        last = [(number(year, lang), year) for year in range(years, 0, -1)]
        self.year.tell(self.plain("Year"), last)
        super().tell()

    def draw(self) -> None:
        """Show the statement; a menu of cooperatives where there are several."""
        if self.pair is not None:
            names = [(self._numbered(row), row) for row in range(len(self.pair.a.cooperatives))]
            self.cooperative.tell(self.plain("Cooperative"), names)
            self.cooperative.box.layout.display = "" if len(names) > 1 else "none"
        super().draw()

    def shown(self, pair: Pair) -> str:
        """The statement as a table, and a picture of the balance sheet."""
        make, name = STATEMENTS[self.statement.value]
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
            f"<tbody>{lines}</tbody></table></div>{picture}"
        )

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


def _picture(pair: Pair, row: int, year: int) -> str:
    """Bars: cash and loans of A and of B, then where the money is from."""
    lang, minor = pair.lang, pair.a.scenario.minor
    bars, said = [], []
    for parts, words_ in ((OWNED[:2], "owns"), (OWNED[2:], "from")):
        for side, run in (("A", pair.a), ("B", pair.b)):
            sheet = balance_sheet(run, row, year)
            values = [(sum(sheet[name] for name in names) / minor, colour)
                      for _, colour, names in parts]  # fmt: skip
            kind = words("owns") if words_ == "owns" else words("is from")
            bars.append(svg.Bar(f"{side} {say(kind, lang)}", tuple(values)))
            said += [
                f"{side}: {say(name, lang)} {money(value, pair.currency, lang, 0)}"
                for (name, _, _), (value, _) in zip(parts, values, strict=True)
            ]
    levels = svg.levels([bar.total for bar in bars])
    form, counted = axis_form("money", levels, lang, pair.currency)
    title = say("What the cooperative owns, and where it is from", lang)
    drawn = svg.bar_chart(bars, svg.Axis("", form, levels), title=title, told="; ".join(said))
    legend = "".join(
        f"<li><span class='cs-dot' style='background:{colour}'></span>{told(name, lang)}</li>"
        for name, colour, _ in OWNED
    )
    caption = escape(f"{title} ({counted})")
    key = f"<ul class='cs-key'>{legend}</ul>"
    return f"<figure><figcaption>{caption}</figcaption>{drawn}{key}</figure>"
