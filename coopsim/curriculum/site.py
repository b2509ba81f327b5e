"""The site of the curriculum: translated pages, filled from data, built by Sphinx offline."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from coopsim.curriculum.asked import Asked
from coopsim.curriculum.charts import write_charts
from coopsim.curriculum.errors import CurriculumError
from coopsim.curriculum.papers import TESTS, opened, paper_lesson, paper_test
from coopsim.curriculum.parts import PART, filled
from coopsim.curriculum.slides import write_slides
from coopsim.text import LANGUAGES
from coopsim.translation import Checkout, build

KIT = (
    "index", "rehearsal", "game", "debrief", "paper", "papersheet", "roles", "events", "decisions",
    "accounts", "room", "breaks", "pilot", "questionnaire",
)  # fmt: skip
"""Pages of the trainer's kit, in their order."""
PAGES = (
    "course", "plans", *(f"trainer/{one}" for one in KIT), "visits", "lessons/*", "assessment",
    "glossary", "claims", "sources", "paper/before", "paper/after", "paper/[0-9]*",
)  # fmt: skip
"""The order of pages in the contents."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def build_site(
    checkout: Checkout,
    out: Path,
    langs: Iterable[str] = LANGUAGES,
    *,
    runs: bool = True,
    pdf: bool = False,
    slides: bool = False,
) -> list[Path]:
    """Build the curriculum into ``out/LANG``; returns the first page of each language.

    Nothing is asked of the network. With ``runs`` the model fills the tables of lessons on paper
    and draws the charts of the debrief; with ``pdf`` a browser that is there prints each page
    beside itself, and all of them as ``curriculum.pdf`` beside the first; with ``slides`` the
    debrief is made as ``trainer/debrief.pptx`` with its charts as PNG. Raises ``CurriculumError``
    with every warning of the build; what stood there before then stays.
    """
    made = []
    with tempfile.TemporaryDirectory(prefix="coopsim-site-") as kept:
        source = Path(kept)
        build(checkout, source)
        for lang in langs:
            pages = source / lang / "curriculum"
            prepare(pages, source / lang / "notebooks", lang, runs=runs)
            built = source / "html" / lang
            _sphinx(pages, built, lang)
            if slides:
                write_slides(built / "trainer" / "debrief.pptx", lang)
                write_charts(built / "trainer", lang)
            if pdf:
                _print(pages, built, lang)
            shutil.rmtree(out / lang, ignore_errors=True)
            shutil.copytree(built, out / lang)
            made.append(out / lang / "index.html")
    return made


def prepare(pages: Path, notebooks: Path, lang: str, *, runs: bool = True) -> None:
    """Fill the pages of a language from data, and add lessons and tests on paper."""
    sheets = _papers(pages / "paper", notebooks, lang, runs=runs)
    if runs:
        write_charts(pages / "trainer", lang)
    asked = Asked(lang, pages=_trainers_pages(pages), sheets=sheets, runs=runs)
    for path in pages.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(filled(text, asked, path.name), encoding="utf-8")
    index = (pages / "README.md").read_text(encoding="utf-8")
    contents = "\n".join(_contents(pages))
    (pages / "index.md").write_text(
        f"{index}\n```{{toctree}}\n:hidden:\n\n{contents}\n```\n", encoding="utf-8"
    )
    (pages / "README.md").unlink()


def _trainers_pages(pages: Path) -> dict[str, str]:
    """The page of each lesson: the one that asks for its head; others by their number."""
    found = {}
    for path in pages.glob("lessons/*.md"):
        found[path.stem[:2]] = path.stem
        for part in PART.finditer(path.read_text(encoding="utf-8")):
            if part["name"] == "lesson":
                found[part["given"]] = path.stem
    return found


def _papers(folder: Path, notebooks: Path, lang: str, *, runs: bool) -> dict[str, str]:
    """Write lessons and tests on paper; returns the sheet of each lesson."""
    import nbformat

    folder.mkdir(exist_ok=True)
    for name, form in TESTS.items():
        (folder / f"{name}.md").write_text(paper_test(form, lang), encoding="utf-8")
    sheets: dict[str, str] = {}
    for path in sorted(notebooks.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        lessons = opened(notebook).values()
        if lessons:
            sheet = paper_lesson(notebook, lang, runs=runs)
            nbformat.write(sheet, folder / path.name)  # type: ignore[no-untyped-call]
            sheets |= dict.fromkeys(lessons, path.stem)
    return sheets


def _contents(pages: Path) -> Iterator[str]:
    """Names of pages, in their order."""
    for pattern in PAGES:
        found = [*pages.glob(f"{pattern}.md"), *pages.glob(f"{pattern}.ipynb")]
        for path in sorted(found):
            yield path.relative_to(pages).with_suffix("").as_posix()


def _sphinx(pages: Path, out: Path, lang: str, builder: str = "html") -> None:
    """Build pages with Sphinx; ``CurriculumError`` names every warning."""
    try:
        from sphinx.application import Sphinx
        from sphinx.util.docutils import docutils_namespace, patch_docutils
    except ImportError as error:
        raise CurriculumError(
            "The site is built by Sphinx, which is not installed. "
            'Install it: pip install "coopsim[site]".'
        ) from error
    warnings = io.StringIO()
    with patch_docutils(pages), docutils_namespace():
        app = Sphinx(
            pages, pages, out, out.parent / f"{lang}.doctrees", builder,
            confoverrides={"language": lang}, status=None, warning=warnings,
        )  # fmt: skip
        app.build(force_all=True)
    told = _COLOUR.sub("", warnings.getvalue()).replace(f"{pages}/", "").strip()
    if told:
        raise CurriculumError(f"The curriculum in '{lang}' was not built:\n{told}")


def _print(pages: Path, out: Path, lang: str) -> None:
    """All pages of a language as one PDF, and each of them beside itself."""
    from coopsim.report import print_page

    single = out.parent / f"{lang}.single"
    _sphinx(pages, single, lang, "singlehtml")
    shutil.copy(print_page(single / "index.html"), out / "curriculum.pdf")
    for page in sorted(out.rglob("*.html")):
        print_page(page)
