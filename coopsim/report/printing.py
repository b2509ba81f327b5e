"""A page as PDF, printed by a browser that is there already."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from coopsim.errors import CoopsimError
from coopsim.results import write_whole

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge",
    "microsoft-edge", "microsoft-edge-stable",
)  # fmt: skip
HOMES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
"""Where they stand on machines that have them on no path."""
LIMIT = 180
"""Seconds a browser may take."""


class NoBrowserError(CoopsimError):
    """No browser that prints is there, or it did not print."""


def browser() -> str:
    """The first browser that is there. Raises ``NoBrowserError`` if there is none."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    for home in HOMES:
        if Path(home).exists():
            return home
    raise NoBrowserError(
        "no browser that prints a PDF is on this machine (looked for Chromium, Chrome and Edge). "
        "Install one, or open the page in any browser and print it from there."
    )


def print_page(page: Path) -> Path:
    """Print an HTML file to a PDF beside it, whole or not at all; returns the PDF's path."""
    program, target = browser(), page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="coopsim-print-") as folder:
        made = Path(folder) / "page.pdf"
        command = [
            program, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}",
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # browsers refuse to run as root with one
        command.append(page.resolve().as_uri())
        try:
            ran = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoBrowserError(f"{program} did not print {page}: {error}") from error
        if not made.exists():
            last = ran.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise NoBrowserError(f"{program} did not print {page}: {' '.join(last)}")
        write_whole(target, made.read_bytes())
    return target
