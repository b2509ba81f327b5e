"""The commands of translators: extract, update, missing, fill, check, build."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coopsim.cli import output
from coopsim.cli.options import Json

translate = typer.Typer(
    no_args_is_help=True,
    help="Words in other languages: bring catalogues up to date, fill, check, build.",
)
Root = Annotated[Path, typer.Option("--root", metavar="DIR", help="The checkout of coopsim.")]
Lang = Annotated[str, typer.Argument(metavar="LANG", help="id, pt or tet.")]
HERE = Path()


@translate.command()
def extract(
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("build/templates"),
    root: Root = HERE,
) -> None:
    """Write templates (.pot) for a translator's own program."""
    from coopsim import translation

    for path in translation.extract(translation.Checkout(root), out):
        output.say(str(path))


@translate.command()
def update(root: Root = HERE) -> None:
    """Bring the catalogues up to date with the English sources."""
    from coopsim import translation

    checkout = translation.Checkout(root)
    changed = translation.update(checkout)
    output.say(*(f"updated {checkout.named(path)}" for path in changed))
    _say_counts(checkout)


@translate.command()
def missing(
    lang: Lang,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A table (CSV) to write.")],
    root: Root = HERE,
) -> None:
    """Write what a language has not said yet as a table for a spreadsheet."""
    from coopsim import translation

    count = translation.missing(translation.Checkout(root), lang, out)
    output.say(f"{count} texts in {out}. Fill in the column 'translation', then:")
    output.say(f"coopsim translate fill {lang} {out}")


@translate.command()
def fill(
    lang: Lang,
    table: Annotated[Path, typer.Argument(metavar="FILE", help="A table (CSV) filled in.")],
    root: Root = HERE,
) -> None:
    """Put the translations of a table into the catalogues."""
    from coopsim import translation

    checkout = translation.Checkout(root)
    output.say(f"{translation.fill(checkout, lang, table)} translations taken over.")
    _say_counts(checkout)


@translate.command()
def check(root: Root = HERE, json: Json = False) -> None:
    """Check translations: up to date, complete where promised, nothing broken."""
    from coopsim import translation

    checkout = translation.Checkout(root)
    found = translation.check(checkout)
    if json:
        output.write_json([{"lang": one.lang, "catalogue": one.domain, "texts": one.texts,
                            "said": one.said, "fuzzy": one.fuzzy} for one in found])  # fmt: skip
    else:
        _say_counts(checkout)


@translate.command()
def build(
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("build"),
    with_tests: Annotated[bool, typer.Option(help="Keep the cells that only tests need.")] = False,
    root: Root = HERE,
) -> None:
    """Build notebooks and curriculum in every language into DIR/LANG."""
    from coopsim import translation

    made = translation.build(translation.Checkout(root), out, tests=with_tests)
    output.say(f"{len(made)} files in {out}.")


def _say_counts(checkout: object) -> None:
    from coopsim import translation

    assert isinstance(checkout, translation.Checkout)
    rows = [
        (one.lang, one.domain, str(one.texts), str(one.said), str(one.fuzzy), f"{one.share:.0%}")
        for one in translation.counted(checkout)
    ]
    columns = ("language", "catalogue", "texts", "said", "fuzzy", "share")
    output.say(output.table("", columns, rows, right=2))
