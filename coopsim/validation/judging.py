"""One judge for every fact: an interval of paired seeds against a target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from coopsim.validation.cases import Fact, Part

Sample = NDArray[np.float64]
CONFIDENCE = 0.95
WORDS = {True: "yes", False: "no", None: "undecided"}


@attrs.frozen
class Measured:
    """One number of a fact: its mean over seeds, its interval, and whether that meets the target.

    ``holds`` is yes where the whole interval lies in the target, no where all of it lies
    outside, and None (undecided) where it straddles a bound or nothing could be measured.
    """

    part: Part
    mean: float
    low: float
    high: float
    seeds: int
    holds: bool | None


@attrs.frozen
class Finding:
    """What was found for a fact on a preset."""

    fact: Fact
    preset: str
    measured: tuple[Measured, ...]
    fitted: tuple[Measured, ...] = ()
    """The same parts with fitted values; empty where the preset has none."""

    @property
    def holds(self) -> bool | None:
        """Yes if every part holds, no if any does not, None if that is undecided."""
        return verdict(self.measured)

    @property
    def holds_fitted(self) -> bool | None:
        """The same with fitted values; None as well where there are none."""
        return verdict(self.fitted) if self.fitted else None

    @property
    def explanation(self) -> str:
        """Why the fact does not hold; empty where it does."""
        return "" if self.holds else self.fact.explanation

    @property
    def explanation_fitted(self) -> str:
        """Why the fact does not hold with fitted values; empty where it does or is undecided."""
        return self.fact.fitted if self.holds_fitted is False else ""

    def as_data(self) -> dict[str, Any]:
        """For machines; the first part stands for the fact, ``parts`` has them all."""
        fact, parts = self.fact, [_part_data(one) for one in self.measured]
        fitted = [_measured_data(one) for one in self.fitted]
        for place, part in enumerate(parts):
            part["fitted"] = fitted[place] if fitted else None
        return {
            "id": fact.id, "title": fact.title, "statement": fact.statement,
            "type": fact.type, "holds": self.holds, "verdict": WORDS[self.holds],
            **{key: parts[0][key] for key in ("measured", "low", "high", "target")},
            "target_words": fact.target, "seeds": parts[0]["seeds"], "grade": fact.grade,
            "source": fact.source, "preset": self.preset, "parts": parts, "note": fact.note,
            "given": fact.given, "explanation": self.explanation,
            "fitted": {**fitted[0], "holds": self.holds_fitted} if fitted else None,
            "explanation_fitted": self.explanation_fitted,
        }  # fmt: skip


def verdict(measured: Sequence[Measured]) -> bool | None:
    """Yes if every part holds, no if any does not, None if that is undecided."""
    verdicts = [one.holds for one in measured]
    return False if False in verdicts else None if None in verdicts else True


def _part_data(one: Measured) -> dict[str, Any]:
    return {
        "name": one.part.name, "unit": one.part.unit, **_measured_data(one),
        "target": [one.part.low, one.part.high], "strict": one.part.strict,
    }  # fmt: skip


def _measured_data(one: Measured) -> dict[str, Any]:
    return {
        "measured": one.mean, "low": one.low, "high": one.high, "seeds": one.seeds,
        "holds": one.holds,
    }  # fmt: skip


def interval(sample: Sample) -> tuple[float, float, float, int]:
    """Mean, 95 % t interval and number of the known values of a sample.

    >>> interval(np.array([1.0, 1.0, np.nan]))
    (1.0, 1.0, 1.0, 2)
    """
    known = np.asarray(sample, dtype=float)
    known = known[np.isfinite(known)]
    count = len(known)
    if count == 0:
        return float("nan"), float("nan"), float("nan"), 0
    mean = float(known.mean())
    if count == 1:
        return mean, float("nan"), float("nan"), 1
    quantile = stdtrit(count - 1, 0.5 + CONFIDENCE / 2)
    half = float(quantile * known.std(ddof=1) / np.sqrt(count))
    return mean, mean - half, mean + half, count


def judge(part: Part, sample: Sample) -> Measured:
    """Whether what was measured over paired seeds lies in the target; points are a hundredth."""
    mean, low, high, count = interval(sample * (100 if part.unit == "points" else 1))
    floor = -np.inf if part.low is None else part.low
    roof = np.inf if part.high is None else part.high
    holds: bool | None = None
    if np.isfinite(low):
        if part.strict:
            inside, outside = floor < low and high < roof, high <= floor or low >= roof
        else:
            inside, outside = floor <= low and high <= roof, high < floor or low > roof
        holds = True if inside else False if outside else None
    return Measured(part, mean, low, high, count, holds)
