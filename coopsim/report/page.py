"""The report of a study as one page that needs no other file and no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coopsim.report import markup
from coopsim.report.printing import print_page
from coopsim.report.question import asked, provenance
from coopsim.report.reading import reading, trades
from coopsim.report.runs import again, counts, failures, points_table
from coopsim.results import write_whole
from coopsim.study.analysis import Analysis
from coopsim.study.folder import nothing_ended
from coopsim.version import __version__

if TYPE_CHECKING:
    from coopsim.study import Study

NAME = "report.html"
MARK = (
    "A training simulation: no financial advice, no official health assessment, and nothing about "
    "any real cooperative. It forecasts nothing."
)


def write_report(
    study: Study, folder: str | Path, out: str | Path | None = None, *, pdf: bool = False
) -> list[Path]:
    """Write the report of the runs in a study's folder; returns the files written.

    ``out`` is a file, or a folder that gets ``report.html``; without it the study's own folder
    does. With ``pdf`` the page is printed beside it by a browser that is there; the page is
    written even if none is (``NoBrowserError``). Raises ``StudyFolderError`` if no run has ended.
    """
    target = Path(folder if out is None else out)
    if target.is_dir() or not target.suffix:
        target = target / NAME
    analysis = Analysis.of(study, folder)
    if analysis.table.empty:
        raise nothing_ended(study, folder)
    content = page(analysis, folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, content.encode())
    return [target, print_page(target)] if pdf else [target]


def page(analysis: Analysis, folder: str | Path) -> str:
    """The page as text; the same runs give the same page."""
    study = analysis.study
    foot = (
        f"coopsim {__version__} · {study.title} · {study.households:,} households · "
        f"{study.months} months · training simulation, no advice; says nothing about any real "
        "cooperative"
    )
    readings = [reading(analysis, one.name, foot) for one in study.outcomes]
    parts = [
        markup.heading(study.title, 1),
        markup.paragraph(study.note) if study.note else "",
        markup.paragraph(MARK, "mark"),
        markup.paragraph(counts(analysis)),
        markup.heading("In short"),
        *(markup.listing(one.short) for one in readings),
        markup.paragraph(_bands(study), "small"),
        asked(study),
        *(one.body for one in readings),
        trades(analysis, foot),
        failures(analysis, folder),
        points_table(analysis),
        provenance(study, folder),
        again(analysis, folder),
        markup.paragraph(MARK, "mark"),
    ]
    return markup.document(study.title, "\n".join(part for part in parts if part))


def _bands(study: Study) -> str:
    """What the intervals on the page speak of, and what they do not."""
    text = (
        "Intervals marked 'luck only' come from repeating the same settings under other lucks; "
        "they say nothing of how sure the assumptions are. "
    )
    if study.uncertainties:
        return text + (
            "Bands marked 'nine in ten' come from varying the uncertain factors of this study too. "
            "Where luck or they turn a sign, the page says that the model cannot tell. What "
            "was not varied stays as assumed."
        )
    return text + (
        "No uncertain factor was varied here, so no band tells how much hangs on assumptions: vary "
        "those of grade C before believing a conclusion."
    )
