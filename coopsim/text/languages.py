"""The languages, and where each looks for words it does not have."""

from __future__ import annotations

from coopsim.errors import TextError, nearest

NAMES = {"en": "English", "id": "Bahasa Indonesia", "pt": "Português", "tet": "Tetun"}
LANGUAGES = tuple(NAMES)
SOURCE = "en"
CHAINS = {
    "en": ("en",),
    "id": ("id", "en"),
    "pt": ("pt", "id", "en"),
    "tet": ("tet", "id", "en"),
}
"""The languages asked in turn; English, the source, has every word."""


def chain(lang: str) -> tuple[str, ...]:
    """The languages asked in turn for a reader of ``lang``; ``TextError`` if there is none."""
    if lang not in CHAINS:
        known = ", ".join(f"{key} ({name})" for key, name in NAMES.items())
        advice = nearest(lang, LANGUAGES) if isinstance(lang, str) else ""
        raise TextError(f"There is no language {lang!r}. {advice} Allowed: {known}.")
    return CHAINS[lang]
