"""The districts side by side: one small picture each, all on one scale."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from coopsim.errors import Fault, nearest
from coopsim.metrics import BY_NAME
from coopsim.text import number, say, words
from coopsim.widgets import svg
from coopsim.widgets.follower import Follower
from coopsim.widgets.lessonparts import LessonError
from coopsim.widgets.telling import Pair, years_axis
from coopsim.widgets.wording import axis_form, capital, number_of, told

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

WAY = words("{place}, {hours} hours from the market")


class PlacesView(Follower):
    """A metric by district, A dashed and B solid."""

    def __init__(self, lesson: Opened, trial: str, metric: str) -> None:
        super().__init__(lesson, f"map.{metric}", trial)
        if metric not in BY_NAME:
            what = f"there is no metric '{metric}'."
            raise LessonError([Fault(lesson.data.name, what, nearest(metric, BY_NAME))])
        self.metric = BY_NAME[metric].info
        self.box.children = [self.page]

    def shown(self, pair: Pair) -> str:
        """Small multiples, each named by its district; districts without one are left out."""
        lang, info = pair.lang, self.metric
        a, b = (run.values(info.name, "district") for run in (pair.a, pair.b))
        levels = svg.levels(a.ravel(), b.ravel())
        form, counted = axis_form(info.unit, levels, lang, pair.currency)
        up = svg.Axis("", form, levels)
        title = capital(told(info.label, lang))
        hours = {one.name: one.hours for one in pair.a.scenario.districts}
        charts = []
        for place, name in enumerate(pair.a.series["district"].places):
            if not pair.a.values("households", "district")[:, place].any():
                continue
            curves = [svg.Curve("A", a[:, place], svg.ORANGE, dashed=True),
                      svg.Curve("B", b[:, place], svg.BLUE)]  # fmt: skip
            ends = [number_of(info, float(values[-1, place]), lang, pair.currency)
                    for values in (a, b)]  # fmt: skip
            text = say("A ends at {a}, B at {b}.", lang, a=ends[0], b=ends[1])
            drawn = svg.line_chart(curves, years_axis(len(a), lang), up,
                                   title=f"{name}: {say(info.label, lang)}", told=text)  # fmt: skip
            caption = self.plain(WAY, place=name, hours=number(hours.get(name, 0), lang, 1))
            charts.append(f"<figure><figcaption>{escape(caption)}</figcaption>{drawn}</figure>")
        heading = f"{title} ({counted})" if counted else title
        return f"<h3>{heading}</h3><div class='cs-charts cs-small'>{''.join(charts)}</div>"
