"""What a room's answers say, and what they are too few to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

from coopsim.assessment.forms import Concept, assessment
from coopsim.assessment.items import Item
from coopsim.assessment.sheets import Sheet
from coopsim.text import words

ENOUGH = 12
"""People who answered both times; below that the report warns."""
FEW = words(
    "Only {count} people answered both before and after. That is too few to say anything about "
    "the course: read it as notes about this room."
)
NO_PROOF = words(
    "The two forms ask the same with other questions, and nobody stayed away for comparison. "
    "A gain is a sign of learning, no proof."
)


@attrs.frozen
class ConceptScore:
    """How many of those who answered both times were right on a concept."""

    concept: Concept
    before: int
    after: int


@attrs.frozen
class Idea:
    """A wrong idea that was still chosen afterwards, and how often."""

    idea: str
    concept: str
    count: int


@attrs.frozen
class Report:
    """A room before and after; concepts and gains count only people who answered both times."""

    before: int
    after: int
    both: int
    concepts: tuple[ConceptScore, ...]
    better: int
    same: int
    worse: int
    right_before: float
    """Mean number of right answers."""
    right_after: float
    confidence: tuple[tuple[str, float, float], ...]
    """Key, mean step before and after, of those who answered both; NaN where nobody did."""
    ideas: tuple[Idea, ...]

    @property
    def few(self) -> bool:
        """Whether these are too few people."""
        return self.both < ENOUGH


def report(sheets: Iterable[Sheet]) -> Report:
    """The report of a room's sheets; people are joined by their code."""
    all_sheets = list(sheets)
    moments = {
        when: {one.code: one for one in all_sheets if one.when == when}
        for when in ("before", "after")
    }
    before, after = moments["before"], moments["after"]
    codes = sorted(before.keys() & after.keys())
    pairs = [(before[code], after[code]) for code in codes]
    gains = [right(last) - right(first) for first, last in pairs]
    return Report(
        before=len(before), after=len(after), both=len(pairs),
        concepts=tuple(
            ConceptScore(
                one,
                sum(is_right(first, one) for first, _ in pairs),
                sum(is_right(last, one) for _, last in pairs),
            )
            for one in assessment().concepts
        ),
        better=sum(gain > 0 for gain in gains),
        same=sum(gain == 0 for gain in gains),
        worse=sum(gain < 0 for gain in gains),
        right_before=_mean([right(first) for first, _ in pairs]),
        right_after=_mean([right(last) for _, last in pairs]),
        confidence=tuple(_confidence(one.key, pairs) for one in assessment().confidence),
        ideas=tuple(_ideas(after.values())),
    )  # fmt: skip


def asked(sheet: Sheet, concept: Concept) -> Item:
    """The item of a concept in the form of a sheet."""
    return concept.a if sheet.form == "A" else concept.b


def is_right(sheet: Sheet, concept: Concept) -> bool:
    """Whether a concept was answered rightly; what is left open is not."""
    item = asked(sheet, concept)
    return sheet.answers.get(item.id) == item.right.key


def right(sheet: Sheet) -> int:
    """Right answers of a sheet."""
    return sum(is_right(sheet, one) for one in assessment().concepts)


def _confidence(key: str, pairs: list[tuple[Sheet, Sheet]]) -> tuple[str, float, float]:
    both = [
        (first.confidence[key], last.confidence[key])
        for first, last in pairs
        if key in first.confidence and key in last.confidence
    ]
    return key, _mean([one for one, _ in both]), _mean([one for _, one in both])


def _ideas(sheets: Iterable[Sheet]) -> list[Idea]:
    """Wrong ideas, the most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        for concept in assessment().concepts:
            item = asked(sheet, concept)
            chosen = item.option(sheet.answers.get(item.id, "-"))
            if chosen is not None and not chosen.right:
                counted[chosen.idea, concept.title] += 1
    return [Idea(idea, title, count) for (idea, title), count in counted.most_common()]


def _mean(numbers: list[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else float("nan")
