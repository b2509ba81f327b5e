"""Start coopsim from the kit's own folder: it needs Python alone and asks nothing of a network.

This file lies in the kit beside ``kit.json``, which says what belongs to it and holds all words.
What is wrong is told in the reader's language; an old Python must be able to read this file too.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PATH_MOST = 259
"""Characters of a path on Windows, unless somebody with rights has changed that."""
CHOICES = {
    "1": "lessons", "2": "room", "3": "game", "4": "game-room", "5": "check", "6": "language",
    "0": "end",
}  # fmt: skip
SHOWN_FILES = 4


class Kit:
    """The kit in a folder, in one language."""

    def __init__(self, root: Path, lang: str = "") -> None:
        self.root = root
        self.about = json.loads((root / "kit.json").read_text(encoding="utf-8"))
        self.lang = lang if lang in self.about["words"] else self.about["langs"][0]
        self.version = f"{sys.version_info[0]}.{sys.version_info[1]}"

    def say(self, key: str, **values: object) -> str:
        """A sentence in the language."""
        text: str = self.about["words"][self.lang][key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    @property
    def env(self) -> Path:
        """Where everything is installed: inside the kit."""
        return self.root / "env"

    @property
    def python(self) -> Path:
        """The Python of what is installed."""
        windows = self.about["system"] == "win32"
        return self.env / ("Scripts/python.exe" if windows else "bin/python")

    @property
    def wheels(self) -> Path:
        """The wheels for this Python."""
        return self.root / "wheels" / self.version

    @property
    def stamp(self) -> str:
        """What an installation is of; it cannot be moved, nor its Python."""
        return json.dumps([self.about["digest"], str(self.root), sys.base_prefix, self.version])


def faults(kit: Kit, *, thorough: bool = False) -> list[str]:
    """Everything that keeps the kit from starting, a sentence each."""
    about, found = kit.about, []
    here = (sys.platform, platform.machine())
    if here != (about["system"], about["machine"]):
        found.append(kit.say("other_computer", kit=about["platform"], here=" ".join(here)))
    if kit.version not in about["versions"]:
        needed = ", ".join(about["versions"])
        found.append(kit.say("other_python", found=kit.version, needed=needed))
    if lost := _lost(kit, thorough=thorough):
        names = ", ".join(lost[:SHOWN_FILES])
        found.append(kit.say("lost", count=len(lost), names=names))
    if not os.access(kit.root, os.W_OK):
        found.append(kit.say("read_only"))
    elif not (kit.env / "whole").exists():
        free = shutil.disk_usage(kit.root).free // 10**6
        if free < about["megabytes"]:
            found.append(kit.say("no_room", free=free, needed=about["megabytes"]))
    long = len(str(kit.env)) + about["longest"]
    if about["system"] == "win32" and long > PATH_MOST:
        most = PATH_MOST - about["longest"] - len("/env")
        found.append(kit.say("too_long", length=len(str(kit.root)), most=most))
    return found


def _lost(kit: Kit, *, thorough: bool) -> list[str]:
    """Files of the kit that are not there as they were packed."""
    lost = []
    for name, (size, digest) in kit.about["files"].items():
        path = kit.root / name
        whole = path.is_file() and path.stat().st_size == size
        if whole and thorough:
            whole = hashlib.sha256(path.read_bytes()).hexdigest() == digest
        if not whole:
            lost.append(name)
    return lost


def install(kit: Kit) -> None:
    """Install from the kit's wheels into its folder, unless that is done already.

    What an earlier start left half done, or another place of the folder, is made anew.
    """
    whole = kit.env / "whole"
    if whole.exists() and whole.read_text(encoding="utf-8") == kit.stamp:
        return
    print(kit.say("preparing"), flush=True)
    shutil.rmtree(kit.env, ignore_errors=True)
    log = kit.root / "start.log"
    with log.open("w", encoding="utf-8") as said:
        _run([sys.executable, "-m", "venv", "--without-pip", str(kit.env)], said)
        pip = next(kit.wheels.glob("pip-*.whl")) / "pip"
        _run(
            [str(kit.python), str(pip), "--isolated", "install", "--no-index", "--find-links",
             str(kit.wheels), "--no-cache-dir", "--disable-pip-version-check",
             "--no-warn-script-location", kit.about["install"]], said,
        )  # fmt: skip
    whole.write_text(kit.stamp, encoding="utf-8")
    print(kit.say("prepared"), flush=True)


def _run(words: list[str], said: object) -> None:
    subprocess.run(words, stdout=said, stderr=subprocess.STDOUT, env=_clean(), check=True)  # type: ignore[call-overload]


def _clean() -> dict[str, str]:
    """The environment without what somebody else's Python was told."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_", "JUPYTER"))}
    return {**kept, "PYTHONUTF8": "1"}


def command(kit: Kit, what: str, more: list[str]) -> list[str]:
    """The words that start a part of the kit."""
    words = [str(kit.python), "-m", "coopsim", "serve", "--lang", kit.lang]
    if what.startswith("game"):
        practice = what == "game"
        day = datetime.date.today().isoformat()  # after a power cut the day's game goes on
        words += ["--game", "--room", f"{'practice' if practice else 'game'}-{day}"]
        words += ["--rehearsal"] if practice else []
    else:
        words += ["--notebooks", str(kit.root / "lessons" / kit.lang / "notebooks")]
    return [*words, *(["--lan"] if what.endswith("room") else []), *more]


def ask(kit: Kit) -> str:
    """What somebody at the keyboard wants; lessons where nobody can be asked."""
    if not sys.stdin or not sys.stdin.isatty():
        return "lessons"
    print(f"\n{kit.say('title')}\n{kit.say('no_harm')}\n")
    for number, what in CHOICES.items():
        print(f"  {number}  {kit.say(what)}")
    return CHOICES.get(input(f"\n{kit.say('type')} ").strip() or "1", "")


def next_language(kit: Kit) -> str:
    """The language after this one."""
    langs: list[str] = kit.about["langs"]
    return langs[(langs.index(kit.lang) + 1) % len(langs)]


def go(kit: Kit, what: str, more: list[str]) -> int:
    """Do one thing; 0 where it went well."""
    if wrong := faults(kit, thorough=what == "check"):
        print("\n".join(["", *wrong]), file=sys.stderr)
        return 1
    if what == "check":
        print(kit.say("whole", files=len(kit.about["files"]), version=kit.version))
        return 0
    try:
        install(kit)
    except (subprocess.CalledProcessError, OSError, StopIteration) as error:
        print(kit.say("failed", log=kit.root / "start.log", what=error), file=sys.stderr)
        return 1
    try:
        return subprocess.call(command(kit, what, more), cwd=kit.root, env=_clean())
    except KeyboardInterrupt:  # the part has heard it too, and has ended by itself
        return 0


def main(words: list[str]) -> int:
    """Start what the words ask for, or ask."""
    asked = argparse.ArgumentParser(prog="start.py")
    asked.add_argument("what", nargs="?", choices=[*CHOICES.values()][:5])
    asked.add_argument("--lang", default="")
    asked.add_argument("--no-browser", action="store_true")
    asked.add_argument("--port")
    given = asked.parse_args(words)
    kit = Kit(ROOT, given.lang)
    more = ["--no-browser"] * given.no_browser
    more += ["--port", given.port] if given.port else []
    if given.what:
        return go(kit, given.what, more)
    while (what := ask(kit)) != "end":
        if what == "language":
            kit = Kit(ROOT, next_language(kit))
        elif what:
            code = go(kit, what, more)
            if not sys.stdin or not sys.stdin.isatty():
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
