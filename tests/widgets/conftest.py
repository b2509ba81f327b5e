"""A little lesson of twelve households, opened without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from coopsim.widgets.lesson import Lesson
from widgets.little import opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "saved"


@pytest.fixture
def lesson(folder: Path) -> Lesson:
    return opened(folder)
