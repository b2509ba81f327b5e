"""Putting a kit together: lessons, site, explorers, wheels, what starts it, and the list of all."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from coopsim.kit.errors import KitError
from coopsim.kit.plan import EXTRAS, Kit
from coopsim.kit.wheels import fetch, own_wheel
from coopsim.kit.words import first_page, no_python, start_words
from coopsim.translation import build
from coopsim.version import __version__

FIRST_PAGE, LIST, START, TOP = "BACA-DULU.html", "kit.json", "start.py", "coopsim-kit"
"""What lies at the top of a kit; ``TOP`` is its folder in the zip."""
SPACE = 4
"""Times the size of its wheels that an installation takes, at most."""
RUNNABLE = (".sh", ".command")
Tell = Callable[[str], None]


@attrs.frozen
class Built:
    """A kit that was made; sizes in bytes."""

    folder: Path
    zip: Path
    size: int
    zip_size: int
    wheels: int
    """How many."""


def build_kit(kit: Kit, tell: Tell = lambda what: None) -> Built:
    """Make a kit: the folder ``kit.out`` and a zip of it beside.

    Takes the network for wheels that pip does not hold yet, and nothing else. What stood there
    before stays until the new kit is whole. Raises ``KitError`` for what cannot be had.
    """
    if kit.out.exists() and not (kit.out / LIST).is_file():
        raise KitError(f"{kit.out}: something that is no kit is there. Give --out another folder.")
    kit.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kit-", dir=kit.out.parent) as made:
        folder = Path(made) / TOP
        folder.mkdir()
        tell("lessons")
        _lessons(kit, folder)
        if kit.site:
            tell("site")
            _site(kit, folder)
        titles: dict[str, str] = {}
        for name in kit.studies:
            tell(f"explorer of {name}")
            titles |= _explorer(kit, name, folder)
        tell("wheels")
        count = _wheels(kit, folder)
        _python(kit, folder)
        _starters(kit, folder, titles)
        packed = Path(made) / "kit.zip"
        _pack(folder, packed)
        target = kit.out.with_name(f"{kit.out.name}.zip")
        shutil.rmtree(kit.out, ignore_errors=True)
        folder.replace(kit.out)
        packed.replace(target)
    size = sum(path.stat().st_size for path in _all(kit.out))
    return Built(kit.out, target, size, target.stat().st_size, count)


def _lessons(kit: Kit, folder: Path) -> None:
    """Notebooks in each language, without the pages beside them."""
    with tempfile.TemporaryDirectory() as made:
        build(kit.checkout, Path(made))
        for lang in kit.langs:
            place = Path(lang) / "notebooks"
            shutil.copytree(Path(made) / place, folder / "lessons" / place)


def _site(kit: Kit, folder: Path) -> None:
    from coopsim.curriculum import build_site

    build_site(kit.checkout, folder / "site", kit.langs)
    for leftover in ("_sources", ".doctrees"):
        for path in (folder / "site").rglob(leftover):
            shutil.rmtree(path)


def _explorer(kit: Kit, name: str, folder: Path) -> dict[str, str]:
    """Run what is missing of a study and bake it; returns its file and title."""
    from coopsim.explorer import write_explorer
    from coopsim.study import load_study

    study = load_study(name)
    runs = kit.runs / name
    study.run(runs, live=False).wait()
    path = write_explorer(study, runs, folder / "explorers" / f"{name}.html")
    return {path.relative_to(folder).as_posix(): study.title}


def _wheels(kit: Kit, folder: Path) -> int:
    with tempfile.TemporaryDirectory() as made:
        own = own_wheel(kit.checkout.root, Path(made))
        return sum(
            len(fetch(own, EXTRAS, kit.platform, version, folder / "wheels" / version))
            for version in kit.versions
        )


def _python(kit: Kit, folder: Path) -> None:
    """A Python beside the kit's own files, where one was given."""
    if kit.python is None:
        return
    if kit.python.is_dir():
        shutil.copytree(kit.python, folder / "python", symlinks=True)
    else:
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            _unpack(kit.python, Path(made))
            tools = Path(made) / "tools"
            shutil.copytree(tools if tools.is_dir() else made, folder / "python")
    names = ("python.exe", "bin/python3")
    if not any((folder / "python" / name).exists() for name in names):
        raise KitError(f"{kit.python}: no Python is in it ({' or '.join(names)}).")


def _unpack(source: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            archive.extractall(folder)  # leaves no place outside the folder
    except (OSError, zipfile.BadZipFile) as error:
        raise KitError(f"{source}: this is no zip with a Python in it ({error}).") from error


def _starters(kit: Kit, folder: Path, titles: dict[str, str]) -> None:
    """What is clicked, what it starts, the first page and the list of everything."""
    parts = files("coopsim.kit")
    windows = (parts / "files" / "Mulai.bat").read_text(encoding="ascii")
    lines = windows.replace("{versions}", " ".join(kit.versions)).splitlines()
    (folder / "Mulai.bat").write_bytes("".join(f"{line}\r\n" for line in lines).encode("ascii"))
    unix = (parts / "files" / "mulai.sh").read_text(encoding="utf-8")
    names = " ".join(f"python{version}" for version in kit.versions)
    for name in ("mulai.sh", "Mulai.command"):
        (folder / name).write_bytes(unix.replace("{versions}", names).encode())
        (folder / name).chmod(0o755)
    (folder / START).write_bytes((parts / START).read_bytes())
    (folder / "no-python.txt").write_text(no_python(kit), encoding="utf-8", newline="\r\n")
    megabytes = sum(path.stat().st_size for path in _all(folder)) // 10**6
    page = first_page(kit, titles, megabytes)
    (folder / FIRST_PAGE).write_text(page, encoding="utf-8")
    listed = json.dumps(_listed(kit, folder), ensure_ascii=False, indent=1)
    (folder / LIST).write_text(listed, encoding="utf-8")


def _listed(kit: Kit, folder: Path) -> dict[str, Any]:
    """What ``start.py`` knows of the kit: its files, for whom it is, and all words."""
    listed = {
        path.relative_to(folder).as_posix(): (
            path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
        )
        for path in _all(folder) if path.relative_to(folder).parts[0] != "python"
    }  # fmt: skip
    wheels = [folder / name for name in listed if name.endswith(".whl")]
    sizes = sum(path.stat().st_size for path in wheels) // len(kit.versions)
    return {
        "version": __version__,
        "platform": kit.platform.name,
        "system": kit.platform.system,
        "machine": kit.platform.machine,
        "versions": list(kit.versions),
        "langs": [lang for lang in start_words(("id", "en", "pt", "tet")) if lang in kit.langs],
        "install": f"coopsim[{','.join(EXTRAS)}]",
        "megabytes": SPACE * sizes // 10**6,
        "longest": max(map(_longest, wheels)),
        "digest": hashlib.sha256(json.dumps(listed).encode()).hexdigest(),
        "words": start_words(kit.langs),
        "files": listed,
    }


def _longest(wheel: Path) -> int:
    """Characters of the longest path below ``env`` that a wheel is unpacked to."""
    before = len("/Lib/site-packages/")
    with zipfile.ZipFile(wheel) as archive:
        return before + max(len(name) for name in archive.namelist())


def _all(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _pack(folder: Path, target: Path) -> None:
    """Everything in one zip; wheels are packed already. The same kit gives the same zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in _all(folder):
            name = f"{TOP}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            mode = 0o755 if path.suffix in RUNNABLE or path.stat().st_mode & 0o100 else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            packed = path.suffix == ".whl"
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with path.open("rb") as content, archive.open(entry, "w") as inside:
                shutil.copyfileobj(content, inside)
