"""Rows to fill in, made from declared values: never a range typed by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets as T

from coopsim.params import GRADES
from coopsim.studio import Value
from coopsim.studio.edits import SAID_BY
from coopsim.text import number, say
from coopsim.text.numbers import SIGNS
from coopsim.text.units import is_share, unit_message
from coopsim.widgets.wording import plain, told

HERE = Path(__file__).parent
Set = Callable[[str, str], None]
Says = Callable[[str, str, str], None]
DIGITS = 10
"""Significant decimals of a share shown in per cent."""


class Fields(anywidget.AnyWidget):
    """Rows of fields; ``set`` is called with a name and what was typed, ``reset`` with a name.

    ``says`` is called with a name, a source and a grade: who says the value of this very row.
    """

    _esm = HERE / "fields.js"
    _css = HERE / "studio.css"
    rows: Any = T.List([]).tag(sync=True)

    def __init__(
        self, set_: Set, reset: Callable[[str], None], says: Says = lambda *_: None
    ) -> None:
        super().__init__()
        self.set, self.reset, self.says = set_, reset, says
        self.on_msg(lambda _, content, buffers: self._heard(content))

    def _heard(self, content: dict[str, Any]) -> None:
        name = str(content.get("name", ""))
        if content.get("do") == "set":
            self.set(name, str(content.get("value", "")))
        elif content.get("do") == "reset":
            self.reset(name)
        elif content.get("do") == "says":
            self.says(name, str(content.get("source", "")), str(content.get("grade", "")))


def row(one: Value, lang: str, currency: str, name: str = "") -> dict[str, Any]:
    """A value as a row: its words, unit, bounds, and where it comes from."""
    label = plain(one.label, lang)
    found: dict[str, Any] = {
        "name": name or one.name, "label": f"{label} ({one.owner})" if one.owner else label,
        "kind": one.kind, "value": shown(one.value, one), "fixed": one.fixed,
        "unit": unit(one.unit, lang, currency), "about": about(one, lang),
    }  # fmt: skip
    if one.kind == "yes/no":
        found["options"] = [["yes", say("yes", lang)], ["no", say("no", lang)]]
    elif one.kind == "choice":
        found["options"] = [[key, say(key, lang)] for key in one.choices]
    elif one.kind in ("number", "whole") and not one.fixed:
        ends = (numbered(shown(end, one), lang) for end in (one.low, one.high))
        found["bounds"] = plain("{low} to {high}", lang, low=next(ends), high=next(ends))
    return found


def who_says(one: Value, lang: str) -> dict[str, Any]:
    """The words of a row's own question who says its value, and the answer so far."""
    label = plain(one.label, lang)
    return {
        "source": "" if one.source == SAID_BY else one.source, "grade": one.grade,
        "asks": plain("Who says so?", lang),
        "asked": plain("Who says so? {name}", lang, name=label),
        "graded": plain("Grade of the source: {name}", lang, name=label),
        "hint": plain("assumed, or the name of a book or report", lang),
        "grades": [[key, f"{key}: {say(text, lang)}"] for key, text in GRADES.items()],
    }  # fmt: skip


def numbered(value: Any, lang: str) -> str:
    """A number with as many decimals as it has."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return number(value, lang, len(text.partition(".")[2]))


def shown(value: Any, one: Value) -> Any:
    """A value as its field shows it: shares in per cent, yes and no as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, int | float) and one.kind == "number":
        scaled = round(value * 100, DIGITS) if is_share(one.unit) else value
        return int(scaled) if float(scaled).is_integer() else scaled
    return value


def typed(text: str, one: Value) -> Any:
    """What was typed as the value of its kind; None where it is no such thing."""
    if one.kind == "yes/no":
        return {"yes": True, "no": False}.get(text)
    if one.kind in ("choice", "text"):
        return text
    try:
        found = float(text.replace(",", ".").strip().removesuffix("%"))
    except ValueError:
        return None
    if not math.isfinite(found):
        return None
    if one.kind == "whole":
        return int(found) if found.is_integer() else found
    return round(found / 100, DIGITS + 2) if is_share(one.unit) else found


def unit(declared: str, lang: str, currency: str) -> str:
    """A unit as it stands behind a field."""
    if is_share(declared):
        rest = unit_message(declared)
        return f"% {say(rest, lang)}" if rest else "%"
    if declared.startswith("money"):
        rest = unit_message(declared)
        sign = SIGNS.get(currency, currency)
        return (
            f"{sign}{rest}" if rest.startswith("/") else f"{sign} {say(rest, lang) if rest else ''}"
        )
    return say(declared, lang) if declared else ""


def about(one: Value, lang: str) -> str:
    """Grade and source behind a click, and who decides."""
    if not one.source:
        return ""
    role = told("a decision", lang) if one.role == "decision" else told("an assumption", lang)
    grade = told(
        "Grade {grade}: {meaning}.", lang, grade=one.grade, meaning=say(GRADES[one.grade], lang)
    )
    key = escape(one.name, quote=True)
    return (
        f"<details class='cs-source' data-key='field-{key}'><summary>{told('Source', lang)}: "
        f"{one.grade}, {role}</summary><p>{grade} <cite lang='en'>{escape(one.source)}</cite> "
        f"<code>{escape(one.name)}</code></p></details>"
    )
