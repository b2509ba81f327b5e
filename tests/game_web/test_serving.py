"""'coopsim serve --game': what is printed, what is refused, and a room that is taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from coopsim.cli.app import app
from coopsim.game import Advance, Room, Start, Store
from coopsim.game.web import starting
from coopsim.game.web.starting import Served


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["serve", *words, "--no-browser"])


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Room, dict[int, str]]]:
    """Rooms that would have been served."""
    seen: list[tuple[Room, dict[int, str]]] = []

    def serve_game(room: Room, store: str, port: int | None, **more: Any) -> None:
        seen.append((room, more["bots"]))
        more["ready"](Served(room.name, "http://192.0.2.7:8866", "http://192.0.2.7:8866/enter?code=x",
                             "2718", more["lan"], room.secrets is None))  # fmt: skip

    monkeypatch.setattr(starting, "serve_game", serve_game)
    return seen


def test_a_room_is_made_once_and_goes_on(
    tmp_path: Path, served: list[tuple[Room, dict[int, str]]]
) -> None:
    store = str(tmp_path / "games.sqlite")
    words = ("--game", "timor-leste-coffee", "--teams", "5", "--years", "5", "--store", store)
    first = run(*words, "--room", "Day 2", "--lang", "id", "--national-desk", "--lan")
    assert first.exit_code == 0, first.output
    assert "2718" in first.output and "/enter?code=x" in first.output and "█" in first.output
    assert "training simulation" in first.output and "where it was left" not in first.output
    again = run(*words, "--room", "Day 2", "--rehearsal")
    assert "goes on where it was left" in again.output
    (new, nobody), (old, bots) = served
    assert nobody == {} and list(bots) == [1, 2, 3, 4]
    assert Store(store).rooms() == ("Day 2",)
    for room in (new, old):
        assert (len(room.setup.teams), room.setup.years, room.setup.lang) == (5, 5, "id")
        assert room.setup.desk and room.setup.world.name.startswith("timor-leste-coffee")


def test_a_room_that_goes_on_names_its_world_and_what_was_asked_in_vain(
    tmp_path: Path, served: list[tuple[Room, dict[int, str]]]
) -> None:
    words = ("--game", "--store", str(tmp_path / "games.sqlite"), "--room", "one")
    first = run(*words, "timor-leste-coffee", "--teams", "5", "--years", "1")
    assert first.exit_code == 0 and "The room 'one'" not in first.output
    title = served[0][0].setup.world.title
    again = run(*words)
    assert f"The room 'one' is of '{title}', year 1 of 1." in again.output.replace("\n", " ")
    assert "left aside" not in again.output and "Another --room" not in again.output
    vain = run(*words, "timor-leste-coffee", "--teams", "4", "--years", "1").output
    assert "left aside: --teams (it has 5)." in vain.replace("\n", " ")
    other = run(*words, "timor-leste-credit-union")
    assert other.exit_code == 2 and len(served) == 3, "nothing of another world is served"
    said = other.stderr.replace("\n", " ")
    assert title in said and "Another --room NAME begins a new game" in said
    room = Room.open(tmp_path / "games.sqlite", "one")
    for command in (Start(), Advance()):
        room.do(command)
    assert "its game is over" in run(*words).output.replace("\n", " ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--game", "nowhere"), "nowhere"),
        (("--game", "--teams", "2"), "2 teams cannot be played. Allowed: 3 to 8."),
        (("--game", "--lang", "in"), "There is no language 'in'"),
        (("timor-leste-coffee",), "For a game: --game timor-leste-coffee"),
        (("--game", "--store", "nothing://x"), "is no database"),
        (("--game", "--port", "70000"), "Port 70000"),
    ],
)
def test_what_makes_no_game_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2 and told in result.stderr, result.output
    assert "Traceback" not in result.stderr
