"""The kit without a network: which wheels belong to it, what starts it and what it tells."""

from __future__ import annotations

import ensurepip
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from coopsim.cli.app import app
from coopsim.kit import PLATFORMS, Kit, KitError, build_kit, building, wheels
from coopsim.kit.plan import this_platform
from coopsim.kit.wheels import Wheel, needed
from coopsim.text import LANGUAGES, NO_HARM, say
from coopsim.translation import Checkout

ROOT = Path(__file__).parents[1]
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
PIP = next((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
OWN = "import sys; print('coopsim', *sys.argv[1:])"


def wheel(folder: Path, name: str, needs: Iterable[str] = (), code: str = "") -> Path:
    """A wheel with nothing in it but what it asks for, and what it does when it is run."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    about = [f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0"]
    about += [f"Requires-Dist: {one}" for one in needs]
    about += ["Provides-Extra: lessons\nProvides-Extra: game\n"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{name}/__main__.py", code)
        archive.writestr(f"{info}/METADATA", "\n".join(about))
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


# --------------------------------------------------------------------------------- the wheels


def house(folder: Path, asked: dict[str, list[str]]) -> dict[str, Wheel]:
    return {name: Wheel.read(wheel(folder, name, needs)) for name, needs in asked.items()}


def test_conditions_are_those_of_the_computer_the_kit_is_for(tmp_path: Path) -> None:
    """pip asks them of the computer it runs on, and forgets what only Windows needs."""
    there = house(tmp_path, {
        "coopsim": ["server; extra == 'lessons'"],
        "server": ["shell; os_name != 'nt'", "winshell>=1; sys_platform == 'win32'"],
        "shell": [],
    })  # fmt: skip
    root = [Requirement("coopsim[lessons]")]
    windows = needed(root, there, PLATFORMS["win_amd64"].markers("3.11"))
    assert windows.missing == {"winshell>=1"} and windows.used == {"coopsim", "server"}
    linux = needed(root, there, PLATFORMS["linux_x86_64"].markers("3.11"))
    assert not linux.missing and linux.used == {"coopsim", "server", "shell"}


def test_extras_and_versions_are_followed(tmp_path: Path) -> None:
    there = house(tmp_path, {
        "coopsim": ["a[fast]>=1 ; extra == 'game'", "old; python_version < '3.12'"],
        "a": ["b>=2; extra == 'fast'", "c; extra == 'slow'"],
        "b": [],
    })  # fmt: skip
    markers = PLATFORMS["macos_arm64"].markers
    asked = [Requirement("coopsim[game]")]
    assert needed(asked, there, markers("3.11")).missing == {"b>=2", "old"}
    assert needed(asked, there, markers("3.12")).missing == {"b>=2"}
    assert not needed([Requirement("coopsim")], there, markers("3.12")).missing


def test_fetching_goes_on_until_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = wheel(tmp_path, "coopsim", ["server; extra == 'lessons'"])
    rounds: list[list[str]] = []

    def download(wanted: list[str], *_: Any) -> None:
        rounds.append(wanted)
        folder = tmp_path / "house"
        for name in ("pip", "never"):
            wheel(folder, name)
        wheel(folder, "server", ["winshell; sys_platform == 'win32'"])
        if "winshell" in wanted:
            wheel(folder, "winshell")

    monkeypatch.setattr(wheels, "_download", download)
    found = wheels.fetch(own, ["lessons"], PLATFORMS["win_amd64"], "3.11", tmp_path / "house")
    assert rounds == [[f"{own}[lessons]", "pip"], ["winshell"]]
    assert [path.name.partition("-")[0] for path in found] == [
        "coopsim",
        "pip",
        "server",
        "winshell",
    ]
    assert set(found) == set((tmp_path / "house").iterdir())  # what nobody needs is not packed


def test_what_nobody_has_a_wheel_of_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = wheel(tmp_path, "coopsim", ["server>=9"])
    monkeypatch.setattr(wheels, "_download", lambda *_: wheel(tmp_path / "house", "pip"))
    with pytest.raises(KitError, match=r"win_amd64 and Python 3\.11: server>=9 is still missing"):
        wheels.fetch(own, [], PLATFORMS["win_amd64"], "3.11", tmp_path / "house")


@pytest.mark.parametrize("name", PLATFORMS)
def test_pip_knows_the_tags_of_every_platform(name: str) -> None:
    for tag in PLATFORMS[name].tags:
        assert re.fullmatch(r"(win|manylinux\d*|linux|macosx)(_\d+)*_\w+", tag), tag


# ------------------------------------------------------------------------------------ the kit


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit for this computer whose coopsim is a stand-in that says how it was started."""
    folder = tmp_path_factory.mktemp("made")
    own = wheel(folder, "coopsim", code=OWN)

    def fetch(_: Path, __: Any, ___: Any, ____: str, house: Path) -> list[Path]:
        house.mkdir(parents=True)
        return [Path(shutil.copy2(one, house)) for one in (own, PIP)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "fetch", fetch)
        patch.setattr(building, "own_wheel", lambda *_: own)
        kit = Kit(
            Checkout(ROOT), folder / "kit", PLATFORMS[this_platform()], (VERSION,), site=False
        )
        built = build_kit(kit)
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    return built.zip


@pytest.fixture
def kit(made: Path, tmp_path: Path) -> Path:
    """The kit, unzipped into a folder with a space and an accent."""
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "Kópi 1")
    return tmp_path / "Kópi 1" / "coopsim-kit"


def start_of(kit: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("start_of_kit", kit / "start.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start(kit: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, kit / "start.py", *words], capture_output=True, text=True, check=False,
        env=os.environ | env, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_it_prepares_itself_once_and_starts(kit: Path) -> None:
    told = start(kit, PYTHONPATH="/nowhere", PIP_INDEX_URL="http://192.0.2.1/")
    assert told.returncode == 0, told.stderr
    notebooks = kit / "lessons" / "id" / "notebooks"
    assert f"coopsim serve --lang id --notebooks {notebooks}" in told.stdout
    assert any(notebooks.glob("00_*.ipynb"))
    marker = kit / "env" / "stays"
    marker.touch()
    told = start(kit, "room", "--lang", "tet", "--port", "9000", "--no-browser")
    assert "--lan --no-browser --port 9000" in told.stdout and "--lang tet" in told.stdout
    assert marker.exists(), "prepared once"
    game, practice = (start(kit, what).stdout for what in ("game-room", "game"))
    assert re.search(r"--game --room game-\d{4}-\d\d-\d\d --lan", game)
    assert re.search(r"--game --room practice-\S+ --rehearsal\n", practice)


def test_what_was_moved_or_half_prepared_is_prepared_anew(kit: Path) -> None:
    assert start(kit).returncode == 0
    moved = kit.with_name("moved")
    kit.rename(moved)
    assert "moved" in start(moved).stdout
    (moved / "env" / "whole").unlink()  # the power went
    (moved / "env" / "rest").touch()
    assert start(moved).returncode == 0
    assert not (moved / "env" / "rest").exists()


def test_a_preparation_that_fails_is_told_and_begins_again(kit: Path) -> None:
    own = next(kit.rglob("coopsim-*.whl"))
    own.unlink()
    about = json.loads((kit / "kit.json").read_text(encoding="utf-8"))
    del about["files"][own.relative_to(kit).as_posix()]
    (kit / "kit.json").write_text(json.dumps(about), encoding="utf-8")
    told = start(kit, "lessons", "--lang", "en")
    assert told.returncode == 1 and "did not succeed" in told.stderr
    assert "coopsim" in (kit / "start.log").read_text(encoding="utf-8")
    assert not (kit / "env" / "whole").exists()


def test_every_fault_is_told_in_words(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = start_of(kit)
    one = module.Kit(kit, "en")
    assert module.faults(one, thorough=True) == []
    (kit / "lessons/en/notebooks/00_start.ipynb").unlink()
    (kit / "Mulai.bat").write_bytes(b"")
    one.about |= {"system": "win32", "versions": ["3.99"], "longest": 250, "megabytes": 10**9}
    told = module.faults(one)
    assert len(told) == 5 and "3.99" in told[1] and "files: 2, among them" in told[2]
    assert "Mulai.bat" in told[2] and "10" in told[3] and "C:\\coopsim" in told[4]
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert any(
        "cannot be" in line or "Nothing can be written" in line for line in module.faults(one)
    )


def test_a_changed_file_is_found_when_asked(kit: Path) -> None:
    page = kit / "BACA-DULU.html"
    page.write_bytes(page.read_bytes().replace(b"coopsim", b"COOPSIM"))
    assert start(kit, "lessons").returncode == 0  # as long as it was: a quick look cannot tell
    told = start(kit, "check", "--lang", "en")
    assert told.returncode == 1 and "BACA-DULU.html" in told.stderr


def test_somebody_at_the_keyboard_is_asked(
    kit: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = start_of(kit)
    done: list[tuple[str, str]] = []
    typed = iter(["6", "nonsense", "2", "", "0"])
    monkeypatch.setattr(module, "input", lambda _: next(typed), raising=False)
    monkeypatch.setattr(module.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(module, "go", lambda one, what, _: done.append((one.lang, what)) or 0)
    assert module.main([]) == 0
    assert done == [("en", "room"), ("en", "lessons")]
    said = capsys.readouterr().out
    assert say(NO_HARM, "id") in said and say(NO_HARM, "en") in said


def test_every_word_it_says_is_there_in_every_language(kit: Path) -> None:
    about = json.loads((kit / "kit.json").read_text(encoding="utf-8"))
    assert set(about["words"]) == set(about["langs"]) == set(LANGUAGES)
    assert about["langs"][0] == "id"
    source = (kit / "start.py").read_text(encoding="utf-8")
    asked = set(re.findall(r"""\.say\(\s*["']([\w-]+)""", source)) | set(
        start_of(kit).CHOICES.values()
    )
    for words in about["words"].values():
        assert words.keys() == asked


def test_the_same_kit_gives_the_same_zip(kit: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    building._pack(kit, first)
    for path in kit.rglob("*"):
        os.utime(path, (0, 0))
    building._pack(kit, second)
    assert first.read_bytes() == second.read_bytes()


# ------------------------------------------------------------------------- what is clicked


def test_the_batch_file_is_one_that_windows_reads(kit: Path) -> None:
    batch = (kit / "Mulai.bat").read_bytes()
    text = batch.decode("ascii")
    assert batch.count(b"\n") == batch.count(b"\r\n") and "{" not in text
    assert text.count("(") == text.count(")")
    assert text.startswith("@echo off") and text.rstrip().endswith("pause")
    assert f"for %%V in ({VERSION}) do" in text
    for name in re.findall(r"\b[\w-]+\.(?:py|txt)\b", text):
        assert (kit / name).is_file(), name
    labels = set(re.findall(r"goto (\w+)", text))
    assert labels and all(f"\n:{label}\r" in text for label in labels)


def test_without_python_it_is_said_where_to_put_one(kit: Path, tmp_path: Path) -> None:
    subprocess.run(["sh", "-n", kit / "mulai.sh"], check=True)
    bare = tmp_path / "bare"
    bare.mkdir()
    for program in ("cat", "dirname", "sh"):
        (bare / program).symlink_to(shutil.which(program) or "")
    told = subprocess.run(
        [bare / "sh", kit / "mulai.sh"], env={"PATH": str(bare)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 1 and "nuget.org" in told.stdout and VERSION in told.stdout
    (kit / "python" / "bin").mkdir(parents=True)  # somebody does as told
    (kit / "python" / "bin" / "python3").symlink_to(sys.executable)
    told = subprocess.run(
        ["sh", kit / "mulai.sh", "check"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr


def test_a_python_that_is_given_is_put_in(made: Path, tmp_path: Path) -> None:
    packed = tmp_path / "python.3.11.9.nupkg"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("python.nuspec", "")
        archive.writestr("tools/python.exe", "MZ")
    kit = Kit(Checkout(ROOT), tmp_path / "kit", PLATFORMS["win_amd64"], python=packed)
    building._python(kit, tmp_path)
    assert [path.name for path in (tmp_path / "python").iterdir()] == ["python.exe"]
    shutil.rmtree(tmp_path / "python")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("words.txt", "")
    with pytest.raises(KitError, match="no Python is in it"):
        building._python(kit, tmp_path)


def test_the_first_page_begins_in_indonesian_and_asks_nothing_of_a_network(kit: Path) -> None:
    page = (kit / "BACA-DULU.html").read_text(encoding="utf-8")
    assert '<html lang="id">' in page and not re.search(r"https?:|<script|\bsrc=", page)
    assert re.findall(r'<section id="(\w+)"', page) == ["id", "en", "pt", "tet"]
    for lang in LANGUAGES:
        assert say(NO_HARM, lang) in page
    assert "Not tried: Mulai.bat" in page


def test_something_else_is_never_replaced(tmp_path: Path) -> None:
    mine = tmp_path / "kit" / "work.txt"
    mine.parent.mkdir()
    mine.touch()
    kit = Kit(Checkout(ROOT), mine.parent, PLATFORMS["win_amd64"])
    with pytest.raises(KitError, match="something that is no kit is there"):
        build_kit(kit)
    assert mine.exists()


def test_command_tells_an_unknown_computer_and_python(tmp_path: Path) -> None:
    for words, said in (
        (["--platform", "win32"], "win_amd64"), (["--python-version", "3.10"], "3.11 or newer"),
    ):  # fmt: skip
        told = CliRunner().invoke(app, ["kit", "--out", str(tmp_path / "kit"), *words])
        assert told.exit_code == 2 and said in told.output
    with pytest.raises(KitError):
        attrs.evolve(Kit(Checkout(ROOT), tmp_path, PLATFORMS["win_amd64"]), versions=())
