"""An explorer as a phone opens it: from a file, with the network cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import exploring
import numpy as np
import pytest
from playwright.sync_api import Browser

from browser.lesson_page import LessonPage
from coopsim.explorer import write_explorer
from coopsim.plots.points import half_width, mean_of
from coopsim.study import Study
from coopsim.text import say

pytestmark = pytest.mark.browser
SETTINGS = list(product(range(3), range(2)))
LAST_DIGITS = """() => outcomes.map(({ shown }) =>
  10 ** -shown.digits * (shown.kind === "share" ? 0.01 : 1))"""
ALL_PAIRS = """([world, settings]) => {
  now.world = world;
  return settings.map(a => settings.map(b => {
    now.a = a; now.b = b;
    return outcomes.map(one => {
      const it = compared(one);
      return [it.a, it.b, it.gap.mean, it.gap.half, it.gap.low, it.gap.high];
    });
  }));
}"""
TURNED = """() => {
  const one = { ...outcomes[1], scale: 1, runs: Array(72).fill(0) };
  const put = (world, value) => {
    for (let seed = 0; seed < 4; seed++) one.runs[12 + world * 4 + seed] = value + seed / 100;
  };
  put(0, 5); put(1, 5); put(2, -1);
  now.world = -1; now.a = [0, 0]; now.b = [0, 1];
  const turned = sentences(one);
  put(2, 1);
  return [turned, sentences(one)];
}"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Path, Path]:
    """A study, its folder and its explorer."""
    folder = tmp_path_factory.mktemp("study")
    study = exploring.ran(folder)
    return study, folder, write_explorer(study, folder, folder.parent / "explorer.html")


@pytest.fixture
def visit(chromium: Browser, made: tuple[Study, Path, Path]) -> Iterator[LessonPage]:
    """The page on a phone without any network."""
    visit = LessonPage(chromium, "")
    visit.context.unroute_all(behavior="ignoreErrors")  # a file has no host to be told from others
    visit.context.set_offline(True)
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.set_viewport_size({"width": 390, "height": 800})
    visit.page.goto(made[2].as_uri() + "#en")
    yield visit
    assert [url for url in asked if not url.startswith("file:")] == []
    assert visit.complaints == []
    visit.close()


def test_a_slider_changes_sentence_picture_and_table(visit: LessonPage) -> None:
    page = visit.page
    status, picture, rows = (
        page.locator("#status"),
        page.locator("#picture"),
        page.locator("tr.now"),
    )
    page.locator("#slider0").focus()
    seen = []
    for key in ("Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
        seen.append((status.inner_text(), picture.inner_html(), rows.first.inner_text()))
    assert all(x != y for one, other in pairwise(seen) for x, y in zip(one, other, strict=True))
    assert page.locator("#slider0").get_attribute("aria-valuetext") == "24% a year"
    assert "12% a year" in page.locator("#with0").inner_text()  # what follows moves along
    label = page.locator("#picture svg").get_attribute("aria-label")
    assert label and all(line in label for line in status.inner_text().split("\n\n"))


def test_what_is_kept_as_a_stays_and_b_goes_back(visit: LessonPage) -> None:
    page = visit.page
    page.locator("#slider0").focus()
    page.keyboard.press("End")
    assert page.locator("#keep").is_enabled()
    page.locator("#keep").click()
    assert "A and B are the same" in page.locator("#status").inner_text()
    assert page.locator("#keep").is_disabled() and page.locator("#back").is_disabled()
    page.locator("#slider1").focus()
    page.keyboard.press("End")
    page.locator("#back").click()
    assert page.locator("#slider0").input_value() == "2"
    assert page.locator("#slider1").input_value() == "0"


def test_numbers_are_those_of_the_study(visit: LessonPage, made: tuple[Study, Path, Path]) -> None:
    """Every setting against every other, in all worlds together and in each alone."""
    study, folder, _ = made
    table = study.table(folder).sort_values(["point", "seed"])
    groups = table.drop_duplicates("group").sort_values("will")["group"].tolist()
    lasts = visit.page.evaluate(LAST_DIGITS)
    compared = 0
    for world in (-1, 0, 2):
        kept = table if world < 0 else table[table["group"] == groups[world]]
        found = visit.page.evaluate(ALL_PAIRS, [world, SETTINGS])
        for (i, a), (j, b) in product(enumerate(SETTINGS), repeat=2):
            for at, one in enumerate(study.outcomes):
                wanted = by_hand(runs(kept, one.name, a), runs(kept, one.name, b))
                got = [np.nan if value is None else value for value in found[i][j][at]]
                assert got == pytest.approx(wanted, abs=0.03 * lasts[at], nan_ok=True)
                compared += 1
    assert compared == 3 * 36 * 4


def runs(table: Any, outcome: str, setting: tuple[int, int]) -> Any:
    """Runs of a setting, shape (worlds, seeds)."""
    rates = sorted(table[exploring.RATE].unique())
    here = (table[exploring.RATE] == rates[setting[0]]) & (
        table[exploring.LINEAR] == bool(setting[1])
    )
    return np.array([own[outcome].to_numpy() for _, own in table[here].groupby("group")])


def by_hand(a: Any, b: Any) -> list[float]:
    """What the page should say of B against A, from the runs as the study has them."""
    gap = b - a
    both = np.isfinite(gap)
    worlds = mean_of(gap)
    half = half_width(mean_of(gap.T)[None])[0]
    a, b = (mean_of(mean_of(np.where(both, one, np.nan))[None])[0] for one in (a, b))
    known = worlds[np.isfinite(worlds)]
    ends = np.quantile(known, [0.05, 0.95]) if known.size else (np.nan, np.nan)
    return [float(one) for one in (a, b, mean_of(worlds[None])[0], half, *ends)]


def test_a_sign_that_worlds_turn_is_not_told(visit: LessonPage) -> None:
    """One world of three goes the other way: luck cannot explain the mean, but the worlds can."""
    turned, straight = visit.page.evaluate(TURNED)
    cannot = say("The model cannot tell which of the two is higher.")
    assert turned[0] == cannot and cannot not in straight
    assert "3.0" in turned[1] or "3 " in turned[1]


def test_every_language_fits_a_phone_and_axe_finds_nothing(visit: LessonPage, axe: str) -> None:
    page = visit.page
    for summary in page.locator("summary").all():
        summary.click()
    for lang in ("en", "id", "pt", "tet"):
        page.locator("#lang").select_option(lang)
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator(".mark").first.is_visible()
        assert visit.too_wide() == 0
        assert visit.violations(axe) == []
    comma = page.locator("#outcomes td").first.inner_text()
    assert "," in comma and "." not in comma


def test_everything_is_reached_by_keyboard(visit: LessonPage) -> None:
    reached = []
    for _ in range(14):
        visit.page.keyboard.press("Tab")
        reached.append(visit.page.evaluate("document.activeElement.id"))
    assert {"lang", "slider0", "slider1", "outcome", "outcomes", "world"} <= set(reached)
