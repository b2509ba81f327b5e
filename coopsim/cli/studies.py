"""Commands on many runs: coopsim study run, check, status, export, cell, report and others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import attrs
import typer

from coopsim.cli import output
from coopsim.cli.options import Json
from coopsim.cli.studied import results, stop_words

if TYPE_CHECKING:
    from coopsim.study import Execution, Study

study = typer.Typer(
    no_args_is_help=True,
    help="Many runs of one question: designs, the same luck everywhere, nothing run twice.",
)
NameOrFile = Annotated[
    str, typer.Argument(metavar="NAME_OR_FILE", help="A shipped study's name or a file (TOML).")
]
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder that 'coopsim study run --out' wrote.")
]
Out = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="New, or what an earlier run left: reused.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Runs at once; as many as processors.")
]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="A scheduler, tcp://host:8786, or 'local': run by Dask."),
]
Limit = Annotated[
    float | None, typer.Option("--time-limit", min=0.1, metavar="S", help="Seconds a run may take.")
]


@contextmanager
def _failing() -> Iterator[None]:
    """A failed run or a full disk leaves with 1: what was asked for was right."""
    from coopsim.study import StudyFailedError
    from coopsim.sweep import StoreFullError

    try:
        yield
    except (StudyFailedError, StoreFullError) as error:
        output.note(str(error))
        raise typer.Exit(1) from error


@study.command("list")
def names() -> None:
    """The studies that come with coopsim."""
    from coopsim.study import load_study, study_names

    rows = [(name, load_study(name).title) for name in study_names()]
    output.say(output.table("", ("name", "question"), rows))


@study.command()
def check(
    name: NameOrFile,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Count what is done there already.")
    ] = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Check the whole design; say how many runs it is and what they take, from timed ones."""
    from coopsim.study import Execution, load_study
    from coopsim.study import check as estimated

    with _failing():
        found = estimated(load_study(name), out, Execution(workers=workers))
    if json:
        extra = {"left": found.left, "seconds": found.seconds, "most_seconds": found.most_seconds}
        output.write_json(attrs.asdict(found) | extra)
        return
    output.say(str(found))


@study.command()
def run(
    name: NameOrFile,
    out: Out,
    workers: Workers = None,
    dask: Dask = None,
    time_limit: Limit = None,
    json: Json = False,
) -> None:
    """Run a study, or what is missing of it; Ctrl-C loses nothing that is done."""
    from coopsim.study import load_study

    _go(load_study(name), out, _execution(workers, dask, time_limit), json)


@study.command()
def resume(
    folder: Folder,
    workers: Workers = None,
    dask: Dask = None,
    time_limit: Limit = None,
    json: Json = False,
) -> None:
    """Go on with a study where it stopped."""
    from coopsim.study import study_in

    _go(study_in(folder), folder, _execution(workers, dask, time_limit), json)


@study.command()
def retry(
    folder: Folder,
    failed: Annotated[
        bool, typer.Option("--failed", help="The runs that failed, hung or died.")
    ] = False,
    workers: Workers = None,
    dask: Dask = None,
    time_limit: Limit = None,
    json: Json = False,
) -> None:
    """Run again what failed, and what is missing."""
    from coopsim.study import study_in

    if not failed:
        raise typer.BadParameter("say what to run again.", param_hint="--failed")
    how = attrs.evolve(_execution(workers, dask, time_limit), again=True)
    _go(study_in(folder), folder, how, json)


@study.command()
def status(folder: Folder, json: Json = False) -> None:
    """How far a study is; may be asked while it runs."""
    from coopsim.study import study_in

    found = study_in(folder)
    state = _state(found, folder)
    if json:
        output.write_json(state)
        return
    output.say(f"{found.title} · {state['points']:,} points · {state['runs']:,} runs asked for")
    output.say(f"{state['done']:,} done, {state['failed']:,} failed, {state['left']:,} left")
    output.say(*stop_words(found, state))
    for error, count in state["errors"].items():
        output.say(f"  {count:,} x {error}")
    if state["left"]:
        output.say(f"Go on with: coopsim study resume {folder}")
    if state["failed"]:
        output.say(f"Run what failed again: coopsim study retry {folder} --failed")


@study.command()
def export(
    folder: Folder,
    csv: Annotated[bool, typer.Option("--csv/--parquet", help="The kind of file.")] = True,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Another folder than the study's.")
    ] = None,
) -> None:
    """Write the tables: one row a run, and one row a point and outcome."""
    from coopsim.results import write_whole
    from coopsim.study import study_in

    found = study_in(folder)
    target = out or folder
    target.mkdir(parents=True, exist_ok=True)
    tables = {"table": found.table(folder), "by_point": found.by_point(folder)}
    for name, table in tables.items():
        path = target / f"{name}.{'csv' if csv else 'parquet'}"
        digits = "%.6g" if name == "by_point" else None  # a run's own numbers to the last bit
        text = table.to_csv(index=False, float_format=digits) if csv else ""
        content = text.encode() if csv else table.to_parquet(index=False)
        write_whole(path, content)
        output.say(f"{path}: {len(table):,} rows")


@study.command()
def cell(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A run's address, or how it begins.")],
    folder: Annotated[Path, typer.Option("--in", metavar="DIR", help="The study's folder.")],
    json: Json = False,
) -> None:
    """Run one cell again and show whether its numbers are the same to the last bit."""
    from coopsim.study import study_in
    from coopsim.study.cells import repeated

    with _failing():
        found = repeated(study_in(folder), folder, key)
    if json:
        output.write_json({
            "key": found.row.key, "seed": found.row.seed, "values": found.row.values,
            "equal": found.equal, "differing": list(found.differing()),
        })  # fmt: skip
    else:
        values = ", ".join(f"{name} = {value}" for name, value in found.row.values.items())
        output.say(f"cell {found.row.key}, seed {found.row.seed}", f"  {values or 'the base'}")
        same = f"Run again: all {found.again.size:,} numbers are the same to the last bit."
        other = f"Run again, and these differ: {', '.join(found.differing()) or 'the shape'}."
        output.say(same if found.equal else other)
    if not found.equal:
        raise typer.Exit(1)


@study.command()
def report(
    folder: Folder,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Another place than the study's.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print it as PDF too.")] = False,
) -> None:
    """Write one page on a study: design, sources, tables, pictures, how to run any cell again."""
    from coopsim.report import write_report
    from coopsim.study import study_in

    for path in write_report(study_in(folder), folder, out, pdf=pdf):
        output.say(str(path))


@study.command()
def explorer(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.html", help="The page to write.")],
) -> None:
    """Write one page with sliders that shows a study's results without Python or a network."""
    from coopsim.explorer import write_explorer
    from coopsim.study import study_in

    path = write_explorer(study_in(folder), folder, out)
    output.say(f"{path}: {path.stat().st_size / 1000:,.0f} kB; it opens in any browser, offline.")


def _execution(workers: int | None, dask: str | None, limit: float | None) -> Execution:
    from coopsim.study import Execution

    how = Execution(workers=workers, time_limit=limit)
    return how if dask is None else attrs.evolve(how, executor="dask", dask=dask)


def _go(asked: Study, folder: Path, how: Execution, json: bool) -> None:
    from coopsim.cli.watching import watched

    with _failing():
        now = watched(asked.run(folder, how, live=False), folder)
    state = _state(asked, folder)
    if json:
        output.write_json(state | {"seconds": now.seconds})
    else:
        output.say(f"{asked.title}: {now}", *stop_words(asked, state), "", *results(asked, folder))
        output.say(f"All of it: coopsim study report {folder}", output.MARK)
    if state["failed"]:
        output.note(f"{state['failed']:,} runs failed. Why: coopsim study status {folder}")
        raise typer.Exit(1)


def _state(found: Study, folder: Path) -> dict[str, Any]:
    """How far a study is, as plain data."""
    from coopsim.study.stopping import verdicts
    from coopsim.study.tables import state

    judged = verdicts(found, folder)
    by_verdict = {
        word: [point for point, one in judged.items() if one == word]
        for word in ("met", "open", "never")
    }
    return state(found, folder) | ({"stop": by_verdict} if judged else {})
