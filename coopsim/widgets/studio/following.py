"""What differs from the parent, what is wrong and whether it is kept: always in view."""

from __future__ import annotations

from html import escape
from typing import Any

from coopsim.text import say_many
from coopsim.widgets.part import classed, page
from coopsim.widgets.studio.beginning import began_as
from coopsim.widgets.studio.bench import Bench
from coopsim.widgets.studio.piece import Piece, scrolled
from coopsim.widgets.studio.saying import differences_table


class Following(Piece):
    """A bar at the foot of the page that opens into the whole list."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.page = page()
        self.box.children = [self.page]
        classed(self.box, "cs-foot")

    def drawn(self) -> None:
        """Write the bar and the list."""
        draft, lang = self.bench.draft, self.bench.lang
        found, faults = draft.differences, draft.faults
        said = [
            say_many("{count} difference from {parent}", "{count} differences from {parent}",
                     len(found), lang, parent=began_as(draft, lang))
        ]  # fmt: skip
        wrong = ""
        if faults:
            count = say_many("{count} fault", "{count} faults", len(faults), lang)
            wrong = f" · <span class='cs-wrong'>{escape(count)}</span>"
        if draft.unsaved:
            said.append(self.plain("not kept as a scenario yet"))
        table = (
            scrolled(differences_table(found, draft.scenario, lang), self.plain("Differences"))
            if found
            else f"<p>{self.told('Nothing differs yet. Change a value, and it stands here.')}</p>"
        )
        summary = f"<span role='status'>{escape(' · '.join(said))}{wrong}</span>"
        self.page.value = (
            f"<details data-key='differences'><summary>{summary}</summary>"
            f"<div>{self.faulty()}{table}</div></details>"
        )

    @property
    def result(self) -> Any:
        """Names of what differs, and how many faults there are."""
        draft = self.bench.draft
        return {"differs": [one.name for one in draft.differences], "faults": len(draft.faults)}
