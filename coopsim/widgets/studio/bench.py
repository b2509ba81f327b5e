"""The open studio: its draft, kept on disk at every change, and the parts that follow it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs

from coopsim.errors import CoopsimError
from coopsim.scenario import Scenario
from coopsim.studio import Draft
from coopsim.text import LANGUAGES
from coopsim.widgets.saving import LARGEST, Saved
from coopsim.widgets.studio.piece import Piece

P = TypeVar("P", bound=Piece)
FIRST = "timor-leste-credit-union"
"""The preset the studio opens with."""
FILE = "studio"


class Bench:
    """What the parts of the studio share. ``folder`` is the notebook's; None keeps nothing."""

    def __init__(self, folder: Path | None, lang: str = "") -> None:
        query = parse_qs(os.environ.get("QUERY_STRING", ""))
        self.folder = folder
        self.saved = Saved(folder / "saved" if folder is not None else None, FILE, "")
        self.answers = self.saved.read()
        self.pieces: dict[str, Piece] = {}
        wishes = (lang, *query.get("lang", ()), self.saved.lang)
        self.lang = next((one for one in wishes if one in LANGUAGES), "en")
        self.resumed = False
        self.draft = self._resumed() or Draft.begun(FIRST)

    def _resumed(self) -> Draft | None:
        """The draft that was kept; a damaged one is put aside."""
        if "draft" not in self.answers:
            return None
        try:
            draft = Draft.from_data(self.answers["draft"])
        except CoopsimError:
            self.saved.begin_anew()
            self.saved.notice = "damaged"
            self.answers = {}
            return None
        self.resumed = draft.unsaved
        return draft

    @property
    def scenarios(self) -> Path:
        """The folder of kept scenarios."""
        return (self.folder or Path()) / "scenarios"

    def answer(self, name: str) -> dict[str, Any]:
        """What a part keeps beside the draft."""
        kept: dict[str, Any] = self.answers.setdefault(name, {})
        return kept

    def add(self, name: str, piece: P) -> P:
        """Put a part on the page."""
        self.pieces[name] = piece
        piece.tell()
        return piece

    def speak(self, lang: str) -> None:
        """Change every word of the page to a language."""
        self.lang = lang
        for one in self.pieces.values():
            one.tell()
        self.write()

    def change(self, scenario: Scenario) -> None:
        """The draft's scenario is another one now."""
        self.put(self.draft.changed(scenario))

    def put(self, draft: Draft) -> None:
        """Another draft: keep it on disk, then show it everywhere."""
        self.draft = draft
        self.write()
        for one in self.pieces.values():
            one.drawn()

    def begin(self, draft: Draft) -> None:
        """Put the draft aside, if it holds anything, and begin with another."""
        if self.draft.unsaved:
            self.saved.begin_anew()
        self.resumed = False
        self.put(draft)

    def write(self) -> None:
        """Keep the draft and what was typed."""
        self.answers["draft"] = self.draft.as_data()
        self.saved.write(self.answers, self.lang)

    def others(self) -> dict[str, Path]:
        """Drafts that lie beside this one, put aside or of another tab, by file name."""
        folder = self.saved.folder
        paths = sorted(folder.glob(f"{FILE}*.json")) if folder is not None else []
        return {path.name: path for path in paths if path != self.saved.path}


def draft_in(path: Path) -> Draft:
    """The draft of a file; ``CoopsimError`` if there is none in it."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("it is too large")
        return Draft.from_data(json.loads(path.read_text(encoding="utf-8"))["answers"]["draft"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CoopsimError(f"{path.name}: this is no draft of the studio.") from error
