"""Notebooks as JupyterLab opens them: what only tests need stays in the file, and out of sight."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

ONLY_FOR_TESTS = "test-only"
"""The tag of cells that only tests need."""


def without_tests(cells: list[Any]) -> list[Any]:
    """The cells that are for people."""
    return [one for one in cells if not is_test(one)]


def is_test(cell: Any) -> bool:
    """Whether only tests need a cell."""
    return ONLY_FOR_TESTS in cell.get("metadata", {}).get("tags", ())


class LessonContents(AsyncLargeFileManager):
    """Files as they are, but for notebooks: test cells are left out, and kept when one is saved."""

    async def get(self, path: str, *args: Any, **about: Any) -> Any:
        """A file or folder; of a notebook, the cells that are for people."""
        model = await super().get(path, *args, **about)  # type: ignore[no-untyped-call]
        if model["type"] == "notebook" and model["content"] is not None:
            model["content"]["cells"] = without_tests(model["content"]["cells"])
        return model

    async def save(self, model: Any, path: str = "") -> Any:
        """Write a file; a notebook gets back the test cells that lie in it, at its end."""
        if model.get("type") == "notebook" and model.get("content"):
            content = model["content"]
            cells = without_tests(content["cells"]) + await self._tests(path)
            model = {**model, "content": {**content, "cells": cells}}
        return await super().save(model, path)  # type: ignore[no-untyped-call]

    async def _tests(self, path: str) -> list[Any]:
        """The test cells of the notebook that lies there; none where there is none yet."""
        if not await self.file_exists(path):
            return []
        there = await super().get(path, type="notebook")  # type: ignore[no-untyped-call]
        return [one for one in there["content"]["cells"] if is_test(one)]
