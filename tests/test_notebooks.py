"""The notebooks as they are kept: locked, short, without output, and ready to be run by tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coopsim.serve import find_lessons, find_workshops

FOLDER = Path(__file__).parents[1] / "notebooks"
LESSONS = [one.file for one in (*find_lessons(FOLDER), *find_workshops(FOLDER))]
COMPARED = "nbval-check-output"


def cells(file: str, kind: str) -> list[Any]:
    read = nbformat.read(FOLDER / file, as_version=4)
    nbformat.validate(read)
    return [cell for cell in read.cells if cell.cell_type == kind]


@pytest.mark.parametrize("file", [path.name for path in sorted(FOLDER.glob("*.ipynb"))])
def test_no_notebook_hides_from_the_tests_or_carries_output(file: str) -> None:
    for cell in cells(file, "code"):
        tags = cell.metadata.get("tags", [])
        assert "nbval-skip" not in tags and "NBVAL_SKIP" not in cell.source
        assert not cell.outputs or COMPARED in tags, cell.source


@pytest.mark.parametrize("file", LESSONS)
def test_code_is_short_hidden_and_locked(file: str) -> None:
    for cell in cells(file, "code"):
        assert len(cell.source.splitlines()) <= 3, cell.source
        assert "hide-input" in cell.metadata.tags and cell.metadata.jupyter.source_hidden
        assert cell.metadata.editable is False and cell.metadata.deletable is False


@pytest.mark.parametrize("file", LESSONS)
def test_the_last_cell_moves_the_lesson_and_compares_integers(file: str) -> None:
    last = cells(file, "code")[-1]
    assert {"test-only", COMPARED} <= set(last.metadata.tags)
    assert last.source.splitlines()[-1] == "lesson.result"
    assert last.outputs, "nothing to compare with"


@pytest.mark.parametrize("file", LESSONS)
def test_money_is_not_taken_for_a_formula(file: str) -> None:
    for cell in cells(file, "markdown"):
        assert not re.search(r"(?<!\\)\$[^$]*(?<!\\)\$", cell.source), cell.source


@pytest.mark.parametrize("file", LESSONS)
def test_marks_stand_in_the_lessons_file_alone(file: str) -> None:
    for cell in cells(file, "markdown"):
        assert not re.search(r"\*\*(Must|Should|Could)\b|\((must|should|could)\)", cell.source)
