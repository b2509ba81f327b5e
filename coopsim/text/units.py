"""Units in words, and a value with its unit."""

from __future__ import annotations

from coopsim.text.languages import SOURCE
from coopsim.text.numbers import NOTHING, SIGNS, money, number
from coopsim.text.saying import found


def unit_message(unit: str) -> str:
    """The English message behind a declared unit: shares in per cent, money as an amount.

    >>> unit_message("share of income"), unit_message("money a month")
    ('% of income', '{amount} a month')
    """
    for word, shown in (("share", "%"), ("money", "{amount}")):
        if unit.startswith(word):
            return shown + unit.removeprefix(word)
    return unit


def unit_words(unit: str, lang: str = SOURCE, currency: str = "") -> str:
    """A declared unit as a label shows it; money with the sign of its currency.

    >>> unit_words("money/kg", "en", "USD")
    'US$/kg'
    """
    text, _ = found(unit_message(unit), lang)
    return text.replace("{amount}", SIGNS.get(currency, currency))


def quantity(
    value: float, unit: str, lang: str = SOURCE, currency: str = "", digits: int | None = None
) -> str:
    """A value with its declared unit; a share comes as 0.12 and is told in per cent.

    >>> quantity(0.12, "share of income"), quantity(3, "months")
    ('12% of income', '3 months')
    """
    text, _ = found(unit_message(unit), lang)
    if unit.startswith("money"):
        return text.replace("{amount}", money(value, currency, lang, digits))
    share = unit.startswith("share")
    shown = number(value * 100 if share else value, lang, digits or 0)
    return f"{shown}{'' if share and shown != NOTHING else ' '}{text}".strip()
