"""A lesson from its first guess to the page that is taken home, moved by ``value``."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import ipywidgets as W
import pytest

from coopsim.text import LANGUAGES, say
from coopsim.widgets.lesson import Lesson
from widgets.little import opened

RATE = "fund.loan_rate"


def guessed(lesson: Lesson, key: str = "less") -> Lesson:
    lesson.parts["predict.rate"].guess(key)
    return lesson


def test_nothing_is_drawn_before_a_guess_is_locked(lesson: Lesson) -> None:
    trial = lesson.trials["rate"]
    assert trial.locked and trial.controls[RATE].disabled
    assert not trial.shown.picture.value
    lesson.parts["predict.rate"].locked_now()
    assert trial.locked  # nothing was chosen
    guessed(lesson)
    assert not trial.locked and not trial.controls[RATE].disabled
    assert "<svg" in trial.shown.picture.value


def test_a_locked_guess_stays(lesson: Lesson) -> None:
    guess = guessed(lesson).parts["predict.rate"]
    guess.choice.value = "more"
    assert guess.result == "less"


def test_a_stays_and_b_moves(lesson: Lesson) -> None:
    trial = guessed(lesson).trials["rate"]
    before = trial.result
    trial.controls[RATE].value = 0.36
    after = lesson.result["trial.rate"]
    assert after["a"] == before["a"]
    assert after["b"]["own_capital_real"] != before["b"]["own_capital_real"]


def test_the_sentence_says_what_differs_and_by_how_much(lesson: Lesson) -> None:
    trial = guessed(lesson).trials["rate"]
    trial.controls[RATE].value = 0.36
    said = trial.shown.sentence.value
    a, b = (trial.result[side]["own_capital_real"] for side in ("a", "b"))
    assert "36% a year (A: 12% a year)" in said
    assert f"US$\N{NO-BREAK SPACE}{b:,}" in said and f"US$\N{NO-BREAK SPACE}{a:,}" in said
    trial.controls[RATE].value = 0.12
    assert "no difference" in trial.shown.sentence.value


def test_pinning_makes_b_the_new_a(lesson: Lesson) -> None:
    trial = guessed(lesson).trials["rate"]
    trial.controls[RATE].value = 0.36
    trial.pin()
    assert trial.a[RATE] == 0.36 and "no difference" in trial.shown.sentence.value
    trial.start_over()
    assert (trial.a[RATE], trial.b[RATE]) == (0.12, 0.24)


def test_an_assumption_holds_for_both(lesson: Lesson) -> None:
    trial = guessed(lesson).trials["rate"]
    before = trial.result["a"]["own_capital_real"]
    trial.controls["livelihood.inflation"].value = 0.10
    assert trial.a["livelihood.inflation"] == 0.10
    assert trial.result["a"]["own_capital_real"] < before


def test_once_assumptions_are_unfolded_their_next_steps_are_thought_ahead(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, ahead = guessed(lesson).trials["rate"], []
    monkeypatch.setattr(lesson.worlds, "think_ahead", lambda worlds: ahead.append([*worlds]))
    trial.controls[RATE].value = 0.36
    trial._fold.click()
    folded, unfolded = ({one.assumptions for one in worlds} for worlds in ahead)
    assert folded == {()} and len(unfolded) > 1
    sides = {one.decisions for one in ahead[1] if one.assumptions}
    assert sides == {trial.world(trial.a).decisions, trial.world(trial.b).decisions}


def test_the_model_says_which_guess_was_right(lesson: Lesson) -> None:
    explain = lesson.parts["explain.rate"]
    guessed(lesson, "more")
    assert explain.result is None  # nothing was tried yet
    lesson.trials["rate"].controls[RATE].value = 0.18
    assert explain.result == "less"
    assert say("Here it did not happen as you guessed.") in explain._shown.value


def test_the_quiz_says_why_and_keeps_the_first_try(lesson: Lesson) -> None:
    question = lesson.parts["check.fund-real-value-a"]
    for key in ("more", "less"):
        question.choice.value = key
        answer = next(one for one in question.item.options if one.key == key)
        assert answer.feedback in question._said.value.replace("&#x27;", "'")
    assert question.result == ["more", "less", 2] and question.done


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_changes_words_and_keeps_every_answer(lesson: Lesson, lang: str) -> None:
    trial = guessed(lesson).trials["rate"]
    trial.controls[RATE].value = 0.36
    trial.controls["fund.insiders_first"].value = True
    lesson.parts["check.fund-real-value-a"].choice.value = "same"
    before, settings = lesson.result, dict(trial.b)
    lesson.parts["start"].menu.value = lang
    assert lesson.result == before and trial.b == settings
    assert lesson.parts["check.fund-real-value-a"].choice.value == "same"
    assert lesson.parts["start"].shell.lang == lang
    label = say("lending rate", lang)
    assert label in trial.controls[RATE].box.label


def test_numbers_take_the_language_s_form(lesson: Lesson) -> None:
    trial = guessed(lesson).trials["rate"]
    lesson.speak("id")
    assert trial.controls["livelihood.inflation"].box.texts[1].startswith("5%")
    capital = trial.result["b"]["own_capital_real"]
    assert f"{capital:,}".replace(",", ".") in trial.shown.sentence.value


def test_what_people_type_is_shown_and_never_run(lesson: Lesson) -> None:
    guessed(lesson)
    lesson.lines[-1].line.value = "<script>alert(1)</script>"
    lesson.parts["take_home"].made()
    page = lesson.parts["take_home"]._page.value
    assert "&lt;script&gt;" in page and "<script" not in page


def test_the_page_to_take_home_carries_its_stamp(lesson: Lesson) -> None:
    guessed(lesson).parts["take_home"].made()
    page = lesson.parts["take_home"]._page.value
    assert lesson.data.scenario.digest in page and "English" in page
    assert "training simulation" in page and "no financial advice" in page


def test_what_looks_closer_follows_the_trial(lesson: Lesson) -> None:
    accounts, diary, places = (lesson.parts[name] for name in
                               ("accounts.rate", "diary.rate", "map.members.rate"))  # fmt: skip
    assert "<table" not in accounts.page.value
    trial = guessed(lesson).trials["rate"]
    before = accounts.page.value
    assert "own capital" in before and "<svg" in before
    trial.controls[RATE].value = 0.36
    assert accounts.page.value != before
    diary.walk(100)
    assert "month 36" in diary.page.value
    assert "Hamlet" in places.page.value


def test_other_lucks_are_counted_and_can_be_stopped(lesson: Lesson) -> None:
    trial = guessed(lesson).trials["rate"]
    trial.lucks.try_lucks()
    assert len(trial.lucks.found["luck"]) == 20
    assert trial.lucks.wins == 0
    assert "over 20 lucks" in trial.lucks._said.value
    assert "B better: 0." in trial.lucks._said.value
    trial.lucks.vary()
    assert len(trial.lucks.found["wide"]) == 20
    trial.controls[RATE].value = 0.30
    assert not trial.lucks.found["luck"] and not trial.lucks._said.value


def test_progress_counts_what_is_done(lesson: Lesson) -> None:
    header = lesson.parts["start"]
    assert "Done 0 of 6" in header._progress.value
    guessed(lesson)
    assert "Done 1 of 6" in header._progress.value
    trial = lesson.trials["rate"]
    trial.controls[RATE].value = 0.36
    trial.controls["fund.insiders_first"].value = True
    trial.controls["fund.tenor"].value = 6
    assert "Done 2 of 6" in header._progress.value


def test_two_people_without_a_code_are_asked_and_keep_their_answers(folder: Path) -> None:
    first = opened(folder)
    first.lines[-1].line.value = "hers"
    second = opened(folder)
    header = second.parts["start"]
    assert "another person" in header._notice.value
    header.code.value = "mine"
    assert not second.lines[-1].line.value and header.shell.code == "mine"
    second.lines[-1].line.value = "his"
    assert opened(folder).lines[-1].line.value == "hers"
    header.code.value = ""
    assert second.lines[-1].line.value == "hers"
    header.code.value = "mine"
    assert second.lines[-1].line.value == "his"
    assert "another person" not in header._notice.value


def test_answers_of_a_wrong_kind_are_left_out_and_the_file_is_kept(folder: Path) -> None:
    first = guessed(opened(folder))
    first.lines[-1].line.value = "we ask the members"
    path = first.saved.path
    data = json.loads(path.read_text())
    data["answers"] |= {
        "trial.rate": {"a": 7, "b": {RATE: "x"}, "tried": "all"},
        "check.fund-real-value-a": {"last": 5, "tries": "many"},
        "explain.rate.why": {"text": {"a": 1}},
    }
    path.write_text(json.dumps(data))
    again = opened(folder)
    assert "damaged" in again.parts["start"]._notice.value
    assert again.lines[-1].line.value == "we ask the members"
    assert again.trials["rate"].a == first.trials["rate"].a and again.parts["predict.rate"].locked
    again.parts["check.fund-real-value-a"].choice.value = "less"
    again.changed()
    (copy,) = folder.glob("*damaged*")
    assert json.loads(copy.read_text()) == data
    assert opened(folder).saved.notice == "resumed"


def test_a_second_tab_goes_on_with_a_code_that_opens_it_again(folder: Path) -> None:
    first, second = opened(folder), opened(folder)
    first.lines[-1].line.value = "first"
    second.lines[-1].line.value = "second"
    header = second.parts["start"]
    assert header.code.value == header.shell.code == second.saved.code != ""
    assert second.saved.code in header._notice.value
    header.code.value = ""
    assert second.lines[-1].line.value == "first"
    header.code.value = "tab-2"
    assert second.lines[-1].line.value == "second"


def test_a_rehearsed_lesson_saves_nothing(lesson: Lesson, folder: Path) -> None:
    made = lesson.rehearsed()
    made.trials["rate"].controls[RATE].value = 0.36
    assert not folder.exists()
    assert made.result["trial.rate"]["b"]["own_capital_real"] > 0


def test_the_page_is_the_same_after_it_is_opened_again(lesson: Lesson, folder: Path) -> None:
    trial = guessed(lesson).trials["rate"]
    trial.controls[RATE].value = 0.30
    lesson.lines[-1].line.value = "we ask the members"
    lesson.speak("id")
    again = opened(folder)
    assert again.lang == "id" and again.saved.notice == "resumed"
    assert again.trials["rate"].b[RATE] == 0.30
    assert again.lines[-1].line.value == "we ask the members"
    assert again.result == lesson.result


def test_after_a_reload_the_explanation_comes_once_its_worlds_are_known(folder: Path) -> None:
    before = guessed(opened(folder))
    before.trials["rate"].controls[RATE].value = 0.36
    due = before.parts["explain.rate"]._shown.value
    assert "as you guessed" in due

    async def reloaded() -> list[str]:
        lesson = opened(folder)
        told = [lesson.parts["explain.rate"]._shown.value]
        for _ in range(1500):
            await asyncio.sleep(0.02)
            if not lesson.worlds._waiting:
                break
        return [*told, lesson.parts["explain.rate"]._shown.value]

    assert asyncio.run(reloaded()) == ["<p>Calculating …</p>", due]


def test_after_a_reload_the_page_to_take_home_comes_once_its_worlds_are_known(folder: Path) -> None:
    before = guessed(opened(folder))
    before.trials["rate"].controls[RATE].value = 0.36
    before.parts["take_home"].made()

    async def reloaded() -> list[str]:
        lesson = opened(folder)
        home = lesson.parts["take_home"]._page
        told = [home.value]
        for _ in range(1500):
            await asyncio.sleep(0.02)
            if not lesson.worlds._waiting:
                break
        return [*told, home.value]

    early, late = asyncio.run(reloaded())
    assert "<svg" not in early and say("Calculating …") in early
    assert "<svg" in late and say("Calculating …") not in late


def test_opening_a_saved_page_again_does_not_count_its_parts_anew(folder: Path) -> None:
    before = guessed(opened(folder))
    for line in before.lines:
        line.line.value = "so it was"
    written = before.saved.path.read_bytes()
    assert json.loads(written)["progress"] == list(before.progress)
    opened(folder)
    assert before.saved.path.read_bytes() == written


def test_a_reason_written_unfolds_what_the_model_answers(lesson: Lesson) -> None:
    guessed(lesson).trials["rate"].controls[RATE].value = 0.36
    explain = lesson.parts["explain.rate"]
    assert "<details data-key='explain.rate'><summary>" in explain._shown.value
    explain.why.line.value = "costs go on"
    assert "<details data-key='explain.rate' open>" in explain._shown.value


def test_a_page_that_stands_is_sent_what_was_answered_meanwhile(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the model answers while a page makes its parts passes the page by."""
    sent: list[object] = []
    monkeypatch.setattr(W.Widget, "send_state", lambda one, *_: sent.append(one))
    lesson.page_stands()
    assert sent == []  # nothing came by itself
    lesson.worlds.told = True
    lesson.page_stands()
    assert next(iter(lesson.trials.values())).shown.picture in sent
