"""The findings as a Markdown file: one table, and why what does not hold does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from coopsim.results import write_whole
from coopsim.validation.judging import WORDS, Finding, Measured
from coopsim.version import __version__

HEAD = """# Stylised facts: what was measured

Written with coopsim {version} by

    {command}

and not by hand. A training simulation: no advice, and nothing about any real cooperative.

Each fact has a source that says how large a number should be; the model is run and the number is
measured. *Holds* is yes where the whole 95 % interval lies in the target, no where all of it lies
outside, undecided where it straddles a bound. Intervals are of luck only, over paired seeds from
10,001 on, which calibration never uses. Grades are of the evidence: A read in a source, B
background, C assumed. *Fitted* is the same measured with the values that `coopsim calibrate` fitted
to other numbers of the same preset, over at most 12 seeds; `-` where a preset has none. What a fact
measures is reserved in calibration and never fitted there.
"""


def write_table(found: Sequence[Finding], path: Path, command: str) -> Path:
    """Write the findings as Markdown, whole or not at all; returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, markdown(found, command).encode())
    return path


def markdown(found: Sequence[Finding], command: str) -> str:
    """The findings as Markdown; ``command`` is what they were made with."""
    return "\n".join(_lines(found, command)) + "\n"


def _lines(found: Sequence[Finding], command: str) -> Iterator[str]:
    yield HEAD.format(command=command, version=__version__)
    yield "| hold | yes | no | undecided |\n|---|---:|---:|---:|"
    yield _counts("default values", [one.holds for one in found])
    again = [one for one in found if one.fitted]
    if again:
        yield _counts("the same facts, default", [one.holds for one in again])
        yield _counts("the same facts, fitted", [one.holds_fitted for one in again])
    yield "\n## The facts\n"
    yield "| fact | target | measured (95 %) | holds | fitted (95 %) | holds | grade | seeds |"
    yield "|---|---|---:|---|---:|---|---|---:|"
    for one in found:
        yield from _rows(one)
    yield from _section("Why not", [(one, one.explanation) for one in found])
    yield from _section(
        "Why not with fitted values", [(one, one.explanation_fitted) for one in found]
    )
    yield from _section("Given to the model", [(one, one.fact.given) for one in found])
    yield from _section("How a fact is read", [(one, one.fact.note) for one in found])


def _counts(label: str, verdicts: Sequence[bool | None]) -> str:
    return f"| {label} | " + " | ".join(str(verdicts.count(key)) for key in WORDS) + " |"


def _rows(one: Finding) -> Iterator[str]:
    fact = one.fact
    where = one.preset or "rules alone"
    fitted = WORDS[one.holds_fitted] if one.fitted else "-"
    yield (
        f"| **{fact.id} {fact.title}** ({where}) | {fact.target} | | **{WORDS[one.holds]}** "
        f"| | {fitted} | {fact.grade} | |"
    )
    for place, part in enumerate(one.measured):
        cells = ["-", "-"]
        if one.fitted:
            cells = [numbers(one.fitted[place]), WORDS[one.fitted[place].holds]]
        yield (
            f"| - {part.part.name} | {target_words(part)} | {numbers(part)} | {WORDS[part.holds]} "
            f"| {cells[0]} | {cells[1]} | | {part.seeds} |"
        )


def _section(title: str, told: Sequence[tuple[Finding, str]]) -> Iterator[str]:
    said = [(one.fact.id, words) for one, words in told if words]
    if said:
        yield f"\n## {title}\n"
        yield from (f"- **{name}** {words}" for name, words in said)


def number(value: float, one: Measured) -> str:
    """A number of a part: shares in per cent, three digits."""
    if not np.isfinite(value):
        return "-"
    share = one.part.unit == "share"
    shown = value * (100 if share else 1)
    text = "0" if abs(shown) < 5e-4 else f"{shown:,.0f}" if abs(shown) >= 1000 else f"{shown:.3g}"
    return text + (" %" if share else "")


def numbers(one: Measured) -> str:
    """The mean of a part and its interval: ``31.5 % (30.9 % to 32.1 %)``."""
    if not np.isfinite(one.mean):
        return "not measured"
    return f"{number(one.mean, one)} ({number(one.low, one)} to {number(one.high, one)})"


def target_words(one: Measured) -> str:
    """The target of a part in words: ``5 to 10``, ``above 0``, ``at most 5 %``."""
    low, high = one.part.low, one.part.high
    if low is not None and high is not None:
        return f"{number(low, one)} to {number(high, one)}"
    floor, roof = ("above", "below") if one.part.strict else ("at least", "at most")
    if low is not None:
        return f"{floor} {number(low, one)}"
    return f"{roof} {number(float(high or 0), one)}"
