"""The command that checks the model against stylised facts: validate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.cli import output
from coopsim.cli.options import Json

if TYPE_CHECKING:
    from coopsim.validation import Finding, Measured

Facts = Annotated[
    str | None, typer.Option("--facts", metavar="IDS", help="As SF1,SF3; all if left out.")
]
Preset = Annotated[
    str | None,
    typer.Option(
        "--preset", metavar="NAME_OR_FILE",
        help="Try on this preset or file all facts it can answer, instead of each on its own.",
    ),
]  # fmt: skip
Quick = Annotated[bool, typer.Option("--quick", help="Fewer seeds, the same facts.")]
Workers = Annotated[int, typer.Option(min=1, max=256, help="Processes to run worlds in.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Write a page with pictures here.")
]


def validate(
    facts: Facts = None,
    preset: Preset = None,
    quick: Quick = False,
    workers: Workers = 2,
    out: Out = None,
    json: Json = False,
) -> None:
    """Check the model against stylised facts: what is measured, and whether it holds.

    Seeds begin at 10,001; calibration never uses these. A fact that does not hold is no error:
    the exit code says only whether the check could be made.
    """
    from coopsim import validation

    chosen = validation.load_facts(_names(facts))
    with output.progress("worlds") as progress:
        found = validation.validate(
            chosen, preset=preset, quick=quick, workers=workers, progress=progress
        )
    page = validation.write_page(found, out) if out else None
    if json:
        output.write_json([finding.as_data() for finding in found])
        return
    output.say(*told(found))
    if page:
        output.say("", f"Page: {page}")


def _names(facts: str | None) -> list[str]:
    return [name.strip() for name in (facts or "").split(",") if name.strip()]


def told(found: Sequence[Finding]) -> Iterator[Any]:
    """What was found, for people: a row a part, and why what does not hold does not."""
    from coopsim.validation.judging import WORDS

    columns = ("fact", "", "measured", "95 %", "target", "holds", "grade", "seeds")
    rows: list[Sequence[str]] = []
    for finding in found:
        fact = finding.fact
        place = finding.preset or "rules alone"
        head = (fact.id, f"{fact.title} ({place})", "", "", "", WORDS[finding.holds], fact.grade)
        rows.append(head)
        for one in finding.measured:
            numbers = (_number(one.mean, one), _band(one), target_words(one))
            rows.append(("", f"- {one.part.name}", *numbers, WORDS[one.holds], "", str(one.seeds)))
    yield output.table("Stylised facts", columns, rows, right=99)
    count = {word: sum(one.holds is key for one in found) for key, word in WORDS.items()}
    yield ""
    yield f"Hold: {count['yes']}; do not: {count['no']}; undecided: {count['undecided']}."
    for finding in found:
        if finding.explanation:
            yield f"{finding.fact.id} {WORDS[finding.holds]}: {finding.explanation}"
    yield (
        "Intervals are of luck only, over paired seeds from 10,001 on. Undecided: the interval "
        "straddles a bound. Grades are of the evidence: A read in a source, C assumed."
    )
    yield output.MARK


def _number(value: float, one: Measured) -> str:
    unit = one.part.unit
    shown = output.number(value, unit)
    return f"{shown} %" if unit == "share" and shown != "-" else shown


def _band(one: Measured) -> str:
    if one.low != one.low:
        return "-"
    return f"{_number(one.low, one)} to {_number(one.high, one)}"


def target_words(one: Measured) -> str:
    """The target of a part in words: ``5 to 10``, ``above 0``, ``at most 5 %``."""
    low, high = one.part.low, one.part.high
    if low is not None and high is not None:
        return f"{_number(low, one)} to {_number(high, one)}"
    floor, roof = ("above", "below") if one.part.strict else ("at least", "at most")
    if low is not None:
        return f"{floor} {_number(low, one)}"
    return f"{roof} {_number(float(high or 0), one)}"
