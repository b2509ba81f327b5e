"""Lines a room types into its plan, and those it wrote in the lessons before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as W

if TYPE_CHECKING:
    from coopsim.widgets.part import Part

LONGEST = 2000
"""Characters of a typed line that are kept."""
PREFIX = "talk."
"""How a saved lesson names the lines of its talk."""


class Texts:
    """Named lines to type; kept in the part's answer under ``name``."""

    def __init__(
        self, part: Part, name: str, labels: tuple[tuple[str, str], ...], *, rows: int = 0
    ) -> None:
        self.part, self.name, self.labels = part, name, labels
        self.fields: dict[str, Any] = {
            key: W.Textarea(rows=rows, continuous_update=False) if rows
            else W.Text(continuous_update=False)
            for key, _ in labels
        }  # fmt: skip
        self._quiet = False
        for field in self.fields.values():
            field.add_class("cs-asked")
            field.observe(lambda _: self._typed(), "value")
        self.box = W.VBox(list(self.fields.values()))

    @property
    def values(self) -> dict[str, str]:
        """What was typed, by key."""
        return {key: field.value for key, field in self.fields.items()}

    def tell(self) -> None:
        """Write the labels."""
        for key, label in self.labels:
            self.fields[key].description = self.part.plain(label)

    def restore(self) -> None:
        """Show what was typed."""
        kept = self.part.answer.get(self.name, {})
        kept = kept if isinstance(kept, dict) else {}
        self._quiet = True
        for key, field in self.fields.items():
            field.value = str(kept.get(key, ""))
        self._quiet = False

    def _typed(self) -> None:
        if not self._quiet:
            self.part.answer[self.name] = {
                key: text[:LONGEST] for key, text in self.values.items() if text
            }
            self.part.changed()  # type: ignore[attr-defined]


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that hold something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def written(folder: Path | None) -> tuple[str, ...]:
    """Lines for the work plan out of the lessons saved beside this one, in their order."""
    found: list[str] = []
    for path in sorted(folder.glob("*.json")) if folder is not None else ():
        try:
            answers = json.loads(path.read_text(encoding="utf-8"))["answers"].items()
            texts = [str(value["text"]) for key, value in answers
                     if key.startswith(PREFIX) and value.get("text")]  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # another file, or one a lesson has put aside as damaged
        found.extend(line[:LONGEST] for text in texts for line in lines_of(text))
    return tuple(dict.fromkeys(found))
