"""The commands under one roof, and what each error becomes: words and an exit code."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from coopsim.cli import (
    assessing,
    calibrating,
    designing,
    gaming,
    packing,
    reading,
    running,
    scenarios,
    serving,
    studies,
    translating,
    validating,
)
from coopsim.errors import AuditError, CoopsimError, LedgerError

ENDED, FAILED, WRONG, STOPPED = 0, 1, 2, 130
EPILOG = (
    f"Exit codes: {ENDED} done; {FAILED} a run failed or a file could not be written; "
    f"{WRONG} something asked for is wrong, and nothing was run; {STOPPED} stopped by Ctrl-C. "
    "A training simulation: no advice, and nothing about any real cooperative."
)


class Commands(TyperGroup):
    """The group of commands; an error is told in its own words, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (AuditError, LedgerError) as error:
            raise _told(str(error), FAILED) from error
        except CoopsimError as error:
            raise _told(str(error), WRONG) from error
        except BrokenPipeError:
            raise  # whoever read our output has read enough
        except OSError as error:
            words = f"{error.filename}: {error.strerror}." if error.filename else str(error)
            raise _told(words, FAILED) from error
        except MemoryError as error:
            message = "there is not enough memory. Ask for fewer with --households."
            raise _told(message, FAILED) from error
        except KeyboardInterrupt as error:
            raise _told("Stopped. Every file that was written is whole.", STOPPED) from error


def _told(message: str, code: int) -> typer.Exit:
    print(message, file=sys.stderr)
    return typer.Exit(code)


app = typer.Typer(
    name="coopsim",
    cls=Commands,
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def coopsim(
    version: Annotated[
        bool,
        typer.Option("--version", callback=reading.print_version, is_eager=True, help="Versions."),
    ] = False,
) -> None:
    """A laboratory of cooperatives, their revolving funds and their markets."""


app.command("list")(scenarios.list_presets)
app.command()(scenarios.describe)
app.command()(scenarios.sources)
app.command()(scenarios.check)
app.command()(designing.diff)
app.command()(designing.sheet)
app.command()(running.run)
app.command()(running.compare)
app.command()(validating.validate)
app.command()(calibrating.calibrate)
app.command()(reading.accounts)
app.command()(reading.plot)
app.command()(serving.serve)
app.command()(assessing.site)
app.command()(packing.kit)
app.command()(reading.version)
app.add_typer(studies.study, name="study")
app.add_typer(gaming.game, name="game")
app.add_typer(assessing.assess, name="assess")
app.add_typer(translating.translate, name="translate")
