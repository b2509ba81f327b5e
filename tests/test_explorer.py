"""Explorers: what is baked is what the study says, and a page that asks nothing of a network."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import attrs
import exploring
import numpy as np
import pytest
from typer.testing import CliRunner

from coopsim.cli.app import app
from coopsim.explorer import ExplorerError, bake, explorer_page
from coopsim.study import Design, Factor, Study, StudyFolderError, load_study, study_names
from coopsim.text import LANGUAGES, NO_HARM, say

MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("study")


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return exploring.ran(folder)


@pytest.fixture(scope="module")
def page(study: Study, folder: Path) -> str:
    return explorer_page(bake(study, folder))


def data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_every_run_is_in_the_page_as_the_table_has_it(
    study: Study, folder: Path, page: str
) -> None:
    table, kept = study.table(folder), data(page)
    rates, ways = (one["levels"] for one in kept["sliders"])
    worlds = kept["unknowns"][0]["levels"]
    assert (rates, ways, len(worlds)) == ([0.06, 0.12, 0.24], [0.0, 1.0], 3)
    runs = {
        one.name: np.array(row["runs"], dtype=float).reshape(3, 2, 3, 4) / row["scale"]
        for one, row in zip(study.outcomes, kept["outcomes"], strict=True)
    }
    for row in table.to_dict("records"):
        at = (
            rates.index(row[exploring.RATE]),
            int(row[exploring.LINEAR]),
            int(np.abs(np.array(worlds) - row["will"]).argmin()),
            row["seed"] - 31,
        )
        for one, shown in zip(study.outcomes, kept["outcomes"], strict=True):
            step = 0.01 * 10.0 ** -shown["shown"]["digits"]
            step *= 0.01 if shown["shown"]["kind"] == "share" else 1
            assert runs[one.name][at] == pytest.approx(row[one.name], abs=0.51 * step, nan_ok=True)
    assert len(table) == 72 == 3 * 2 * 3 * 4


def test_what_follows_a_slider_moves_with_it(page: str) -> None:
    (follower,) = data(page)["sliders"][0]["follows"]
    assert follower["levels"] == [0.03, 0.06, 0.12]


def test_it_starts_at_the_base(study: Study, folder: Path) -> None:
    baked = bake(study, folder)
    held = study.base.terms.fund.loan_rate
    nearest = min(baked.sliders[0].levels, key=lambda level: abs(level - held))
    assert baked.sliders[0].levels[baked.start[0]] == nearest


def test_page_is_one_small_file_that_loads_nothing(page: str) -> None:
    assert len(page.encode()) <= MOST_BYTES
    assert not re.search(r"https?:|\bsrc=|<link|@import|url\(", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy and "default-src 'none'" in policy[1]
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy[1]


def test_typed_words_cannot_end_the_script_or_the_title(study: Study, folder: Path) -> None:
    title = "</script><script>alert(1)</script><!--"
    baked = attrs.evolve(bake(study, folder), study=attrs.evolve(study, title=title))
    page = explorer_page(baked)
    assert page.count("<script") == 2 and "<script>alert" not in page
    assert data(page)["title"]["en"] == title
    assert "&lt;/script&gt;" in page


def test_every_language_has_every_word_and_the_line_of_no_harm(page: str) -> None:
    kept = data(page)
    assert set(kept["langs"]) == set(LANGUAGES)
    for lang, one in kept["langs"].items():
        said = one["words"]["no_harm"]
        assert (said if isinstance(said, str) else said[0]) == say(NO_HARM, lang)
        assert one["words"].keys() == kept["langs"]["en"]["words"].keys()
    script, keys = page.rpartition("<script>")[2], kept["langs"]["en"]["words"].keys()
    asked = set(re.findall(r'\bsay\("(\w+)"', script))
    asked |= set(re.findall(r'data-(?:say|name)="(\w+)"', page))
    assert asked <= keys
    assert [key for key in keys - asked if f'"{key}"' not in script] == ["what_if"]


def test_page_says_where_its_numbers_come_from(study: Study, page: str) -> None:
    where = data(page)["from"]
    assert where["first"] == "31" and where["last"] == "34" and where["months"] == "24"
    assert study.base.digest[:12] in where["base"] and "rates-in-a-hamlet" in where["study"]


def test_a_design_without_a_grid_is_refused(tmp_path: Path) -> None:
    study = exploring.ran(tmp_path, design=Design("latin", 4), crossed=None)
    with pytest.raises(ExplorerError, match="needs a grid of its levers"):
        bake(study, tmp_path)


def test_more_levers_than_a_page_has_room_for_are_refused(tmp_path: Path) -> None:
    names = ("fund.loan_rate", "savings.rate", "fund.share_lent", "fund.demand", "fund.recovery")
    levers = tuple(Factor(name, name, levels=(0.1, 0.2)) for name in names)
    with pytest.raises(ExplorerError, match="Allowed: 1 to 4"):
        bake(exploring.study(factors=levers), tmp_path)


def test_folder_without_runs_is_told(tmp_path: Path) -> None:
    study = exploring.study()
    with pytest.raises(StudyFolderError):
        bake(study, tmp_path)


def test_command_writes_the_page(study: Study, folder: Path, tmp_path: Path, page: str) -> None:
    out = tmp_path / "new" / "explorer.html"
    told = CliRunner().invoke(app, ["study", "explorer", str(folder), "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert data(out.read_text(encoding="utf-8"))["outcomes"] == data(page)["outcomes"]


@pytest.mark.parametrize("name", study_names())
def test_shipped_studies_have_sliders(name: str) -> None:
    """Their designs are grids of at most four levers, in the same worlds."""
    study = load_study(name)
    assert study.design.kind == "grid" and 1 <= len(study.levers) <= 4
