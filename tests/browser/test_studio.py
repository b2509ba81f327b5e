"""The scenario studio in a browser: a trainer changes, dates, tries, keeps, and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from browser.lesson_page import SECOND, LessonPage
from coopsim.files import load_scenario
from coopsim.studio import differences

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
PARENT = "timor-leste-credit-union"


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str, notebooks: Path) -> Iterator[LessonPage]:
    made = LessonPage(chromium, address, "10_scenario_design.ipynb")
    made.open(team="")
    made.page.locator(".cs-field:visible").first.wait_for()
    yield made
    made.close()


def field(page: LessonPage, name: str) -> Locator:
    """The field of a value or of a policy's month, by its name."""
    key = re.sub(r"[^\w-]", "_", name)
    return page.page.locator(f".cs-field :is(input, select)[id$='-{key}']").last


def typed(page: LessonPage, name: str, text: str) -> None:
    field(page, name).fill(text)
    field(page, name).press("Enter")


def differ(page: LessonPage, count: int) -> None:
    """Until the bar at the foot counts so many differences."""
    page.page.wait_for_function(
        "count => document.querySelector('.cs-foot summary').innerText.startsWith(count + ' ')",
        arg=count,
    )


def test_the_list_of_lessons_leads_here(page: LessonPage, address: str) -> None:
    other = page.context.new_page()
    other.goto(address)
    assert (
        other.locator("h2 + ol a")
        .first.get_attribute("href")
        .startswith("/voila/render/10_scenario_design.ipynb")
    )
    other.close()


def test_two_values_and_a_policy_stand_in_the_list_of_differences(page: LessonPage) -> None:
    typed(page, "fund.loan_rate", "10")
    differ(page, 1)
    says = page.page.locator(".cs-field:has([id$='-fund_loan_rate']) .cs-says input").last
    says.fill("the annual meeting")
    says.press("Enter")
    typed(page, "fund.tenor", "99")
    page.page.locator(".cs-faulty .cs-fault:visible").first.wait_for()
    page.page.locator(".cs-foot summary").get_by_text("1 fault").wait_for()
    typed(page, "fund.tenor", "36")
    differ(page, 2)
    page.page.get_by_role("button", name="Add a policy").click()
    page.page.get_by_role("button", name="Add this value to it").click()
    differ(page, 4)
    typed(page, "until", "36")
    page.page.locator(".cs-timeline svg[role=img]").wait_for()
    page.page.locator(".cs-foot summary").click()
    page.page.locator(".cs-foot table").get_by_text("months 13 to 36").wait_for()
    table = page.page.locator(".cs-foot table").inner_text()
    assert "lending rate" in table and table.count("C: the annual meeting") == 1
    page.page.locator(".cs-foot summary").click()
    assert page.page.locator(".cs-foot summary").is_visible()  # wherever one reads
    assert page.page.locator(".cs-faulty").count() == 0


def test_after_a_changed_value_the_keyboard_stands_at_who_says_so(page: LessonPage) -> None:
    """Tab leaves the value for what follows it, which the answer writes anew: nobody is lost."""
    field(page, "fund.multiple").press("ControlOrMeta+a")
    field(page, "fund.multiple").press_sequentially("5")
    field(page, "fund.multiple").press("Tab")
    differ(page, 5)
    page.page.wait_for_function("() => document.activeElement.closest('.cs-says') !== null")
    assert page.page.evaluate("() => document.activeElement.id").endswith("fund_multiple-says")
    page.page.locator(".cs-field:has([id$='-fund_multiple']) .cs-back").last.click()
    differ(page, 4)


def test_five_worlds_are_lived_while_the_page_answers(page: LessonPage) -> None:
    page.page.get_by_label("Worlds, each with its own luck").select_option("5")
    page.page.get_by_role("button", name="Try it").click()
    page.page.get_by_role("button", name="Stop").wait_for()
    search = page.page.get_by_label("Search by words or name")
    search.fill("entry share")  # answered before the worlds are done
    field(page, "membership.entry_share").wait_for()
    search.fill("")
    page.page.get_by_text("5 of 5 worlds lived.").wait_for()
    picture = page.page.locator("figure svg[role=img]").last
    assert len(picture.get_attribute("aria-label") or "") > 40


@pytest.mark.parametrize("width", [1200, 390])
def test_the_page_fits_and_everybody_can_use_it(page: LessonPage, axe: str, width: int) -> None:
    page.page.set_viewport_size({"width": width, "height": 900})
    page.page.wait_for_timeout(SECOND / 2)
    assert page.too_wide() == 0
    assert page.violations(axe) == []
    page.whole(PICTURES / "en" / f"10_scenario_design-{width}.png")


def test_it_is_kept_and_what_is_not_kept_is_here_after_a_reload(
    page: LessonPage, notebooks: Path
) -> None:
    title = page.page.get_by_label("Title", exact=True)
    title.fill("Ten per cent <b>")
    title.press("Enter")
    page.page.get_by_role("button", name="Keep it as a scenario").click()
    page.page.get_by_text("Kept as scenarios/ten-per-cent-b.toml").wait_for()
    kept = load_scenario(notebooks / "scenarios" / "ten-per-cent-b.toml")
    names = {one.name for one in differences(load_scenario(PARENT), kept)}
    assert names == {"fund.loan_rate", "fund.tenor", "policy.1", "policy.1.fund.loan_rate"}
    typed(page, "fund.loan_fee", "3")
    differ(page, 5)
    page.page.reload(wait_until="commit")
    page.wait_alive()
    differ(page, 5)
    page.page.get_by_text("is here again").wait_for()
    assert field(page, "fund.loan_fee").input_value() == "3"


def test_a_workbook_goes_out_and_comes_back(page: LessonPage, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    page.page.get_by_role("button", name="Make a workbook (.xlsx)").click()
    with page.page.expect_download() as found:
        page.page.locator("a[download$='.xlsx']").click()
    path = tmp_path / "ours.xlsx"
    found.value.save_as(path)
    book = load_workbook(path)
    for row in book["fund"].iter_rows(min_row=3, max_col=3):
        if row[0].value == "fund.multiple":
            row[2].value = 5
    book.save(path)
    with page.page.expect_file_chooser() as chosen:
        page.page.get_by_role("button", name=re.compile("Bring a workbook back")).click()
    chosen.value.set_files(path)
    differ(page, 6)
    assert field(page, "fund.multiple").input_value() == "5"


def test_a_lesson_is_made_of_what_is_kept(
    page: LessonPage, address: str, chromium: Browser
) -> None:
    page.page.get_by_label("Replace my file of this name, if there is one").check()
    page.page.get_by_role("button", name="Keep it as a scenario").click()
    page.page.get_by_text("Kept as scenarios/ten-per-cent-b.toml").wait_for()
    page.page.get_by_label("Lesson", exact=True).select_option(index=1)
    page.page.get_by_role("button", name="Make a lesson of it").click()
    page.page.get_by_text("stands in the list of lessons now").wait_for()
    made = LessonPage(chromium, address, "02_capital_and_surplus-ten-per-cent-b.ipynb")
    made.open(team="")
    made.page.get_by_role("heading", name="1. Ten per cent <b>").wait_for()
    assert made.page.get_by_text("Railoro").count() == 0
    assert made.too_wide() == 0
    assert made.complaints == [] and made.strangers == []
    made.close()


def test_nothing_went_wrong_and_no_other_host_was_asked(page: LessonPage) -> None:
    assert page.complaints == []
    assert page.strangers == []
