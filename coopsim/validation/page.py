"""A page that stands alone: every fact with its words, its numbers and a small picture."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np

from coopsim.results import write_whole
from coopsim.validation.judging import WORDS, Finding, Measured
from coopsim.validation.table import numbers
from coopsim.version import __version__

NAME = "validation.html"
WIDTH, HEIGHT, SIDE = 420, 46, 14
COLOURS = {True: "#009E73", False: "#D55E00", None: "#595959"}
"""Okabe and Ito's, told apart by everybody; the word stands beside the colour."""
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1a; }
article { border-top: 1px solid #d9d9d9; padding: 0.8rem 0; }
h2 { font-size: 1.1rem; margin: 0; } table { border-collapse: collapse; }
td, th { text-align: left; padding: 0.15rem 0.9rem 0.15rem 0; vertical-align: middle; }
.small { color: #595959; font-size: 0.9rem; } svg { display: block; max-width: 100%; height: auto; }
@media (max-width: 40rem) { tr { display: grid; grid-template-columns: 1fr auto;
  padding: 0.3rem 0; } td:nth-child(2) { grid-row: 2; grid-column: 1 / 3; } td { padding-right: 0; }
  td:nth-child(4) { grid-row: 1; grid-column: 2; } td:nth-child(3) { grid-row: 3; } }
"""


def write_page(found: Sequence[Finding], folder: Path) -> Path:
    """Write ``validation.html`` to a folder, whole or not at all; returns its path."""
    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, page(found).encode())
    return path


def page(found: Sequence[Finding]) -> str:
    """The page as text; it needs no other file and no network."""
    counts = ", ".join(
        f"{sum(one.holds is key for one in found)} {word}" for key, word in WORDS.items()
    )
    articles = "\n".join(_article(one) for one in found)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Stylised facts</title><style>{STYLE}</style></head><body>\n"
        f"<h1>Stylised facts</h1>\n<p>coopsim {escape(__version__)}. Does each hold: {counts}. "
        "The band is the target, the point the mean over paired seeds (from 10,001 on), the line "
        "its 95 % interval, of luck only. Undecided: the interval straddles a bound.</p>\n"
        f"{articles}\n<p class=small>A training simulation: no advice, and nothing about any real "
        "cooperative.</p>\n</body></html>\n"
    )


def _article(one: Finding) -> str:
    fact = one.fact
    rows = "\n".join(_row(part.part.name, part) for part in one.measured)
    if one.fitted:
        rows += "\n<tr><th colspan=4>With fitted values: " + _verdict(one.holds_fitted)
        rows += "</th></tr>\n" + "\n".join(_row(part.part.name, part) for part in one.fitted)
    told = (
        ("How it is read:", fact.note), ("Given to the model:", fact.given),
        ("Why:", one.explanation), ("Why with fitted values:", one.explanation_fitted),
    )  # fmt: skip
    notes = "".join(
        f"<p class=small>{escape(label)} {escape(text)}</p>" for label, text in told if text
    )
    return (
        f'<article id="{escape(fact.id)}"><h2>{escape(fact.id)} {escape(fact.title)}: '
        f"{_verdict(one.holds)}</h2><p>{escape(fact.statement)} <em>Target: "
        f"{escape(fact.target)}.</em></p><table>{rows}</table>{notes}"
        f"<p class=small>Source: {escape(fact.source)}, grade {escape(fact.grade)}. "
        f"{escape(one.preset or 'rules alone')}, {one.measured[0].seeds} seeds.</p></article>"
    )


def _row(name: str, part: Measured) -> str:
    return (
        f"<tr><td>{escape(name)}</td><td>{picture(part)}</td>"
        f"<td>{numbers(part)}</td><td>{_verdict(part.holds)}</td></tr>"
    )


def _verdict(holds: bool | None) -> str:
    return f'<strong style="color:{COLOURS[holds]}">{WORDS[holds]}</strong>'


def picture(one: Measured) -> str:
    """A strip of SVG: the target as a band, the mean as a point, the interval as a line."""
    bounds = [bound for bound in (one.part.low, one.part.high) if bound is not None]
    known = [one.mean, one.low, one.high, *bounds]
    known = [value for value in known if np.isfinite(value)]
    if not np.isfinite(one.mean):
        return ""
    low, high = min(known), max(known)
    room = 0.15 * (high - low) or 0.1 * abs(high) or 1.0
    low, high = low - room, high + room

    def at(value: float) -> float:
        return SIDE + (WIDTH - 2 * SIDE) * (min(max(value, low), high) - low) / (high - low)

    left = at(low if one.part.low is None else one.part.low)
    right = at(high if one.part.high is None else one.part.high)
    middle, colour = HEIGHT / 2, COLOURS[one.holds]
    line = ""
    if np.isfinite(one.low):
        line = (
            f'<line x1="{at(one.low):.1f}" x2="{at(one.high):.1f}" y1="{middle}" y2="{middle}" '
            f'stroke="{colour}" stroke-width="3"/>'
        )
    said = escape(f"{one.part.name}: {numbers(one)}, {WORDS[one.holds]}")
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{said}"><title>{said}</title>'
        f'<rect x="{left:.1f}" y="8" width="{max(right - left, 2):.1f}" height="{HEIGHT - 16}" '
        f'fill="#56B4E9" fill-opacity="0.3"/>'
        f'<line x1="{SIDE}" x2="{WIDTH - SIDE}" y1="{middle}" y2="{middle}" stroke="#d9d9d9"/>'
        f'{line}<circle cx="{at(one.mean):.1f}" cy="{middle}" r="5" fill="{colour}"/></svg>'
    )
