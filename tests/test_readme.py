"""The Python on the first page runs as it stands, and stays short."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_readme_has_one_python_block_of_at_most_nine_lines() -> None:
    assert len(_blocks()) == 1
    assert len(_blocks()[0].strip().splitlines()) <= 9


def test_readme_python_runs(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _blocks()[0]],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip(), "the example prints nothing"
    assert list(tmp_path.iterdir()), "the example saves nothing"


def _blocks() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
