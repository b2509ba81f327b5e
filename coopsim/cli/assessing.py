"""The commands of trainers: assess (table, report, questionnaire) and site."""

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
def table(
    out: Annotated[Path, typer.Argument(metavar="FILE.csv")],
    questionnaire: Annotated[
        bool, typer.Option("--questionnaire", help="For the questionnaire, not for the test.")
    ] = False,
) -> None:
    """Write an empty table to type the answers of paper sheets into."""
    from coopsim import assessment
    from coopsim.results import write_whole

    if out.exists():
        raise typer.BadParameter(f"{out} is there already; name another file.")
    asked = assessment.questionnaire()
    head = asked.columns if questionnaire else assessment.columns()
    write_whole(out, (",".join(head) + "\n").encode())
    if questionnaire:
        forms = " or ".join(one.key for one in asked.forms)
        output.say(f"{out}: one line a sheet; 'form' is {forms}, marks are 1 to 5 or yes, partly,")
        output.say("no; what was written is typed as it stands.")
    else:
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


@assess.command()
def questionnaire(
    answers: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The table.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.html", help="Write a page to print.")
    ] = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Say what participants think of a training, on the last day and ninety days later."""
    from coopsim import assessment
    from coopsim.results import write_whole
    from coopsim.text import number, say

    found = assessment.reactions(assessment.read_filled(answers))
    if out is not None:
        write_whole(out, assessment.reactions_page(found, lang).encode())
        output.note(str(out))
    if json:
        output.write_json(assessment.reactions_data(found))
        return
    for form in found.forms:
        rows = [
            (say(one.question.text, lang), str(one.count), number(one.mean, lang, 1),
             " ".join(str(count) for count in one.marks))
            for one in form.reactions
        ]  # fmt: skip
        heads = ("question", "answers", "mean", "marks")
        output.say(output.table(say(form.form.title, lang), heads, rows, right=1))
        output.say(f"{form.count} sheets. {say(assessment.TOO_FEW, lang) if form.few else ''}")
    output.say(say(assessment.OWN_WORDS, lang), output.MARK)


def site(
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("build/site"),
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="LANG", help="Only this language.")
    ] = None,
    pdf: Annotated[
        bool, typer.Option(help="Print each page as a PDF too, and all in one.")
    ] = False,
    runs: Annotated[bool, typer.Option(help="Let the model fill the lessons on paper.")] = True,
    slides: Annotated[bool, typer.Option(help="Make the debrief as slides (PPTX) too.")] = False,
    root: Annotated[Path, typer.Option("--root", metavar="DIR", help="The checkout.")] = Path(),
) -> None:
    """Build the curriculum as a site in every language, without the network."""
    from coopsim.curriculum import build_site
    from coopsim.text import LANGUAGES, chain
    from coopsim.translation import Checkout

    langs = LANGUAGES if lang is None else (chain(lang)[0],)
    for page in build_site(Checkout(root), out, langs, runs=runs, pdf=pdf, slides=slides):
        output.say(str(page))
