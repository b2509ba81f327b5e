"""What a notebook shows of a study while it runs: a bar and a small picture, no widgets needed."""

from __future__ import annotations

import html
import math
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from coopsim.study.factors import Factor
from coopsim.study.parts import Study
from coopsim.study.progress import Progress
from coopsim.study.tables import point_table

EVERY = 1.0
"""Seconds between two looks at the store, at least."""
SHARE = 10.0
"""A look may take one part in so many of the time, so that a large study is not slowed by it."""
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 560, 260, 70, 44, 34, 16
INK, DOT, BAND = "#333", "#0072b2", "#9ecae1"
"""Blue of the palette that colour-blind eyes can tell apart."""


def in_notebook() -> bool:
    """Whether what is displayed is seen: IPython with a kernel."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")


class Live:
    """Shows a study's progress in the cell that started it, and keeps it up to date."""

    def __init__(self, study: Study, folder: str | Path) -> None:
        shown: Any = import_module("IPython.display")
        self._study, self._folder, self._html = study, folder, shown.HTML
        self._next = 0.0
        self._picture = ""
        self._handle = shown.display(shown.HTML("Starting …"), display_id=True)

    def __call__(self, progress: Progress) -> None:
        """Show how far it has come; the picture anew now and then."""
        now = time.monotonic()
        if now < self._next and not progress.over:
            return
        if progress.done:
            table = point_table(self._study, self._folder, [self._study.outcomes[0].name])
            rows = [{str(key): one for key, one in row.items()} for row in table.to_dict("records")]
            self._picture = picture(self._study, rows)
        self._next = time.monotonic() + max(EVERY, SHARE * (time.monotonic() - now))
        self._handle.update(self._html(bar(progress) + self._picture))


def bar(progress: Progress) -> str:
    """How far a study has come, as HTML."""
    total = max(progress.total, 1)
    width = 100 * progress.ended / total
    words = html.escape(str(progress))
    if progress.over:
        words += (
            ". Stopped: run it again to go on" if progress.ended < progress.total else ". Ended"
        )
        words += f". {html.escape(progress.trouble)}" if progress.trouble else "."
    return (
        f'<div style="max-width:{WIDTH}px;font:14px sans-serif">'
        f'<div style="background:#ddd;height:8px"><div style="background:{DOT};height:8px;'
        f'width:{width:.1f}%"></div></div><div style="padding:4px 0">{words}</div></div>'
    )


def picture(study: Study, rows: Sequence[dict[str, Any]]) -> str:
    """The first outcome at every point over the first factor, as SVG: dots with 95 % of luck."""
    factor, outcome = study.varied[0], study.outcomes[0]
    known = [row for row in rows if math.isfinite(row["mean"])]
    if not known:
        return ""
    xs = [factor.number(row[factor.name]) for row in known]
    ends = [row[key] for row in known for key in ("mean", "low", "high")]
    x_at = _Scale(xs, LEFT + 8, WIDTH - RIGHT - 8)
    y_at = _Scale([end for end in ends if math.isfinite(end)], HEIGHT - BOTTOM, TOP)
    parts = [_axes(factor, outcome.words, x_at, y_at)]
    for row, number in zip(known, xs, strict=True):
        x, low, high = x_at(number), row["low"], row["high"]
        if math.isfinite(low):
            parts.append(_line((x, y_at(low)), (x, y_at(high)), BAND, 2))
    for row, number in zip(known, xs, strict=True):
        place = f'cx="{x_at(number):.1f}" cy="{y_at(row["mean"]):.1f}"'
        parts.append(f'<circle {place} r="3" fill="{DOT}"/>')
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" style="max-width:100%;background:'
        f'#fff" font-family="sans-serif" font-size="12" fill="{INK}">{"".join(parts)}</svg>'
    )


class _Scale:
    """From numbers to places along a picture."""

    def __init__(self, numbers: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = min(numbers), max(numbers)
        self._start, self._length = start, end - start

    def __call__(self, number: float) -> float:
        if self.high == self.low:
            return self._start + self._length / 2
        return self._start + self._length * (number - self.low) / (self.high - self.low)


def _axes(factor: Factor, outcome: str, x_at: _Scale, y_at: _Scale) -> str:
    floor = HEIGHT - BOTTOM
    lines = [
        _line((LEFT, floor), (WIDTH - RIGHT, floor), INK),
        _line((LEFT, TOP), (LEFT, floor), INK),
    ]
    if y_at.low < 0 < y_at.high:
        lines.append(_line((LEFT, y_at(0)), (WIDTH - RIGHT, y_at(0)), "#bbb"))
        if min(y_at(y_at.low) - y_at(0), y_at(0) - y_at(y_at.high)) > 18:
            lines.append(_text(LEFT - 6, y_at(0) + 4, "0", "end"))
    for number, anchor in ((x_at.low, "start"), (x_at.high, "end")):
        lines.append(_text(x_at(number), floor + 16, _short(factor.value(number)), anchor))
    for number, shift in ((y_at.low, 0), (y_at.high, 10)):
        lines.append(_text(LEFT - 6, y_at(number) + shift, f"{number:,.3g}", "end"))
    name = f"{factor.name} ({factor.param.label})"
    lines.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, name, "middle"))
    lines.append(_text(8, 18, f"{outcome} (mean, 95 % luck only)", "start"))
    return "".join(lines)


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, width: int = 1) -> str:
    places = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    return f'<line {places} stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(words)}</text>'
