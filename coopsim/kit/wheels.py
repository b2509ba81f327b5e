"""The wheels of a kit: downloaded for another computer, and complete for it.

pip asks the conditions of requirements ("only on Windows") of the computer it runs on. So what was
downloaded is read again with the conditions of the computer it is for, until nothing is missing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from email.parser import HeaderParser
from pathlib import Path

import attrs
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from coopsim.kit.errors import KitError
from coopsim.kit.plan import Platform

ROUNDS = 6
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


@attrs.frozen
class Wheel:
    """A wheel and what it asks for."""

    path: Path
    name: str
    version: Version
    needs: tuple[Requirement, ...]

    @classmethod
    def read(cls, path: Path) -> Wheel:
        """A wheel by its own account."""
        name, version, _, _ = parse_wheel_filename(path.name)
        with zipfile.ZipFile(path) as archive:
            about = next(
                one for one in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one)
            )
            head = HeaderParser().parsestr(archive.read(about).decode("utf-8"))
        needs = tuple(Requirement(one) for one in head.get_all("Requires-Dist") or ())
        return cls(path, str(name), version, needs)


@attrs.frozen
class Asked:
    """What a walk through wheels found."""

    used: frozenset[str]
    """Names of the wheels that are needed."""
    missing: frozenset[str]
    """Requirements that no wheel meets."""


def own_wheel(root: Path, folder: Path) -> Path:
    """Build coopsim's own wheel from a checkout into a folder."""
    _pip(["wheel", "--quiet", "--no-deps", "--wheel-dir", folder, root], "coopsim's own wheel")
    return next(folder.glob("coopsim-*.whl"))


def fetch(
    own: Path, extras: Iterable[str], platform: Platform, version: str, folder: Path
) -> list[Path]:
    """Every wheel that coopsim and its extras need on a platform and a Python; the own one too.

    Raises ``KitError`` for what there is no wheel of.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = Requirement(f"coopsim[{','.join(extras)}]")
    wanted = [f"{own}[{','.join(extras)}]", "pip"]
    for _ in range(ROUNDS):
        _download(wanted, platform, version, folder)
        shutil.copy2(own, folder)
        wheels = {one.name: one for one in map(Wheel.read, sorted(folder.glob("*.whl")))}
        found = needed([root, Requirement("pip")], wheels, platform.markers(version))
        if not found.missing:
            kept = {wheels[name].path for name in found.used}
            for path in set(folder.iterdir()) - kept:
                path.unlink()
            return sorted(kept)
        wanted = sorted(found.missing)
    raise KitError(
        f"No whole set of wheels for {platform.name} and Python {version}: "
        f"{', '.join(sorted(found.missing))} is still missing."
    )


def needed(
    roots: Iterable[Requirement], wheels: Mapping[str, Wheel], markers: Mapping[str, str]
) -> Asked:
    """What of some wheels the roots need in an environment, and what is missing."""
    waiting = list(roots)
    seen: set[tuple[str, str]] = set()
    missing: set[str] = set()
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        wheel = wheels.get(name)
        if wheel is None or not asked.specifier.contains(wheel.version, prereleases=True):
            missing.add(_unconditional(asked))
            continue
        for extra in ("", *asked.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            here = {**markers, "extra": extra}
            waiting += [
                one for one in wheel.needs if one.marker is None or one.marker.evaluate(here)
            ]
    return Asked(frozenset(name for name, _ in seen), frozenset(missing))


def _unconditional(asked: Requirement) -> str:
    """A requirement as it stands where its condition holds."""
    return str(asked).partition(";")[0].strip()


def _download(wanted: list[str], platform: Platform, version: str, folder: Path) -> None:
    tags = [word for tag in platform.tags for word in ("--platform", tag)]
    _pip(
        ["download", "--quiet", "--dest", folder, "--only-binary=:all:", *tags,
         "--python-version", version, "--implementation", "cp", *wanted],
        f"the wheels for {platform.name} and Python {version}",
    )  # fmt: skip


def _pip(words: list[object], what: str) -> None:
    done = subprocess.run(
        [*PIP, *map(str, words)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if not line.startswith("WARNING")]
        said = "\n".join(lines[-6:])
        raise KitError(f"pip could not fetch {what}. It needs the network once. It says:\n{said}")
