"""The commands of trainers: assess (paper, table, report) and site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coopsim.cli import output
from coopsim.cli.options import Json

assess = typer.Typer(
    no_args_is_help=True,
    help="Before and after a training: a table to type answers into, and what they say.",
)
Lang = Annotated[str, typer.Option("--lang", metavar="LANG", help="en, id, pt or tet.")]


@assess.command()
def table(out: Annotated[Path, typer.Argument(metavar="FILE.csv")]) -> None:
    """Write an empty table to type the answers of paper sheets into."""
    from coopsim.assessment import columns
    from coopsim.results import write_whole

    if out.exists():
        raise typer.BadParameter(f"{out} is there already; name another file.")
    write_whole(out, (",".join(columns()) + "\n").encode())
    output.say(f"{out}: one line a sheet; 'when' is before or after, answers are letters.")


@assess.command()
def report(
    answers: Annotated[
        Path,
        typer.Argument(metavar="FILE.csv|DIR", help="The table, or a folder of saved lessons."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.html", help="Write a page to print.")
    ] = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Say what a room answered before and after; warn where it is too few to say."""
    from coopsim import assessment
    from coopsim.assessment.scoring import FEW, NO_PROOF
    from coopsim.results import write_whole
    from coopsim.text import say

    found = assessment.report(assessment.read_sheets(answers))
    if out is not None:
        write_whole(out, assessment.report_page(found, lang).encode())
        output.note(str(out))
    if json:
        output.write_json(
            {"before": found.before, "after": found.after, "both": found.both, "few": found.few,
             "right_before": found.right_before, "right_after": found.right_after,
             "better": found.better, "same": found.same, "worse": found.worse,
             "concepts": [{"concept": one.concept.title, "before": one.before, "after": one.after}
                          for one in found.concepts]}
        )  # fmt: skip
        return
    rows = [(say(one.concept.title, lang), str(one.before), str(one.after)) for one in
            found.concepts]  # fmt: skip
    output.say(output.table("", ("concept", "right before", "right after"), rows, right=1))
    output.say(f"{found.both} people answered both times.")
    if found.few:
        output.say(say(FEW, lang, count=found.both))
    output.say(say(NO_PROOF, lang), output.MARK)


def site(
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("build/site"),
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="LANG", help="Only this language.")
    ] = None,
    pdf: Annotated[bool, typer.Option(help="Print each language as curriculum.pdf too.")] = False,
    runs: Annotated[bool, typer.Option(help="Let the model fill the lessons on paper.")] = True,
    root: Annotated[Path, typer.Option("--root", metavar="DIR", help="The checkout.")] = Path(),
) -> None:
    """Build the curriculum as a site in every language, without the network."""
    from coopsim.curriculum import build_site
    from coopsim.text import LANGUAGES, chain
    from coopsim.translation import Checkout

    langs = LANGUAGES if lang is None else (chain(lang)[0],)
    for page in build_site(Checkout(root), out, langs, runs=runs, pdf=pdf):
        output.say(str(page))
