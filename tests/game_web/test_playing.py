"""A game through its pages' own requests: decide, send, end the year, take it back, debrief."""

from __future__ import annotations

import json
import math
import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from game.rooms import begun, room, setup, small
from game.test_levers import same

import coopsim
from coopsim.accounts import Line, Statement
from coopsim.files import load_scenario
from coopsim.game import DIALS, FACILITATOR, NUMBERS, Store, StoreError, lived
from coopsim.game.measures import balance
from coopsim.game.web import choosing, surplus, telling
from coopsim.game.web import host as hosting
from coopsim.scenario import Policy
from coopsim.text import NO_HARM, say
from game_web.visiting import TOKEN, Site, Visitor, served

NASTY = "<script>alert(1)</script>"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(begun(tmp_path, setup(desk=True)), tmp_path) as one:
        yield one


def settled(one: Visitor, path: str, year: int) -> dict[str, Any]:
    """News of a page once it shows a year, as its script waits for it."""
    return heard(one, path, f"Year {year} ")


def heard(one: Visitor, path: str, words: str) -> dict[str, Any]:
    """News of a page once its head has some words in it."""
    for _ in range(600):
        news = one.news(path)
        if not news["busy"] and words in news["regions"]["head"]["html"]:
            return news
    raise AssertionError(f"{words!r} never came")


def sent_values(one: Visitor) -> dict[str, str]:
    """What the server holds of a team's decisions, as its page reads them."""
    html = one.news("/team/news")["regions"]["sent"]["html"]
    found = re.search(r'data-values="([^"]+)"', html)
    assert found
    values: dict[str, str] = json.loads(found[1].replace("&#34;", '"'))
    return values


# ---------------------------------------------------------------------------- a year


def test_a_year_is_decided_sent_and_lived(site: Site) -> None:
    board, team, silent = site.enter(FACILITATOR), site.enter("0"), site.enter("1")
    assert "The year before you took over" in team.ask("/team").text
    answer = team.decide("/team/send", loan_rate="0.25")
    assert answer.said.startswith("Sent.") and site.host.room.state.teams[0].sent
    assert "1 of 3 teams has sent" in board.news("/board/news")["regions"]["head"]["html"]
    preview = board.news("/board/news")["regions"]["teams"]["html"]
    assert "<b>25%</b> (last year 18%)" in preview
    assert board.ask("/board/advance", {"year": 1}).status == 200
    news = settled(team, "/team/news", 2)
    assert "How year 1 went" in news["regions"]["results"]["html"]
    assert "Lending rate, a year: 25%" in news["regions"]["results"]["html"]
    kept = settled(silent, "/team/news", 2)["regions"]["results"]["html"]
    assert "Lending rate, a year: 18%" in kept and "was silent" in kept
    assert site.host.room.state.lived[0].silent == (False, True, True)


def test_a_press_that_arrives_twice_counts_once(site: Site) -> None:
    board, team = site.enter(FACILITATOR), site.enter("0")
    for _ in range(2):  # the answer was lost on the way, and the script sent it again
        assert team.decide("/team/send", loan_rate="0.25").status == 200
    assert site.host.room.state.teams[0].version == 1
    assert board.ask("/board/tell", {"text": "Hello", "key": "k1"}).status == 200
    assert board.ask("/board/tell", {"text": "Hello", "key": "k1"}).status == 200
    assert len(site.host.room.state.messages) == 1
    limit = {"year": 1, "limit": site.host.room.state.limit}
    for _ in range(2):  # without a key, as after a crash that has forgotten them
        assert board.ask("/board/extend", limit).status == 200
        assert board.ask("/board/advance", {"year": 1}).status == 200
    settled(board, "/board/news", 2)
    assert site.host.room.state.limit == limit["limit"] and len(site.host.room.state.lived) == 1
    for _ in range(2):
        assert board.ask("/board/undo", {"year": 1}).status == 200
    settled(board, "/board/news", 1)
    assert site.host.room.state.lived == ()


def test_undo_gives_back_what_was_sent_and_the_same_year(site: Site) -> None:
    board, team = site.enter(FACILITATOR), site.enter("0")
    team.decide("/team/send", loan_rate="0.25")
    board.ask("/board/advance", {"year": 1})
    first = settled(team, "/team/news", 2)["regions"]["results"]
    board.ask("/board/undo", {"year": 1})
    settled(team, "/team/news", 1)
    assert sent_values(team)["loan_rate"] == "0.25"
    assert team.decide("/team/send").status == 200
    board.ask("/board/advance", {"year": 1})
    assert settled(team, "/team/news", 2)["regions"]["results"] == first


def test_what_was_made_for_another_year_is_refused(site: Site) -> None:
    board, team = site.enter(FACILITATOR), site.enter("0")
    board.ask("/board/advance", {"year": 1})
    settled(board, "/board/news", 2)
    old = {"year": 1, "made_from": 0, "loan_rate": "0.07"}
    answer = team.ask("/team/send", old)
    assert answer.status == 409 and "another year" in answer.said
    assert not team.ask("/team/draft", old).data["kept"]
    assert not team.ask("/team/draft", old | {"year": 2}).data["kept"], "made from an older one"
    assert site.host.room.state.teams[0].draft["loan_rate"] == 0.18


# ---------------------------------------------------------------------------- two devices


def test_a_draft_is_for_the_teams_other_devices_and_the_board(site: Site) -> None:
    one, two, board = site.enter("0"), site.enter("0"), site.enter(FACILITATOR)
    answer = one.decide("/team/draft", loan_rate="0.25")
    assert answer.data["kept"] and answer.data["made_from"] == 1
    assert sent_values(two)["loan_rate"] == "0.25"
    assert "<b>25%</b>" in board.news("/board/news")["regions"]["teams"]["html"]
    assert not site.host.room.state.teams[0].sent


def test_a_stale_send_is_refused_and_nothing_is_lost(site: Site) -> None:
    one, two = site.enter("0"), site.enter("0")
    old = {"year": 1, "made_from": 0}
    assert one.ask("/team/send", old | {"loan_rate": "0.25"}).status == 200
    answer = two.ask("/team/send", old | {"loan_rate": "0.30"})
    assert answer.status == 409 and answer.data["version"] == 1
    assert "Another device" in answer.said
    assert sent_values(two)["loan_rate"] == "0.25"
    new = {"year": 1, "made_from": answer.data["version"], "loan_rate": "0.30"}
    assert two.ask("/team/send", new).status == 200
    assert sent_values(one)["loan_rate"] == "0.3"


def test_a_page_does_not_clash_with_its_own_draft(site: Site) -> None:
    one, two = site.enter("0"), site.enter("0")
    old = {"year": 1, "made_from": 0}
    assert one.ask("/team/draft", old | {"loan_rate": "0.25", "device": "one"}).data["kept"]
    assert two.ask("/team/send", old | {"loan_rate": "0.2", "device": "two"}).status == 409
    assert one.ask("/team/send", old | {"loan_rate": "0.3", "device": "one"}).status == 200
    assert sent_values(two)["loan_rate"] == "0.3"


def test_a_draft_never_takes_back_what_was_sent(site: Site) -> None:
    team = site.enter("0")
    team.decide("/team/send", loan_rate="0.25")
    answer = team.decide("/team/draft", loan_rate="0.30")
    assert answer.status == 200 and not answer.data["kept"]
    now = site.host.room.state.teams[0]
    assert now.sent and now.draft["loan_rate"] == 0.25


@pytest.mark.parametrize("value", ["", "x", "nan", "inf", "-1", "0.99", "1e9", "0.1,2", "true"])
def test_a_position_that_is_none_is_refused_in_words(site: Site, value: str) -> None:
    team = site.enter("0")
    answer = team.decide("/team/send", loan_rate=value)
    assert answer.status == 400 and "Lending rate" in answer.said
    assert not site.host.room.state.teams[0].sent


def test_a_refusal_is_told_in_the_language_of_the_page(site: Site) -> None:
    team = site.enter("0")
    team.ask("/team?lang=id")
    for value in ("x", "0.99"):
        answer = team.decide("/team/send", loan_rate=value)
        assert answer.status == 400 and answer.said.startswith("Bunga pinjaman"), answer.said
        assert "Pilih angka dari" in answer.said
    team.ask("/team?lang=en")
    assert "Choose a number from" in team.decide("/team/send", loan_rate="0.99").said


# ---------------------------------------------------------------------------- what is typed


def test_everything_typed_is_escaped_wherever_it_is_shown(site: Site) -> None:
    board, team = site.enter(FACILITATOR), site.enter("1")
    name, text = NASTY[:29], f'"{NASTY} & <b onclick="x">'
    assert board.ask("/board/rename", {"team": 1, "name": name}).status == 200
    assert board.ask("/board/tell", {"text": text}).status == 200
    assert board.ask("/debrief/reveal", {"what": "trust"}).status == 200
    board.ask("/board/advance", {"year": 1})
    settled(board, "/board/news", 2)
    board.ask("/board/tell", {"text": text})
    pages = ("/board", "/board/news", "/board/codes", "/board/team/1", "/projector", "/debrief",
             "/projector/news", "/board/team/1/news")  # fmt: skip
    seen = [board.ask(path).text for path in pages]
    seen += [team.ask(path).text for path in ("/team", "/team/news")]
    seen.append(site.enter("desk").ask("/desk").text)
    asked = {"team": 1, "first": 1, "last": 1, "what": "loan_rate=0.05"}
    seen.append(board.ask("/debrief/whatif", asked).data["html"])
    for page in seen:
        assert "<script>alert" not in page and "<b onclick" not in page
        assert page.count("<script") <= 1, "our own"
    assert sum("&lt;script&gt;alert" in page for page in seen) >= 9


def test_a_real_cooperatives_name_warns(site: Site) -> None:
    board = site.enter(FACILITATOR)
    answer = board.ask("/board/rename", {"team": 0, "name": "Moris Rasik"})
    assert answer.status == 200 and "real organisation" in answer.said


def test_messages_reach_whom_they_are_for(site: Site) -> None:
    board, one, two = site.enter(FACILITATOR), site.enter("0"), site.enter("1")
    board.ask("/board/tell", {"text": "For team one", "team": "0"})
    board.ask("/board/tell", {"text": "For\n everybody"})
    board.ask("/board/remind", {})
    heads = [one_.news("/team/news")["regions"]["head"]["html"] for one_ in (one, two)]
    assert "For team one" in heads[0] and "For team one" not in heads[1]
    assert all("For everybody" in head and "Please send your decisions" in head for head in heads)
    screen = board.news("/projector/news")["regions"]["screen"]["html"]
    assert "For everybody" in screen and "For team one" not in screen


def test_a_card_is_on_every_page_and_can_be_taken_out(site: Site) -> None:
    board, team = site.enter(FACILITATOR), site.enter("0")
    assert board.ask("/board/event", {"event": "flood"}).status == 200
    for one, path in ((team, "/team/news"), (board, "/projector/news"), (board, "/board/news")):
        assert any("Flood" in part["html"] for part in one.news(path)["regions"].values()), path
    assert board.ask("/board/calloff", {"event": "flood"}).status == 200
    assert "Flood" not in team.news("/team/news")["regions"]["head"]["html"]
    assert board.ask("/board/event", {"event": "dragon"}).status == 400


def test_a_team_on_paper_is_typed_in_and_can_be_opened_again(site: Site) -> None:
    board = site.enter(FACILITATOR)
    assert board.decide("/board/team/2/typein", loan_rate="0.25").status == 200
    assert site.host.room.state.teams[2].sent
    assert site.host.room.state.teams[2].draft["loan_rate"] == 0.25
    assert board.ask("/board/reopen", {"team": 2}).status == 200
    assert not site.host.room.state.teams[2].sent


def test_the_desk_sets_terms_for_all(site: Site) -> None:
    desk, board = site.enter("desk"), site.enter(FACILITATOR)
    assert desk.decide("/desk/send", inspection="1").status == 200
    assert board.decide("/desk/send", inspection="0.5").status == 200
    assert site.host.room.state.desk["inspection"] == 0.5
    table = desk.news("/desk/news")["regions"]["results"]["html"]
    assert all(team.name in table for team in site.host.room.state.teams)


# ---------------------------------------------------------------------------- time and news


def test_news_cost_little_where_there_are_none(site: Site) -> None:
    team = site.enter("0")
    first = team.news("/team/news")
    again = team.ask(f"/team/news?v={first['version']}", Accept="application/json")
    assert "regions" not in again.data and len(again.text) < 100
    assert again.data["running"] and 0 < again.data["seconds"] <= 360


def test_the_clock_stands_still_and_goes_on(site: Site) -> None:
    board = site.enter(FACILITATOR)
    board.ask("/board/pause", {})
    news = board.news("/board/news")
    assert not news["running"] and "stands still" in news["regions"]["head"]["html"]
    board.ask("/board/resume", {})
    before = board.news("/board/news")["seconds"]
    board.ask("/board/extend", {"year": 1, "limit": site.host.room.state.limit})
    assert board.news("/board/news")["seconds"] - before >= 118


@pytest.mark.parametrize("hours", [5, -5])
def test_a_clock_that_jumps_five_hours_does_no_harm(
    site: Site, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    team, board, real = site.enter("0"), site.enter(FACILITATOR), time.time
    before = team.news("/team/news")["seconds"]
    monkeypatch.setattr(time, "time", lambda: real() + 3600 * hours)
    assert 0 <= before - team.news("/team/news")["seconds"] <= 60
    assert team.decide("/team/send", loan_rate="0.25").status == 200
    assert board.ask("/board/advance", {"year": 1}).status == 200
    assert site.enter("1").ask("/team").status == 200


def test_no_page_and_no_news_hold_a_time_of_day(site: Site) -> None:
    """So a clock five hours off, here or there, does nothing."""
    team = site.enter("0")
    for path in ("/team", "/team/news"):
        page = re.sub(TOKEN, "", team.ask(path).text)
        assert not re.search(r"\b(?:20\d\d-\d\d|\d\d:\d\d:\d\d|17\d{8,})\b", page)


# ---------------------------------------------------------------------------- languages


@pytest.mark.parametrize("lang", ["en", "id", "pt", "tet"])
def test_every_page_says_that_it_is_a_simulation(site: Site, lang: str) -> None:
    board, team = site.enter(FACILITATOR), site.enter("0")
    pages = [(board, path) for path in ("/board", "/projector", "/debrief", "/board/codes")]
    for one, path in (*pages, (team, "/team"), (team, "/join"), (team, "/nowhere")):
        page = one.ask(f"{path}?lang={lang}").text
        assert f'<html lang="{lang}">' in page and say(NO_HARM, lang) in page, path
    assert f'<html lang="{lang}">' in team.ask("/team").text, "the choice is remembered"


# ---------------------------------------------------------------------------- when it fails


def test_a_full_disk_is_said_and_changes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    team, board = site.enter("0"), site.enter(FACILITATOR)

    def full(*_: object) -> None:
        raise StoreError("The game's log could not be written: the disk is full.")

    before = site.host.room.state
    with monkeypatch.context() as patched:
        patched.setattr(Store, "append", full)
        answer = team.decide("/team/send", loan_rate="0.25")
        assert answer.status == 507 and "the disk is full" in answer.said
        assert board.ask("/board/advance", {"year": 1, "key": "k"}).status == 507
    assert site.host.room.state == before
    assert team.decide("/team/send", loan_rate="0.25").status == 200
    assert board.ask("/board/advance", {"year": 1, "key": "k"}).status == 200
    settled(board, "/board/news", 2)


def test_a_year_that_cannot_be_lived_is_said_and_can_be_taken_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = site.enter(FACILITATOR)

    def broken(*_: object) -> None:
        raise coopsim.errors.LedgerError("an overdraft of cash in month 20")

    with monkeypatch.context() as patched:
        patched.setattr(hosting, "lived", broken)
        assert board.ask("/board/advance", {"year": 1}).status == 200
        news = settled(board, "/board/news", 2)
        assert "month 20" in news["regions"]["head"]["html"]
        team = site.enter("0")
        for one, path in ((team, "/team"), (board, "/projector"), (board, "/debrief"),
                          (board, "/board/team/1"), (board, "/desk")):  # fmt: skip
            assert one.ask(path).status == 200, path
    assert board.ask("/board/undo", {"year": 1}).status == 200
    assert "month 20" not in settled(board, "/board/news", 1)["regions"]["head"]["html"]


# ---------------------------------------------------------------------------- the end


def test_a_game_of_bots_is_debriefed_and_its_file_replays_it(tmp_path: Path) -> None:
    game = setup(years=2)
    with served(room(tmp_path, game), tmp_path, {1: "careful", 2: "generous"}) as site:
        board, team = site.enter(FACILITATOR), site.enter("0")
        assert "Play as" in board.ask("/board").text
        assert "3 of 3 teams are here" in board.news("/board/news")["regions"]["head"]["html"]
        board.ask("/board/start", {})
        for year in (1, 2):
            settled(board, "/board/news", year)
            assert team.decide("/team/send", loan_rate="0.25").status == 200
            heard(board, "/board/news", "3 of 3 teams have sent")
            board.ask("/board/advance", {"year": year})
        heard(board, "/board/news", "are over")
        _debriefed(board)
        text = board.ask("/board/scenario.toml").text
        (tmp_path / "played.toml").write_text(text, encoding="utf-8")
        again = coopsim.simulate(load_scenario(tmp_path / "played.toml"), game.seed,
                                 scopes=("nation", "cooperative"))  # fmt: skip
        lived = site.host.room.results().run
        for name in ("members", "loans", "trust", "cash"):
            assert (again.by_year(name, "cooperative") == lived.by_year(name, "cooperative")).all()
        lines = board.ask("/board/decisions.csv").text.splitlines()
        assert len(lines) == 1 + 2 * 3 and "0.25" in lines[1]
        assert tomllib.loads(text)["policy"]


def _debriefed(board: Visitor) -> None:
    page = board.ask("/debrief").text
    assert page.count('<section data-year="') == 2 and "<svg" not in page
    assert board.ask("/debrief/reveal", {"what": "trust"}).data["go"] == "/debrief"
    page = board.ask("/debrief").text
    assert page.count("<svg") == 1 and "aria-label=" in page
    order = re.findall(r'<tr class="line"><th scope="row">(\d) ', page)
    assert order == ["1", "2", "3"], "no ranking unless asked"
    ranked = board.ask("/debrief?ranking=1").text
    values = [int(one) for one in re.findall(r'<td class="n">(\d+)%', ranked)]
    assert values == sorted(values, reverse=True)
    assert "<svg" in board.news("/projector/news")["regions"]["screen"]["html"]
    asked = {"team": 0, "first": 1, "last": 2, "what": "loan_rate=0.25"}
    assert "decided so anyway" in board.ask("/debrief/whatif", asked).said
    tried = board.ask("/debrief/whatif", asked | {"what": "loan_rate=0.05"})
    assert "instead of" in tried.said and tried.data["html"].count("<svg") == 4
    assert board.ask("/debrief/whatif", asked | {"first": 2, "last": 1}).status == 400
    for wrong in ({"what": "nothing=1"}, {"team": 7}, {"team": "x"}):
        assert board.ask("/debrief/whatif", asked | wrong).status == 400
    assert board.ask("/debrief/hide", {"what": "trust"}).status == 200
    assert board.ask("/debrief/reveal", {"what": "secrets"}).status == 400


# ---------------------------------------------------------------------------- what a year came to


def test_a_storm_of_the_scenario_is_told_in_its_year(tmp_path: Path) -> None:
    storm = Policy(13, (("luck.income_shift", -0.3),), 18, (), "A storm year")
    game = setup(small().with_policies(storm), years=2)
    with served(begun(tmp_path, game), tmp_path) as site:
        board, team = site.enter(FACILITATOR), site.enter("0")
        assert "A storm year" not in heard(team, "/team/news", "Year 1 ")["regions"]["head"]["html"]
        assert "cannot be played" not in board.news("/board/news")["regions"]["events"]["html"]
        board.ask("/board/advance", {"year": 1})
        head = settled(team, "/team/news", 2)["regions"]["head"]["html"]
        assert "A storm year" in head and "January to June" in head and "−30% instead of 0%" in head
        told = settled(board, "/board/news", 2)["regions"]["events"]["html"]
        assert "Flood" in told and "cannot be played" in told
        refused = board.ask("/board/event", {"event": "flood"})
        assert refused.status == 400 and "the scenario itself" in refused.said
        board.ask("/board/advance", {"year": 2})
        heard(board, "/board/news", "are over")
        assert "A storm year" in board.ask("/debrief").text


def test_a_team_reads_its_dials_and_what_its_surplus_is_made_of(site: Site) -> None:
    board, team = site.enter(FACILITATOR), site.enter("0")
    board.ask("/board/advance", {"year": 1})
    html = settled(team, "/team/news", 2)["regions"]["results"]["html"]
    for dial in DIALS:
        assert dial.title().capitalize() in html and dial.told().replace("'", "&#39;") in html
    assert "of the year," in html and "What moved it most" in html
    assert html.count("Year before") == 3 and "Before" not in html


def test_the_lines_of_a_loss_add_up_to_it() -> None:
    lines = [
        Line("loan income", "", kind="heading"), Line("interest on loans", "", 500, 900),
        Line("total loan income", "", 500, 900, kind="total"), Line("office", "", -600, -600),
        Line("provision for loans", "", -300, -50), Line("meetings", "", -40, -40),
        Line("manager", "", -15, 0), Line("surplus of the year", "", -455, 210, kind="total"),
    ]  # fmt: skip
    one = Statement("", "", "", 2, 2027, "IDR", 1, tuple(lines))
    whole, moved = (told.replace("\xa0", " ") for told in surplus.made_of(one, "en"))
    assert whole == (
        "The loss of the year, −Rp 455: office −Rp 600, interest on loans +Rp 500, "
        "provision for loans −Rp 300, and all other lines −Rp 55."
    )
    assert moved == (
        "What moved it most against the year before: interest on loans −Rp 400 and provision for "
        "loans −Rp 250."
    )
    assert surplus.made_of(attrs.evolve(one, lines=tuple(lines[:1])), "en") == []


def test_differences_are_of_what_is_shown() -> None:
    money = next(one for one in NUMBERS if one.key == "savings")
    late = next(one for one in NUMBERS if one.key == "par30")
    trust = next(one for one in DIALS if one.key == "trust")
    cases = [  # a value, the one before, what the page says, and in a "what if"
        (trust, 0.5949, 0.5351, "▲ 5 points more than the year before", "+5 points"),
        (trust, 0.6051, 0.5949, "▲ 2 points more than the year before", "+2 points"),
        (trust, -0.0751, -0.0749, "▼ 1 point less than the year before", "−1 point"),
        (trust, 0.7149, 0.7051, "as the year before", "the same"),
        (late, 0.0512, 0.0508, "as the year before", "the same"),
        (late, 0.0549, 0.0512, "▲ 0.4 points more than the year before", "+0.4 points"),
        (late, 0.0612, 0.0508, "▲ 1 point more than the year before", "+1 point"),
        (money, 27.51, 30.49, "▼ US$ 2 less than the year before", "−US$ 2"),
        (money, 60935.6, 53222.4, "▲ US$ 7,714 more than the year before", "+US$ 7,714"),
        (trust, math.nan, 0.5, "", "–"),
    ]
    for one, value, before, said, less in cases:
        told = telling.change(one, value, before, "USD", "en").replace("\xa0", " ")
        assert told == said, (value, before)
        apart = telling.difference(one, value, before, "USD", "en").replace("\xa0", " ")
        assert apart == less, (value, before)
        if less == "the same":
            assert telling.amount(one, value, "USD", "en") == telling.amount(
                one, before, "USD", "en"
            )


def test_balances_of_the_year_before_stand_beside_its_first_day(site: Site) -> None:
    sheet, *_ = site.host.room.results().accounts(0, 0)
    assert telling.table(sheet, 0, "en")["heads"] == ["Its last day", "Its first day"]
    assert telling.table(sheet, 2, "en")["heads"] == ["Year 2", "Year 1"]


def test_a_yes_is_told_only_where_there_was_a_surplus_to_split() -> None:
    game = setup(years=1)
    (year,) = same(game, 1)
    results = lived(game, (year,))
    left = balance(results.world, "undivided")[0] > 0
    for team in range(3):
        told = {
            share: telling.vote_words(
                results, attrs.evolve(year, votes=(share,) * 3), team, 1, "en"
            )
            for share in (0.7, 0.3)
        }
        split = left[team] and results.meeting_held(team, 1)
        assert bool(told[0.7]) == split == results.split_anything(team, 1)
        assert "refused" in told[0.3]
        assert ("no surplus to split" in told[0.3]) == (not split)


# ---------------------------------------------------------------------------- levers on a page


def test_every_position_of_every_lever_is_read_back_as_it_was_written() -> None:
    from coopsim.game import team_levers

    for preset in ("timor-leste-coffee", "timor-leste-fisheries", "indonesia-savings-and-loan"):
        for lever in team_levers(setup(preset)):
            for value in choosing.positions(lever):
                assert choosing.read(lever, choosing.written(value)) == value
                assert not lever.fault(value), (lever.key, value)
            assert lever.default in choosing.positions(lever)
            assert len(choosing.positions(lever)) <= choosing.MOST_POSITIONS + 2
