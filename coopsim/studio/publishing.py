"""A kept scenario in a lesson: a copy of the lesson's file and page that opens this village.

The copy says which lesson it was written for: its A begins as the village is wherever the village
differs from the lesson's first one. Of the page, what tells of that first one is left out.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from coopsim.errors import CoopsimError, Fault, Sentence
from coopsim.files import load_scenario
from coopsim.files.saving import sourced
from coopsim.results import write_whole
from coopsim.studio.errors import StudioError

SIZES = re.compile(r"^(households|months|scenario) *=.*$", re.MULTILINE)
TITLE = re.compile(r"^title *=.*$", re.MULTILINE)
OPENS = re.compile(r"""open_lesson\(\s*["'](\w+)["']""")
ONLY_FOR_TESTS = "test-only"
SECTION = re.compile(r"##+ (\d+)\.")
STORY, LAST_OF_FIRST_VILLAGE = 1, 4
"""The section of a page that tells the story, and the last one that tells of its village: guess,
try and explain come between. What follows is about the reader's own cooperative."""
CLOSES = "lesson.glossary()"
"""What follows this cell says where the numbers of the lesson's first village come from."""
OUR_VILLAGE = """from coopsim.widgets.studio.our_village import our_village
our_village(lesson)"""
FOLDER = "lessons"
"""Where copied lesson files lie, beside the notebooks."""


def publish(
    scenario: Path, lesson: str, notebooks: Path, check: Callable[[Path], object],
    *, replace: bool = False,
) -> Path:  # fmt: skip
    """Make a lesson's copy that opens a scenario file; returns the new notebook.

    Both are written beside the other lessons: ``lessons/NAME.toml`` and ``NAME.ipynb``, NAME being
    the lesson's with the scenario's. ``check`` opens the copied file before anything stands in
    its place: it raises what is wrong, as a slider that does not fit the village. Raises
    ``StudioError`` if there is no such lesson, or the copy is there already and ``replace`` is
    not told.
    """
    source = Path(str(files("coopsim") / "data" / "lessons" / f"{lesson}.toml"))
    page = notebooks / f"{lesson}.ipynb"
    missing = [
        Fault(str(one), Sentence("there is no such file."))
        for one in (source, page)
        if not one.is_file()
    ]
    name = f"{lesson}-{scenario.stem}"
    target = notebooks / f"{name}.ipynb"
    if target.exists() and not replace:
        what = Sentence("this lesson is there already.")
        missing.append(Fault(target.name, what, Sentence("Say to replace it.")))
    if missing:
        raise StudioError(missing)
    text = lesson_text(source.read_text(encoding="utf-8"), lesson, scenario, notebooks / FOLDER)
    notebook = notebook_text(page.read_text(encoding="utf-8"), f"{FOLDER}/{name}.toml")
    (notebooks / FOLDER).mkdir(exist_ok=True)
    tried = notebooks / FOLDER / f".{name}.toml"
    try:
        write_whole(tried, text.encode("utf-8"))
        check(tried)
        tried.replace(notebooks / FOLDER / f"{name}.toml")
    finally:
        tried.unlink(missing_ok=True)
    write_whole(target, notebook.encode("utf-8"))
    return target


def lesson_text(text: str, lesson: str, scenario: Path, folder: Path) -> str:
    """A lesson's file with another village, in its own size, and which lesson it was."""
    village = load_scenario(scenario)
    head, bracket, rest = text.partition("\n[")
    title = f"{tomllib.loads(text)['title']} ({village.title})"
    lines = f"title = {sourced(title, None)}\nwritten_for = {sourced(lesson, None)}"
    head = TITLE.sub(lambda _: lines, head)
    values = {
        "scenario": _from(folder, scenario), "households": village.households,
        "months": village.months,
    }  # fmt: skip
    head = SIZES.sub(lambda found: f"{found[1]} = {sourced(values[found[1]], None)}", head)
    return head + bracket + rest


def _from(folder: Path, scenario: Path) -> str:
    """The scenario's path as the lesson's file names it."""
    inside = folder.parent.resolve()
    path = scenario.resolve()
    if path.is_relative_to(inside):
        return f"../{path.relative_to(inside).as_posix()}"
    return path.as_posix()


def notebook_text(text: str, file: str) -> str:
    """A lesson's page that opens another file, without what only tests need or tells of another
    village; what the copy keeps of this one stands in the place of the story."""
    try:
        data = json.loads(text)
        cells = [
            cell for cell in data["cells"]
            if ONLY_FOR_TESTS not in cell["metadata"].get("tags", ())
        ]  # fmt: skip
        data["cells"] = list(_of_any_village(cells))
    except (ValueError, KeyError, TypeError) as error:
        raise CoopsimError(Sentence("this is no notebook: {error}.", error=error)) from error
    for cell in data["cells"]:
        if cell["cell_type"] == "code":
            lines = cell["source"] if isinstance(cell["source"], list) else [cell["source"]]
            cell["source"] = [OPENS.sub(f'open_lesson("{file}"', line) for line in lines]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _of_any_village(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Cells of a page that are true of any village: of guess, try and explain the headings."""
    section, closed = 0, False
    like = next((one for one in cells if one["cell_type"] == "code"), {})
    for cell in cells:
        if cell["cell_type"] != "markdown":
            closed = closed or CLOSES in "".join(cell["source"])
            yield cell
            continue
        prose = "".join(cell["source"])
        found = SECTION.match(prose)
        section = int(found[1]) if found else section
        if found and section == STORY:
            yield {**like, "source": OUR_VILLAGE.splitlines(keepends=True), "outputs": []}
        elif STORY < section <= LAST_OF_FIRST_VILLAGE:
            heading = prose.partition("\n")[0]
            if heading.startswith("#"):
                yield {**cell, "source": [heading]}
        elif not closed:
            yield cell
