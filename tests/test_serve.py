"""Lessons in a browser: who comes in, what is there for them, and what is said when it fails."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from typer.testing import CliRunner

from coopsim import network, serve
from coopsim.cli.app import app
from coopsim.errors import ServeError
from coopsim.serve import starting
from coopsim.serve.contents import LessonContents
from coopsim.serve.settings import settings

PIN = "271828"


def notebook(folder: Path, name: str, *cells: tuple[str, ...]) -> None:
    made = [
        {"cell_type": kind, "id": f"c{at}", "metadata": {"tags": tags}, "source": text}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for at, (kind, text, *tags) in enumerate(cells)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    content = {"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lessons")
    title = ("markdown", "# A <b>small</b> lesson")
    opening = ("code", '# open_lesson("01_small")\nprint("a " + "picture")')
    testing = ("code", 'print("a " + "test")', "test-only")
    notebook(folder, "01_small.ipynb", title, opening, testing)
    notebook(folder, "02_research.ipynb", ("markdown", "# No lesson"), ("code", "1 + 1"))
    (folder / "03_broken.ipynb").write_text("{", encoding="utf-8")
    workshop = ("code", "def open_studio():\n    pass\nopen_studio()")
    notebook(folder, "04_workshop.ipynb", ("markdown", "# For trainers"), workshop)
    return folder


# ---------------------------------------------------------------------------- what is a lesson


def test_a_lesson_is_a_notebook_that_opens_one(lessons: Path) -> None:
    found = serve.find_lessons(lessons)
    assert [(one.file, one.title) for one in found] == [("01_small.ipynb", "A <b>small</b> lesson")]


def test_a_lesson_is_called_what_its_file_calls_it(tmp_path: Path) -> None:
    notebook(tmp_path, "x.ipynb", ("code", 'lesson = open_lesson("03_revolving_fund")'))
    (found,) = serve.find_lessons(tmp_path)
    assert found.title.startswith("The revolving fund")


def test_a_page_for_trainers_is_no_lesson(lessons: Path) -> None:
    found = serve.find_workshops(lessons)
    assert [(one.file, one.title) for one in found] == [("04_workshop.ipynb", "For trainers")]


def test_in_jupyterlab_test_cells_are_out_of_sight_and_stay_in_the_file(tmp_path: Path) -> None:
    test = ("code", "lesson.result", "test-only")
    notebook(tmp_path, "x.ipynb", ("markdown", "# Old"), test)
    before = json.loads((tmp_path / "x.ipynb").read_text())["cells"][1]
    contents = LessonContents(root_dir=str(tmp_path))

    async def renamed() -> None:
        model = await contents.get("x.ipynb")
        (cell,) = model["content"]["cells"]
        cell["source"] = "# New"
        await contents.save({**model, "format": "json"}, "x.ipynb")
        await contents.save({**model, "format": "json"}, "copy.ipynb")

    asyncio.run(renamed())
    first, last = json.loads((tmp_path / "x.ipynb").read_text())["cells"]
    assert first["source"] == ["# New"]
    assert last["metadata"] == before["metadata"] and last["source"] == ["lesson.result"]
    assert len(json.loads((tmp_path / "copy.ipynb").read_text())["cells"]) == 1


# ---------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_without_lessons_is_told(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    result = CliRunner().invoke(app, ["serve", "--notebooks", str(tmp_path / folder)])
    assert result.exit_code == 2
    assert "--notebooks DIR" in result.stderr and folder in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_language_nobody_has_is_told(lessons: Path) -> None:
    result = CliRunner().invoke(app, ["serve", "--notebooks", str(lessons), "--lang", "in"])
    assert result.exit_code == 2
    assert "Bahasa Indonesia" in result.stderr


def test_a_taken_port_is_told_or_stepped_over(lessons: Path) -> None:
    with socket.socket() as busy:
        busy.bind((network.HERE, 0))
        busy.listen()
        port = busy.getsockname()[1]
        result = CliRunner().invoke(
            app, ["serve", "--notebooks", str(lessons), "--port", str(port), "--no-browser"]
        )
        assert result.exit_code == 2
        assert f"Port {port} is taken" in result.stderr and "--port" in result.stderr
        assert network.free_port(network.HERE) != port
    assert network.free_port(network.HERE, port) == port
    with pytest.raises(ServeError, match="Port 70000"):
        network.free_port(network.HERE, 70_000)


def test_a_port_that_somebody_takes_meanwhile_is_stepped_over() -> None:
    """Two servers start in the same second: both see a free port, the second gets another."""
    taken: list[socket.socket] = []

    def listen(port: int) -> int:
        if not taken:
            other = socket.socket()
            taken.append(other)
            other.bind((network.HERE, port))
            other.listen()
        with socket.socket() as mine:
            mine.bind((network.HERE, port))
        return port

    try:
        got = network.on_port(network.HERE, None, listen)
        other = taken[0].getsockname()[1]
        assert got > other
        taken.pop().close()
        with pytest.raises(ServeError, match=f"Port {other} cannot be listened to"):
            network.on_port(network.HERE, other, listen)
    finally:
        for one in taken:
            one.close()


def test_no_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere(socket.socket):
        def connect(self, _: object) -> None:
            raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(network.socket, "socket", Nowhere)
    with pytest.raises(ServeError, match="in no network"):
        network.lan_address()


def test_a_missing_installation_is_told(lessons: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "voila", None)
    for name in ("JUPYTER_PATH", "JUPYTER_NO_CONFIG"):
        monkeypatch.setenv(name, "")
    with pytest.raises(ServeError, match=r"pip install \"coopsim\[lessons\]\""):
        serve.serve(lessons, browser=False)


# ---------------------------------------------------------------------------- the room


def test_in_a_room_the_address_and_the_pin_are_shown(
    lessons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Server:
        def start(self) -> None:
            pass

    seen: list[serve.Place] = []
    monkeypatch.setattr(starting, "lan_address", lambda: network.HERE)
    monkeypatch.setattr(starting, "_server", lambda place: seen.append(place) or Server())
    result = CliRunner().invoke(
        app, ["serve", "--notebooks", str(lessons), "--lan", "--no-browser", "--lang", "id"]
    )
    assert result.exit_code == 0, result.output
    (place,) = seen
    assert re.fullmatch(r"\d{6}", place.token)
    assert place.page in result.output and place.token in result.output
    assert place.page.endswith("lang=id")
    assert "█" in result.output
    assert "training simulation" in result.output


def test_the_square_holds_the_address() -> None:
    import segno

    assert segno.make("http://192.0.2.7:8866/lessons", error="m").version < 5
    assert len(network.qr("http://192.0.2.7:8866/lessons").splitlines()) > 15


# ---------------------------------------------------------------------------- the server itself


@attrs.define
class Visitor:
    """Somebody with a browser that keeps cookies."""

    port: int
    cookies: dict[str, str] = attrs.Factory(dict)

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection(network.HERE, self.port, timeout=60)
        cookie = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        connection.request(method, path, body, {"Cookie": cookie} | headers)
        reply = connection.getresponse()
        raw = reply.read()
        for name, value in reply.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        found = dict(reply.getheaders())
        text = "" if found.get("Content-Encoding") == "gzip" else raw.decode()
        return reply.status, found, text


@pytest.fixture(scope="module")
def server(lessons: Path) -> Iterator[int]:
    """A server as in a room, with a PIN, on this computer alone."""
    with socket.socket() as asked:  # of the system: two servers of two test processes never meet
        asked.bind((network.HERE, 0))
        port = asked.getsockname()[1]
    program = (
        "from pathlib import Path; from coopsim.serve import Place, starting;"
        f"place = Place(Path({str(lessons)!r}), '127.0.0.1', {port}, '{PIN}', 'id', True);"
        "starting._server(place).start()"
    )
    process = subprocess.Popen([sys.executable, "-c", program], env=os.environ | {"LANG": "C"})
    try:
        for _ in range(240):
            time.sleep(0.25)
            with socket.socket() as tried:
                if tried.connect_ex((network.HERE, port)) == 0:
                    break
        else:
            raise AssertionError("the server never listened")
        yield port
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def inside(server: int) -> Visitor:
    visitor = Visitor(server)
    assert visitor.ask(f"/lessons?token={PIN}")[0] == 200
    return visitor


def test_without_the_pin_nobody_comes_in(server: int) -> None:
    stranger = Visitor(server)
    for path in ("/lessons", "/voila/render/01_small.ipynb", "/api/kernels"):
        status, headers, _ = stranger.ask(path)
        assert status == 403 or headers["Location"].startswith("/login"), path


def test_the_pin_is_asked_for_and_a_wrong_one_is_slow(server: int) -> None:
    guest = Visitor(server)
    _, _, page = guest.ask("/login?next=%2Flessons")
    assert "PIN di layar pelatih" in page and "PIN on the trainer" in page
    started = time.monotonic()
    assert _type_pin(guest, page, "000000")[0] == 401
    assert time.monotonic() - started >= 1
    started = time.monotonic()
    assert guest.ask("/lessons?token=000000")[0] == 302
    assert time.monotonic() - started >= 1
    status, headers, _ = _type_pin(guest, page, PIN)
    assert (status, headers["Location"]) == (302, "/lessons")
    assert guest.ask("/lessons")[0] == 200


def _type_pin(guest: Visitor, page: str, pin: str) -> tuple[int, dict[str, str], str]:
    token = re.search(r'name="_xsrf" value="([^"]+)"', page)
    assert token
    form = urllib.parse.urlencode({"password": pin, "_xsrf": token[1]})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return guest.ask("/login?next=%2Flessons", "POST", form, **kind)


def test_a_page_on_which_trainers_write_files_is_not_there_in_a_room(inside: Visitor) -> None:
    assert "04_workshop" not in inside.ask("/lessons")[2]
    assert inside.ask("/voila/render/04_workshop.ipynb")[0] == 404


def test_the_list_of_lessons_speaks_the_language_asked_for(inside: Visitor) -> None:
    for asked, heard in (("", "id"), ("?lang=tet", "tet"), ("?lang=xx", "id")):
        _, headers, page = inside.ask(f"/lessons{asked}")
        assert f'<html lang="{heard}">' in page
        assert f"01_small.ipynb?lang={heard}" in page
        assert "A &lt;b&gt;small&lt;/b&gt; lesson" in page, "what a notebook says is escaped"
        assert 'class="noharm"' in page
        assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_everybody_has_a_code_of_their_own(server: int) -> None:
    codes = set()
    for visitor in (Visitor(server), Visitor(server)):
        _, _, page = visitor.ask(f"/lessons?token={PIN}")
        (code,) = re.findall(r"team=(\w+)", page)
        _, _, again = visitor.ask("/lessons")
        assert f"team={code}" in again
        codes.add(code)
    assert len(codes) == 2


def test_another_person_at_the_same_computer_takes_another_code(server: int) -> None:
    visitor = Visitor(server)
    _, _, page = visitor.ask(f"/lessons?token={PIN}")
    (first,) = re.findall(r"team=(\w+)", page)
    status, headers, _ = visitor.ask("/lessons?lang=en&code=new")
    assert (status, headers["Location"]) == (302, "/lessons?lang=en"), "a reload asks for none"
    _, _, page = visitor.ask("/lessons?lang=en")
    (second,) = re.findall(r"team=(\w+)", page)
    assert first != second and f"the code {second}" in page
    visitor.ask(f"/lessons?code={urllib.parse.quote('Conceição <3>')}")
    _, _, page = visitor.ask("/lessons")
    assert f"team={urllib.parse.quote('Conceição3')}" in page
    visitor.ask("/lessons?code=none")
    assert "team=" in visitor.ask("/lessons")[2], "in a room nobody goes without"


def test_a_lesson_that_is_opened_without_a_code_takes_the_browser_s_own(server: int) -> None:
    for visitor in (Visitor(server), Visitor(server)):
        visitor.ask(f"/lessons?token={PIN}")
        code = visitor.cookies["coopsim-code"]
        status, headers, _ = visitor.ask("/voila/render/01_small.ipynb?lang=id")
        assert status == 302
        assert headers["Location"] == f"/voila/render/01_small.ipynb?lang=id&team={code}"


def test_a_lesson_opens_with_nothing_from_another_host(inside: Visitor) -> None:
    status, headers, page = inside.ask("/voila/render/01_small.ipynb?lang=id&team=x")
    assert status == 200
    assert "a picture" in page, "the code ran"
    assert "open_lesson" not in page, "the code is not shown"
    assert "a test" not in page, "cells for tests are not run"
    for lang in ("en", "id", "pt", "tet"):
        assert f'<p lang="{lang}">' in page, "please wait, in four languages"
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert "cdn" not in page.lower()
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    for url in re.findall(r"""(?:src|href)=["'](/[^"']+)""", page):
        assert inside.ask(url)[0] == 200, url


def test_pages_are_sent_compressed(inside: Visitor) -> None:
    _, headers, _ = inside.ask("/voila/static/voila.js", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        "/voila", "/voila/", "/voila/tree", "/voila/tree/", "/voila/tree/01_small.ipynb",
        "/voila/files/01_small.ipynb", "/voila/api/contents", "/voila/api/contents/",
        "/api/contents", "/api/contents/01_small.ipynb", "/api/kernels", "/api/kernelspecs",
        "/api/sessions", "/api/terminals", "/api/config/notebook", "/files/01_small.ipynb",
        "/view/01_small.ipynb", "/nbconvert/html/01_small.ipynb", "/tree", "/lab",
    ],
)  # fmt: skip
def test_participants_see_lessons_and_no_files(inside: Visitor, path: str) -> None:
    status, headers, _ = inside.ask(path)
    while status in (301, 302):
        status, headers, _ = inside.ask(headers["Location"])
    assert status in (403, 404)


def test_participants_start_no_kernels_and_stop_no_server(inside: Visitor) -> None:
    xsrf = {"X-XSRFToken": inside.cookies["_xsrf"]}
    for path in ("/api/kernels", "/api/sessions", "/api/shutdown"):
        assert inside.ask(path, "POST", "{}", **xsrf)[0] in (403, 404), path


def test_code_is_never_taken_from_a_page() -> None:
    place = serve.Place(Path(), network.HERE, 1, "secret")
    told = settings(place)["MappingKernelManager"]["allowed_message_types"]
    assert "comm_msg" in told
    assert not [kind for kind in told if kind.startswith(("execute", "complete", "inspect"))]
    assert "secret" not in repr(place)
