"""The kit as a laptop meets it: unzipped into an empty folder, started with the network cut."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.deploy

ROOT = Path(__file__).parents[2]
VISIT = Path(__file__).with_name("visit_kit.py")
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit for this computer: lessons and wheels; site and explorers have tests of their own."""
    out = tmp_path_factory.mktemp("made") / "kit"
    start = time.monotonic()
    command = [sys.executable, "-m", "coopsim", "kit", "--root", ROOT, "--out", out]
    parts = ["--python-version", VERSION, "--no-site", "--no-explorers"]
    told = subprocess.run([*command, *parts], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    print(f"\n{told.stdout}made in {time.monotonic() - start:.0f} s")
    shutil.rmtree(out)  # what is handed on is the zip
    return out.with_name("kit.zip")


@pytest.fixture
def kit(packed: Path, tmp_path: Path) -> Path:
    """The kit unzipped, as a file manager does it; its folder has a space and an accent."""
    place = tmp_path / "Kópi lessons"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(place)
    kit = place / "coopsim-kit"
    for name in ("mulai.sh", "Mulai.command"):
        kept = archive.getinfo(f"coopsim-kit/{name}").external_attr >> 16
        assert kept & 0o111, "a zip must keep that it can be run"
        (kit / name).chmod(kept & 0o777)
    return kit


def cut() -> list[str]:
    """What runs a command with no network but its own computer."""
    for words in (["unshare", "-n"], ["unshare", "-rn"]):
        if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
            return words
    raise AssertionError("this test cuts the network with 'unshare -n', which is not allowed here")


def test_lessons_and_game_start_with_the_network_cut(kit: Path) -> None:
    command = [*cut(), sys.executable, VISIT, kit]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    print(json.dumps({key: found[key] for key in ("first", "again", "game", "megabytes")}))
    assert not found["network"]
    assert found["lesson_status"] == 200 and "00_start" in found["lesson"]
    assert found["game_status"] == 200 and "<form" in found["game_page"]
    assert "Bahasa Indonesia" in found["list"]
    assert found["again"] < found["first"], "what was prepared is used again"
    assert not found["strangers"]
    assert subprocess.run([kit / "mulai.sh", "check"], check=False).returncode == 0
