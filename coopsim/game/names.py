"""Names of teams: fictional by default, and a warning where one is a real cooperative's."""

from __future__ import annotations

import re

from coopsim.text import say, words

FICTIONAL = (
    words("Team Bamboo"), words("Team Coral"), words("Team Mango"), words("Team Palm"),
    words("Team Rainbow"), words("Team Sunrise"), words("Team Tamarind"), words("Team Wave"),
)  # fmt: skip
REAL = (
    "CCT", "Café Timor", "Cafe Timor", "Pintu Air", "Obor Mas", "Moris Rasik", "Swasti Sari",
    "Serviam", "Kokowagayo", "Tuba Rai Metin", "Kaebauk", "KBQ", "Ikamat", "Sangosay", "Adiguna",
)  # fmt: skip
"""Names a game must not tell stories about, for a start: nobody can list them all."""
LONGEST = 30


def team_names(count: int, lang: str = "en") -> tuple[str, ...]:
    """Fictional names for so many teams; numbers go on where the names end."""
    named = [say(name, lang) for name in FICTIONAL[:count]]
    more = range(len(named) + 1, count + 1)
    return (*named, *(say("Team {number}", lang, number=one) for one in more))


def real_name_in(name: str) -> str:
    """The real cooperative a name has in it, as far as we know them, or an empty string."""
    for real in REAL:
        if re.search(rf"(?<!\w){re.escape(real)}(?!\w)", name, re.IGNORECASE):
            return real
    return ""


def name_warning(name: str, lang: str = "en") -> str:
    """What to tell who typed a name, or an empty string."""
    real = real_name_in(name)
    if not real:
        return ""
    return say(
        "{name} is a real organisation. A game tells stories of arrears and bad years, so please "
        "take a name nobody has.",
        lang,
        name=real,
    )
