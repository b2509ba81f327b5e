"""What many lucks say: the verdict, how often each way, between which values, and what turns."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import attrs

from coopsim.metrics import BY_NAME
from coopsim.results import MetricInfo
from coopsim.text import number, words
from coopsim.widgets.lessonparts import Outcome
from coopsim.widgets.verdict import Pairs, band, counted, verdict, way_over
from coopsim.widgets.wording import capital, difference_of, plain, told

CENTRAL = 0.9
"""Share of the differences that a band holds."""
OVER = {
    "luck": words("{name}, over {count} lucks:"),
    "wide": words("{name}, over {count} lucks and assumptions:"),
}
BANDS = {
    "luck": words("B minus A: from {low} to {high} in 18 of 20 (only luck differs)."),
    "wide": words("B minus A: from {low} to {high} in 18 of 20 (luck and assumptions differ)."),
}


@attrs.frozen
class ManyLucks:
    """A and B of every outcome, luck by luck; the first outcome is told at length."""

    outcomes: tuple[Outcome, ...]
    found: Sequence[Sequence[tuple[float, float]]]
    lang: str
    currency: str

    def pairs(self, place: int = 0) -> Pairs:
        """A and B of one outcome, luck by luck."""
        return [luck[place] for luck in self.found]

    def info(self, place: int = 0) -> MetricInfo:
        """The metric of one outcome."""
        return BY_NAME[self.outcomes[place].metric].info

    @property
    def way(self) -> int | None:
        """Which way the first outcome goes over these lucks."""
        return way_over(self.info(), self.pairs())

    @property
    def wins(self) -> int:
        """In how many lucks B was better (or had more, where no way is better)."""
        return counted(self.info(), self.pairs())[good(self.outcomes[0])]

    def lines(self, kind: str) -> list[str]:
        """The verdict on the first outcome, its band, and the verdicts on the others, as HTML."""
        lines = [self._first(kind), self._band(kind)]
        others = [self._other(place) for place in range(1, len(self.outcomes))]
        return [*lines, "<br>".join(others)] if others else lines

    def turns(self, wide: ManyLucks) -> bool:
        """Whether these lucks give an answer that other assumptions can turn round."""
        low, high = band(wide.pairs(), CENTRAL)
        return bool(self.way) and low < 0 < high

    def _first(self, kind: str) -> str:
        outcome, info = self.outcomes[0], self.info()
        ways, one = counted(info, self.pairs()), good(self.outcomes[0])
        sentence = (
            words("More in B: {better}. Less: {worse}. About the same: {same}.")
            if outcome.better == "neither"
            else words("B better: {better}. Worse: {worse}. About the same: {same}.")
        )
        counts = {"better": ways[one], "worse": ways[-one], "same": ways[0]}
        said = {name: number(count, self.lang) for name, count in counts.items()}
        count = number(sum(ways.values()), self.lang)
        over = told(OVER[kind], self.lang, name=self._name(0), count=count)
        judged = verdict(outcome, self.way, self.lang)
        return f"<b>{over}</b> {judged} {told(sentence, self.lang, **said)}"

    def _band(self, kind: str) -> str:
        edges = band(self.pairs(), CENTRAL)
        low, high = (difference_of(self.info(), edge, self.lang, self.currency) for edge in edges)
        return told(BANDS[kind], self.lang, low=low, high=high)

    def _other(self, place: int) -> str:
        found = way_over(self.info(place), self.pairs(place))
        ways = counted(self.info(place), self.pairs(place))
        shown = {"more": number(ways[1], self.lang), "less": number(ways[-1], self.lang)}
        counts = told("more in {more}, less in {less}", self.lang, **shown)
        judged = verdict(self.outcomes[place], found, self.lang)
        return f"{escape(self._name(place))}: {judged} ({counts})"

    def _name(self, place: int) -> str:
        return capital(plain(self.info(place).label, self.lang))


def good(outcome: Outcome) -> int:
    """Which way is better for members; more, where no way is."""
    return -1 if outcome.better == "less" else 1
