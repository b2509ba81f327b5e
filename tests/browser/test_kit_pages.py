"""Pages of the curriculum in Chromium: sheets fit their paper, phones need no sideways scroll."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from coopsim.curriculum import build_site, write_sheets
from coopsim.curriculum.gamesheets import WORLDS
from coopsim.curriculum.runsheets import SHEET
from coopsim.curriculum.site import KIT
from coopsim.translation import Checkout

ROOT = Path(__file__).parents[2]
LANGS = ("en", "id")
LESSONS = sorted(
    path.stem
    for path in (ROOT / "curriculum" / "lessons").glob("*.md")
    if SHEET.search(path.read_text(encoding="utf-8"))
)
ONE_PAGE = ("room", "breaks", "index", "papersheet")
TWO_PAGES = ("game", "paper", "pilot", "rehearsal")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning:myst_parser"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    build_site(Checkout(ROOT), out, LANGS, runs=False)
    return out


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page()
    yield opened
    opened.close()


def opened(page: Page, built: Path, lang: str, name: str) -> Page:
    page.goto((built / lang / f"{name}.html").as_uri())
    return page


def sheets(page: Page) -> int:
    """Pages of A4 that the page prints."""
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", LESSONS)
def test_a_run_sheet_is_two_pages(page: Page, built: Path, lang: str, name: str) -> None:
    opened(page, built, lang, f"lessons/{name}")
    cut = page.evaluate(
        """() => {
            const end = document.querySelector('.overleaf');
            if (!end) return false;
            while (end.nextSibling) end.nextSibling.remove();
            for (let up = end.parentElement; up.id !== 'text'; up = up.parentElement)
                while (up.nextSibling) up.nextSibling.remove();
            end.remove();
            return document.querySelectorAll('.run-sheet tr').length;
        }"""
    )
    assert cut > 4, f"{name}: what stands on the first two pages ends with an overleaf"
    assert sheets(page) <= 2


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", [*ONE_PAGE, *TWO_PAGES])
def test_pages_of_the_kit_are_as_short_as_they_say(
    page: Page, built: Path, lang: str, name: str
) -> None:
    assert sheets(opened(page, built, lang, f"trainer/{name}")) <= (1 if name in ONE_PAGE else 2)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("name", "each", "first"),
    [
        ("roles", ".cards", 0),
        ("events", ".cards", 0),
        ("decisions", ".sheet", 0),
        ("questionnaire", ".sheet", 1),
    ],
)
def test_each_sheet_is_a_page_of_its_own(
    page: Page, built: Path, lang: str, name: str, each: str, first: int
) -> None:
    """And no page is printed for what is said on the screen alone."""
    opened(page, built, lang, f"trainer/{name}")
    assert sheets(page) == first + page.locator(each).count()


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("lang", LANGS)
def test_sheets_of_any_world_fit_their_paper(
    page: Page, tmp_path: Path, world: str, lang: str
) -> None:
    for path in write_sheets(world, tmp_path, lang):
        page.goto(path.as_uri())
        expected = page.locator(".cards").count() if path.stem == "events" else 1
        assert sheets(page) == expected, path.stem
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.stem
        page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("lang", LANGS)
def test_accounts_are_two_sheets(page: Page, built: Path, lang: str) -> None:
    assert sheets(opened(page, built, lang, "trainer/accounts")) == 2


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["roles", "events"])
def test_words_of_a_card_fit_it(page: Page, built: Path, lang: str, name: str) -> None:
    opened(page, built, lang, f"trainer/{name}").emulate_media(media="print")
    cards: list[dict[str, Any]] = page.evaluate(
        """() => [...document.querySelectorAll('.card')].map(card => ({
            words: card.innerText.slice(0, 30), wide: card.getBoundingClientRect().width,
            high: card.getBoundingClientRect().height,
            over: card.scrollHeight - card.clientHeight}))"""
    )
    page.emulate_media(media="screen")
    assert len(cards) % 8 == 0
    for card in cards:
        assert card["over"] <= 0, card
        assert abs(card["high"] / card["wide"] - 64 / 93) < 0.01, "all are cut to one size"


@pytest.mark.parametrize("name", KIT)
def test_a_page_of_the_kit_on_a_phone(page: Page, built: Path, axe: str, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, built, "en", f"trainer/{name}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.add_script_tag(content=axe)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa']})")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert wide <= 390
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
