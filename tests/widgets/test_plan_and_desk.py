"""The draft plan and the ministry's desk on the page: answers kept, money never overspent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coopsim.widgets import deskworlds
from coopsim.widgets.desk import DeskView
from coopsim.widgets.deskfile import DeskFile, DeskLine, LineEffect, desk_of
from coopsim.widgets.lesson import Lesson, open_lesson
from coopsim.widgets.lessonparts import LessonError


def work_plan(folder: Path | None) -> Lesson:
    return open_lesson("12_work_plan", folder=folder)


@pytest.fixture
def desk(folder: Path) -> DeskView:
    return open_lesson("13_ministry_desk", folder=folder).desk()


def test_a_plan_is_kept_and_its_words_change_with_the_language(folder: Path) -> None:
    view = work_plan(folder).plan()
    view.actions["rate"].tick.value = True
    view.actions["rate"].start.value = 3
    view.head.fields["first"].value = "<script>alert(1)</script>"
    again = work_plan(folder)
    kept = again.plan()
    assert kept.result == {"actions": ["rate"], "months": [[19, None]], "cost": 600}
    assert kept.plan.sides[0] == "<script>alert(1)</script>"
    english = kept.actions["rate"].tick.description
    again.speak("id")
    assert kept.actions["rate"].tick.description != english
    assert kept.result["actions"] == ["rate"]


def test_damaged_answers_of_a_plan_do_no_harm(folder: Path) -> None:
    lesson = work_plan(folder)
    lesson.answers["plan"] = {"action.rate": {"taken": "yes", "start": 99, "cost": "much"},
                              "head": [], "second": "xx", "action.mentors": 3}  # fmt: skip
    assert lesson.plan().result["actions"] == []


def test_documents_are_handed_over_on_the_page(folder: Path) -> None:
    view = work_plan(folder).plan()
    view.actions["mentors"].tick.value = True
    view.made()
    assert re.findall(r'download="[^"]+\.(\w+)"', view._links.value) == ["html", "docx", "xlsx"]
    view.actions["training"].tick.value = True
    assert not view._links.value  # they were of another plan


def test_lines_of_other_lessons_come_into_the_notes(folder: Path) -> None:
    folder.mkdir()
    (folder / "03_revolving_fund.json").write_text(
        '{"answers": {"talk.own-rate": {"text": "Ask the board"}, "predict.rate": {"choice": "a"}}}'
    )
    (folder / "broken.json").write_text("{")
    assert "Ask the board" in work_plan(folder).plan().plan.notes


def test_the_desk_never_gives_more_than_there_is(desk: DeskView) -> None:
    assert desk.left == 0
    desk.put("Sukarai", "grants", 99_999)
    assert desk.left == 0 and desk.b["Sukarai", "grants"] == 1000
    desk.empty()
    desk.fields["training"].value = 5_250
    assert desk.b["Larikan", "training"] == 5_000  # whole steps
    assert "5,250 was rounded down" in desk.mended["training"].value
    desk.district.value = "Sukarai"
    desk.fields["mentors"].value = 24_000
    assert desk.fields["mentors"].value == 19_000 and desk.left == 0
    assert "19,000 is all" in desk.mended["mentors"].value
    assert not desk.mended["training"].value
    desk.fields["mentors"].value = 4_000
    assert not desk.mended["mentors"].value


def test_a_split_is_kept_and_a_damaged_one_is_not(desk: DeskView, folder: Path) -> None:
    desk.empty()
    desk.put("Temano", "ice", 2_000)
    again = open_lesson("13_ministry_desk", folder=folder)
    assert again.desk().result["spent"]["ice"] == 2_000
    again.answers["desk"]["b"] = [["Temano", "ice", 999_999]]
    assert again.add(DeskView(again)).b == desk.a


def test_the_page_to_take_home_holds_the_budget_and_what_was_found(
    desk: DeskView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deskworlds, "LUCKS", 1)
    home = desk.lesson.take_home()
    assert not desk.taken_home
    desk.put("Temano", "grants", 500)
    desk.trials.run_it()
    home.made()
    page = home._page.value
    assert page.count(desk._table.value) == 1 and "mean of 1 lucks" in page
    assert "soft fund (what if)" in page and "national fund" not in page


def test_money_becomes_terms_up_to_its_cost() -> None:
    effect = LineEffect("market.road_cost", 0.04, 0.02, 4000.0)
    assert [effect.value(money) for money in (0, 2000, 4000, 9000)] == [0.04, 0.03, 0.02, 0.02]
    file = DeskFile(1200, 100, 13, (), (DeskLine("roads", "roads", "", (effect,)),))
    split = file.equal(("Near", "Far"))
    assert split == {("Near", "roads"): 600, ("Far", "roads"): 600}
    near, far = file.policies(split, {"Near": 3, "Far": 1})
    assert dict(near.changes)["market.road_cost"] == pytest.approx(0.039)
    assert dict(far.changes)["market.road_cost"] == pytest.approx(0.037)
    assert dict(far.where) == {"district": "Far"}
    dear = file.at_costs({"roads": 2.0}).policies(split, {"Near": 3, "Far": 1})
    assert dict(dear[1].changes)["market.road_cost"] == pytest.approx(0.0385)  # 600 of 8,000


def test_costs_and_assumptions_are_varied_alike_for_both_splits(
    desk: DeskView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deskworlds, "DOUBTS", 2)
    desk.trials.vary()
    assert [one.scenario.digest for one in desk.trials.doubts["a"]] == [
        one.scenario.digest for one in desk.trials.doubts["b"]
    ]
    first, second = (one.scenario.terms for one in desk.trials.doubts["a"])
    assert first.membership.trust_pull != second.membership.trust_pull
    assert (
        "in 0 of 2 worlds" in desk.trials._doubt.value
        and "about the same" in desk.trials._doubt.value
    )
    desk.put("Sukarai", "grants", 500)
    assert not desk.trials._doubt.value  # it was of another budget


def test_every_fault_of_a_desk_is_told_at_once(desk: DeskView) -> None:
    wrong = {
        "desk": {
            "budget": 1, "step": 1, "metrics": ["membres"],
            "line": [{"key": "a", "words": "a", "note": "a", "effect": [
                {"term": "programme.trainin", "none": 0, "full": 1, "cost": 1},
                {"term": "programme.training", "none": 0, "full": 9, "cost": 0}]}],
        }
    }  # fmt: skip
    with pytest.raises(LessonError) as caught:
        desk_of(wrong, "x.toml", desk.lesson.data.scenario)
    for part in ("from", "members", "programme.training", "full", "cost"):
        assert part in str(caught.value), part
