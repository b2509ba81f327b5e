"""A certificate of taking part, made on the page: a name, the day, the stamp."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import ipywidgets as W

from coopsim.assessment.pages import Stamp, certificate
from coopsim.text import date, number, words
from coopsim.widgets.downloads import link
from coopsim.widgets.lessonfile import load_lesson
from coopsim.widgets.lessonparts import LessonError
from coopsim.widgets.part import Part, button, page
from coopsim.widgets.saving import Kept, kept

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

LONGEST = 80
"""Characters of a name that are kept."""
KEPT = words("The name stands on the certificate only; it is not saved.")
ENOUGH = words(
    "It names the lessons of which you did three quarters or more, with the code of this page:"
)
BEGUN = words("Begun, and not on it: {title}, {done} of {all} done.")


class CertificateView(Part):
    """Asks for a name and hands over the certificate; the name is never saved."""

    counts = False

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "certificate")
        self._title, self._links = page(), page("", "cs-status")
        self._lessons = page()
        self.who = W.Text(continuous_update=False)
        self.make = button(self.made, main=True)
        self.box.children = [self._title, self._lessons, self.who, self.make, self._links]

    def tell(self) -> None:
        """Write the words."""
        title, kept = self.told("Certificate of taking part"), self.told(KEPT)
        self._title.value = f"<h3>{title}</h3><p>{kept}</p>"
        self.who.description = self.plain("Name")
        self.make.description = self.plain("Make the certificate")
        self._links.value = ""
        self._lessons.value = self._named()

    def _named(self) -> str:
        """The lessons that will stand on it, and those that were only begun, as HTML."""
        lang = self.lesson.lang
        on = "".join(f"<li>{self.told(title)} ({date(day, lang)})</li>"
                     for title, day in self.lessons)  # fmt: skip
        begun = "".join(
            f"<li>{self.told(BEGUN, title=self.plain(_title(one.lesson)), **_counts(one, lang))}"
            "</li>"
            for one in self._kept
            if not one.taken_part and one.lesson != self.lesson.data.name
        )
        return f"<p>{self.told(ENOUGH)}</p><ul>{on}{begun}</ul>"

    @property
    def _kept(self) -> list[Kept]:
        folder = self.lesson.folder
        return kept(folder, self.lesson.saved.code) if folder is not None else []

    @property
    def lessons(self) -> list[tuple[str, datetime.date]]:
        """English titles and days of the lessons this person took part in, this one among them."""
        here, today = self.lesson.data.name, datetime.date.today()
        days = {one.lesson: one.day for one in self._kept if one.taken_part} | {here: today}
        titles = {here: self.lesson.data.title}
        return [(titles.get(name) or _title(name), day) for name, day in sorted(days.items())]

    def made(self) -> None:
        """Make it for the name that stands there."""
        name = self.who.value.strip()[:LONGEST]
        if not name:
            self._links.value = f"<p>{self.told('Write a name first.')}</p>"
            return
        self._lessons.value = self._named()
        data, lessons = self.lesson.data, self.lessons
        stamp = Stamp(data.scenario.digest, data.seed, self.lesson.lang, datetime.date.today())
        days = sorted({day for _, day in lessons})
        made = certificate(name, [title for title, _ in lessons], days, stamp)
        words_ = self.told("Certificate to print")
        self._links.value = f"<p>{link('certificate.html', made.encode(), words_)}</p>"


def _title(lesson: str) -> str:
    """What a lesson is called, in English; its name, where it is none of ours."""
    try:
        return load_lesson(lesson).title
    except LessonError:
        return lesson


def _counts(one: Kept, lang: str) -> dict[str, str]:
    return {"done": number(one.done, lang), "all": number(one.parts, lang)}
