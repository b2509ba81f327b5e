"""Run with the network cut: start a kit's lessons and game, open pages, tell what was seen.

Prints one line of JSON last. Needs Python alone, as the kit does.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urljoin

KIT = Path(sys.argv[-1])
WITHIN = 600
"""Seconds."""
SIOCGIFFLAGS, SIOCSIFFLAGS, UP = 0x8913, 0x8914, 0x1
ELSEWHERE = ("192.0.2.1", 80)


def own_computer_answers() -> None:
    """Switch on the one network that is left: the computer's own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sH", b"lo", 0)
        flags = struct.unpack("16sH", fcntl.ioctl(any_socket, SIOCGIFFLAGS, asked)[:18])[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH", b"lo", flags | UP))


def network() -> bool:
    """Whether another computer could be asked anything."""
    with socket.socket() as tried:
        tried.settimeout(3)
        return tried.connect_ex(ELSEWHERE) == 0


def started(what: str, pattern: str) -> tuple[subprocess.Popen[bytes], str, float]:
    """A part of the kit, the address it tells, and the seconds it took."""
    log, start = KIT.parent / f"{what}.log", time.monotonic()
    path = os.pathsep.join([f"{sys.base_prefix}/bin", os.environ["PATH"]])
    with log.open("wb") as said:
        process = subprocess.Popen(
            ["./mulai.sh", what, "--no-browser", "--lang", "id"], cwd=KIT,
            stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
            env=os.environ | {"COLUMNS": "400", "PATH": path},
        )  # fmt: skip
    while time.monotonic() - start < WITHIN:
        text = log.read_text(encoding="utf-8", errors="replace")
        if found := re.search(pattern, text):
            return process, found[0], time.monotonic() - start
        if process.poll() is not None:
            raise SystemExit(f"{what} ended:\n{text}")
        time.sleep(0.25)
    raise SystemExit(f"{what} never said where it listens:\n{text}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C, as at a keyboard: to everything that was started."""
    os.killpg(process.pid, signal.SIGINT)
    process.wait(WITHIN)


def main() -> None:
    """Visit, and tell."""
    own_computer_answers()
    told: dict[str, object] = {"network": network()}
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    lessons, address, told["first"] = started("lessons", r"http://127\S+token=\S+")
    with browser.open(address, timeout=120) as page:
        told["list"] = page.read().decode()
    link = re.search(r'href="([^"]*00_start[^"]*)"', str(told["list"]))
    assert link, told["list"]
    with browser.open(urljoin(address, link[1].replace("&amp;", "&")), timeout=300) as page:
        told["lesson_status"], told["lesson"] = page.status, page.read().decode()
    told["strangers"] = re.findall(r'(?:src|href)="((?:https?:)?//[^"]+)', str(told["lesson"]))
    stop(lessons)
    again, _, told["again"] = started("lessons", r"http://127\S+token=\S+")
    stop(again)
    game, address, told["game"] = started("game", r"http://127\S+")
    with browser.open(address, timeout=120) as page:
        told["game_status"], told["game_page"] = page.status, page.read().decode()
    stop(game)
    files = (path for path in (KIT / "env").rglob("*") if path.is_file() and not path.is_symlink())
    told["megabytes"] = sum(path.stat().st_size for path in files) // 10**6
    print(json.dumps(told))


if __name__ == "__main__":
    main()
