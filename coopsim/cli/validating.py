"""The command that checks the model against stylised facts: validate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coopsim.cli import output
from coopsim.cli.options import Json

if TYPE_CHECKING:
    from coopsim.validation import Finding

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
Fitted = Annotated[
    Path | None,
    typer.Option(
        "--fitted", metavar="DIR", exists=True, file_okay=False,
        help="Measure on the fitted presets in DIR as well, as 'calibrate --out' writes them.",
    ),
]  # fmt: skip
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR_OR_FILE.md",
        help="Write a page with pictures to a folder, or the table to a .md file.",
    ),
]  # fmt: skip


def validate(
    facts: Facts = None,
    preset: Preset = None,
    fitted: Fitted = None,
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

    asked = {
        "--facts": facts, "--preset": preset, "--fitted": fitted, "--quick": quick or None,
        "--out": out,
    }  # fmt: skip
    chosen = validation.load_facts(_names(facts))
    again = validation.load_fitted(fitted) if fitted else None
    with output.progress("worlds") as progress:
        found = validation.validate(
            chosen, preset=preset, fitted=again, quick=quick, workers=workers, progress=progress
        )
    page = _written(found, out, asked) if out else None
    if json:
        output.write_json([finding.as_data() for finding in found])
        return
    output.say(*told(found))
    if page:
        output.say("", f"Written: {page}")


def _written(found: Sequence[Finding], out: Path, asked: dict[str, Any]) -> Path:
    from coopsim.validation import write_page, write_table

    if out.suffix != ".md":
        return write_page(found, out)
    words = (f" {key}" + ("" if x is True else f" {x}") for key, x in asked.items() if x)
    return write_table(found, out, "coopsim validate" + "".join(words))


def _names(facts: str | None) -> list[str]:
    return [name.strip() for name in (facts or "").split(",") if name.strip()]


def told(found: Sequence[Finding]) -> Iterator[Any]:
    """What was found, for people: a row a part, and why what does not hold does not."""
    from coopsim.validation.judging import WORDS

    columns = ("fact", "", "measured", "95 %", "target", "holds", "grade", "seeds")
    extra = ("fitted", "holds") if any(one.fitted for one in found) else ()
    rows = [row[: len(columns) + len(extra)] for one in found for row in _rows(one)]
    yield output.table("Stylised facts", (*columns, *extra), rows, right=99)
    count = {word: sum(one.holds is key for one in found) for key, word in WORDS.items()}
    yield ""
    yield f"Hold: {count['yes']}; do not: {count['no']}; undecided: {count['undecided']}."
    for finding in found:
        if finding.explanation:
            yield f"{finding.fact.id} {WORDS[finding.holds]}: {finding.explanation}"
        if finding.explanation_fitted:
            yield f"{finding.fact.id} no, with fitted values: {finding.explanation_fitted}"
        if finding.fact.given:
            yield f"{finding.fact.id} given to the model: {finding.fact.given}"
    yield (
        "Intervals are of luck only, over paired seeds from 10,001 on. Undecided: the interval "
        "straddles a bound. Grades are of the evidence: A read in a source, C assumed."
    )
    yield output.MARK


def _rows(one: Finding) -> Iterator[tuple[str, ...]]:
    """A row for the fact and one for each part."""
    from coopsim.validation.judging import WORDS
    from coopsim.validation.table import number, target_words

    fact = one.fact
    title = f"{fact.title} ({one.preset or 'rules alone'})"
    again = WORDS[one.holds_fitted] if one.fitted else "-"
    yield fact.id, title, "", "", "", WORDS[one.holds], fact.grade, "", "", again
    for place, part in enumerate(one.measured):
        band = "-"
        if part.low == part.low:
            band = f"{number(part.low, part)} to {number(part.high, part)}"
        fitted = ("-", "-")
        if one.fitted:
            twin = one.fitted[place]
            fitted = (number(twin.mean, twin), WORDS[twin.holds])
        head = ("", f"- {part.part.name}", number(part.mean, part), band, target_words(part))
        yield *head, WORDS[part.holds], "", str(part.seeds), *fitted
