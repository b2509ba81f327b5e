"""Whole games in the browser: a board, teams on phones, one of them silent, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import coopsim
from browser.game_page import Game, Screen
from browser.lesson_page import SECOND
from coopsim.files import load_scenario
from coopsim.game import FACILITATOR

pytestmark = pytest.mark.browser

PHONE = 390


@pytest.fixture
def game(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Game]:
    served = Game(tmp_path, getattr(request, "param", ("--teams", "3")))
    served.start()
    yield served
    served.stop()


def board_of(chromium: Browser, game: Game) -> Screen:
    """The facilitator, who says yes to every question."""
    board = Screen(chromium, game, FACILITATOR)

    board.page.remove_listener("dialog", board._popped_up)
    board.page.on("dialog", lambda dialog: dialog.accept())
    return board


def end_year(board: Screen, year: int, *teams: Screen) -> None:
    """The board ends a year; every screen shows the next by itself."""
    board.page.locator("#advance").click()
    for screen in (board, *teams):
        screen.waits_for(f"Year {year + 1} of 10" if year < 10 else "All 10 years are over")


@pytest.mark.parametrize("game", [("--teams", "3", "--seed", "4")], indirect=True)
def test_ten_years_with_a_silent_team_an_undo_and_a_power_cut(
    chromium: Browser, game: Game, axe: str
) -> None:
    board = board_of(chromium, game)
    one, two, silent = (Screen(chromium, game, str(team), PHONE) for team in range(3))
    teams = (one, two, silent)
    assert [screen.violations(axe) for screen in (board, one)] == [[], []]
    board.page.locator("#start").click()
    for screen in teams:
        screen.waits_for("Year 1 of 10")
    for year in range(1, 11):
        one.choose("loan_rate", 10 + year)
        if year == 2:
            _reloads(one)
        if year == 5:
            _survives_a_power_cut(game, one, board)
        else:
            one.send()
        two.choose("share_lent", year % 8)
        two.send()
        board.page.get_by_text("2 of 3 teams have sent").wait_for()
        end_year(board, year, *teams)
        if year == 3:
            _takes_back(board, one, two)
    room = game.room()
    assert [year.decisions[0]["loan_rate"] for year in room.state.lived] == [
        pytest.approx((10 + year) / 100) for year in range(1, 11)
    ]
    assert all(year.silent == (False, False, True) for year in room.state.lived)
    assert "was silent" in silent.page.locator("#region-results").inner_text()
    board.page.locator("#region-teams").get_by_text("Results").first.wait_for()
    assert not board.page.get_by_text("Play this card").count()
    assert not board.page.get_by_text("Type in").count()
    _replays(board, game)
    _debriefs(board, axe)
    for screen in teams:
        assert screen.too_wide() == 0 and screen.violations(axe) == []
    for screen in (board, *teams):
        assert screen.strangers == screen.unexpected() == []
        screen.close()


def _reloads(one: Screen) -> None:
    """In the middle of a year: what was chosen is there again, in another language too."""
    chosen = one.page.locator("#loan_rate").input_value()
    one.page.reload()
    assert one.page.locator("#loan_rate").input_value() == chosen
    one.page.locator("nav.languages a[hreflang=id]").click()
    assert one.page.locator("html").get_attribute("lang") == "id"
    assert one.page.locator("#loan_rate").input_value() == chosen
    one.page.locator("nav.languages a[hreflang=en]").click()
    one.page.locator("html[lang=en]").wait_for()
    one.page.locator("details.group:has(#loan_rate) > summary").click()


def _survives_a_power_cut(game: Game, one: Screen, board: Screen) -> None:
    """Sent while the server is gone: kept, tried again, and counted when it is back."""
    game.kill()
    one.page.locator("#send").click()
    one.said.filter(has_text="Trying again").wait_for()
    board.page.locator("#offline").wait_for()
    game.start()
    one.said.filter(has_text="Sent.").wait_for()
    board.page.locator("#offline").wait_for(state="hidden")
    assert game.room().state.teams[0].sent


def _takes_back(board: Screen, one: Screen, two: Screen) -> None:
    """A year is taken back and lived again: it comes to the same."""
    first = one.page.locator("#region-results").inner_text()
    board.page.locator("#undo").click()
    for screen in (board, one, two):
        screen.waits_for("Year 3 of 10")
    one.send()
    two.send()
    end_year(board, 3, one, two)
    assert one.page.locator("#region-results").inner_text() == first


def _replays(board: Screen, game: Game) -> None:
    """The game's file, run by itself, gives the game's numbers to the last bit."""
    with board.page.expect_download() as found:
        board.page.locator("a[href='/board/scenario.toml']").click()
    path = game.folder / "played.toml"
    found.value.save_as(path)
    room = game.room()
    again = coopsim.simulate(load_scenario(path), room.setup.seed, scopes=("nation", "cooperative"))
    lived = room.results().run
    for name in ("members", "loans", "cash", "trust", "surplus"):
        assert (again.by_year(name, "cooperative") == lived.by_year(name, "cooperative")).all()


def _debriefs(board: Screen, axe: str) -> None:
    """Dials one at a time, years by a slider, what if, and a print of it all."""
    page = board.page
    board.open("/debrief")
    page.locator("#dial-trust").wait_for()
    assert page.locator("svg.cs-picture").count() == 0
    page.locator("#dial-trust").click()
    page.locator("svg.cs-picture").wait_for()
    page.locator("section[data-year='9']").wait_for(state="hidden")
    assert page.locator("section[data-year]:visible").count() == 1
    page.locator("#years").press("ArrowLeft")
    page.locator("section[data-year='9']").wait_for()
    page.locator("#wlever").select_option(label="Lending rate, a year")
    assert page.locator("#wwhat optgroup").count() == 1
    page.locator("#wwhat").select_option(value="loan_rate=0.05")
    page.get_by_role("button", name="Live the game again").click()
    page.locator("#whatif svg").first.wait_for()
    assert "instead of" in page.locator("#whatif .good").inner_text()
    assert board.violations(axe) == [] and board.too_wide() == 0
    page.emulate_media(media="print")
    assert page.locator("section[data-year]:visible").count() == 10
    assert len(page.pdf(format="A4")) > 20_000
    page.emulate_media(media="screen")
    for path in ("/board", "/board/codes", "/board/team/1", "/projector"):
        board.open(path)
        assert board.violations(axe) == [], path
    page.set_viewport_size({"width": 1920, "height": 1080})
    for count, dial in enumerate(("trust", "reserve", "fund_alive", "members_better_off"), 1):
        if count > 1:
            board.open("/debrief")
            page.locator(f"#dial-{dial}").click()
            page.locator("svg.cs-picture").nth(count - 1).wait_for()
            board.open("/projector")
        page.locator("svg.cs-picture").nth(count - 1).wait_for()
        assert page.locator("svg.cs-picture").count() == count, "all that is shown"
        assert page.evaluate("document.documentElement.scrollHeight") <= 1080, "on one screen"


def test_what_is_sent_right_after_a_draft_is_no_clash(chromium: Browser, game: Game) -> None:
    board, one = board_of(chromium, game), Screen(chromium, game, "0", PHONE)
    board.page.locator("#start").click()
    one.waits_for("Year 1 of 10")
    # No news come in: the page knows of its draft by the draft's own answer alone.
    one.page.route("**/team/news*", lambda route: route.abort())
    with one.page.expect_response("**/team/draft"):
        one.choose("loan_rate", 10)
    one.page.wait_for_timeout(SECOND / 5)
    assert one.page.locator("#loan_rate").input_value() == "0.1", "nothing is taken back"
    one.send()
    assert one.page.locator("#differs").is_hidden()
    # A draft that counts, and whose answer never arrives.
    one.page.route("**/team/draft", lambda route: (route.fetch(), route.abort())[1])
    board.page.locator("#reopen-0").click()
    board.page.get_by_text("The team can change it again.").wait_for()
    one.page.unroute("**/team/news*")
    one.page.get_by_text("Your team has not sent yet").wait_for()
    with one.page.expect_event("requestfailed", lambda failed: "draft" in failed.url):
        one.choose("loan_rate", 15)
    one.choose("loan_rate", 20)
    one.send()
    assert one.page.locator("#differs").is_hidden()
    assert game.room().state.teams[0].draft["loan_rate"] == 0.2
    for screen in (board, one):
        screen.close()


def test_two_devices_a_cut_line_and_a_name_that_is_code(chromium: Browser, game: Game) -> None:
    board = board_of(chromium, game)
    one, two = Screen(chromium, game, "0", PHONE), Screen(chromium, game, "0", PHONE)
    board.open("/board/team/0")
    board.page.locator("#name").fill("<script>alert(1)</script>")
    board.page.get_by_role("button", name="Rename").click()
    one.page.get_by_role("heading", name="<script>alert(1)</script>").wait_for()
    board.open("/board")
    board.page.locator("#text").fill("<img src=x onerror=alert(1)>")
    board.page.get_by_role("button", name="Send the message").click()
    one.page.get_by_text("<img src=x").wait_for()
    board.page.locator("#start").click()
    for screen in (one, two):
        screen.waits_for("Year 1 of 10")
    one.choose("loan_rate", 10)
    _same(two, one)
    two.page.context.set_offline(True)
    two.choose("loan_rate", 20)
    two.page.locator("#send").click()
    two.said.filter(has_text="Trying again").wait_for()
    one.choose("loan_rate", 15)
    one.send()
    two.page.context.set_offline(False)
    two.page.locator("#differs:not([hidden])").wait_for()
    assert two.page.locator("#differs .which").inner_text() == "Lending rate, a year"
    assert two.page.locator("#loan_rate").input_value() == "0.2", "nothing of it is lost"
    two.page.get_by_role("button", name="Send what stands here").click()
    two.said.filter(has_text="Sent.").wait_for()
    _same(one, two)
    assert game.room().state.teams[0].draft["loan_rate"] == 0.2
    board.page.locator("#reopen-0").click()
    two.page.get_by_text("Your team has not sent yet").wait_for()
    two.choose("loan_rate", 12)
    two.said.filter(has_text="not sent yet").wait_for()
    _same(one, two)
    one.send()
    two.page.locator("#sent .good").wait_for()
    two.said.filter(has_text=re.compile("^$")).wait_for(state="attached")
    for screen in (board, one, two):
        answered = [one for one in screen.unexpected() if not re.search(r"\b409\b", one)]
        assert answered == screen.strangers == []
        screen.close()


def _same(one: Screen, other: Screen) -> None:
    """Until a device shows what the team's other device chose."""
    wanted = other.page.locator("#loan_rate").input_value()
    one.page.wait_for_function(
        "wanted => document.querySelector('#loan_rate').value === wanted", arg=wanted
    )


@pytest.mark.parametrize("game", [("--teams", "3", "--rehearsal")], indirect=True)
def test_a_trainer_rehearses_alone_in_one_browser(chromium: Browser, game: Game, axe: str) -> None:
    board = board_of(chromium, game)
    with board.context.expect_page() as opened:
        board.page.get_by_role("link", name=re.compile("Play as")).click()
    team = opened.value
    team.wait_for_url("**/team")
    board.page.locator("#start").click()
    board.page.get_by_text("2 of 3 teams have sent").wait_for()
    team.locator("#send").click()
    board.page.get_by_text("3 of 3 teams have sent").wait_for()
    board.page.locator("#advance").click()
    team.get_by_text("How year 1 went").wait_for()
    board.waits_for("Year 2 of 10")
    assert board.violations(axe) == board.strangers == board.unexpected() == []
    board.page.wait_for_timeout(SECOND)
    board.close()


@pytest.mark.parametrize("game", [("--teams", "8", "--national-desk")], indirect=True)
def test_every_page_fits_a_phone_in_every_language(chromium: Browser, game: Game) -> None:
    board, team = board_of(chromium, game), Screen(chromium, game, "7", PHONE)
    desk = Screen(chromium, game, "desk", PHONE)
    board.page.locator("#start").click()
    for screen in (team, desk):
        screen.waits_for("Year 1 of 10")
    board.page.set_viewport_size({"width": PHONE, "height": 850})
    pages = [(board, f"/{path}") for path in ("board", "debrief", "projector", "board/codes")]
    for lang in ("en", "id", "pt", "tet"):
        for screen, path in (*pages, (team, "/team"), (team, "/join"), (desk, "/desk")):
            screen.open(path, lang)
            screen.page.locator("details").evaluate_all(
                "all => all.forEach(o => { o.open = true })"
            )
            assert screen.too_wide() == 0, (lang, path)
            assert screen.page.locator(".noharm").is_visible()
    for screen in (board, team, desk):
        assert screen.strangers == screen.unexpected() == []
        screen.close()
