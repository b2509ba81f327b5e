"""A test run: the draft under many lucks, a fan of one metric, and what is worth a second look."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.metrics import BY_NAME, METRICS
from coopsim.params import GRADES
from coopsim.scenario import Scenario
from coopsim.studio import Finding, Trials, fan, sanity
from coopsim.text import number, say, words
from coopsim.widgets import svg
from coopsim.widgets.part import button, classed, page
from coopsim.widgets.studio.background import Background
from coopsim.widgets.studio.bench import Bench
from coopsim.widgets.studio.piece import Piece
from coopsim.widgets.telling import years_axis
from coopsim.widgets.wording import axis_form, number_of

COUNTS = (5, 10, 30)
USUAL = "members"
TITLES = {
    "dead": words(
        "Dead: in the last year there is nothing left ({name}), in {count} of {worlds} worlds."
    ),
    "exploding": words("Exploding: {name} grew {times} times a year at the end, in {count} of "
                       "{worlds} worlds; {most} times is the most that seems possible."),
    "implausible": words("Unlikely: {name} was {value} in year {year}; in {count} of {worlds} "
                         "worlds it lies outside {low} to {high}."),
}  # fmt: skip


class Testing(Piece):
    """Start, stop and progress; the fan and the findings of the draft as it was tried."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.count = W.Dropdown(options=[(str(one), one) for one in COUNTS], value=30)
        self.metric = W.Dropdown(options=[("", "")], value="")
        self.metric.observe(lambda _: self._show(), "value")
        self.start, self._stop = button(self.run, main=True), button(self.stop)
        self._said, self._shown = page("", "cs-status"), page()
        self.work, self.trials = Background(), Trials(bench.draft.scenario)
        for one in (self.count, self.metric):
            one.add_class("cs-asked")
        self.box.children = [
            classed(W.HBox([self.count, self.start, self._stop]), "cs-row"), self._said,
            self.metric, self._shown,
        ]  # fmt: skip

    def tell(self) -> None:
        """Write the buttons, the menu of metrics and what was found."""
        self.count.description = self.plain("Worlds, each with its own luck")
        self.start.description, self._stop.description = self.plain("Try it"), self.plain("Stop")
        kept = self.metric.value or USUAL
        self.metric.options = [(self.plain(one.label), one.name) for one in METRICS]
        self.metric.value = kept
        self.metric.description = self.plain("Picture of")
        self._show()

    def run(self) -> None:
        """Try the draft, if nothing is wrong with it."""
        scenario: Scenario = self.bench.draft.scenario
        self.trials = Trials(scenario, tuple(range(1, self.count.value + 1)))
        if self.bench.draft.faults:
            self._said.value = self.faulty()
            return
        self.work.begin(self.trials, self._heard)
        self._show()

    def stop(self) -> None:
        """Let go; what was lived is shown."""
        self.work.stop()
        self._show()

    def _heard(self, error: CoopsimError | None) -> None:
        if error is not None:
            self._said.value = self.wrong(error)
            return
        self._show()

    def drawn(self) -> None:
        """The draft has changed: what was tried is of another one."""
        if self._old:
            self.work.stop()
        self._show()

    @property
    def _old(self) -> bool:
        """Whether what was tried would be answered otherwise now."""
        return self.trials.scenario.digest != self.bench.draft.scenario.digest

    def _show(self) -> None:
        runs, lang = self.trials.runs, self.bench.lang
        busy, old = self.work.busy, self._old
        self._stop.layout.display = "" if busy else "none"
        self.start.disabled = busy
        said = {"done": number(len(runs), lang), "count": number(len(self.trials.seeds), lang)}
        if old and runs:
            text = self.told("You have changed something since: this was tried before. Try again.")
        elif busy:
            text = self.told("{done} of {count} worlds lived …", **said)
        elif runs:
            text = self.told("{done} of {count} worlds lived.", **said)
        else:
            text = self.told("Try the draft before you use it: it takes a few seconds to a minute.")
        self._said.value = f"<p>{text}</p>"
        (self._shown.add_class if old else self._shown.remove_class)("cs-old")
        self._shown.value = self._picture() + self._findings() if runs else ""

    def _picture(self) -> str:
        lang, currency = self.bench.lang, self.trials.scenario.currency
        info = BY_NAME[self.metric.value or USUAL].info
        found = fan(self.trials.runs, info.name)
        heights = svg.levels(found.low, found.high)
        form, counted = axis_form(info.unit, heights, lang, currency)
        title = say(info.label, lang)
        ends = {
            key: number_of(info, float(side[-1]), lang, currency)
            for key, side in (("middle", found.middle), ("low", found.low), ("high", found.high))
        }
        told = say("At the end {middle} in the middle; nine of ten worlds lie between {low} and "
                   "{high}.", lang, **ends)  # fmt: skip
        curve = svg.Curve("", found.middle, svg.BLUE, low=found.low, high=found.high)
        up = svg.Axis("", form, heights)
        drawn = svg.line_chart(
            [curve], years_axis(len(found.middle), lang), up, title=title, told=told
        )
        caption = escape(f"{title} ({counted})" if counted else title)
        luck = self.told("Luck only: how sure the assumptions are does not show here.")
        return (f"<figure><figcaption>{caption}</figcaption>{drawn}"
                f"<p>{escape(told)} {luck}</p></figure>")  # fmt: skip

    def _findings(self) -> str:
        found = sanity(self.trials.scenario, self.trials.runs)
        heading = f"<h3>{self.told('Worth a second look')}</h3>"
        if not found:
            fine = self.told("Nothing is dead, exploding or outside its range in these worlds.")
            return f"{heading}<ul class='cs-alike'><li>{fine}</li></ul>"
        rows = "".join(f"<li class='cs-look'>{self._finding(one)}</li>" for one in found)
        hint = self.told("A value outside its range is no mistake by itself: ranges are read "
                         "generously out of few sources.")  # fmt: skip
        return f"{heading}<p>{hint}</p><ul class='cs-alike'>{rows}</ul>"

    def _finding(self, one: Finding) -> str:
        lang, info = self.bench.lang, BY_NAME[one.metric].info

        def value(amount: float) -> str:
            return number_of(info, amount, lang, self.trials.scenario.currency)

        said: dict[str, Any] = {
            "name": self.plain(info.label), "count": number(one.count, lang),
            "worlds": number(one.worlds, lang),
        }  # fmt: skip
        if one.kind == "exploding":
            said |= {"times": number(one.value, lang, 1), "most": number(one.high, lang, 1)}
        elif one.kind == "implausible":
            said |= {"value": value(one.value), "year": number(one.year, lang),
                     "low": value(one.low), "high": value(one.high)}  # fmt: skip
        source = ""
        if one.source:
            grade = self.told("Grade {grade}: {meaning}.", grade=one.grade,
                              meaning=self.plain(GRADES[one.grade]))  # fmt: skip
            source = f" <small>{grade} <cite lang='en'>{escape(one.source)}</cite></small>"
        return f"{self.told(TITLES[one.kind], **said)}{source}"

    @property
    def result(self) -> Any:
        """How many worlds were lived, and what is worth a second look."""
        found = sanity(self.trials.scenario, self.trials.runs) if self.trials.runs else ()
        return {
            "lived": len(self.trials.runs),
            "look": sorted((one.kind, one.metric) for one in found),
        }
