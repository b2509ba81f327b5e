"""Slider to picture: a lesson against ``interact`` with matplotlib, on the same model in one run.

Both notebooks are opened in Voila (``coopsim serve``) and in JupyterLab (as ``make lab`` starts it)
and moved in Chromium, one key at a time: first with a pause between keys, as a person who looks at
the picture, then as fast as the picture follows. Timed in the page, from the key to the second
frame after the new picture.

    python benchmarks/lessons.py [--keys 8] [--pause 3] [--where voila lab]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from delivery import any_port
from playwright.sync_api import Page, sync_playwright

from coopsim.serve.settings import SHARE

ROOT = Path(__file__).parents[1]
LESSON = "03_revolving_fund.ipynb"
PLAIN = """
import ipywidgets as W, matplotlib.pyplot as plt, coopsim
from coopsim.scenario import Policy
village = coopsim.load_scenario("timor-leste-credit-union").sized(300, 120)
names = ["own_capital_real", "borrowers", "liquidity", "debt_service"]
def lived(rate):
    return coopsim.simulate(village.with_policies(Policy(13, (("fund.loan_rate", rate),))), 1)
a = lived(0.18)
@W.interact(rate=W.FloatSlider(0.06, min=0.03, max=0.30, step=0.03))
def show(rate):
    b = lived(rate)
    figure, axes = plt.subplots(2, 2, figsize=(8, 5))
    for axis, name in zip(axes.flat, names):
        axis.plot(a.values(name), "--"); axis.plot(b.values(name)); axis.set_title(name)
    figure.suptitle(f"rate {rate}"); plt.show()
"""
OURS = """async ([way, at]) => {
  const input = document.querySelectorAll(".cs-side input[type=range]")[at];
  const shown = document.querySelector(".cs-trial .cs-shown");
  const status = shown.querySelector(".cs-status");
  const before = status.innerText, began = performance.now();
  input.value = Number(input.value) + way;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  while (status.innerText === before || shown.querySelector(".cs-waiting")) {
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
THEIRS = """async ([way]) => {
  const handle = document.querySelector(".noUi-handle");
  const image = () => document.querySelector(".jp-OutputArea-output img")?.src;
  const before = image(), began = performance.now();
  const key = way > 0 ? "ArrowRight" : "ArrowLeft";
  handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  while (!image() || image() === before) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


PATIENCE = 180_000
"""Milliseconds before it gives up."""
ASSUMED = 4
"""The place of the first assumption among the sliders, folded away at first."""
THOUGHT = 15
"""Seconds in which somebody reads what is assumed."""


def plain_notebook() -> str:
    """The same question as anybody would write it."""
    cell = {"cell_type": "code", "id": "plain", "execution_count": None, "metadata": {},
            "outputs": [], "source": PLAIN.strip().splitlines(keepends=True)}  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Plain"]}
    return json.dumps({"cells": [title, cell], "metadata": {"kernelspec": kernel},
                       "nbformat": 4, "nbformat_minor": 5})  # fmt: skip


WAYS = {
    "voila": (["coopsim", "serve", "--no-browser", "--notebooks"], "voila/render/{}?"),
    "lab": (["jupyterlab", "--no-browser", "--allow-root"], "doc/tree/{}?reset&"),
}
"""How a folder is served, and where a notebook of it is."""


@contextmanager
def served(way: str, folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The notebooks of a folder: address with a place for one, and the server's process."""
    command, path = WAYS[way]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, str(folder), f"--port={any_port()}"],
        env=os.environ | {"JUPYTER_CONFIG_PATH": str(SHARE / "config"), "COLUMNS": "400"},
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        assert process.stdout
        line = next(one for one in process.stdout if "token=" in one)
        found = re.search(r"(http://[^/]+)/\S*token=([\w-]+)", line)
        assert found
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield f"{found[1]}/{path}token={found[2]}", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(60)


def opened(page: Page, address: str, notebook: str) -> None:
    """Open a notebook; in JupyterLab, run it."""
    page.goto(address.format(notebook), timeout=PATIENCE)
    if "/doc/" not in address:
        return
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE)
    sessions = address.partition("/doc/")[0] + "/api/sessions?" + address.partition("&")[2]
    while not any(one["kernel"]["connections"] for one in page.request.get(sessions).json()):
        page.wait_for_timeout(250)  # before that, it asks which kernel is to run a cell
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def timed(page: Page, script: str, keys: int, pause: float, at: int = 0) -> list[float]:
    """Milliseconds of each key of the slider ``at`` a place, there and back again."""
    found = []
    for number in range(keys):
        found.append(page.evaluate(script, [1 if number < keys / 2 else -1, at]))
        time.sleep(pause)
    return found


def kernels(server: psutil.Process) -> list[int]:
    """Resident megabytes of each kernel."""
    found = [one for one in server.children(recursive=True) if "ipykernel" in str(one.cmdline())]
    return [one.memory_info().rss // 2**20 for one in found]


def told(name: str, times: list[float]) -> str:
    """A line of the table."""
    worst = sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    return f"{name:44}{statistics.median(times):9.0f} ms{worst:9.0f} ms  {len(times)} keys"


def table(rows: dict[str, list[float]]) -> str:
    """What was timed, a row each."""
    head = f"{'slider to picture':44}{'median':>12}{'95 %':>12}"
    return "\n".join([head, *(told(name, times) for name, times in rows.items())])


def measure(page: Page, address: str, server: psutil.Process, keys: int, pause: float) -> None:
    """Both notebooks, one after the other; the ratio of the medians."""
    opened(page, address, "plain.ipynb")
    page.locator(".noUi-handle").first.wait_for(timeout=PATIENCE)
    page.locator(".jp-OutputArea-output img").first.wait_for(timeout=PATIENCE)
    theirs = timed(page, THEIRS, keys, pause)
    memory = kernels(server)
    opened(page, address, LESSON)
    page.locator(".cs-trial").wait_for(timeout=PATIENCE)
    page.locator(".cs-choice input").nth(1).check()
    page.locator(".cs-main").first.click()
    page.locator(".cs-trial svg.cs-picture").first.wait_for(timeout=PATIENCE)
    time.sleep(pause)
    walked = timed(page, OURS, keys, pause)
    again = timed(page, OURS, keys, 0)
    unknown = timed(page, OURS, 3, 0, ASSUMED)[:2]
    page.locator(".cs-fold").first.click()
    time.sleep(THOUGHT)
    ahead = timed(page, OURS, 2, pause, ASSUMED + 1)[:1]
    rows = {
        "interact and matplotlib": theirs,
        f"the lesson, a key every {pause:g} s": walked,
        "the lesson, the same positions, no pause": again,
        "the lesson, an assumption: two worlds anew": unknown,
        f"the same, unfolded {THOUGHT} s before": ahead,
    }
    print(table(rows))
    ratio = statistics.median(theirs) / statistics.median(walked)
    print(f"ratio of medians: {ratio:.1f} times faster")
    print(f"kernel memory: plain {memory} MB, lesson {kernels(server)[-1:]} MB")


def main(arguments: list[str] | None = None) -> None:
    """Serve both, move both, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=8)
    parser.add_argument("--pause", type=float, default=3.0)
    parser.add_argument("--where", nargs="+", choices=list(WAYS), default=list(WAYS))
    asked: Any = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        (folder / LESSON).write_bytes((ROOT / "notebooks" / LESSON).read_bytes())
        (folder / "plain.ipynb").write_text(plain_notebook(), encoding="utf-8")
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        print(f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores")
        for way in asked.where:
            print(f"\n{way}")
            with served(way, folder) as (address, server):
                page = browser.new_page(viewport={"width": 1200, "height": 900})
                measure(page, address, server, asked.keys, asked.pause)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
