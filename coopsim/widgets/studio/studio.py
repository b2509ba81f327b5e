"""The studio for a notebook: each method makes one widget of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coopsim.widgets.studio.beginning import Beginning, Head
from coopsim.widgets.studio.bench import Bench
from coopsim.widgets.studio.changing import Changing
from coopsim.widgets.studio.following import Following
from coopsim.widgets.studio.keeping import Keeping
from coopsim.widgets.studio.own import Own
from coopsim.widgets.studio.testing import Testing
from coopsim.widgets.studio.timeline import Timeline


def open_studio(lang: str = "", folder: Path | None = None) -> Studio:
    """Open the studio; drafts and scenarios are kept in ``folder``, the notebook's own."""
    return Studio(folder or Path(), lang)


class Studio(Bench):
    """An open studio; each of its parts stands once on a page."""

    def start(self) -> Head:
        """Title, language, print, what is kept, the no-harm line."""
        return self.add("start", Head(self))

    def begin_with(self) -> Beginning:
        """A menu of presets, kept scenarios and drafts."""
        return self.add("begin", Beginning(self))

    def own(self) -> Own:
        """Your cooperative in ten minutes."""
        return self.add("own", Own(self))

    def values(self) -> Changing:
        """Search and change values."""
        return self.add("values", Changing(self))

    def policies(self) -> Timeline:
        """Dated policies on a timeline."""
        return self.add("policies", Timeline(self))

    def differences(self) -> Following:
        """What differs from the parent, at the page's foot."""
        return self.add("differences", Following(self))

    def test(self) -> Testing:
        """A test run."""
        return self.add("test", Testing(self))

    def keep(self) -> Keeping:
        """Name, keep, workbook, lesson."""
        return self.add("keep", Keeping(self))

    def rehearsed(self) -> Studio:
        """The same studio with every part, nothing kept on disk."""
        made = Studio(None, self.lang)
        for make in (made.start, made.begin_with, made.own, made.values, made.policies,
                     made.differences, made.test, made.keep):  # fmt: skip
            make()
        return made

    @property
    def result(self) -> dict[str, Any]:
        """Integers and keys of every part, the same in every language."""
        found = {name: one.result for name, one in self.pieces.items()}
        return {name: one for name, one in found.items() if one is not None}
