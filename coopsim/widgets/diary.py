"""One household's diary: what it earned, saved and owed, walked month by month."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import ipywidgets as W
import numpy as np
from numpy.typing import NDArray

from coopsim.results import Run
from coopsim.text import money, month, number, say, words
from coopsim.widgets import svg
from coopsim.widgets.follower import Follower, Menu
from coopsim.widgets.part import button, page
from coopsim.widgets.telling import Pair, years_axis
from coopsim.widgets.wording import axis_form, capital, told

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

SAVED, OWED = ("share", "mandatory", "voluntary"), ("loan", "interest", "supplies")
ELSEWHERE = ("trader_debt", "other_debt")


class DiaryView(Follower):
    """A household of A beside the same household of B; buttons walk through the months."""

    def __init__(self, lesson: Opened, trial: str) -> None:
        super().__init__(lesson, "diary", trial)
        self.month = lesson.data.trial(trial).start
        self._title, self.household = page(), Menu(self.draw)
        self._steps = {way: button(lambda way=way: self.walk(way)) for way in (-12, -1, 1, 12)}
        self.page.add_class("cs-status")
        walk = W.HBox([self.household.box, *self._steps.values()])
        self.box.children = [self._title, walk, self.page]

    def walk(self, months: int) -> None:
        """Go on or back by some months, as far as there are any."""
        self.month = min(max(self.month + months, 1), self.lesson.data.scenario.months)
        self.draw()

    def tell(self) -> None:
        """Write the menu, the buttons and the page of the diary."""
        self._title.value = f"<h3>{self.told('Diary of a household')}</h3>"
        for way, text in (
            (-12, words("a year back")), (-1, words("a month back")),
            (1, words("a month on")), (12, words("a year on")),
        ):  # fmt: skip
            self._steps[way].description = self.plain(text)
        super().tell()

    def draw(self) -> None:
        """Show the page; the menu names the households that are followed."""
        if self.pair is not None:
            places = range(len(self.pair.a.panel.rows))
            names = [number(place + 1, self.lesson.lang) for place in places]
            rows = [
                (self.plain("Household {number}", number=name), place)
                for place, name in zip(places, names, strict=True)
            ]
            self.household.tell(self.plain("Household"), rows)
        super().draw()

    def shown(self, pair: Pair) -> str:
        """The month in words for A and for B, and the household's savings and debts as a line."""
        lang, scenario = pair.lang, pair.a.scenario
        year = scenario.first_year + (self.month - 1) // 12
        of_year = month((self.month - 1) % 12 + 1, lang)
        when = say("{month} {year}, month {number}", lang, month=of_year, year=str(year),
                   number=number(self.month, lang))  # fmt: skip
        sides = "".join(
            f"<li><b>{name}</b> {' '.join(self._lines(run, lang))}</li>"
            for name, run in (("A", pair.a), ("B", pair.b))
        )
        return f"<h4>{escape(when)}</h4><ul>{sides}</ul>{self._picture(pair)}"

    def _lines(self, run: Run, lang: str) -> list[str]:
        """What a household would write in this month."""

        def amount(*columns: str) -> str:
            value = sum(float(now[column]) for column in columns)
            return money(round(value), run.scenario.currency, lang, 0)

        now, before = self._row(run, self.month), self._row(run, max(self.month - 1, 1))
        lines = [told("Earned {income}.", lang, income=amount("income"))]
        if now["member"]:
            lines.append(told("Has saved {saved} in the cooperative.", lang, saved=amount(*SAVED)))
        if not math.isclose(sum(now[one] for one in OWED), 0, abs_tol=0.005):
            lines.append(told("Owes it {owed}.", lang, owed=amount(*OWED)))
        if now["late"] >= 1:
            lines.append(told("Is {late} months late.", lang, late=number(now["late"], lang)))
        if any(now[one] > 0 for one in ELSEWHERE):
            lines.append(told("Owes traders and others {owed}.", lang, owed=amount(*ELSEWHERE)))
        if now["short"]:
            lines.append(told("Had less than it needed.", lang))
        if now["member"] > before["member"]:
            lines.append(told("Joined this month.", lang))
        if now["member"] < before["member"]:
            trust = number(float(before["trust"]) * 10, lang)
            lines.append(told("Left this month; its trust had been {trust} of 10.", lang,
                              trust=trust))  # fmt: skip
        elif not now["member"]:
            lines.append(self._since(run, lang))
        return lines

    def _since(self, run: Run, lang: str) -> str:
        """That a household is no member, and when and with which trust it left, if it was one."""
        rows = [self._row(run, at) for at in range(1, self.month)]
        last = max((at for at, row in enumerate(rows, 1) if row["member"]), default=0)
        if not last:
            return told("Is no member.", lang)
        trust = number(rows[last - 1]["trust"] * 10, lang)
        return told("Is no member since month {number}; its trust had been {trust} of 10.", lang,
                    number=number(last + 1, lang), trust=trust)  # fmt: skip

    def _row(self, run: Run, at: int) -> dict[str, float]:
        values = run.panel.values[at - 1, :, self.household.value]
        return dict(zip(run.panel.columns, values.tolist(), strict=True))

    def _picture(self, pair: Pair) -> str:
        lang = pair.lang
        runs = {"A": pair.a, "B": pair.b}
        charts = []
        for columns, name in ((SAVED, words("saved in the cooperative")),
                              (OWED, words("owed to the cooperative"))):  # fmt: skip
            series = {side: _summed(run, columns, self.household.value)
                      for side, run in runs.items()}  # fmt: skip
            levels = svg.levels(*series.values())
            form, counted = axis_form("money", levels, lang, pair.currency)
            up = svg.Axis("", form, levels)
            curves = [svg.Curve("A", series["A"], svg.ORANGE, dashed=True),
                      svg.Curve("B", series["B"], svg.BLUE)]  # fmt: skip
            ends = {side: form(float(values[-1])) for side, values in series.items()}
            text = say("A ends at {a}, B at {b}.", lang, a=ends["A"], b=ends["B"])
            drawn = svg.line_chart(curves, years_axis(len(series["A"]), lang), up,
                                   title=say(name, lang), told=text, mark=self.month)  # fmt: skip
            caption = f"{capital(told(name, lang))} ({counted})"
            charts.append(f"<figure><figcaption>{caption}</figcaption>{drawn}</figure>")
        return f"<div class='cs-charts'>{''.join(charts)}</div>"


def _summed(run: Run, columns: tuple[str, ...], household: int) -> NDArray[np.float64]:
    places = [run.panel.columns.index(one) for one in columns]
    total: NDArray[np.float64] = run.panel.values[:, places, household].sum(axis=1)
    return total
