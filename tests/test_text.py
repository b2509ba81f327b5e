"""Words by language: chains, placeholders, plurals, numbers, prose."""

from __future__ import annotations

import copy
import datetime
import io
import math
import pickle
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from coopsim import text
from coopsim.errors import Fault, Sentence, TextError
from coopsim.text import catalogues
from coopsim.text.prose import pieces, units
from coopsim.text.units import quantity, unit_words

ONE_FORM, TWO_FORMS = "nplurals=1; plural=0;", "nplurals=2; plural=(n != 1);"
PLURAL = {"id": ONE_FORM, "pt": TWO_FORMS, "tet": ONE_FORM}
CATALOGUES = {
    "id": [
        ('msgid "{count} members left"', 'msgstr "{count} anggota keluar"'),
        ('msgid "fund"', 'msgstr "dana"'),
        ('#, fuzzy\nmsgid "rate"', 'msgstr "bunga lama"'),
        ('msgid "{count} loan"\nmsgid_plural "{count} loans"', 'msgstr[0] "{count} pinjaman"'),
    ],
    "pt": [
        (
            'msgid "{count} loan"\nmsgid_plural "{count} loans"',
            'msgstr[0] "{count} empréstimo"\nmsgstr[1] "{count} empréstimos"',
        )
    ],
    "tet": [('msgid "fund"', 'msgstr ""'), ('msgid "price"', 'msgstr "folin"')],
}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Catalogues of a few words in place of those of the package."""
    for lang, pairs in CATALOGUES.items():
        head = f'msgid ""\nmsgstr ""\n"Language: {lang}\\n"\n"Plural-Forms: {PLURAL[lang]}\\n"'
        for domain in catalogues.DOMAINS:
            path = tmp_path / lang / f"{domain}.po"
            path.parent.mkdir(exist_ok=True)
            blocks = [head, *("\n".join(pair) for pair in pairs)]
            path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    monkeypatch.setattr(catalogues, "place", lambda domain, lang: tmp_path / lang / f"{domain}.po")
    catalogues.catalogue.cache_clear()
    yield
    catalogues.catalogue.cache_clear()


@pytest.mark.usefixtures("small")
class TestSaying:
    def test_each_language_asks_its_chain(self) -> None:
        assert text.spoken("fund", "id") == ("dana", "id")
        assert text.spoken("fund", "pt") == ("dana", "id")  # nothing in Portuguese
        assert text.spoken("fund", "tet") == ("dana", "id")  # empty in Tetun
        assert text.spoken("price", "tet") == ("folin", "tet")
        assert text.spoken("price", "pt") == ("price", "en")
        assert text.spoken("fund", "en") == ("fund", "en")

    def test_a_fuzzy_entry_is_not_used(self) -> None:
        assert text.say("rate", "id") == "rate"

    def test_values_take_their_places(self) -> None:
        assert text.say("{count} members left", "id", count="3") == "3 anggota keluar"

    @pytest.mark.parametrize("values", [{}, {"member": 1}, {"count": 1, "month": 2}])
    def test_values_that_do_not_match_are_an_error(self, values: dict[str, int]) -> None:
        with pytest.raises(TextError, match=r"takes count and was given"):
            text.say("{count} members left", "id", **values)

    def test_a_value_is_said_as_it_is(self) -> None:
        assert text.say("{count} members left", "id", count="{fund}") == "{fund} anggota keluar"

    @pytest.mark.parametrize(
        ("lang", "count", "said"),
        [
            ("en", 1, "1 loan"), ("en", 0, "0 loans"), ("id", 1, "1 pinjaman"),
            ("id", 1200, "1.200 pinjaman"), ("pt", 1, "1 empréstimo"),
            ("pt", 1200, "1.200 empréstimos"), ("tet", 2, "2 pinjaman"),
        ],
    )  # fmt: skip
    def test_one_and_many(self, lang: str, count: int, said: str) -> None:
        assert text.say_many("{count} loan", "{count} loans", count, lang) == said

    def test_prose_falls_back_unit_by_unit_with_a_mark(self) -> None:
        said = text.prose("# price\n\nfund\n\n```python\nfund = 1\n```\n", "tet")
        assert said == (
            '# folin\n\n<span lang="id">dana</span> '
            '<sup title="Bahasa Indonesia" lang="id">id</sup>'
            "\n\n```python\nfund = 1\n```\n"
        )
        assert text.prose("# price\n\nfund\n", "en") == "# price\n\nfund\n"


@pytest.mark.parametrize("lang", ["", "xx", "ID", "te"])
def test_an_unknown_language_is_told_which_there_are(lang: str) -> None:
    with pytest.raises(TextError, match="Bahasa Indonesia"):
        text.say("fund", lang)


def test_numbers_in_each_form() -> None:
    assert text.number(-1234567.25, "en", 1) == "−1,234,567.2"
    for lang in ("id", "pt", "tet"):
        assert text.number(1234.5, lang, 1) == "1.234,5"
    assert text.number(-0.2, "id") == "0"  # no minus before a zero
    assert text.number(math.nan) == text.percent(math.inf) == text.money(math.nan, "IDR") == "–"
    assert text.percent(-0.125, "id", 1) == "−12,5%"


def test_money_has_the_decimals_of_its_currency() -> None:
    assert text.money(1234.5, "USD", "en") == "US$\N{NO-BREAK SPACE}1,234.50"
    assert text.money(-2500000, "IDR", "id") == "−Rp\N{NO-BREAK SPACE}2.500.000"
    assert text.money(5, "EUR", "pt", 0) == "EUR\N{NO-BREAK SPACE}5"


def test_dates_and_lists() -> None:
    day = datetime.date(2026, 3, 5)
    said = {lang: text.date(day, lang) for lang in text.LANGUAGES}
    assert said == {
        "en": "5 March 2026", "id": "5 Maret 2026", "pt": "5 de março de 2026",
        "tet": "5 Marsu 2026",
    }  # fmt: skip
    assert all(text.month(12, lang).lower().startswith("de") for lang in text.LANGUAGES)
    with pytest.raises(TextError, match="1 to 12"):
        text.month(13)
    assert text.listed([]) == ""
    assert text.listed(["a"], "id") == "a"
    assert text.listed(["a", "b"], "id") == "a dan b"
    assert text.listed(["a", "b", "c"], "pt") == "a, b e c"


def test_units_stand_with_their_values() -> None:
    assert quantity(0.125, "share of income", "en", digits=1) == "12.5% of income"
    assert quantity(0.125, "share", "id", digits=1) == "12,5%"
    assert quantity(2.5, "money a month", "id", "USD") == "US$\N{NO-BREAK SPACE}2,50 per bulan"
    assert quantity(3, "months", "id") == "3 bulan"
    assert unit_words("money", "id", "IDR") == "Rp"


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("A line\nthat goes on.\n", ["A line that goes on."]),
        ("Kept  \nbreak\n", ["Kept  \nbreak"]),
        ("- one\n  more\n- two\n    1. three\n", ["one more", "two", "three"]),
        ("> said\n> by a member\n", ["said by a member"]),
        ("| a | b |\n|---|---|\n| c | 12 |\n", ["a", "b", "c"]),
        ("Title\n=====\n", ["Title"]),
        ("`code` 12 <br>\n", []),
        ("{count}\n", []),
        ("```\nno\n```\n", []),
        ("~~~python\nno\n~~~\n", []),
        ("```{code-cell}\n:tags: x\nno\n```\n", []),
        ("```{note}\nYes.\n```\n", ["Yes."]),
        (":::{admonition} Ask\n:class: tip\nWhy?\n:::\nAfter.\n", ["Ask", "Why?", "After."]),
        ("::::{note}\nOut.\n:::{tip}\nIn.\n:::\n::::\n", ["Out.", "In."]),
        ("```{figure} a.png\n:alt: A fund\nCaption.\n```\n", ["A fund", "Caption."]),
        ("```{toctree}\nfund\n```\n", []),
        ("---\ntitle: x\n---\n(fund)=\n# Fund\n% no\n", ["Fund"]),
        ("<details>\n<summary>Source</summary>\n\nText.\n\n</details>\n", ["Source", "Text."]),
        ("<!-- no\nwords -->\n", []),
        ("[fund]: https://example.org/x\n", []),
        ("", []),
    ],
)
def test_units_of_markdown(markdown: str, found: list[str]) -> None:
    assert units(markdown) == found
    whole = "".join(one.text for one in pieces(markdown))
    assert "".join(whole.split()) == "".join(markdown.split()).replace(">by", "by")


def test_glossary_is_whole() -> None:
    terms = text.glossary()
    assert len({term.key for term in terms}) == len(terms) >= 62
    for term in terms:
        assert all(term.word(lang) for lang in text.LANGUAGES), term.key
        assert term.meaning.endswith("."), term.key
        assert set(term.unverified) <= set(text.LANGUAGES)
        assert term.grade in "ABC"
        assert term.grade == "C" or "tet" not in term.unverified, term.key


TRICKY = r"""# comment
msgid ""
msgstr ""
"Language: pt\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#. note
#: place
msgid ""
"long \"quoted\" "
"text\n"
"line"
msgstr "longo \\ \t é"

#, fuzzy, python-brace-format
#| msgid "old"
msgid "new"
msgstr "velho"
msgid "next {a}"
msgstr "perto {a}"

msgid "one"
msgid_plural "many"
msgstr[0] "um"
msgstr[1] "muitos"

msgid "half"
msgid_plural "halves"
msgstr[0] "metade"
msgstr[1] ""

msgid "empty"
msgstr ""

#~ msgid "gone"
#~ msgstr "foi"
"""


def test_reads_what_babel_reads() -> None:
    texts = [TRICKY, TRICKY.replace("\n", "\r\n")]
    for lang in ("id", "pt", "tet"):
        for domain in catalogues.DOMAINS:
            texts.append(catalogues.place(domain, lang).read_text(encoding="utf-8"))
    for one in texts:
        read = catalogues.read(one)
        babel = read_po(io.BytesIO(one.encode()))
        due = {}
        for message in babel:
            forms = (message.string,) if isinstance(message.string, str) else message.string
            if message.id and all(forms) and not message.fuzzy:
                due[message.id if isinstance(message.id, str) else message.id[0]] = tuple(forms)
        assert read.texts == due
        assert read.form == babel.plural_expr
    assert len(catalogues.read(TRICKY).texts) == 3


def test_a_damaged_catalogue_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "place", lambda domain, lang: tmp_path / "id.po")
    for damaged in ('msgid "a', "msgid a", 'lost\n"words"'):
        catalogues.catalogue.cache_clear()
        (tmp_path / "id.po").write_text(damaged, encoding="utf-8")
        with pytest.raises(TextError, match=r"id\.po is no catalogue"):
            text.say("a", "id")
    catalogues.catalogue.cache_clear()


def test_a_catalogue_is_read_once_and_quickly() -> None:
    head = 'msgid ""\nmsgstr ""\n\n'
    one = '#: some/place.py\nmsgid "text {n} with some words"\nmsgstr "kata {n} dan kata lain"\n\n'
    many = head + "".join(one.replace("{n}", str(n)) for n in range(2000))
    start = time.process_time()
    assert len(catalogues.read(many).texts) == 2000
    assert time.process_time() - start < 0.060
    assert catalogues.catalogue("coopsim", "id") is catalogues.catalogue("coopsim", "id")


def test_a_sentence_is_said_in_another_language_with_its_values() -> None:
    advice = Sentence("Allowed: {names}.", names="{names}, 1,200.5")
    assert advice == "Allowed: {names}, 1,200.5."
    assert text.said(advice, "id") == "Yang boleh: {names}, 1,200.5."  # no number: a name
    half = Sentence("{value} is out of bounds.", value="1,200.5")
    whole = Sentence("Allowed: {names}.", names=half)
    assert text.said(whole, "id") == "Yang boleh: 1.200,5 di luar batas.."
    month = Sentence("Allowed: {names}.", names=lambda lang: text.month(3, lang))
    assert (month, text.said(month, "id")) == ("Allowed: March.", "Yang boleh: Maret.")
    assert text.said("as it is, 1,200", "id") == "as it is, 1,200"
    assert text.said_in(half, "en") == ("1,200.5 is out of bounds.", "en")
    with pytest.raises(KeyError):
        Sentence("{value} is out of bounds.")


def test_a_sentence_goes_through_a_process_and_a_copy() -> None:
    fault = Fault("here", Sentence("there is no term '{name}'.", name="{x} 1"))
    for again in (pickle.loads(pickle.dumps(fault)), copy.deepcopy(fault)):
        assert again == fault and text.said(again.what, "id") == "tidak ada ketentuan '{x} 1'."
