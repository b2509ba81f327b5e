"""What there is to translate, and where it stands."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import Fault, FaultsError
from coopsim.text.catalogues import CURRICULUM, INTERFACE, LESSONS
from coopsim.text.prose import units
from coopsim.translation.declared import declared
from coopsim.translation.entries import Entry
from coopsim.translation.origins import of_lesson

KEYWORDS = frozenset({"say", "spoken", "words", "say_many", "told", "plain", "Sentence"})
"""What says its first argument: ``coopsim.text``, pages' ``told`` and ``plain``, and faults."""
PLURAL, TO_TRANSLATORS = "say_many", "# Translators:"
_SAYS = re.compile(rb"coopsim\.text|\b(?:told|plain|Sentence)\(")
SAID = frozenset(
    {
        "advice", "chain", "explain", "feedback", "goals", "hint", "idea", "intro", "label",
        "misconception", "note", "place", "question", "stem", "story", "task", "text", "title",
        "why", "words", "wrong_idea",
        "activity", "baseline", "basis", "cost_source", "indicator", "means", "modality",
        "objective", "output", "risk", "scope", "target", "topic",
    }
)  # fmt: skip
"""Keys of lesson files, the item bank and studies whose texts people read; a table under one of
them holds a text for each name."""
NOT_SAID = frozenset(
    {
        "base", "better", "concept", "follows", "form", "good", "grade", "id", "items", "key",
        "kind", "lesson", "mark", "metric", "metrics", "name", "pair", "parameter",
        "rest", "right", "scenario", "source", "statement", "statistic", "term", "twin", "when",
    }
)  # fmt: skip
"""Keys whose texts are names or sources."""
DATA = ("lessons", "assessment", "studies")
"""Folders of files whose texts people read."""
SETTINGS = frozenset({"a", "b", "set", "where"})
"""Tables of settings, which hold no words."""


class TranslationError(FaultsError):
    """Catalogues or texts that do not fit each other."""

    undone = "nothing was written"


class CheckError(TranslationError):
    """Catalogues that do not fit their sources."""

    undone = "translations are not in order"


@attrs.frozen
class Checkout:
    """A checkout of coopsim: where sources lie and catalogues go."""

    root: Path = attrs.field(converter=Path)

    @root.validator
    def _is_checkout(self, _: Any, root: Path) -> None:
        if not (root / "coopsim").is_dir() or not (root / "notebooks").is_dir():
            fault = Fault(
                str(root), "this is no checkout of coopsim.",
                "Run the command in the folder that holds coopsim/ and notebooks/, or name it "
                "with --root.",
            )  # fmt: skip
            raise TranslationError([fault])

    @property
    def notebooks(self) -> list[Path]:
        """The English notebooks."""
        return sorted((self.root / "notebooks").glob("*.ipynb"))

    @property
    def pages(self) -> list[Path]:
        """The English pages of the curriculum."""
        return sorted((self.root / "curriculum").rglob("*.md"))

    @property
    def data(self) -> list[Path]:
        """Lesson files, the item bank and the studies that come with coopsim."""
        folder = self.root / "coopsim" / "data"
        return sorted(path for kind in DATA for path in folder.glob(f"{kind}/*.toml"))

    def catalogue(self, domain: str, lang: str) -> Path:
        """Where a catalogue lies."""
        return self.root / "coopsim" / "locale" / lang / "LC_MESSAGES" / f"{domain}.po"

    def named(self, path: Path) -> str:
        """A path as messages and catalogues name it."""
        return path.relative_to(self.root).as_posix()


def entries(checkout: Checkout) -> dict[str, list[Entry]]:
    """Every text by catalogue, each once, in the order of its sources."""
    return {
        INTERFACE: _once([*declared(), *_code(checkout), *_data(checkout), *_origins(checkout)]),
        LESSONS: _once(_notebooks(checkout)),
        CURRICULUM: _once(_pages(checkout)),
    }


def _once(found: Iterable[Entry]) -> list[Entry]:
    kept: dict[str, Entry] = {}
    for one in found:
        first = kept.get(one.text, one)
        kept[one.text] = attrs.evolve(
            first, where=tuple(dict.fromkeys((*first.where, *one.where))),
            plural=first.plural or one.plural, given={**one.given, **first.given},
        )  # fmt: skip
    return list(kept.values())


def _code(checkout: Checkout) -> Iterator[Entry]:
    """Texts of modules that say something."""
    package = checkout.root / "coopsim"
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package).parts[0]
        source = path.read_bytes()
        if inside not in ("text", "cli") and _SAYS.search(source):
            lines = source.decode("utf-8").splitlines()
            for line, text, plural in _calls(ast.parse(source)):
                above = lines[max(line - 2, 0)].strip()
                note = above.removeprefix("# ") if above.startswith(TO_TRANSLATORS) else ""
                yield Entry(text, (checkout.named(path),), plural, note)


def _calls(module: ast.Module) -> Iterator[tuple[int, str, str]]:
    """The line and text of each call that says one, and its plural; others say no plain text."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        match call.args:
            case [ast.Constant(str(text)), ast.Constant(str(plural)), *_] if name == PLURAL:
                yield call.lineno, text, plural
            case [ast.Constant(str(text)), *_] if name in KEYWORDS and text:
                yield call.lineno, text, ""


def lesson_entries(checkout: Checkout, name: str) -> list[Entry]:
    """The texts of a lesson's data file and of its items in the bank, in their order."""
    path = checkout.root / "coopsim" / "data" / "lessons" / f"{name}.toml"
    if not path.is_file():
        return []
    items = set(tomllib.loads(path.read_text(encoding="utf-8")).get("items", ()))
    own = checkout.named(path)
    return [
        entry
        for entry in _once(_data(checkout))
        if own in entry.where or items & {place.rpartition("#")[2] for place in entry.where}
    ]


def _data(checkout: Checkout) -> Iterator[Entry]:
    faults: list[Fault] = []
    for path in checkout.data:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            faults.append(Fault(checkout.named(path), f"this is not TOML: {error}."))
            continue
        yield from _said(data, checkout.named(path), faults)
    if faults:
        raise TranslationError(faults)


def _said(table: Mapping[str, Any], where: str, faults: list[Fault]) -> Iterator[Entry]:
    where = f"{where}#{table['id']}" if isinstance(table.get("id"), str) else where
    for key, value in table.items():
        rows = value if isinstance(value, list) else [value]
        if key in SAID and isinstance(value, dict):
            rows = list(value.values())
        texts = [one for one in rows if isinstance(one, str)]
        if key in SAID:
            yield from (Entry(text, (where,)) for text in texts)
        elif texts and key not in NOT_SAID:
            advice = "Name it in SAID or NOT_SAID of coopsim/translation/sources.py."
            faults.append(Fault(where, f"is {key!r} read by people?", advice))
        if key not in SETTINGS:
            for row in rows:
                if isinstance(row, dict):
                    yield from _said(row, where, faults)


def _origins(checkout: Checkout) -> Iterator[Entry]:
    """Where the values that lessons move come from."""
    for path in checkout.data:
        if path.parent.name == "lessons":
            yield from of_lesson(path, checkout.named(path))


def _notebooks(checkout: Checkout) -> Iterator[Entry]:
    for path in checkout.notebooks:
        for cell in read_notebook(path).cells:
            if cell.cell_type == "markdown":
                where = f"{checkout.named(path)}#{cell.id}"
                yield from (Entry(text, (where,)) for text in units(cell.source))


def _pages(checkout: Checkout) -> Iterator[Entry]:
    for path in checkout.pages:
        for text in units(path.read_text(encoding="utf-8")):
            yield Entry(text, (checkout.named(path),))


def read_notebook(path: Path) -> Any:
    """A notebook of format 4.5 or newer; ``TranslationError`` if it is none."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (ValueError, AttributeError, nbformat.ValidationError) as error:
        raise TranslationError([Fault(str(path), f"this is no notebook: {error}.")]) from error
