"""What every part of a lesson has: a box to show, words to write, a place for its answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import ipywidgets as W

from coopsim.widgets.wording import plain, told

if TYPE_CHECKING:
    from coopsim.widgets.opened import Opened
    from coopsim.widgets.questions import Line
    from coopsim.widgets.telling import Pair

SHOWN = ("value", "disabled", "_dom_classes")
"""What an answer of the model may change in a box."""


class Part:
    """One part of a lesson. ``box`` is shown by its cell; ``tell`` writes every word anew.

    Answers are keys and numbers in ``lesson.answers``, never words, but for what a person typed.
    """

    name: str
    """Stable name of the part: ``predict.rate``, ``check``."""
    counts = True
    """Whether it counts for 'done n of m'."""
    kinds: ClassVar[dict[str, type]] = {}
    """Kinds of its answers, by key; what a damaged file holds in their place is left out."""

    def __init__(self, lesson: Opened, name: str) -> None:
        self.lesson, self.name = lesson, name
        self.box: Any = W.VBox()
        self.box.add_class("cs-part")

    def tell(self) -> None:
        """Write every word in the lesson's language; answers stay."""

    def restore(self) -> None:
        """Take up the answers of a saved lesson."""

    def answered(self) -> None:
        """Something on the page was answered, here or elsewhere."""

    def follow(self, trial: str, pair: Pair | None) -> None:
        """A trial shows these two worlds; None while they are worked out."""

    @property
    def lines(self) -> list[Line]:
        """Its lines to write."""
        return []

    @property
    def taken_home(self) -> str:
        """What of it stands on the page to take home, as HTML; nothing for most."""
        return ""

    @property
    def done(self) -> bool:
        """Whether a participant has done it."""
        return False

    @property
    def result(self) -> Any:
        """Integers and keys, the same in every language; None where there is nothing."""
        return None

    @property
    def answer(self) -> dict[str, Any]:
        """This part's own answers, kept in the lesson's."""
        answers: dict[str, Any] = self.lesson.answers
        kept: dict[str, Any] = answers.setdefault(self.name, {})
        return kept

    def show_again(self) -> None:
        """Send what stands in its boxes once more, to a page that may have missed it."""
        for one in _within(self.box):
            one.send_state([name for name in SHOWN if one.has_trait(name)])

    def told(self, message: str, **values: object) -> str:
        """A sentence as HTML in the lesson's language."""
        return told(message, self.lesson.lang, **values)

    def plain(self, message: str, **values: object) -> str:
        """A sentence for a label in the lesson's language."""
        return plain(message, self.lesson.lang, **values)

    def _repr_mimebundle_(self, **about: Any) -> Any:
        return self.box._repr_mimebundle_(**about)


def _within(box: Any) -> Iterator[Any]:
    """A box and all that lies in it."""
    yield box
    for one in getattr(box, "children", ()):
        yield from _within(one)


def classed(box: Any, *classes: str) -> Any:
    """The box itself, with classes for the style sheet."""
    for one in classes:
        box.add_class(one)
    return box


def button(pressed: Any, *, main: bool = False) -> Any:
    """A button without words yet."""
    made = classed(W.Button(), "cs-button", *(["cs-main"] if main else []))
    made.on_click(lambda _: pressed())
    return made


def unfold(fold: Any, inside: Any) -> None:
    """Show what lies behind a button, or hide it again."""
    hidden = inside.layout.display == "none"
    inside.layout.display = "" if hidden else "none"
    (fold.add_class if hidden else fold.remove_class)("cs-open")


def page(value: str = "", *classes: str) -> Any:
    """A box of HTML; classes ``cs-status`` are read aloud when they change."""
    return classed(W.HTML(value), *classes)
