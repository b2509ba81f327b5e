"""A pytest plugin: each built notebook is run in its language, asked as a page would ask it."""

from __future__ import annotations

import os

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the kernel of ``.../LANG/notebooks/LESSON.ipynb`` starts."""
    os.environ["QUERY_STRING"] = f"lang={item.path.parent.parent.name}"
