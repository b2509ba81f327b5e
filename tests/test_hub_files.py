"""deploy/hub without a hub: what a room may set, copies of lessons, and backups that come back."""

from __future__ import annotations

import gzip
import importlib.util
import io
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

HUB = Path(__file__).parents[1] / "deploy" / "hub"
PASSWORDS = {
    "COOPSIM_HUB_PASSWORD": "kopi-ikan-kios",
    "COOPSIM_HUB_ADMIN_PASSWORD": "0123456789abcdef" * 2,
}


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"hub_{name}", HUB / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


hub_settings, backup = loaded("hub_settings"), loaded("backup")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a hub with a lesson and a proxy."""
    home = tmp_path / "hub"
    lessons = home / "lessons" / "id" / "notebooks"
    lessons.mkdir(parents=True)
    (lessons / "00_start.ipynb").write_text("first", encoding="utf-8")
    proxy = home / "proxy/node_modules/.bin/configurable-http-proxy"
    proxy.parent.mkdir(parents=True)
    proxy.touch()
    return home


# ----------------------------------------------------------------------------- the settings


def test_a_room_with_everything_is_taken(home: Path) -> None:
    room = hub_settings.Room.of({"COOPSIM_HUB_HOME": str(home), **PASSWORDS})
    assert room.bind == "http://127.0.0.1:8000"
    assert room.state.stat().st_mode & 0o077 == 0 and room.work.stat().st_mode & 0o077 == 0
    assert all(word not in repr(room) for word in PASSWORDS.values())
    assert all(word not in room.environment().values() for word in PASSWORDS.values())


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    given = {
        "COOPSIM_HUB_HOME": str(tmp_path / "none"), "COOPSIM_HUB_PASSWORD": "short",
        "COOPSIM_HUB_ADMIN": "Ibu Trainer", "COOPSIM_HUB_MEMORY": "lots",
        "COOPSIM_HUB_IDLE": "0", "COOPSIM_HUB_LANG": "fr",
    }  # fmt: skip
    with pytest.raises(SystemExit) as told:
        hub_settings.Room.of(given)
    said = str(told.value)
    assert said.startswith("7 faults; the hub was not started.")
    for name in (*given, "COOPSIM_HUB_ADMIN_PASSWORD"):
        assert name in said or name == "COOPSIM_HUB_HOME"
    assert "npm install" in said and not (tmp_path / "none").exists()


def test_the_class_cannot_have_the_trainers_password(home: Path) -> None:
    same = dict.fromkeys(PASSWORDS, "0123456789abcdef" * 2)
    with pytest.raises(SystemExit, match="the class has it too"):
        hub_settings.Room.of({"COOPSIM_HUB_HOME": str(home), **same})


@pytest.mark.parametrize("name", ["../ana", "Ana", "a b", ".ana", "", "ana/b", "1ana", "a" * 40])
def test_a_user_is_a_folder_and_nothing_above_it(name: str) -> None:
    assert not re.fullmatch(hub_settings.USER_NAMES, name)


def test_a_copy_never_overwrites_work(home: Path, tmp_path: Path) -> None:
    lessons, mine = home / "lessons/id/notebooks", tmp_path / "ana"
    hub_settings.copy_missing(lessons, mine)
    (mine / "00_start.ipynb").write_text("what Ana made of it", encoding="utf-8")
    (lessons / "01_next.ipynb").write_text("second", encoding="utf-8")
    hub_settings.copy_missing(lessons, mine)
    assert (mine / "00_start.ipynb").read_text(encoding="utf-8") == "what Ana made of it"
    assert (mine / "01_next.ipynb").read_text(encoding="utf-8") == "second"


def test_settings_and_their_example_name_the_same(home: Path) -> None:
    example = (HUB / "hub.env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(COOPSIM_HUB_\w+)=", example, re.MULTILINE))
    read = set(re.findall(r"COOPSIM_HUB_\w+", (HUB / "hub_settings.py").read_text("utf-8")))
    ours = {"COOPSIM_HUB_PORT", "COOPSIM_HUB_PROXY_PORT", "COOPSIM_HUB_PROXY"}  # fit everywhere
    assert named == read - ours
    filled = dict(line.split("=", 1) for line in example.splitlines() if line and line[0] != "#")
    hub_settings.Room.of(filled | PASSWORDS | {"COOPSIM_HUB_HOME": str(home)})


def test_every_version_is_pinned_and_no_password_is_written_down() -> None:
    pins = [line for line in (HUB / "requirements.txt").read_text().splitlines() if line[0] != "#"]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in pins)
    names = {line.partition("==")[0].lower() for line in pins}
    assert {"jupyterhub", "jupyterhub-idle-culler", "jupyterlab", "voila", "mesa"} <= names
    assert "jupyterhub-nativeauthenticator" not in names
    for line in (HUB / "hub.env.example").read_text("utf-8").splitlines():
        assert not re.match(r"COOPSIM_HUB_(ADMIN_)?PASSWORD=.", line)


def test_the_unit_starts_what_is_there(tmp_path: Path) -> None:
    unit = (HUB / "coopsim-hub.service").read_text(encoding="utf-8")
    assert "User=coopsim-hub" in unit and "NoNewPrivileges=yes" in unit
    assert re.search(r"ExecStart=\S+/jupyterhub -f \S+/jupyterhub_config\.py", unit)
    if shutil.which("systemd-analyze"):
        program = re.sub(r"ExecStart=.*", f"ExecStart={sys.executable}", unit)
        program = re.sub(r"^(User|Group|EnvironmentFile)=.*\n", "", program, flags=re.MULTILINE)
        copy = tmp_path / "coopsim-hub.service"
        copy.write_text(program, encoding="utf-8")
        told = subprocess.run(
            ["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False
        )
        assert [line for line in told.stderr.splitlines() if copy.name in line] == []


# ------------------------------------------------------------------------------- the backup


@pytest.fixture
def work(home: Path) -> Path:
    """Work of two users, what Jupyter makes anew, and the hub's list of users."""
    for name, text in (("ana", "jawaban"), ("budi", "respostas")):
        saved = home / "work" / name / "lessons" / "saved"
        saved.mkdir(parents=True)
        (saved / "00_start.json").write_text(text, encoding="utf-8")
        (home / "work" / name / ".cache").mkdir()
        (home / "work" / name / ".cache" / "big").write_bytes(b"0" * 1000)
    (home / "state").mkdir()
    with sqlite3.connect(home / "state/jupyterhub.sqlite") as users:
        users.execute("create table users (name text)")
        users.executemany("insert into users values (?)", [("ana",), ("budi",)])
    users.close()
    return home


def ran(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, HUB / "backup.py", *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_what_is_saved_comes_back(work: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "backup.tar.gz", tmp_path / "other"
    other.mkdir()
    for words in (("save", work, file), ("check", file), ("restore", file, other)):
        told = ran(*words)
        assert told.returncode == 0, told.stderr
    before, after = (
        {path.relative_to(one): path.read_bytes() for path in (one / "work").rglob("*.json")}
        for one in (work, other)
    )
    assert before == after and len(before) == 2
    assert not list(other.rglob("big"))
    with sqlite3.connect(other / "state/jupyterhub.sqlite") as users:
        assert users.execute("select count(*) from users").fetchone() == (2,)
    users.close()


def test_a_hub_that_is_writing_is_saved_whole(work: Path, tmp_path: Path) -> None:
    writing = sqlite3.connect(work / "state/jupyterhub.sqlite")
    writing.execute("pragma journal_mode=wal")
    writing.execute("insert into users values ('citra')")
    writing.commit()  # only in the log beside the database as yet
    writing.execute("insert into users values ('nobody')")
    found = backup.check(saved(work, tmp_path))
    writing.close()
    (tmp_path / "copy.sqlite").write_bytes(found[backup.STATE])
    with sqlite3.connect(tmp_path / "copy.sqlite") as users:
        rows = users.execute("select name from users").fetchall()
    users.close()
    assert [name for (name,) in rows] == ["ana", "budi", "citra"]


def saved(home: Path, folder: Path) -> Path:
    file = folder / "backup.tar.gz"
    backup.save(home, file)
    return file


def test_work_that_is_there_is_not_touched(work: Path, tmp_path: Path) -> None:
    file = saved(work, tmp_path)
    newer = work / "work/ana/lessons/saved/00_start.json"
    newer.write_text("newer", encoding="utf-8")
    told = ran("restore", file, work)
    assert told.returncode == 1 and "none of it was touched" in told.stderr
    assert newer.read_text(encoding="utf-8") == "newer"
    assert ran("restore", file, work, "--into", "restored").returncode == 0
    old = work / "restored/ana/lessons/saved/00_start.json"
    assert old.read_text(encoding="utf-8") == "jawaban" and old.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["cut", "changed", "climbs", "no list", "no archive"])
def test_a_backup_that_is_not_whole_is_refused(harm: str, work: Path, tmp_path: Path) -> None:
    file = saved(work, tmp_path)
    content = file.read_bytes()
    if harm == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif harm == "no archive":
        file.write_bytes(gzip.compress(b"words"))
    else:
        rewritten(file, harm)
    target = tmp_path / "other"
    target.mkdir()
    told = ran("restore", file, target)
    assert told.returncode == 1 and told.stderr.startswith(str(file)), told.stderr
    assert list(target.iterdir()) == [] and not (tmp_path / "outside").exists()


def rewritten(file: Path, harm: str) -> None:
    """The same backup with one thing wrong."""
    with tarfile.open(file) as archive:
        parts = {one.name: (archive.extractfile(one) or io.BytesIO()).read() for one in archive}
    name = next(one for one in parts if one.endswith(".json") and one != backup.LIST)
    if harm == "changed":
        parts[name] = b"other"
    elif harm == "climbs":
        parts["work/../../outside"] = b"x"
    else:
        del parts[backup.LIST]
    with tarfile.open(file, "w:gz") as archive:
        for one, content in parts.items():
            backup._add(archive, one, content)


def test_a_full_disk_leaves_the_last_backup(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = saved(work, tmp_path)
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_add", full)
    assert backup.main(["save", str(work), str(file)]) == 1
    assert file.read_bytes() == before and [one.name for one in tmp_path.glob(".backup*")] == []
