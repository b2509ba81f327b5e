"""The report of a study: whole, escaped, alone, and honest about what is missing."""

from __future__ import annotations

import itertools
import re
import stat
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest
from frames import run_table, uniform
from matplotlib.text import Text

from coopsim.files import load_scenario
from coopsim.plots.many import StudyPicture
from coopsim.report import NoBrowserError, pictures, print_page, printing, write_report
from coopsim.report.page import MARK, page
from coopsim.study import Design, Factor, Outcome, Points, Replicates, Study, StudyFolderError
from coopsim.study.analysis import Analysis
from coopsim.sweep import Execution

EVIL = "<script>alert('x')</script> & \"quotes\""
RATE, CARE, HOW = "fund.loan_rate", "fund.discipline", "fund.contract"


def study(kind: str = "latin", **how: Any) -> Study:
    """A study of three factors and two outcomes that nobody has run."""
    made = Study(
        title="Rates and losses",
        base=load_scenario("hamlet"),
        factors=(
            Factor(RATE, RATE, "lever", 0.03, 0.3),
            Factor(CARE, CARE, "uncertainty", 0.8, 1.0),
            Factor(HOW, HOW, "lever"),
        ),
        outcomes=(
            Outcome("growth", "own_capital_real", (1, 3), "growth", good="high"),
            Outcome("late", "par30", good="low"),
        ),
        design=Design(kind),  # type: ignore[arg-type]
        replicates=Replicates(3),
        note="Where does a fund keep its value?",
    )
    return attrs.evolve(made, **how)


def growth(x: Any) -> Any:
    return 2 * (x[:, 0] - 0.15) + 3 * (x[:, 1] - 0.9)


def late(x: Any) -> Any:
    return 1.02 - x[:, 1] + 0.2 * x[:, 0]


def analysis(asked: Study | None = None, values: Any = None, seeds: int = 3) -> Analysis:
    """The analysis of a table made by hand: growth and late depend on rate and care."""
    asked = asked or study()
    if values is None:
        values = uniform(90, 3) * [0.27, 0.2, 2.99] + [0.03, 0.8, 0.0]
        values[:, 2] = np.floor(values[:, 2])
    names = [RATE, CARE, HOW]
    table = run_table(names, values, {"growth": growth, "late": late}, seeds=seeds, own=0.02)
    words = asked.factor(HOW).param.choices
    table[HOW] = [words[int(place)] for place in table[HOW]]
    groups = np.zeros(len(values), dtype=np.int64)
    return Analysis(asked, table, Points(tuple(names), values, values, groups, asked.factors))


def crossed() -> Analysis:
    levers = np.array(list(itertools.product([0.03, 0.12, 0.21, 0.3], [0.8, 0.85, 0.9, 0.95, 1.0])))
    values = np.column_stack([levers, np.zeros(len(levers))])
    return analysis(study("grid", crossed=Design("latin", 5)), values)


def one_at_a_time() -> Analysis:
    values = [[0.15, 0.9, 0], [0.03, 0.9, 0], [0.3, 0.9, 0], [0.15, 0.8, 0], [0.15, 1.0, 0]]
    return analysis(study("one-at-a-time"), np.array(values))


def words_of(html: str) -> str:
    """What a page says, without its markup."""

    class Words(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.said: list[str] = []

        def handle_data(self, data: str) -> None:
            self.said.append(data)

    parser = Words()
    parser.feed(html)
    return " ".join(" ".join(parser.said).replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def latin() -> str:
    return page(analysis(), "out dir")


# ------------------------------------------------------------------------------- what it says


def test_page_says_what_was_asked_and_what_it_is_not(latin: str) -> None:
    said = words_of(latin)
    assert said.count(MARK) == 2
    for part in (
        "Where does a fund keep its value?", "a Latin hypercube of 100 points (seed 1)",
        "seeds 20001 to 20003", "270 runs are done at 90 of 90 points; none failed", "3 % to 30 %",
        "uncertainty", "grade", "lending rate", "more is better", "luck only", "Not ranked",
    ):  # fmt: skip
        assert part in said, part


def test_page_gives_the_commands_to_do_it_again(latin: str) -> None:
    said = words_of(latin)
    assert f"coopsim study cell {0:08x}{0:024x} --in 'out dir'" in said
    assert "coopsim study resume 'out dir'" in said and "coopsim study export 'out dir'" in said
    assert said.count("done 00000002") == 90  # each address of the third luck


def test_page_needs_nothing_from_outside(latin: str) -> None:
    assert re.findall(r'(?:src|href|url|action)\s*=?\s*[("]+(?!data:)', latin) == []
    assert "<script" not in latin and "@import" not in latin
    assert "default-src 'none'" in latin


def test_same_runs_give_the_same_page(latin: str) -> None:
    assert page(analysis(), "out dir") == latin


def test_every_tag_is_closed(latin: str) -> None:
    body = latin[latin.index("<body>") : latin.index("</html>")]
    read = ET.fromstring(re.sub(r"<img ([^>]*)>", r"<img \1/>", body))  # raises where one is not
    assert len(list(read.iter("table"))) > 2


def test_pictures_are_told_to_those_who_cannot_see_them(latin: str) -> None:
    told = re.findall(r'<img alt="([^"]*)"', latin)
    assert len(told) >= 9 and all(len(one) > 30 for one in told)


def test_what_people_write_is_escaped() -> None:
    asked = study(title=EVIL, note=EVIL)
    outcomes = tuple(attrs.evolve(one, label=f"{EVIL} {one.name}") for one in asked.outcomes)
    made = analysis(attrs.evolve(asked, outcomes=outcomes))
    made.table.loc[0, ["status", "error"]] = ["failed", f"Traceback\n{EVIL}"]
    html = page(made, f"/tmp/{EVIL}")
    assert "<script" not in html and "&lt;script&gt;" in html
    assert words_of(html).count("alert('x')") > 5


def test_failed_runs_are_counted_shown_and_left_out() -> None:
    made = analysis()
    made.table.loc[[4, 95], ["status", "growth", "late"]] = ["failed", np.nan, np.nan]
    made.table.loc[[4, 95], "error"] = "Traceback\n  File\nAuditError: 3 cents made in month 7"
    made.table.loc[[10], "late"] = np.nan
    said = words_of(page(made, "out"))
    assert "268 runs are done at 90 of 90 points; 2 failed" in said
    assert "2 runs failed: AuditError: 3 cents made in month 7. Points 4, 5." in said
    assert "2 runs at 2 points failed" in said and "coopsim study retry out --failed" in said
    assert "1 run at 1 point ended with nothing to measure portfolio at risk" in said
    assert "From 88 complete points" in said and "From 87 complete points" in said
    assert "nan" not in said.lower().replace("finance", "").replace("financial", "")


def test_nothing_can_be_said_without_complete_points() -> None:
    made = analysis()
    made.table["late"] = np.nan
    said = words_of(page(made, "out"))
    assert "Portfolio at risk (PAR30), the last year: nothing can be said" in said
    assert "No world has every run of both" in said


def test_choices_are_told_with_both_bands() -> None:
    said = words_of(page(crossed(), "out"))
    assert "Each of them in every uncertain world" in said
    assert "Lending rate from 3 % to 30 % raises" in said
    assert "luck only); with the other factors varied, the change is" in said
    assert "worlds in which nothing beats it" in said and "moves levers and unc" not in said


def test_a_design_that_mixes_choices_and_worlds_says_so(latin: str) -> None:
    assert "nobody can choose the world" in words_of(latin)


def test_without_uncertainties_the_page_asks_for_them() -> None:
    asked = study(factors=tuple(attrs.evolve(one, role="lever") for one in study().factors))
    assert "vary those of grade C before believing" in words_of(page(analysis(asked), "out"))


def test_one_at_a_time_is_a_tornado() -> None:
    said = words_of(page(one_at_a_time(), "out"))
    assert "Moved alone, what matters most is" in said and "nine in ten of" not in said


def test_an_outcome_is_named_by_metric_and_years() -> None:
    made = analysis()
    titles = [made.outcome(one).title for one in ("growth", "late")]
    assert titles == [
        "own capital, first month's prices, growth of years 1 to 3",
        "portfolio at risk (PAR30), the last year",
    ]
    assert made.outcome("growth").told(0.05) == "5 %"


# ------------------------------------------------------------------------------- pictures


def drawn(made: Analysis) -> list[StudyPicture]:
    """Every picture a report may hold."""
    found = made.answers("growth")
    parts: list[StudyPicture | None] = [*pictures.responses(found), pictures.tornado(found)]
    parts.append(pictures.convergence(found, 0.01))
    if made.study.design.kind != "one-at-a-time":
        parts.append(pictures.indices(made.sensitivity("growth")))
        parts.append(pictures.front(made.tradeoff("growth", "late")))
    if len(made.points) > 45:
        parts.append(pictures.boxes(made.discovery("growth")))
    return [one for one in parts if one is not None]


def ticks_out_of_view(figure: Any) -> Iterator[Text]:
    """Labels that matplotlib keeps and does not draw."""
    for axis in (one for axes in figure.axes for one in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


@pytest.mark.parametrize("make", [analysis, crossed, one_at_a_time])
def test_words_stay_on_the_sheet_and_do_not_cover_each_other(make: Any) -> None:
    for picture in drawn(make()):
        figure = picture.figure("coopsim · a study · training simulation")
        figure.draw_without_rendering()
        unseen = set(ticks_out_of_view(figure))
        shown = [
            (one.get_text(), one.get_window_extent())
            for one in figure.findobj(Text)
            if one.get_visible() and one.get_text().strip() and one not in unseen
        ]
        for words, box in shown:
            assert box.x0 >= -1 and box.x1 <= figure.bbox.width + 1, (picture.title, words)
            assert box.y0 >= -1 and box.y1 <= figure.bbox.height + 1, (picture.title, words)
        over = [
            (a, b)
            for (a, place), (b, other) in itertools.combinations(shown, 2)
            if place.padded(-1).overlaps(other.padded(-1))
        ]
        assert not over, (picture.title, over)


def test_boxes_are_drawn_where_they_were_found() -> None:
    values = uniform(200, 3) * [0.27, 0.2, 0] + [0.03, 0.8, 0]
    made = analysis(values=values)
    made.table["growth"] = np.where((made.table[RATE] > 0.2) & (made.table[CARE] > 0.9), 1.0, -1.0)
    data = pictures.boxes(made.discovery("growth")).data  # type: ignore[union-attr]
    assert {data.across.name, data.up.name} == {RATE, CARE}
    good = next(corners for corners, kind in data.rectangles if kind)
    lows = dict(zip((data.across.name, data.up.name), (good[0], good[2]), strict=True))
    assert lows[RATE] == pytest.approx(0.2, abs=0.02)
    assert lows[CARE] == pytest.approx(0.9, abs=0.02)


# ------------------------------------------------------------------------------- files


def tiny() -> Study:
    return attrs.evolve(
        study("grid"), base=load_scenario("hamlet").sized(months=12), replicates=Replicates(2),
        factors=(Factor(RATE, RATE, levels=(0.06, 0.12)),),
        outcomes=(Outcome("members", "members"), Outcome("loans", "loans", good="high")),
    )  # fmt: skip


def test_report_of_a_real_study(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    tiny().run(folder, Execution("threads"), live=False).wait()
    assert write_report(tiny(), folder) == [folder / "report.html"]
    paths = write_report(tiny(), folder, tmp_path / "new" / "page.html")
    said = words_of(paths[0].read_text(encoding="utf-8"))
    assert "4 runs are done at 2 of 2 points; none failed" in said
    assert "sources digest" in said and "lending rate" in said


def test_a_folder_without_runs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyFolderError, match="no run is here yet"):
        write_report(tiny(), tmp_path)
    tiny().run(tmp_path, Execution("threads"), live=False).wait()
    other = attrs.evolve(tiny(), base=tiny().base.sized(months=24))
    with pytest.raises(StudyFolderError, match="no run of 'study' has ended yet"):
        write_report(other, tmp_path)
    noted = tmp_path / "provenance.json"
    noted.write_text('{"sources_digest": "another"}', encoding="utf-8")
    with pytest.raises(StudyFolderError, match="made by other sources of the model"):
        write_report(other, tmp_path)
    assert not (tmp_path / "report.html").exists()


def test_pdf_needs_a_browser_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(printing, "HOMES", ())
    with pytest.raises(NoBrowserError, match="Chromium, Chrome and Edge"):
        print_page(tmp_path / "page.html")


def browser(folder: Path, script: str) -> None:
    """A browser that does what a script says, alone on the path."""
    program = folder / "chromium"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_pdf_is_what_the_browser_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    page_file = tmp_path / "page.html"
    page_file.write_text("<p>x</p>", encoding="utf-8")
    browser(
        tmp_path,
        'for one in "$@"; do case "$one" in --print-to-pdf=*) echo "%PDF $last" > '
        '"${one#--print-to-pdf=}";; esac; last="$one"; done',
    )
    assert print_page(page_file) == tmp_path / "page.pdf"
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    (tmp_path / "page.pdf").unlink()
    browser(tmp_path, "echo no display >&2; exit 1")
    with pytest.raises(NoBrowserError, match="no display"):
        print_page(page_file)
    assert not (tmp_path / "page.pdf").exists()


def test_tables_of_runs_are_read_back_from_csv(tmp_path: Path) -> None:
    made = analysis()
    made.table.to_csv(tmp_path / "runs.csv", index=False)
    again = attrs.evolve(made, table=pd.read_csv(tmp_path / "runs.csv"))
    np.testing.assert_array_equal(again.answers("late").runs, made.answers("late").runs)
