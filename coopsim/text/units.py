"""Units in words, and a value with its unit."""

from __future__ import annotations

from coopsim.text.languages import SOURCE
from coopsim.text.numbers import SIGNS, money, number, percent
from coopsim.text.saying import say

SHARE, MONEY = "share", "money"


def unit_message(unit: str) -> str:
    """The English that follows the number: what is left of a unit of shares or of money.

    >>> [unit_message(one) for one in ("share of income", "money a month", "money/kg", "months")]
    ['of income', 'a month', '/kg', 'months']
    """
    for word in (SHARE, MONEY):
        if unit.startswith(word):
            return unit.removeprefix(word).strip()
    return unit


def is_share(unit: str) -> bool:
    """Whether a value of this unit is told in per cent.

    >>> [is_share(one) for one in ("share of income", "chance a month", "a year", "months")]
    [True, True, True, False]
    """
    return unit.split(" ")[0] in ("share", "chance") or unit == "a year"


def unit_words(unit: str, lang: str = SOURCE, currency: str = "") -> str:
    """A declared unit as a label shows it: shares in per cent, money with its currency's sign.

    >>> unit_words("share of income"), unit_words("money/kg", "en", "USD")
    ('% of income', 'US$/kg')
    """
    if unit.startswith(SHARE):
        return _joined("%", unit, lang)
    return _joined(SIGNS.get(currency, currency) if unit.startswith(MONEY) else "", unit, lang)


def quantity(
    value: float, unit: str, lang: str = SOURCE, currency: str = "", digits: int | None = None
) -> str:
    """A value with its declared unit; a share comes as 0.12 and is told in per cent.

    >>> quantity(0.12, "share of income"), quantity(3, "months")
    ('12% of income', '3 months')
    """
    if unit.startswith(MONEY):
        return _joined(money(value, currency, lang, digits), unit, lang)
    shown = percent if unit.startswith(SHARE) else number
    return _joined(shown(value, lang, digits or 0), unit, lang)


def _joined(amount: str, unit: str, lang: str) -> str:
    """An amount and the words after it; ``/kg`` follows without a space."""
    message = unit_message(unit)
    said = say(message, lang) if message else ""
    return f"{amount}{said}" if said.startswith("/") else f"{amount} {said}".strip()
