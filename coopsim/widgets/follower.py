"""Parts that look closer at the two worlds of a trial: they follow its A and B."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from coopsim.text import words
from coopsim.widgets.part import Part, classed, page
from coopsim.widgets.shown import OLD
from coopsim.widgets.telling import Pair

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened

NOT_YET = words("Try first; then this opens.")


class Follower(Part, ABC):
    """Shows something of A beside B, whenever the trial above has both."""

    counts = False

    def __init__(self, lesson: Opened, name: str, trial: str) -> None:
        super().__init__(lesson, f"{name}.{trial}")
        self.trial = lesson.data.trial(trial)
        self.pair: Pair | None = None
        self.page = page()

    def follow(self, trial: str, pair: Pair | None) -> None:
        """Show its trial's two worlds; while they are worked out, what stands is dimmed."""
        if trial != self.trial.key:
            return
        if pair is None:
            self.page.add_class(OLD)
            return
        self.pair = pair
        self.page.remove_class(OLD)
        self.draw()

    def tell(self) -> None:
        """Write the words, and what is shown anew."""
        view = self.lesson.trials.get(self.trial.key)
        self.pair = view.pair if view is not None else None
        self.draw()

    def draw(self) -> None:
        """Show the two runs, or that they are not there yet."""
        if self.pair is None:
            self.page.value = f"<p>{self.told(NOT_YET)}</p>"
        else:
            self.page.value = self.shown(self.pair)

    @abstractmethod
    def shown(self, pair: Pair) -> str:
        """What to show of two runs, as HTML."""


class Menu:
    """A named menu over (key, words) pairs that keeps its choice in every language."""

    def __init__(self, changed: Any) -> None:
        self.box = classed(W.Dropdown(options=[("", None)]), "cs-menu")
        self._quiet = False
        self.box.observe(lambda _: None if self._quiet else changed(), "value")

    @property
    def value(self) -> Any:
        """The chosen key."""
        return self.box.value

    @value.setter
    def value(self, key: Any) -> None:
        """Choose a key."""
        self.box.value = key

    def tell(self, name: str, rows: list[tuple[str, Any]], first: Any = None) -> None:
        """Write (words, key) rows under a name, the chosen one kept; else ``first`` if there."""
        self._quiet = True
        chosen, keys = self.box.value, [key for _, key in rows]
        self.box.options = rows
        self.box.value = next((one for one in (chosen, first) if one in keys), keys[0])
        self.box.description = name
        self._quiet = False


def section(title: str, summary: str, *boxes: Any) -> list[Any]:
    """A heading, a line under it, and the boxes."""
    return [page(f"<h3>{title}</h3><p>{summary}</p>"), *boxes]
