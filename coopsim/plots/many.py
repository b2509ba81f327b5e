"""A picture of a study: its data and how it is drawn; as a figure, and as SVG that stands alone."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from coopsim.plots.style import BLACK, DPI, SMALL, Sheet, paper, say_missing

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@attrs.frozen
class StudyPicture:
    """``data`` has ``sentence`` (what is shown) and ``missing`` (why nothing is, or empty)."""

    title: str
    data: Any
    panels: Callable[[Sheet, Any], None]
    size: tuple[float, float] = (9.0, 5.6)
    """Inches."""

    def figure(self, foot: str) -> Figure:
        """The picture, with ``foot`` saying where it comes from."""
        from matplotlib import rc_context

        with rc_context(
            {"font.family": "DejaVu Sans", "axes.unicode_minus": True, "text.usetex": False}
        ):
            box = paper(self.title, self.data.sentence, foot, self.size)
            if self.data.missing:
                say_missing(box.panel(), self.data.missing, 12)
            else:
                self.panels(box, self.data)
        return box.figure

    def png(self, foot: str, dots: float = DPI) -> bytes:
        """The picture as PNG with so many dots an inch."""
        buffer = io.BytesIO()
        self.figure(foot).savefig(buffer, format="png", dpi=dots)
        return buffer.getvalue()

    def svg(self, foot: str) -> bytes:
        """The picture as SVG; the same data gives the same bytes."""
        from matplotlib import rc_context

        figure, buffer = self.figure(foot), io.BytesIO()
        with rc_context({"svg.hashsalt": "coopsim"}):
            figure.savefig(buffer, format="svg", metadata={"Date": None})
        return buffer.getvalue()


def key(box: Sheet, entries: Sequence[tuple[str, str, str]]) -> Sheet:
    """Signs with their colours and words in a row on top; returns the box that is left."""
    x, y = box.left, box.top
    for sign, colour, words in entries:
        wide = 0.2 + len(words) * SMALL * 0.54 / 72 + 0.3
        if x > box.left and x + wide > box.right:
            x, y = box.left, y - 0.22
        box.write(x, y - 0.02, sign, 11, colour, va="top")
        box.write(x + 0.2, y - 0.04, words, SMALL, BLACK, va="top")
        x += wide
    return box.inset(top=box.top - y + 0.3)
