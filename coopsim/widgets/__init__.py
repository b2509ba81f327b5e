"""Lessons as widgets: data in ``coopsim/data/lessons``, prose in the notebook, one widget a cell.

For writers of lessons. A notebook's code cells are these lines, one widget each:

    from coopsim.widgets import open_lesson
    lesson = open_lesson("03_revolving_fund")
    lesson.start()          header: title, language menu, progress, save, print, no-harm line
    lesson.predict("rate")  a guess that locks before the trial opens
    lesson.trial("rate")    A pinned, B moves
    lesson.explain("rate")  was the guess right, and why
    lesson.accounts()       a cooperative's statements, A beside B (of the first trial, or named)
    lesson.diary()          one household, month by month
    lesson.map("members")   a metric by district
    lesson.check()          the lesson's items, with feedback that says why
    lesson.assess("A")      the assessment before (A) or after (B); no answer is told
    lesson.plan()           a draft joint work plan, of the file's [plan] table (coopsim.workplan)
    lesson.desk()           one budget over districts, of the file's [desk] table
    lesson.certificate()    a certificate of taking part, to save and print
    lesson.talk()           questions for the group
    lesson.take_home()      a page to print, with its stamp
    lesson.glossary()       the terms of the field

The hidden last cell (tags ``hide-input``, ``test-only``, ``nbval-check-output``) rehearses the
lesson: everything open, every guess made, nothing saved.

    lesson = open_lesson("03_revolving_fund").rehearsed()
    lesson.trials["rate"].controls["fund.loan_rate"].value = 0.12
    lesson.result           integers and keys, the same in every language

The lesson's file, ``coopsim/data/lessons/NAME.toml`` (every text is simple English; catalogues
hold the other languages):

    title, goals = [..]                what a participant can say or do afterwards
    parts = [{ words, mark, minutes }, ..]   what is done in the room: must, should or could, and
                               untested minutes; headers, pages and run sheets take them from here
    scenario = "timor-leste-coffee"    a preset, or "scenarios/NAME.toml" beside the lessons
    households, months, seed           the lesson's village; 300 x 120 answers quickly
    items = ["id", ..]                 items of coopsim/data/assessment/items.toml
    [[talk]] key, question
    [trial.KEY]  title, from (month of the decision), chain = [cause, effect, ..], explain,
                 recommends = true (offers the wider band)
      a = { fund = { loan_rate = 0.18 } }   where A stands; b where B begins; else the preset's
      [[trial.KEY.decision]]   term, low, high, step (within the declaration), task; at most four;
                               words (another label), rest = "surplus.patronage" (takes what this
                               leaves of a whole), where = { district = "Ermera" }
      [[trial.KEY.assumption]] the same, folded away; holds for A and B from the first day
      [[trial.KEY.outcome]]    metric, better = "more" | "less" | "neither"; the first is told in
                               the sentence; yearly = true draws it from one year's end to the
                               next (what is counted anew each January)
      [trial.KEY.books]        statement = "balance" | "surplus" | "cash" | "capital", year,
                               cooperative: where the accounts open (else the last year, the first)
      [trial.KEY.predict]      question, metric, same = 0.02 (share of A that counts as the same)
      [[trial.KEY.predict.option]]  key, text, when = "more" | "less" | "same" (B against A, as the
                               lesson begins), why

A wrong file is answered with every fault at once (``LessonError``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coopsim.widgets.lesson import Lesson, open_lesson

__all__ = ["Lesson", "open_lesson"]


def __getattr__(name: str) -> Any:
    """Widgets are imported when a lesson is opened: its file can be read without them."""
    if name in __all__:
        from coopsim.widgets import lesson

        return getattr(lesson, name)
    raise AttributeError(f"module 'coopsim.widgets' has no attribute '{name}'")
