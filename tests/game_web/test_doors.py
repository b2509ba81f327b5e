"""Who comes in, who may do what, and what everybody else is told: each tried."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from game.rooms import begun, setup

from coopsim.game import FACILITATOR, Room, Send
from coopsim.game.web.application import LARGEST_BODY
from coopsim.game.web.gate import FIRST_WAIT, FREE, OVERALL, WINDOW, Tries
from coopsim.game.web.keys import keys_file, keys_of
from game_web.visiting import Site, Visitor, served

BOARD_PAGES = (
    "/board", "/board/codes", "/board/scenario.toml", "/board/decisions.csv", "/board/team/1",
    "/projector", "/debrief",
)  # fmt: skip
BOARD_NEWS = ("/board/news", "/board/team/1/news", "/projector/news")
BOARD_POSTS = {
    "/board/start": {}, "/board/advance": {"year": 1}, "/board/undo": {"year": 1},
    "/board/pause": {}, "/board/resume": {}, "/board/extend": {"year": 1, "limit": 360.0},
    "/board/remind": {}, "/board/event": {"event": "flood"}, "/board/calloff": {"event": "flood"},
    "/board/tell": {"text": "hello"}, "/board/reopen": {"team": 1},
    "/board/rename": {"team": 1, "name": "Mine"}, "/board/renew": {"whose": "1"},
    "/board/team/1/typein": {"year": 1, "made_from": 0, "loan_rate": "0.05"},
    "/debrief/reveal": {"what": "trust"}, "/debrief/hide": {"what": "trust"},
    "/debrief/whatif": {"team": 1, "first": 1, "last": 1, "what": "loan_rate=0.05"},
    "/desk/send": {"year": 1, "made_from": 0},
}  # fmt: skip
DESK = ("/desk", "/desk/news")


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return begun(tmp_path, setup(desk=True))


@pytest.fixture
def site(room: Room, tmp_path: Path) -> Iterator[Site]:
    with served(room, tmp_path) as one:
        yield one


# ---------------------------------------------------------------------------- coming in


def test_a_team_comes_in_with_pin_and_code_however_it_types_them(site: Site) -> None:
    guest = site.visitor()
    code = site.keys["2"]
    typed = f" {code[:3].lower()} {code[3:]}"
    answer = guest.ask("/join", {"pin": site.keys["pin"], "code": typed}, Accept="text/html")
    assert (answer.status, answer.headers["Location"]) == (303, "/team")
    assert site.host.room.state.teams[2].devices
    page = guest.ask("/team")
    assert page.status == 200 and site.host.room.state.teams[2].name in page.text
    assert guest.ask("/").headers["Location"] == "/team"


@pytest.mark.parametrize(
    ("pin", "code"),
    [("0000x", "2"), ("pin", "pin"), ("pin", "wrong"), ("", "2"), ("pin", ""), ("code", "code")],
)
def test_neither_alone_lets_anybody_in(site: Site, pin: str, code: str) -> None:
    guest, known = site.visitor(), dict(site.keys.secrets)
    given = {"pin": known.get(pin, pin), "code": known.get(code, code)}
    answer = guest.ask("/join", given)
    assert answer.status == 401 and "not right" in answer.text
    assert guest.ask("/team").headers["Location"] == "/join"
    assert known["2"] not in answer.text or given["code"] == known["2"]


def test_the_facilitator_needs_no_pin_and_the_secret_leaves_the_address(site: Site) -> None:
    guest = site.visitor()
    page = guest.ask(f"/enter?code={site.keys[FACILITATOR]}")
    assert "url=/board" in page.text and site.keys[FACILITATOR] not in page.text
    (cookie,) = [value for name, value in page.headers.items() if name == "Set-Cookie"][:1]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert guest.ask("/board").status == 200


def test_wrong_codes_wait_longer_and_longer() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(FREE - 1):
        tries.failed("a")
        assert tries.wait("a") == 0
    tries.failed("a")
    assert tries.wait("a") == FIRST_WAIT and tries.wait("b") == 0
    now[0] += FIRST_WAIT
    assert tries.wait("a") == 0
    tries.failed("a")
    assert tries.wait("a") == 2 * FIRST_WAIT
    tries.passed("a")
    assert tries.wait("a") == 0


def test_many_addresses_together_wait_too() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for one in range(OVERALL):
        tries.failed(str(one))
    assert tries.wait("another") == WINDOW
    now[0] += WINDOW
    assert tries.wait("another") == 0


def test_after_a_few_wrong_codes_even_the_right_one_has_to_wait(site: Site) -> None:
    guest = site.visitor()
    right = {"pin": site.keys["pin"], "code": site.keys["1"]}
    statuses = [guest.ask("/join", right | {"code": f"WRONG{n}"}).status for n in range(FREE + 1)]
    assert statuses == [401] * FREE + [429]
    answer = guest.ask("/join", right)
    assert answer.status == 429 and int(answer.headers["Retry-After"]) >= 1
    assert "Please wait" in answer.text
    assert guest.ask(f"/enter?code={site.keys[FACILITATOR]}").status == 429
    time.sleep(int(answer.headers["Retry-After"]))
    assert guest.ask("/join", right, Accept="text/html").status == 303


# ---------------------------------------------------------------------------- who may do what


def test_a_stranger_sees_and_does_nothing(site: Site) -> None:
    guest = site.visitor()
    before = site.host.room.state
    for path in (*BOARD_PAGES, "/team", "/desk"):
        assert guest.ask(path).headers.get("Location") == "/join", path
    for path in (*BOARD_NEWS, "/team/news", "/desk/news"):
        assert guest.ask(path, Accept="application/json").status == 401, path
    for path, body in (BOARD_POSTS | {"/team/send": {}, "/team/draft": {}}).items():
        assert guest.ask(path, body).status == 401, path
    assert site.host.room.state == before


def test_the_board_refuses_teams_and_the_desk(site: Site) -> None:
    for whose in ("0", "desk"):
        member = site.enter(whose)
        before = site.host.room.state
        own = (*DESK, "/desk/send") if whose == "desk" else ()
        for path in (*BOARD_PAGES, *BOARD_NEWS, *DESK):
            if path not in own:
                assert member.ask(path).status == 403, (whose, path)
        for path, body in BOARD_POSTS.items():
            if path not in own:
                assert member.ask(path, body).status == 403, (whose, path)
        assert site.host.room.state == before


def test_the_facilitators_cookie_is_no_teams(site: Site) -> None:
    board = site.enter(FACILITATOR)
    for path in ("/team", "/team/news"):
        assert board.ask(path).status == 403
    for path in ("/team/send", "/team/draft"):
        assert board.ask(path, {"year": 1, "made_from": 0}).status == 403


def test_a_team_neither_reads_nor_sets_anothers_decisions(site: Site) -> None:
    mine, other = site.enter("0"), site.enter("1")
    assert other.decide("/team/send", loan_rate="0.31").status == 200
    pages = [mine.ask("/team").text, mine.ask("/team/news?v=").text]
    assert not [page for page in pages if "0.31" in page.split("<form")[0]]
    sent = mine.news("/team/news")["regions"]["sent"]["html"]
    assert "0.31" not in sent and "0.18" in sent
    before = site.host.room.state.teams[1]
    for field in ("team", "number", "whose", "t"):
        answer = mine.decide("/team/send", loan_rate="0.07", **{field: "1"})
        assert answer.status == 200
    assert mine.ask("/team/send?team=1", {"year": 1, "made_from": 5}).status in (200, 409)
    assert site.host.room.state.teams[1] == before
    assert site.host.room.state.teams[0].draft["loan_rate"] == 0.07


def test_a_cookie_cannot_be_made_or_changed(site: Site) -> None:
    mine = site.enter("0")
    name = next(name for name in mine.cookies if name.endswith("-team"))
    honest = mine.cookies[name]
    another = honest.replace(":MD", ":MT")  # team 1, in base 64
    assert another != honest
    for forged in (another, honest[:-4] + "0000", "1:abc", "", "facilitator:"):
        mine.cookies[name] = forged
        assert mine.ask("/team").headers.get("Location") == "/join", forged
    board = name.replace("-team", "-facilitator")
    mine.cookies |= {name: honest, board: honest}
    assert mine.ask("/board").status == 403


def test_old_cookies_end_with_a_new_code_and_others_stay(site: Site) -> None:
    lost, stays, board = site.enter("0"), site.enter("1"), site.enter(FACILITATOR)
    assert board.ask("/board/renew", {"whose": "0"}).status == 200
    assert lost.ask("/team").headers["Location"] == "/join"
    assert stays.ask("/team").status == board.ask("/board").status == 200
    new = site.host.door.keys["0"]
    assert new != site.keys["0"] and new in board.ask("/board/codes").text
    for whose in (FACILITATOR, "pin", "9", "x"):
        assert board.ask("/board/renew", {"whose": whose}).status == 400


def test_a_cookie_of_another_room_is_nobodys(site: Site, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with served(begun(tmp_path / "b"), tmp_path / "b") as another:
        guest = another.enter("0")
        moved = Visitor(site.port)
        moved.cookies = {
            name.replace(str(another.port), str(site.port)): value
            for name, value in guest.cookies.items()
        }
        assert moved.ask("/team").headers["Location"] == "/join"


def test_a_post_needs_the_pages_token(site: Site) -> None:
    mine, board = site.enter("0"), site.enter(FACILITATOR)
    assert mine.decide("/team/send", loan_rate="0.07", _xsrf="").status == 403
    assert mine.decide("/team/send", loan_rate="0.07", _xsrf=board.token).status == 403
    assert board.ask("/board/advance", {"year": 1, "_xsrf": mine.token}).status == 403
    assert site.visitor().ask("/join", {"_xsrf": "", "pin": "1", "code": "2"}).status == 403
    assert not site.host.room.state.lived and not site.host.room.state.teams[0].sent


# ---------------------------------------------------------------------------- the server


def test_another_hosts_name_is_refused(site: Site) -> None:
    guest = site.visitor()
    for name in ("evil.example", f"evil.example:{site.port}", "127.0.0.1.evil.example"):
        assert guest.ask("/join", Host=name).status == 421
    for name in (f"127.0.0.1:{site.port}", f"localhost:{site.port}", "LOCALHOST"):
        assert guest.ask("/join", Host=name).status == 200


def test_every_answer_says_what_a_browser_may_do(site: Site) -> None:
    board = site.enter(FACILITATOR)
    style = re.search(r'href="(/static/game\.css[^"]+)"', board.ask("/board").text)
    assert style
    for path in ("/join", "/board", "/board/news", "/nowhere", "/team", style[1]):
        headers = board.ask(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert headers["X-Frame-Options"] == "DENY" and headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in headers or path == style[1]


def test_no_file_but_ours_is_served(site: Site) -> None:
    guest = site.visitor()
    for path in ("../host.py", "%2e%2e/host.py", "..%2fhost.py", "", "/etc/passwd", "nothing.css"):
        assert guest.ask(f"/static/{path}").status in (403, 404), path


def test_a_post_that_is_too_large_is_refused(site: Site) -> None:
    mine = site.enter("0")
    try:
        status = mine.decide("/team/send", loan_rate="9" * (LARGEST_BODY + 1)).status
    except (BrokenPipeError, ConnectionResetError):
        status = 400  # it hung up before all was said
    assert status in (400, 413)
    assert mine.ask("/team").status == 200 and not site.host.room.state.teams[0].sent


def test_a_slow_client_holds_up_nobody(site: Site) -> None:
    mine = site.enter("0")
    slow = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(20)]
    for one in slow:
        one.sendall(b"POST /team/send HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999\r\n\r\nx")
    started = time.monotonic()
    assert mine.decide("/team/send", loan_rate="0.07").status == 200
    assert time.monotonic() - started < 10
    for one in slow:
        one.close()


@pytest.mark.parametrize(
    "path", ["/board/nonsense", "/board/team/9", "/nowhere", "/board/team/9/news"]
)
def test_what_is_not_there_is_said_in_words(site: Site, path: str) -> None:
    board = site.enter(FACILITATOR)
    answer = board.ask(path, {} if path == "/board/nonsense" else None)
    assert answer.status == 404 and "no such page" in answer.text.lower()


# ---------------------------------------------------------------------------- secrets


def test_secrets_outlive_the_server_in_a_file_of_its_owners(room: Room, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'games.db'}"
    file = keys_file(url, room.name)
    first = keys_of(room, file)
    assert file.parent == tmp_path and file.stat().st_mode & 0o077 == 0
    again = keys_of(Room.open(url, room.name), file)
    assert again == first
    file.unlink()
    anew = keys_of(Room.open(url, room.name), file)
    assert not set(anew.secrets.values()) & set(first.secrets.values())
    assert Room.open(url, room.name).seat(anew["1"]) == 1
    log = (tmp_path / "games.db").read_bytes() + (tmp_path / "games.db-wal").read_bytes()
    assert not [whose for whose, secret in anew.secrets.items()
                if whose != "pin" and secret.encode() in log]  # fmt: skip


def test_a_file_of_secrets_that_is_no_such_file_is_made_anew(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "x.keys"
    for content in ("", "{", '{"cookies": 1}', '{"cookies": "a", "secrets": []}', "[]"):
        file.write_text(content, encoding="utf-8")
        opened = Room.open(tmp_path / "games.db", room.name)
        assert opened.seat(keys_of(opened, file)["0"]) == 0


def test_what_a_team_decides_stays_secret_until_the_year_is_over(site: Site) -> None:
    room = site.host.room
    now = room.state.teams[1]
    room.do(Send(1, now.version, now.draft | {"loan_rate": 0.31}))
    mine = site.enter("0")
    for path in ("/team/news", "/team/news?v=&team=1", "/team/news?whose=1"):
        regions = mine.ask(path, Accept="application/json").data["regions"]
        assert "0.31" not in regions["sent"]["html"]
        assert 'value="0.31" selected' not in regions["form"]["html"]
