"""The curriculum as a site: complete, in each language, without the network."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from coopsim.assessment import assessment, items
from coopsim.curriculum import CurriculumError, build_site
from coopsim.curriculum.asked import Asked
from coopsim.curriculum.parts import PART, PARTS, filled
from coopsim.curriculum.trials import answers, truth
from coopsim.text import NO_HARM, glossary, say
from coopsim.translation import Checkout
from coopsim.widgets.lessonfile import lesson_names, load_lesson

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning:myst_parser")
BUILT = ("en", "id", "tet")
HREF = re.compile(r'(?:href|src)="([^"]+)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in three languages, without the tables that the model fills."""
    out = tmp_path_factory.mktemp("site")
    build_site(Checkout(ROOT), out, BUILT, runs=False)
    return out


def _pages(site: Path, lang: str) -> dict[str, str]:
    folder = site / lang
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.html")
    }


@pytest.mark.parametrize("lang", BUILT)
def test_every_page_says_in_its_language_what_it_is_not(site: Path, lang: str) -> None:
    pages = _pages(site, lang)
    assert len(pages) >= 12
    for name, page in pages.items():
        assert f'<html lang="{lang}">' in page, name
        assert page.count(say(NO_HARM, lang)) >= 3, name  # above, below, and on each printed page
        assert len(re.findall("<h1", page)) == 1, name


@pytest.mark.parametrize("lang", BUILT)
def test_nothing_is_asked_of_the_network(site: Path, lang: str) -> None:
    for name, page in _pages(site, lang).items():
        assert "<script" not in page, name
        assert not re.search(r'<(?:link|img|iframe)[^>]+(?:href|src)="(?:https?:)?//', page), name
    for path in (site / lang).rglob("*.css"):
        assert not re.search(r"@import|url\((?!['\"]?data:)", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", BUILT)
def test_every_link_leads_somewhere(site: Path, lang: str) -> None:
    for name, page in _pages(site, lang).items():
        here = (site / lang / name).parent
        for link in HREF.findall(page):
            target, _, mark = unescape(unquote(link)).partition("#")
            if target.startswith(("http:", "https:")):
                continue
            path = (here / target).resolve() if target else site / lang / name
            if "pt" in path.relative_to(site).parts:
                continue  # not built here
            assert path.is_file(), f"{name}: {link}"
            if mark and path.suffix == ".html":
                text = page if not target else path.read_text(encoding="utf-8")
                assert f'id="{mark}"' in text, f"{name}: {link}"


@pytest.mark.parametrize("name", lesson_names())
def test_every_lesson_has_its_page_and_its_sheet_of_paper(site: Path, name: str) -> None:
    pages = [
        path.stem
        for path in (ROOT / "curriculum" / "lessons").glob("*.md")
        if {("lesson", name), ("answer-key", name)}
        <= {(one["name"], one["given"]) for one in PART.finditer(path.read_text(encoding="utf-8"))}
    ]
    assert len(pages) == 1, f"one page of the curriculum has the head and the key of {name}"
    page = (site / "id" / "lessons" / f"{pages[0]}.html").read_text(encoding="utf-8")
    assert 'href="../paper/' in page


def test_answer_keys_come_from_the_bank(site: Path) -> None:
    lesson = load_lesson("03_revolving_fund")
    page = unescape((site / "id" / "lessons" / f"{lesson.name}.html").read_text(encoding="utf-8"))
    for one in lesson.items:
        for option in items()[one].options:
            assert say(option.feedback, "id") in page
            assert say(option.idea or "right", "id") in page


@pytest.mark.parametrize(("name", "form"), [("before", "A"), ("after", "B")])
def test_sheets_of_paper_ask_and_do_not_tell(site: Path, name: str, form: str) -> None:
    page = unescape((site / "en" / "paper" / f"{name}.html").read_text(encoding="utf-8"))
    plain = re.sub(r"[“”‘’]", "'", page).replace('"', "'")
    for item in assessment().form(form):
        assert item.stem.replace('"', "'") in plain
        for option in item.options:
            assert option.text in plain
            assert option.feedback not in plain


def test_the_glossary_has_every_term(site: Path) -> None:
    page = unescape((site / "tet" / "glossary.html").read_text(encoding="utf-8"))
    for term in glossary():
        assert f'<span lang="tet">{term.tet}</span>' in page
        assert (f'<span lang="tet">{term.tet}</span>*' in page) == ("tet" in term.unverified)


def test_what_is_not_said_in_tetun_carries_its_mark(site: Path) -> None:
    page = (site / "tet" / "plans.html").read_text(encoding="utf-8")
    assert '<sup title="Bahasa Indonesia" lang="id">id</sup>' in page


def test_every_part_a_page_asks_for_is_there() -> None:
    used = set()
    for path in (ROOT / "curriculum").rglob("*.md"):
        used |= {one["name"] for one in PART.finditer(path.read_text(encoding="utf-8"))}
    assert used == set(PARTS)


def test_an_unknown_part_is_told_with_the_nearest() -> None:
    with pytest.raises(CurriculumError, match=r"x\.md: .*'answer-kay'.*Did you mean 'answer-key'"):
        filled("```{answer-kay} 03_revolving_fund\n```\n", Asked("en"), "x.md")


def test_a_page_that_is_wrong_stops_the_build_and_the_old_site_stays(tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    shutil.copytree(ROOT / "curriculum", copy / "curriculum")
    (copy / "coopsim").mkdir()
    (copy / "notebooks").mkdir()
    for path in (copy / "curriculum" / "lessons").iterdir():
        path.unlink()
    page = copy / "curriculum" / "claims.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[gone](nowhere.md)\n", encoding="utf-8")
    out = tmp_path / "site"
    (out / "en").mkdir(parents=True)
    (out / "en" / "index.html").write_text("old", encoding="utf-8")
    with pytest.raises(CurriculumError, match=r"nowhere\.md"):
        build_site(Checkout(copy), out, ["en"], runs=False)
    assert (out / "en" / "index.html").read_text(encoding="utf-8") == "old"


def test_the_paper_table_holds_what_the_model_answers() -> None:
    table = dict(answers("03_revolving_fund", "rate"))
    assert {0.06, 0.18} <= set(table)
    capital = {rate: found[0][1] for rate, found in table.items()}
    assert table[0.18][0][0].name == "own_capital_real"
    assert capital[0.06] < capital[0.18]
    assert truth("03_revolving_fund", "rate") == "less"
