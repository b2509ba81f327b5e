"""One text to translate."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class Entry:
    """An English text, where it stands, and what is already said of it."""

    text: str
    where: tuple[str, ...]
    plural: str = ""
    note: str = ""
    """A word to the translator."""
    given: Mapping[str, str] = attrs.field(factory=dict)
    """Translations by language that are declared beside the source, and not in a catalogue."""
