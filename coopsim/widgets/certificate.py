"""A certificate of taking part, made on the page: a name, the day, the stamp."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import ipywidgets as W

from coopsim.assessment.pages import Stamp, certificate
from coopsim.text import words
from coopsim.widgets.downloads import link
from coopsim.widgets.part import Part, button, page

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

LONGEST = 80
"""Characters of a name that are kept."""
KEPT = words("The name stands on the certificate only; it is not saved.")


class CertificateView(Part):
    """Asks for a name and hands over the certificate; the name is never saved."""

    counts = False

    def __init__(self, lesson: Opened) -> None:
        super().__init__(lesson, "certificate")
        self._title, self._links = page(), page("", "cs-status")
        self.who = W.Text(continuous_update=False)
        self.make = button(self.made, main=True)
        self.box.children = [self._title, self.who, self.make, self._links]

    def tell(self) -> None:
        """Write the words."""
        title, kept = self.told("Certificate of taking part"), self.told(KEPT)
        self._title.value = f"<h3>{title}</h3><p>{kept}</p>"
        self.who.description = self.plain("Name")
        self.make.description = self.plain("Make the certificate")
        self._links.value = ""

    def made(self) -> None:
        """Make it for the name that stands there."""
        name = self.who.value.strip()[:LONGEST]
        if not name:
            self._links.value = f"<p>{self.told('Write a name first.')}</p>"
            return
        data, today = self.lesson.data, datetime.datetime.now(datetime.UTC).date()
        stamp = Stamp(data.scenario.digest, data.seed, self.lesson.lang, today)
        made = certificate(name, [data.title], [today], stamp)
        words_ = self.told("Certificate to print")
        self._links.value = f"<p>{link('certificate.html', made.encode(), words_)}</p>"
