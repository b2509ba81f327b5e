"""The pages around lessons, a lesson whose kernel died, and one lesson in JupyterLab."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser.lesson_page import HERE, PATIENCE, SECOND, LessonPage
from coopsim.serve import find_lessons

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


def first_lesson() -> str:
    """Any lesson will do: the third if there is one, for it has everything."""
    names = [lesson.file for lesson in find_lessons(ROOT / "notebooks")]
    return next((name for name in names if name.startswith("03")), names[0])


def test_the_list_leads_to_every_lesson(chromium: Browser, address: str, axe: str) -> None:
    visit = LessonPage(chromium, address)
    try:
        visit.page.set_viewport_size({"width": 390, "height": 800})
        visit.page.goto(address)
        lessons = find_lessons(ROOT / "notebooks")
        listed = visit.page.locator("ol").first
        assert listed.locator("a").count() == len(lessons)
        titles = listed.inner_text()
        visit.page.locator("nav a[hreflang=id]").click()
        assert visit.page.locator("html").get_attribute("lang") == "id"
        assert listed.inner_text() != titles
        assert visit.page.locator(".noharm").is_visible()
        assert visit.violations(axe) == [] and visit.too_wide() == 0
        visit.page.locator("details summary").click()
        visit.page.locator("button[value=new]").click()
        link = listed.locator("a").first
        assert re.search(r"team=\w+", link.get_attribute("href") or "")
        link.click()
        visit.wait_alive()
        assert visit.page.locator("html").get_attribute("lang") == "id"
        assert visit.strangers == visit.complaints == []
    finally:
        visit.close()


def test_a_lesson_whose_kernel_died_says_so(chromium: Browser, address: str) -> None:
    visit = LessonPage(chromium, address, first_lesson())
    try:
        visit.open(team="dead", lang="id")
        said = visit.page.locator("#coopsim-stopped")
        kernel = json.loads(visit.page.locator("#jupyter-config-data").inner_text())["kernelId"]
        base = address.partition("/lessons")[0]
        visit.page.wait_for_timeout(6 * SECOND)
        assert said.inner_text() == ""
        visit.context.request.post(f"{base}/voila/api/shutdown/{kernel}")
        said.filter(has_text=re.compile("Muat ulang")).wait_for()
        assert visit.complaints == []
    finally:
        visit.close()


@pytest.mark.parametrize(("lang", "said"), [("en", "Reload this page"), ("tet", "Muat ulang")])
def test_a_part_that_fails_says_so_in_the_language_of_the_page(
    chromium: Browser, address: str, notebooks: Path, lang: str, said: str
) -> None:
    broken = json.loads((notebooks / first_lesson()).read_text(encoding="utf-8"))
    cell = next(one for one in broken["cells"] if one["cell_type"] == "code")
    broken["cells"] = [cell | {"source": ["1 / 0  # nobody is told this"]}]
    (notebooks / "98_broken.ipynb").write_text(json.dumps(broken), encoding="utf-8")
    visit = LessonPage(chromium, address, "98_broken.ipynb")
    try:
        way = address.replace("/lessons", "/voila/render/98_broken.ipynb")
        visit.page.goto(f"{way.replace('lang=en', f'lang={lang}')}&team=broken")
        told = visit.page.locator(".coopsim-broken")
        told.wait_for()
        assert said in told.inner_text() and told.locator("p:visible").count() == 1
        assert "ZeroDivision" not in visit.page.content()
    finally:
        visit.close()
        (notebooks / "98_broken.ipynb").unlink()


def test_a_template_without_its_server_asks_for_nothing_else() -> None:
    """Words are the same for everybody; only 'coopsim serve' is asked whether a lesson lives."""
    template = ROOT / "coopsim/serve/share/jupyter/voila/templates/coopsim/index.html.j2"
    assert 'page_config["coopsim"]' in template.read_text(encoding="utf-8")


def without_test_cells(notebook: Path) -> int:
    """How many cells of a notebook are for people; there are others."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    kept = [cell for cell in cells if "test-only" not in cell["metadata"].get("tags", ())]
    assert len(kept) < len(cells)
    return len(kept)


def wait_for_kernel(page: Page, base: str, key: str) -> None:
    """Until JupyterLab has its kernel: before that, it asks which kernel is to run a cell."""
    for _ in range(PATIENCE // SECOND * 4):
        sessions = page.request.get(f"{base}/api/sessions?token={key}").json()
        if any(one["kernel"]["connections"] for one in sessions):
            break
        page.wait_for_timeout(SECOND / 4)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()


def test_one_lesson_in_jupyterlab(chromium: Browser, lab: str, notebooks: Path, axe: str) -> None:
    lesson = first_lesson()
    shutil.rmtree(notebooks / "saved", ignore_errors=True)
    visit = LessonPage(chromium, lab, lesson)
    page = visit.page
    try:
        base, _, key = lab.partition("/lab?token=")
        page.goto(f"{base}/doc/tree/{lesson}?reset&token={key}")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        wait_for_kernel(page, base, key)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.locator(".cs-header .cs-noharm").wait_for(state="attached")
        assert page.locator("dialog").count() == 0, "nothing is asked"
        assert page.locator(".jp-Cell").count() == without_test_cells(notebooks / lesson)
        assert page.locator(".jp-Notification, .Toastify__toast").count() == 0, "no news"
        assert page.locator(".jp-CodeCell .cm-content:visible").count() == 0, "no code"
        locked = page.locator(".jp-CodeCell").last
        locked.click(position={"x": 5, "y": 5})
        cells = page.locator(".jp-Cell").count()
        page.keyboard.press("Escape")
        page.keyboard.press("d")
        page.keyboard.press("d")
        assert page.locator(".jp-Cell").count() == cells, "locked cells stay"
        page.locator(".cs-trial").first.scroll_into_view_if_needed()
        visit.guess()
        visit.settled()
        before = visit.sentence.inner_text()
        visit.sliders.first.focus()
        for pressed in ("ArrowRight", "d", "d"):
            page.keyboard.press(pressed)
        page.wait_for_function(
            "([one, before]) => one.innerText !== before",
            arg=[visit.sentence.element_handle(), before],
        )
        assert page.locator(".jp-Cell").count() == cells
        assert [url for url in visit.strangers if HERE not in url] == []
    finally:
        visit.close()
