"""Notebooks with visible code: kept without output, in short cells, and they run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SHOWN = ["00_first_run.ipynb", "11_sweeps.ipynb"]
"""Those whose code is meant to be read; lessons hide theirs and have tests of their own."""
LINES = 10
LIMIT = 300


@pytest.mark.parametrize("name", SHOWN)
def test_notebook_is_short_and_without_output(name: str) -> None:
    page = nbformat.read(NOTEBOOKS / name, as_version=4)
    nbformat.validate(page)
    code = [cell for cell in page.cells if cell.cell_type == "code"]
    for cell in code:
        assert not cell.outputs and cell.execution_count is None, cell.id
        assert len(cell.source.splitlines()) <= LINES, cell.id
    assert "training simulation" in page.cells[0].source


@pytest.mark.parametrize("name", SHOWN)
def test_notebook_runs(name: str, tmp_path: Path) -> None:
    """As ``pytest --nbval-lax`` runs it: every cell, in order, without an error."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    limit = f"--nbval-cell-timeout={LIMIT}"
    ran = subprocess.run(
        [*command, "--nbval-lax", limit, "--rootdir", str(tmp_path), str(NOTEBOOKS / name)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
