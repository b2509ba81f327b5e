"""The translator's tool: what it finds, keeps, proposes, refuses and builds."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from coopsim import translation
from coopsim.accounts import statements
from coopsim.cli.translating import translate
from coopsim.text import spoken
from coopsim.translation import Checkout, TranslationError, checking
from coopsim.translation.building import in_language
from coopsim.translation.checking import differences, leftovers
from coopsim.translation.declared import STATEMENTS, declared
from coopsim.translation.updating import key_of, messages, read_catalogue

CODE = """from coopsim.text import say, say_many, words

LABEL = words("a label")


def told(lang: str) -> str:
    # Translators: on a button
    return say("Move {what} once", lang, what=say_many("{count} day", "{count} days", 2, lang))


def page(lang: str) -> str:
    return f"<b>{told('In a tag', lang)}</b>"


def told(value: float) -> str:
    'A docstring.'
    return f"{value} and no more"
"""
LESSON = """
title = "A fund"
scenario = "hamlet"
items = ["one-a"]
[trial.rate]
title = "A rate"
a = { fund = { contract = "flat" } }
[[trial.rate.decision]]
term = "fund.loan_rate"
task = "Move it"
"""
ITEMS = """
[[item]]
id = "one-a"
lesson = "01_fund"
stem = "What is it?"
[[item.option]]
key = "a"
text = "A fund"
why = "It is."
"""
ENGLISH = re.compile(rf"(?<![{{`\w])(?:{'|'.join(checking.ENGLISH)})(?![}}`\w])", re.IGNORECASE)
LONG = (
    "Money is lent, **and** lent again: [see](x.md) `fund`."
    " A member who pays back late, the treasurer says, makes the next one in line wait longer."
)
CELLS = [
    ("markdown", "intro", f"# A fund\n\n{LONG}", []),
    ("code", "start", "lesson.start()", ["hide-input"]),
    ("code", "hidden", "lesson.result", ["test-only", "nbval-check-output"]),
]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A checkout with one module, one lesson, one notebook and one page."""
    monkeypatch.setattr("coopsim.translation.sources.declared", lambda: iter(()))
    files = {
        "coopsim/one.py": CODE,
        "coopsim/two.py": 'say("said by another say")\n',
        "coopsim/widgets/page.py": 'self.button = self.plain("A fund")\n',
        "coopsim/data/lessons/01_fund.toml": LESSON,
        "coopsim/data/assessment/items.toml": ITEMS,
        "curriculum/fund.md": "# A page\n\nAsk why.\n",
        "curriculum/img/a.svg": "<svg/>",
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    write_notebook(tmp_path, CELLS)
    return Checkout(tmp_path)


def write_notebook(root: Path, cells: list[tuple[str, str, str, list[str]]]) -> None:
    made = nbformat.v4.new_notebook()
    for kind, name, source, tags in cells:
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        made.cells.append(new(source, id=name, metadata={"tags": tags} if tags else {}))
    path = root / "notebooks" / "01_fund.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(made, path)


def translated(checkout: Checkout, pairs: dict[str, str], lang: str = "id") -> None:
    """Fill in some translations as a translator does, with a table."""
    table = checkout.root / "table.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("english", "translation"), *pairs.items()])
    translation.fill(checkout, lang, table)


def catalogue(checkout: Checkout, domain: str = "lessons", lang: str = "id") -> dict:
    return {one_id: one for one in messages(read_catalogue(checkout.catalogue(domain, lang)))
            for one_id in (key_of(one),)}  # fmt: skip


def everything(checkout: Checkout) -> dict[str, str]:
    """A translation of every text that check lets pass."""
    found = (entry for some in translation.entries(checkout).values() for entry in some)
    return {one.text: ENGLISH.sub("x", one.text) + " ya" for one in found}


def test_finds_code_lessons_items_notebooks_and_pages(small: Checkout) -> None:
    found = translation.entries(small)
    texts = {domain: [one.text for one in some] for domain, some in found.items()}
    assert texts["coopsim"] == [
        "a label", "Move {what} once", "{count} day", "In a tag", "A fund", "What is it?", "It is.",
        "A rate", "Move it", "one per cent a month",
    ]  # fmt: skip
    assert texts["lessons"] == ["A fund", LONG]
    assert texts["curriculum"] == ["A page", "Ask why."]
    by_text = {one.text: one for one in found["coopsim"]}
    assert by_text["{count} day"].plural == "{count} days"
    assert by_text["Move {what} once"].note == "Translators: on a button"
    assert by_text["A fund"].where[0] == "coopsim/widgets/page.py"
    assert found["lessons"][0].where == ("notebooks/01_fund.ipynb#intro",)


def test_a_key_nobody_declared_is_asked_about(small: Checkout) -> None:
    path = small.root / "coopsim/data/lessons/01_fund.toml"
    path.write_text('riddle = "What?"\n' + LESSON, encoding="utf-8")
    with pytest.raises(TranslationError, match="'riddle' read by people"):
        translation.entries(small)


def test_update_twice_changes_nothing(small: Checkout) -> None:
    assert len(translation.update(small)) == 9
    assert translation.update(small) == []


def test_changed_english_keeps_the_old_translation_as_a_proposal(small: Checkout) -> None:
    translation.update(small)
    old = LONG
    translated(small, {old: "Uang dipinjamkan lagi: [lihat](x.md) `fund`.", "A fund": "Dana"})
    new = old.replace("lent again", "comes back")
    write_notebook(small.root, [("markdown", "intro", f"# A fund\n\n{new}", []), *CELLS[1:]])
    translation.update(small)
    kept = catalogue(small)
    assert kept["A fund"].string == "Dana"
    assert not kept["A fund"].fuzzy
    assert kept[new].fuzzy
    assert kept[new].string.startswith("Uang")
    assert kept[new].previous_id == [old]
    assert f'#| msgid "{old}"' in small.catalogue("lessons", "id").read_text(encoding="utf-8")
    text = small.catalogue("lessons", "id").read_bytes()
    assert translation.update(small) == []
    assert small.catalogue("lessons", "id").read_bytes() == text
    write_notebook(small.root, CELLS)  # the old English comes back, and its translation with it
    translation.update(small)
    assert catalogue(small)[old].string.startswith("Uang")
    assert not catalogue(small)[old].fuzzy


def test_a_text_in_another_place_is_no_proposal(small: Checkout) -> None:
    translation.update(small)
    translated(small, {"Ask why.": "Tanyakan sebabnya."})
    (small.root / "curriculum/fund.md").write_text("# A page\n", encoding="utf-8")
    (small.root / "curriculum/other.md").write_text("Ask why!\n", encoding="utf-8")
    translation.update(small)
    assert catalogue(small, "curriculum")["Ask why!"].string == ""


def test_a_text_said_in_one_catalogue_is_said_in_the_others(small: Checkout) -> None:
    translation.update(small)
    translated(small, {"A page": "Halaman"})
    write_notebook(small.root, [("markdown", "intro", "# A page", []), *CELLS[1:]])
    translation.update(small)
    assert catalogue(small)["A page"].string == "Halaman"
    assert not catalogue(small)["A page"].fuzzy


def test_a_table_goes_out_and_comes_back(small: Checkout, tmp_path: Path) -> None:
    translation.update(small)
    table = tmp_path / "missing.csv"
    count = translation.missing(small, "tet", table)
    rows = list(csv.DictReader(table.open(encoding="utf-8-sig")))
    assert len(rows) == count == 14
    rows[0]["translation"] = "X"
    lines = [";".join(rows[0]), ";".join(f'"{one}"' for one in rows[0].values())]
    table.write_text("\n".join(lines), encoding="utf-8")  # as a spreadsheet in Jakarta writes it
    assert translation.fill(small, "tet", table) == 1
    assert translation.missing(small, "tet", table) == 13


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ({"nobody says this": "x"}, "no catalogue has this English"),
        ({"Move {what} once": "Geser {apa}"}, "placeholders differ: {what} in English, {apa} here"),
        ({"Move {what} once": "Geser"}, "placeholders differ: {what} in English, none here"),
    ],
)
def test_a_table_with_a_fault_changes_nothing(
    small: Checkout, pairs: dict[str, str], told: str
) -> None:
    translation.update(small)
    with pytest.raises(TranslationError, match=re.escape(told)):
        translated(small, {"a label": "label", **pairs})
    assert catalogue(small, "coopsim")["a label"].string == ""


def test_check_passes_when_everything_is_said(small: Checkout) -> None:
    translation.update(small)
    translated(small, everything(small))
    counts = {(one.lang, one.domain): one.share for one in translation.check(small)}
    assert counts["id", "lessons"] == 1.0
    assert counts["tet", "lessons"] == 0.0


def _new_english(checkout: Checkout) -> None:
    (checkout.root / "curriculum/fund.md").write_text("# A page\n\nAsk how.\n", encoding="utf-8")


def _edited(old: str, new: str) -> Callable[[Checkout], None]:
    def edit(checkout: Checkout) -> None:
        path = checkout.catalogue("lessons", "id")
        before = path.read_text(encoding="utf-8")
        assert old in before
        start, _, end = before.rpartition(old)  # what is said stands after its English
        path.write_text(start + new + end, encoding="utf-8")

    return edit


OFFENCES = {
    "the English has changed": (_new_english, "it lacks 'Ask how.'"),
    "a translation is missing": (_edited('"A fund ya"', '""'), "'A fund' not said"),
    "a translation is fuzzy": (_edited("#: notebooks", "#, fuzzy\n#: notebooks"), "or fuzzy"),
    "a link leads elsewhere": (_edited("](x.md)", "](y.md)"), "links differ"),
    "code is translated": (_edited("(x.md) `fund`", "(x.md) `dana`"), "code differ"),
    "HTML is lost": (_edited("A fund ya", "A fund <b>ya</b>"), "HTML differ"),
    "English is left": (_edited("A fund ya", "Dana and pinjaman"), "English is left in it: and"),
    "a number is English": (_edited("A fund ya", "Dana 1,000"), "numbers differ"),
    "it is the English": (_edited("A fund ya", "A fund"), "it is the English"),
}


@pytest.mark.parametrize("offence", OFFENCES)
def test_check_bites(small: Checkout, offence: str) -> None:
    translation.update(small)
    translated(small, everything(small))
    offend, told = OFFENCES[offence]
    offend(small)
    with pytest.raises(TranslationError, match=re.escape(told)):
        translation.check(small)


def test_check_tells_everything_at_once(small: Checkout) -> None:
    translation.update(small)
    _new_english(small)
    with pytest.raises(TranslationError) as caught:
        translation.check(small)
    assert len(caught.value.faults) >= 9


def test_code_is_the_same_in_every_language(
    small: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(notebook: nbformat.NotebookNode, lang: str, *, tests: bool) -> object:
        made = in_language(notebook, lang, tests=tests)
        made.cells[1].source = "lesson.mulai()"
        return made

    translation.update(small)
    translated(small, everything(small))
    monkeypatch.setattr(checking, "in_language", careless)
    with pytest.raises(TranslationError, match="its code differs in tet"):
        translation.check(small)


def test_a_word_kept_in_english_on_purpose(small: Checkout) -> None:
    translation.update(small)
    translated(small, everything(small))
    translated(small, {"A fund": "A fund"})  # somebody wrote it down
    translation.check(small)
    translation.update(small)
    translation.check(small)


def test_builds_every_language(small: Checkout, tmp_path: Path) -> None:
    out = tmp_path / "build"
    made = translation.build(small, out)
    assert all(path.is_file() for path in made)
    for lang in ("en", "id", "pt", "tet"):
        built = nbformat.read(out / lang / "notebooks/01_fund.ipynb", as_version=4)
        assert [cell.id for cell in built.cells] == ["intro", "start"]  # none that only tests need
        assert built.cells[1].source == "lesson.start()"
        assert built.metadata["coopsim"]["language"] == lang
        assert (out / lang / "curriculum/img/a.svg").read_text(encoding="utf-8") == "<svg/>"
        marked = '<sup title="English" lang="en">en</sup>' in built.cells[0].source
        assert marked == (lang != "en")
    page = (out / "tet/side-by-side/01_fund.html").read_text(encoding="utf-8")
    assert page.count("<h1>") == 3  # its own, and the lesson's in two languages
    assert "Move it" in page  # words of the lesson's controls
    assert "What is it?" in page  # and of its items
    assert "lesson.result" not in page
    tests = translation.build(small, tmp_path / "tests", tests=True)
    built = nbformat.read(next(one for one in tests if one.suffix == ".ipynb"), as_version=4)
    assert [cell.id for cell in built.cells] == ["intro", "start", "hidden"]


def test_a_damaged_catalogue_or_notebook_is_told(small: Checkout) -> None:
    translation.update(small)
    small.catalogue("lessons", "id").write_bytes(b'msgid "a\nmsgstr \xff')
    with pytest.raises(TranslationError, match="this is no catalogue"):
        translation.update(small)
    (small.root / "notebooks/01_fund.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(TranslationError, match="this is no notebook"):
        translation.entries(small)


def test_command_line_in_a_folder_that_is_no_checkout(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "coopsim", "translate", "check"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "no checkout of coopsim" in ran.stderr
    assert "--root" in ran.stderr


def test_differences_and_leftovers() -> None:
    assert differences("{a} and [x](y)", "[z](y) dan {a}") == []
    assert differences("{ref}`text <here>`", "{ref}`teks <here>`") == []
    assert differences("{ref}`text <here>`", "{ref}`teks <sini>`") != []
    assert differences("10.65% of 1,000", "10,65% dari 1.000") == []
    assert differences("10.65%", "10,56%") == ["its numbers differ: 1065 in English, 1056 here"]
    assert leftovers("Kotak `for` dan *Say it and do it* serta “the end”") == []
    assert leftovers("Anggota of koperasi **with** modal") == ["of", "with"]


def test_statements_have_the_words_of_the_code() -> None:
    source = Path(statements.__file__).read_text(encoding="utf-8")
    for english, indonesian in STATEMENTS.items():
        assert f'"{english}"' in source, english
        assert f'"{indonesian}"' in source, indonesian
    assert {one.text for one in declared()} >= {"total own capital", "less loans to members"}


def test_terms_are_filled_in_every_language() -> None:
    given = {one.text: one.given for one in declared() if {"pt", "tet"} <= one.given.keys()}
    assert len(given) >= 62
    for lang in ("pt", "tet"):
        said = {text: spoken(text, lang) for text in given}
        assert said == {text: (words[lang], lang) for text, words in given.items()}


def test_json_of_check(small: Checkout) -> None:
    translation.update(small)
    translated(small, everything(small))
    ran = CliRunner().invoke(translate, ["check", "--json", "--root", str(small.root)])
    assert ran.exit_code == 0
    first = {"lang": "id", "catalogue": "coopsim", "texts": 10, "said": 10, "fuzzy": 0}
    assert json.loads(ran.stdout)[0] == first
