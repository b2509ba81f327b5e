"""The three typical charts of a debrief, each drawn from two runs of a lesson's village."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.curriculum.trials import Changes, lived_pair
from coopsim.plots.many import StudyPicture
from coopsim.plots.pair import pair_picture
from coopsim.plots.style import DPI, source
from coopsim.results import Run, write_whole
from coopsim.run import last_year
from coopsim.text import say, words
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.wording import capital, number_of, value_of

PER_INCH = 2 * DPI
"""Dots an inch of a chart as PNG: sharp on a projector."""


@attrs.frozen
class Chart:
    """A lesson's trial, A against B, in one metric; what it shows; what to ask about it."""

    key: str
    lesson: str
    trial: str
    metric: str
    title: str
    seen: str
    less: str
    """The side that ends lower, ``a`` or ``b``: what ``seen`` says, and a test compares."""
    questions: tuple[str, ...]
    village: Changes = ()
    """What differs from the lesson's own village."""


CHARTS = (
    Chart(
        "cheap-fund", "03_revolving_fund", "rate", "own_capital_real",
        words("The fund that is eaten up while nearly everything is repaid"),
        words("Members pay in little here, and nearly all that falls due is repaid. Still the "
              "lower line buys less every year, until the union owes more than it owns: its rate "
              "does not pay for the office, the lost loans and the prices that rise."),
        "b",
        (words("Which team had this line? What did it say to its members in year two?"),
         words("Who gained from the low rate, and who paid for it?"),
         words("Where in the accounts could one have seen it first?")),
        (("savings.mandatory", 0.3),),
    ),
    Chart(
        "empty-box", "08_shocks", "reserve", "trust",
        words("The cash box that is empty on the day of the storm"),
        words("Before the storm the two lines run together: nothing shows that one of them keeps "
              "hardly any cash. Then savers come on one day, and the one that cannot pay loses "
              "their trust. It comes back slowly."),
        "a",
        (words("What did the team with the empty box do with the money before the storm?"),
         words("What would more cash have cost in the quiet years? Who would have paid?"),
         words("What can a board say on the day when it cannot pay, and what should it not say?")),
    ),
    Chart(
        "forgotten", "05_training_and_mentoring", "after", "skill",
        words("What is learned is forgotten, unless somebody comes again"),
        words("Where nobody is trained, skill sinks year by year, for people leave and forget. "
              "Where some are trained every year, it stays. A single course would show as one "
              "step up, and then the same slope down."),
        "b",
        (words("Which support did your team ask for, and how often?"),
         words("How much was left of it three years later? Who still held the office?"),
         words("What could your cooperative do every year that costs nobody's grant?")),
    ),
)  # fmt: skip
"""The charts, in the order of a debrief."""


def pair_of(chart: Chart) -> tuple[Run, Run]:
    """The two runs a chart is drawn from, A and B."""
    return lived_pair(chart.lesson, chart.trial, chart.village)


def picture(chart: Chart, lang: str) -> tuple[StudyPicture, str]:
    """A chart in a language, drawn from its two runs, and the line at its foot."""
    lesson = load_lesson(chart.lesson)
    trial, currency = lesson.trials[chart.trial], lesson.scenario.currency
    runs = pair_of(chart)
    info = runs[0].info(chart.metric)
    ends = [
        number_of(info, float(last_year(run, [chart.metric])[0]), lang, currency) for run in runs
    ]
    moved = [one for one in trial.decisions if trial.a[one.key] != trial.b[one.key]]
    sides = [
        ", ".join(value_of(one.param, side[one.key], lang, currency) for one in moved)
        for side in (trial.a, trial.b)
    ]
    what = ", ".join(say(one.label, lang) for one in moved)
    sentence = say(
        "{what}: {one} in A, {other} in B. In the last year A has {a} and B has {b}.", lang,
        what=capital(what), one=sides[0], other=sides[1], a=ends[0], b=ends[1],
    )  # fmt: skip
    names = (f"A: {sides[0]}", ends[0]), (f"B: {sides[1]}", ends[1])
    title = capital(say(info.label, lang))
    shown = pair_picture(runs, chart.metric, title, names, sentence)
    return shown, source(runs[0])


def write_charts(folder: Path, lang: str) -> list[Path]:
    """Every chart as SVG and PNG in a folder; returns the PNG files."""
    made = []
    for chart in CHARTS:
        shown, foot = picture(chart, lang)
        write_whole(folder / f"{chart.key}.svg", shown.svg(foot))
        png = folder / f"{chart.key}.png"
        write_whole(png, shown.png(foot, PER_INCH))
        made.append(png)
    return made


def debrief(asked: Asked) -> Iterator[str]:
    """Each chart with what it shows and what to ask; without runs, the words alone."""
    lang = asked.lang
    for place, chart in enumerate(CHARTS, 1):
        yield f"### {place}. {told(chart.title, lang)}\n"
        if asked.runs:
            alt = picture(chart, lang)[0].data.sentence
            yield f"![{alt}]({chart.key}.svg)\n"
        yield f"{told(chart.seen, lang)}\n"
        yield from (f"- {told(one, lang)}" for one in chart.questions)
        yield ""
