"""What a kit holds and for whom: computers, versions of Python, languages."""

from __future__ import annotations

import re
from pathlib import Path

import attrs

from coopsim.errors import nearest
from coopsim.kit.errors import KitError
from coopsim.text import LANGUAGES
from coopsim.translation import Checkout

EXTRAS = ("lessons", "game")
VERSION = re.compile(r"3\.(1[1-9]|[2-9]\d)")


@attrs.frozen
class Platform:
    """A kind of computer: the tags of its wheels, and what Python says of itself there."""

    name: str
    tags: tuple[str, ...]
    """As pip takes them, best first."""
    system: str
    """``sys.platform``."""
    machine: str
    os_name: str = "posix"

    def markers(self, version: str) -> dict[str, str]:
        """The environment that conditions of requirements are asked in."""
        systems = {"win32": "Windows", "darwin": "Darwin", "linux": "Linux"}
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{version}.0",
            "os_name": self.os_name,
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": systems[self.system],
            "platform_version": "",
            "python_full_version": f"{version}.0",
            "python_version": version,
            "sys_platform": self.system,
        }


def _manylinux(machine: str) -> tuple[str, ...]:
    newest = tuple(f"manylinux_2_{minor}_{machine}" for minor in range(28, 16, -1))
    return (*newest, f"manylinux2014_{machine}", f"linux_{machine}")


def _macosx(machine: str, oldest: int) -> tuple[str, ...]:
    tags = [f"macosx_{major}_0_{kind}" for major in range(14, oldest - 1, -1)
            for kind in (machine, "universal2")]  # fmt: skip
    older = [f"macosx_10_{minor}_{kind}" for minor in range(16, 8, -1)
             for kind in (machine, "universal2")]  # fmt: skip
    return (*tags, *(older if machine == "x86_64" else ["macosx_10_9_universal2"]))


PLATFORMS = {
    one.name: one
    for one in (
        Platform("win_amd64", ("win_amd64",), "win32", "AMD64", "nt"),
        Platform("linux_x86_64", _manylinux("x86_64"), "linux", "x86_64"),
        Platform("linux_aarch64", _manylinux("aarch64"), "linux", "aarch64"),
        Platform("macos_arm64", _macosx("arm64", 11), "darwin", "arm64"),
        Platform("macos_x86_64", _macosx("x86_64", 11), "darwin", "x86_64"),
    )
}


@attrs.frozen
class Kit:
    """One kit to be made."""

    checkout: Checkout
    out: Path = attrs.field(converter=Path)
    platform: Platform
    versions: tuple[str, ...] = attrs.field(default=("3.11",))
    """Of Python; each gets its own wheels."""
    langs: tuple[str, ...] = LANGUAGES
    site: bool = True
    studies: tuple[str, ...] = ()
    """Shipped studies that become explorers."""
    runs: Path = Path("build/studies")
    """Where their runs are kept: nothing is run twice."""
    python: Path | None = None
    """A Python to put into the kit: a folder, or a zip (of nuget.org) with a folder ``tools``."""

    @versions.validator
    def _are_versions(self, _: object, versions: tuple[str, ...]) -> None:
        wrong = [one for one in versions if not VERSION.fullmatch(one)]
        if wrong or not versions:
            raise KitError(f"Python {', '.join(wrong) or 'of no version'}: write 3.11 or newer.")


def platform(name: str) -> Platform:
    """A platform by name; ``KitError`` names those there are."""
    if name not in PLATFORMS:
        advice = nearest(name, PLATFORMS)
        raise KitError(f"No kit is made for '{name}'. {advice} Allowed: {', '.join(PLATFORMS)}.")
    return PLATFORMS[name]


def this_platform() -> str:
    """The name of the platform this runs on; ``KitError`` if no kit is made for it."""
    import platform as here
    import sys

    machine = here.machine()
    for one in PLATFORMS.values():
        if one.system == sys.platform and one.machine == machine:
            return one.name
    raise KitError(
        f"No kit is made for this computer ({sys.platform}, {machine}). "
        f"Name another: --platform {' or '.join(PLATFORMS)}."
    )
