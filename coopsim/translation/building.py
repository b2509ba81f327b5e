"""Notebooks and pages in every language, built from the English ones and the catalogues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coopsim.results import write_whole
from coopsim.text.catalogues import CURRICULUM, LESSONS
from coopsim.text.languages import LANGUAGES, SOURCE
from coopsim.text.prose import prose
from coopsim.translation.side_by_side import side_by_side
from coopsim.translation.sources import Checkout, read_notebook

TEST_ONLY = "test-only"
"""The tag of cells that only tests need."""


def build(checkout: Checkout, folder: Path, *, tests: bool = False) -> list[Path]:
    """Write notebooks, curriculum and two-column pages of every language into ``folder/LANG``.

    Words come from the catalogues of the installed coopsim. With ``tests`` the cells that only
    tests need are kept. Nothing that is not built is touched.
    """
    import nbformat

    made: dict[Path, bytes] = {}
    for lang in LANGUAGES:
        for path in checkout.notebooks:
            notebook = read_notebook(path)
            if lang != SOURCE:
                page = folder / lang / "side-by-side" / f"{path.stem}.html"
                made[page] = side_by_side(notebook, path.stem, checkout, lang).encode()
            copy = in_language(notebook, lang, tests=tests)
            built = nbformat.writes(copy)  # type: ignore[no-untyped-call]
            made[folder / lang / "notebooks" / path.name] = f"{built}\n".encode()
        made |= _curriculum(checkout, folder / lang, lang)
    for path, content in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return list(made)


def in_language(notebook: Any, lang: str, *, tests: bool = False) -> Any:
    """A copy of a notebook with its prose in a language and its code as it was."""
    from copy import deepcopy

    built = deepcopy(notebook)
    built.cells = [one for one in built.cells if tests or not _is_test(one)]
    for cell in built.cells:
        if cell.cell_type == "markdown":
            cell.source = prose(cell.source, lang, LESSONS)
        elif not tests:
            cell.outputs, cell.execution_count = [], None
    built.metadata["coopsim"] = {**built.metadata.get("coopsim", {}), "language": lang}
    return built


def _is_test(cell: Any) -> bool:
    return TEST_ONLY in cell.metadata.get("tags", ())


def _curriculum(checkout: Checkout, folder: Path, lang: str) -> dict[Path, bytes]:
    """Pages in the language, and everything else of the curriculum as it is."""
    source = checkout.root / "curriculum"
    found = {}
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        if not path.is_file() or any(part.startswith((".", "_build")) for part in inside.parts):
            continue
        content = path.read_bytes()
        if path.suffix == ".md":
            content = prose(content.decode("utf-8"), lang, CURRICULUM).encode()
        found[folder / "curriculum" / inside] = content
    return found
