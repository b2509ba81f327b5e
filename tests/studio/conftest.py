"""A draft of a preset with several districts, and the studio with all its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from coopsim.studio import Draft
from coopsim.widgets.studio.studio import Studio, open_studio


@pytest.fixture
def coffee() -> Draft:
    return Draft.begun("timor-leste-coffee")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def studio(folder: Path) -> Studio:
    return opened(folder)


def opened(folder: Path | None) -> Studio:
    """The studio with all its parts, as its page has them."""
    made = open_studio(folder=folder)
    for make in (made.start, made.begin_with, made.own, made.values, made.policies,
                 made.differences, made.test, made.keep):  # fmt: skip
        make()
    return made
