"""The assessment: the bank is sound, its facts hold, answers are read strictly and scored."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coopsim import assessment as asked
from coopsim.assessment import AssessmentError, Stamp, assessment, items
from coopsim.assessment.forms import load_assessment
from coopsim.cli.app import app

FORMS = ("A", "B")


# ------------------------------------------------------------------------------------ the bank


def test_ten_concepts_in_two_parallel_forms_and_three_on_confidence() -> None:
    whole = assessment()
    assert len(whole.concepts) == 10
    assert len(whole.confidence) == 3
    assert [one.key for one in whole.scale] == ["1", "2", "3", "4", "5"]
    for concept in whole.concepts:
        assert (concept.a.form, concept.b.form) == FORMS
        assert concept.a.pair == concept.b.id
        assert len(concept.a.options) == len(concept.b.options)
        ideas = [{one.idea for one in item.options} for item in (concept.a, concept.b)]
        assert len(ideas[0] - ideas[1]) <= 1, "parallel forms try the same wrong ideas, but for one"


@pytest.mark.parametrize("name", items())
def test_wrong_answers_have_an_idea_behind_them(name: str) -> None:
    item = items()[name]
    wrong = [one for one in item.options if not one.right]
    assert len(wrong) >= 2
    assert len({one.idea for one in wrong}) == len(wrong)
    assert len({one.text for one in item.options}) == len(item.options)
    assert all(len(one.feedback) > 30 for one in item.options)


@pytest.mark.parametrize("form", FORMS)
def test_the_right_answer_is_not_always_the_same_letter(form: str) -> None:
    places = [item.options.index(item.right) for item in assessment().form(form)]
    assert max(places.count(place) for place in places) <= 5


def test_lessons_do_not_use_the_questions_of_the_assessment() -> None:
    from coopsim.widgets.lessonfile import lesson_names, load_lesson

    own = {item.id for form in FORMS for item in assessment().form(form)}
    for name in lesson_names():
        assert not own & set(load_lesson(name).items), name


@pytest.mark.parametrize(
    ("name", "lent", "office", "inflation", "lost"),
    [("a", 0.85, 0.06, 0.03, 0.02), ("b", 0.80, 0.05, 0.02, 0.04)],
)
def test_break_even_rates_follow_from_the_identity(
    name: str, lent: float, office: float, inflation: float, lost: float
) -> None:
    item = items()[f"concept-break-even-{name}"]
    assert [int(one) for one in re.findall(r"(\d+)%", item.stem)] == [
        round(100 * share) for share in (lent, office, *((lost, inflation) if name == "a" else ()))
    ] + ([] if name == "a" else [round(100 * lost), round(100 * inflation)])
    rate = ((office + inflation) / lent + lost) / (1 - lost)
    assert _percent(item.right.text) == round(100 * rate)
    assert f"{100 * rate:.1f}%" in item.right.feedback


@pytest.mark.parametrize(
    ("name", "months", "collected"),
    [
        ("concept-collection-a", 6, 0.97),
        ("concept-collection-b", 4, 0.96),
        ("fund-collection-a", 3, 0.95),
    ],
)
def test_yearly_losses_are_those_of_a_fund_lent_out_month_by_month(
    name: str, months: int, collected: float
) -> None:
    item = items()[name]
    assert f"{collected:.0%}" in item.stem and NUMBERS[months] in item.stem
    assert _percent(item.right.text) == round(100 * _lost_in_a_year(months, collected))


def test_the_fund_of_short_loans_loses_as_much_more_as_its_feedback_says() -> None:
    lost = [round(100 * _lost_in_a_year(months, 0.98)) for months in (3, 12)]
    told = re.findall(r"(\d+)%", items()["fund-collection-b"].right.feedback)
    assert [int(one) for one in told] == lost


NUMBERS = {3: "three months", 4: "four months", 6: "six months"}


def _lost_in_a_year(months: int, collected: float) -> float:
    """What a fund loses that lends at once whatever comes back, in equal instalments.

    After ten years the mix of old and new loans no longer changes.
    """
    lent = [1.0] * months
    while len(lent) < 120 + months:
        lent.append(collected * sum(lent[-months:]) / months)
    return 1 - lent[-1] / lent[-13]


def test_portfolio_at_risk_counts_all_that_is_owed() -> None:
    assert _percent(items()["concept-arrears-a"].right.text) == round(100 * 1000 / 10_000)
    assert _percent(items()["concept-arrears-b"].right.text) == round(100 * 2 * 2 / 50)


def _percent(text: str) -> int:
    found = re.search(r"(\d+)%", text)
    assert found
    return int(found[1])


# ------------------------------------------------------------------------------------ bad files


def test_a_bad_bank_tells_every_fault_at_once(tmp_path: Path) -> None:
    path = tmp_path / "items.toml"
    path.write_text(
        '[[item]]\nid = "a"\nlesson = "x"\nconcept = "c"\nstem = "?"\nform = "C"\npair = "z"\n'
        '[[item.option]]\nkey = "k"\ntext = "t"\nfeedback = "f"\nright = true\n'
        '[[item.option]]\nkey = "k"\ntext = "t"\nfeedback = "f"\nright = true\n'
        '[[item]]\nid = "b"\nlesson = "x"\nconcept = "c"\nsteam = "?"\n'
        '[[item.option]]\nkey = "k"\ntext = "t"\nfeedback = "f"\n',
        encoding="utf-8",
    )
    with pytest.raises(AssessmentError) as caught:
        asked.load_items(path)
    told = str(caught.value)
    for part in ("each once", "2 are right", "'C' is unknown", "steam", "'stem'", "idea"):
        assert part in told, told


def test_bad_forms_tell_every_fault_at_once(tmp_path: Path) -> None:
    path = tmp_path / "forms.toml"
    path.write_text(
        '[[concept]]\ntitle = "One"\nitems = ["concept-membership-b", "concept-membership-a"]\n'
        '[[concept]]\ntitle = "Two"\nitems = ["concept-memberhsip-a"]\n',
        encoding="utf-8",
    )
    with pytest.raises(AssessmentError) as caught:
        load_assessment(path, items())
    told = str(caught.value)
    for part in ("these are no pair", "concept-membership-a", "scale"):
        assert part in told, told
    path.write_text("[[concept", encoding="utf-8")
    with pytest.raises(AssessmentError, match="cannot be read"):
        load_assessment(path, items())


# ------------------------------------------------------------------------------------ answers


def _line(code: str, when: str, form: str, right: int, sure: str = "3") -> str:
    """A line of the table with the first ``right`` answers right and the next one wrong."""
    letters = []
    for place, item in enumerate(assessment().form(form)):
        keys = "abcd"[: len(item.options)]
        good = keys[item.options.index(item.right)]
        wrong = next(key for key in keys if key != good)
        letters.append(good if place < right else wrong if place == right else "")
    return ",".join([code, when, form, *letters, sure, sure, ""])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    lines = [",".join(asked.columns())]
    lines += [_line("MA03", "before", "A", 2, "1"), _line("MA03", "after", "B", 6, "4")]
    lines += [_line("JO12", "before", "A", 5), _line("JO12", "after", "B", 5)]
    lines += [_line("XX01", "before", "A", 10)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_people_are_joined_by_their_code(table: Path) -> None:
    found = asked.report(asked.read_sheets(table))
    assert (found.before, found.after, found.both) == (3, 2, 2)
    assert (found.better, found.same, found.worse) == (1, 1, 0)
    assert (found.right_before, found.right_after) == (3.5, 5.5)
    assert [one.before for one in found.concepts] == [2, 2, 1, 1, 1, 0, 0, 0, 0, 0]
    assert [one.after for one in found.concepts] == [2, 2, 2, 2, 2, 1, 0, 0, 0, 0]
    assert found.confidence[0] == ("balance", 2.0, 3.5)
    assert found.confidence[2][1] != found.confidence[2][1]  # nobody answered: no number
    assert [one.count for one in found.ideas] == [1, 1]
    assert found.few


def test_twelve_people_are_enough_not_to_warn(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    lines = [",".join(asked.columns())]
    for place in range(12):
        lines += [_line(f"P{place}", "before", "A", 3), _line(f"P{place}", "after", "B", 7)]
    path.write_text("\n".join(lines), encoding="utf-8")
    sheets = asked.read_sheets(path)
    assert not asked.report(sheets).few
    assert asked.report(one for one in sheets if one.code != "P3").few


def test_a_table_of_a_spreadsheet_with_semicolons_is_read(table: Path) -> None:
    expected = asked.read_sheets(table)
    text = table.read_text(encoding="utf-8").replace(",", ";")
    table.write_text("\ufeff" + text, encoding="utf-8")
    assert asked.read_sheets(table) == expected


def test_a_bad_table_tells_every_fault_at_once(table: Path) -> None:
    lines = table.read_text(encoding="utf-8").splitlines()
    lines.append("JO12,before,A" + "," * 13)
    lines.append("AA01,later,C,x" + "," * 12)
    lines.append(",before,A,x,,,,,,,,,,9,,")
    table.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(AssessmentError) as caught:
        asked.read_sheets(table)
    told = str(caught.value)
    for part in (
        "two sheets 'before' with the code 'JO12'",
        "'later'",
        "'C'",
        "'x'",
        "code",
        "'9'",
    ):
        assert part in told, told
    table.write_text("code,wenn,form\nA,before,A\n", encoding="utf-8")
    with pytest.raises(AssessmentError, match=r"(?s)'wenn'.*Did you mean 'when'"):
        asked.read_sheets(table)


def test_answers_of_saved_lessons_are_read_and_other_files_left_alone(tmp_path: Path) -> None:
    first = assessment().form("A")
    answers = {f"assess.{item.id}": {"choice": item.right.key} for item in first}
    answers |= {"assess.confidence.rate": {"choice": "4"}, "assess.code": {"text": "MA03"}}
    (tmp_path / "00_start.json").write_text(json.dumps({"answers": answers}), encoding="utf-8")
    (tmp_path / "03.json").write_text(json.dumps({"answers": {"x": {}}}), encoding="utf-8")
    (tmp_path / "damaged.json").write_text("{", encoding="utf-8")
    (sheet,) = asked.read_sheets(tmp_path)
    assert (sheet.code, sheet.when, sheet.form, sheet.confidence) == (
        "MA03", "before", "A", {"rate": 4},
    )  # fmt: skip
    assert asked.report([sheet]).before == 1


def test_a_folder_without_answers_says_what_is_due(tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match="coopsim assess table"):
        asked.read_sheets(tmp_path)


# ------------------------------------------------------------------------------------ pages


@pytest.mark.parametrize("lang", ["en", "id", "pt", "tet"])
def test_pages_are_escaped_and_carry_the_stamp_and_the_line(lang: str, table: Path) -> None:
    stamp = Stamp("abc123", 7, lang, datetime.date(2026, 11, 23), "9.9")
    page = asked.certificate(
        "Maria <script>alert(1)</script>", ["The revolving fund"], [datetime.date(2026, 11, 23)],
        stamp,
    )  # fmt: skip
    assert "<script" not in page
    assert "Maria &lt;script&gt;" in page
    for part in ("9.9", "abc123", "7", "2026", f'<html lang="{lang}"'):
        assert part in page
    report = asked.report_page(asked.report(asked.read_sheets(table)), lang)
    assert "{" not in re.sub(r"<style>.*?</style>", "", report, flags=re.DOTALL)
    assert ("too few" in report) == (lang == "en")


def test_the_command_reports_and_refuses(table: Path, tmp_path: Path) -> None:
    run = CliRunner()
    told = run.invoke(app, ["assess", "report", str(table), "--json"])
    assert told.exit_code == 0
    assert json.loads(told.output)["few"] is True
    told = run.invoke(app, ["assess", "report", str(table), "--out", str(tmp_path / "r.html")])
    assert told.exit_code == 0
    assert "Only 2 people" in " ".join(told.output.split())
    assert (tmp_path / "r.html").is_file()
    empty = tmp_path / "empty.csv"
    assert run.invoke(app, ["assess", "table", str(empty)]).exit_code == 0
    assert empty.read_text(encoding="utf-8").strip() == ",".join(asked.columns())
    assert run.invoke(app, ["assess", "table", str(empty)]).exit_code == 2
    assert run.invoke(app, ["assess", "report", str(empty)]).exit_code == 2
    assert run.invoke(app, ["assess", "report", str(tmp_path / "none.csv")]).exit_code == 2
