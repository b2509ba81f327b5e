"""What a trial says and shows of two runs: sentences, pictures, a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.errors import CoopsimError
from coopsim.results import MetricInfo, Run
from coopsim.run import last_year
from coopsim.text import number, percent, say, words
from coopsim.text.units import is_share
from coopsim.widgets import svg
from coopsim.widgets.lessonparts import Control, Outcome, Prediction, Settings
from coopsim.widgets.verdict import verdict, way
from coopsim.widgets.wording import (
    MARK,
    as_shown,
    axis_form,
    capital,
    difference_of,
    number_of,
    plain,
    told,
    value_of,
)  # fmt: skip

OF_ACTIVE = {"meetings_held", "digital_share"}
"""Shares of the active cooperatives: those that ended no longer count in them."""
COUNTS = words("That is {b} of {all_b} active cooperatives in B, {a} of {all_a} in A.")
IN_SIGHT = 3
"""Outcomes that a narrow page keeps in sight while a slider moves."""
MONTHS_SHOWN = 24
"""Distance of the labels on the axis of a ten-year picture."""


@attrs.frozen
class Pair:
    """Two runs under the same luck, and how to speak of them."""

    a: Run
    b: Run
    lang: str

    @property
    def currency(self) -> str:
        """Currency of both."""
        return self.a.scenario.currency

    def ends(self, outcome: Outcome) -> tuple[float, float]:
        """The outcome in the last year of A and of B."""
        return last_of(self.a, outcome.metric), last_of(self.b, outcome.metric)

    def shown(self, info: MetricInfo, value: float) -> str:
        """A value in words."""
        return number_of(info, value, self.lang, self.currency)


def last_of(run: Run | CoopsimError, metric: str) -> float:
    """A metric in the last year of a run; raises a run's own error."""
    if isinstance(run, CoopsimError):
        raise run
    return float(last_year(run, [metric])[0])


def whole(info: MetricInfo, value: float) -> int | None:
    """A value as an integer that is the same in every language: shares per thousand."""
    if not math.isfinite(value):
        return None
    return round(value * 1000) if is_share(info.unit) or abs(value) < 20 else round(value)


def integers(run: Run | CoopsimError, outcomes: Sequence[Outcome]) -> dict[str, int | None]:
    """The last year's outcomes as integers; nothing for a run that could not be."""
    if isinstance(run, CoopsimError):
        return {}
    return {one.metric: whole(run.info(one.metric), last_of(run, one.metric)) for one in outcomes}


def way_of(predict: Prediction, a: Run | CoopsimError, b: Run | CoopsimError) -> str:
    """What the model answers: B has more, less or the same as A."""
    one, other = last_of(a, predict.metric), last_of(b, predict.metric)
    if abs(other - one) <= predict.same * abs(one):
        return "same"
    return "more" if other > one else "less"


def change_sentence(
    decisions: Sequence[Control], a: Settings, b: Settings, lang: str, currency: str
) -> str:
    """What was decided differently in B, as HTML."""
    parts = []
    for one in decisions:
        if a[one.key] != b[one.key]:
            old, new = (value_of(one.param, side[one.key], lang, currency) for side in (a, b))
            where = f" ({', '.join(str(value) for _, value in one.where)})" if one.where else ""
            name = plain(one.label, lang) + where
            parts.append(say("{name} {new} (A: {old})", lang, name=name, new=new, old=old))
    if not parts:
        return told("B is still the same as A. Move a slider.", lang)
    return told("B differs from A in this: {changes}.", lang, changes="; ".join(parts))


def outcome_sentence(pair: Pair, outcome: Outcome) -> str:
    """What differs and by how much, as HTML; a share of active cooperatives is told as a count."""
    said = _compared(pair, outcome)
    if outcome.metric not in OF_ACTIVE:
        return said
    counts = {}
    for side, run in (("a", pair.a), ("b", pair.b)):
        active, share = last_of(run, "active"), last_of(run, outcome.metric)
        counts[f"all_{side}"] = number(active, pair.lang)
        counts[side] = number(share * active if active else 0, pair.lang)
    return f"{said} {told(COUNTS, pair.lang, **counts)}"


def _compared(pair: Pair, outcome: Outcome) -> str:
    """What differs and by how much, as HTML; 'no difference' is said too."""
    info = pair.a.info(outcome.metric)
    a, b = pair.ends(outcome)
    label = plain(info.label, pair.lang)
    year = number(max(len(pair.a.values(outcome.metric)) // 12, 1), pair.lang)
    said = {"name": capital(label), "year": year, "a": pair.shown(info, a)}
    shown_b = pair.shown(info, b)
    if not (math.isfinite(a) and math.isfinite(b)):
        return told("{name}, year {year}: B {b}, A {a}.", pair.lang, b=shown_b, **said)
    if said["a"] == shown_b:
        return told("{name}, year {year}: {a} in both, no difference.", pair.lang, **said)
    said |= {"b": shown_b}
    found = way(info, a, b)
    if found == 0:
        shown = told("{name}, year {year}: B {b}, A {a}.", pair.lang, **said)
        return f"{shown} {verdict(outcome, found, pair.lang)}"
    sentence = (
        words("{name}, year {year}: B {b}, A {a}. That is {gap} more in B.")
        if found > 0
        else words("{name}, year {year}: B {b}, A {a}. That is {gap} less in B.")
    )
    shown = told(sentence, pair.lang, gap=_gap(pair, info, a, b), **said)
    judged = "" if outcome.better == "neither" else f" {verdict(outcome, found, pair.lang)}"
    return f"{shown}{judged}"


def _gap(pair: Pair, info: MetricInfo, a: float, b: float) -> str:
    """How much lies between the two as shown, and its share of A where that means something."""
    a, b = as_shown(info, a), as_shown(info, b)
    gap = abs(b - a)
    shown = difference_of(info, gap, pair.lang, pair.currency)
    if is_share(info.unit) or info.unit == MARK or a * b < 0 or gap > abs(a):
        return shown
    return f"{shown} ({percent(gap / abs(a), pair.lang)})"


def years_axis(months: int, lang: str) -> svg.Axis:
    """Months told as years, every second year where there are many."""
    every = MONTHS_SHOWN if months > 72 else 12
    marks = tuple(range(0, months + 1, every))
    return svg.Axis(say("years", lang), lambda month: number(month / 12, lang), marks)


def between_years(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Months from values at each year's end, shape (years, ..): nothing before the first.

    >>> between_years(np.array([0.0, 12.0]))[[10, 11, 12, 23]].tolist()
    [nan, 0.0, 1.0, 12.0]
    """
    months, marks = np.arange(12 * len(ends)), np.arange(11, 12 * len(ends), 12)
    columns = [np.interp(months, marks, one, left=np.nan) for one in ends.reshape(len(ends), -1).T]
    return np.array(columns).T.reshape(len(months), *ends.shape[1:])


def _drawn(run: Run, outcome: Outcome) -> NDArray[np.float64]:
    """An outcome month by month, as it is drawn."""
    if outcome.yearly and run.months >= 24:
        return between_years(run.by_year(outcome.metric))
    return run.values(outcome.metric)


def chart(pair: Pair, outcome: Outcome, start: int) -> str:
    """One outcome over the months, A dashed and B solid, as a figure with its caption."""
    info = pair.a.info(outcome.metric)
    a, b = _drawn(pair.a, outcome), _drawn(pair.b, outcome)
    levels = svg.levels(a, b)
    form, counted = axis_form(info.unit, levels, pair.lang, pair.currency)
    label = capital(plain(info.label, pair.lang))
    caption = f"{label} ({counted})" if counted else label
    across = years_axis(len(a), pair.lang)
    curves = [
        svg.Curve("A", a, svg.ORANGE, dashed=True),
        svg.Curve("B", b, svg.BLUE),
    ]
    text = _equivalent(pair, info, outcome)
    drawn = svg.line_chart(
        curves, across, svg.Axis("", form, levels), title=label, told=text,
        mark=start - 1 if start > 1 else 0,
    )  # fmt: skip
    return f"<figure><figcaption>{escape(caption)}</figcaption>{drawn}</figure>"


def _equivalent(pair: Pair, info: MetricInfo, outcome: Outcome) -> str:
    """The picture in words: where both begin and where each ends."""
    a, b = pair.ends(outcome)
    first = next((v for v in _drawn(pair.a, outcome) if math.isfinite(v)), float("nan"))
    shown = {"first": pair.shown(info, first), "a": pair.shown(info, a), "b": pair.shown(info, b)}
    return say("Both begin at {first}. A ends at {a}, B at {b}.", pair.lang, **shown)


def pictures(pair: Pair, outcomes: Sequence[Outcome], start: int) -> str:
    """All outcomes of a trial, side by side where there is room."""
    charts = "".join(chart(pair, one, start) for one in outcomes)
    legend = told("A: dashed, pinned. B: solid, moves. Both have the same luck.", pair.lang)
    if start > 1:
        mark = told("Dotted: the decision, month {month}.", pair.lang, month=start)
        legend = f"{legend} {mark}"
    return f"<div class='cs-charts'>{charts}</div><p class='cs-legend'>{legend}</p>"


def table(pair: Pair, outcomes: Sequence[Outcome]) -> str:
    """The same numbers by year behind a click: a narrow table for each outcome."""
    name = told("The same as tables", pair.lang)
    tables = "".join(_by_year(pair, pair.a.info(one.metric)) for one in outcomes)
    return (
        f"<details data-key='table'><summary>{name}</summary>"
        f"<div class='cs-tables'>{tables}</div></details>"
    )


def _by_year(pair: Pair, info: MetricInfo) -> str:
    """Year, A and B of one outcome."""
    sides = [
        run.by_year(info.name) if run.months >= 12 else run.values(info.name)
        for run in (pair.a, pair.b)
    ]
    rows = []
    for year, values in enumerate(zip(*sides, strict=True), 1):
        cells = "".join(f"<td>{escape(pair.shown(info, float(one)))}</td>" for one in values)
        rows.append(f"<tr><th scope='row'>{year}</th>{cells}</tr>")
    label = capital(told(info.label, pair.lang))
    return (
        f"<table><caption>{label}</caption><thead><tr>"
        f"<th scope='col'>{told('year', pair.lang)}</th><th scope='col'>A</th>"
        f"<th scope='col'>B</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def in_brief(pair: Pair, outcomes: Sequence[Outcome]) -> str:
    """Where A and B end in the first outcomes, in a few lines of HTML for a narrow page."""
    ends = [(pair.a.info(one.metric), *pair.ends(one)) for one in outcomes[:IN_SIGHT]]
    return " · ".join(
        told("{name}: B {b}, A {a}", pair.lang, name=capital(plain(info.label, pair.lang)),
             b=pair.shown(info, b), a=pair.shown(info, a))
        for info, a, b in ends
    )  # fmt: skip
