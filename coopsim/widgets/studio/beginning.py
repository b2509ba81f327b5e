"""The head of the page, and where a draft begins: a preset, a kept scenario, another draft."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.files import load_scenario, preset_names
from coopsim.scenario import Scenario
from coopsim.studio import Draft, provenance
from coopsim.text import LANGUAGES, NAMES, NO_HARM, number, words
from coopsim.widgets.part import button, classed, page
from coopsim.widgets.prose import exchange
from coopsim.widgets.shell import Shell
from coopsim.widgets.studio.bench import Bench, draft_in
from coopsim.widgets.studio.piece import Piece, note
from coopsim.widgets.wording import plain

BOOK = "annual-meeting-book"
"""What a draft made of a book calls its parent: the village as the book gives it."""
NOTEBOOK = Path("10_scenario_design.ipynb")
TITLE = words("Scenario studio: make a village for your lesson or game")
DRIFTED = words(
    "This file no longer gives what was kept in it: its preset, the file itself or coopsim was "
    "changed since."
)
WHAT_IF = words(
    "This is a what-if: it adds what does not exist. Timor-Leste has no national revolving fund "
    "today."
)
NOTICES = {
    "damaged": words("The kept draft was damaged. It is put aside, and you begin with a new one."),
    "other tab": words(
        "The studio is open in another tab too. This page keeps its draft in {file}."
    ),
    "not written": words("The draft cannot be kept in this folder. Keep this page open."),
}


class Head(Piece):
    """Title, language, print, what is kept, and the no-harm line."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.shell = Shell()
        self._title, self._notice, self._harm = page(), page("", "cs-status"), page()
        self.menu = W.Dropdown(options=[(NAMES[one], one) for one in LANGUAGES], value=bench.lang)
        self.menu.observe(lambda change: bench.speak(change["new"]), "value")
        self._print = button(lambda: self.shell.send({"do": "print"}))
        self._anew = button(self.anew)
        classed(self.box, "cs-header").children = [
            self.shell, self._title,
            classed(W.HBox([self.menu, self._print, self._anew]), "cs-row"),
            self._notice, self._harm,
        ]  # fmt: skip

    def tell(self) -> None:
        """Write the head in the page's language."""
        with self.shell.hold_sync():
            self.shell.lang, self.shell.title = self.bench.lang, self.plain(TITLE)
            self.shell.prose = exchange(NOTEBOOK, self.bench.lang)
        self._title.value = f"<h2>{self.told(TITLE)}</h2>"
        self.menu.description = self.plain("Language")
        self._print.description = self.plain("Print")
        self._anew.description = self.plain("Put this draft aside and begin anew")
        self._harm.value = f"<p class='cs-noharm'>{self.told(NO_HARM)}</p>"
        self.drawn()

    def anew(self) -> None:
        """Begin again from the parent; the draft is put aside."""
        draft = self.bench.draft
        self.bench.begin(Draft.of(draft.parent, draft.parent_name))

    def drawn(self) -> None:
        """Say what is kept."""
        bench = self.bench
        notice, said = bench.saved.notice, ""
        if notice in NOTICES:
            values: dict[str, Any] = (
                {"file": bench.saved.path.name} if notice == "other tab" else {}
            )
            said = self.told(NOTICES[notice], **values)
        elif bench.resumed:
            said = self.told(
                "Your draft of {title} is here again. It is not kept as a scenario yet.",
                title=bench.draft.scenario.title,
            )
        self._notice.value = note(said)


class Beginning(Piece):
    """A menu of everything a draft can begin with."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.menu = classed(W.Dropdown(options=[("", "")], value=""), "cs-asked")
        self.open_button = button(self.open, main=True)
        self._about, self._said = page(), page("", "cs-status")
        self.box.children = [
            classed(W.HBox([self.menu, self.open_button]), "cs-row"), self._said, self._about,
        ]  # fmt: skip
        self._menu = ""

    def tell(self) -> None:
        """Write the menu and what the draft is."""
        self.menu.description = self.plain("Begin with")
        self.open_button.description = self.plain("Open")
        self.drawn()

    def options(self) -> list[tuple[str, str]]:
        """What there is to begin with: (words, key)."""
        lang = self.bench.lang
        found = []
        for name in preset_names():
            found.append((f"{self.plain('Preset')}: {titled(name, lang)}", f"preset:{name}"))
        for path in sorted(self.bench.scenarios.glob("*.toml")):
            found.append((f"{self.plain('Kept')}: {path.stem}", f"file:{path.name}"))
        for name in self.bench.others():
            found.append((f"{self.plain('Draft put aside')}: {name}", f"draft:{name}"))
        return found

    def open(self) -> None:
        """Begin with what is chosen; the draft under way is put aside, never lost."""
        kind, _, name = str(self.menu.value).partition(":")
        said = ""
        try:
            if kind == "preset":
                self.bench.begin(Draft.begun(name))
            elif kind == "file":
                path = self.bench.scenarios / Path(name).name
                self.bench.begin(Draft.begun(path))
                if provenance(path).drifted(self.bench.draft.parent):
                    said = note(self.told(DRIFTED))
            elif name in self.bench.others():
                self.bench.begin(draft_in(self.bench.others()[name]))
        except CoopsimError as error:
            said = self.wrong(error)
        self._said.value = said

    def drawn(self) -> None:
        """Offer everything there is, and say what the draft is."""
        options = self.options()
        kept = self.menu.value or f"preset:{self.bench.draft.parent_name}"
        if list(self.menu.options) != options:
            self.menu.options = options
        known = [key for _, key in options]
        self.menu.value = kept if kept in known else known[0]
        draft = self.bench.draft
        facts = self.told(
            "{title}: {households} households, {months} months, counted in {currency}. It began as "
            "{parent}.",
            title=dict(draft.scenario.words).get(self.bench.lang, draft.scenario.title),
            households=number(draft.scenario.households, self.bench.lang),
            months=draft.scenario.months, currency=draft.scenario.currency,
            parent=began_as(draft, self.bench.lang),
        )  # fmt: skip
        told = f"<p lang='en'>{escape(draft.scenario.note)}</p>" if draft.scenario.note else ""
        mark = note(self.told(WHAT_IF)) if draft.scenario.what_if else ""
        self._about.value = f"<p>{facts}</p>{told}{mark}"


def began_as(draft: Draft, lang: str) -> str:
    """What a draft began as, in the reader's words: a preset, a book, or a file's name."""
    if draft.parent_name == BOOK:
        return plain("the village of your annual-meeting book", lang)
    return titled(draft.parent_name, lang) if draft.of_preset else draft.parent_name


def titled(preset: str, lang: str) -> str:
    """A preset's title in a language."""
    scenario = preset_of(preset)
    return dict(scenario.words).get(lang, scenario.title)


@cache
def preset_of(name: str) -> Scenario:
    """A preset, read once."""
    return load_scenario(name)
