"""The little lesson: twelve households, every part on the page."""

from __future__ import annotations

from pathlib import Path

from coopsim.widgets.lesson import Lesson, open_lesson

LITTLE = Path(__file__).parent / "little.toml"


def opened(folder: Path, lang: str = "") -> Lesson:
    """The little lesson with every part on the page, as a notebook opens it."""
    made = open_lesson(LITTLE, lang=lang, folder=folder)
    made.start()
    made.predict("rate")
    made.trial("rate")
    made.explain("rate")
    made.accounts()
    made.diary()
    made.map("members")
    made.check()
    made.talk()
    made.take_home()
    made.glossary()
    return made
